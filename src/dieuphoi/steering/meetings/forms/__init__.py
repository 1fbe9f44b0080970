"""What may be typed about meetings, requests and the calendar."""

from dieuphoi.steering.meetings.forms import calendar, meetings, requests
from dieuphoi.steering.meetings.forms.fields import parse_time, when_initial

__all__ = ["calendar", "meetings", "parse_time", "requests", "when_initial"]
