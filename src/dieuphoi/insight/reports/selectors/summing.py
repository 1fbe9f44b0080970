"""A round added up: by criterion (with its rank, S2-24), by number of criteria met, by class of commune."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.insight.reports.selectors.choosing import shipped
from dieuphoi.insight.reports.selectors.rows import Reading, classes_of
from dieuphoi.insight.reports.words import band_words, class_words
from dieuphoi.programme.assessments.models import AssessmentRound
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.models import Criterion


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion over all communes of the reading. ``rank`` 1 is the criterion that the fewest meet; equal counts
    share a rank. ``gained`` and ``lost`` are ``None`` where nothing is compared."""

    criterion: Criterion
    counts: dict[str, int]
    rank: int | None
    gained: int | None
    lost: int | None


@dataclass(frozen=True, slots=True)
class Band:
    """Communes that meet ``least`` to ``most`` criteria; ``before`` of those that can be compared, then."""

    name: str
    least: int
    most: int
    communes: int
    before: int | None


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class of communes: how many, how many meet all, are recognised, fall into each band (in the order of the
    bands)."""

    group: str
    name: str
    communes: int
    qualifies: int
    recognised: int
    bands: tuple[int, ...]


def criterion_lines(read: Reading) -> list[CriterionLine]:
    """Every criterion of the set with its counts."""
    counts = [Counter(row.mark(at) for row in read.rows) for at in range(read.total)]
    compared = any(row.before is not None for row in read.rows)
    gained = Counter(at for row in read.rows for at in row.gained)
    lost = Counter(at for row in read.rows for at in row.lost)
    met = [each["M"] for each in counts]
    return [
        CriterionLine(
            criterion=each,
            counts=dict(counts[at]),
            # A criterion that nobody has figures of yet has no place in the order.
            rank=None if counts[at]["E"] == len(read.rows) else 1 + sum(1 for n in met if n < met[at]),
            gained=gained[at] if compared else None,
            lost=lost[at] if compared else None,
        )
        for at, each in enumerate(read.columns)
    ]


def band_limits(actor: Actor, round_: AssessmentRound, total: int) -> list[tuple[str, int, int]]:
    """``(name, least, most)`` of the groups by number met, the best first: the office's own of the day, else the
    shipped."""
    own = criteria.bands_on(actor, round_.version.set_id, round_.territory_on)
    if own:
        found = [(band.name, band.least, total if band.most is None else band.most) for band in reversed(own)]
        return [
            (_("%(name)s (%(count)s)") % {"name": name, "count": band_words(low, high)}, low, high)
            for name, low, high in found
        ]
    return [(band_words(low, high), low, high) for low, high in shipped()["bands"].get(total, ())]


def bands_of(actor: Actor, read: Reading) -> list[Band]:
    """How many communes fall into each band; without bands one row for each number that occurs."""
    limits = band_limits(actor, read.round, read.total)
    numbers = Counter(row.met for row in read.rows)
    then = Counter(row.met_before for row in read.rows if row.met_before is not None)
    if not limits:
        limits = [
            (band_words(n, n), n, n) for n in sorted({*numbers, *(k for k in then if k is not None)}, reverse=True)
        ]
    return [
        Band(
            name=name,
            least=low,
            most=high,
            communes=sum(n for met, n in numbers.items() if low <= met <= high),
            before=sum(n for met, n in then.items() if met is not None and low <= met <= high) if then else None,
        )
        for name, low, high in limits
    ]


def class_lines(read: Reading, bands: Sequence[Band]) -> list[ClassLine]:
    """The communes by each of their classes; a commune with several flags counts in each of them."""
    lines = []
    for dimension, value in classes_of(read.rows):
        inside = [row for row in read.rows if row.has_class(dimension, value)]
        lines.append(
            ClassLine(
                group=f"{dimension}:{value}",
                name=class_words(dimension, value),
                communes=len(inside),
                qualifies=sum(1 for row in inside if row.wall.qualifies),
                recognised=sum(1 for row in inside if row.levels),
                bands=tuple(sum(1 for row in inside if each.least <= row.met <= each.most) for each in bands),
            )
        )
    return lines
