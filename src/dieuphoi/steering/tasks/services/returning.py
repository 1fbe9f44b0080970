"""Every night: the tasks of recurring duties whose day has come, each once, to who is there to do them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.notify.services import house_language
from dieuphoi.registry.access.recipients import heads_of_orgs
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.organisations.models import Holding, OrgUnit, Person
from dieuphoi.registry.territory.selectors import communes_in
from dieuphoi.steering.tasks import notices
from dieuphoi.steering.tasks.bodies import works_in
from dieuphoi.steering.tasks.models import DutyLead, DutyRun, RecurringDuty
from dieuphoi.steering.tasks.occurrences import Occurrence, occurrences
from dieuphoi.steering.tasks.selectors.planning import PERIOD, Bodies, communes_of, filled
from dieuphoi.steering.tasks.services.give import NewTask, tasks_faults, tasks_give
from dieuphoi.steering.tasks.states import DutyState


@dataclass(slots=True)
class Made:
    """What a run made (``tasks``), and whom it could not give to (in words)."""

    tasks: int = 0
    missing: list[str] = field(default_factory=list)


def duties_make(*, actor: Actor, now: datetime) -> Made:
    """The tasks of all duties whose day has come, each once, however often and wherever this runs; days on which nobody
    ran it are made up for. A duty that cannot be made stops no other: who keeps it is told, and it is tried again.
    """
    found = Made()
    day = today(now)
    ids = RecurringDuty.objects.filter(state=DutyState.ACTIVE, settled_on__lt=day).order_by("pk")
    for pk in list(ids.values_list("pk", flat=True)):
        with act(actor, "duty.run"):
            row = RecurringDuty.objects.locked().select_related("org", "lead_org").get(pk=pk)
            if row.state == DutyState.ACTIVE and row.settled_on < day:
                one = duty_run(actor, row, now)
                found.tasks += one.tasks
                found.missing += one.missing
    return found


# --- making ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Turn:
    """One task to be made: of which occurrence, for which commune, led by whom; ``note`` where it goes to another
    person than was meant; ``why_not`` where nobody was found.
    """

    one: Occurrence
    unit_id: int | None
    unit_name: str
    org_id: int
    person_id: int | None
    given_on: date
    note: str = ""
    why_not: str = ""


def duty_run(actor: Actor, row: RecurringDuty, now: datetime) -> Made:
    """Make what one duty asks for until today, by the system: inside an act that holds the duty."""
    day = today(now)
    with act(actor, "duty.run"), house_language():
        due = list(occurrences(row, work_calendar(), after=row.settled_on, until=day))
        made = set(DutyRun.objects.filter(duty=row).values_list("period", "unit_id")) if due else set()
        turns = [
            turn for one in due for turn in _turns(actor, row, one, day) if (one.key, turn.unit_id) not in made
        ]
        found = _give(actor, row, turns, now)
        waits = [turn.one.planned_on for turn in turns if turn.why_not]
        row.settled_on = max(row.settled_on, min(waits) - timedelta(days=1)) if waits else day
        row.save(update_fields=["settled_on"])
    return found


def _give(actor: Actor, row: RecurringDuty, turns: list[_Turn], now: datetime) -> Made:
    """Give what can be given; the rest is told to who keeps the duty."""
    ready = [(place, _task(row, turn)) for place, turn in enumerate(turns) if not turn.why_not]
    if ready:
        faults: dict[int, list[str]] = {}
        for fault in tasks_faults(actor=actor, rows=[new for _place, new in ready], now=now):
            faults.setdefault((fault.row or 1) - 1, []).append(fault.message)
        for at, messages in faults.items():
            place = ready[at][0]
            turns[place] = replace(turns[place], why_not=" ".join(messages))
        ready = [each for at, each in enumerate(ready) if at not in faults]
    tasks = tasks_give(actor=actor, rows=[new for _place, new in ready], now=now)
    for (place, _new), task in zip(ready, tasks, strict=True):
        turn = turns[place]
        DutyRun(
            duty=row, period=turn.one.key, unit_id=turn.unit_id, planned_on=turn.one.planned_on, task=task,
            note=turn.note[:300], recorded_at=now,
        ).save(force_insert=True)  # fmt: skip
    told = [(turn.one.key, _line_of(turn)) for turn in turns if turn.note or turn.why_not]
    if told:
        notices.duty_reported(actor, row, told, now)
    return Made(len(tasks), [f"{row.title}: {_line_of(turn)}" for turn in turns if turn.why_not])


def _line_of(turn: _Turn) -> str:
    words = [turn.one.label, turn.unit_name, turn.why_not or turn.note]
    return ", ".join(part for part in words if part)


def _task(row: RecurringDuty, turn: _Turn) -> NewTask:
    said = {"period": turn.one.label, "commune": turn.unit_name or _("các xã")}
    title = filled(row.title, **said)
    if PERIOD not in row.title:
        title = f"{title} – {turn.one.label}"
    if turn.unit_id is None:
        units = tuple(row.unit_ids) if row.lead == DutyLead.ORG else ()
    else:
        units = (turn.unit_id,)
    note = _("Việc định kỳ “%(title)s”.") % {"title": row.title}
    return NewTask(
        title=title[:300], product=filled(row.product, **said), lead_org_id=turn.org_id,
        responsible_id=turn.person_id or 0, given_on=turn.given_on, due_on=turn.one.due_on, text=row.text,
        source_line=row.source, kind=row.kind, urgency=row.urgency, field_id=row.field_id, giver_id=row.giver_id,
        giver_org_id=row.org_id, province_id=row.province_id, coordinating=tuple(row.coordinating), unit_ids=units,
        note=f"{note} {turn.note}".strip(),
    )  # fmt: skip


def _turns(actor: Actor, row: RecurringDuty, one: Occurrence, day: date) -> Iterable[_Turn]:
    """Whom the task of an occurrence goes to: the body of the duty, or each commune."""
    if row.lead == DutyLead.ORG:
        assert row.lead_org is not None and row.responsible is not None
        gone = _("%(name)s không còn giữ chức vụ nào ở %(org)s") % {
            "name": row.responsible.full_name, "org": row.lead_org.name,
        }  # fmt: skip
        yield _to(one, row.lead_org, row.responsible_id, gone, day)
        return
    units = row.unit_ids or [each.id for each in communes_in(actor, row.province_id, day)]
    bodies = Bodies(actor, day)
    orgs = OrgUnit.objects.select_related("parent__parent").in_bulk([org.id for org in bodies.of_place.values()])
    there = communes_of(actor, day, units, bodies, {})
    for each in there:
        if each.org is None:
            yield _Turn(one, each.unit_id, each.name, 0, None, day, why_not=each.why_not)
        else:
            yield _to(one, orgs[each.org.id], each.person_id, each.why_not, day, each.unit_id, each.name)
    # A commune that is no more is told once, not passed over in silence.
    for unit in set(units) - {each.unit_id for each in there}:
        words = _("xã số %(id)s không còn vào ngày %(day)s: hãy chọn lại xã của việc định kỳ")
        yield _Turn(one, unit, "", 0, None, day, why_not=words % {"id": unit, "day": format_date(day)})


def _to(
    one: Occurrence, org: OrgUnit, person_id: int | None, gone: str, day: date, unit_id: int | None = None,
    unit_name: str = "",
) -> _Turn:  # fmt: skip
    """To the person who was meant, else to the head of the body with a note: on the day on which it should have been
    given, or today where that person was not there yet.
    """
    turn = _Turn(one, unit_id, unit_name, org.pk, person_id, one.planned_on)
    if person_id is not None and _works(person_id, org, day):
        given = _given_on(person_id, org, one, day)
        if given is not None:
            return replace(turn, given_on=given)
    for head in _heads(org, day):
        given = _given_on(head.pk, org, one, day)
        if given is not None:
            note = _("%(why)s; giao cho thủ trưởng %(head)s.") % {"why": gone, "head": head.full_name}
            return replace(turn, person_id=head.pk, given_on=given, note=note[:1].upper() + note[1:])
    why = _("%(why)s, và không có thủ trưởng nào để giao thay") % {"why": gone}
    return replace(turn, person_id=None, why_not=why)


def _heads(org: OrgUnit, day: date) -> list[Person]:
    """The heads of a body, or of the one that it is a room of."""
    above = [pk for pk in (org.pk, org.parent_id, org.parent.parent_id if org.parent else None) if pk]
    heads = heads_of_orgs(above, day)
    accounts = next((heads[pk] for pk in above if heads.get(pk)), [])
    found = Account.objects.filter(pk__in=accounts, person__isnull=False).select_related("person").order_by("pk")
    return [account.person for account in found if account.person is not None]


def _given_on(person_id: int, org: OrgUnit, one: Occurrence, day: date) -> date | None:
    """The day of giving on which the person worked in the body: as planned, else today unless that is too late."""
    for given in (one.planned_on, day):
        if given <= one.due_on and _works(person_id, org, given):
            return given
    return None


def _works(person_id: int, org: OrgUnit, day: date) -> bool:
    held = Holding.objects.filter(person_id=person_id).values_list("post__org_id", "valid")
    return works_in(held, org, day)
