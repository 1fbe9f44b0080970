"""The tables of criteria: the sets themselves, and what is kept beside their rows."""

from __future__ import annotations

from dieuphoi.programme.criteria.models.keeping import (
    Answer,
    CriteriaCountBand,
    Guidance,
    GuidanceFile,
    IndicatorOwner,
    ProvincialThreshold,
    Question,
    RowConfirmation,
)
from dieuphoi.programme.criteria.models.sets import (
    CriteriaSet,
    Criterion,
    Indicator,
    IssuedBy,
    Provenance,
    Relation,
    SetVersion,
)

__all__ = [
    "Answer", "CriteriaCountBand", "CriteriaSet", "Criterion", "Guidance", "GuidanceFile", "Indicator",
    "IndicatorOwner", "IssuedBy", "Provenance", "ProvincialThreshold", "Question", "Relation", "RowConfirmation",
    "SetVersion",
]  # fmt: skip
