"""Acts on people, posts and who holds them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import day_after, first_day, overlaps
from dieuphoi.registry.organisations import policies
from dieuphoi.registry.organisations.models import Holding, OrgUnit, Person, PersonnelCheck, Post
from dieuphoi.registry.organisations.selectors.duties import still_in_hand
from dieuphoi.registry.organisations.services.orgs import BATCH
from dieuphoi.registry.organisations.services.timeline import clean, range_of


def person_create(*, actor: Actor, full_name: str, now: datetime, phone: str = "", email: str = "") -> Person:
    """Enter a person. Raises :class:`InputErrors` without a name."""
    require(policies.may_manage_organisations(actor))
    person = new_person(full_name, phone, email)
    if not person.full_name:
        raise InputErrors([InputError(_("Hãy ghi họ và tên."), field="full_name")])
    with act(actor, "person.create"):
        person.save(force_insert=True)
    return person


def people_create(*, actor: Actor, people: Sequence[Person], now: datetime) -> list[Person]:
    """Enter people made by :func:`new_person`, in one act, without further questions."""
    require(policies.may_manage_organisations(actor))
    with act(actor, "person.create"):
        return Person.objects.bulk_create(people, batch_size=BATCH)


def person_update(*, actor: Actor, person_id: int, now: datetime, phone: str, email: str) -> Person:
    """Change how a person is reached."""
    require(policies.may_manage_organisations(actor))
    with act(actor, "person.update"):
        person = Person.objects.select_for_update().one_visible_to(actor, id=person_id)
        person.phone, person.email = clean(phone), clean(email)
        person.save(update_fields=["phone", "email"])
    return person


def post_create(
    *,
    actor: Actor,
    org_id: int,
    title: str,
    now: datetime,
    is_single: bool = False,
    seats: int | None = None,
    position: int = 100,
    decision: str = "",
) -> Post:
    """The post of that title in an organisation, made when it is not there yet.

    ``is_single``: at most one holder on any day; ``seats``: how many the staffing gives. Raises :class:`InputErrors`
    without a title, or where one seat and several contradict each other.
    """
    require(policies.may_manage_organisations(actor))
    title = clean(title)
    faults = _post_faults(title, is_single, seats)
    if faults:
        raise InputErrors(faults)
    with act(actor, "post.create"):
        org = OrgUnit.objects.one_visible_to(actor, id=org_id)
        post, _made = Post.objects.get_or_create(
            org=org,
            title=title,
            defaults={
                "is_single": is_single,
                "seats": seats,
                "position": position,
                "decision": clean(decision),
            },
        )
    return post


def post_update(
    *,
    actor: Actor,
    post_id: int,
    title: str,
    is_single: bool,
    seats: int | None,
    position: int,
    now: datetime,
    until: date | None = None,
    decision: str = "",
) -> Post:
    """Mend a post; ``until``: it ends before that day. Raises :class:`InputErrors`, and :class:`Refused` where it is
    still held after its end, or by several at once although it is to be single.
    """
    require(policies.may_manage_organisations(actor))
    title = clean(title)
    faults = _post_faults(title, is_single, seats)
    if faults:
        raise InputErrors(faults)
    with act(actor, "post.update"):
        post = Post.objects.select_for_update().one_visible_to(actor, id=post_id)
        if Post.objects.filter(org_id=post.org_id, title=title).exclude(id=post.pk).exists():
            raise InputErrors([InputError(_("Cơ quan này đã có chức vụ “%(title)s”.") % {"title": title}, "title")])
        held = list(Holding.objects.filter(post=post).select_related("person").order_by("valid"))
        late = [h for h in held if until is not None and ((end := day_after(h.valid)) is None or end > until)]
        if late:
            raise Refused(
                "post_held",
                _("%(name)s còn giữ chức vụ này sau ngày đó. Hãy cho thôi giữ trước.")
                % {"name": late[0].person.full_name},
            )
        if is_single and any(overlaps(a.valid, b.valid) for a, b in itertools.pairwise(held)):
            raise Refused("post_shared", _("Chức vụ này đã có lúc do nhiều người giữ nên không thể chỉ một người."))
        post.title, post.seats, post.position = title, seats, position
        post.decision, post.is_single = clean(decision), is_single
        post.valid = range_of(first_day(post.valid), until)
        Holding.objects.filter(post=post).update(single_post=post if is_single else None)
        post.save(update_fields=["title", "seats", "position", "decision", "is_single", "valid"])
    return post


def _post_faults(title: str, is_single: bool, seats: int | None) -> list[InputError]:
    faults = []
    if not title:
        faults.append(InputError(_("Hãy ghi chức vụ."), field="title"))
    if seats is not None and seats < 1:
        faults.append(InputError(_("Số biên chế phải từ 1 trở lên."), field="seats", value=str(seats)))
    if is_single and seats is not None and seats > 1:
        faults.append(InputError(_("Chức vụ chỉ một người giữ thì số biên chế là 1."), field="seats", value=str(seats)))
    return faults


def holding_start(
    *, actor: Actor, person_id: int, post_id: int, start: date | None, now: datetime, end: date | None = None,
    decision: str = "",
) -> Holding:
    """Put a person into a post from ``start`` (``None``: since before) until before ``end`` (``None``:
    until ended).

    Raises :class:`InputErrors` for an end that is not after the start, :class:`Refused` when the person
    holds the post then already, or somebody else holds a post that only one may hold.
    """
    require(policies.may_manage_organisations(actor))
    valid = range_of(start, end)
    with act(actor, "holding.start"):
        person = Person.objects.one_visible_to(actor, id=person_id)
        post = Post.objects.select_for_update().one_visible_to(actor, id=post_id)
        for other in Holding.objects.visible_to(actor).filter(post=post).select_related("person"):
            if not overlaps(other.valid, valid):
                continue
            if other.person_id == person.pk:
                raise Refused(
                    "holds_already", _("%(name)s đang giữ chức vụ này.") % {"name": person.full_name}
                )
            if post.is_single:
                raise Refused(
                    "post_taken",
                    _("Chức vụ “%(title)s” đang do %(name)s giữ. Hãy ghi ngày thôi giữ trước.")
                    % {"title": post.title, "name": other.person.full_name},
                )
        if not overlaps(post.valid, valid) or (
            (last := day_after(post.valid)) is not None and (end is None or end > last)
        ):
            raise Refused(
                "post_ended",
                _("Chức vụ “%(title)s” không còn trong thời gian đó.") % {"title": post.title},
            )
        closes = day_after(post.org.valid)
        if closes is not None and (end is None or end > closes):
            raise Refused(
                "org_closed",
                _("%(org)s kết thúc hoạt động từ ngày %(day)s.")
                % {"org": post.org.name, "day": format_date(closes)},
            )
        return Holding.objects.create(
            person=person,
            post=post,
            single_post=post if post.is_single else None,
            valid=valid,
            decision=clean(decision),
        )


def holding_end(*, actor: Actor, holding_id: int, on: date, reason: str, now: datetime) -> Holding:
    """End a holding: from the day ``on`` the person no longer holds the post. What was before stays.

    What the person still follows is listed to be looked at (:class:`PersonnelCheck`, S3-44).
    """
    require(policies.may_manage_organisations(actor))
    with act(actor, "holding.end", reason=reason):
        holding = Holding.objects.select_for_update().one_visible_to(actor, id=holding_id)
        _end(holding, on)
    return holding


def holding_redate(
    *, actor: Actor, holding_id: int, start: date | None, end: date | None, now: datetime
) -> Holding:
    """Mend the days of a holding (``[start, end)``). Raises :class:`InputErrors` when no day is left,
    :class:`Refused` when another holder of a single post is in the way."""
    require(policies.may_manage_organisations(actor))
    valid = range_of(start, end)
    with act(actor, "holding.redate"):
        holding = Holding.objects.select_for_update().one_visible_to(actor, id=holding_id)
        if holding.single_post_id is not None:
            others = Holding.objects.visible_to(actor).filter(single_post_id=holding.single_post_id)
            for other in others.exclude(id=holding_id).select_related("person"):
                if overlaps(other.valid, valid):
                    raise Refused(
                        "post_taken",
                        _("Chức vụ này có %(name)s giữ trong thời gian đó.")
                        % {"name": other.person.full_name},
                    )
        was = day_after(holding.valid)
        holding.valid = valid
        holding.save(update_fields=["valid"])
        if end is not None and (was is None or end < was):
            ask_to_look(holding, end)
    return holding




def _end(holding: Holding, on: date) -> None:
    holding.valid = range_of(first_day(holding.valid), on)
    holding.save(update_fields=["valid"])
    ask_to_look(holding, on)


def ask_to_look(holding: Holding, on: date) -> None:
    """Ask for a look at the mover's assignments, once for a holding, where there is anything left."""
    if not still_in_hand(system_actor(on), holding.person_id, on):
        return
    if PersonnelCheck.objects.filter(holding=holding, state="OPEN").update(changed_on=on):
        return
    PersonnelCheck.objects.create(person_id=holding.person_id, holding=holding, changed_on=on)


def new_person(full_name: str, phone: str = "", email: str = "") -> Person:
    """An unsaved person, for :func:`people_create`."""
    return Person(full_name=clean(full_name), phone=clean(phone), email=clean(email))
