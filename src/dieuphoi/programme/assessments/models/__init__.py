"""The tables of the rounds.

Facts (values, verifications, evidence, signatures, snapshots) are append-only; results and roll-ups are derived
from them in the same act and can always be rebuilt. Nothing is written to a frozen sheet: the database refuses it.

Foreign keys carry no index of their own where a composite one begins with them, or where nobody looks by them alone:
an import writes thousands of these rows. What an act changes of a derived row is in no index, and their pages are half
empty at first (migration 0003): PostgreSQL then updates them in place, at a quarter of the cost.
"""

import dieuphoi.programme.assessments.amendments.models  # noqa: F401 – its tables belong to this app
from dieuphoi.programme.assessments.models.carrying import CarryRule
from dieuphoi.programme.assessments.models.comments import (
    RoundComment,
    RoundCommentMark,
    SheetComment,
    SheetCommentMark,
)
from dieuphoi.programme.assessments.models.conclusions import Verified
from dieuphoi.programme.assessments.models.decided import (
    AsDecided,
    DecidedSheet,
    DecidedTotal,
    DecidedVerdict,
    DecidedYear,
    ToldManager,
)
from dieuphoi.programme.assessments.models.guards import (
    derived_of_frozen_sheets,
    keep_frozen_results,
    kept_once_frozen,
    not_on_frozen_sheets,
)
from dieuphoi.programme.assessments.models.handing_in import SheetSigner, SheetSubmission
from dieuphoi.programme.assessments.models.results import CriterionResult, IndicatorResult, SheetRollup
from dieuphoi.programme.assessments.models.rounds import AssessmentRound, RoundQuerySet, Sheet
from dieuphoi.programme.assessments.models.scopes import (
    SheetBoundQuerySet,
    SheetQuerySet,
    ThroughSheetQuerySet,
    VerdictQuerySet,
)
from dieuphoi.programme.assessments.models.snapshots import SheetSnapshot
from dieuphoi.programme.assessments.models.values import Evidence, Value
from dieuphoi.programme.assessments.models.words import Basis, JudgedBy, Side, Verdict
from dieuphoi.programme.assessments.urging.models import RoundUrge, UrgePause

__all__ = [
    "AsDecided",
    "AssessmentRound",
    "Basis",
    "CarryRule",
    "CriterionResult",
    "DecidedSheet",
    "DecidedTotal",
    "DecidedVerdict",
    "DecidedYear",
    "Evidence",
    "IndicatorResult",
    "JudgedBy",
    "RoundComment",
    "RoundCommentMark",
    "RoundQuerySet",
    "RoundUrge",
    "Sheet",
    "SheetBoundQuerySet",
    "SheetComment",
    "SheetCommentMark",
    "SheetQuerySet",
    "SheetRollup",
    "SheetSigner",
    "SheetSnapshot",
    "SheetSubmission",
    "Side",
    "ThroughSheetQuerySet",
    "ToldManager",
    "UrgePause",
    "Value",
    "Verdict",
    "VerdictQuerySet",
    "Verified",
    "derived_of_frozen_sheets",
    "keep_frozen_results",
    "kept_once_frozen",
    "not_on_frozen_sheets",
]
