"""The registers of this package: rounds, sheets, and what waits for a department."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.core.register.tables import BulkAct, Column, Register, StateLook
from dieuphoi.programme.assessments import presenting, selectors
from dieuphoi.programme.assessments.filters import ArguedFilter, QueueFilter, RoundFilter, SheetFilter
from dieuphoi.programme.assessments.policies import may_submit_on_behalf
from dieuphoi.programme.assessments.services.values import sheet_submit_on_behalf
from dieuphoi.programme.assessments.services.verification import (
    result_accept,
    result_conclude_as_claimed,
    result_return,
    sheet_consolidate,
)
from dieuphoi.registry.access.roles import DEPARTMENT, OFFICE

ROUND_LOOKS = {
    "DRAFT": StateLook(_("đang chuẩn bị"), "neutral", "dash"),
    "OPEN": StateLook(_("đang mở"), "accent", "round"),
    "FROZEN": StateLook(_("đã chốt"), "good", "lock"),
    "CANCELLED": StateLook(_("đã hủy"), "bad", "cross"),
}
SHEET_LOOKS = {
    "OPEN": StateLook(_("xã đang nhập"), "neutral", "ring"),
    "SUBMITTED": StateLook(_("xã đã gửi"), "accent", "right"),
    "VERIFYING": StateLook(_("sở ngành đang thẩm định"), "accent", "round"),
    "CONSOLIDATED": StateLook(_("Văn phòng đã tổng hợp"), "good", "check"),
    "FROZEN": StateLook(_("đã chốt"), "good", "lock"),
}
VERIFICATION_LOOKS = {
    "EMPTY": StateLook(_("chưa nhập"), "neutral", "ring"),
    "ENTERED": StateLook(_("chờ thẩm định"), "accent", "clock"),
    "RETURNED": StateLook(_("bị trả lại"), "bad", "cross"),
    "ACCEPTED": StateLook(_("đã chấp nhận"), "good", "check"),
    "CONCLUDED": StateLook(_("đã có kết luận"), "good", "check"),
    "COUNTERED": StateLook(_("sở, ngành ghi số khác"), "warn", "warning"),
    "DISPUTED": StateLook(_("xã không đồng ý"), "bad", "question"),
    "SETTLED": StateLook(_("hội đồng đã quyết"), "good", "lock"),
}
VERDICT_LOOKS = {
    "MET": StateLook(_("đạt"), "good", "check"),
    "NOT_MET": StateLook(_("chưa đạt"), "bad", "cross"),
    "NOT_APPLICABLE": StateLook(_("không áp dụng"), "neutral", "dash"),
    "UNDETERMINED": StateLook(_("chưa xác định"), "warn", "question"),
}


def may_add_rounds(actor: Actor, _nothing: object) -> Answer:
    if actor.writes(*OFFICE):
        return Allowed()
    return Refusal("not_office", str(_("Chỉ Văn phòng điều phối được lập và mở đợt rà soát.")))


def may_verify_anything(actor: Actor, _nothing: object) -> Answer:
    if actor.orgs(*DEPARTMENT) or actor.writes(*OFFICE):
        return Allowed()
    return Refusal("not_department", str(_("Chỉ sở, ngành phụ trách được thẩm định.")))


def _rounds(actor: Actor, as_of: date) -> Any:
    return selectors.rounds(actor)


def _sheets(actor: Actor, as_of: date) -> Any:
    return selectors.all_sheets(actor)


def _argued(actor: Actor, as_of: date) -> Any:
    return selectors.argued(actor)


def _queue(actor: Actor, as_of: date) -> Any:
    return selectors.verification_queue(actor)


ROUNDS = Register(
    name="assessments.rounds",
    title=_("Đợt rà soát"),
    selector=_rounds,
    filterset=RoundFilter,
    dated=False,
    columns=(
        Column("title", _("Tên đợt"), sort=("title",), sticky=True),
        Column("set", _("Bộ tiêu chí"), value=lambda row: row.version.decision_number),
        Column("territory_on", _("Ngày địa giới"), kind="date", sort=("territory_on",)),
        Column("state", _("Trạng thái"), kind="state", states=ROUND_LOOKS, sort=("state",)),
        Column("sheet_count", _("Số xã"), kind="number", sort=("sheet_count",)),
        Column("submitted", _("Đã gửi"), kind="number", sort=("submitted",)),
        Column("consolidated", _("Đã tổng hợp"), kind="number", sort=("consolidated",)),
        Column("entry_due_on", _("Hạn gửi phiếu"), kind="date", sort=("entry_due_on",)),
    ),
    default_sort=("-territory_on",),
    row_url=lambda row: reverse("assessments:round", args=[row.pk]),
    export_name="dot-ra-soat",
    new_url=lambda: reverse("assessments:round_new"),
    new_label=_("Lập đợt mới"),
    new_policy=may_add_rounds,
    empty=_("Chưa có đợt rà soát nào"),
)

SHEETS = Register(
    name="assessments.sheets",
    title=_("Phiếu của các xã"),
    selector=_sheets,
    filterset=SheetFilter,
    dated=False,
    columns=(
        Column("unit", _("Xã"), value="unit_name", sort=("unit_key", "unit_code"), sticky=True),
        Column("code", _("Mã"), value="unit_code", sort=("unit_code",), shown=False),
        Column("round", _("Đợt"), value=lambda row: row.round.title, sort=("round__territory_on",)),
        Column("state", _("Trạng thái"), kind="state", states=SHEET_LOOKS, sort=("state",)),
        Column("entered", _("Đã nhập"), value="rollup.entered", field="rollup__entered", kind="number",
               sort=("rollup__entered",), total="sum"),
        Column("waiting", _("Chờ thẩm định"), value="rollup.waiting", field="rollup__waiting", kind="number",
               sort=("rollup__waiting",), total="sum"),
        Column("returned", _("Bị trả lại"), value="rollup.returned", field="rollup__returned", kind="number",
               sort=("rollup__returned",), total="sum"),
        Column("verified", _("Đã thẩm định"), value="rollup.verified", field="rollup__verified", kind="number",
               sort=("rollup__verified",), total="sum"),
        Column("total", _("Số chỉ tiêu"), value="rollup.total", field="rollup__total", kind="number", total="sum"),
        Column("met", _("Tiêu chí đạt"), value="rollup.criteria_met", field="rollup__criteria_met", kind="number",
               sort=("rollup__criteria_met",)),
    ),
    default_sort=("unit",),
    row_url=lambda row: reverse("assessments:sheet", args=[row.pk]),
    reminder_text=presenting.sheets_reminder,
    export_name="phieu",
    bulk_acts=(
        BulkAct("consolidate", _("Tổng hợp"), sheet_consolidate, may_add_rounds, argument="sheet_id"),
        BulkAct("submit", _("Gửi thay xã"), sheet_submit_on_behalf, may_submit_on_behalf, argument="sheet_id",
                needs_reason=True),
    ),
    empty=_("Chưa có phiếu nào"),
)  # fmt: skip

QUEUE = Register(
    name="assessments.queue",
    title=_("Thẩm định"),
    lead=_("Chỉ tiêu thuộc cơ quan của bạn, ở các phiếu xã đã gửi."),
    selector=_queue,
    filterset=QueueFilter,
    dated=False,
    columns=(
        Column("unit", _("Xã"), value="sheet.unit_name", sort=("sheet__unit_key", "sheet__unit_code"), sticky=True),
        Column("indicator", _("Mã"), value="indicator.code", sort=("indicator__position",)),
        Column("name", _("Chỉ tiêu"), value="indicator.name", wide=True),
        Column("claim", _("Xã báo"), value=lambda row: selectors.claim_words(row)),
        Column("other", _("Sở, ngành ghi"), value=lambda row: selectors.claim_words(row, "department")),
        Column("council", _("Hội đồng quyết"), value=lambda row: selectors.claim_words(row, "council"), shown=False),
        Column("verdict", _("Kết quả chấm"), kind="state", states=VERDICT_LOOKS, sort=("verdict",)),
        Column("verification", _("Thẩm định"), kind="state", states=VERIFICATION_LOOKS, sort=("verification",)),
        Column("round", _("Đợt"), value=lambda row: row.sheet.round.title, shown=False),
        Column("due", _("Hạn"), value=lambda row: row.sheet.round.verify_due_on, kind="date",
               sort=("sheet__round__verify_due_on",)),
    ),
    default_sort=("indicator", "unit"),
    row_url=lambda row: reverse("assessments:result", args=[row.pk]),
    label_of=lambda row: f"{row.sheet.unit_name} – {row.indicator.code}",
    export_name="cho-tham-dinh",
    bulk_acts=(
        BulkAct("accept", _("Chấp nhận số liệu"), result_accept, may_verify_anything, argument="result_id"),
        BulkAct("conclude", _("Kết luận theo xã (ghi số, ngày văn bản)"), result_conclude_as_claimed,
                may_verify_anything, argument="result_id", needs_reason=True),
        BulkAct("return", _("Trả lại (ghi ý kiến)"), result_return, may_verify_anything, argument="result_id",
                needs_reason=True, danger=True),
    ),
    empty=_("Không có chỉ tiêu nào chờ cơ quan của bạn"),
)  # fmt: skip

ARGUED = Register(
    name="assessments.argued",
    title=_("Số liệu hai bên thấy khác nhau"),
    lead=_("Chỉ tiêu mà sở, ngành ghi số khác xã, xã không đồng ý, hoặc hội đồng đã quyết."),
    selector=_argued,
    filterset=ArguedFilter,
    dated=False,
    columns=(
        Column("unit", _("Xã"), value="sheet.unit_name", sort=("sheet__unit_key", "sheet__unit_code"), sticky=True),
        Column("indicator", _("Mã"), value="indicator.code", sort=("indicator__position",)),
        Column("name", _("Chỉ tiêu"), value="indicator.name", wide=True),
        Column("verification", _("Thẩm định"), kind="state", states=VERIFICATION_LOOKS, sort=("verification",)),
        Column("verdict", _("Kết quả chấm"), kind="state", states=VERDICT_LOOKS, sort=("verdict",)),
        Column("owner", _("Cơ quan"), value=lambda row: row.owner.name if row.owner else "", wide=True),
        Column("round", _("Đợt"), value=lambda row: row.sheet.round.title, sort=("sheet__round__territory_on",),
               wide=True),
        Column("changed_at", _("Lần cuối"), kind="datetime", sort=("changed_at",)),
    ),
    default_sort=("indicator", "unit"),
    row_url=lambda row: reverse("assessments:result", args=[row.pk]),
    label_of=lambda row: f"{row.sheet.unit_name} – {row.indicator.code}",
    export_name="hai-ben-thay-khac-nhau",
    empty=_("Không có chỉ tiêu nào hai bên thấy khác nhau"),
)  # fmt: skip
