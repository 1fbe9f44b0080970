"""What may be typed about documents, drafts and the rules of the register."""

from dieuphoi.steering.directives.forms.base import DocumentField, fault
from dieuphoi.steering.directives.forms.documents import (
    AccessRuleForm,
    AssignForm,
    DocumentForm,
    FileForm,
    FinishForm,
    InForm,
    KindForm,
    NumberingForm,
    OutForm,
    ReceiveForm,
    RelationForm,
    SendForm,
)
from dieuphoi.steering.directives.forms.drafting import ConsultForm, DraftingForm, IssueForm, OpinionForm, VersionForm

__all__ = [
    "AccessRuleForm", "AssignForm", "ConsultForm", "DocumentField", "DocumentForm", "DraftingForm", "FileForm",
    "FinishForm", "InForm", "IssueForm", "KindForm", "NumberingForm", "OpinionForm", "OutForm", "ReceiveForm",
    "RelationForm", "SendForm", "VersionForm", "fault",
]  # fmt: skip
