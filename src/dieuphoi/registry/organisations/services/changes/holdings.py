"""The people of an organisation that changes: who still holds a post there, who steps down, who moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.ranges import date_range, day_after, first_day
from dieuphoi.registry.organisations.models import Holding, OrgUnit, Post
from dieuphoi.registry.organisations.openwork import work_moved
from dieuphoi.registry.organisations.services.changes.reports import Report
from dieuphoi.registry.organisations.services.people import ask_to_look, post_create


def holdings_after(org_ids: Sequence[int], on: date) -> list[Holding]:
    """Holdings that reach ``on`` or later."""
    return list(
        Holding.objects.select_for_update(of=("self",))
        .filter(post__org_id__in=org_ids)
        .exclude(valid__fully_lt=date_range(on, None))
        .select_related("person", "post__org")
        .order_by("person__given_name_key", "id")
    )


def end_holding(holding: Holding, on: date, report: Report) -> None:
    start = first_day(holding.valid)
    if start is not None and start >= on:
        raise Refused(
            "holding_begins_later",
            _("%(name)s được bố trí vào %(post)s từ %(day)s, sau ngày thay đổi. Hãy sửa ngày giữ chức vụ trước.")
            % {"name": holding.person.full_name, "post": holding.post.title, "day": format_date(start)},
        )
    holding.valid = date_range(start, on)
    holding.save(update_fields=["valid"])
    ask_to_look(holding, on)
    report.done.append(
        _("%(name)s thôi giữ chức vụ %(post)s, %(org)s")
        % {"name": holding.person.full_name, "post": holding.post.title, "org": holding.post.org.name}
    )


def to_post(
    actor: Actor, holding: Holding, to: OrgUnit, title: str, on: date, now: datetime, report: Report
) -> None:
    """The person goes into the post of the same title there from ``on`` (made where missing), their work along."""
    start, end = first_day(holding.valid), day_after(holding.valid)
    old: Post = holding.post
    post = post_create(
        actor=actor, org_id=to.pk, title=title, is_single=old.is_single, seats=old.seats, position=old.position, now=now
    )
    if post.is_single:
        taken = Holding.objects.filter(single_post=post).exclude(valid__fully_lt=date_range(on, None))
        if other := taken.select_related("person").first():
            raise Refused(
                "post_taken",
                _("Chức vụ “%(title)s” ở %(org)s do %(name)s giữ nên %(who)s không vào được. Hãy sửa trước.")
                % {
                    "title": title,
                    "org": to.name,
                    "name": other.person.full_name,
                    "who": holding.person.full_name,
                },
            )
    if start is None or start < on:
        holding.valid = date_range(start, on)
        holding.save(update_fields=["valid"])
        Holding.objects.create(
            person=holding.person,
            post=post,
            single_post=post if post.is_single else None,
            valid=date_range(on, end),
            decision=holding.decision,
        )
    else:
        holding.post, holding.single_post = post, post if post.is_single else None
        holding.save(update_fields=["post", "single_post"])
    ask_to_look(holding, on)
    along = work_moved(
        actor=actor, person_id=holding.person_id, from_org=old.org_id, to_org=to.pk, on=on, now=now
    )
    words = _("%(name)s chuyển từ %(old)s sang %(new)s, chức vụ %(title)s") % {
        "name": holding.person.full_name,
        "old": old.org.name,
        "new": to.name,
        "title": title,
    }
    if along:
        words += _(", mang theo %(count)s việc đang làm") % {"count": sum(along.values())}
    report.done.append(words)
