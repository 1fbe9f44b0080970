"""What goes in and out of the operations on tasks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Schema

from dieuphoi.core.kernel.api import Day, Id, Line, PageQuery, Text

KindCode = Literal["ORDINARY", "KEY", "STANDING", "REQUEST"]
UrgencyCode = Literal["NORMAL", "URGENT", "VERY_URGENT", "FLASH"]
StateCode = Literal[
    "NEW", "ACCEPTED", "IN_PROGRESS", "REPORTED", "RETURNED", "PAUSED", "REFUSED", "DONE", "WITHDRAWN"
]
TimelinessCode = Literal[
    "OVERDUE", "NEAR", "IN_TIME", "NO_DUE", "WAITING", "WAITING_LATE", "PAUSED", "DONE_IN_TIME", "DONE_LATE",
    "DONE_NO_DUE", "WITHDRAWN",
]  # fmt: skip
CauseCode = Literal["DOCUMENT", "OPINION", "MONEY", "PERSON", "OTHER"]


class TaskOut(Schema):
    """A task as of the day. ``timeliness`` is computed from the clock of that day; ``due_on`` is the date that held."""

    id: int
    code: str
    title: str
    product: str
    kind: str
    urgency: str
    state: str
    timeliness: str
    idle: bool
    given_on: Day
    due_on: Day | None
    no_due_reason: str
    first_due_on: Day | None
    reported_on: Day | None
    done_on: Day | None
    lead_org_id: int
    lead_org: str
    responsible_id: int
    responsible: str
    giver_org_id: int
    giver_org: str
    sharing: list[dict[str, Any]]
    unit_ids: list[int]
    percent: int | None
    delay: str
    grade: str
    parent_id: int | None
    reply_to_id: int | None
    parts: int
    parts_open: int
    source_line: str
    text: str


class MomentOut(Schema):
    at: datetime
    who: str
    what: str
    text: str


class ExtensionOut(Schema):
    id: int
    state: str
    wanted_due: Day
    granted_due: Day | None
    reason: str
    cause: str
    asked_on: Day
    asked_by: str
    decided_on: Day | None
    decided_by: str
    answer: str
    available_actions: list[str]


class TaskWhole(TaskOut):
    story: list[MomentOut]
    extensions: list[ExtensionOut]
    available_actions: list[str]


class TaskQuery(PageQuery):
    as_of: Day | None = None
    q: Line = ""
    whose: Literal["mine", "given", "judge", "unit", "led"] | None = None
    open: Literal["true", "false"] | None = None
    timeliness: TimelinessCode | None = None
    standing: StateCode | None = None
    kind: KindCode | None = None
    urgency: UrgencyCode | None = None
    org: Id | None = None
    part: Literal["share", "any", "give"] | None = None
    person: Id | None = None
    unit: Id | None = None
    criterion: Id | None = None
    delay: CauseCode | None = None
    idle: Literal["true", "false"] | None = None
    orphaned: Literal["true", "false"] | None = None
    due_from: Day | None = None
    due_to: Day | None = None


class OneQuery(Schema):
    as_of: Day | None = None


class TaskBody(Schema):
    title: Line
    product: Line
    lead_org_id: Id
    responsible_id: Id
    given_on: Day
    due_on: Day | None = None
    no_due_reason: Line = ""
    text: Text = ""
    source_line: Line = ""
    kind: KindCode = "ORDINARY"
    urgency: UrgencyCode = "NORMAL"
    restricted: bool = False
    field_id: Id | None = None
    every: Literal["", "month", "quarter", "half", "year"] = ""
    parent_id: Id | None = None
    reply_to_id: Id | None = None
    giver_id: Id | None = None
    giver_org_id: Id | None = None
    province_id: Id | None = None
    coordinating: list[Id] = []
    following: list[Id] = []
    informed: list[Id] = []
    unit_ids: list[Id] = []
    criterion_ids: list[Id] = []
    note: Text = ""


class TaskIn(TaskBody):
    """``alike_seen``: the open tasks that the answer ``may_be_there`` named, where this is another one."""

    alike_seen: list[Id] = []


class TaskCorrectionIn(TaskBody):
    reason: Text = ""


class TaskReasonIn(Schema):
    reason: Text = ""


class ProgressIn(Schema):
    text: Text = ""
    percent: int | None = None


class DelayIn(Schema):
    cause: Literal["", "DOCUMENT", "OPINION", "MONEY", "PERSON", "OTHER"] = ""
    text: Text = ""


class ReportIn(Schema):
    text: Text = ""
    document: Line = ""
    cause: Literal["", "DOCUMENT", "OPINION", "MONEY", "PERSON", "OTHER"] = ""
    why: Text = ""


class TaskConfirmIn(Schema):
    grade: Literal["", "GOOD", "FAIR", "POOR"] = ""


class PauseIn(Schema):
    reason: Text = ""
    until: Day | None = None


class HandIn(Schema):
    person_id: Id
    org_id: Id | None = None
    reason: Text = ""


class RegiveIn(Schema):
    person_id: Id | None = None
    org_id: Id | None = None
    due_on: Day | None = None
    reason: Text = ""


class ExtensionIn(Schema):
    wanted_due: Day
    cause: CauseCode
    reason: Text = ""


class GrantIn(Schema):
    due_on: Day | None = None
    answer: Text = ""


class TasksUrgeIn(Schema):
    task_ids: list[Id]
    words: Text = ""
    letter: Line = ""


class TaskLeftOut(Schema):
    task_id: int
    reason: str


class TasksUrgedOut(Schema):
    done: list[int]
    left: list[TaskLeftOut]
