"""What moves and what does not: rounds one after the other, standstill, who keeps communes waiting, criteria ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import yaml
from django.conf import settings
from django.db.models import Avg, Count, F, Min, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.assessments import decided
from dieuphoi.programme.assessments.models import AssessmentRound, IndicatorResult, SheetRollup
from dieuphoi.programme.assessments.selectors import WallRow
from dieuphoi.programme.criteria.models import Criterion

_HERE: Final = Path(__file__).resolve().parents[1]
_KNOWN: Final = Q(sheet__state="FROZEN") | Q(total__gt=0, entered__gte=F("total"))
"""Sheets whose number of criteria met is a figure: frozen, or every indicator entered."""


@dataclass(frozen=True, slots=True)
class RoundStep:
    """One round on the line: ``average`` criteria met of ``known`` communes of ``communes``; unknown is ``None``."""

    round_id: int
    title: str
    on: date
    frozen: bool
    communes: int
    known: int
    average: float | None
    qualified: int | None


def _chain(actor: Actor, round_: AssessmentRound) -> QuerySet[AssessmentRound]:
    """The rounds of the same province and set up to this one: only there do numbers of criteria mean the same."""
    return AssessmentRound.objects.visible_to(actor).filter(
        state__in=["OPEN", "FROZEN"],
        province_id=round_.province_id,
        version_id=round_.version_id,
        territory_on__lte=round_.territory_on,
    )


def trend_of_rounds(actor: Actor, round_: AssessmentRound) -> list[RoundStep]:
    """Each round of the same set up to this one, oldest first. A round of which nothing is known has no figure."""
    rounds = list(_chain(actor, round_).order_by("territory_on", "id"))
    counted = {
        row["round_id"]: row
        for row in SheetRollup.objects.visible_to(actor)
        .filter(round_id__in=[each.pk for each in rounds])
        .values("round_id")
        .annotate(
            communes=Count("pk"),
            known=Count("pk", filter=_KNOWN),
            average=Avg("criteria_met", filter=_KNOWN),
            qualified=Count("pk", filter=Q(qualifies=True)),
        )
        .order_by()
    }
    found = []
    for each in rounds:
        row: Any = counted.get(each.pk, {})
        known = row.get("known", 0)
        found.append(
            RoundStep(
                round_id=each.pk,
                title=each.title,
                on=each.territory_on,
                frozen=each.state == "FROZEN",
                communes=row.get("communes", 0),
                known=known,
                average=None if not known else float(row["average"]),
                qualified=row.get("qualified", 0) if known else None,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Standstill:
    """A commune whose number of criteria met has not changed over ``periods`` periods, since ``since``."""

    unit_id: int
    name: str
    met: int
    total: int
    since: date
    periods: int


def standstill_periods(day: date) -> int:
    """Over how many periods without a change a commune stands still, by the rule of a day (data, not code)."""
    own = Path(settings.VAR) / "templates" / "standstill.yaml"
    path = own if own.is_file() else _HERE / "data" / "standstill.yaml"
    try:
        rules = (yaml.safe_load(path.read_text(encoding="utf-8")) or {})["rules"]
        holding = [rule for rule in rules if rule["from"] <= day]
        return max(int(max(holding, key=lambda rule: rule["from"])["periods"]), 1)
    except (KeyError, TypeError, ValueError, OSError, yaml.YAMLError):
        return 2


def standing_still(actor: Actor, round_: AssessmentRound, as_of: date | None = None) -> dict[int, Standstill]:
    """The communes of a round that stand still, by unit: the same number of criteria met in the last periods known.

    Periods are the published years and the rounds of the same set, of the very same unit; a round counts once it is
    frozen or the commune has entered all. Communes that meet all criteria, and those of which too little is known, are
    not among them. ``as_of`` leaves out what came later.
    """
    periods = standstill_periods(round_.territory_on)
    day = as_of or actor.on
    points: dict[int, list[tuple[date, int, int, str]]] = {}
    years = decided.decided_years(actor).filter(
        version_id=round_.version_id, province_id=round_.province_id, territory_on__lt=round_.territory_on
    )
    for unit, on, met, total, name in years.order_by().values_list(
        "unit_id", "territory_on", "criteria_met", "criteria_total", "unit_name"
    ):
        points.setdefault(unit, []).append((on, met, total, name))
    rows = (
        SheetRollup.objects.visible_to(actor)
        .filter(_KNOWN, round_id__in=_chain(actor, round_).values("pk"), round__territory_on__lte=day)
        .order_by()
        .values_list(
            "sheet__unit_id", "round__territory_on", "criteria_met", "criteria_total", "sheet__unit_name", "round_id"
        )
    )
    here = set(
        SheetRollup.objects.visible_to(actor).of_round(round_.pk).values_list("sheet__unit_id", flat=True)
    )
    for unit, on, met, total, name, _round in rows:
        points.setdefault(unit, []).append((on, met, total, name))
    found = {}
    for unit, line in points.items():
        if unit not in here:
            continue
        line.sort()
        _on, met, total, name = line[-1]
        run = 1
        while run < len(line) and line[-run - 1][1] == met:
            run += 1
        if run > periods and met < total:
            found[unit] = Standstill(unit, name, met, total, line[-run][0], run - 1)
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a department has not verified: communes, indicators, since when the oldest waits, and whether it is late."""

    owner_id: int
    owner: str
    communes: int
    indicators: int
    since: datetime | None
    late: bool


def _waiting(round_id: int) -> Q:
    return Q(sheet__round_id=round_id, verification="ENTERED", sheet__state__in=["SUBMITTED", "VERIFYING"])


def waiting_by_owner(actor: Actor, round_: AssessmentRound) -> list[Waiting]:
    """By department, the longest waiting first: indicators that were handed in and that it has not verified."""
    rows = (
        IndicatorResult.objects.visible_to(actor)
        .filter(_waiting(round_.pk))
        .values("owner_id", "owner__name")
        .annotate(
            communes=Count("sheet_id", distinct=True),
            indicators=Count("pk"),
            since=Min(Greatest("changed_at", "sheet__submitted_at")),
        )
        .order_by("since", "owner__name")
    )
    late = round_.state == "OPEN" and round_.verify_due_on < actor.on
    return [
        Waiting(
            owner_id=row["owner_id"] or 0,
            owner=row["owner__name"] or _("Văn phòng điều phối"),
            communes=row["communes"],
            indicators=row["indicators"],
            since=row["since"],
            late=late,
        )
        for row in rows
    ]


def waiting_sheets(round_id: int, owner: int) -> QuerySet[Any]:
    """Ids of the sheets of a round in which something waits for a department; 0 is the office itself."""
    rows = IndicatorResult.objects.filter(_waiting(round_id))
    rows = rows.filter(owner_id=owner) if owner else rows.filter(owner__isnull=True)
    return rows.values("sheet_id")


@dataclass(frozen=True, slots=True)
class RankedCriterion:
    """A criterion with how many communes meet it, of how many whose result is known."""

    criterion: Criterion
    met: int
    not_met: int
    known: int
    communes: int
    rank: int

    @property
    def percent(self) -> float | None:
        return None if not self.known else self.met * 100 / self.known


def ranked(columns: Sequence[Criterion], rows: Sequence[WallRow]) -> list[RankedCriterion]:
    """Criteria by the share of communes that meet them, of those with a result, the lowest first (S2-24).

    Equal shares have one rank (fault 19); a criterion of which nothing is known comes last.
    """
    counted = []
    for at, criterion in enumerate(columns):
        marks = [row.marks[at : at + 1] for row in rows]
        met, not_met = marks.count("M"), marks.count("N")
        counted.append((criterion, met, not_met, met + not_met))
    order = sorted(counted, key=lambda each: (each[3] == 0, each[1] / each[3] if each[3] else 0.0))
    found: list[RankedCriterion] = []
    for at, (criterion, met, not_met, known) in enumerate(order):
        last = found[-1] if found else None
        same = last is not None and known and last.known and met * last.known == last.met * known
        found.append(
            RankedCriterion(criterion, met, not_met, known, len(rows), last.rank if same and last else at + 1)
        )
    return found


