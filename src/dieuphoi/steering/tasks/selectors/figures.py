"""What the scorecard counts: each figure with its rule in words and the condition by which a task counts.

The condition is one ``Q`` over tasks with their clock (``rows.with_clock``): the scorecard counts by it, and the list
of tasks narrows by it (``?figure=late&during=2026-Q1&body=12``), so that a number and the rows behind it are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest, Least
from django.db.models.lookups import Exact, GreaterThan, IsNull
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.dates import day_start
from dieuphoi.core.kernel.period import Period
from dieuphoi.core.kernel.worksql import as_day, day_of, workdays_after
from dieuphoi.registry.organisations.models import OrgKind
from dieuphoi.steering.tasks.models import Cause, Delay, Extension, Measure, Task, TaskReport, TaskReturn
from dieuphoi.steering.tasks.reach import whole_body
from dieuphoi.steering.tasks.selectors.rows import (
    DONE_IN_TIME,
    DONE_LATE,
    ENDED_STATES,
    OVERDUE,
    WAITING,
    WAITING_LATE,
)
from dieuphoi.steering.tasks.selectors.rules import Clock, Number, clock_of, numbers_on
from dieuphoi.steering.tasks.states import ExtensionState, TaskState

LEAD, GIVE = "lead", "give"
NO_CAUSE: Final = "NONE"
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A period as it is looked at on a day: what happened from ``start`` until ``until`` (both counted), and how things
    stand on ``until``.
    """

    period: Period
    until: date
    numbers: dict[str, Number]
    clock: Clock

    @property
    def start(self) -> date:
        return self.period.start

    @property
    def is_over(self) -> bool:
        return self.until == self.period.last_day

    def days(self, field: str) -> Q:
        """A date within the period."""
        return Q(**{f"{field}__range": (self.start, self.until)})

    def instants(self, field: str) -> Q:
        """An instant within the period."""
        return Q(**{f"{field}__gte": day_start(self.start), f"{field}__lt": day_start(self.until + _DAY)})

    def limit(self, measure: str) -> int:
        return self.numbers[measure].number


def span_of(period: Period, day: date) -> Span:
    """The period as of a day. One query."""
    until = min(period.last_day, day)
    numbers = numbers_on(until)
    return Span(period, until, numbers, clock_of(until, numbers))


# ------------------------------------------------------------------------------------------------ conditions


def _in_hand(span: Span) -> Q:
    return Q(given_on__lte=span.until) & ~Q(done_on__lt=span.start) & ~Q(ended_on__lt=span.start)


def _is_open(span: Span) -> Q:
    return ~Q(standing__in=ENDED_STATES)


def _late(span: Span) -> Q:
    return Q(timeliness=DONE_LATE) & span.days("done_on") | Q(timeliness__in=[OVERDUE, WAITING_LATE])


def _judged(span: Span) -> Q:
    return Q(timeliness=DONE_IN_TIME) & span.days("done_on") | _late(span)


def _reported(span: Span) -> Q:
    return Q(Exists(TaskReport._base_manager.filter(span.days("reported_on"), task=OuterRef("pk"))))


def _returned(span: Span) -> Q:
    return Q(Exists(TaskReturn._base_manager.filter(span.instants("recorded_at"), task=OuterRef("pk"))))


def _extended(span: Span, state: str = ExtensionState.GRANTED) -> Q:
    decided = Extension._base_manager.filter(span.days("decided_on"), task=OuterRef("pk"), state=state)
    return Q(Exists(decided))


def refusals(span: Span) -> QuerySet[Any]:
    """The refusals of the period in the history, which keeps who led the task then: it may be another body's by now.

    ``moved_at`` is the instant of the act; the history's own clock is that of the database.
    """
    events: Any = Task.pgh_event_model  # type: ignore[attr-defined]
    found: QuerySet[Any] = events._base_manager.filter(
        span.instants("moved_at"), pgh_act="task.refuse", state=TaskState.REFUSED
    )
    return found


def _refused(span: Span) -> Q:
    return Q(Exists(refusals(span).filter(pgh_obj_id=OuterRef("pk"))))


def put_to_the_doer() -> Greatest:
    """The day from which a task could be accepted: when it was given, entered here, or given again after a refusal. An
    order that the office enters late makes nobody slow.
    """
    events: Any = Task.pgh_event_model  # type: ignore[attr-defined]
    put = events._base_manager.filter(
        Q(pgh_label="insert") | Q(pgh_act__in=["task.regive", "task.restore"]), pgh_obj_id=OuterRef("pk")
    )
    at = Subquery(put.order_by("-pgh_id").values("moved_at")[:1])
    return Greatest("given_on", Coalesce(day_of(at), F("given_on")))


def _slow_accept(span: Span) -> Q:
    until = as_day(span.until)
    days = workdays_after(put_to_the_doer(), Least(Coalesce("accepted_on", until), until), work_calendar())
    answered = Q(accepted_on__isnull=False) | Q(standing=TaskState.NEW)
    return span.days("given_on") & answered & Q(GreaterThan(days, span.limit(Measure.ACCEPT)))


def answered_reports(span: Span, **which: Any) -> QuerySet[TaskReport]:
    """The reports of the period that were, or must be, answered, with ``days``: how many working days each waited for
    an answer by ``until``. One that its author took back waited for nobody.
    """
    later = TaskReport._base_manager.filter(task=OuterRef("task"), number__gt=OuterRef("number"))
    until = as_day(span.until)
    returned = day_of("returned__recorded_at")
    # A confirmed task rests: the last act on it is the confirmation.
    confirmed = Case(When(task__state=TaskState.DONE, then=day_of("task__moved_at")), default=until)
    rows = TaskReport._base_manager.filter(span.days("reported_on"), **which).filter(
        Q(returned__isnull=False) | ~Exists(later) & Q(task__state__in=[TaskState.REPORTED, TaskState.DONE])
    )
    answer = Least(Coalesce(returned, confirmed), until)
    found: QuerySet[TaskReport] = rows.annotate(days=workdays_after(F("reported_on"), answer, work_calendar()))
    return found


def _asked_to_confirm(span: Span) -> Q:
    return Q(Exists(answered_reports(span, task=OuterRef("pk"))))


def _slow_confirm(span: Span) -> Q:
    asked: Any = answered_reports(span, task=OuterRef("pk"))
    return Q(Exists(asked.filter(days__gt=span.limit(Measure.CONFIRM))))


def cause_of_delay(span: Span) -> Coalesce:
    """Why a task is late, as who does it said last, or gave as the cause of a request for more time; nothing where
    nobody named one.
    """
    until = day_start(span.until + _DAY)
    named = Delay._base_manager.filter(task=OuterRef("pk"), recorded_at__lt=until).exclude(cause="")
    asked = Extension._base_manager.filter(task=OuterRef("pk"), asked_on__lte=span.until)
    return Coalesce(
        Subquery(named.order_by("-pk").values("cause")[:1]), Subquery(asked.order_by("-pk").values("cause")[:1])
    )


def _late_by(cause: str) -> Callable[[Span], Q]:
    def condition(span: Span) -> Q:
        named = cause_of_delay(span)
        return _late(span) & Q(IsNull(named, True) if cause == NO_CAUSE else Exact(named, cause))

    return condition


# ------------------------------------------------------------------------------------------------ the figures


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: ``rule`` says in words what is counted; ``of`` names the figure that it is a part of; ``side``
    whether it counts for the body that leads the task or for the one that gave it. On the side of the lead only tasks
    that were in hand in the period count.
    """

    key: str
    label: Any
    rule: Any
    condition: Callable[[Span], Q]
    of: str = ""
    side: str = LEAD

    def counts(self, span: Span) -> Q:
        """The whole condition by which a task counts."""
        found = self.condition(span)
        return found if self.side == GIVE or self.key == "refused" else found & _in_hand(span)


FIGURES: Final = (
    Figure("in_hand", _("Việc trong kỳ"),
           _("Việc giao trong kỳ và việc giao trước đó còn mở khi kỳ bắt đầu."), _in_hand),
    Figure("carried", _("Mang sang"), _("Giao trước kỳ, còn mở khi kỳ bắt đầu."),
           lambda span: Q(given_on__lt=span.start) & _in_hand(span), "in_hand"),
    Figure("given", _("Giao trong kỳ"), _("Ngày giao trong kỳ."), lambda span: span.days("given_on"), "in_hand"),
    Figure("done", _("Hoàn thành"), _("Báo cáo được xác nhận; tính vào ngày báo cáo."),
           lambda span: Q(standing=TaskState.DONE) & span.days("done_on"), "in_hand"),
    Figure("in_time", _("Đúng hạn"), _("Hoàn thành, ngày báo cáo không sau hạn (kể cả hạn đã gia hạn)."),
           lambda span: Q(timeliness=DONE_IN_TIME) & span.days("done_on"), "judged"),
    Figure("done_late", _("Hoàn thành muộn"), _("Hoàn thành, ngày báo cáo sau hạn."),
           lambda span: Q(timeliness=DONE_LATE) & span.days("done_on"), "judged"),
    Figure("withdrawn", _("Đã rút"), _("Bên giao rút trong kỳ: không phải làm nữa."),
           lambda span: Q(standing=TaskState.WITHDRAWN) & span.days("ended_on"), "in_hand"),
    Figure("open", _("Còn mở"), _("Chưa hoàn thành và chưa rút vào ngày cuối."), _is_open, "in_hand"),
    Figure("overdue", _("Đang quá hạn"), _("Vào ngày cuối chưa báo cáo mà hạn đã qua. Việc tạm dừng không tính."),
           lambda span: Q(timeliness=OVERDUE), "judged"),
    Figure("waiting_late", _("Báo cáo muộn, chờ xác nhận"),
           _("Vào ngày cuối đã báo cáo sau hạn, bên giao chưa xác nhận."),
           lambda span: Q(timeliness=WAITING_LATE), "judged"),
    Figure("waiting", _("Chờ xác nhận"), _("Vào ngày cuối đã báo cáo, bên giao chưa xác nhận."),
           lambda span: Q(timeliness__in=[WAITING, WAITING_LATE]), "open"),
    Figure("judged", _("Đã rõ đúng hay muộn"),
           _("Hoàn thành trong kỳ (việc có hạn), đang quá hạn, hoặc báo cáo muộn chờ xác nhận. Để việc quá hạn mà "
             "không báo cáo không làm tỷ lệ tốt lên."), _judged, "in_hand"),
    Figure("late", _("Muộn"), _("Hoàn thành muộn, đang quá hạn, hoặc báo cáo muộn chờ xác nhận."), _late, "judged"),
    Figure("returned", _("Bị trả lại"), _("Có báo cáo bị trả lại trong kỳ."), _returned, "reported"),
    Figure("reported", _("Đã báo cáo"), _("Có báo cáo hoàn thành trong kỳ."), _reported, "in_hand"),
    Figure("refused", _("Từ chối nhận"), _("Cơ quan từ chối nhận trong kỳ, kể cả việc sau đó giao cho nơi khác."),
           _refused),
    Figure("extended", _("Được gia hạn"), _("Có đề nghị gia hạn được đồng ý trong kỳ."), _extended, "in_hand"),
    Figure("idle", _("Im ắng"),
           _("Đang phải làm mà vào ngày cuối không ai động tới quá số ngày làm việc của mức “im ắng”."),
           lambda span: Q(idle=True), "open"),
    Figure("slow_accept", _("Chậm nhận việc"),
           _("Giao trong kỳ, nhận (hoặc chưa nhận) sau quá số ngày làm việc của mức “chậm nhận việc”, tính từ ngày "
             "việc được ghi vào hệ thống hoặc giao lại."), _slow_accept, "given"),
    Figure("gave", _("Đã giao"), _("Cơ quan giao cho nơi khác hoặc cho người của mình trong kỳ."),
           lambda span: span.days("given_on"), side=GIVE),
    Figure("to_confirm", _("Báo cáo phải xác nhận"),
           _("Việc cơ quan giao có báo cáo trong kỳ; báo cáo mà người làm tự rút không tính."), _asked_to_confirm,
           side=GIVE),
    Figure("slow_confirm", _("Chậm xác nhận"),
           _("Báo cáo trong kỳ chờ xác nhận hoặc trả lại quá số ngày làm việc của mức “chậm xác nhận”."),
           _slow_confirm, "to_confirm", GIVE),
    *(
        Figure(f"late_{cause}", label, _("Việc muộn mà nguyên nhân ghi sau cùng là nguyên nhân này."), _late_by(cause),
               "late")
        for cause, label in (*Cause.choices, (NO_CAUSE, _("chưa ghi nguyên nhân")))
    ),
)  # fmt: skip
BY_KEY: Final = {figure.key: figure for figure in FIGURES}
CAUSES: Final = tuple(figure for figure in FIGURES if figure.key.startswith("late_"))
LEAD_FIGURES: Final = tuple(f for f in FIGURES if f.side == LEAD and f not in CAUSES and f.key != "refused")
"""What one query counts for the bodies that lead; refusals are counted by the history, causes by a query of theirs."""
GIVE_FIGURES: Final = tuple(figure for figure in FIGURES if figure.side == GIVE)


def body_of(side: str, tops: frozenset[int] = frozenset()) -> Case:
    """The body that a task counts for: that of its lead (or of its giver), of a room the body that it is a room of.
    Rooms in ``tops`` count for themselves: whoever heads a room alone.
    """
    org = "lead_org" if side == LEAD else "giver_org"
    room = {f"{org}__kind": OrgKind.ROOM}
    in_room = {**room, f"{org}__parent__kind": OrgKind.ROOM}
    own = [
        When(**{f"{path}__in": sorted(tops)}, then=path)
        for path in (f"{org}_id", f"{org}__parent_id", f"{org}__parent__parent_id")
        if tops
    ]
    return Case(
        *own,
        When(**in_room, **{f"{org}__parent__parent__isnull": False}, then=f"{org}__parent__parent_id"),
        When(**room, **{f"{org}__parent__isnull": False}, then=f"{org}__parent_id"),
        default=f"{org}_id",
    )


def of_outside(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of ``rows`` that another body gave: not what a body gives itself or its rooms."""
    found: Any = rows.alias(doing_body=body_of(LEAD), giving_body=body_of(GIVE))
    return found.exclude(doing_body=F("giving_body"))  # type: ignore[no-any-return]


def narrowed(rows: QuerySet[Any], figure: str, span: Span, *, body: int | None = None) -> QuerySet[Any]:
    """Those of ``rows`` (with their clock) that a figure counts in a period, for a body with its rooms where one is
    named.
    """
    chosen = BY_KEY[figure]
    if figure == "refused" and body is not None:
        refused = refusals(span).filter(lead_org__in=whole_body(body).values("pk"))
        return rows.filter(pk__in=refused.values("pgh_obj_id"))
    rows = rows.filter(chosen.counts(span))
    return rows if body is None else of_whole_body(rows, body, chosen.side)


def of_whole_body(rows: QuerySet[Any], body: int, side: str = LEAD) -> QuerySet[Any]:
    """Those of ``rows`` that a body, or a room of it, leads (or gave)."""
    org = "lead_org" if side == LEAD else "giver_org"
    return rows.filter(**{f"{org}__in": whole_body(body).values("pk")})
