"""Requests for a meeting with another agency."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, OuterRef, QuerySet, Subquery, TextField, Value, When

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.steering.directives.models import StandingDocument
from dieuphoi.steering.meetings.models import BriefingMeeting, MeetingRequest
from dieuphoi.steering.meetings.states import RequestState

REQUEST_CHOICES = tuple(RequestState.choices)


def requests(actor: Actor, day: date) -> QuerySet[Any]:
    """All requests in sight, unordered, with ``meeting_id`` (the newest meeting that came of each) and
    ``meeting_state``; ``letter_ref`` and ``answer_letter_ref`` are its letters on the register of documents, where the
    actor sees them; ``lateness`` is "late" where an answer was hoped for before ``day``. One query.
    """
    met = BriefingMeeting.objects.filter(request=OuterRef("pk")).exclude(state="CANCELLED").order_by("-pk")
    rows: Any = MeetingRequest.objects.visible_to(actor)
    letters: Any = StandingDocument.objects.visible_to(actor)
    found: QuerySet[Any] = rows.select_related("asker", "to_org").annotate(
        meeting_ref=Subquery(met.values("pk")[:1]),
        meeting_state=Subquery(met.values("state")[:1], output_field=TextField()),
        letter_ref=Subquery(letters.filter(pk=OuterRef("letter_id")).values("pk")[:1]),
        answer_letter_ref=Subquery(letters.filter(pk=OuterRef("answer_letter_id")).values("pk")[:1]),
        lateness=Case(
            When(state="ASKED", due_on__lt=day, then=Value("late")), default=Value(""), output_field=TextField()
        ),
    )
    return found


def request(actor: Actor, request_id: int, day: date) -> Any:
    """One request. Raises ``NotVisible``."""
    MeetingRequest.objects.one_visible_to(actor, pk=request_id)
    return requests(actor, day).get(pk=request_id)
