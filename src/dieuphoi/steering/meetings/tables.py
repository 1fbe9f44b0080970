"""The registers of this package: meetings, inputs, requests, lines of the calendar."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.register.tables import BulkAct, Column, Register, StateLook
from dieuphoi.registry.access.recipients import contacts_of_units
from dieuphoi.steering.meetings import policies, services
from dieuphoi.steering.meetings.filters import EntryFilter, InputFilter, MeetingFilter, RequestFilter
from dieuphoi.steering.meetings.notices import when_words, where_words
from dieuphoi.steering.meetings.selectors import calendar, given, meetings, requests

STATE_LOOKS = {
    "PLANNED": StateLook(_("dự kiến"), "neutral", "ring"),
    "INVITED": StateLook(_("đã mời"), "accent", "inbox"),
    "POSTPONED": StateLook(_("hoãn"), "warn", "clock"),
    "HELD": StateLook(_("đã họp"), "accent", "people"),
    "CONCLUDED": StateLook(_("đã kết luận"), "good", "check"),
    "CANCELLED": StateLook(_("đã hủy"), "bad", "cross"),
}
STANDING_LOOKS = {
    meetings.SENT: StateLook(_("đã gửi"), "good", "check"),
    meetings.LATE: StateLook(_("gửi muộn"), "warn", "clock"),
    meetings.WAITING: StateLook(_("chưa gửi"), "neutral", "ring"),
    meetings.MISSING: StateLook(_("quá hạn chưa gửi"), "bad", "warning"),
    "WITHDRAWN": StateLook(_("thôi yêu cầu"), "neutral", "dash"),
}
REQUEST_LOOKS = {
    "ASKED": StateLook(_("chờ trả lời"), "neutral", "ring"),
    "AGREED": StateLook(_("đồng ý họp"), "good", "check"),
    "REFUSED": StateLook(_("từ chối"), "bad", "cross"),
    "ANSWERED": StateLook(_("trả lời bằng văn bản"), "accent", "document"),
    "WITHDRAWN": StateLook(_("đã rút đề nghị"), "neutral", "dash"),
}
ENTRY_LOOKS = {
    "PLANNED": StateLook(_("theo lịch"), "accent", "calendar"),
    "CANCELLED": StateLook(_("đã hủy"), "bad", "cross"),
    "VOID": StateLook(_("rút vì ghi nhầm"), "neutral", "dash"),
}
PRESENCE_LOOKS = {
    "PRESENT": StateLook(_("có mặt"), "good", "check"),
    "SUBSTITUTE": StateLook(_("cử người dự thay"), "accent", "person"),
    "EXCUSED": StateLook(_("vắng có phép"), "warn", "dash"),
    "ABSENT": StateLook(_("vắng không phép"), "bad", "cross"),
}
CONCLUSION_LOOKS = {
    given.LATE: StateLook(dict(given.STANDINGS)[given.LATE], "bad", "warning"),
    given.OPEN: StateLook(dict(given.STANDINGS)[given.OPEN], "accent", "right"),
    given.GIVEN: StateLook(dict(given.STANDINGS)[given.GIVEN], "accent", "check"),
    given.DONE: StateLook(dict(given.STANDINGS)[given.DONE], "good", "check"),
    given.NOT_GIVEN: StateLook(dict(given.STANDINGS)[given.NOT_GIVEN], "warn", "ring"),
    given.DROPPED: StateLook(dict(given.STANDINGS)[given.DROPPED], "neutral", "dash"),
    given.OFF: StateLook(dict(given.STANDINGS)[given.OFF], "neutral", "dash"),
}
MOST_NAMED = 60


def meeting_url(row: Any) -> str:
    return reverse("meetings:page", args=[row.pk])


def input_url(row: Any) -> str:
    return reverse("meetings:input", args=[row.pk])


def request_url(row: Any) -> str:
    return reverse("meetings:request", args=[row.pk])


def entry_url(row: Any) -> str:
    return reverse("calendar:entry", args=[row.pk])


def chair_words(row: Any) -> str:
    """``Nguyễn Văn A, Phó Chủ tịch UBND tỉnh``."""
    parts = (row.chair.full_name if row.chair is not None else "", row.chair_title)
    return ", ".join(part for part in parts if part)


def inputs_words(row: Any) -> str:
    """``3/5`` of the inputs that were asked for are there; nothing where none was asked for."""
    if not row.input_count:
        return ""
    return f"{format_number(row.input_sent)}/{format_number(row.input_count)}"


def who_words(row: Any) -> str:
    return str(row.org or row.person or "")


def inputs_reminder(actor: Actor, rows: Any, url: str) -> str:
    """Whose input of the rows shown is missing, until when, whom to call; the link. Three queries."""
    listed = list(rows.filter(standing__in=[meetings.WAITING, meetings.MISSING])[: MOST_NAMED + 1])
    if not listed:
        return _now("Không còn báo cáo nào trong danh sách chưa gửi. %(link)s") % {"link": url}
    places = {row.org.place_id for row in listed if row.org is not None and row.org.place_id is not None}
    contacts = contacts_of_units(actor, places, actor.on)
    lines = [_now("Báo cáo trước cuộc họp – chưa gửi:")]
    for row in listed[:MOST_NAMED]:
        people = "; ".join(str(each) for each in contacts.get(row.org.place_id, [])) if row.org is not None else ""
        due = _now("hạn %(day)s") % {"day": format_date(row.due_on)}
        lines.append("- " + ", ".join(part for part in (who_words(row), row.topic, due, people) if part))
    if len(listed) > MOST_NAMED:
        lines.append(_now("… và những đơn vị khác trong danh sách."))
    return "\n".join([*lines, url])


MEETINGS = Register(
    name="meetings.list",
    title=_("Cuộc họp"),
    lead=_("Giao ban, làm việc với cơ sở, họp Ban Chỉ đạo, họp chuyên đề: mời ai, bàn gì, kết luận gì."),
    selector=meetings.meetings,
    filterset=MeetingFilter,
    columns=(
        Column("title", _("Cuộc họp"), sort=("title_key",), sticky=True, wide=True),
        Column("starts_at", _("Bắt đầu"), kind="datetime", sort=("starts_at",)),
        Column("ends_at", _("Kết thúc"), kind="datetime", sort=("ends_at",), shown=False),
        Column("state", _("Trạng thái"), kind="state", states=STATE_LOOKS, sort=("state",)),
        Column("kind", _("Loại họp"), value="kind.name", sort=("kind__position", "kind__name_key")),
        Column("host", _("Cơ quan tổ chức"), value="host.name", sort=("host__name_key",), shown=False, wide=True),
        Column("chair", _("Chủ trì"), value=chair_words, sort=("chair__given_name_key",), wide=True),
        Column("where", _("Nơi họp"), value=where_words, wide=True),
        Column("points", _("Điểm cầu"), value="point_count", kind="number", sort=("point_count",), shown=False),
        Column("inputs", _("Báo cáo đã gửi"), value=inputs_words, sort=("input_sent",)),
        Column(
            "missing", _("Quá hạn chưa gửi"), value="input_missing", kind="number", sort=("input_missing",),
            shown=False,
        ),
        Column("conclusions", _("Mục kết luận"), value="conclusion_count", kind="number", sort=("conclusion_count",)),
        Column("series", _("Chuỗi cuộc họp"), value="series.name", sort=("series__name_folded",), shown=False),
        Column("state_reason", _("Lý do hoãn, hủy"), shown=False, wide=True),
        Column("about", _("Nội dung"), shown=False, wide=True),
    ),
    default_sort=("-starts_at", "title"),
    row_url=meeting_url,
    label_of=lambda row: f"{row.title} – {format_date(row.starts_at)}",
    dated=False,
    export_name="cuoc-hop",
    bulk_acts=(
        BulkAct(
            "invite", _("Gửi lời mời"), services.meeting_invite, policies.may_plan_some, argument="meeting_id"
        ),
        BulkAct("hold", _("Ghi đã họp"), services.meeting_hold, policies.may_plan_some, argument="meeting_id"),
        BulkAct(
            "cancel", _("Hủy cuộc họp"), services.meeting_cancel, policies.may_plan_some, argument="meeting_id",
            needs_reason=True, danger=True,
        ),
    ),
    new_url=lambda: reverse("meetings:new"),
    new_label=_("Lập cuộc họp"),
    new_policy=policies.may_plan_some,
    empty=_("Chưa có cuộc họp nào mà bạn tổ chức hoặc được mời."),
)  # fmt: skip

INPUTS = Register(
    name="meetings.inputs",
    title=_("Báo cáo gửi trước cuộc họp"),
    lead=_("Ai được yêu cầu báo cáo gì, hạn nào, đã gửi chưa."),
    selector=meetings.inputs,
    filterset=InputFilter,
    columns=(
        Column("who", _("Ai gửi"), value=who_words, sort=("org__name_key", "person__given_name_key"), sticky=True),
        Column("topic", _("Nội dung cần báo cáo"), sort=("topic",), wide=True),
        Column("meeting", _("Cuộc họp"), value="meeting.title", sort=("meeting__title_key",), wide=True),
        Column("due_on", _("Hạn gửi"), kind="date", sort=("due_on",)),
        Column("standing", _("Tình trạng"), kind="state", states=STANDING_LOOKS, sort=("standing",)),
        Column("answered_at", _("Gửi lúc"), kind="datetime", sort=("answered_at",)),
        Column("answered_by", _("Người gửi"), sort=("answered_by",), shown=False),
    ),
    default_sort=("due_on", "who"),
    row_url=input_url,
    label_of=lambda row: f"{who_words(row)} – {row.topic}",
    dated=False,
    reminder_text=inputs_reminder,
    export_name="bao-cao-truoc-hop",
    bulk_acts=(
        BulkAct(
            "withdraw", _("Thôi yêu cầu"), services.input_withdraw, policies.may_plan_some, argument="input_id",
            needs_reason=True,
        ),
    ),
    breadcrumbs=lambda: [(_("Cuộc họp"), reverse("meetings:list"))],
    empty=_("Không có báo cáo nào được yêu cầu."),
)  # fmt: skip

REQUESTS = Register(
    name="meetings.requests",
    title=_("Đề nghị làm việc"),
    lead=_("Đề nghị họp, làm việc với cơ quan khác: gửi khi nào, trả lời thế nào, đã họp chưa."),
    selector=requests.requests,
    filterset=RequestFilter,
    columns=(
        Column("subject", _("Nội dung làm việc"), sort=("subject_key",), sticky=True, wide=True),
        Column("asker", _("Cơ quan đề nghị"), value="asker.name", sort=("asker__name_key",)),
        Column("to_org", _("Cơ quan được đề nghị"), value="to_org.name", sort=("to_org__name_key",)),
        Column("asked_on", _("Ngày đề nghị"), kind="date", sort=("asked_on",)),
        Column("document", _("Văn bản đề nghị"), sort=("document",), shown=False),
        Column("due_on", _("Mong trả lời trước"), kind="date", sort=("due_on",)),
        Column("state", _("Trạng thái"), kind="state", states=REQUEST_LOOKS, sort=("state",)),
        Column("answered_on", _("Ngày trả lời"), kind="date", sort=("answered_on",)),
        Column("answer_document", _("Văn bản trả lời"), sort=("answer_document",), shown=False),
        Column("agreed_start", _("Hẹn họp"), kind="datetime", sort=("agreed_start",)),
        Column(
            "meeting", _("Cuộc họp"), kind="state", value="meeting_state", states=STATE_LOOKS, sort=("meeting_state",)
        ),
    ),
    default_sort=("-asked_on", "subject"),
    row_url=request_url,
    label_of=lambda row: row.subject,
    dated=False,
    export_name="de-nghi-lam-viec",
    new_url=lambda: reverse("meetings:request_new"),
    new_label=_("Ghi đề nghị"),
    new_policy=policies.may_request_some,
    breadcrumbs=lambda: [(_("Cuộc họp"), reverse("meetings:list"))],
    empty=_("Chưa có đề nghị làm việc nào."),
)  # fmt: skip


def _published(row: Any) -> str:
    return "" if row.published_at is None else format_date(row.published_at)


ENTRIES = Register(
    name="calendar.list",
    title=_("Danh sách lịch công tác"),
    lead=_("Mọi việc trong lịch mà bạn xem được: họp, đi cơ sở, kiểm tra, làm việc; kết quả của chúng."),
    selector=calendar.entries,
    filterset=EntryFilter,
    columns=(
        Column("title", _("Nội dung"), sort=("title_key",), sticky=True, wide=True),
        Column("kind", _("Loại việc"), value=lambda row: str(calendar.KIND_LABELS[row.kind]), sort=("kind",)),
        Column("starts_at", _("Bắt đầu"), kind="datetime", sort=("starts_at",)),
        Column("ends_at", _("Kết thúc"), kind="datetime", sort=("ends_at",)),
        Column("where", _("Địa điểm"), value=where_words, wide=True),
        Column("place", _("Tại xã"), value="place_name", sort=("place_name",), shown=False),
        Column("org", _("Lịch của cơ quan"), value="org.name", sort=("org__name_key",)),
        Column("state", _("Trạng thái"), kind="state", states=ENTRY_LOOKS, sort=("state",)),
        Column("published", _("Công bố"), value=_published, sort=("published_at",)),
        Column("result", _("Kết quả"), shown=False, wide=True),
        Column("clash_reason", _("Vì sao vẫn giữ khi trùng lịch"), shown=False, wide=True),
    ),
    default_sort=("-starts_at", "title"),
    row_url=entry_url,
    label_of=lambda row: f"{row.title} – {when_words(row)}",
    dated=False,
    export_name="lich-cong-tac",
    bulk_acts=(
        BulkAct(
            "cancel", _("Hủy việc"), services.entry_cancel, policies.may_keep_calendar_some, argument="entry_id",
            needs_reason=True, danger=True,
        ),
    ),
    new_url=lambda: reverse("calendar:new"),
    new_label=_("Ghi việc vào lịch"),
    new_policy=policies.may_keep_calendar_some,
    breadcrumbs=lambda: [(_("Lịch tuần"), reverse("calendar:week"))],
    empty=_("Chưa có việc nào trong lịch."),
)  # fmt: skip
