"""Acts on fields, duties, programmes, committees and who follows what. An end keeps what was; nothing is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dieuphoi.core.history.announcing import announce
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import first_day, overlaps, range_label
from dieuphoi.registry.organisations import policies
from dieuphoi.registry.organisations.models import (
    KNOWN_TO_ALL,
    CommitteeFunction,
    CommitteeMember,
    FieldMonitor,
    Mandate,
    MemberArea,
    MonitorFunction,
    OrgLevel,
    OrgUnit,
    Person,
    PersonnelCheck,
    ServedProgramme,
    SteeringCommittee,
    WorkField,
)
from dieuphoi.registry.organisations.services.changes import Decision
from dieuphoi.registry.organisations.services.timeline import clean, range_of
from dieuphoi.registry.organisations.states import CHECK_LIFE
from dieuphoi.registry.territory.models import AdminUnit


@dataclass(frozen=True, slots=True)
class Area:
    """What a committee member answers for: a field, a unit, or a field there."""

    field_id: int | None = None
    unit_id: int | None = None


def field_set(
    *, actor: Actor, code: str, name: str, now: datetime, position: int = 100, end: date | None = None
) -> WorkField:
    """Enter or mend a field of work by its code; ``end``: it is not followed any more from that day."""
    require(policies.may_assign_work(actor))
    code, name = clean(code), clean(name)
    faults = [
        InputError(message, field=key)
        for key, value, message in (
            ("code", code, _("Hãy ghi mã lĩnh vực.")),
            ("name", name, _("Hãy ghi tên lĩnh vực.")),
        )
        if not value
    ]
    if faults:
        raise InputErrors(faults)
    with act(actor, "field.set"):
        field, _made = WorkField.objects.update_or_create(
            code=code, defaults={"name": name, "position": position, "valid": range_of(None, end)}
        )
    return field


def mandate_add(
    *,
    actor: Actor,
    org_id: int,
    number: str,
    text: str,
    start: date | None,
    decision: Decision,
    now: datetime,
) -> Mandate:
    """One more function or duty of an organisation, as its decision words it (S0-10)."""
    require(policies.may_manage_organisations(actor))
    text = text.strip()
    if not text:
        raise InputErrors([InputError(_("Hãy ghi nội dung chức năng, nhiệm vụ."), field="text")])
    with act(actor, "mandate.add"):
        org = OrgUnit.objects.one_visible_to(actor, id=org_id)
        return Mandate.objects.create(
            org=org, number=clean(number), text=text, valid=range_of(start, None), **decision.columns
        )


def mandate_end(*, actor: Actor, mandate_id: int, on: date, reason: str, now: datetime) -> Mandate:
    """From ``on`` the duty is no longer the organisation's."""
    require(policies.may_manage_organisations(actor))
    with act(actor, "mandate.end", reason=reason):
        mandate: Mandate = Mandate.objects.select_for_update(of=("self",)).one_visible_to(actor, id=mandate_id)
        mandate.valid = range_of(first_day(mandate.valid), on)
        mandate.save(update_fields=["valid"])
    return mandate


def programme_serve(
    *,
    actor: Actor,
    org_id: int,
    name: str,
    start: date | None,
    decision: Decision,
    now: datetime,
    end: date | None = None,
) -> ServedProgramme:
    """The organisation serves a programme from ``start`` (S4-34). Raises :class:`Refused` where it does already."""
    require(policies.may_manage_organisations(actor))
    name = clean(name)
    if not name:
        raise InputErrors([InputError(_("Hãy ghi tên chương trình."), field="name")])
    valid = range_of(start, end)
    with act(actor, "programme.serve"):
        org = OrgUnit.objects.one_visible_to(actor, id=org_id)
        same = ServedProgramme.objects.filter(org=org, name=name)
        if any(overlaps(row.valid, valid) for row in same):
            raise Refused("served_already", _("Chương trình này đã có trong thời gian đó."))
        return ServedProgramme.objects.create(org=org, name=name, valid=valid, **decision.columns)


# ------------------------------------------------------------------------------------------------- committees


def committee_create(
    *,
    actor: Actor,
    name: str,
    level: str,
    start: date | None,
    decision: Decision,
    now: datetime,
    place_id: int | None = None,
    org_id: int | None = None,
) -> SteeringCommittee:
    """Enter a steering committee of a level and place, with its decision (S1-02, S3-23). Raises
    :class:`InputErrors` with every fault.
    """
    require(policies.may_assign_work(actor))
    name = clean(name)
    errors = []
    if not name:
        errors.append(InputError(_("Hãy ghi tên Ban Chỉ đạo."), field="name"))
    if level not in OrgLevel.values:
        errors.append(InputError(_("Hãy chọn cấp."), field="level", value=level))
    elif level not in KNOWN_TO_ALL and place_id is None:
        errors.append(InputError(_("Ban Chỉ đạo cấp huyện, xã cần có địa bàn."), field="place"))
    if errors:
        raise InputErrors(errors)
    with act(actor, "committee.create"):
        if place_id is not None:
            AdminUnit.objects.one_visible_to(actor, id=place_id)
        return SteeringCommittee.objects.create(
            name=name, level=level, place_id=place_id, org_id=org_id, valid=range_of(start, None), **decision.columns
        )


def committee_end(*, actor: Actor, committee_id: int, on: date, reason: str, now: datetime) -> SteeringCommittee:
    """From ``on`` the committee is dissolved: its seats end with it."""
    require(policies.may_assign_work(actor))
    with act(actor, "committee.end", reason=reason):
        committee: SteeringCommittee = SteeringCommittee.objects.select_for_update(of=("self",)).one_visible_to(
            actor, id=committee_id
        )
        committee.valid = range_of(first_day(committee.valid), on)
        committee.save(update_fields=["valid"])
        for seat in CommitteeMember.objects.filter(committee=committee, valid__contains=on):
            seat.valid = range_of(first_day(seat.valid), on)
            seat.save(update_fields=["valid"])
    return committee


def seat_start(
    *,
    actor: Actor,
    committee_id: int,
    person_id: int,
    function: str,
    start: date | None,
    decision: Decision,
    now: datetime,
    end: date | None = None,
    post_title: str = "",
    areas: Sequence[Area] = (),
) -> CommitteeMember:
    """Somebody sits on a committee from ``start``. Raises :class:`Refused` where they do already, or it has a head."""
    require(policies.may_assign_work(actor))
    if function not in CommitteeFunction.values:
        raise InputErrors([InputError(_("Hãy chọn chức danh trong Ban Chỉ đạo."), field="function", value=function)])
    valid = range_of(start, end)
    with act(actor, "seat.start"):
        committee: SteeringCommittee = SteeringCommittee.objects.select_for_update(of=("self",)).one_visible_to(
            actor, id=committee_id
        )
        person = Person.objects.one_visible_to(actor, id=person_id)
        for other in CommitteeMember.objects.filter(committee=committee).select_related("person"):
            if not overlaps(other.valid, valid):
                continue
            if other.person_id == person.pk:
                raise Refused(
                    "sits_already", _("%(name)s đang ở trong Ban Chỉ đạo này.") % {"name": person.full_name}
                )
            if function == other.function == CommitteeFunction.HEAD:
                raise Refused(
                    "has_head",
                    _("Trưởng ban trong thời gian đó là %(name)s (%(days)s). Hãy ghi ngày thôi trước.")
                    % {"name": other.person.full_name, "days": range_label(other.valid)},
                )
        seat = CommitteeMember.objects.create(
            committee=committee,
            person=person,
            function=function,
            post_title=clean(post_title),
            valid=valid,
            **decision.columns,
        )
        _areas_set(seat, areas)
        announce(
            actor, "duty.given", now, what="seat", record_id=seat.pk, person_id=person.pk, title=committee.name,
            url=reverse("organisations:committee", args=[committee.pk]),
        )  # fmt: skip
    return seat


def seat_change(
    *, actor: Actor, seat_id: int, function: str, post_title: str, areas: Sequence[Area], now: datetime
) -> CommitteeMember:
    """Mend a seat: its function, its words, what it answers for."""
    require(policies.may_assign_work(actor))
    with act(actor, "seat.change"):
        seat: CommitteeMember = CommitteeMember.objects.select_for_update(of=("self",)).one_visible_to(
            actor, id=seat_id
        )
        if function == CommitteeFunction.HEAD != seat.function:
            others = CommitteeMember.objects.filter(committee_id=seat.committee_id, function=function)
            if any(overlaps(other.valid, seat.valid) for other in others):
                raise Refused("has_head", _("Ban Chỉ đạo đã có Trưởng ban trong thời gian đó."))
        seat.function, seat.post_title = function, clean(post_title)
        seat.save(update_fields=["function", "post_title"])
        _areas_set(seat, areas)
    return seat


def seat_end(*, actor: Actor, seat_id: int, on: date, reason: str, now: datetime) -> CommitteeMember:
    """From ``on`` the person no longer sits there."""
    require(policies.may_assign_work(actor))
    with act(actor, "seat.end", reason=reason):
        seat: CommitteeMember = CommitteeMember.objects.select_for_update(of=("self",)).one_visible_to(
            actor, id=seat_id
        )
        seat.valid = range_of(first_day(seat.valid), on)
        seat.save(update_fields=["valid"])
    return seat


def _areas_set(seat: CommitteeMember, areas: Sequence[Area]) -> None:
    """The seat answers for exactly these; what it no longer answers for becomes empty in time, never deleted."""
    wanted = {(area.field_id, area.unit_id) for area in areas if area.field_id or area.unit_id}
    there = {(row.field_id, row.unit_id): row for row in MemberArea.objects.filter(member=seat)}
    for key, row in there.items():
        row.valid = "empty" if key not in wanted else "(,)"
        row.save(update_fields=["valid"])
    MemberArea.objects.bulk_create(
        [MemberArea(member=seat, field_id=f, unit_id=u, valid="(,)") for f, u in sorted(
            wanted - there.keys(), key=lambda pair: (pair[0] or 0, pair[1] or 0)
        )]
    )  # fmt: skip


# -------------------------------------------------------------------------------------------- who follows what


def monitor_start(
    *,
    actor: Actor,
    start: date | None,
    decision: Decision,
    now: datetime,
    person_id: int | None = None,
    org_id: int | None = None,
    field_id: int | None = None,
    unit_ids: Sequence[int | None] = (None,),
    function: str = MonitorFunction.MONITOR,
    end: date | None = None,
) -> list[FieldMonitor]:
    """A person or a room follows a field in these units from ``start`` (S0-49, S2-37; ``None``: everywhere).

    ``function`` ``officer`` names the programme officer of communes (S3-58): one a day each. Raises
    :class:`InputErrors`, and :class:`Refused` where the same is assigned already.
    """
    require(policies.may_assign_work(actor))
    valid = range_of(start, end)
    errors = []
    if (person_id is None) == (org_id is None):
        errors.append(InputError(_("Hãy chọn một người hoặc một phòng."), field="person"))
    officer = function == MonitorFunction.PROGRAMME_OFFICER
    if officer and (person_id is None or None in unit_ids):
        errors.append(InputError(_("Cán bộ phụ trách ở xã cần có người và có xã."), field="units"))
    if not unit_ids:
        errors.append(InputError(_("Hãy chọn địa bàn."), field="units"))
    if errors:
        raise InputErrors(errors)
    made = []
    with act(actor, "monitor.start"):
        if person_id is not None:
            Person.objects.one_visible_to(actor, id=person_id)
        if org_id is not None:
            OrgUnit.objects.one_visible_to(actor, id=org_id)
        key: dict[str, Any] = {
            "person_id": person_id,
            "org_id": org_id,
            "field_id": field_id,
            "function": function,
        }
        same = FieldMonitor.objects.select_for_update(of=("self",)).filter(**key)
        taken = [row for row in same if overlaps(row.valid, valid)]
        for unit in dict.fromkeys(unit_ids):
            if any(row.unit_id == unit for row in taken):
                raise Refused("follows_already", _("Đã phân công việc này trong thời gian đó."))
            if officer:
                others = FieldMonitor.objects.filter(unit_id=unit, function=function).select_related("person")
                for other in others:
                    if overlaps(other.valid, valid) and other.person is not None:
                        raise Refused(
                            "has_officer",
                            _("Xã này đang có %(name)s phụ trách. Hãy ghi ngày thôi trước.")
                            % {"name": other.person.full_name},
                        )
            made.append(
                FieldMonitor.objects.create(
                    person_id=person_id,
                    org_id=org_id,
                    field_id=field_id,
                    unit_id=unit,
                    function=function,
                    valid=valid,
                    **decision.columns,
                )
            )
        if person_id is not None:
            field = None if field_id is None else WorkField.objects.filter(id=field_id).first()
            where = [unit for unit in unit_ids if unit is not None]
            counted = ngettext("%(n)d đơn vị", "%(n)d đơn vị", len(where)) % {"n": len(where)}
            place = counted if where else _("toàn tỉnh")
            announce(
                actor, "duty.given", now, what="monitor", record_id=made[0].pk, person_id=person_id,
                title=f"{field.name if field else _('Mọi lĩnh vực')} – {place}",
                url=reverse("organisations:monitor", args=[made[0].pk]),
            )  # fmt: skip
    return made


def monitor_end(*, actor: Actor, monitor_id: int, on: date, now: datetime, reason: str = "") -> FieldMonitor:
    """From ``on`` they no longer follow it."""
    require(policies.may_assign_work(actor))
    with act(actor, "monitor.end", reason=reason):
        monitor: FieldMonitor = FieldMonitor.objects.select_for_update(of=("self",)).one_visible_to(
            actor, id=monitor_id
        )
        monitor.valid = range_of(first_day(monitor.valid), on)
        monitor.save(update_fields=["valid"])
    return monitor


def monitor_hand_on(
    *, actor: Actor, monitor_id: int, person_id: int, on: date, now: datetime, reason: str = ""
) -> FieldMonitor:
    """From ``on`` another person follows it in the first one's place: the end and the start in one act."""
    require(policies.may_assign_work(actor))
    with act(actor, "monitor.hand_on", reason=reason):
        old = monitor_end(actor=actor, monitor_id=monitor_id, on=on, reason=reason, now=now)
        [new] = monitor_start(
            actor=actor,
            person_id=person_id,
            field_id=old.field_id,
            unit_ids=[old.unit_id],
            function=old.function,
            start=on,
            decision=Decision(old.decision, old.decision_on, old.source),
            now=now,
        )
    return new


def check_finish(*, actor: Actor, check_id: int, reason: str, now: datetime) -> PersonnelCheck:
    """Somebody looked at what the mover still followed; ``reason`` says what came of it (S3-44)."""
    with act(actor, "check.finish", reason=reason):
        check: PersonnelCheck = PersonnelCheck.objects.select_for_update(of=("self",)).one_visible_to(
            actor, id=check_id
        )
        CHECK_LIFE.move(actor, check, "finish", reason=reason)
        check.note = reason.strip()
        check.save(update_fields=["state", "note"])
    return check
