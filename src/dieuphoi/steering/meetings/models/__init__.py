"""The tables of meetings, their requests, and the calendar."""

from dieuphoi.steering.meetings.models.calendar import (
    CalendarEntry,
    CalendarFeed,
    EntryKind,
    EntryPart,
    WeekEdition,
)
from dieuphoi.steering.meetings.models.meetings import (
    AgendaItem,
    BriefingMeeting,
    FilePurpose,
    Invitee,
    MeetingComment,
    MeetingCommentMark,
    MeetingFile,
    MeetingInput,
    MeetingPoint,
    MeetingSeries,
)
from dieuphoi.steering.meetings.models.outcome import (
    Attendance,
    ConclusionAddressee,
    ConclusionItem,
    ConclusionNotice,
    ConclusionTask,
    Minutes,
    MinutesApproval,
    Presence,
)
from dieuphoi.steering.meetings.models.requests import MeetingRequest
from dieuphoi.steering.meetings.models.settings import KindGroup, MeetingKind, Room, TeamRule

__all__ = [
    "AgendaItem", "Attendance", "BriefingMeeting", "CalendarEntry", "CalendarFeed", "ConclusionAddressee",
    "ConclusionItem", "ConclusionNotice", "ConclusionTask", "EntryKind", "EntryPart", "FilePurpose", "Invitee",
    "KindGroup", "MeetingComment", "MeetingCommentMark", "MeetingFile", "MeetingInput", "MeetingKind", "MeetingPoint",
    "MeetingRequest", "MeetingSeries", "Minutes", "MinutesApproval", "Presence", "Room", "TeamRule", "WeekEdition",
]  # fmt: skip
