"""Acts on meetings, their parts and outcome, requests, the calendar and what the office sets. Nothing is deleted."""

from dieuphoi.steering.meetings.services.calendar import (
    NewEntry,
    entry_add,
    entry_cancel,
    entry_correct,
    entry_restore,
    entry_result,
    entry_void,
    week_publish,
)
from dieuphoi.steering.meetings.services.feeds import feed_create, feed_revoke
from dieuphoi.steering.meetings.services.given import NewGiving, conclusion_drop, conclusion_restore, conclusions_give
from dieuphoi.steering.meetings.services.inputs import input_answer, input_return, input_withdraw, inputs_ask
from dieuphoi.steering.meetings.services.numbering import NewNotice, notice_number
from dieuphoi.steering.meetings.services.outcome import (
    NewConclusion,
    Seen,
    attendance_record,
    attendance_tell,
    conclusion_add,
    conclusion_correct,
    conclusion_end,
    meeting_conclude,
    meeting_reopen,
    minutes_approve,
    minutes_write,
)
from dieuphoi.steering.meetings.services.parts import (
    NewAgendaItem,
    NewPoint,
    agenda_add,
    agenda_correct,
    invitees_add,
    paper_add,
    part_end,
    point_correct,
    points_add,
)
from dieuphoi.steering.meetings.services.plan import (
    NewMeeting,
    meeting_cancel,
    meeting_correct,
    meeting_hold,
    meeting_invite,
    meeting_plan,
    meeting_postpone,
    meeting_unhold,
)
from dieuphoi.steering.meetings.services.requests import (
    NewRequest,
    request_agree,
    request_answer,
    request_ask,
    request_refer,
    request_refuse,
    request_retract,
    request_withdraw,
)
from dieuphoi.steering.meetings.services.settings import kind_add, room_add, setting_end, team_rule_set

__all__ = [
    "NewAgendaItem", "NewConclusion", "NewEntry", "NewGiving", "NewMeeting", "NewNotice", "NewPoint", "NewRequest",
    "Seen", "agenda_add", "agenda_correct", "attendance_record", "attendance_tell", "conclusion_add",
    "conclusion_correct", "conclusion_drop", "conclusion_end", "conclusion_restore", "conclusions_give", "entry_add",
    "entry_cancel", "entry_correct", "entry_restore", "entry_result", "entry_void", "feed_create", "feed_revoke",
    "input_answer", "input_return", "input_withdraw", "inputs_ask", "invitees_add", "kind_add", "meeting_cancel",
    "meeting_conclude", "meeting_correct", "meeting_hold", "meeting_invite", "meeting_plan", "meeting_postpone",
    "meeting_reopen", "meeting_unhold", "minutes_approve", "minutes_write", "notice_number", "paper_add", "part_end",
    "point_correct", "points_add", "request_agree", "request_answer", "request_ask", "request_refer",
    "request_refuse", "request_retract", "request_withdraw", "room_add", "setting_end", "team_rule_set",
    "week_publish",
]  # fmt: skip
