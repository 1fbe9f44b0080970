"""Acts on documents and on drafts. Nothing is deleted: a mistake becomes VOID, a line ends."""

from dieuphoi.steering.directives.services.clauses import NewDuty, directive_drop, directive_give
from dieuphoi.steering.directives.services.drafting import (
    PLAIN_MOVES,
    Issue,
    NewDrafting,
    drafting_ask,
    drafting_correct,
    drafting_issue,
    drafting_move,
    opinion_give,
    opinions_ask,
    version_add,
)
from dieuphoi.steering.directives.services.files import document_file_add, document_file_withdraw
from dieuphoi.steering.directives.services.finishing import (
    document_finish,
    document_finish_by,
    handling_finish,
    handling_reopen,
)
from dieuphoi.steering.directives.services.new import NewDocument, Recipient
from dieuphoi.steering.directives.services.reach import (
    addressee_drop,
    addressees_add,
    document_assign,
    document_assign_to,
    document_read,
    document_receive,
    handling_end,
)
from dieuphoi.steering.directives.services.register import (
    document_correct,
    document_register,
    document_restore,
    document_void,
    documents_register,
)
from dieuphoi.steering.directives.services.relate import relation_add, relation_end
from dieuphoi.steering.directives.services.rules import access_rule_set, kind_add, numbering_rule_set

__all__ = [
    "PLAIN_MOVES", "Issue", "NewDocument", "NewDrafting", "NewDuty", "Recipient", "access_rule_set",
    "addressee_drop", "addressees_add", "directive_drop", "directive_give", "document_assign", "document_assign_to",
    "document_correct", "document_file_add", "document_file_withdraw", "document_finish", "document_finish_by",
    "document_read", "document_receive", "document_register", "document_restore", "document_void",
    "documents_register", "drafting_ask", "drafting_correct", "drafting_issue", "drafting_move", "handling_end",
    "handling_finish", "handling_reopen", "kind_add", "numbering_rule_set", "opinion_give", "opinions_ask",
    "relation_add", "relation_end", "version_add",
]  # fmt: skip
