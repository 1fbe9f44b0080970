"""What meetings, requests and the calendar tell the chain and the search."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind, since
from dieuphoi.core.chain.search import nearest
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, local
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.steering.meetings.models import BriefingMeeting, CalendarEntry, MeetingInput, MeetingRequest
from dieuphoi.steering.meetings.notices import when_words
from dieuphoi.steering.meetings.tables import entry_url, input_url, meeting_url, request_url


def _meeting_title(row: Any) -> str:
    return f"{row.title} – {format_date(local(row.starts_at).date())}"


def _input_title(row: Any) -> str:
    return f"{row.org or row.person}: {row.topic}"


def find_meetings(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Meetings by title, place or commune, the newest first among equals."""
    sought = Sought.of(typed)
    if not sought:
        return []
    rows: Any = BriefingMeeting.objects.visible_to(actor)
    rows = nearest(
        rows, sought, folded=("title_folded",), raw=("title", "venue", "place_name"), order=("-starts_at", "pk")
    )
    return [
        Hit(_meeting_title(row), meeting_url(row), when_words(row), sought.rank(row.title, row.venue, row.place_name))
        for row in rows[:limit]
    ]


def find_requests(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    sought = Sought.of(typed)
    if not sought:
        return []
    rows: Any = MeetingRequest.objects.visible_to(actor)
    rows = nearest(
        rows, sought, folded=("subject_folded",), raw=("subject", "document"), order=("-asked_on", "pk")
    )
    return [
        Hit(row.subject, request_url(row), row.document, sought.rank(row.subject, row.document))
        for row in rows[:limit]
    ]


def find_entries(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Lines of the calendar that are no meeting: a meeting is found as itself."""
    sought = Sought.of(typed)
    if not sought:
        return []
    rows: Any = CalendarEntry.objects.visible_to(actor).filter(meeting=None).exclude(state="VOID")
    rows = nearest(
        rows, sought, folded=("title_folded",), raw=("title", "venue", "place_name"), order=("-starts_at", "pk")
    )
    return [
        Hit(_meeting_title(row), entry_url(row), when_words(row), sought.rank(row.title, row.venue, row.place_name))
        for row in rows[:limit]
    ]


def _current(path: str) -> Any:
    return lambda on, today: Q(**{f"{path}__is_current": True})


_MEETING_ACTS = {
    "meeting.plan": _("lập cuộc họp"),
    "meeting.correct": _("sửa cuộc họp"),
    "meeting.invite": _("gửi lời mời"),
    "meeting.postpone": _("hoãn, dời lịch họp"),
    "meeting.cancel": _("hủy cuộc họp"),
    "meeting.hold": _("ghi đã họp"),
    "meeting.unhold": _("gỡ ghi đã họp nhầm"),
    "meeting.conclude": _("duyệt kết luận"),
    "meeting.reopen": _("mở lại kết luận"),
}
_ENTRY_ACTS = {
    "calendar.add": _("ghi việc vào lịch"),
    "calendar.correct": _("sửa việc trong lịch"),
    "calendar.cancel": _("hủy việc trong lịch"),
    "calendar.restore": _("khôi phục việc trong lịch"),
    "calendar.void": _("rút việc ghi nhầm khỏi lịch"),
    "calendar.result": _("ghi kết quả của việc"),
    "calendar.publish": _("công bố lịch tuần"),
}
_INPUT_ACTS = {
    "meeting.input_ask": _("yêu cầu báo cáo trước cuộc họp"),
    "meeting.input_answer": _("gửi báo cáo trước cuộc họp"),
    "meeting.input_return": _("trả lại báo cáo để bổ sung"),
    "meeting.input_withdraw": _("thôi yêu cầu báo cáo"),
}
_REQUEST_ACTS = {
    "meeting_request.ask": _("đề nghị làm việc"),
    "meeting_request.agree": _("đồng ý họp"),
    "meeting_request.answer": _("trả lời đề nghị bằng văn bản"),
    "meeting_request.refer": _("gắn văn bản cho đề nghị"),
    "meeting_request.refuse": _("từ chối đề nghị"),
    "meeting_request.withdraw": _("rút đề nghị"),
    "meeting_request.retract": _("gỡ trả lời ghi nhầm"),
}

KINDS = (
    Kind(
        key="meeting",
        label=_("Cuộc họp"),
        model=BriefingMeeting,
        title=_meeting_title,
        url=meeting_url,
        reads=("title", "starts_at", "ends_at", "time_open"),
        find=find_meetings,
        history=True,
        labels={
            "state": _("Trạng thái"), "title": _("Tên cuộc họp"), "starts_at": _("Bắt đầu"), "ends_at": _("Kết thúc"),
            "state_reason": _("Lý do hoãn, hủy"), "venue": _("Địa điểm"),
        },
        acts=_MEETING_ACTS,
    ),
    Kind(
        key="meeting_input",
        label=_("Báo cáo gửi trước cuộc họp"),
        model=MeetingInput,
        title=_input_title,
        url=input_url,
        reads=("topic", "org__name", "person__full_name"),
        history=True,
        labels={"state": _("Trạng thái"), "topic": _("Nội dung cần báo cáo"), "due_on": _("Hạn gửi")},
        acts=_INPUT_ACTS,
    ),
    Kind(
        key="meeting_request",
        label=_("Đề nghị làm việc"),
        model=MeetingRequest,
        title=lambda row: row.subject,
        url=request_url,
        reads=("subject",),
        find=find_requests,
        history=True,
        labels={"state": _("Trạng thái"), "subject": _("Nội dung làm việc"), "answer": _("Nội dung trả lời")},
        acts=_REQUEST_ACTS,
    ),
    Kind(
        key="calendar_entry",
        label=_("Lịch công tác"),
        model=CalendarEntry,
        title=_meeting_title,
        url=entry_url,
        reads=("title", "starts_at", "ends_at"),
        find=find_entries,
        history=True,
        labels={
            "state": _("Trạng thái"), "title": _("Nội dung"), "starts_at": _("Bắt đầu"), "ends_at": _("Kết thúc"),
            "state_reason": _("Lý do hủy"), "venue": _("Địa điểm"),
        },
        acts=_ENTRY_ACTS,
    ),
)  # fmt: skip
EDGES: tuple[Edge, ...] = (
    Edge(
        "meeting", "unit", "place_id", _("tại xã"), _("cuộc họp tại đây"),
        rows_url=lambda unit: reverse("meetings:list", query={"unit": f"#{unit}"}), at=since("starts_at__date"),
    ),
    Edge("meeting", "org", "host_id", _("cơ quan tổ chức"), _("cuộc họp đã tổ chức"), at=since("starts_at__date")),
    Edge(
        "meeting", "org", "invitees__org_id", _("cơ quan được mời"), _("cuộc họp được mời"), rests=False,
        at=since("starts_at__date"), linked=_current("invitees"),
    ),
    Edge(
        "meeting", "person", "chair_id", _("chủ trì"), _("cuộc họp đã chủ trì"), rests=False,
        at=since("starts_at__date"),
    ),
    Edge(
        "meeting", "meeting", "previous_id", _("tiếp theo cuộc họp"), _("cuộc họp tiếp theo"), rests=False,
        at=since("starts_at__date"),
    ),
    Edge(
        "meeting", "task", "conclusions__links__task_id", _("kết luận đã giao thành"), _("giao theo kết luận của"),
        rests=False, at=since("starts_at__date"),
    ),
    Edge(
        "meeting", "document", "notice__document_id", _("thông báo kết luận"), _("thông báo kết luận của"), rests=False,
        at=since("starts_at__date"),
    ),
    Edge(
        "meeting", "meeting_request", "request_id", _("theo đề nghị"), _("cuộc họp theo đề nghị này"), rests=False,
        at=since("starts_at__date"),
    ),
    Edge(
        "meeting_input", "meeting", "meeting_id", _("của cuộc họp"), _("báo cáo gửi trước"), rests=False,
        at=since("asked_at__date"),
    ),
    Edge(
        "meeting_input", "org", "org_id", _("cơ quan gửi báo cáo"), _("báo cáo trước cuộc họp"), rests=False,
        at=since("asked_at__date"),
    ),
    Edge(
        "meeting_request", "org", "asker_id", _("cơ quan đề nghị"), _("đề nghị làm việc đã gửi"), rests=False,
        at=since("asked_on"),
    ),
    Edge(
        "meeting_request", "org", "to_org_id", _("cơ quan được đề nghị"), _("đề nghị làm việc nhận được"), rests=False,
        at=since("asked_on"),
    ),
    Edge(
        "meeting_request", "document", "letter_id", _("văn bản đề nghị"), _("đề nghị làm việc bằng văn bản này"),
        rests=False, at=since("asked_on"),
    ),
    Edge(
        "meeting_request", "document", "answer_letter_id", _("văn bản trả lời"),
        _("đề nghị làm việc được trả lời bằng văn bản này"), rests=False, at=since("answered_on"),
    ),
    Edge(
        "calendar_entry", "unit", "place_id", _("tại xã"), _("lịch đi cơ sở, kiểm tra"),
        rows_url=lambda unit: reverse("calendar:list", query={"unit": f"#{unit}"}), at=since("starts_at__date"),
    ),
    Edge(
        "calendar_entry", "meeting", "meeting_id", _("của cuộc họp"), _("dòng lịch"), rests=False,
        at=since("starts_at__date"),
    ),
    Edge(
        "calendar_entry", "person", "parts__person_id", _("người tham gia"), _("lịch công tác"), rests=False,
        at=since("starts_at__date"), linked=_current("parts"),
    ),
    Edge(
        "calendar_entry", "org", "parts__org_id", _("đoàn, tổ tham gia"), _("lịch công tác"), rests=False,
        at=since("starts_at__date"), linked=_current("parts"),
    ),
)  # fmt: skip
