"""The scorecard of bodies and their heads in a period (S4-14, S4-16, S0-30), and how long each step takes (S4-19)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Avg, Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.text import vn_key
from dieuphoi.core.kernel.worksql import Median, day_of, workdays_after
from dieuphoi.registry.organisations.models import OrgKind, OrgUnit
from dieuphoi.steering.tasks.models import Extension, Measure, Task, TaskReport
from dieuphoi.steering.tasks.reach import Reach, reach_of
from dieuphoi.steering.tasks.selectors.figures import (
    BY_KEY,
    GIVE,
    GIVE_FIGURES,
    LEAD,
    LEAD_FIGURES,
    NO_CAUSE,
    Span,
    body_of,
    cause_of_delay,
    of_outside,
    of_whole_body,
    put_to_the_doer,
    refusals,
)
from dieuphoi.steering.tasks.selectors.heads import Head, heads_of
from dieuphoi.steering.tasks.selectors.rows import with_clock
from dieuphoi.steering.tasks.states import ExtensionState, TaskState


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one body. ``counts`` by the keys of ``figures.FIGURES``; ``late_days`` are the working days by
    which its tasks that were done late were late, all together, ``median_late`` their median; ``rank`` is empty where
    too few cases are decided.
    """

    org_id: int
    name: str
    heads: tuple[Head, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    late_days: int = 0
    median_late: Decimal | None = None
    rank: int | None = None

    def part(self, figure: str) -> tuple[int, int] | None:
        """``(n, of)``: the figure and what it is a part of; nothing where it is a part of nothing."""
        of = BY_KEY[figure].of
        return (self.counts[figure], self.counts[of]) if of else None

    @property
    def mean_late(self) -> Decimal | None:
        """The mean working days by which tasks that were done late were late."""
        n = self.counts["done_late"]
        return Decimal(self.late_days) / n if n else None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All bodies that the actor looks at. ``total`` adds them up; ``outside``: only what other bodies gave counts."""

    span: Span
    outside: bool
    rows: tuple[Score, ...]
    total: Score

    @property
    def ranked(self) -> int:
        return sum(row.rank is not None for row in self.rows)


def scorecard(
    actor: Actor, span: Span, *, outside: bool = False, body: int | None = None, province: int | None = None
) -> Scorecard:
    """The figures of every body in a period, of the bodies that the actor looks at: all, or those that they head. With
    ``body`` of that one alone. Eight queries and the reach, however many bodies and tasks.
    """
    reach = reach_of(actor)
    tops = _room_tops(reach)
    all_lead = _rows(actor, span, reach, LEAD, outside, province)
    give = _rows(actor, span, reach, GIVE, outside, province)
    lead = all_lead.filter(BY_KEY["in_hand"].counts(span))
    if body is not None:
        lead, give = of_whole_body(lead, body), of_whole_body(give, body, GIVE)
    counts: dict[int, dict[str, int]] = {}
    late: dict[int, tuple[int, Any]] = {}
    for org, days, median, *numbers in _of_lead(lead, span, tops):
        _of(counts, org).update(zip((each.key for each in LEAD_FIGURES), numbers, strict=True))
        late[org] = (int(days or 0), median)
    for org, cause, number in _by_cause(lead, span, tops):
        _of(counts, org)[f"late_{cause or NO_CAUSE}"] = number
    for org, *numbers in _counted(give, GIVE_FIGURES, span, body_of(GIVE, tops)):
        _of(counts, org).update(zip((each.key for each in GIVE_FIGURES), numbers, strict=True))
    for org, number in _of_refusals(all_lead, span, reach, tops):
        _of(counts, org)["refused"] = number
    if body is not None:
        counts = {org: row for org, row in counts.items() if org == body}
        _of(counts, body)
    names = dict(OrgUnit.objects.filter(pk__in=sorted(counts)).values_list("pk", "name"))
    heads = heads_of(actor, counts, span.start, span.until)
    rows = [
        Score(org, names[org], tuple(heads.get(org, ())), numbers, *_late_days(late.get(org)))
        for org, numbers in counts.items()
        if body is not None or any(numbers.values())
    ]
    total = Score(
        0, "", counts=_summed(rows), late_days=sum(row.late_days for row in rows), median_late=_median(lead, span)
    )
    return Scorecard(span, outside, tuple(ranked(rows, span.limit(Measure.RANK))), total)


def ranked(rows: Iterable[Score], least: int) -> list[Score]:
    """The bodies with their ranks, the best share done in time first; whoever has fewer than ``least`` decided cases
    has no rank, and one case is never enough. Equal shares share a rank, and the next one is as many places further on.
    The order in which the rows come does not matter (fault 19).
    """
    several = [row for row in rows if row.counts["judged"] >= max(least, 2)]
    shares = {row.org_id: Fraction(row.counts["in_time"], row.counts["judged"]) for row in several}
    found = []
    for row in rows:
        own = shares.get(row.org_id)
        rank = None if own is None else 1 + sum(other > own for other in shares.values())
        found.append(replace(row, rank=rank))
    return sorted(found, key=lambda row: (row.rank is None, row.rank or 0, vn_key(row.name), row.org_id))


def looks_at(actor: Actor, body: int) -> bool:
    """Whether the actor looks at the figures of this body. One query and the reach."""
    reach = reach_of(actor)
    rows = OrgUnit.objects.visible_to(actor) if reach.everybody else reach.bodies()
    return rows.filter(pk=body).exists()


# ------------------------------------------------------------------------------------------------ inside


def _room_tops(reach: Reach) -> frozenset[int]:
    """The rooms that the actor heads by themselves, without the body that they are rooms of."""
    if reach.everybody or not reach.heads:
        return frozenset()
    return frozenset(OrgUnit.objects.filter(pk__in=sorted(reach.heads), kind=OrgKind.ROOM).values_list("pk", flat=True))


def _rows(
    actor: Actor, span: Span, reach: Reach, side: str, outside: bool, province: int | None
) -> QuerySet[Any]:
    """The tasks that may count for the bodies of one side, with their clock of the last day."""
    rows: Any = Task.objects.visible_to(actor).filter(given_on__lte=span.until)
    if province is not None:
        rows = rows.filter(province_id=province)
    if not reach.everybody:
        org = "lead_org" if side == LEAD else "giver_org"
        rows = rows.filter(**{f"{org}__in": reach.bodies().values("pk")})
    if outside:
        rows = of_outside(rows)
    return with_clock(rows, span.until, today=actor.on, clock=span.clock).order_by()


def _counted(rows: QuerySet[Any], figures: Sequence[Any], span: Span, body: Any, **more: Any) -> Any:
    counts = {figure.key: Count("pk", filter=figure.condition(span)) for figure in figures}
    found = rows.annotate(body=body).values("body").annotate(**more, **counts)
    return found.values_list("body", *more, *counts)


def _late_by(span: Span) -> Any:
    """The working days by which a task was late, for what was done late."""
    return workdays_after(F("due"), F("done_on"), work_calendar())


def _of_lead(rows: QuerySet[Any], span: Span, tops: frozenset[int]) -> Any:
    """Each body that leads with the days of what was done late, their median, and its counts."""
    late = BY_KEY["done_late"].condition(span)
    more = {"late_days": Sum(_late_by(span), filter=late), "median_late": Median(_late_by(span), filter=late)}
    return _counted(rows, LEAD_FIGURES, span, body_of(LEAD, tops), **more)


def _median(rows: QuerySet[Any], span: Span) -> Decimal | None:
    found = rows.filter(BY_KEY["done_late"].condition(span)).aggregate(m=Median(_late_by(span)))["m"]
    return None if found is None else Decimal(str(found))


def _by_cause(rows: QuerySet[Any], span: Span, tops: frozenset[int]) -> Any:
    """``(body, cause, how many late tasks)``; an empty cause: nobody named one."""
    late = rows.filter(BY_KEY["late"].condition(span)).annotate(body=body_of(LEAD, tops), cause=cause_of_delay(span))
    return late.values("body", "cause").annotate(n=Count("pk")).values_list("body", "cause", "n")


def _of_refusals(rows: QuerySet[Any], span: Span, reach: Reach, tops: frozenset[int]) -> Any:
    """How many of the visible tasks each body refused in the period; by who led them then."""
    found = refusals(span).filter(pgh_obj_id__in=rows.values("pk"))
    if not reach.everybody:
        found = found.filter(lead_org__in=reach.bodies().values("pk"))
    return found.order_by().annotate(body=body_of(LEAD, tops)).values("body").annotate(
        n=Count("pgh_obj_id", distinct=True)
    ).values_list("body", "n")  # fmt: skip


def _of(counts: dict[int, dict[str, int]], org: int) -> dict[str, int]:
    return counts.setdefault(org, dict.fromkeys(BY_KEY, 0))


def _late_days(found: tuple[int, Any] | None) -> tuple[int, Decimal | None]:
    if found is None:
        return 0, None
    days, median = found
    return days, None if median is None else Decimal(str(median))


def _summed(rows: Sequence[Score]) -> dict[str, int]:
    return {key: sum(row.counts[key] for row in rows) for key in BY_KEY}


# ------------------------------------------------------------------------------------------------ the steps (S4-19)


@dataclass(frozen=True, slots=True)
class Step:
    """How long one step took where it was finished in the period: working days. ``purpose``: what the step is for."""

    key: str
    label: Any
    purpose: Any
    n: int
    mean: Decimal | None
    median: Decimal | None
    longest: int | None


def steps(actor: Actor, span: Span, *, outside: bool = False, body: int | None = None, province: int | None = None
          ) -> list[Step]:  # fmt: skip
    """The steps of a task in the order in which they are taken, of the tasks that the bodies of the actor's reach lead.
    Five queries and the reach.
    """
    rows = _rows(actor, span, reach_of(actor), LEAD, outside, province)
    if body is not None:
        rows = of_whole_body(rows, body)
    done = rows.filter(span.days("done_on"), standing=TaskState.DONE)
    ids = rows.values("pk")
    calendar = work_calendar()
    decided = Extension._base_manager.filter(
        span.days("decided_on"), task__in=ids, state__in=[ExtensionState.GRANTED, ExtensionState.REFUSED]
    )
    return [
        _step(
            "accept", _("Giao → nhận"), _("Người chịu trách nhiệm biết và nhận việc, hoặc trả lại ngay nếu giao nhầm."),
            rows.filter(span.days("accepted_on")), workdays_after(put_to_the_doer(), F("accepted_on"), calendar),
        ),
        _step(
            "work", _("Nhận → báo cáo hoàn thành"), _("Làm ra sản phẩm phải có."),
            done.filter(accepted_on__isnull=False), workdays_after(F("accepted_on"), F("done_on"), calendar),
        ),
        _step(
            "confirm", _("Báo cáo → xác nhận hoặc trả lại"),
            _("Người khác xem sản phẩm: không ai tự xác nhận việc của mình."), _answered(ids, span), F("days"),
        ),
        _step(
            "extension", _("Xin gia hạn → quyết định"), _("Bên giao cân nhắc lý do; hạn ban đầu vẫn được giữ."),
            decided, workdays_after(F("asked_on"), F("decided_on"), calendar),
        ),
        _step(
            "whole", _("Cả việc: giao → hoàn thành"), _("Từ ngày giao đến ngày báo cáo được xác nhận."),
            done, workdays_after(F("given_on"), F("done_on"), calendar),
        ),
    ]  # fmt: skip


def _answered(tasks: Any, span: Span) -> Any:
    """The reports that were returned or confirmed in the period, each with ``days``: how long it waited for that."""
    later = TaskReport._base_manager.filter(task=OuterRef("task"), number__gt=OuterRef("number"))
    confirmed = Q(task__state=TaskState.DONE) & span.instants("task__moved_at") & ~Exists(later)
    rows = TaskReport._base_manager.filter(span.instants("returned__recorded_at") | confirmed, task__in=tasks)
    answer = day_of(Coalesce("returned__recorded_at", "task__moved_at"))
    return rows.annotate(days=workdays_after(F("reported_on"), answer, work_calendar()))


def _step(key: str, label: Any, purpose: Any, rows: Any, days: Any) -> Step:
    # A task brought in from paper may have been accepted before it was entered here.
    spent = Greatest(days, 0)
    found = rows.order_by().aggregate(n=Count("pk"), mean=Avg(spent), median=Median(spent), longest=Max(spent))
    mean, median = (None if each is None else Decimal(str(each)) for each in (found["mean"], found["median"]))
    return Step(key, label, purpose, found["n"], mean, median, found["longest"])
