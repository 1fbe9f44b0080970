"""What the pages of this package share."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.views import ActView
from dieuphoi.steering.meetings import tables
from dieuphoi.steering.meetings.notices import when_words
from dieuphoi.steering.meetings.selectors import meetings as reading

PLACE = _("Cuộc họp")
CALENDAR = _("Lịch tuần")


def to(name: str, *args: Any) -> str:
    """A page of meetings."""
    return reverse(f"meetings:{name}", args=args)


def to_calendar(name: str, *args: Any) -> str:
    """A page of the calendar."""
    return reverse(f"calendar:{name}", args=args)


class MeetingsAct(ActView):
    """An act of this package: its forms have long lists in columns."""

    template_name = "meetings/act.html"

    def load(self, **kwargs: Any) -> Any:
        return None

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(PLACE), to("list"))]


class OnMeeting(MeetingsAct):
    """An act on one meeting; afterwards its page, at the part that was changed."""

    anchor = ""

    def load(self, **kwargs: Any) -> Any:
        row = reading.meeting(self.actor, kwargs["meeting_id"])
        self.text = f"{row.title} – {when_words(row)}"
        return row

    def meeting_of(self, record: Any) -> Any:
        return record

    def done_url(self, record: Any, result: Any) -> str:
        url = tables.meeting_url(self.meeting_of(record))
        return f"{url}#{self.anchor}" if self.anchor else url

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        meeting = self.meeting_of(record)
        return [(str(PLACE), to("list")), (meeting.title, tables.meeting_url(meeting))]


class OnPart(OnMeeting):
    """An act on a part of a meeting (``record.meeting``)."""

    def meeting_of(self, record: Any) -> Any:
        return record.meeting


class OnConclusion(OnPart):
    """An act on one item of the conclusions, for a reason."""

    needs_reason = True
    anchor = "conclusions"

    def load(self, **kwargs: Any) -> Any:
        row = reading.conclusion(self.actor, kwargs["item_id"])
        self.text = f"{row.number}. {row.text}"
        return row
