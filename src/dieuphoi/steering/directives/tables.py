"""The registers of documents and of drafts: what their lists show."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.register.tables import BulkAct, Column, Register, StateLook
from dieuphoi.steering.directives import policies, selectors, services
from dieuphoi.steering.directives.filters import DocumentFilter, DraftingFilter

FORCE_LOOKS = {
    selectors.IN_FORCE: StateLook(_("còn hiệu lực"), "good", "check"),
    selectors.AMENDED: StateLook(_("đã được sửa đổi"), "accent", "edit"),
    selectors.REPLACED: StateLook(_("đã bị thay thế"), "neutral", "right"),
    selectors.ABOLISHED: StateLook(_("đã bị bãi bỏ"), "neutral", "cross"),
    selectors.EXPIRED: StateLook(_("hết hiệu lực"), "neutral", "clock"),
    selectors.NOT_YET: StateLook(_("chưa có hiệu lực"), "warn", "clock"),
}
URGENCY_LOOKS = {
    "NORMAL": StateLook(_("thường"), "neutral"),
    "URGENT": StateLook(_("khẩn"), "warn", "warning"),
    "VERY_URGENT": StateLook(_("thượng khẩn"), "bad", "warning"),
    "AT_ONCE": StateLook(_("hỏa tốc"), "bad", "stop"),
}
STATE_LOOKS = {
    "REGISTERED": StateLook(_("đã vào sổ"), "good", "check"),
    "VOID": StateLook(_("rút vì ghi nhầm"), "neutral", "cross"),
}
UNSEEN, SEEN, PASSED_ON = "UNSEEN", "SEEN", "PASSED_ON"
MINE_LOOKS = {
    UNSEEN: StateLook(_("chưa mở đọc"), "warn", "ring"),
    SEEN: StateLook(_("đã mở đọc"), "neutral", "check"),
    PASSED_ON: StateLook(_("đã giao xử lý"), "good", "check"),
}
DRAFT_LOOKS = {
    "ASKED": StateLook(_("được yêu cầu"), "warn", "ring"),
    "DRAFTING": StateLook(_("đang soạn thảo"), "accent", "edit"),
    "OPINIONS": StateLook(_("đang lấy ý kiến"), "accent", "question"),
    "SUBMITTED": StateLook(_("đã trình ký"), "accent", "right"),
    "SIGNED": StateLook(_("đã ký"), "good", "check"),
    "ISSUED": StateLook(_("đã ban hành"), "good", "check"),
    "WITHDRAWN": StateLook(_("thôi soạn thảo"), "neutral", "cross"),
}
TIMELINESS_LOOKS = {
    selectors.IN_TIME: StateLook(_("trong hạn"), "neutral", "clock"),
    selectors.LATE: StateLook(_("quá hạn"), "bad", "stop"),
    selectors.DONE: StateLook(_("đúng hạn"), "good", "check"),
    selectors.LATE_DONE: StateLook(_("sau hạn"), "warn", "clock"),
    selectors.NO_DUE: StateLook(_("không đặt hạn"), "neutral", "dash"),
    selectors.ENDED: StateLook(_("đã thôi"), "neutral", "cross"),
}
MOST_NAMED = 40


def document_url(row: Any) -> str:
    return reverse("directives:page", args=[row.pk])


def document_page(document_id: int) -> str:
    """Where a document is read, by its key."""
    return reverse("directives:page", args=[document_id])


def drafting_url(row: Any) -> str:
    return reverse("directives:drafting", args=[row.pk])


def my_day(row: Any, name: str) -> date | None:
    """A day of the actor's own line of "nơi nhận"."""
    text = (row.my or {}).get(name)
    return date.fromisoformat(text) if text else None


def my_number(row: Any) -> str:
    """The number under which it arrived with us."""
    number = (row.my or {}).get("number")
    return "" if number is None else str(number)


def mine(row: Any) -> str | None:
    """What became of it with us; nothing where it was not sent to us."""
    if row.my is None:
        return None
    if row.my["assigned_on"]:
        return PASSED_ON
    return SEEN if row.my["read_on"] else UNSEEN


def reach_words(row: Any) -> str:
    """``3/5``: so many of the addressees have opened it."""
    return f"{format_number(row.opened)}/{format_number(row.reached)}" if row.reached else ""


def field_words(row: Any) -> str:
    return row.field.name if row.field is not None else ""


def reminder(actor: Actor, rows: Any, url: str) -> str:
    """Which of the documents shown somebody has not opened, and who; the link. Two queries."""
    listed = list(rows[: MOST_NAMED + 1])
    waiting = selectors.waiting_readers(actor, [row.pk for row in listed])
    lines = [
        f"- {row.title}, {format_date(row.issued_on)}: {'; '.join(waiting[row.pk])}"
        for row in listed[:MOST_NAMED]
        if waiting.get(row.pk)
    ]
    if not lines:
        return _now("Mọi nơi nhận đã mở đọc các văn bản trong danh sách. %(link)s") % {"link": url}
    head = _now("Văn bản chưa được mở đọc:")
    more = [_now("… và những văn bản khác trong danh sách.")] if len(listed) > MOST_NAMED else []
    return "\n".join([head, *lines, *more, url])


DOCUMENTS = Register(
    name="directives.list",
    title=_("Văn bản"),
    lead=_("Văn bản đến và đi, từ lúc ban hành đến lúc từng nơi nhận mở đọc. Không ghi văn bản có độ mật."),
    selector=selectors.documents,
    filterset=DocumentFilter,
    columns=(
        Column(
            "number", _("Số, ký hiệu"), value="number_text", sort=("number", "symbol_key"), sticky=True,
        ),
        Column("issued_on", _("Ngày ban hành"), kind="date", sort=("issued_on",)),
        Column("kind", _("Loại"), value="kind_words", sort=("kind__position", "kind_text"), shown=False),
        Column("summary", _("Trích yếu"), sort=("summary_folded",), wide=True),
        Column("issuer", _("Cơ quan ban hành"), value="issuer_name", sort=("issuer_folded",), wide=True),
        Column("urgency", _("Độ khẩn"), kind="state", states=URGENCY_LOOKS, shown=False),
        Column("mine", _("Ở cơ quan ta"), value=mine, kind="state", states=MINE_LOOKS),
        Column("given_to", _("Giao cho"), value=lambda row: ", ".join(row.given_to)),
        Column("reach", _("Đã mở đọc"), value=reach_words, help=_("Số nơi nhận đã mở đọc trên số nơi nhận.")),
        Column("force", _("Hiệu lực"), kind="state", states=FORCE_LOOKS, sort=("force",)),
        Column("direction", _("Sổ"), value=lambda row: str(row.get_direction_display()), sort=("direction",),
               shown=False),
        Column("received_on", _("Ngày đến"), value=lambda row: my_day(row, "received_on"), kind="date", shown=False),
        Column("arrival", _("Số đến"), value=my_number, shown=False),
        Column("assigned_on", _("Ngày giao xử lý"), value=lambda row: my_day(row, "assigned_on"), kind="date",
               shown=False),
        Column("read_on", _("Ngày mở đọc"), value=lambda row: my_day(row, "read_on"), kind="date", shown=False),
        Column("field", _("Lĩnh vực"), value=field_words, sort=("field__name_key",), shown=False),
        Column("signer", _("Người ký"), value="signer_name", sort=("signer_name",), shown=False),
        Column("recipients", _("Nơi nhận khác"), value="recipients_text", shown=False, wide=True),
        Column("effective_on", _("Có hiệu lực từ"), kind="date", sort=("effective_on",), shown=False),
        Column("answer_due_on", _("Hạn trả lời"), kind="date", sort=("answer_due_on",), shown=False),
        Column("answered", _("Đã trả lời"), shown=False),
        Column("restricted", _("Hạn chế"), value="is_restricted", shown=False),
        Column("files", _("Có tệp"), value="has_files", shown=False),
        Column("note", _("Ghi chú"), shown=False, wide=True),
        Column("source", _("Nguồn"), shown=False),
    ),
    default_sort=("-issued_on",),
    row_url=document_url,
    label_of=lambda row: f"{row.title} – {row.issuer_name}",
    reminder_text=reminder,
    export_name="van-ban",
    bulk_acts=(
        BulkAct(
            "receive", _("Ghi đã nhận"), services.document_receive, policies.may_act_on_some, argument="document_id"
        ),
        BulkAct(
            "assign", _("Giao xử lý (ghi họ tên người hoặc tên đơn vị)"), services.document_assign_to,
            policies.may_act_on_some, argument="document_id", needs_reason=True,
        ),
        BulkAct(
            "finish", _("Kết thúc xử lý"), services.document_finish_by, policies.may_act_on_some,
            argument="document_id", ways=selectors.FINISH_CHOICES, told_ways=selectors.FINISH_NOTED,
        ),
    ),
    new_url=lambda: reverse("directives:new_in"),
    new_label=_("Ghi văn bản đến"),
    new_policy=policies.may_register_some,
    empty=_("Chưa có văn bản nào gửi đến bạn tính đến ngày này."),
)  # fmt: skip


def drafting_days(row: Any) -> str:
    """How far the opinions are: ``2/5``."""
    return f"{format_number(row.answered_count)}/{format_number(row.asked_count)}" if row.asked_count else ""


DRAFTINGS = Register(
    name="directives.draftings",
    title=_("Dự thảo văn bản"),
    lead=_("Từ lúc được yêu cầu đến lúc ban hành: đang ở ai, bao lâu, còn chờ ý kiến của ai."),
    selector=selectors.draftings,
    filterset=DraftingFilter,
    columns=(
        Column("title", _("Trích yếu"), sort=("title_folded",), sticky=True, wide=True),
        Column("kind", _("Loại"), value="kind_words", sort=("kind__position", "kind_text")),
        Column("state", _("Trạng thái"), kind="state", states=DRAFT_LOOKS, sort=("state",)),
        Column("holder", _("Đang ở"), value="holder_name", sort=("holder_name",)),
        Column("step_at", _("Từ lúc"), kind="datetime", sort=("step_at",)),
        Column("due_on", _("Hạn ban hành"), kind="date", sort=("due_on",)),
        Column("timeliness", _("Thời hạn"), kind="state", states=TIMELINESS_LOOKS, sort=("timeliness",)),
        Column("opinions", _("Ý kiến đã trả lời"), value=drafting_days),
        Column("asked_on", _("Ngày yêu cầu"), kind="date", sort=("asked_on",), shown=False),
        Column("asked_by", _("Ai yêu cầu"), sort=("asked_by",), shown=False),
        Column("issuer", _("Cơ quan ban hành"), value="issuer.name", sort=("issuer__name_key",), shown=False),
        Column("drafter_org", _("Đơn vị soạn thảo"), value="drafter_org.name", sort=("drafter_org__name_key",),
               shown=False),
        Column("drafter", _("Người soạn thảo"), value=lambda row: row.drafter.full_name if row.drafter else "",
               sort=("drafter__given_name_key",), shown=False),
        Column("signer", _("Người ký"), value="signer_name", sort=("signer_name",), shown=False),
        Column("ended_on", _("Ngày kết thúc"), kind="date", sort=("ended_on",), shown=False),
    ),
    default_sort=("due_on", "asked_on"),
    row_url=drafting_url,
    export_name="du-thao",
    new_url=lambda: reverse("directives:drafting_new"),
    new_label=_("Lập dự thảo"),
    new_policy=policies.may_ask_draft,
    empty=_("Không có dự thảo nào."),
    breadcrumbs=lambda: [(_("Văn bản"), reverse("directives:list"))],
)  # fmt: skip
