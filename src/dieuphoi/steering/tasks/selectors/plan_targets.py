"""The targets of the year beside the review of a programme (S4-48): what is reached, what is at risk."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.period import Period
from dieuphoi.programme.targets import selectors as targets

SHOWN = (targets.REACHED, targets.ON_TRACK, targets.BEHIND, targets.MISSED)


@dataclass(frozen=True, slots=True)
class TargetCount:
    """So many targets of an outcome, and the address of the list that shows the very same."""

    outcome: str
    count: int
    href: str


def targets_of(actor: Actor, period: Period) -> tuple[int, date, list[TargetCount]]:
    """``(year, day, counts)``: the targets of the year in which a period ends, within the actor's scope, as they stood
    on its last day or stand today. No counts where there is no target. One query.
    """
    year, day = period.last_day.year, min(period.last_day, actor.on)
    rows = targets.targets(actor, day).filter(year=year, outcome__in=SHOWN).order_by()
    counts = Counter(rows.values_list("outcome", flat=True))
    if not counts:
        return year, day, []
    query: dict[str, Any] = {"year": year}
    if day < actor.on:
        query["as_of"] = format_date(day)
    return year, day, [
        TargetCount(key, counts[key], reverse("targets:list", query={**query, "outcome": key})) for key in SHOWN
    ]
