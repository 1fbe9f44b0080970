"""A request for a meeting, its answer, its withdrawal."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_datetime
from dieuphoi.core.notify.services import house_language, notify
from dieuphoi.steering.meetings import people
from dieuphoi.steering.meetings.models import (
    MeetingRequest,
)
from dieuphoi.steering.meetings.notices.kinds import REQUESTED


def request_url(row: MeetingRequest) -> str:
    return reverse("meetings:request", args=[row.pk])


def of_org(org_id: int, on: date) -> set[int]:
    return {each for group in people.accounts_of_orgs([org_id], on).values() for each in group}


def requested(actor: Actor, row: MeetingRequest, now: datetime) -> None:
    with house_language():
        names = {"asker": row.asker.name, "subject": row.subject}
        notify(
            actor=actor, to=of_org(row.to_org_id, actor.on), kind=REQUESTED.key,
            once=f"meeting-request:{row.pk}:asked", title=_("%(asker)s đề nghị làm việc: %(subject)s") % names,
            text=row.wanted, url=request_url(row), at_once=True, now=now,
        )  # fmt: skip


def request_answered(actor: Actor, row: MeetingRequest, now: datetime) -> None:
    with house_language():
        words = {"org": row.to_org.name, "what": str(row.get_state_display()), "subject": row.subject}
        text = row.answer
        if row.agreed_start is not None:
            text = f"{format_datetime(row.agreed_start)}, {row.agreed_venue}. {text}".strip()
        notify(
            actor=actor, to=of_org(row.asker_id, actor.on) | of_org(row.to_org_id, actor.on), kind=REQUESTED.key,
            once=f"meeting-request:{row.pk}:{row.state}:{now.isoformat()}",
            title=_("%(org)s %(what)s: %(subject)s") % words, text=text, url=request_url(row), at_once=True, now=now,
        )  # fmt: skip


def request_withdrawn(actor: Actor, row: MeetingRequest, reason: str, now: datetime) -> None:
    with house_language():
        notify(
            actor=actor, to=of_org(row.to_org_id, actor.on), kind=REQUESTED.key,
            once=f"meeting-request:{row.pk}:withdrawn",
            title=_("Rút đề nghị làm việc: %(subject)s") % {"subject": row.subject}, text=reason,
            url=request_url(row), now=now,
        )  # fmt: skip
