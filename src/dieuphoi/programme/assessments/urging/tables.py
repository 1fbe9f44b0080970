"""The register of who has not submitted: communes × steps, days left, whom to call, how often urged."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import DateField, Value
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.register.tables import BulkAct, Column, Register, StateLook
from dieuphoi.core.ui.icons import icon
from dieuphoi.programme.assessments import presenting
from dieuphoi.programme.assessments.urging import policies, selectors
from dieuphoi.programme.assessments.urging.filters import SubmissionFilter
from dieuphoi.programme.assessments.urging.services import sheet_urge

STEP_LOOKS = {
    selectors.NOT_OPENED: StateLook(_("xã chưa nhập gì"), "bad", "ring"),
    selectors.ENTERING: StateLook(_("xã đang nhập"), "warn", "round"),
    selectors.RETURNED: StateLook(_("có chỉ tiêu bị trả lại"), "bad", "cross"),
    selectors.HANDED_IN: StateLook(_("đã gửi, chờ thẩm định"), "accent", "right"),
    selectors.VERIFIED: StateLook(_("đã thẩm định xong, chờ tổng hợp"), "good", "check"),
    selectors.CONSOLIDATED: StateLook(_("đã tổng hợp"), "good", "lock"),
}


def _rows(actor: Actor, day: date) -> Any:
    return selectors.submissions(actor, day).annotate(read_on=Value(day, output_field=DateField()))


def urged_words(times: int, last: Any) -> str:
    """``đã đôn đốc 2 lần, lần cuối 20/11/2026``."""
    if not times:
        return ""
    return _now("đã đôn đốc %(n)s lần, lần cuối %(day)s") % {"n": format_number(times), "day": format_date(today(last))}


def _late_badge(row: Any) -> Markup:
    words = selectors.late_words(row.due_on, row.read_on)
    if not words:
        return Markup("")
    if row.due_on < row.read_on:
        return Markup('<span class="badge badge-bad">{}{}</span>').format(icon("warning"), words)
    return Markup('<span class="badge badge-neutral">{}{}</span>').format(icon("clock"), words)


SUBMISSIONS = Register(
    name="assessments.submissions",
    title=_("Ai chưa nộp"),
    lead=_("Các đợt đang mở: từng xã đang ở bước nào, còn mấy ngày, gọi ai."),
    selector=_rows,
    filterset=SubmissionFilter,
    dated=False,
    columns=(
        Column("unit", _("Xã"), value="unit_name", sort=("unit_key", "unit_code"), sticky=True),
        Column("step", _("Đang ở bước"), kind="state", states=STEP_LOOKS, sort=("step",)),
        Column("late", _("Còn lại"), value=lambda row: selectors.late_words(row.due_on, row.read_on), sort=("due_on",),
               html=_late_badge),
        Column("people", _("Gọi ai"), value=lambda row: selectors.contact_words(row.people), wide=True),
        Column("urged", _("Đôn đốc"), value=lambda row: urged_words(row.urged, row.urged_at),
               sort=("urged", "urged_at")),
        Column("entered", _("Đã nhập"), value="rollup.entered", field="rollup__entered", kind="number",
               sort=("rollup__entered",), total="sum"),
        Column("total", _("Số chỉ tiêu"), value="rollup.total", field="rollup__total", kind="number", total="sum",
               shown=False),
        Column("returned", _("Bị trả lại"), value="rollup.returned", field="rollup__returned", kind="number",
               sort=("rollup__returned",), total="sum", shown=False),
        Column("waiting", _("Chờ thẩm định"), value="rollup.waiting", field="rollup__waiting", kind="number",
               sort=("rollup__waiting",), total="sum", shown=False),
        Column("verified", _("Đã thẩm định"), value="rollup.verified", field="rollup__verified", kind="number",
               sort=("rollup__verified",), total="sum", shown=False),
        Column("due_on", _("Hạn"), kind="date", sort=("due_on",), shown=False),
        Column("submitted_at", _("Gửi lúc"), kind="datetime", sort=("submitted_at",), shown=False),
        Column("round", _("Đợt"), value=lambda row: row.round.title, sort=("round__entry_due_on",)),
    ),
    default_sort=("late", "unit"),
    row_url=lambda row: reverse("assessments:sheet", args=[row.pk]),
    reminder_text=presenting.sheets_reminder,
    export_name="ai-chua-nop",
    bulk_acts=(BulkAct("urge", _("Đôn đốc"), sheet_urge, policies.may_urge_some, argument="sheet_id"),),
    breadcrumbs=lambda: [(_("Đợt rà soát"), reverse("assessments:rounds"))],
    empty=_("Không có đợt nào đang mở."),
)  # fmt: skip
