"""Recurring duties: kept, paused, ended. What they make is :mod:`dieuphoi.steering.tasks.services.returning`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.dates import day_start, format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import first_day
from dieuphoi.registry.access.roles import OFFICE
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.registry.organisations.selectors import person_of_account
from dieuphoi.registry.territory.selectors import provinces_on, units_on
from dieuphoi.steering.tasks import policies
from dieuphoi.steering.tasks.models import DueRule, DutyLead, RecurringDuty, Rhythm, TaskKind, Urgency
from dieuphoi.steering.tasks.occurrences import MONDAY, MOST_NUMBER, SUNDAY
from dieuphoi.steering.tasks.selectors.planning import own_body
from dieuphoi.steering.tasks.services.give import NewTask, tasks_faults
from dieuphoi.steering.tasks.services.returning import duty_run
from dieuphoi.steering.tasks.states import DUTY_LIFE, DutyState


@dataclass(frozen=True, slots=True)
class NewDuty:
    """What is kept. ``lead_org_id`` and ``responsible_id`` are of a duty of one body; of a duty of communes
    ``unit_ids`` (none: all xã of the province), each answered for by its programme officer. ``org_id`` and
    ``giver_id``: the actor's own unless the office keeps a duty that a leader gives.
    """

    title: str
    product: str
    source: str
    rhythm: str
    due_rule: str
    valid_from: date
    due_number: int = 0
    ahead: int | None = None
    valid_until: date | None = None
    lead: str = DutyLead.ORG.value
    lead_org_id: int | None = None
    responsible_id: int | None = None
    unit_ids: tuple[int, ...] = ()
    coordinating: tuple[int, ...] = ()
    periods: tuple[str, ...] = ()
    text: str = ""
    kind: str = TaskKind.ORDINARY.value
    urgency: str = Urgency.NORMAL.value
    field_id: int | None = None
    org_id: int | None = None
    giver_id: int | None = None
    province_id: int | None = None


def duty_make(*, actor: Actor, new: NewDuty, now: datetime) -> RecurringDuty:
    """Keep a recurring duty; what its first day asks for is given at once. Raises ``InputErrors`` with every fault,
    ``Refused`` for whoever keeps none for that body.
    """
    with act(actor, "duty.make"):
        org = _org(actor, new.org_id or own_body(actor))
        require(policies.may_keep_for(actor, org))
        errors = _faults(actor, new, org, today(now))
        if new.valid_from < today(now):
            errors.append(InputError(_("Chỉ bắt đầu từ hôm nay: kỳ đã qua không giao lại."), field="valid_from"))
        province = _province(actor, new, org)
        if province is None:
            errors.append(InputError(_("Hãy chọn tỉnh của nhiệm vụ."), field="province"))
        if errors or province is None:
            raise InputErrors(errors)
        row = RecurringDuty(
            province_id=province, org=org, giver_id=new.giver_id or person_of_account(actor.id),
            state=DutyState.ACTIVE, settled_on=new.valid_from - timedelta(days=1),
        )  # fmt: skip
        _write(row, new)
        row.save(force_insert=True)
        duty_run(system_actor(actor.on), row, now)
    return row


def duty_correct(*, actor: Actor, duty_id: int, new: NewDuty, reason: str, now: datetime) -> RecurringDuty:
    """Say it again: tasks that were made stay as they are, the next ones follow what is said now. The giver stays."""
    with act(actor, "duty.correct", reason=reason):
        row = _held(actor, duty_id)
        require(policies.may_correct_duty(actor, row))
        new = replace(new, valid_from=first_day(row.valid) or new.valid_from)
        errors = _faults(actor, new, row.org, today(now))
        if not reason.strip():
            errors.append(InputError(_("Hãy ghi lý do."), field="reason"))
        if errors:
            raise InputErrors(errors)
        _write(row, new)
        row.save()
    return row


def duty_pause(*, actor: Actor, duty_id: int, reason: str, now: datetime) -> RecurringDuty:
    """No task is made until it goes on; what would have been made meanwhile never is."""
    with act(actor, "duty.pause", reason=reason):
        row = _held(actor, duty_id)
        DUTY_LIFE.move(actor, row, "pause", reason=reason)
        row.paused_on = today(now)
        row.save(update_fields=["state", "paused_on"])
    return row


def duty_resume(*, actor: Actor, duty_id: int, now: datetime) -> RecurringDuty:
    """It goes on: what is to be given from today on is."""
    with act(actor, "duty.resume"):
        row = _held(actor, duty_id)
        DUTY_LIFE.move(actor, row, "resume")
        row.paused_on = None
        row.settled_on = max(row.settled_on, today(now) - timedelta(days=1))
        row.save(update_fields=["state", "paused_on", "settled_on"])
        duty_run(system_actor(actor.on), row, now)
    return row


def duty_end(*, actor: Actor, duty_id: int, reason: str, now: datetime) -> RecurringDuty:
    """No more tasks from today on. It stays to be read, with the reason; its tasks go on."""
    with act(actor, "duty.end", reason=reason):
        row = _held(actor, duty_id)
        DUTY_LIFE.move(actor, row, "end", reason=reason)
        start, day = first_day(row.valid), today(now)
        row.valid = DateRange(start, max(day, start) if start else day)
        row.paused_on, row.end_reason = None, reason.strip()
        row.save(update_fields=["state", "paused_on", "valid", "end_reason"])
    return row


# --- inside ---------------------------------------------------------------------------------------------


def _held(actor: Actor, duty_id: int) -> RecurringDuty:
    row = RecurringDuty.objects.locked().one_visible_to(actor, id=duty_id)
    assert isinstance(row, RecurringDuty)
    return row


def _org(actor: Actor, org_id: int | None) -> OrgUnit:
    rows = OrgUnit.objects.visible_to(actor).select_related("parent__parent")
    found = rows.filter(pk=org_id or 0).first()
    if found is None:
        raise InputErrors([InputError(_("Hãy chọn cơ quan giao việc."), field="org")])
    return found


def _province(actor: Actor, new: NewDuty, org: OrgUnit) -> int | None:
    """As named, else the one province that there is, else where the body is."""
    known = [row.id for row in provinces_on(actor, actor.on)]
    for pk in (new.province_id, org.place_id):
        if pk in known:
            return pk
    return known[0] if len(known) == 1 else None


def _write(row: RecurringDuty, new: NewDuty) -> None:
    of_body = new.lead == DutyLead.ORG
    row.title, row.product, row.source = _line(new.title), _line(new.product), _line(new.source)
    row.text, row.kind, row.urgency, row.lead = new.text.strip(), new.kind, new.urgency, new.lead
    row.field_id = new.field_id
    row.lead_org_id = new.lead_org_id if of_body else None
    row.responsible_id = new.responsible_id if of_body else None
    row.coordinating, row.unit_ids = sorted(set(new.coordinating)), sorted(set(new.unit_ids))
    row.rhythm, row.periods = new.rhythm, list(new.periods) if new.rhythm == Rhythm.LIST else []
    row.due_rule, row.due_number, row.ahead = new.due_rule, new.due_number, new.ahead
    end = None if new.valid_until is None else new.valid_until + timedelta(days=1)
    row.valid = DateRange(new.valid_from, end)


def _line(text: str) -> str:
    return " ".join(text.split())


def _faults(actor: Actor, new: NewDuty, org: OrgUnit, day: date) -> list[InputError]:
    errors = _when_faults(new)
    for name, text, words in (
        ("title", new.title, _("Hãy ghi tên việc.")),
        ("product", new.product, _("Hãy ghi sản phẩm phải có: văn bản, báo cáo, kết quả nào.")),
        ("source", new.source, _("Hãy ghi căn cứ: văn bản hoặc người quyết định.")),
    ):
        if not _line(text):
            errors.append(InputError(words, field=name))
    if len(_line(new.title)) > 240:
        errors.append(InputError(_("Tên việc dài quá 240 ký tự: còn phải thêm tên kỳ."), field="title"))
    if new.kind == TaskKind.STANDING:
        errors.append(InputError(_("Việc định kỳ có hạn mỗi kỳ: hãy chọn loại khác."), field="kind"))
    if new.lead not in DutyLead.values:
        errors.append(InputError(_("Hãy chọn một giá trị có trong danh sách."), field="lead"))
    if new.lead == DutyLead.COMMUNES:
        errors += _commune_faults(actor, new, day)
    else:
        # What a task of it would be, asked of the very rules of giving.
        sample = [
            NewTask(
                title=new.title or "…", product=new.product or "…", lead_org_id=new.lead_org_id or 0,
                responsible_id=new.responsible_id or 0, given_on=day, no_due_reason="…", text=new.text,
                kind=new.kind if new.kind != TaskKind.STANDING else TaskKind.ORDINARY.value, urgency=new.urgency,
                field_id=new.field_id, giver_id=new.giver_id, giver_org_id=org.pk, coordinating=new.coordinating,
                unit_ids=new.unit_ids, province_id=new.province_id,
            )
        ]  # fmt: skip
        for fault in tasks_faults(actor=actor, rows=sample, now=day_start(day) + timedelta(hours=12)):
            name = "coordinating" if fault.field == "orgs" else fault.field
            if not any(each.field == name for each in errors):
                errors.append(InputError(fault.message, field=name, value=fault.value))
    return errors


def _commune_faults(actor: Actor, new: NewDuty, day: date) -> list[InputError]:
    """Only who may give to every commune keeps a duty of communes."""
    errors = []
    if not actor.writes(*OFFICE) and new.kind != TaskKind.REQUEST:
        words = _("Chỉ Văn phòng điều phối giao việc định kỳ cho các xã; cơ quan khác chọn loại “đề nghị phối hợp”.")
        errors.append(InputError(words, field="lead"))
    if set(new.unit_ids) - {row.id for row in units_on(actor, day, ids=new.unit_ids)}:
        words = _("Ngày %(day)s không có đơn vị này. Hãy chọn đơn vị của ngày giao việc.")
        errors.append(InputError(words % {"day": format_date(day)}, field="units"))
    if new.urgency not in Urgency.values or new.kind not in TaskKind.values:
        errors.append(InputError(_("Hãy chọn một giá trị có trong danh sách."), field="kind"))
    return errors


def _when_faults(new: NewDuty) -> list[InputError]:
    errors = []
    if new.rhythm not in Rhythm.values:
        errors.append(InputError(_("Hãy chọn bao lâu một lần."), field="rhythm", value=new.rhythm))
    if new.rhythm == Rhythm.LIST and not new.periods:
        errors.append(InputError(_("Hãy ghi ít nhất một kỳ, ví dụ 2026-Q1; 2026-9M."), field="periods"))
    if new.due_rule not in DueRule.values:
        errors.append(InputError(_("Hãy chọn cách tính hạn."), field="due_rule", value=new.due_rule))
    least, most = {
        DueRule.WEEKDAY.value: (MONDAY, SUNDAY), DueRule.DAY.value: (1, 31), DueRule.DAY_AFTER.value: (1, 31),
        DueRule.LAST_DAY.value: (0, MOST_NUMBER),
    }.get(new.due_rule, (1, MOST_NUMBER))  # fmt: skip
    if not least <= new.due_number <= most:
        errors.append(
            InputError(
                _("Với cách tính hạn này, n từ %(least)d đến %(most)d.") % {"least": least, "most": most},
                field="due_number", value=str(new.due_number),
            )
        )  # fmt: skip
    if new.due_rule == DueRule.WEEKDAY and new.rhythm != Rhythm.WEEK:
        errors.append(InputError(_("Hạn theo thứ chỉ dùng cho việc hằng tuần."), field="due_rule"))
    if new.rhythm == Rhythm.WEEK and new.due_rule in (DueRule.DAY, DueRule.DAY_AFTER):
        errors.append(InputError(_("Việc hằng tuần: hãy chọn hạn theo thứ, hoặc theo ngày cuối kỳ."), field="due_rule"))
    if new.ahead is not None and not 0 <= new.ahead <= MOST_NUMBER:
        errors.append(InputError(_("Số ngày từ 0 đến 260."), field="ahead", value=str(new.ahead)))
    if new.valid_until is not None and new.valid_until < new.valid_from:
        errors.append(InputError(_("Ngày kết thúc ở trước ngày bắt đầu."), field="valid_until"))
    return errors


__all__ = [
    "NewDuty", "duty_correct", "duty_end", "duty_make", "duty_pause", "duty_resume",
]  # fmt: skip
