"""A week was published; what was published changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.notify.services import house_language, notify
from dieuphoi.steering.meetings import people
from dieuphoi.steering.meetings.models import (
    CalendarEntry,
    WeekEdition,
)
from dieuphoi.steering.meetings.notices.kinds import CALENDAR, CHANGED, when_words, where_words
from dieuphoi.steering.meetings.notices.requests import of_org


def _entry_url(row: CalendarEntry) -> str:
    return reverse("calendar:entry", args=[row.pk])


def week_published(actor: Actor, edition: WeekEdition, entry_ids: Iterable[int], now: datetime) -> None:
    """The first version: the organisation's people and who takes part; a later one: whom the changed lines concern."""
    parts = people.of_entries(entry_ids, actor.on)
    to = {each for group in parts.values() for each in group}
    if edition.version == 1:
        to |= of_org(edition.org_id, actor.on)
    with house_language():
        words = {"org": edition.org.name, "day": format_date(edition.monday), "n": format_number(edition.version)}
        notify(
            actor=actor, to=to, kind=CALENDAR.key,
            once=f"week:{edition.org_id}:{edition.monday:%Y%m%d}:{edition.version}",
            title=_("Lịch tuần từ %(day)s của %(org)s, bản %(n)s") % words, text=edition.note,
            url=reverse("calendar:week", query={"week": edition.monday.isoformat(), "org": edition.org_id}), now=now,
        )  # fmt: skip


def entry_changed(
    actor: Actor, entry: CalendarEntry, to: Iterable[int], old: str, reason: str, now: datetime
) -> None:
    with house_language():
        text = _("Nay: %(new)s, %(where)s.") % {"new": when_words(entry), "where": where_words(entry)}
        if old and old != when_words(entry):
            text = f"{_('Trước: %(old)s.') % {'old': old}} {text}"
        notify(
            actor=actor, to=to, kind=CHANGED.key, once=f"entry:{entry.pk}:changed:{now.isoformat()}",
            title=_("Lịch thay đổi: %(title)s") % {"title": entry.title}, text=f"{text} {reason}".strip(),
            url=_entry_url(entry), now=now,
        )  # fmt: skip


def entry_cancelled(actor: Actor, entry: CalendarEntry, to: Iterable[int], reason: str, now: datetime) -> None:
    with house_language():
        notify(
            actor=actor, to=to, kind=CHANGED.key, once=f"entry:{entry.pk}:cancelled:{entry.sequence}",
            title=_("Hủy việc trong lịch: %(title)s") % {"title": entry.title},
            text=f"{when_words(entry)}. {reason}", url=_entry_url(entry), now=now,
        )  # fmt: skip


def calendar_taken_back(actor: Actor, run_id: int, entry_ids: Iterable[int], now: datetime) -> None:
    """Those whose published lines the undo of an import changed; drafts are nobody's news."""
    told = people.of_entries(entry_ids, actor.on)
    with house_language():
        notify(
            actor=actor, to={each for group in told.values() for each in group}, kind=CHANGED.key,
            once=f"calendar-import:{run_id}:undone", title=_("Đã hoàn tác một lần nhập lịch có việc của bạn"),
            url=reverse("calendar:week"), now=now,
        )  # fmt: skip
