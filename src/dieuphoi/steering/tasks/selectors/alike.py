"""Open tasks that may be the one that is being given: of the same lead body, for the same time, with nearly the same
title or the same product. Tasks about other communes are others, and those whose figures differ ("tháng 5", "tháng 6").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import Alike
from dieuphoi.core.kernel.likeness import LikenessRule, likeness, percent_on, read_likeness_rules, syllables
from dieuphoi.steering.tasks.models import Task, TaskPlace
from dieuphoi.steering.tasks.states import ENDED

_DATA: Final = Path(__file__).parent.parent / "data" / "likely-doubles.yaml"
MOST: Final = 20
"""So many are shown, the newest; whoever has seen these has seen enough."""
TELLING: Final = 5
"""A product of fewer syllables ("báo cáo", "văn bản của Sở") tells no task from another."""


@cache
def likeness_rules() -> tuple[LikenessRule, ...]:
    """From what likeness of titles or products on tasks may be one: ``data/likely-doubles.yaml``."""
    return read_likeness_rules(_DATA.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class TaskSketch:
    """What tells a task from others. ``besides`` are tasks that it belongs to or answers: it may well be called so."""

    lead_org_id: int
    title: str
    product: str
    given_on: date
    due_on: date | None
    unit_ids: frozenset[int] = frozenset()
    besides: frozenset[int] = frozenset()


def tasks_alike(actor: Actor, sketches: Sequence[TaskSketch], day: date) -> list[list[Alike]]:
    """For each of these the open tasks that the actor sees and that may be it, the newest first. Two queries."""
    percent = percent_on(likeness_rules(), day)
    if percent is None or not sketches:
        return [[] for _each in sketches]
    open_ones: dict[int, list[Any]] = {}
    rows: Any = Task.objects.visible_to(actor).filter(lead_org__in={each.lead_org_id for each in sketches})
    began = min(each.given_on for each in sketches)
    rows = rows.exclude(state__in=ENDED).filter(Q(due_on=None) | Q(due_on__gte=began))
    for row in rows.select_related("lead_org", "responsible").order_by("-given_on", "-pk"):
        open_ones.setdefault(row.lead_org_id, []).append(row)
    found = [
        [
            (row, why) for row in open_ones.get(each.lead_org_id, ())
            if row.pk not in each.besides and _at_once(each, row) and (why := _why(each, row, percent))
        ]
        for each in sketches
    ]  # fmt: skip
    places: dict[int, set[int]] = {}
    ids = {row.pk for each in found for row, _reason in each}
    for task, unit in TaskPlace.objects.filter(task__in=ids, ended_at=None).values_list("task", "unit") if ids else ():
        places.setdefault(task, set()).add(unit)
    return [
        [_told(row, why) for row, why in rows if not _elsewhere(each, places.get(row.pk, set()))][:MOST]
        for each, rows in zip(sketches, found, strict=True)
    ]


def _at_once(new: TaskSketch, row: Any) -> bool:
    """Whether there is a day on which both would be worked on."""
    return (new.due_on is None or row.given_on <= new.due_on) and (row.due_on is None or new.given_on <= row.due_on)


def _elsewhere(new: TaskSketch, units: set[int]) -> bool:
    return bool(new.unit_ids and units and not new.unit_ids & units)


def _why(new: TaskSketch, row: Any, percent: int) -> str:
    if likeness(new.title, row.title) >= percent:
        return _("Cùng cơ quan chủ trì, tên việc gần như nhau")
    telling = min(len(syllables(new.product)), len(syllables(row.product))) >= TELLING
    if telling and likeness(new.product, row.product) >= percent:
        return _("Cùng cơ quan chủ trì, sản phẩm gần như nhau (“%(product)s”)") % {"product": row.product[:120]}
    return ""


def _told(row: Any, why: str) -> Alike:
    due = format_date(row.due_on) if row.due_on else row.no_due_reason
    words = _("%(why)s. %(org)s, %(person)s; giao %(given)s, hạn: %(due)s") % {
        "why": why, "org": row.lead_org.name, "person": row.responsible.full_name, "given": format_date(row.given_on),
        "due": due,
    }  # fmt: skip
    return Alike(row.pk, str(row), reverse("tasks:page", args=[row.pk]), words)
