"""How fast the engine judges on one core: rows made ready, verdicts with reason and basis, roll-up of the criteria.

The set of 57 indicators with every row confirmed, over the communes of the country in three groups, with figures from
a seed. The limit is a bare loop comparing two floats an indicator, in the same run on the same core.
"""

from __future__ import annotations

import random
from datetime import date

from benchmarks import reference
from benchmarks.country import SEED, YEAR
from benchmarks.figures import Figure, at_least, best_of_core
from dieuphoi.config.demo.criteria import demo_set
from dieuphoi.config.demo.figures import commune_profile, typed_values
from dieuphoi.programme.assessments.entries import read_entries
from dieuphoi.programme.assessments.judging import facts_from
from dieuphoi.programme.criteria.engine.judging import compile_set
from dieuphoi.programme.criteria.facts import Classification, Facts
from dieuphoi.programme.criteria.sets import SetVersion, with_confirmations

ON = date(YEAR, 12, 31)


class _Typed:
    """An entry as the stored value that it becomes."""

    cleared = False
    side = "commune"

    def __init__(self, entry: object) -> None:
        for name in ("number", "text", "numerator", "denominator", "part", "standard", "applicable"):
            setattr(self, name, getattr(entry, name))


def confirmed_set() -> SetVersion:
    """The set, every row read."""
    version = demo_set(YEAR - 1)
    return with_confirmations(version, [row.code for row in version.indicators])


def invented(version: SetVersion, communes: int) -> list[tuple[Classification, Facts]]:
    """What communes report, as the engine takes it."""
    rand = random.Random(SEED)
    units = []
    for number in range(communes):
        profile = commune_profile(rand, number)
        facts = {}
        for row in version.indicators:
            entries, errors = read_entries(row, typed_values(rand, row, profile, 1, YEAR))
            if errors:
                raise AssertionError(str(errors))
            facts[row.code] = facts_from(_Typed(entry) for entry in entries)
        units.append((Classification(None, profile.group), facts))
    return units


def measure(communes: int, *, times: int) -> Figure:
    """Judge every indicator of so many communes."""
    version = confirmed_set()
    units = invented(version, communes)
    rand = random.Random(SEED)
    verdicts = len(version.indicators) * communes
    figures = [(rand.random(), rand.random()) for _each in range(verdicts)]

    def judge() -> int:
        met = 0
        for classification, facts in units:
            met += compile_set(version, classification, as_of=ON, year=YEAR).judge(facts).met
        return met

    def bare() -> int:
        held = 0
        for value, threshold in figures:
            if value >= threshold:
                held += 1
        return held

    if not judge():
        raise AssertionError("no criterion is met: the bench judges nothing")
    mine, limit = best_of_core(judge, bare, times=times)
    return at_least(
        "judging",
        verdicts / mine,
        "verdicts/s",
        limit=verdicts / limit,
        aim=reference.JUDGING / reference.BARE_JUDGING,
    )
