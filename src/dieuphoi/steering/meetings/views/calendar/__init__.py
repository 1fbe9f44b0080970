"""The pages of the calendar."""

from dieuphoi.steering.meetings.views.calendar.entries import (
    EntryAct,
    EntryCorrect,
    EntryList,
    EntryNew,
    EntryRecord,
    EntryResult,
    format_day,
)
from dieuphoi.steering.meetings.views.calendar.feeds import FeedRevoke, Feeds, FeedText
from dieuphoi.steering.meetings.views.calendar.week import Publish, WeekPage, WeekPrint, asked_week

__all__ = [
    "EntryAct", "EntryCorrect", "EntryList", "EntryNew", "EntryRecord", "EntryResult", "FeedRevoke", "FeedText",
    "Feeds", "Publish", "WeekPage", "WeekPrint", "asked_week", "format_day",
]  # fmt: skip
