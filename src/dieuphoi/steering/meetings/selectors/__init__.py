"""Reading meetings, inputs, outcomes, requests, the calendar and what the office sets."""

from dieuphoi.steering.meetings.selectors import calendar, clashes, feeds, meetings, requests, settings, work

__all__ = ["calendar", "clashes", "feeds", "meetings", "requests", "settings", "work"]
