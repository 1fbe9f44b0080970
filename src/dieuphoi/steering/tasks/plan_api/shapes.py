"""What goes in and out of the operations on work programmes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Schema

from dieuphoi.core.kernel.api import (
    Action,
    Day,
    Id,
    Line,
    LongText,
    PageQuery,
    Text,
)

KindCode = Literal["PROGRAMME", "KEY", "FRAME"]
StateCode = Literal["DRAFT", "CONSULTED", "SUBMITTED", "APPROVED", "AMENDED", "ENDED", "DROPPED"]
StandingCode = Literal["NOT_GIVEN", "MISSED", "GIVEN", "DOING", "LATE", "DONE", "GONE"]
StanceCode = Literal["AGREE", "REMARKS", "AGAINST"]


class MoneyRow(Schema):
    """Money of a line: whole đồng."""

    source: Line
    amount: int
    year: int


class WorkPlanOut(Schema):
    """A plan. ``edition`` is the number of the edition in force, 0 where it was never approved."""

    id: int
    title: str
    kind: str
    period: str
    state: str
    org_id: int
    org: str
    edition: int
    decision_number: str
    decision_on: Day | None
    frame_id: int | None
    before_id: int | None


class PlanRow(WorkPlanOut):
    lines: int
    lines_key: int
    lines_done: int


class PlanLineOut(Schema):
    """A line as it is read. ``standing`` is told by the tasks that the asker sees, which ``task_ids`` are. ``revision``
    and ``money_revision`` are sent back by who writes; 0 where the line is read from an edition.
    """

    id: int
    number: int
    group_id: int | None
    group: str
    text: str
    product: str
    lead_org_id: int | None
    lead_org: str
    coordinating: list[int]
    person_id: int | None
    person: str
    timing: str
    due_on: Day | None
    every: str
    is_key: bool
    money: list[MoneyRow]
    note: str
    standing: str
    task_ids: list[int]
    revision: int
    money_revision: int


class PlanWhole(WorkPlanOut):
    """``reads_edition``: the lines are those of this edition, because the plan is being written in."""

    text: str
    source_line: str
    opinions_due_on: Day | None
    submitted_on: Day | None
    reads_edition: int | None
    lines: list[PlanLineOut]
    available_actions: list[Action]


class LineRow(Schema):
    id: int
    plan_id: int
    plan: str
    text: str
    lead_org_id: int | None
    person_id: int | None
    timing: str
    due_on: Day | None
    is_key: bool
    standing: str
    done_on: Day | None


class PlanEditionOut(Schema):
    number: int
    kind: str
    at: datetime
    author: str
    digest: str
    holds: bool
    content: dict[str, Any]


class PlansQuery(PageQuery):
    q: Line = ""
    kind: KindCode | None = None
    state: StateCode | None = None
    org: Id | None = None
    year: int | None = None


class LinesQuery(PageQuery):
    q: Line = ""
    plan: Id | None = None
    key: Literal["true", "false"] | None = None
    standing: StandingCode | None = None
    org: Id | None = None
    approved: Literal["true", "false"] | None = None
    due_from: Day | None = None
    due_to: Day | None = None
    done_from: Day | None = None
    done_to: Day | None = None


class PlanIn(Schema):
    org_id: Id
    kind: KindCode = "PROGRAMME"
    title: Line
    period: Line
    source_line: Line = ""
    text: LongText = ""
    note: Text = ""
    frame_id: Id | None = None
    province_id: Id | None = None
    with_steps: bool = False


class GroupIn(Schema):
    title: Line
    place: int | None = None


class LineIn(Schema):
    text: LongText
    product: Line = ""
    group_id: Id | None = None
    lead_org_id: Id | None = None
    coordinating: list[Id] = []
    person_id: Id | None = None
    timing: Line = ""
    is_key: bool = False
    note: Text = ""
    place: int | None = None


class LinePatch(Schema):
    """What is said again; what is left out stays. ``revision`` is the one that the writer saw."""

    revision: int
    text: LongText | None = None
    product: Line | None = None
    group_id: Id | None = None
    lead_org_id: Id | None = None
    coordinating: list[Id] | None = None
    person_id: Id | None = None
    timing: Line | None = None
    is_key: bool | None = None
    note: Text | None = None
    place: int | None = None


class MoneyIn(Schema):
    revision: int
    rows: list[MoneyRow]


class MemberIn(Schema):
    person_id: Id
    duty: Line = ""


class StepIn(Schema):
    title: Line
    due_on: Day
    org_id: Id | None = None
    source: Line = ""


class StepDoneIn(Schema):
    done_on: Day | None = None
    done_note: Line = ""


class WordsIn(Schema):
    text: Text = ""


class PlanConsultIn(Schema):
    org_ids: list[Id]
    due_on: Day


class AnswerIn(Schema):
    stance: StanceCode
    text: LongText = ""
    document: Line = ""


class ApproveIn(Schema):
    decision_number: Line
    decision_on: Day
    signer: Line = ""


class GivenIn(Schema):
    line_id: Id
    responsible_id: Id
    due_on: Day | None = None
    no_due_reason: Line = ""
    product: Line = ""


class GiveIn(Schema):
    given_on: Day
    lines: list[GivenIn]


class PlanLinkIn(Schema):
    task_id: Id


class CarryIn(PlanIn):
    line_ids: list[Id] = []
    reason: Text = ""
