"""What of meetings somebody who leaves has in hand: meetings they are to chair, inputs asked of them by name, lines of
the calendar in which they take part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import local
from dieuphoi.registry.organisations.openwork import Holder, OpenWork, register_open_work
from dieuphoi.steering.meetings.models import BriefingMeeting, CalendarEntry, MeetingInput
from dieuphoi.steering.meetings.tables import entry_url, input_url, meeting_url


def meetings_in_hand(actor: Actor, holder: Holder, day: date) -> Sequence[OpenWork]:
    """By name alone: what an organisation is called to stays with the organisation. Six queries at most.

    Who keeps accounts reads no meetings, yet must know what is handed over: it is named, and linked only for whom it
    is in scope.
    """
    if holder.person_id is None:
        return []
    ahead = ("PLANNED", "INVITED", "POSTPONED")
    chaired = BriefingMeeting.objects.filter(chair_id=holder.person_id, state__in=ahead)
    asked = MeetingInput.objects.filter(person_id=holder.person_id, state="ASKED", meeting__state__in=ahead)
    taking_part = CalendarEntry.objects.filter(
        parts__person_id=holder.person_id, parts__is_current=True, state="PLANNED", meeting=None,
        starts_at__date__gte=day,
    )  # fmt: skip
    found = []
    own = BriefingMeeting.objects.visible_to(actor).filter(pk__in=chaired.values("pk"))
    seen = set(own.values_list("pk", flat=True))
    for row in chaired.order_by("starts_at", "pk"):
        title = _("Chủ trì: %(title)s") % {"title": row.title}
        url = meeting_url(row) if row.pk in seen else ""
        found.append(OpenWork(row.pk, title, url, due_on=local(row.starts_at).date()))
    seen = set(MeetingInput.objects.visible_to(actor).filter(pk__in=asked.values("pk")).values_list("pk", flat=True))
    for each in asked.order_by("due_on", "pk"):
        title = _("Báo cáo trước cuộc họp: %(topic)s") % {"topic": each.topic}
        found.append(OpenWork(each.pk, title, input_url(each) if each.pk in seen else "", due_on=each.due_on))
    seen = set(
        CalendarEntry.objects.visible_to(actor).filter(pk__in=taking_part.values("pk")).values_list("pk", flat=True)
    )
    for line in taking_part.order_by("starts_at", "pk"):
        url = entry_url(line) if line.pk in seen else ""
        found.append(OpenWork(line.pk, line.title, url, due_on=local(line.starts_at).date()))
    return found


def register() -> None:
    """Called once, when Django is ready."""
    register_open_work("meeting", gettext_lazy("Cuộc họp, báo cáo, việc trong lịch của người này"), meetings_in_hand)
