"""Registers of how sheets are handed in, and of what came back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.filters import ChoiceFilter, ChoicesFilter, TextFilter, YesNoFilter
from dieuphoi.core.register.tables import Column, Register, StateLook
from dieuphoi.programme.assessments import quality
from dieuphoi.programme.assessments.filters import OfRound
from dieuphoi.programme.assessments.quality import LATE, MISSING, ON_TIME, TIMELINESS, WAITING

TIMELINESS_LOOKS = {
    ON_TIME: StateLook(_("đúng hạn"), "good", "check"),
    LATE: StateLook(_("muộn"), "warn", "clock"),
    MISSING: StateLook(_("quá hạn, chưa nộp"), "bad", "cross"),
    WAITING: StateLook(_("chưa đến hạn"), "neutral", "ring"),
}


class QualityFilter(OfRound):
    round = ChoiceFilter(field_name="round_id", label=_("Đợt"))
    q = TextFilter(raw=("unit_name", "unit_code"), label=_("Tên hoặc mã xã"))
    timeliness = ChoicesFilter(choices=TIMELINESS, label=_("Đúng hạn"))
    gaps = YesNoFilter(label=_("Thiếu chỉ tiêu khi nộp"), method="with_gaps")
    returned = YesNoFilter(label=_("Có chỉ tiêu bị trả lại"), method="with_returned")

    def with_gaps(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(missing__gt=0) if value else rows.filter(missing=0)

    def with_returned(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(returns__gt=0) if value else rows.filter(returns=0)


class ReturnFilter(OfRound):
    round = ChoiceFilter(field_name="sheet__round_id", label=_("Đợt"))
    q = TextFilter(raw=("sheet__unit_name", "indicator__code", "indicator__name", "comment"), label=_("Tìm"))


def _quality(actor: Actor, as_of: date) -> Any:
    return quality.quality_rows(actor, as_of)


class LateReviewFilter(OfRound):
    sheet_path = "sheet__"

    round = ChoiceFilter(field_name="sheet__round_id", label=_("Đợt"))
    q = TextFilter(raw=("sheet__unit_name", "indicator__code", "indicator__name", "org__name"), label=_("Tìm"))


def _late_reviews(actor: Actor, as_of: date) -> Any:
    return quality.late_reviews(actor)


def _returns(actor: Actor, as_of: date) -> Any:
    return quality.returns_query(actor)


QUALITY = Register(
    name="assessments.quality",
    title=_("Chất lượng nộp phiếu"),
    lead=_("Kịp thời tính theo lần gửi đầu; thiếu và nghi vấn là của lúc gửi; bị trả lại là do sở, ngành."),
    selector=_quality,
    filterset=QualityFilter,
    columns=(
        Column("unit", _("Xã"), value="unit_name", sort=("unit_key", "unit_code"), sticky=True),
        Column("round", _("Đợt"), value=lambda row: row.round.title, sort=("round__territory_on",)),
        Column("due", _("Hạn gửi"), value="round.entry_due_on", kind="date", sort=("round__entry_due_on",),
               shown=False),
        Column("first_at", _("Gửi lần đầu"), kind="datetime", sort=("first_at",)),
        Column("timeliness", _("Đúng hạn"), kind="state", states=TIMELINESS_LOOKS, sort=("timeliness",)),
        Column("late", _("Muộn (ngày)"), value=quality.days_late, kind="number"),
        Column("missing", _("Thiếu khi gửi"), kind="number", sort=("missing",), total="sum"),
        Column("of", _("Số chỉ tiêu"), kind="number", shown=False),
        Column("missing_last", _("Thiếu ở lần gửi cuối"), kind="number", shown=False),
        Column("gaps_reason", _("Lý do gửi khi còn thiếu"), wide=True, shown=False),
        Column("doubtful", _("Nghi vấn khi gửi"), kind="number", sort=("doubtful",), total="sum"),
        Column("explained", _("Cảnh báo đã giữ, có giải thích"), kind="number", sort=("explained",), total="sum",
               shown=False),
        Column("carried", _("Số đợt trước chưa xác nhận"), kind="number", shown=False),
        Column("returned_rows", _("Chỉ tiêu bị trả lại"), kind="number", sort=("returned_rows",), total="sum"),
        Column("returns", _("Số lần trả lại"), kind="number", sort=("returns",), total="sum", shown=False),
        Column("hand_ins", _("Số lần gửi"), kind="number", sort=("hand_ins",)),
    ),
    default_sort=("-round", "unit"),
    row_url=lambda row: reverse("assessments:sheet", args=[row.pk]),
    label_of=lambda row: row.unit_name,
    export_name="chat-luong-nop-phieu",
    empty=_("Chưa có phiếu nào"),
)

RETURNS = Register(
    name="assessments.returns",
    title=_("Chỉ tiêu bị trả lại"),
    lead=_("Mỗi lần sở, ngành trả lại một chỉ tiêu, kèm lý do."),
    selector=_returns,
    filterset=ReturnFilter,
    dated=False,
    columns=(
        Column("unit", _("Xã"), value="sheet.unit_name", sort=("sheet__unit_key", "sheet__unit_code"), sticky=True),
        Column("indicator", _("Mã"), value="indicator.code", sort=("indicator__position",)),
        Column("name", _("Chỉ tiêu"), value="indicator.name", wide=True),
        Column("comment", _("Lý do trả lại"), wide=True),
        Column("org", _("Cơ quan trả lại"), value=lambda row: row.org.name if row.org else ""),
        Column("at", _("Lúc"), value="recorded_at", kind="datetime", sort=("recorded_at",)),
        Column("round", _("Đợt"), value=lambda row: row.sheet.round.title, sort=("sheet__round__territory_on",)),
    ),
    default_sort=("-at",),
    row_url=lambda row: reverse("assessments:sheet", args=[row.sheet_id]),
    label_of=lambda row: f"{row.sheet.unit_name} {row.indicator.code}",
    export_name="chi-tieu-bi-tra-lai",
    empty=_("Chưa có chỉ tiêu nào bị trả lại"),
)

LATE_REVIEWS = Register(
    name="assessments.late_reviews",
    title=_("Thẩm định muộn"),
    lead=_("Chỉ tiêu được chấp nhận, trả lại, kết luận hay ghi số khác sau hạn thẩm định của đợt."),
    selector=_late_reviews,
    filterset=LateReviewFilter,
    dated=False,
    columns=(
        Column("org", _("Cơ quan"), value=lambda row: row.org.name if row.org else _("Văn phòng điều phối"),
               sort=("org__name",), sticky=True),
        Column("unit", _("Xã"), value="sheet.unit_name", sort=("sheet__unit_key", "sheet__unit_code")),
        Column("indicator", _("Mã"), value="indicator.code", sort=("indicator__position",)),
        Column("name", _("Chỉ tiêu"), value="indicator.name", wide=True),
        Column("decision", _("Việc đã làm"), value="get_decision_display"),
        Column("due", _("Hạn thẩm định"), value="sheet.round.verify_due_on", kind="date",
               sort=("sheet__round__verify_due_on",)),
        Column("at", _("Lúc"), value="recorded_at", kind="datetime", sort=("recorded_at",)),
        Column("late", _("Muộn (ngày)"), value=lambda row: (row.reviewed_on - row.sheet.round.verify_due_on).days,
               kind="number"),
        Column("round", _("Đợt"), value=lambda row: row.sheet.round.title, sort=("sheet__round__territory_on",),
               wide=True),
    ),
    default_sort=("-at",),
    row_url=lambda row: reverse("assessments:sheet", args=[row.sheet_id]),
    label_of=lambda row: f"{row.sheet.unit_name} {row.indicator.code}",
    export_name="tham-dinh-muon",
    empty=_("Chưa có chỉ tiêu nào thẩm định muộn"),
)  # fmt: skip
