"""Pages of meetings, requests, the calendar and what the office sets."""

from dieuphoi.steering.meetings.views import calendar, given, meetings, outcome, parts, requests, settings

__all__ = ["calendar", "given", "meetings", "outcome", "parts", "requests", "settings"]
