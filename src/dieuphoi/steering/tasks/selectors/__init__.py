"""Reading tasks: rows with how they stand by the clock, one task with everything on it, the numbers that judge."""

from dieuphoi.steering.tasks.models import Cause, Every, Grade, Part, TaskKind, Urgency
from dieuphoi.steering.tasks.selectors.judging import to_judge
from dieuphoi.steering.tasks.selectors.one import (
    Moment,
    bodies,
    communes,
    criteria,
    criteria_of,
    doer_choice,
    doers,
    due_words,
    extension_by_id,
    extensions_of,
    fields_on,
    file_by_id,
    files_of,
    inside,
    links_of,
    parts_of,
    readers_of,
    replies_of,
    story_of,
    wants_cause,
    works_for,
)
from dieuphoi.steering.tasks.selectors.rows import (
    BODY_PARTS,
    DOING_STATES,
    DONE_IN_TIME,
    DONE_LATE,
    DONE_NO_DUE,
    ENDED_STATES,
    IN_TIME,
    NEAR,
    NO_DUE,
    OPEN_STATES,
    OVERDUE,
    PAUSED,
    RUNNING,
    TIMELINESS,
    WAITING,
    WAITING_LATE,
    WITHDRAWN,
    as_of,
    commune_names,
    extended,
    given_by,
    mine,
    of_body,
    of_criterion,
    of_own_bodies,
    of_unit,
    returned,
    running,
    shared_by,
    task,
    task_for_act,
    tasks,
    timely,
    unit_named,
    with_clock,
)
from dieuphoi.steering.tasks.selectors.rules import MEASURE_LABELS, Clock, Number, clock_on, numbers_on, rules
from dieuphoi.steering.tasks.selectors.waiting import (
    BodyLine,
    Counts,
    OneTask,
    Waiting,
    asking,
    counts,
    counts_then,
    my_tasks,
    of_led_bodies,
    open_of_criterion,
    open_of_unit,
    overdue_by_body,
    waiting_for,
)

KIND_CHOICES = tuple(TaskKind.choices)
URGENCY_CHOICES = tuple(Urgency.choices)
EVERY_CHOICES = tuple(Every.choices)
CAUSE_CHOICES = tuple(Cause.choices)
GRADE_CHOICES = tuple(Grade.choices)
PART_LABELS = dict(Part.choices)

__all__ = [
    "BODY_PARTS", "CAUSE_CHOICES", "DOING_STATES", "DONE_IN_TIME", "DONE_LATE", "DONE_NO_DUE", "ENDED_STATES",
    "EVERY_CHOICES", "GRADE_CHOICES", "IN_TIME", "KIND_CHOICES", "MEASURE_LABELS", "NEAR", "NO_DUE", "OPEN_STATES",
    "OVERDUE", "PART_LABELS", "PAUSED", "RUNNING", "TIMELINESS", "URGENCY_CHOICES", "WAITING", "WAITING_LATE",
    "WITHDRAWN", "BodyLine", "Clock", "Counts", "Moment", "Number", "OneTask", "Waiting", "as_of", "asking",
    "bodies", "clock_on", "commune_names", "communes", "counts", "counts_then", "criteria", "criteria_of",
    "doer_choice", "doers", "due_words", "extended", "extension_by_id", "extensions_of", "fields_on", "file_by_id",
    "files_of", "given_by", "inside", "links_of", "mine", "my_tasks", "numbers_on", "of_body", "of_criterion",
    "of_led_bodies", "of_own_bodies", "of_unit", "open_of_criterion", "open_of_unit", "overdue_by_body", "parts_of",
    "readers_of", "replies_of", "returned", "rules", "running", "shared_by", "story_of", "task", "task_for_act",
    "tasks", "timely", "to_judge", "unit_named", "waiting_for", "wants_cause", "with_clock", "works_for",
]  # fmt: skip
