"""Plausible, uneven figures from a seed: a commune that was behind last year is still behind this year."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dieuphoi.programme.assessments.entries import inputs_of
from dieuphoi.programme.criteria.engine.thresholds import ByYear, Cases, Number, Parts
from dieuphoi.programme.criteria.sets import Indicator


@dataclass(frozen=True, slots=True)
class Profile:
    """What a commune is like: ``quality`` 0–1 (how far it is), ``diligence`` 0–1 (how much it reports in time)."""

    group: str
    quality: float
    diligence: float
    weak: frozenset[str]
    schools: int


def commune_profile(rand: random.Random, number: int) -> Profile:
    """The profile of one commune. About a quarter lies in group 3, which is behind; a third is nearly there."""
    group = rand.choices(("nhom_1", "nhom_2", "nhom_3"), (0.15, 0.6, 0.25))[0]
    base = {"nhom_1": 0.97, "nhom_2": 0.86, "nhom_3": 0.58}[group]
    quality = min(1.0, max(0.1, rand.gauss(base, 0.15)))
    weak_count = rand.choice((0, 0, 1)) if quality > 0.9 else rand.choice((0, 1, 1, 2, 3))
    weak = frozenset(rand.sample(("2", "5", "10", "11", "12", "15", "16", "17", "18"), k=weak_count))
    return Profile(group, quality, rand.choice((0.35, 0.7, 0.9, 1.0, 1.0, 1.0)), weak, rand.randint(2, 7))


def typed_values(rand: random.Random, row: Indicator, profile: Profile, step: int, year: int) -> dict[str, object]:
    """What the commune's officer types for one row, ``{part: text}``; ``step`` 1 is a year later than 0."""
    cell = dict(row.thresholds or ()).get(profile.group)
    slots = inputs_of(row)
    if row.applicable_if and rand.random() < 0.5:
        return {slots[0].part: "không áp dụng"}
    # Whether a row is missed is the commune's own lot: the same draw each year, a little easier to pass each year.
    lot = random.Random(f"{profile.quality:.6f}/{row.code}").random()  # noqa: S311 - no secret
    gap = 1 - min(1.0, profile.quality + 0.05 * step)
    weak = 0.45 if row.code.partition(".")[0] in profile.weak else 0.0
    is_missed = lot < 0.4 * gap**1.6 + weak * (1 - 0.3 * step)
    typed: dict[str, object] = {}
    for slot in slots:
        if slot.what == "passfail":
            typed[slot.part] = "Không đạt" if is_missed else "Đạt"
        elif slot.what == "presence":
            typed[slot.part] = str(rand.randint(1, 14)) if is_missed else "0"
        elif slot.part == "so_truong":
            typed[slot.part] = str(profile.schools)
        else:
            typed[slot.part] = _figure(rand, row, slot, _target(cell, slot, year, profile.schools), is_missed)
    return typed


def _target(cell: Any, slot: Any, year: int, schools: int) -> Decimal:
    match cell:
        case Number(value=value):
            return value
        case ByYear(years=years):
            return dict(years).get(year) or Decimal(50)
        case Parts(parts=parts):
            return next((part.value for part in parts if slot.part in (part.key, part.label)), Decimal(50))
        case Cases(cases=cases):
            for case in cases:
                when = case.when
                if when is not None and when.comparator == ">" and schools <= when.value:
                    continue
                for part in case.parts:
                    if part.key == slot.part:
                        return part.value
    return Decimal(80)


def _figure(rand: random.Random, row: Indicator, slot: Any, target: Decimal, is_missed: bool) -> str:
    """A figure on the right side of its target, or on the wrong one, near it more often than far."""
    lower_is_better = row.comparator == "<="
    margin = abs(rand.gauss(0, 0.07)) * float(target) + (0.1 if is_missed else 0.0)
    below = is_missed != lower_is_better
    value = float(target) - margin if below else float(target) + margin
    if slot.unit == "%":
        value = min(100.0, max(0.0, value))
        if rand.random() < 0.12 and not (is_missed or value in (0.0, 100.0)):
            households = rand.randint(600, 3200)
            count = math.floor(households * value / 100) if lower_is_better else math.ceil(households * value / 100)
            return f"{count}/{households}"
    digits = 2 if slot.unit != "%" and float(target) < 5 else 1
    step = 10**digits
    rounded = math.floor(value * step) / step if below else math.ceil(value * step) / step
    if slot.unit == "%":
        rounded = min(100.0, rounded)
    return f"{max(0.0, rounded):.{digits}f}".replace(".", ",")
