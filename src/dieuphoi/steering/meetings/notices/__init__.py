"""What of meetings and calendars people are told – invited, moved, cancelled at once – and by rules of reminding:
inputs that are due, requests that wait, meetings of tomorrow."""

from dieuphoi.steering.meetings.notices.calendar import (
    calendar_taken_back,
    entry_cancelled,
    entry_changed,
    week_published,
)
from dieuphoi.steering.meetings.notices.inputs import input_answered, input_returned, input_withdrawn, inputs_asked
from dieuphoi.steering.meetings.notices.kinds import (
    ASKED,
    CALENDAR,
    CANCELLED,
    CHANGED,
    CONCLUDED,
    INVITED,
    MOVED,
    REQUESTED,
    SENT,
    when_words,
    where_words,
)
from dieuphoi.steering.meetings.notices.meetings import (
    called,
    cancelled,
    concluded,
    connected,
    invited,
    moved,
    postponed,
    reopened,
    uncalled,
)
from dieuphoi.steering.meetings.notices.reminders import (
    INPUT_DUE,
    REQUEST_DUE,
    SOON,
    inputs_due,
    meetings_soon,
    read_rules,
    register,
    requests_due,
)
from dieuphoi.steering.meetings.notices.requests import request_answered, request_withdrawn, requested

__all__ = [
    "ASKED", "CALENDAR", "CANCELLED", "CHANGED", "CONCLUDED", "INPUT_DUE", "INVITED", "MOVED", "REQUESTED",
    "REQUEST_DUE", "SENT", "SOON", "calendar_taken_back", "called", "cancelled", "concluded", "connected",
    "entry_cancelled", "entry_changed", "input_answered", "input_returned", "input_withdrawn", "inputs_asked",
    "inputs_due", "invited", "meetings_soon", "moved", "postponed", "read_rules", "register", "reopened",
    "request_answered", "request_withdrawn", "requested", "requests_due", "uncalled", "week_published",
    "when_words", "where_words",
]  # fmt: skip
