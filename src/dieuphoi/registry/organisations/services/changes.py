"""What becomes of organisations on a day: renamed, moved, closed, merged, split, their rooms reorganised.

Rights, ownership of indicators and seats never follow by themselves: the report of every act names what still rests
on an organisation that ends, and people give it on by acts of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.core.chain.selectors import resting_on
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import date_range, day_after, first_day
from dieuphoi.registry.organisations import policies
from dieuphoi.registry.organisations.models import (
    ChangeKind,
    Holding,
    OrgChange,
    OrgChangePart,
    OrgKind,
    OrgName,
    OrgParent,
    OrgUnit,
    Post,
)
from dieuphoi.registry.organisations.openwork import work_moved
from dieuphoi.registry.organisations.services.orgs import NewOrg, orgs_create
from dieuphoi.registry.organisations.services.people import ask_to_look, post_create
from dieuphoi.registry.organisations.services.timeline import (
    check_no_circle,
    clean,
    line_set,
    one_at_a_time,
    settle,
)


@dataclass(frozen=True, slots=True)
class Decision:
    """By which decision something changes. ``number`` with symbol, its day, and where it can be read."""

    number: str = ""
    on: date | None = None
    source: str = ""
    note: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """As the columns of a sourced row."""
        return {"decision": clean(self.number), "decision_on": self.on, "source": clean(self.source)}


@dataclass(slots=True)
class Report:
    """What an act on organisations does, in words for people: the same for the preview and for the deed."""

    done: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """What still rests on an organisation that ends, and moves nowhere by itself."""
    change_id: int = 0
    made: dict[str, int] = field(default_factory=dict)
    """Codes of new organisations → ids. Of a preview they mean nothing afterwards."""


class _RolledBack(Exception):
    """Takes the savepoint of a preview back."""


def preview(deed: Callable[[], Report]) -> Report:
    """The real act in a savepoint, rolled back: its report, and nothing written.

    ``deed`` calls one service of this module. Raises what the act raises.
    """
    found: list[Report] = []
    try:
        with transaction.atomic():
            found.append(deed())
            raise _RolledBack
    except _RolledBack:
        return found[0]


def org_rename(
    *,
    actor: Actor,
    org_id: int,
    name: str,
    on: date,
    decision: Decision,
    now: datetime,
    short_name: str = "",
) -> Report:
    """From ``on`` the organisation bears another name; what it was called before stays with its days.

    Raises :class:`InputErrors` without a name, :class:`Refused` where it does not exist on that day.
    """
    require(policies.may_manage_organisations(actor))
    name = clean(name)
    if not name:
        raise InputErrors([InputError(_("Hãy ghi tên mới."), field="name")])
    with act(actor, "organisation.rename", reason=decision.note):
        one_at_a_time()
        org = _standing(actor, org_id, on)
        was = _name_on(org, on)
        if was == name and not clean(short_name):
            raise InputErrors([InputError(_("Tên mới giống tên đang dùng."), field="name", value=name)])
        line_set(
            OrgName,
            org.pk,
            on,
            {"name": name, "short_name": clean(short_name), **decision.columns},
            mend=today(now),
        )
        change = _record(ChangeKind.RENAME, on, decision, now, before=[org], after=[org])
        settle(today(now))
    return Report(
        [_("%(was)s đổi tên thành %(name)s từ %(day)s") % {"was": was, "name": name, "day": format_date(on)}],
        change_id=change.pk,
    )


def org_move(
    *, actor: Actor, org_id: int, parent_id: int | None, on: date, decision: Decision, now: datetime
) -> Report:
    """From ``on`` the organisation stands under another superior (none: under nobody); its past stays under the old
    one (S0-04, S0-35). Raises :class:`InputErrors` for a circle, :class:`Refused` where either is not there that day.
    """
    require(policies.may_manage_organisations(actor))
    with act(actor, "organisation.move", reason=decision.note):
        one_at_a_time()
        org = _standing(actor, org_id, on)
        parent = None if parent_id is None else _standing(actor, parent_id, on)
        was = OrgParent.objects.filter(org=org, valid__contains=on).select_related("parent").first()
        if was is not None and was.parent_id == parent_id and first_day(was.valid) != on:
            raise InputErrors([InputError(_("Cơ quan đang thuộc chính cấp trên này."), field="parent")])
        check_no_circle({org.pk: parent_id}, on)
        line_set(OrgParent, org.pk, on, {"parent_id": parent_id, **decision.columns}, mend=today(now))
        change = _record(ChangeKind.MOVE, on, decision, now, before=[org], after=[org])
        settle(today(now))
    old = was.parent.name if was is not None and was.parent is not None else _("không thuộc cơ quan nào")
    new = parent.name if parent is not None else _("không thuộc cơ quan nào")
    words = _("%(org)s chuyển từ “%(old)s” sang “%(new)s” từ %(day)s")
    return Report(
        [words % {"org": org.name, "old": old, "new": new, "day": format_date(on)}], change_id=change.pk
    )


def org_close(
    *,
    actor: Actor,
    org_id: int,
    on: date,
    decision: Decision,
    now: datetime,
    end_holdings: bool = False,
) -> Report:
    """From ``on`` the organisation no longer exists; all it was and did stays under its name.

    Raises :class:`Refused` while something stands below it on that day, or – unless ``end_holdings`` – while somebody
    holds a post of it then. What else rests on it is in the report.
    """
    require(policies.may_manage_organisations(actor))
    report = Report()
    with act(actor, "organisation.close", reason=decision.note):
        one_at_a_time()
        org = _standing(actor, org_id, on)
        _refuse_children([org], on)
        held = _holdings_after([org.pk], on)
        if held and not end_holdings:
            raise Refused(
                "posts_held",
                _("Còn %(names)s giữ chức vụ ở đây sau ngày %(day)s. Hãy cho thôi giữ, chuyển đi, hoặc chọn cho thôi "
                  "giữ cùng ngày.")
                % {"names": _some([h.person.full_name for h in held]), "day": format_date(on)},
            )  # fmt: skip
        for holding in held:
            _end_holding(holding, on, report)
        _close([org], on, report)
        report.change_id = _record(ChangeKind.CLOSE, on, decision, now, before=[org], after=[]).pk
    return report


def orgs_succeed(
    *,
    actor: Actor,
    before: Sequence[int],
    after: Sequence[int | NewOrg],
    on: date,
    decision: Decision,
    now: datetime,
    move_people: bool = True,
) -> Report:
    """Departments merge (several before, one after) or one is split (one before, several after); S3-65.

    Whoever stands on both sides goes on; the others end on ``on``, the new ones begin then. With one successor the
    rooms below go under it and, with ``move_people``, its predecessors' people into posts of the same title;
    otherwise holdings end that day. What rests on those that end (rights, indicators, assignments) stays there and is
    told. Raises :class:`InputErrors` for a change that is none, :class:`Refused` where rooms have no one place to go.
    """
    require(policies.may_manage_organisations(actor))
    if not before or not after or (len(before) == 1 and len(after) == 1):
        raise InputErrors(
            [InputError(_("Sáp nhập cần từ hai cơ quan trước, chia tách cần từ hai cơ quan sau."), field="before")]
        )
    kind = ChangeKind.MERGE if len(after) == 1 else ChangeKind.SPLIT
    report = Report()
    with act(actor, f"organisation.{kind}", reason=decision.note):
        one_at_a_time()
        olds = [_standing(actor, each, on) for each in dict.fromkeys(before)]
        new = [
            each if each.start else NewOrg(**{**_slots(each), "start": on, "founded_on": each.founded_on or on})
            for each in after
            if isinstance(each, NewOrg)
        ]
        report.made = orgs_create(actor=actor, rows=new, now=now) if new else {}
        news = [_standing(actor, each, on) for each in after if isinstance(each, int)]
        news += [OrgUnit.objects.get(id=pk) for pk in report.made.values()]
        kept = {org.pk for org in news}
        ending = [org for org in olds if org.pk not in kept]
        if not ending:
            raise InputErrors([InputError(_("Không cơ quan nào kết thúc thì không phải sáp nhập."), field="before")])
        for org in news:
            if org.pk in report.made.values():
                report.done.append(_("Thành lập %(org)s từ %(day)s") % {"org": org.name, "day": format_date(on)})
        if len(news) == 1:
            _rooms_under(ending, news[0], on, decision, report, now)
        else:
            _refuse_children(ending, on)
        for holding in _holdings_after([org.pk for org in ending], on):
            if move_people and len(news) == 1:
                _to_post(actor, holding, news[0], holding.post.title, on, now, report)
            else:
                _end_holding(holding, on, report)
        _close(ending, on, report)
        report.change_id = _record(kind, on, decision, now, before=olds, after=news).pk
        settle(today(now))
    return report


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """What is to become of the rooms of one organisation in one act (S0-24).

    ``rename``: {room: new name}; ``close``: rooms that end; ``create``: {own key: (code, name)}; ``move``:
    {holding: room id, or the key of a new room, or ``None`` for the organisation itself}.
    """

    rename: dict[int, str] = field(default_factory=dict)
    close: tuple[int, ...] = ()
    create: dict[str, tuple[str, str]] = field(default_factory=dict)
    move: dict[int, int | str | None] = field(default_factory=dict)


def rooms_reorganise(
    *, actor: Actor, org_id: int, plan: RoomPlan, on: date, decision: Decision, now: datetime
) -> Report:
    """Create, close and rename the rooms of an organisation and move their people, all from ``on``, in one act.

    Open work goes along with its people (:func:`~dieuphoi.registry.organisations.openwork.work_moved`). Raises
    :class:`InputErrors` with every fault of the plan, :class:`Refused` where a closed room would keep people.
    """
    require(policies.may_manage_organisations(actor))
    report = Report()
    with act(actor, "organisation.reorganise", reason=decision.note):
        one_at_a_time()
        org = _standing(actor, org_id, on)
        rooms = {room.pk: room for room in _children([org.pk], on)}
        moving = {h.pk: h for h in _holdings_after([org.pk, *rooms], on)}
        _check_plan(plan, rooms, moving)
        made = orgs_create(
            actor=actor,
            rows=[
                NewOrg(code, name, OrgKind.ROOM, org.code, org.place_id, start=on, level=org.level, founded_on=on,
                       founding_decision=clean(decision.number))
                for code, name in plan.create.values()
            ],
            now=now,
        )  # fmt: skip
        new = {key: OrgUnit.objects.get(id=made[clean(code)]) for key, (code, _name) in plan.create.items()}
        report.made = made
        for room in new.values():
            report.done.append(_("Thành lập %(org)s từ %(day)s") % {"org": room.name, "day": format_date(on)})
        for room_id, name in plan.rename.items():
            room = rooms[room_id]
            line_set(
                OrgName,
                room_id,
                on,
                {"name": clean(name), "short_name": "", **decision.columns},
                mend=today(now),
            )
            report.done.append(_("%(was)s đổi tên thành %(name)s") % {"was": room.name, "name": clean(name)})
        for holding_id, target in plan.move.items():
            to = org if target is None else new[target] if isinstance(target, str) else rooms[target]
            holding = moving[holding_id]
            if holding.post.org_id != to.pk:
                _to_post(actor, holding, to, holding.post.title, on, now, report)
        closing = [rooms[each] for each in plan.close]
        if closing:
            _refuse_children(closing, on)
            if still := _holdings_after([room.pk for room in closing], on):
                raise Refused(
                    "posts_held",
                    _("%(names)s chưa có phòng mới. Hãy chọn phòng cho từng người của phòng kết thúc.")
                    % {"names": _some([h.person.full_name for h in still])},
                )
            _close(closing, on, report)
        change = _record(
            ChangeKind.REORGANISE,
            on,
            decision,
            now,
            before=[org, *rooms.values()],
            after=[org, *(room for room in rooms.values() if room.pk not in plan.close), *new.values()],
        )
        report.change_id = change.pk
        settle(today(now))
    return report


# ------------------------------------------------------------------------------------------------------ the parts


def _standing(actor: Actor, org_id: int, on: date) -> OrgUnit:
    org: OrgUnit = OrgUnit.objects.select_for_update(of=("self",)).one_visible_to(actor, id=org_id)
    start, end = first_day(org.valid), day_after(org.valid)
    if (start is not None and on < start) or (end is not None and on >= end):
        raise Refused(
            "not_there",
            _("%(org)s không hoạt động vào ngày %(day)s.") % {"org": org.name, "day": format_date(on)},
        )
    return org


def _name_on(org: OrgUnit, day: date) -> str:
    row = OrgName.objects.filter(org=org, valid__contains=day).first()
    return row.name if row is not None else org.name


def _children(org_ids: Sequence[int], on: date) -> list[OrgUnit]:
    below = OrgParent.objects.filter(parent_id__in=org_ids, valid__contains=on).values("org_id")
    return list(OrgUnit.objects.filter(id__in=below, valid__contains=on).order_by("name_key", "id"))


def _refuse_children(orgs: Sequence[OrgUnit], on: date) -> None:
    below = _children([org.pk for org in orgs], on)
    ending = {org.pk for org in orgs}
    if left := [org.name for org in below if org.pk not in ending]:
        raise Refused(
            "has_rooms",
            _("Còn cơ quan trực thuộc: %(names)s. Hãy chuyển hoặc kết thúc các cơ quan đó trước.")
            % {"names": _some(left)},
        )


def _holdings_after(org_ids: Sequence[int], on: date) -> list[Holding]:
    """Holdings that reach ``on`` or later."""
    return list(
        Holding.objects.select_for_update(of=("self",))
        .filter(post__org_id__in=org_ids)
        .exclude(valid__fully_lt=date_range(on, None))
        .select_related("person", "post__org")
        .order_by("person__given_name_key", "id")
    )


def _end_holding(holding: Holding, on: date, report: Report) -> None:
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


def _to_post(
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


def _rooms_under(
    ending: Sequence[OrgUnit], to: OrgUnit, on: date, decision: Decision, report: Report, now: datetime
) -> None:
    gone = {org.pk for org in ending}
    for room in _children(list(gone), on):
        if room.pk in gone or room.pk == to.pk:
            continue
        line_set(OrgParent, room.pk, on, {"parent_id": to.pk, **decision.columns}, mend=today(now))
        report.done.append(_("%(room)s về trực thuộc %(org)s") % {"room": room.name, "org": to.name})


def _close(orgs: Sequence[OrgUnit], on: date, report: Report) -> None:
    for org in orgs:
        start = first_day(org.valid)
        if start is not None and start >= on:
            raise Refused(
                "begins_then",
                _("%(org)s mới bắt đầu từ %(day)s nên chưa thể kết thúc.")
                % {"org": org.name, "day": format_date(start)},
            )
        org.valid = date_range(start, on)
        org.save(update_fields=["valid"])
        report.done.append(
            _("%(org)s kết thúc hoạt động từ %(day)s") % {"org": org.name, "day": format_date(on)}
        )
        report.left += [
            _("%(org)s còn %(count)s %(what)s: không tự chuyển, cần giao lại")
            % {"org": org.name, "count": each.count, "what": str(each.words).lower()}
            for each in resting_on("org", [org.pk])
        ]


def _record(
    kind: str,
    on: date,
    decision: Decision,
    now: datetime,
    *,
    before: Sequence[OrgUnit],
    after: Sequence[OrgUnit],
) -> OrgChange:
    change = OrgChange.objects.create(
        kind=kind,
        effective_on=on,
        decision=clean(decision.number),
        decision_on=decision.on,
        note=decision.note,
        recorded_at=now,
    )
    OrgChangePart.objects.bulk_create(
        [
            OrgChangePart(change=change, org=org, is_after=is_after, recorded_at=now)
            for is_after, orgs in ((False, before), (True, after))
            for org in orgs
        ]
    )
    return change


def _check_plan(plan: RoomPlan, rooms: dict[int, OrgUnit], moving: dict[int, Holding]) -> None:
    errors = []
    if not (plan.rename or plan.close or plan.create or plan.move):
        errors.append(InputError(_("Chưa có thay đổi nào."), field="plan"))
    for room_id, name in plan.rename.items():
        if room_id not in rooms:
            errors.append(InputError(_("Không có phòng này vào ngày đó."), field="rename", value=str(room_id)))
        elif not clean(name):
            message = _("Hãy ghi tên mới của %(room)s.") % {"room": rooms[room_id].name}
            errors.append(InputError(message, field="rename"))
        if room_id in plan.close and room_id in rooms:
            message = _("%(room)s vừa đổi tên vừa kết thúc.") % {"room": rooms[room_id].name}
            errors.append(InputError(message, field="close"))
    for room_id in plan.close:
        if room_id not in rooms:
            errors.append(InputError(_("Không có phòng này vào ngày đó."), field="close", value=str(room_id)))
    for holding_id, target in plan.move.items():
        if holding_id not in moving:
            errors.append(InputError(_("Người này không giữ chức vụ ở đây."), field="move", value=str(holding_id)))
        elif (isinstance(target, str) and target not in plan.create) or (
            isinstance(target, int) and target not in rooms
        ):
            errors.append(InputError(_("Không có phòng nhận."), field="move", value=str(target)))
        elif target in plan.close:
            message = _("%(room)s kết thúc nên không nhận người.") % {"room": rooms[int(str(target))].name}
            errors.append(InputError(message, field="move"))
    if errors:
        raise InputErrors(errors)


def _some(names: Sequence[str], most: int = 5) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else _("%(names)s và %(more)s nữa") % {
        "names": shown, "more": len(names) - most
    }  # fmt: skip


def _slots(row: NewOrg) -> dict[str, Any]:
    return {name: getattr(row, name) for name in NewOrg.__slots__}
