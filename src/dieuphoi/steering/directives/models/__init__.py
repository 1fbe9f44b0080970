"""Documents, how they reach people, and documents in the making."""

from __future__ import annotations

from dieuphoi.steering.directives.models.clauses import Decision, Directive, DirectiveTask
from dieuphoi.steering.directives.models.documents import (
    ENDING,
    Direction,
    Document,
    DocumentComment,
    DocumentCommentMark,
    DocumentFile,
    DocumentPlace,
    DocumentRelation,
    FileRole,
    FileWithdrawal,
    RelationKind,
    StandingDocument,
)
from dieuphoi.steering.directives.models.drafting import (
    Drafting,
    DraftingStep,
    DraftVersion,
    Opinion,
    OpinionRequest,
    Verdict,
)
from dieuphoi.steering.directives.models.kinds import (
    AccessRule,
    DocumentKind,
    Measure,
    NumberingRule,
    NumberSeries,
    Urgency,
)
from dieuphoi.steering.directives.models.reach import (
    NOTED,
    Addressee,
    DocumentReceipt,
    Duty,
    Finish,
    Handling,
    HandlingRole,
)
from dieuphoi.steering.directives.models.scopes import WORKING, addressed_to, own_orgs, own_person

__all__ = [
    "ENDING", "NOTED", "WORKING", "AccessRule", "Addressee", "Decision", "Direction", "Directive", "DirectiveTask",
    "Document", "DocumentComment", "DocumentCommentMark", "DocumentFile", "DocumentKind", "DocumentPlace",
    "DocumentReceipt", "DocumentRelation", "DraftVersion", "Drafting", "DraftingStep", "Duty", "FileRole",
    "FileWithdrawal", "Finish", "Handling", "HandlingRole", "Measure", "NumberSeries", "NumberingRule", "Opinion",
    "OpinionRequest", "RelationKind", "StandingDocument", "Urgency", "Verdict", "addressed_to", "own_orgs",
    "own_person",
]  # fmt: skip
