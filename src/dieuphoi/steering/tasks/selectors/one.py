"""Everything on one task: its parts, its story, what is asked, its files; and the choices of its form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_percent
from dieuphoi.programme.criteria.models import Criterion
from dieuphoi.registry.access.recipients import accounts_of_people, office_of, people_of_orgs
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.organisations.models import Holding, OrgUnit, WorkField
from dieuphoi.registry.organisations.selectors import holders_on, orgs_on
from dieuphoi.registry.territory.selectors import communes_in, provinces_on
from dieuphoi.steering.tasks.bodies import rooms_of, works_in
from dieuphoi.steering.tasks.models import Extension, Task, TaskFile
from dieuphoi.steering.tasks.selectors.rows import tasks


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened on a task: when, who, what in words."""

    at: datetime
    who: str
    what: str
    text: str
    tone: str = "neutral"


def story_of(actor: Actor, task_id: int) -> list[Moment]:
    """Progress, what it waited for, reports, returns, requests for time, urging, changes of hands: newest first."""
    row = Task.objects.one_visible_to(actor, id=task_id)
    return sorted(_moments(row), key=lambda each: each.at, reverse=True)


def _moments(row: Task) -> Iterator[Moment]:
    for each in row.progress.all():
        said = _("Tiến độ")
        if each.percent is not None:
            said = _("Tiến độ %(percent)s") % {"percent": format_percent(each.percent, 0)}
        yield Moment(each.recorded_at, each.author_name, said, each.text)
    for delay in row.delays.all():
        what = _("Vướng: %(cause)s") % {"cause": delay.get_cause_display()} if delay.cause else _("Đã gỡ vướng")
        yield Moment(delay.recorded_at, delay.author_name, what, delay.text, "warn" if delay.cause else "good")
    for report in row.reports.all():
        text = " – ".join(part for part in (report.document, report.text) if part)
        yield Moment(report.recorded_at, report.author_name, _("Báo cáo hoàn thành"), text, "good")
    for back in row.returns.all():
        yield Moment(back.recorded_at, back.author_name, _("Trả lại"), back.reason, "bad")
    for urge in row.urges.all():
        text = " – ".join(part for part in (urge.letter, urge.words) if part)
        yield Moment(urge.recorded_at, urge.urger_name, _("Đôn đốc"), text, "warn")
    for handed in row.handed.select_related("from_person", "to_person", "from_org", "to_org"):
        what = _("Chuyển từ %(before)s (%(from_org)s) sang %(after)s (%(to_org)s)") % {
            "before": handed.from_person.full_name, "after": handed.to_person.full_name,
            "from_org": handed.from_org.name, "to_org": handed.to_org.name,
        }  # fmt: skip
        yield Moment(handed.recorded_at, "", what, handed.reason)


_OF_TASK = ("task__giver_org__parent", "task__lead_org__parent", "task__responsible")


def extensions_of(actor: Actor, task_id: int) -> list[Extension]:
    """Requests for more time, newest first."""
    rows = Extension.objects.visible_to(actor).filter(task_id=task_id)
    return list(rows.select_related(*_OF_TASK).order_by("-pk"))


def extension_by_id(actor: Actor, extension_id: int) -> Extension:
    rows = Extension.objects.select_related(*_OF_TASK)
    found = rows.one_visible_to(actor, id=extension_id)
    assert isinstance(found, Extension)
    return found


def parts_of(actor: Actor, task_id: int, day: date) -> list[Any]:
    """The parts of a task that the actor sees, the next due first."""
    return list(tasks(actor, day).filter(parent_id=task_id).order_by("due_on", "pk"))


def replies_of(actor: Actor, task_id: int, day: date) -> list[Any]:
    """The tasks that answer this one."""
    return list(tasks(actor, day).filter(reply_to_id=task_id).order_by("pk"))


def criteria_of(actor: Actor, task_id: int) -> list[Any]:
    rows = Criterion.objects.visible_to(actor).filter(pk__in=_linked(task_id, "criteria", "criterion_id"))
    return list(rows.select_related("version__set").order_by("version_id", "position"))


def _linked(task_id: int, relation: str, column: str) -> list[int]:
    row = Task(pk=task_id)
    return list(getattr(row, relation).filter(ended_at=None).values_list(column, flat=True))


def links_of(task_id: int) -> dict[str, list[int]]:
    """What a task is linked with now: ``coordinating``, ``following``, ``informed`` (bodies), ``units``, ``criteria``;
    for a record already found within the actor's scope.
    """
    row = Task(pk=task_id)
    found: dict[str, list[int]] = {"coordinating": [], "following": [], "informed": []}
    for org, part in row.orgs.filter(ended_at=None).order_by("org__name_key").values_list("org_id", "part"):
        found[part.lower()].append(org)
    found["units"] = _linked(task_id, "places", "unit_id")
    found["criteria"] = _linked(task_id, "criteria", "criterion_id")
    return found


def files_of(actor: Actor, task_id: int) -> list[TaskFile]:
    return list(TaskFile.objects.visible_to(actor).filter(task_id=task_id).select_related("blob").order_by("id"))


def file_by_id(actor: Actor, file_id: int) -> TaskFile:
    found = TaskFile.objects.select_related("blob").one_visible_to(actor, id=file_id)
    assert isinstance(found, TaskFile)
    return found


# ------------------------------------------------------------------------------------------------ choices

Choice = tuple[str, str]
Grouped = list[tuple[str, list[Choice]]]


def doers(actor: Actor, day: date, *, orgs: Iterable[int] | None = None) -> Grouped:
    """Who may answer for a task, by body: ``"12-5"`` is person 12 in body 5. One query."""
    groups: dict[tuple[int, str], list[Choice]] = {}
    for row in holders_on(actor, day, orgs=orgs):
        said = (f"{row.person_id}-{row.org_id}", f"{row.full_name} – {row.title}")
        listed = groups.setdefault((row.org_id, row.org_name), [])
        if said[0] not in {value for value, _label in listed}:
            listed.append(said)
    return [(name, people) for (_org, name), people in sorted(groups.items(), key=lambda each: each[0][1])]


def bodies(actor: Actor, day: date) -> list[Choice]:
    """The bodies of a day, by the alphabet."""
    return [(str(row.id), row.name) for row in orgs_on(actor, day)]


def communes(actor: Actor, day: date) -> list[Choice]:
    """The commune units of the provinces of a day that the actor reads, by the alphabet."""
    read = actor.reads()
    found: list[Choice] = []
    for province in provinces_on(actor, day):
        for row in communes_in(actor, province.id, day, types=("xa", "phuong", "dac_khu", "thi_tran")):
            if row.id in read or read.everything:
                found.append((str(row.id), row.full_name))
    return found


def criteria(actor: Actor) -> Grouped:
    """The criteria of published sets, by set, newest decision first."""
    groups: dict[int, tuple[str, list[Choice]]] = {}
    rows = Criterion.objects.visible_to(actor).filter(version__state="published").select_related("version__set")
    for row in rows.order_by("-version__decision_on", "version_id", "position"):
        listed = groups.setdefault(row.version_id, (row.version.set.name, []))[1]
        listed.append((str(row.pk), f"{row.number}. {row.name}"))
    return list(groups.values())


def fields_on(actor: Actor, day: date) -> list[Choice]:
    rows = WorkField.objects.visible_to(actor).filter(valid__contains=day).order_by("position", "name_key")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def wants_cause(row: Any, day: date) -> bool:
    """Whether whoever reports this task as done on a day must say why it is late (S0-30): its date is past, and nobody
    named a cause yet – neither of what it waits for nor of a request for more time. At most two queries.
    """
    due = row.due_on or row.next_progress_on
    if due is None or day <= due:
        return False
    named = row.delays.exclude(cause="").exists() or row.extensions.exists()
    return not named


def due_words(row: Any) -> str:
    """The date that counts, or why there is none."""
    if row.due_on is not None:
        return format_date(row.due_on)
    if row.next_progress_on is not None:
        return _("%(every)s; kỳ này đến %(day)s") % {
            "every": row.get_every_display(), "day": format_date(row.next_progress_on),
        }  # fmt: skip
    return _("không có hạn: %(why)s") % {"why": row.no_due_reason}


def doer_choice(actor: Actor, row: Any) -> str:
    """Who answers for a task as a choice of :func:`doers`: in the lead body, or in the post they hold."""
    held = [each.org_id for each in holders_on(actor, actor.on, people=[row.responsible_id])]
    org = row.lead_org_id if row.lead_org_id in held or not held else held[0]
    return f"{row.responsible_id}-{org}"


def inside(org_id: int) -> list[int]:
    """A body and its rooms."""
    return list(OrgUnit.objects.filter(rooms_of([org_id])).values_list("pk", flat=True))


def works_for(person_id: int, org: Any, day: date) -> bool:
    """Whether a person works in a body on a day: there, above it or in a room of it."""
    return works_in(Holding.objects.filter(person_id=person_id).values_list("post__org_id", "valid"), org, day)


def readers_of(row: Any, day: date) -> list[tuple[int, str]]:
    """``(account, name)`` of who has to do with a task: who answers for it, who gave it, the people of its bodies, the
    office of its province; by given name.
    """
    orgs = [row.lead_org_id, row.giver_org_id, *row.orgs.filter(ended_at=None).values_list("org_id", flat=True)]
    accounts = {account for group in people_of_orgs(orgs, day).values() for account in group}
    accounts |= set(accounts_of_people(pk for pk in (row.responsible_id, row.giver_id) if pk is not None))
    accounts |= set(office_of(row.province_id, day))
    rows = Account.objects.filter(pk__in=accounts, person__isnull=False, is_active=True)
    return list(rows.order_by("person__given_name_key", "pk").values_list("pk", "person__full_name"))
