"""The kinds of indicator, as a registry: the engine asks a row's kind to prepare its demand and to measure facts.

To add a kind, write a class with the members of :class:`Kind` and :func:`register` it; say in :mod:`.forms` how its
rows are written. Nothing else of the engine changes: applicability, conclusions, doubts about the row and the roll-up
are decided around the kind. A kind that is not registered never computes; such a row can still be concluded by the
owner department.
"""

from __future__ import annotations

from dieuphoi.programme.criteria.engine.verdicts import Verdict
from dieuphoi.programme.criteria.facts import Choice
from dieuphoi.programme.criteria.kinds.base import (
    COMPARATORS,
    Input,
    Kind,
    Measured,
    part_key,
)
from dieuphoi.programme.criteria.kinds.grades import GradeKind, ScoreKind
from dieuphoi.programme.criteria.kinds.lists import ListKind
from dieuphoi.programme.criteria.kinds.numbers import (
    EachVillageKind,
    NumberKind,
    OtherSetKind,
    OwnUnitNumberKind,
)
from dieuphoi.programme.criteria.kinds.relative import PROVINCE_MEAN, STARTING_POINT, GrowthKind, RatioKind
from dieuphoi.programme.criteria.kinds.several import BySexKind, CompositeKind, ConditionalKind
from dieuphoi.programme.criteria.kinds.windows import WindowKind
from dieuphoi.programme.criteria.kinds.words import ExceptionsKind, PassFailKind, PresenceKind, UnsupportedKind
from dieuphoi.programme.criteria.sets import Indicator

_KINDS: dict[str, Kind] = {}
UNSUPPORTED: Kind = UnsupportedKind()


def register(name: str, kind: Kind) -> None:
    """Make ``kind`` judge the rows whose ``kind`` is ``name``. Raises ``ValueError`` if the name is taken."""
    if name in _KINDS:
        raise ValueError(f"kind {name} is registered already")
    _KINDS[name] = kind


def kinds() -> tuple[str, ...]:
    """The names of the registered kinds."""
    return tuple(sorted(_KINDS))


def is_supported(indicator: Indicator) -> bool:
    """Whether this version can judge rows of the indicator's kind."""
    return kind_of(indicator) is not UNSUPPORTED


def kind_of(indicator: Indicator) -> Kind:
    """The kind that judges ``indicator``; a row compared by ``is`` is a pass/fail row where its kind allows
    both."""
    name = indicator.kind
    if indicator.comparator == "is" and name in ("province_set", "ministry_set", "composite"):
        name = "pass_fail"
    return _KINDS.get(name, UNSUPPORTED)


def claim_verdict(indicator: Indicator, choice: Choice) -> Verdict:
    """What a word means for the row: Đạt, Không đạt as they stand; Có, Không against what the row wants."""
    if choice in (Choice.PASS, Choice.FAIL):
        return Verdict.MET if choice is Choice.PASS else Verdict.NOT_MET
    wants_presence = not indicator.kind.startswith("absence")
    return Verdict.MET if (choice is Choice.PRESENT) is wants_presence else Verdict.NOT_MET


def takes_presence(indicator: Indicator) -> bool:
    """Whether Có and Không are words of the row."""
    return isinstance(kind_of(indicator), PresenceKind) or indicator.kind == "absence_in_window"


def takes_negative(indicator: Indicator, part: str) -> bool:
    """Whether a figure below zero can be right: a rate of growth can, nothing that is counted."""
    return isinstance(kind_of(indicator), GrowthKind) and part == ""


def is_share_of(indicator: Indicator, part: str) -> bool:
    """Whether the figure of this part is a share that cannot exceed 100 %."""
    if not (indicator.unit or "").startswith("%") or isinstance(kind_of(indicator), GrowthKind | RatioKind):
        return False
    asked = {part_key(slot.part): slot.unit for slot in kind_of(indicator).inputs(indicator)}
    return (asked.get(part_key(part)) or "%").startswith("%")


for _name in ("pass_fail", "pass_fail_external_set", "pass_fail_ministry_detail", "pass_fail_alternative"):
    register(_name, PassFailKind())
register("absence", PresenceKind())
register("presence", PresenceKind())
register("absence_with_exclusions", ExceptionsKind())
register("percent", NumberKind(scale=100, is_share=True))
for _name in ("money", "area_per_capita", "count", "quantity"):
    register(_name, NumberKind())
register("province_set", OwnUnitNumberKind())
register("ministry_set", OwnUnitNumberKind())
register("count_per_village", EachVillageKind())
for _name in ("relative_to_set", "relative_money"):
    register(_name, OtherSetKind())
register("ratio_to_province_average", RatioKind(PROVINCE_MEAN, any_year=False))
register("relative_to_own_past", RatioKind(STARTING_POINT, any_year=True))
register("growth_rate", GrowthKind())
register("percent_by_sex", BySexKind())
register("composite", CompositeKind())
register("conditional_composite", ConditionalKind())
for _name in ("one_of", "at_least_of", "choice_at_least_n"):
    register(_name, ListKind())
for _name in ("share_with_mandatory", "conditional_percent_with_mandatory"):
    register(_name, ListKind())
for _name in ("graded", "rank_at_least"):
    register(_name, GradeKind())
register("external_score", ScoreKind())
register("absence_in_window", WindowKind(absence=True))
register("number_in_window", WindowKind(absence=False))

__all__ = [
    "COMPARATORS", "UNSUPPORTED", "Input", "Kind", "Measured", "NumberKind", "PassFailKind", "claim_verdict",
    "is_share_of", "is_supported", "kind_of", "kinds", "part_key", "register", "takes_negative", "takes_presence",
]  # fmt: skip
