"""The judging engine. Import names from here; the submodules load on first use (no import cycle, no
Django)."""

from __future__ import annotations

from importlib import import_module as _load
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dieuphoi.programme.criteria.engine.judging import (
        ENGINE_VERSION,
        clear_cache,
        compile_set,
        judge,
        judge_indicator,
        roll_up,
    )
    from dieuphoi.programme.criteria.engine.verdicts import (
        Basis,
        CriterionVerdict,
        IndicatorVerdict,
        Reason,
        SetVerdict,
        Verdict,
    )

_JUDGING = ("ENGINE_VERSION", "clear_cache", "compile_set", "judge", "judge_indicator", "roll_up")
_VERDICTS = ("Basis", "CriterionVerdict", "IndicatorVerdict", "Reason", "SetVerdict", "Verdict")

__all__ = [
    "ENGINE_VERSION", "Basis", "CriterionVerdict", "IndicatorVerdict", "Reason", "SetVerdict", "Verdict",
    "clear_cache", "compile_set", "judge", "judge_indicator", "roll_up",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _JUDGING:
        return getattr(_load("dieuphoi.programme.criteria.engine.judging"), name)
    if name in _VERDICTS:
        return getattr(_load("dieuphoi.programme.criteria.engine.verdicts"), name)
    raise AttributeError(name)
