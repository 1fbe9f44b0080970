"""Plausible, uneven figures from a seed: a commune that was behind last year is still behind this year."""

from __future__ import annotations

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
    """The profile of one commune. About a quarter lies in group 3, which is behind."""
    group = rand.choices(("nhom_1", "nhom_2", "nhom_3"), (0.15, 0.6, 0.25))[0]
    base = {"nhom_1": 0.82, "nhom_2": 0.66, "nhom_3": 0.42}[group]
    quality = min(0.97, max(0.08, rand.gauss(base, 0.17)))
    weak = frozenset(rand.sample(("2", "5", "10", "11", "12", "15", "16", "17", "18"), k=rand.choice((0, 1, 2, 2, 3))))
    return Profile(group, quality, rand.choice((0.35, 0.7, 0.9, 1.0, 1.0, 1.0)), weak, rand.randint(2, 7))


def typed_values(rand: random.Random, row: Indicator, profile: Profile, step: int, year: int) -> dict[str, object]:
    """What the commune's officer types for one row, ``{part: text}``; ``step`` 1 is a year later than 0."""
    cell = dict(row.thresholds or ()).get(profile.group)
    criterion = row.code.partition(".")[0]
    ease = profile.quality + 0.06 * step - (0.28 if criterion in profile.weak else 0.0)
    if row.applicable_if and rand.random() < 0.5:
        return {inputs_of(row)[0].part: "không áp dụng"}
    typed: dict[str, object] = {}
    for slot in inputs_of(row):
        if slot.what == "passfail":
            typed[slot.part] = "Đạt" if rand.random() < 0.55 + 0.5 * ease else "Không đạt"
        elif slot.what == "presence":
            typed[slot.part] = "0" if rand.random() < 0.5 + 0.55 * ease else str(rand.randint(1, 14))
        elif slot.part == "so_truong":
            typed[slot.part] = str(profile.schools)
        else:
            typed[slot.part] = _figure(rand, row, slot, _target(cell, slot, year, profile.schools), ease)
    return typed


def _target(cell: Any, slot: Any, year: int, schools: int) -> Decimal:
    match cell:
        case Number(value=value):
            return value
        case ByYear(years=years):
            return dict(years).get(year) or Decimal(50)
        case Parts(parts=parts):
            return next((part.value for part in parts if part.key == slot.part or part.label == slot.part), Decimal(50))
        case Cases(cases=cases):
            for case in cases:
                for part in case.parts:
                    if part.key == slot.part:
                        return part.value
    return Decimal(80)


def _figure(rand: random.Random, row: Indicator, slot: Any, target: Decimal, ease: float) -> str:
    """A figure near its target: above it for a commune that is far on, below for one that is behind."""
    better = 1 if row.comparator != "<=" else -1
    spread = float(target) * (0.16 if slot.unit != "%" else 0.14) or 1.0
    lead = rand.gauss((ease - 0.45) * 1.6, 0.38)
    value = float(target) + better * spread * lead
    if slot.unit == "%":
        value = min(100.0, max(0.0, value))
        if rand.random() < 0.12 and value <= 100:
            households = rand.randint(600, 3200)
            return f"{round(households * value / 100)}/{households}"
    digits = 2 if slot.unit not in ("%",) and float(target) < 5 else 1
    return f"{max(0.0, value):.{digits}f}".replace(".", ",")
