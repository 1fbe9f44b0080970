"""The lives of a meeting, an input, a request for a meeting, a line of the calendar."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.workflow.machine import Machine, Move
from dieuphoi.steering.meetings import policies as may


class MeetingState(models.TextChoices):
    PLANNED = "PLANNED", _("dự kiến")
    INVITED = "INVITED", _("đã mời")
    POSTPONED = "POSTPONED", _("hoãn")
    HELD = "HELD", _("đã họp")
    CONCLUDED = "CONCLUDED", _("đã kết luận")
    CANCELLED = "CANCELLED", _("đã hủy")


_AHEAD = (MeetingState.PLANNED, MeetingState.INVITED, MeetingState.POSTPONED)

MEETING_LIFE = Machine(
    field="state",
    states=dict(MeetingState.choices),
    start=MeetingState.PLANNED,
    moves=(
        Move(
            "invite", (MeetingState.PLANNED, MeetingState.POSTPONED), MeetingState.INVITED, _("Gửi lời mời"),
            may.may_keep, may.somebody_is_called,
        ),
        Move("hold", _AHEAD, MeetingState.HELD, _("Ghi đã họp"), may.may_keep, may.has_time),
        Move(
            "conclude", (MeetingState.HELD,), MeetingState.CONCLUDED, _("Duyệt kết luận"), may.may_conclude,
            may.somebody_else_wrote,
        ),
        Move("postpone", _AHEAD, MeetingState.POSTPONED, _("Hoãn, dời lịch"), may.may_keep, needs_reason=True),
        Move("cancel", _AHEAD, MeetingState.CANCELLED, _("Hủy cuộc họp"), may.may_keep, needs_reason=True),
        Move(
            "unhold", (MeetingState.HELD,), MeetingState.INVITED, _("Chưa họp, ghi nhầm"), may.may_keep,
            may.nothing_recorded, needs_reason=True, or_to=(MeetingState.PLANNED,),
        ),
        Move(
            "reopen", (MeetingState.CONCLUDED,), MeetingState.HELD, _("Mở lại kết luận"), may.may_conclude,
            may.not_given, needs_reason=True,
        ),
    ),
)  # fmt: skip


class InputState(models.TextChoices):
    ASKED = "ASKED", _("chưa gửi")
    ANSWERED = "ANSWERED", _("đã gửi")
    WITHDRAWN = "WITHDRAWN", _("thôi yêu cầu")


INPUT_LIFE = Machine(
    field="state",
    states=dict(InputState.choices),
    start=InputState.ASKED,
    moves=(
        Move(
            "answer", (InputState.ASKED, InputState.ANSWERED), InputState.ANSWERED, _("Gửi báo cáo"),
            may.may_answer_input, may.meeting_is_ahead,
        ),
        Move(
            "return", (InputState.ANSWERED,), InputState.ASKED, _("Trả lại để bổ sung"), may.may_handle_input,
            may.meeting_is_ahead, needs_reason=True,
        ),
        Move(
            "withdraw", (InputState.ASKED,), InputState.WITHDRAWN, _("Thôi yêu cầu"), may.may_handle_input,
            may.meeting_is_ahead, needs_reason=True,
        ),
    ),
)  # fmt: skip


class RequestState(models.TextChoices):
    ASKED = "ASKED", _("chờ trả lời")
    AGREED = "AGREED", _("đồng ý họp")
    REFUSED = "REFUSED", _("từ chối")
    ANSWERED = "ANSWERED", _("trả lời bằng văn bản")
    WITHDRAWN = "WITHDRAWN", _("đã rút đề nghị")


_ANSWERS = (RequestState.AGREED, RequestState.REFUSED, RequestState.ANSWERED)

REQUEST_LIFE = Machine(
    field="state",
    states=dict(RequestState.choices),
    start=RequestState.ASKED,
    moves=(
        Move("agree", (RequestState.ASKED,), RequestState.AGREED, _("Đồng ý, hẹn thời gian"), may.may_answer_request),
        Move("answer", (RequestState.ASKED,), RequestState.ANSWERED, _("Trả lời bằng văn bản"), may.may_answer_request),
        Move(
            "refuse", (RequestState.ASKED,), RequestState.REFUSED, _("Từ chối"), may.may_answer_request,
            needs_reason=True,
        ),
        Move(
            "withdraw", (RequestState.ASKED,), RequestState.WITHDRAWN, _("Rút đề nghị"), may.may_withdraw_request,
            needs_reason=True,
        ),
        Move(
            "retract", _ANSWERS, RequestState.ASKED, _("Gỡ trả lời ghi nhầm"), may.may_answer_request,
            may.no_meeting_of_it, needs_reason=True,
        ),
    ),
)  # fmt: skip


class EntryState(models.TextChoices):
    PLANNED = "PLANNED", _("theo lịch")
    CANCELLED = "CANCELLED", _("đã hủy")
    VOID = "VOID", _("rút vì ghi nhầm")


ENTRY_LIFE = Machine(
    field="state",
    states=dict(EntryState.choices),
    start=EntryState.PLANNED,
    moves=(
        Move(
            "cancel", (EntryState.PLANNED,), EntryState.CANCELLED, _("Hủy việc"), may.may_keep_entry, needs_reason=True,
        ),
        Move(
            "restore", (EntryState.CANCELLED,), EntryState.PLANNED, _("Khôi phục"), may.may_keep_entry,
            needs_reason=True,
        ),
        Move(
            "void", (EntryState.PLANNED, EntryState.CANCELLED), EntryState.VOID, _("Rút vì ghi nhầm"),
            may.may_keep_entry, may.not_published, needs_reason=True,
        ),
    ),
)  # fmt: skip
