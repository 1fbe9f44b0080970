"""The register of tasks: what its list shows."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.workdays import working_days_between
from dieuphoi.core.register.tables import BulkAct, Column, Register, StateLook
from dieuphoi.steering.tasks import policies, selectors, services
from dieuphoi.steering.tasks.filters import TaskFilter
from dieuphoi.steering.tasks.states import TaskState

_SHAPES: Final = {
    selectors.OVERDUE: ("bad", "warning"),
    selectors.NEAR: ("warn", "clock"),
    selectors.IN_TIME: ("accent", "right"),
    selectors.NO_DUE: ("neutral", "dash"),
    selectors.WAITING: ("accent", "question"),
    selectors.WAITING_LATE: ("warn", "question"),
    selectors.PAUSED: ("neutral", "stop"),
    selectors.DONE_IN_TIME: ("good", "check"),
    selectors.DONE_LATE: ("warn", "check"),
    selectors.DONE_NO_DUE: ("good", "check"),
    selectors.WITHDRAWN: ("neutral", "cross"),
}
TIMELINESS_LOOKS = {key: StateLook(label, *_SHAPES[key]) for key, label in selectors.TIMELINESS}
_STATE_SHAPES: Final = {
    "NEW": ("accent", "plus"),
    "ACCEPTED": ("accent", "ring"),
    "IN_PROGRESS": ("accent", "right"),
    "REPORTED": ("warn", "question"),
    "RETURNED": ("bad", "return"),
    "PAUSED": ("neutral", "stop"),
    "REFUSED": ("bad", "cross"),
    "DONE": ("good", "check"),
    "WITHDRAWN": ("neutral", "dash"),
}
STATE_LOOKS = {value: StateLook(label, *_STATE_SHAPES[value]) for value, label in TaskState.choices}
KIND_WORDS = dict(selectors.KIND_CHOICES)
URGENCY_WORDS = dict(selectors.URGENCY_CHOICES)
CAUSE_WORDS = {"": "", **dict(selectors.CAUSE_CHOICES)}
GRADE_WORDS = {"": "", **dict(selectors.GRADE_CHOICES)}
MOST_NAMED = 60


def task_url(row: Any) -> str:
    return reverse("tasks:page", args=[row.pk])


def lead_words(row: Any) -> str:
    return f"{row.responsible.full_name} – {row.lead_org.name}"


def parts_words(row: Any) -> str:
    """``2/3``: parts that have ended, of all."""
    if not row.parts_all:
        return ""
    return f"{format_number(row.parts_all - row.parts_open)}/{format_number(row.parts_all)}"


def days_late(row: Any) -> int | None:
    """Working days by which an ended or reported task was late; nothing where it was in time or has no date."""
    day = row.done_on or (row.reported_on if row.standing == "REPORTED" else None)
    if row.due is None or day is None or day <= row.due:
        return None
    return working_days_between(row.due, day, work_calendar())


def reminder(actor: Actor, rows: Any, url: str) -> str:
    """Which of the rows shown are still to be done, by whom, until when, with their telephones; the link."""
    listed = list(rows.filter(state__in=selectors.DOING_STATES)[: MOST_NAMED + 1])
    if not listed:
        return _now("Không còn việc nào trong danh sách chưa làm xong. %(link)s") % {"link": url}
    lines = [_now("Nhiệm vụ chưa hoàn thành:")]
    for row in listed[:MOST_NAMED]:
        person = f"{row.responsible.full_name} {row.responsible.phone}".strip()
        due = _now("hạn %(day)s") % {"day": format_date(row.due)} if row.due else _now("không có hạn")
        look = str(TIMELINESS_LOOKS[row.timeliness].label)
        lines.append("- " + ", ".join(part for part in (row.title, row.lead_org.name, person, due, look) if part))
    if len(listed) > MOST_NAMED:
        lines.append(_now("… và những việc khác trong danh sách."))
    return "\n".join([*lines, url])


TASKS = Register(
    name="tasks.list",
    title=_("Nhiệm vụ"),
    lead=_(
        "Mỗi việc có một cơ quan chủ trì, một người chịu trách nhiệm, sản phẩm và hạn."
        " Đúng hạn hay quá hạn do lịch tính."
    ),
    selector=selectors.tasks,
    filterset=TaskFilter,
    columns=(
        Column("title", _("Việc"), sort=("title_key",), sticky=True, wide=True),
        Column("code", _("Số"), sort=("year", "number"), shown=False),
        Column("lead", _("Chủ trì"), value="lead_org.name", sort=("lead_org__name_key",), wide=True),
        Column("responsible", _("Người chịu trách nhiệm"), value="responsible.full_name",
               sort=("responsible__given_name_key",)),
        Column("due", _("Hạn"), kind="date", sort=("due",)),
        Column("timeliness", _("Theo hạn"), kind="state", states=TIMELINESS_LOOKS, sort=("timeliness",)),
        Column("standing", _("Trạng thái"), kind="state", states=STATE_LOOKS, sort=("standing",)),
        Column("product", _("Sản phẩm"), shown=False, wide=True),
        Column("sharing", _("Phối hợp"), value=lambda row: "; ".join(selectors.shared_by(row)), shown=False, wide=True),
        Column("communes", _("Xã"), value=lambda row: "; ".join(selectors.commune_names(row)), shown=False, wide=True),
        Column("giver", _("Cơ quan giao"), value="giver_org.name", sort=("giver_org__name_key",), shown=False),
        Column("given_on", _("Ngày giao"), kind="date", sort=("given_on",), shown=False),
        Column("source_line", _("Căn cứ giao"), sort=("source_folded",), shown=False, wide=True),
        Column("kind", _("Loại"), kind="state", states=KIND_WORDS, sort=("kind",), shown=False),
        Column("urgency", _("Độ khẩn"), kind="state", states=URGENCY_WORDS, sort=("urgency",), shown=False),
        Column("field", _("Lĩnh vực"), value="field.name", sort=("field__position",), shown=False),
        Column("percent", _("Tiến độ"), kind="percent", places=0, sort=("percent",), shown=False),
        Column("parts", _("Việc thành phần"), value=parts_words, shown=False,
               help=_("Số việc thành phần đã kết thúc trên tổng số.")),
        Column("delay", _("Đang vướng"), value=lambda row: str(CAUSE_WORDS[row.delay]), sort=("delay",), shown=False),
        Column("first_due_on", _("Hạn giao ban đầu"), kind="date", sort=("first_due_on",), shown=False),
        Column("done_on", _("Ngày hoàn thành"), kind="date", sort=("done_on",), shown=False),
        Column("late", _("Chậm, ngày làm việc"), value=days_late, kind="number", places=0, shown=False),
        Column("grade", _("Đánh giá"), value=lambda row: str(GRADE_WORDS[row.grade]), sort=("grade",), shown=False),
        Column("text", _("Nguyên văn"), shown=False, wide=True),
        Column("note", _("Ghi chú"), shown=False, wide=True),
    ),
    default_sort=("-code",),
    row_url=task_url,
    label_of=lambda row: f"{row.code} {row.title}",
    reminder_text=reminder,
    export_name="nhiem-vu",
    bulk_acts=(
        BulkAct("accept", _("Nhận việc"), services.task_accept, policies.may_do_some, argument="task_id"),
        BulkAct(
            "confirm", _("Xác nhận hoàn thành"), services.task_confirm, policies.may_direct_some, argument="task_id"
        ),
        BulkAct(
            "urge", _("Đôn đốc"), services.task_urge, policies.may_direct_some, argument="task_id", needs_reason=True
        ),
        BulkAct(
            "return", _("Trả lại"), services.task_return, policies.may_direct_some, argument="task_id",
            needs_reason=True,
        ),
        BulkAct(
            "withdraw", _("Rút việc"), services.task_withdraw, policies.may_direct_some, argument="task_id",
            needs_reason=True, danger=True,
        ),
    ),
    new_url=lambda: reverse("tasks:new"),
    new_label=_("Giao việc"),
    new_policy=policies.may_give_some,
    empty=_("Chưa có nhiệm vụ nào đến ngày này."),
)  # fmt: skip
