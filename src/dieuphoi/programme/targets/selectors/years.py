"""Plan against result by year and stage, with percent and rank (S2-22, S3-17, S4-06)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.recognition.models import Level
from dieuphoi.programme.targets.models import Goal, StandingTarget
from dieuphoi.programme.targets.selectors.rows import BEHIND, LATE, LIVING_STATES, MISSED, REACHED, percent, targets

LEVEL_LABELS = dict(Level.choices)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan number: ``done`` of ``wanted`` units. ``rank`` among the plans of the same years and level: ties share
    one, and a plan that is alone has none (fault 19).
    """

    id: int
    unit_id: int
    unit_name: str
    years: str
    level: str
    wanted: int
    done: int
    percent: Decimal
    expected: Decimal
    outcome: str
    rank: int | None
    of: int
    document: str
    of_province: bool

    @property
    def level_label(self) -> str:
        return str(LEVEL_LABELS[self.level])

    @property
    def rows_query(self) -> dict[str, Any] | None:
        """The filter of the list of recognitions that shows what was counted; nothing where none can say it."""
        if not self.years.isdigit() or not self.of_province:
            return None
        standing = ["RECOGNISED", "ACKNOWLEDGED", "PREDECESSOR"]
        return {"level": self.level, "year": self.years, "province": self.unit_id, "status": standing}


def plan_rows(actor: Actor, day: date, *, year: int | None = None, level: str = "") -> list[PlanRow]:
    """The plan numbers that are followed on the day, newest years first. ``year``: of years that hold it. One query."""
    rows = targets(actor, day).filter(goal=Goal.UNITS, standing__in=LIVING_STATES)
    if year is not None:
        rows = rows.filter(first_year__lte=year, year__gte=year)
    if level:
        rows = rows.filter(level=level)
    listed = list(rows.order_by("-year", "-first_year", "level", "unit_key", "pk"))
    shares: dict[tuple[int, int, str, str], list[Decimal]] = {}
    for row in listed:
        shares.setdefault(_class(row), []).append(percent(row) or Decimal(0))
    return [_plan_row(row, shares[_class(row)]) for row in listed]


def _class(row: Any) -> tuple[int, int, str, str]:
    """Plans that may be compared: same years, level and kind of unit."""
    return (row.first_year, row.year, row.level, "province" if row.unit_id == row.province_id else "district")


def rank_of(share: Decimal, shares: Sequence[Decimal]) -> int | None:
    """The place of a share among all, 1 the highest; equals share a place; nobody is ranked alone."""
    return None if len(shares) < 2 else 1 + sum(each > share for each in shares)


def _plan_row(row: Any, shares: Sequence[Decimal]) -> PlanRow:
    share = percent(row) or Decimal(0)
    return PlanRow(
        row.pk, row.unit_id, row.unit_name, row.years_label, row.level, row.wanted, row.done or 0, share,
        row.expected or Decimal(0), row.outcome, rank_of(share, shares), len(shares),
        row.confirmed_number or row.document, row.unit_id == row.province_id,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class YearRow:
    """One year and level: how many units registered, how many of them reached it (late ones apart), how many are
    behind or missed it; withdrawn and moved ones are counted beside, not among the registered.
    """

    year: int
    level: str
    registered: int
    confirmed: int
    reached: int
    late: int
    behind: int
    missed: int
    withdrawn: int
    moved: int

    @property
    def level_label(self) -> str:
        return str(LEVEL_LABELS[self.level])

    @property
    def percent(self) -> Decimal | None:
        """Reached in time, of the registered; nothing where nobody registered."""
        return Decimal(self.reached) * 100 / self.registered if self.registered else None


def year_rows(actor: Actor, day: date, rows: Any = None) -> list[YearRow]:
    """Registered against reached by year and level, newest first, within the actor's scope; targets of units alone."""
    query = targets(actor, day) if rows is None else rows
    cells = query.exclude(goal=Goal.UNITS).order_by().values_list("year", "level", "standing", "outcome")
    counts: dict[tuple[int, str], Counter[str]] = {}
    for year, level, standing, outcome in cells:
        counter = counts.setdefault((year, level), Counter())
        counter[outcome] += 1
        counter[f"state:{standing}"] += 1
    return [
        YearRow(
            year, level,
            registered=sum(counter[f"state:{state}"] for state in LIVING_STATES),
            confirmed=counter["state:CONFIRMED"], reached=counter[REACHED], late=counter[LATE],
            behind=counter[BEHIND], missed=counter[MISSED], withdrawn=counter["WITHDRAWN"], moved=counter["MOVED"],
        )
        for (year, level), counter in sorted(counts.items(), key=lambda each: (-each[0][0], each[0][1]))
    ]  # fmt: skip


def year_choices(actor: Actor) -> list[tuple[str, str]]:
    """The years for which something was registered, newest first."""
    years = StandingTarget.objects.visible_to(actor).order_by("-year").values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in years]
