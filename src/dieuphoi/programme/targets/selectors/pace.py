"""How far one should be on a day: the rules that hold, and the shipped ones before there is any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from django.db.models import QuerySet

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.targets.models import PaceOf, PaceRule

_DATA: Final = Path(__file__).parent.parent / "data" / "pace.yaml"
PACE_LABELS: Final = dict(PaceOf.choices)


@dataclass(frozen=True, slots=True)
class Pace:
    """Twelve percents, one a month, and who says so. ``shipped``: nobody of this office has set them yet."""

    measure: str
    shares: tuple[Decimal, ...]
    source: str
    since: date | None
    shipped: bool

    def share_on(self, day: date) -> Decimal:
        """The percent that is expected on a day: that of the last month that is over; none in January.

        A month's percent is due by its end: whoever reads on 1 October is held to September's.
        """
        over = day.month - 1
        return self.shares[over - 1] if over else Decimal(0)


def read_shipped(text: str) -> dict[str, Pace]:
    """The shipped rules, from YAML. Raises ``KeyError`` or ``ValueError`` for a faulty file."""
    data = yaml.safe_load(text)
    found = {}
    for measure in PaceOf.values:
        shares = tuple(Decimal(str(each)) for each in data[measure])
        if len(shares) != 12 or list(shares) != sorted(shares) or not 0 <= shares[0] <= shares[-1] <= 100:
            raise ValueError(f"pace of {measure}: twelve percents that never fall, please")
        found[measure] = Pace(measure, shares, str(data["source"]), None, shipped=True)
    return found


@cache
def _shipped() -> dict[str, Pace]:
    return read_shipped(_DATA.read_text(encoding="utf-8"))


def pace_on(day: date) -> dict[str, Pace]:
    """``{measure: the rule that holds on the day}``. One query."""
    found = dict(_shipped())
    for row in PaceRule.objects.filter(valid__contains=day).order_by("id"):
        found[row.measure] = Pace(row.measure, tuple(row.shares), row.source, row.valid.lower, shipped=False)
    return found


def pace_rules(actor: Actor) -> QuerySet[PaceRule]:
    """All rules that were ever set, the newest first."""
    return PaceRule.objects.visible_to(actor).order_by("measure", "-id")
