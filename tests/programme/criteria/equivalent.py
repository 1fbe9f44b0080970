"""Mutants that judge nothing differently, each with the reason, worked out by hand.

Keyed by module, then by the mutant's name as :mod:`.test_mutation` prints it.
"""

from __future__ import annotations

_SHORT = "the short way for one plain figure; the long way below it decides the same"
_TRACE = "only a detail of the trace: the verdict, its reason and the sentence are the same"

EQUIVALENT: dict[str, dict[str, str]] = {
    "engine.judging": {
        "decide: len(facts) == 1 → len(facts) != 1": _SHORT,
        "decide: 1 → 0": _SHORT,
        "_current: len(_CURRENT) > _CACHE_SIZE → len(_CURRENT) >= _CACHE_SIZE": "how much is remembered, not what",
        "_current: len(_CURRENT) > _CACHE_SIZE → len(_CURRENT) <= _CACHE_SIZE": "how much is remembered, not what",
        "_current: False → True": "which remembered set is forgotten first",
    },
    "kinds.base": {
        "measure_figure: denominator < 0 → denominator <= 0": "a denominator of 0 has been told apart before",
        "is_rounding: numerator < 0 → numerator <= 0": "of 0 nothing but 0 is a rounding, with either sign",
        "is_rounding: 0 <= over < step → 0 < over < step": "an exact rate is a rounding by the second test",
        "is_rounding: 0 → 1 [3]": "no number that is typed has a positive exponent (1E+2)",
    },
    "kinds.numbers": {
        "NumberKind.measure: facts[0].year is None or row.year in (None, facts[0].year) → "
        "facts[0].year is None and row.year in (None, facts[0].year)": _SHORT,
        "NumberKind.measure: 1 → 0": _SHORT,
        "EachVillageKind.measure: fact.numerator is None and fact.denominator is None → "
        "fact.numerator is None or fact.denominator is None": "measure_figure finds the half share incomplete too",
        "EachVillageKind.measure: 1 → 0": "the scale of a plain figure is not used",
    },
    "kinds.relative": {
        "GrowthKind.measure: 100 → 101": "the scale of the note only prints %, which the row's unit prints too",
        "GrowthKind.measure: found[1] < 0 → found[1] <= 0": "a denominator of 0 has been told apart before",
    },
    "kinds.several": {
        "ConditionalKind.measure: True → False": _TRACE,
        "ConditionalKind.measure: 1 → 0": _TRACE,
    },
    "kinds.lists": {
        "_count: holds is not None → holds is None": _TRACE,
        "_mandatory: holds is None → holds is not None": _TRACE,
    },
    "sets.values": {
        "_amended: new.responsible is None → new.responsible is not None": "the ministry of a row judges nothing",
    },
}
