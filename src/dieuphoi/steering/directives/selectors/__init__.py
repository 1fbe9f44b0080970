"""Reading documents and drafts: lists, one record, how fast they travel, how many there are, the rules that hold."""

from dieuphoi.steering.directives.models import (
    NOTED,
    Direction,
    Duty,
    FileRole,
    Finish,
    HandlingRole,
    Measure,
    RelationKind,
    Urgency,
    Verdict,
)
from dieuphoi.steering.directives.selectors.clauses import (
    DECISION_LABELS,
    DRAFT_FORM,
    FILE,
    PASTED,
    Found,
    ReadText,
    Suggestion,
    clean_text,
    decided_of,
    directive_by_id,
    read,
    suggestions_of,
    tasks_of_document,
    text_of,
    timeliness_of,
)
from dieuphoi.steering.directives.selectors.documents import (
    ABOLISHED,
    AMENDED,
    BOXES,
    EXPIRED,
    FORCES,
    GIVEN,
    GIVEN_DONE,
    IN_FORCE,
    ISSUED,
    LATE_ASSIGN,
    LATE_READ,
    LATE_RECEIVE,
    LATES,
    NOT_YET,
    RECEIVED,
    REPLACED,
    SLOW_QUERY,
    contents_within,
    document,
    documents,
    documents_of_unit,
    files_text,
    given_to_me,
    holding_content,
    holding_words,
    in_box,
    in_force,
    issuer_choices,
    late,
    late_lines,
    of_number,
    of_unit,
    oversees,
    own_lines,
    read_by_me,
    slow_access_count,
    unassigned,
    unassigned_lines,
    unread_by_me,
    with_words,
)
from dieuphoi.steering.directives.selectors.drafting import (
    DONE,
    ENDED,
    IN_TIME,
    LATE,
    LATE_DONE,
    NO_DUE,
    TIMELINESS,
    drafting,
    draftings,
    held_by_me,
    holders,
    opinion_file,
    opinion_request,
    opinions_of,
    opinions_waiting,
    step_means,
    steps_of,
    version_by_id,
    versions_of,
)
from dieuphoi.steering.directives.selectors.one import (
    addressee_by_id,
    addressees_of,
    document_named,
    documents_offered,
    file_by_id,
    files_of,
    handler_choices,
    handler_named,
    handler_orgs,
    handling_by_id,
    handlings_of,
    keepers_line,
    me,
    places_of,
    receipts_of,
    relation_by_id,
    relations_of,
    stand_of,
    waiting_readers,
    withdrawn_files,
    works_in,
)
from dieuphoi.steering.directives.selectors.rules import (
    AccessRules,
    Pace,
    access_rules,
    kind_choices,
    kinds_on,
    numbering_rules,
    numbers_per_kind,
    paces_on,
    programme_choices,
)
from dieuphoi.steering.directives.selectors.stats import (
    ADDRESSEE,
    GROUPS,
    ISSUER,
    KIND,
    MONTH,
    PERIOD,
    access_rows,
    access_total,
    book_rows,
    count_rows,
    counted,
    given_of,
    keepers,
    reached_of,
)
from dieuphoi.steering.directives.selectors.waits import tasks_counted, with_tasks_done

DIRECTION_CHOICES = tuple(Direction.choices)
DUTY_CHOICES = tuple(Duty.choices)
FILE_ROLE_CHOICES = tuple(FileRole.choices)
FINISH_CHOICES = tuple(Finish.choices)
FINISH_LABELS = dict(Finish.choices)
FINISH_NOTED = tuple(each.value for each in NOTED)
HANDLING_ROLE_CHOICES = tuple(HandlingRole.choices)
MEASURE_CHOICES = tuple(Measure.choices)
RELATION_CHOICES = tuple(RelationKind.choices)
URGENCY_CHOICES = tuple(Urgency.choices)
VERDICT_CHOICES = tuple(Verdict.choices)
DIRECTION_LABELS = dict(Direction.choices)
URGENCY_LABELS = dict(Urgency.choices)
RELATION_LABELS = dict(RelationKind.choices)
DUTY_LABELS = dict(Duty.choices)
VERDICT_LABELS = dict(Verdict.choices)
HANDLING_ROLE_LABELS = dict(HandlingRole.choices)
FILE_ROLE_LABELS = dict(FileRole.choices)

__all__ = [
    "ABOLISHED", "ADDRESSEE", "AMENDED", "BOXES", "DECISION_LABELS", "DIRECTION_CHOICES", "DIRECTION_LABELS", "DONE",
    "DRAFT_FORM", "DUTY_CHOICES", "DUTY_LABELS", "ENDED", "EXPIRED", "FILE", "FILE_ROLE_CHOICES", "FILE_ROLE_LABELS",
    "FINISH_CHOICES", "FINISH_LABELS", "FINISH_NOTED",
    "FORCES", "GIVEN", "GIVEN_DONE", "GROUPS", "HANDLING_ROLE_CHOICES",
    "HANDLING_ROLE_LABELS", "IN_FORCE", "IN_TIME", "ISSUED", "ISSUER", "KIND", "LATE", "LATES", "LATE_ASSIGN",
    "LATE_DONE", "LATE_READ", "LATE_RECEIVE", "MEASURE_CHOICES", "MONTH", "NOT_YET", "NO_DUE", "PASTED", "PERIOD",
    "RECEIVED", "RELATION_CHOICES", "RELATION_LABELS", "REPLACED", "SLOW_QUERY", "TIMELINESS", "URGENCY_CHOICES",
    "URGENCY_LABELS", "VERDICT_CHOICES", "VERDICT_LABELS", "AccessRules", "Found", "Pace", "ReadText", "Suggestion",
    "access_rows", "access_rules", "access_total", "addressee_by_id", "addressees_of", "book_rows", "clean_text",
    "contents_within", "count_rows", "counted", "decided_of", "directive_by_id", "document", "document_named",
    "documents", "documents_of_unit", "documents_offered", "drafting", "draftings", "file_by_id", "files_of",
    "files_text", "given_of", "given_to_me", "handler_choices", "handler_named", "handler_orgs", "handling_by_id",
    "handlings_of", "held_by_me", "holders", "holding_content", "holding_words", "in_box", "in_force",
    "issuer_choices", "keepers", "keepers_line", "kind_choices", "kinds_on", "late", "late_lines", "me",
    "numbering_rules", "numbers_per_kind", "of_number", "of_unit", "opinion_file", "opinion_request", "opinions_of",
    "opinions_waiting", "oversees", "own_lines", "paces_on", "places_of", "programme_choices", "reached_of", "read",
    "read_by_me", "receipts_of", "relation_by_id", "relations_of", "slow_access_count", "stand_of", "step_means",
    "steps_of", "suggestions_of", "tasks_counted", "tasks_of_document", "text_of", "timeliness_of", "unassigned",
    "unassigned_lines", "unread_by_me", "version_by_id", "versions_of", "waiting_readers", "with_tasks_done",
    "with_words", "withdrawn_files", "works_in",
]  # fmt: skip
