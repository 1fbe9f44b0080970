"""Drafts: the list, one of them, the time spent at each step, what is late and with whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Case, Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.workdays import working_days_between
from dieuphoi.registry.organisations.selectors import person_of_account
from dieuphoi.steering.directives.models import (
    Drafting,
    DraftingStep,
    DraftVersion,
    Opinion,
    OpinionRequest,
    own_orgs,
    own_person,
)
from dieuphoi.steering.directives.states import OPEN_DRAFTS, DraftingState

STATE_LABELS: Final = dict(DraftingState.choices)
IN_TIME, LATE, LATE_DONE, DONE, NO_DUE, ENDED = "IN_TIME", "LATE", "LATE_DONE", "DONE", "NO_DUE", "ENDED"
TIMELINESS: Final = (IN_TIME, LATE, DONE, LATE_DONE, NO_DUE, ENDED)


def draftings(actor: Actor, day: date) -> QuerySet[Any]:
    """Drafts asked for by a day, with ``timeliness``, ``asked_count`` and ``answered_count`` of opinions. Unordered."""
    requests = OpinionRequest.objects.filter(drafting_id=OuterRef("pk")).order_by()
    count = Func(F("pk"), function="COUNT", output_field=IntegerField())
    found: QuerySet[Any] = (
        Drafting.objects.visible_to(actor)
        .filter(asked_on__lte=day)
        .select_related("kind", "issuer", "drafter_org", "drafter", "signer", "document")
        .annotate(
            timeliness=Case(
                When(state=DraftingState.WITHDRAWN, then=Value(ENDED)),
                When(due_on__isnull=True, then=Value(NO_DUE)),
                When(state=DraftingState.ISSUED, ended_on__gt=F("due_on"), then=Value(LATE_DONE)),
                When(state=DraftingState.ISSUED, then=Value(DONE)),
                When(due_on__lt=day, then=Value(LATE)),
                default=Value(IN_TIME),
            ),
            asked_count=Coalesce(Subquery(requests.annotate(n=count).values("n")), 0),
            answered_count=Coalesce(
                Subquery(
                    requests.filter(Exists(Opinion.objects.filter(request_id=OuterRef("pk"))))
                    .annotate(n=count)
                    .values("n")
                ),
                0,
            ),
        )
    )
    return found


def drafting(actor: Actor, drafting_id: int, day: date) -> Any:
    """One draft with the annotations of :func:`draftings`, and who asks (``actor_person``, for the policies)."""
    Drafting.objects.one_visible_to(actor, id=drafting_id)
    row = draftings(actor, max(day, actor.on)).select_related("asked_by_document__kind", "field").get(pk=drafting_id)
    row.actor_person = person_of_account(actor.id)
    return row


def held_by_me(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those that lie on my desk, or on that of my body and of nobody by name."""
    return rows.filter(state__in=OPEN_DRAFTS).filter(
        Q(holder_person_id__in=own_person(actor)) | Q(holder_person__isnull=True, holder_org_id__in=own_orgs(actor))
    )


@dataclass(frozen=True, slots=True)
class StepLine:
    """A draft at one step: since when, until when (``None``: now), so many working days, with whom."""

    state: str
    move: str
    began_at: datetime
    ended_at: datetime | None
    days: int
    holder: str
    author: str
    note: str

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self.state])


def steps_of(actor: Actor, drafting_id: int, now: datetime) -> list[StepLine]:
    """The way of a draft, step by step, in working days (S0-29). One query."""
    rows = list(DraftingStep.objects.visible_to(actor).filter(drafting_id=drafting_id).order_by("pk"))
    calendar = work_calendar()
    found = []
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        end = after.recorded_at if after is not None else None
        is_over = row.state in (DraftingState.ISSUED, DraftingState.WITHDRAWN)
        until = end or (row.recorded_at if is_over else now)
        days = max(0, working_days_between(today(row.recorded_at), today(until), calendar))
        found.append(
            StepLine(
                row.state, row.move, row.recorded_at, row.recorded_at if is_over else end, days, row.holder_name,
                row.author_name, row.note,
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class StepMean:
    """How long drafts stay at a step: the mean of ``n`` stays that are over, the longest, how many are there now."""

    state: str
    n: int
    mean: Decimal | None
    longest: int
    now: int

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self.state])


def step_means(actor: Actor, day: date, now: datetime, *, rows: Any = None) -> list[StepMean]:
    """Mean working days at each step over the drafts shown (rules-and-practice: "mean days per step"). Two queries."""
    shown = draftings(actor, day) if rows is None else rows
    ids = list(shown.order_by().values_list("pk", flat=True))
    calendar = work_calendar()
    stays: dict[str, list[int]] = {state: [] for state in OPEN_DRAFTS}
    open_now: dict[str, int] = dict.fromkeys(OPEN_DRAFTS, 0)
    before: dict[int, tuple[str, datetime]] = {}
    steps = DraftingStep.objects.filter(drafting_id__in=ids).order_by("drafting_id", "pk")
    for pk, state, at in steps.values_list("drafting_id", "state", "recorded_at"):
        if pk in before:
            former, since = before[pk]
            if former in stays:
                stays[former].append(max(0, working_days_between(today(since), today(at), calendar)))
        before[pk] = (state, at)
    for state, _since in before.values():
        if state in open_now:
            open_now[state] += 1
    return [
        StepMean(
            state, len(days), Decimal(sum(days)) / len(days) if days else None, max(days, default=0), open_now[state]
        )
        for state, days in stays.items()
    ]


@dataclass(frozen=True, slots=True)
class HolderLine:
    """How many drafts lie with somebody, and how many of them are late (S0-34)."""

    holder: str
    count: int
    late: int


def holders(actor: Actor, day: date) -> list[HolderLine]:
    """Who has drafts now: the late ones first. One query."""
    rows = (
        draftings(actor, day)
        .filter(state__in=OPEN_DRAFTS)
        .order_by()
        .values("holder_name")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=day)))
        .order_by("-late", "-n", "holder_name")
    )
    return [HolderLine(row["holder_name"], row["n"], row["late"]) for row in rows]


def versions_of(actor: Actor, drafting_id: int) -> list[DraftVersion]:
    """The versions of the text, the newest first."""
    return list(DraftVersion.objects.visible_to(actor).filter(drafting_id=drafting_id).order_by("-number"))


def version_by_id(actor: Actor, version_id: int) -> DraftVersion:
    """Raises ``NotVisible``."""
    return DraftVersion.objects.select_related("blob").one_visible_to(actor, id=version_id)


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """An agency that was asked, its newest answer (``None``: it waits), how many there were, whether it is late."""

    request: Any
    answer: Any
    count: int
    is_late: bool


def opinions_of(actor: Actor, drafting_id: int, day: date) -> list[OpinionLine]:
    """Who was asked, in the order of asking, with the answer that counts. Two queries."""
    requests = OpinionRequest.objects.visible_to(actor).filter(drafting_id=drafting_id).order_by("due_on", "pk")
    answers: dict[int, list[Any]] = {}
    for each in Opinion.objects.visible_to(actor).filter(drafting_id=drafting_id).order_by("pk"):
        answers.setdefault(each.request_id, []).append(each)
    found = []
    for request in requests:
        given = answers.get(request.pk, [])
        late = today(given[0].recorded_at) > request.due_on if given else request.due_on < day
        found.append(OpinionLine(request, given[-1] if given else None, len(given), late))
    return found


def opinion_request(actor: Actor, request_id: int) -> OpinionRequest:
    """Raises ``NotVisible``."""
    return OpinionRequest.objects.select_related("drafting__kind").one_visible_to(actor, id=request_id)


def opinion_file(actor: Actor, opinion_id: int) -> Opinion:
    """An answer with a file. Raises ``NotVisible``."""
    return Opinion.objects.select_related("blob").filter(blob__isnull=False).one_visible_to(actor, id=opinion_id)


def opinions_waiting(actor: Actor) -> QuerySet[Any]:
    """Questions to my bodies that nobody has answered, of drafts that are not signed yet."""
    open_states = (DraftingState.DRAFTING, DraftingState.OPINIONS, DraftingState.SUBMITTED)
    rows: QuerySet[Any] = (
        OpinionRequest.objects.visible_to(actor)
        .filter(org_id__in=own_orgs(actor), drafting__state__in=open_states)
        .filter(~Exists(Opinion.objects.filter(request_id=OuterRef("pk"))))
        .select_related("drafting")
        .order_by("due_on", "pk")
    )
    return rows
