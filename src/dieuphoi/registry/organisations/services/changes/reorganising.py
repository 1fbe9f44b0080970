"""The rooms of one organisation made, closed and renamed in one act, their people along."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.organisations import policies
from dieuphoi.registry.organisations.models import ChangeKind, Holding, OrgKind, OrgName, OrgUnit
from dieuphoi.registry.organisations.services.changes.holdings import holdings_after, to_post
from dieuphoi.registry.organisations.services.changes.reports import Decision, Report, some
from dieuphoi.registry.organisations.services.changes.standing import children, close, record, refuse_children, standing
from dieuphoi.registry.organisations.services.orgs import NewOrg, orgs_create
from dieuphoi.registry.organisations.services.timeline import clean, line_set, one_at_a_time, settle


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
        org = standing(actor, org_id, on)
        rooms = {room.pk: room for room in children([org.pk], on)}
        moving = {h.pk: h for h in holdings_after([org.pk, *rooms], on)}
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
                to_post(actor, holding, to, holding.post.title, on, now, report)
        closing = [rooms[each] for each in plan.close]
        if closing:
            refuse_children(closing, on)
            if still := holdings_after([room.pk for room in closing], on):
                raise Refused(
                    "posts_held",
                    _("%(names)s chưa có phòng mới. Hãy chọn phòng cho từng người của phòng kết thúc.")
                    % {"names": some([h.person.full_name for h in still])},
                )
            close(closing, on, report)
        change = record(
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
