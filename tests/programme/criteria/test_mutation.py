"""A wrong engine fails a golden scenario: every comparator, test of emptiness or zero, quantifier and rounding, turned.

The mutants are found by themselves in the modules that judge (:mod:`.mutants`), so that new code is covered from its
first day. A mutant that no scenario notices is either a scenario that is missing, or it judges nothing differently:
then it is in ``EQUIVALENT`` with the reason, worked out by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import lru_cache
from types import CodeType, ModuleType
from typing import Any

import pytest

from dieuphoi.core.kernel.errors import Refused
from dieuphoi.programme.criteria import kinds
from dieuphoi.programme.criteria.engine import comparisons, judging, rows
from dieuphoi.programme.criteria.engine.judging import clear_cache, judge, judge_indicator
from dieuphoi.programme.criteria.engine.verdicts import Verdict
from dieuphoi.programme.criteria.kinds import base, grades, lists, numbers, relative, several, windows, words
from dieuphoi.programme.criteria.sets import overlays, values
from tests.programme.criteria.equivalent import EQUIVALENT
from tests.programme.criteria.golden_book import (
    BASES,
    REASONS,
    VERDICTS,
    classification_of,
    facts_from,
    scenarios,
    version_of,
)
from tests.programme.criteria.mutants import TableMutant, comparator_mutants, mutants_of, shortened

MODULES: tuple[ModuleType, ...] = (
    judging, rows, base, numbers, relative, several, words, lists, grades, windows, kinds, values, overlays,
    comparisons,
)  # fmt: skip

NO_JUDGING = {
    "inputs": "what is typed, not how it is judged",
    "__init__": "values are kept as given",
    "as_dict": "JSON of what was judged",
}
ONLY: dict[ModuleType, tuple[str, ...]] = {
    # Of the modules that also read, write and tell, the functions that decide.
    values: (
        "Standard.holds_on", "Indicator.trusts", "Indicator.has_source", "Indicator.structure_doubted",
        "Indicator.is_confirmed", "Indicator.demand_of", "SetVersion.as_of", "_amended",
    ),
    overlays: ("missing_parts",),
    comparisons: ("_cut",),
    kinds: ("kind_of",),
    judging: (
        "decide", "_concluded_only", "_inapplicable", "_decided", "_open", "roll_up_counts", "criterion_verdict",
        "CompiledSet.judge", "judge_indicator", "_current",
    ),
}  # fmt: skip


class Case:
    """One scenario made ready once: mutants judge, they do not load."""

    def __init__(self, name: str, item: dict[str, Any]) -> None:
        self.name, self.item = name, item
        self.version, self.place, self.facts = version_of(item), classification_of(item), facts_from(item)
        self.how = {"as_of": item["ngay"], "year": item.get("nam"), "trial": item.get("cham_thu") == "co"}
        self.needs_whole = bool({"tieu_chi", "tong", "tu_choi"} & set(item))

    def holds(self) -> bool:
        """Whether the engine, as it is now, agrees with the hand."""
        clear_cache()
        try:
            return self._whole() if self.needs_whole else self._rows()
        except Exception:
            return False  # a mutant that breaks down is noticed too

    def _rows(self) -> bool:
        for code, expected in self.item["mong_doi"].items():
            one = judge_indicator(self.version, code, self.facts.get(code, ()), self.place, **self.how)
            if not _as_expected(one, expected) or self.item.get("cau", {}).get(code, "") not in one.sentence:
                return False
        return True

    def _whole(self) -> bool:
        try:
            whole = judge(self.version, self.facts, self.place, **self.how)
        except Refused as refused:
            return "tu_choi" in self.item and self.item["tu_choi"] in refused.reason
        if "tu_choi" in self.item:
            return False
        for code, expected in self.item["mong_doi"].items():
            if not _as_expected(whole.indicator(code), expected):
                return False
        for found in whole.criteria:
            expected = self.item.get("tieu_chi", {}).get(found.number)
            if expected is not None:
                verdict, _bar, basis = (part.strip() for part in expected.partition("|"))
                if (found.verdict, found.basis) != (VERDICTS[verdict], BASES.get(basis)):
                    return False
        total = self.item.get("tong")
        return not total or (whole.met, whole.trial_met, whole.total, whole.qualifies) == (
            total["dat"], total.get("dat_thu", total["dat"]), total["tren"], total["du_dieu_kien"] == "co",
        )  # fmt: skip


def _as_expected(one: Any, expected: str) -> bool:
    verdict, _bar, ground = (part.strip() for part in expected.partition("|"))
    wanted = VERDICTS[verdict]
    pair = (None, REASONS[ground]) if wanted is Verdict.UNDETERMINED else (BASES[ground], None)
    return (one.verdict, one.basis, one.reason) == (wanted, *pair)


@lru_cache(maxsize=1)
def cases() -> tuple[Case, ...]:
    """The scenarios, those that judge single rows first: they are quicker."""
    return tuple(sorted((Case(name, item) for name, item in scenarios()), key=lambda case: case.needs_whole))


@lru_cache(maxsize=1)
def callers() -> dict[CodeType, list[Case]]:
    """Which scenarios reach which function: no other can notice its mutants."""
    found: dict[CodeType, dict[Case, None]] = {}
    current: list[Case] = []

    def note(frame: Any, event: str, _arg: object) -> None:
        if event == "call" and "/criteria/" in frame.f_code.co_filename:
            found.setdefault(frame.f_code, {}).setdefault(current[0])

    for case in cases():
        current[:] = [case]
        sys.setprofile(note)
        try:
            right = case.holds()
        finally:
            sys.setprofile(None)
        assert right, f"{case.name} fails before anything is broken"
    return {code: list(reached) for code, reached in found.items()}


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    yield
    clear_cache()


def skipped(module: ModuleType, name: str) -> bool:
    if name.rpartition(".")[2] in NO_JUDGING:
        return True
    return module in ONLY and name not in ONLY[module]


def survivors(module: ModuleType) -> tuple[list[str], int]:
    """The mutants of a module that no scenario notices, and how many mutants there are."""
    found, tried = [], 0
    reached = callers()
    for mutant in mutants_of(module, skip=lambda name: skipped(module, name)):
        tried += 1
        code = mutant.target.__code__
        with mutant.applied():
            if all(case.holds() for case in reached.get(code, ())):
                found.append(mutant.name)
    return found, tried


@pytest.mark.parametrize("module", MODULES, ids=[module.__name__.rpartition("criteria.")[2] for module in MODULES])
def test_every_mutant_breaks_a_scenario(module: ModuleType) -> None:
    alive, tried = survivors(module)
    equivalent = EQUIVALENT.get(module.__name__.rpartition("criteria.")[2], {})
    assert tried
    unnoticed = [name for name in alive if name not in equivalent]
    assert not unnoticed, f"{len(unnoticed)} of {tried} mutants pass every scenario:\n" + "\n".join(unnoticed)
    stale = [name for name in equivalent if name not in alive]
    assert not stale, "listed as equivalent, but a scenario notices them (or they are gone):\n" + "\n".join(stale)


TABLES: list[TableMutant] = [
    *comparator_mutants(base.COMPARATORS),
    *shortened(several, "SEXES"),
]


@pytest.mark.parametrize("mutant", TABLES, ids=[mutant.name for mutant in TABLES])
def test_every_wrong_table_breaks_a_scenario(mutant: TableMutant) -> None:
    with mutant.applied():
        assert not all(case.holds() for case in cases())


def test_nothing_is_broken_without_a_mutant() -> None:
    assert all(case.holds() for case in cases())


def test_every_equivalent_mutant_has_its_reason() -> None:
    assert all(reason.strip() for listed in EQUIVALENT.values() for reason in listed.values())
