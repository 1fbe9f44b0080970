"""Who is asked for a written input hears of it; the host hears of what came."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.notify.services import house_language, notify
from dieuphoi.registry.access.recipients import accounts_of_people
from dieuphoi.steering.meetings import people
from dieuphoi.steering.meetings.models import (
    BriefingMeeting,
    MeetingInput,
)
from dieuphoi.steering.meetings.notices.kinds import ASKED, SENT


def _of_input(row: MeetingInput, on: date) -> set[int]:
    if row.person_id is not None:
        return set(accounts_of_people([row.person_id]))
    return {each for group in people.accounts_of_orgs([row.org_id or 0], on).values() for each in group}


def input_url(row: MeetingInput) -> str:
    return reverse("meetings:input", args=[row.pk])


def inputs_asked(actor: Actor, meeting: BriefingMeeting, rows: list[MeetingInput], now: datetime) -> None:
    """Each of those asked, with the page where it is answered."""
    groups = people.accounts_of_orgs({row.org_id for row in rows if row.org_id is not None}, actor.on)
    with house_language():
        for row in rows:
            to = groups.get(row.org_id, []) if row.org_id is not None else accounts_of_people([row.person_id or 0])
            notify(
                actor=actor, to=to, kind=ASKED.key, once=f"meeting-input:{row.pk}:asked",
                title=_("Gửi báo cáo trước %(day)s: %(topic)s") % {"day": format_date(row.due_on), "topic": row.topic},
                text=meeting.title, url=input_url(row), now=now,
            )  # fmt: skip


def input_answered(actor: Actor, row: MeetingInput, now: datetime) -> None:
    with house_language():
        who = str(row.org or row.person)
        notify(
            actor=actor, to=people.of_host(row.meeting, actor.on), kind=SENT.key,
            once=f"meeting-input:{row.pk}:sent:{now.isoformat()}",
            title=_("%(who)s đã gửi báo cáo: %(topic)s") % {"who": who, "topic": row.topic}, text=row.meeting.title,
            url=input_url(row), now=now,
        )  # fmt: skip


def input_returned(actor: Actor, row: MeetingInput, reason: str, now: datetime) -> None:
    with house_language():
        notify(
            actor=actor, to=_of_input(row, actor.on), kind=ASKED.key,
            once=f"meeting-input:{row.pk}:returned:{now.isoformat()}",
            title=_("Báo cáo bị trả lại để bổ sung: %(topic)s") % {"topic": row.topic}, text=reason,
            url=input_url(row), at_once=True, now=now,
        )  # fmt: skip


def input_withdrawn(actor: Actor, row: MeetingInput, reason: str, now: datetime) -> None:
    with house_language():
        notify(
            actor=actor, to=_of_input(row, actor.on), kind=ASKED.key, once=f"meeting-input:{row.pk}:withdrawn",
            title=_("Thôi yêu cầu báo cáo: %(topic)s") % {"topic": row.topic}, text=reason, now=now,
        )  # fmt: skip
