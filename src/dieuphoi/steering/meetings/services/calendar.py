"""Lines of the calendar, and publishing a week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, NotVisible, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.steering.meetings import notices, people, policies
from dieuphoi.steering.meetings.models import CalendarEntry, EntryKind, WeekEdition
from dieuphoi.steering.meetings.selectors import calendar as reading
from dieuphoi.steering.meetings.selectors.clashes import Taken
from dieuphoi.steering.meetings.services.common import When, kept_clash, orgs_known, parts_keep, people_known
from dieuphoi.steering.meetings.states import ENTRY_LIFE


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A line of the calendar of ``org_id``, as it is typed; ``people`` and ``teams`` (organisations) take part."""

    org_id: int
    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    people: tuple[int, ...] = ()
    teams: tuple[int, ...] = ()
    room_id: int | None = None
    venue: str = ""
    place_id: int | None = None
    note: str = ""
    is_internal: bool = False
    clash_reason: str = ""


_SHOWN: Final = ("title", "starts_at", "ends_at", "room_id", "venue", "place_id", "kind")


def entry_add(*, actor: Actor, new: NewEntry, now: datetime) -> CalendarEntry:
    """Put a line into a calendar. It is a draft until its week is published.

    Raises ``InputErrors`` with every fault, a clash without explanation among them; ``Refused`` (403) for another's
    calendar.
    """
    with act(actor, "calendar.add"):
        entry = CalendarEntry(changed_at=now)
        _say(actor, entry, new)
    return entry


def entry_correct(
    *, actor: Actor, entry_id: int, new: NewEntry, reason: str = "", now: datetime
) -> CalendarEntry:
    """Say a line again. Once it is published a reason is needed, and those concerned – before and after – are told."""
    with act(actor, "calendar.correct", reason=reason):
        entry = _locked(actor, entry_id)
        require(policies.may_correct_entry(actor, entry))
        published = entry.published_at is not None
        if published and not reason.strip():
            raise InputErrors([InputError(_("Lịch đã công bố: hãy ghi lý do sửa."), field="reason")])
        old = notices.when_words(entry)
        before = {name: getattr(entry, name) for name in _SHOWN}
        told = people.of_entries([entry.pk], actor.on).get(entry.pk, set())
        if any(before[name] != _new_value(new, name) for name in _SHOWN):
            entry.sequence += 1
            entry.changed_at = now
        _say(actor, entry, new)
        if published:
            told |= people.of_entries([entry.pk], actor.on).get(entry.pk, set())
            notices.entry_changed(actor, entry, told, old, reason, now)
    return entry


def entry_cancel(*, actor: Actor, entry_id: int, reason: str, now: datetime) -> CalendarEntry:
    """It will not take place; it stays in the week, struck out. Those concerned are told where it was published."""
    with act(actor, "calendar.cancel", reason=reason):
        entry = _locked(actor, entry_id)
        ENTRY_LIFE.move(actor, entry, "cancel", reason=reason)
        entry.state_reason, entry.sequence, entry.changed_at = reason.strip(), entry.sequence + 1, now
        entry.save(update_fields=["state", "state_reason", "sequence", "changed_at"])
        if entry.published_at is not None:
            told = people.of_entries([entry.pk], actor.on).get(entry.pk, set())
            notices.entry_cancelled(actor, entry, told, reason, now)
    return entry


def entry_restore(
    *, actor: Actor, entry_id: int, reason: str, clash_reason: str = "", now: datetime
) -> CalendarEntry:
    """It takes place after all, as it was; a clash that came meanwhile has to be explained."""
    with act(actor, "calendar.restore", reason=reason):
        entry = _locked(actor, entry_id)
        ENTRY_LIFE.move(actor, entry, "restore", reason=reason)
        parts = list(entry.parts.filter(is_current=True).values_list("person_id", "org_id"))
        wanted = _taken(
            entry, {each for each, _org in parts if each is not None}, {each for _p, each in parts if each is not None}
        )
        entry.clash_reason = kept_clash(actor, wanted, clash_reason or entry.clash_reason or reason)
        entry.state_reason, entry.sequence, entry.changed_at = "", entry.sequence + 1, now
        entry.save(update_fields=["state", "state_reason", "clash_reason", "sequence", "changed_at"])
        if entry.published_at is not None:
            told = people.of_entries([entry.pk], actor.on).get(entry.pk, set())
            notices.entry_changed(actor, entry, told, "", reason, now)
    return entry


def entry_void(*, actor: Actor, entry_id: int, reason: str, now: datetime) -> CalendarEntry:
    """It was written by mistake: it leaves the calendar and all lists and stays in the history. Refused once published.
    """
    with act(actor, "calendar.void", reason=reason):
        entry = _locked(actor, entry_id)
        ENTRY_LIFE.move(actor, entry, "void", reason=reason)
        entry.state_reason, entry.sequence, entry.changed_at = reason.strip(), entry.sequence + 1, now
        entry.save(update_fields=["state", "state_reason", "sequence", "changed_at"])
    return entry


def entry_result(*, actor: Actor, entry_id: int, result: str, now: datetime) -> CalendarEntry:
    """What came of a visit, an inspection, a session (S4-50), once it has begun."""
    with act(actor, "calendar.result"):
        entry = _locked(actor, entry_id)
        require(policies.may_correct_entry(actor, entry))
        require(policies.begun(entry, now))
        if not result.strip():
            raise InputErrors([InputError(_("Hãy ghi kết quả."), field="result")])
        entry.result = result.strip()
        entry.save(update_fields=["result"])
    return entry


def week_publish(*, actor: Actor, org_id: int, monday: date, note: str = "", now: datetime) -> WeekEdition:
    """Publish a week of an organisation's calendar as its next version: the head.

    The first version tells the organisation's people and everybody who takes part; a later one only those whose lines
    are new or other than the version before said. Raises ``Refused`` (409) where nothing changed since, ``InputErrors``
    for an empty week.
    """
    with act(actor, "calendar.publish"):
        # Versions of one calendar are given one after the other.
        org = OrgUnit.objects.select_for_update(no_key=True).filter(pk=org_id).first()
        if org is None:
            raise NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn."))
        require(policies.may_publish(actor, org))
        if monday.isoweekday() != 1 or not reading.is_near(monday):
            raise InputErrors([InputError(_("Tuần bắt đầu từ thứ Hai."), field="monday")])
        start, end = reading.week_bounds(monday)
        rows = list(
            CalendarEntry.objects.locked()
            .filter(org=org, starts_at__gte=start, starts_at__lt=end)
            .exclude(state="VOID")
        )
        if not rows:
            raise InputErrors([InputError(_("Tuần này chưa có việc nào để công bố."), field="monday")])
        last = WeekEdition.objects.filter(org=org, monday=monday).order_by("-version").first()
        lines = reading.edition_lines(rows)
        before = {line["id"]: line for line in (last.lines if last is not None else [])}
        changed = [line["id"] for line in lines if before.get(line["id"]) != line]
        gone = before.keys() - {line["id"] for line in lines}
        if last is not None and not changed and not gone:
            raise Refused("nothing_new", _("Lịch tuần này không đổi từ bản đã công bố."))
        CalendarEntry.objects.filter(pk__in=[row.pk for row in rows], published_at=None).update(published_at=now)
        edition = WeekEdition(
            org=org, monday=monday, version=1 if last is None else last.version + 1, note=note.strip(), lines=lines,
            publisher_name=actor.name[:200], recorded_at=now,
        )  # fmt: skip
        edition.save(force_insert=True)
        notices.week_published(actor, edition, changed if last is not None else [row.pk for row in rows], now)
    return edition


# --- inside ---------------------------------------------------------------------------------------------


def _new_value(new: NewEntry, name: str) -> Any:
    return " ".join(getattr(new, name).split()) if name in ("title", "venue") else getattr(new, name)


def _locked(actor: Actor, entry_id: int) -> CalendarEntry:
    rows: Any = CalendarEntry.objects.locked().select_related("org")
    found: CalendarEntry = rows.one_visible_to(actor, pk=entry_id)
    return found


def _taken(entry: CalendarEntry, named: Iterable[int], teams: Iterable[int]) -> Taken:
    return Taken(
        entry.pk or 0, entry.title, entry.kind, entry.starts_at, entry.ends_at, entry.org_id, entry.room_id,
        place_id=entry.place_id, place=entry.place_name, people=dict.fromkeys(named, ""),
        teams=dict.fromkeys(teams, ""),
    )  # fmt: skip


def _say(actor: Actor, entry: CalendarEntry, new: NewEntry) -> None:
    """Put what was typed on a line and save it with who takes part. Raises ``InputErrors``, ``Refused``."""
    org = OrgUnit.objects.filter(pk=new.org_id).first()
    errors: list[InputError] = []
    if org is None:
        errors.append(InputError(_("Không có cơ quan này trong danh sách."), field="org"))
    else:
        require(policies.may_host(actor, org))
    when = When(new.starts_at, new.ends_at, new.room_id, new.venue, new.place_id).check(actor)
    errors += when.errors
    if new.kind not in EntryKind.values or new.kind == EntryKind.MEETING:
        errors.append(
            InputError(_("Hãy chọn loại việc; cuộc họp thì lập ở trang Cuộc họp."), field="kind", value=new.kind)
        )
    if not new.title.strip():
        errors.append(InputError(_("Hãy ghi nội dung."), field="title"))
    named, teams = set(new.people), set(new.teams)
    errors += people_known(actor, named, "people") + orgs_known(teams, "teams")
    if errors or org is None:
        raise InputErrors(errors)
    entry.org = org
    entry.kind, entry.title, entry.venue = new.kind, " ".join(new.title.split()), " ".join(new.venue.split())
    entry.starts_at, entry.ends_at, entry.room_id = new.starts_at, new.ends_at, new.room_id
    entry.place_id, entry.place_name = new.place_id, when.place_name
    entry.note, entry.is_internal = new.note.strip(), new.is_internal
    entry.clash_reason = kept_clash(actor, _taken(entry, named, teams), new.clash_reason)
    entry.save()
    parts_keep(entry, named, teams)


