"""Imports of this package: lines of the calendar, points of a meeting."""

from dieuphoi.steering.meetings.sheets.calendar import CALENDAR_KIND, CalendarImporter
from dieuphoi.steering.meetings.sheets.points import POINTS_KIND, PointsImporter

__all__ = ["CALENDAR_KIND", "POINTS_KIND", "CalendarImporter", "PointsImporter"]
