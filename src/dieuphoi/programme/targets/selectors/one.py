"""One target's page: what is missing, its files, where it was moved to, and from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.models import CriterionResult, IndicatorResult
from dieuphoi.programme.criteria.models import SetVersion
from dieuphoi.programme.criteria.words import sentence_in_words
from dieuphoi.programme.targets.models import Goal, StandingTarget, TargetFile
from dieuphoi.programme.targets.selectors.rows import BEHIND, LIVING_STATES, targets
from dieuphoi.registry.access.roles import COMMUNE, DEPARTMENT, OFFICE
from dieuphoi.registry.access.touched import surely_nothing, touched
from dieuphoi.registry.organisations.selectors import person_of_account


@dataclass(frozen=True, slots=True)
class Missing:
    """A criterion that is not met on the newest sheet, and a sentence for each of its indicators that is not."""

    number: str
    name: str
    verdict: str
    not_entered: bool
    reasons: tuple[tuple[str, str, str], ...]
    """``(code, name, sentence)``"""


def missing_of(actor: Actor, row: Any) -> list[Missing]:
    """What a target (of :func:`targets`) still lacks by its newest sheet: criteria not met or undetermined, in the
    set's order, with the reason of each indicator. Nothing without a sheet. Few queries, whatever the set's size.
    """
    if row.sheet_ref is None or row.goal == Goal.UNITS:
        return []
    results = (
        CriterionResult.objects.visible_to(actor)
        .filter(sheet_id=row.sheet_ref, verdict__in=("NOT_MET", "UNDETERMINED"))
        .select_related("criterion")
        .order_by("criterion__position")
    )
    if row.goal == Goal.NAMED:
        results = results.filter(criterion__number__in=row.named)
    found = list(results)
    if not found:
        return []
    sheet = assessments.sheet_by_id(actor, row.sheet_ref)
    sentences: dict[int, list[tuple[str, str, str]]] = {}
    judged = assessments.judged_sheet(sheet)
    failing = IndicatorResult.objects.visible_to(actor).filter(
        sheet_id=sheet.pk, verdict__in=("NOT_MET", "UNDETERMINED")
    )
    for result in failing.select_related("indicator").order_by("indicator__position"):
        words = sentence_in_words(judged.get(result.indicator_id))
        sentences.setdefault(result.criterion_id, []).append((result.indicator.code, result.indicator.name, words))
    return [
        Missing(
            each.criterion.number, each.criterion.name, each.verdict, each.not_entered,
            tuple(sentences.get(each.criterion_id, ())),
        )
        for each in found
    ]  # fmt: skip


def files_of(actor: Actor, target_id: int) -> list[TargetFile]:
    return list(TargetFile.objects.visible_to(actor).filter(target_id=target_id).order_by("id"))


def file_by_id(actor: Actor, file_id: int) -> TargetFile:
    return TargetFile.objects.select_related("blob").one_visible_to(actor, id=file_id)


def relatives(actor: Actor, row: Any) -> tuple[Any, Any]:
    """``(moved from, moved to)`` of a target, each ``None`` where there is none."""
    rows: Any = StandingTarget.objects.visible_to(actor)
    before = None if row.moved_from_id is None else rows.filter(pk=row.moved_from_id).first()
    return before, rows.filter(moved_from_id=row.pk).first()


def set_choices(actor: Actor) -> list[tuple[str, str]]:
    """The sets whose criteria may be meant, newest decision first."""
    rows = SetVersion.objects.visible_to(actor).exclude(state="draft").select_related("set")
    return [(str(row.pk), f"{row.set.name} ({row.decision_number})") for row in rows.order_by("-decision_on", "pk")]


def versions_of(actor: Actor, ids: Iterable[int]) -> dict[int, Any]:
    """Published set versions by id, with their set."""
    rows = SetVersion.objects.visible_to(actor).exclude(state="draft").select_related("set")
    return {row.pk: row for row in rows.filter(pk__in=list(ids))}


def mine(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of ``rows`` that the actor, or a department of theirs, follows."""
    person = person_of_account(actor.id) or 0
    return rows.filter(Q(follower_id=person) | Q(follower_org_id__in=sorted(actor.orgs(*DEPARTMENT, *OFFICE))))


def living_keys(actor: Actor, unit_ids: Iterable[int], day: date) -> dict[tuple[int, int, int, str, str], Any]:
    """The living targets of units by ``(unit, first year, year, level, goal)``: how a sheet recognises its rows."""
    rows: Any = StandingTarget.objects.visible_to(actor)
    found = rows.filter(unit_id__in=list(unit_ids), state__in=LIVING_STATES)
    found = found.select_related("follower", "follower_org", "version__set")
    return {(row.unit_id, row.first_year, row.year, row.level, row.goal): row for row in found}


@dataclass(frozen=True, slots=True)
class BehindLine:
    """So many targets of a year that are behind, and the filter that lists the very same rows."""

    year: int
    count: int
    query: dict[str, Any]


def behind_for(actor: Actor, day: date) -> list[BehindLine]:
    """What of targets waits for the actor, by year: to the office all that are behind, plan numbers too; to a commune
    its own; to others those that they follow. One query where there is no target, else two (one more for others).
    """
    if actor.is_system or not actor.is_authenticated:
        return []
    # How far each is takes long to ask, and most people follow none: first which there are.
    known: Any = StandingTarget.objects.visible_to(actor).filter(registered_on__lte=day)
    if not actor.writes(*OFFICE, *COMMUNE):
        every: Any = StandingTarget.objects.order_by()
        if surely_nothing(
            actor, "targets.behind",
            lambda: touched(orgs=every.values("follower_org_id"), people=every.values("follower_id")),
        ):  # fmt: skip
            return []
        known = mine(actor, known)
    ids = list(known.order_by().values_list("pk", flat=True))
    if not ids:
        return []
    rows = targets(actor, day).filter(pk__in=ids, outcome=BEHIND)
    query: dict[str, Any] = {}
    if not actor.writes(*OFFICE):
        units = [value for value, _label in Goal.choices if value != Goal.UNITS]
        rows, query = rows.filter(goal__in=units), {"goal": units}
        if not actor.writes(*COMMUNE):
            rows, query = mine(actor, rows), {**query, "follower": "me"}
    counts = Counter(rows.order_by().values_list("year", flat=True))
    return [BehindLine(year, n, query) for year, n in sorted(counts.items())]
