"""Meetings, their inputs, requests and the calendar by the API: the same lists, filters and acts as the pages."""

from dieuphoi.steering.meetings.api import given, inputs, meetings, outcome, papers  # noqa: F401 - they add operations
from dieuphoi.steering.meetings.api.calendar import router as calendar_router
from dieuphoi.steering.meetings.api.requests import router as requests_router
from dieuphoi.steering.meetings.api.rows import inputs_router, router

__all__ = ["calendar_router", "inputs_router", "requests_router", "router"]
