"""How fast documents reach people, and how many there are: medians, shares in time, counts by kind and month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Aggregate, Count, F, FloatField, Max, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast as AsType
from django.db.models.functions import Coalesce, Concat, ExtractMonth, ExtractYear, LPad, NullIf

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.steering.directives.models import Addressee, Direction, Handling, StandingDocument
from dieuphoi.steering.directives.selectors.documents import oversees, own_lines

MONTH, ISSUER, ADDRESSEE = "month", "issuer", "addressee"
GROUPS: Final = (MONTH, ISSUER, ADDRESSEE)


class Median(Aggregate):
    """The middle of the values that are there (``percentile_cont``): of one value that value, of none nothing."""

    function = "PERCENTILE_CONT"
    name = "median"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of the way: the median and the longest in working days, over ``n`` lines for which it is over; of
    ``waiting`` it is not over yet, ``late`` of these have run past their day.
    """

    n: int
    median: float | None
    longest: int | None
    waiting: int
    late: int


@dataclass(frozen=True, slots=True)
class AccessRow:
    """A month, issuer or addressee: how long documents took to be received, given to somebody, opened (S0-28)."""

    key: str
    documents: int
    receive: Stretch
    assign: Stretch
    read: Stretch


def access_lines(actor: Actor, start: date, end: date) -> QuerySet[Any]:
    """The lines of "nơi nhận" of documents issued in ``[start, end)`` that stand: all that the office oversees, to
    others their own.
    """
    standing: Any = StandingDocument.objects.visible_to(actor).filter(issued_on__gte=start, issued_on__lt=end)
    rows: Any = Addressee.objects if oversees(actor) else own_lines(actor)
    found: QuerySet[Any] = rows.filter(document__in=standing.values("pk"), dropped_on__isnull=True)
    return found


_KEYS: Final[dict[str, Any]] = {
    MONTH: Concat(
        AsType(ExtractYear("document__issued_on"), TextField()), Value("-"),
        LPad(AsType(ExtractMonth("document__issued_on"), TextField()), 2, Value("0")), output_field=TextField(),
    ),
    ISSUER: F("document__issuer_name"),
    ADDRESSEE: F("name"),
}  # fmt: skip


def access_rows(actor: Actor, start: date, end: date, day: date, *, by: str = MONTH) -> list[AccessRow]:
    """Medians by month, issuer or addressee, in one query: months from the newest, else the slowest reading first."""
    rows = (
        access_lines(actor, start, end)
        .order_by()
        .annotate(key=_KEYS[by])
        .values("key")
        .annotate(**_measures(day))
    )
    found = [_access_row(row["key"], row) for row in rows]
    if by == MONTH:
        return sorted(found, key=lambda row: row.key, reverse=True)
    return sorted(found, key=lambda row: (-(row.read.median if row.read.median is not None else -1), row.key))


def access_total(actor: Actor, start: date, end: date, day: date) -> AccessRow:
    """The same over everything, in one query."""
    return _access_row("", access_lines(actor, start, end).order_by().aggregate(**_measures(day)))


def _measures(day: date) -> dict[str, Any]:
    found: dict[str, Any] = {"documents": Count("document_id", distinct=True)}
    for name, days, done, due in (
        ("receive", "days_to_receive", "received_on", "receive_due_on"),
        ("assign", "days_to_assign", "assigned_on", "assign_due_on"),
        ("read", "days_to_read", "read_on", "read_due_on"),
    ):
        over = Q(**{f"{done}__isnull": False, f"{done}__lte": day})
        waiting = ~over & Q(**{f"{due}__isnull": False})
        found |= {
            f"{name}_n": Count(days, filter=over),
            f"{name}_median": Median(days, filter=over),
            f"{name}_longest": Max(days, filter=over),
            f"{name}_waiting": Count("pk", filter=waiting),
            f"{name}_late": Count("pk", filter=waiting & Q(**{f"{due}__lt": day})),
        }
    return found


def _access_row(key: Any, row: dict[str, Any]) -> AccessRow:
    parts = [
        Stretch(
            row[f"{name}_n"], row[f"{name}_median"], row[f"{name}_longest"], row[f"{name}_waiting"],
            row[f"{name}_late"],
        )
        for name in ("receive", "assign", "read")
    ]  # fmt: skip
    return AccessRow(str(key or ""), row["documents"], *parts)


# ------------------------------------------------------------------------------------------------ counts


@dataclass(frozen=True, slots=True)
class CountRow:
    """So many documents in and out. ``assigned`` of ``assignable`` that came in were given to somebody within the rule;
    ``issued_in_time`` of ``issued_due`` that went out were issued by the day that was set for their draft (S1-09).
    """

    key: str
    label: str
    came: int
    went: int
    assigned: int
    assignable: int
    issued_in_time: int
    issued_due: int


KIND, PERIOD = "kind", "month"


def counted(actor: Actor, start: date, end: date, *, keeper: int | None = None) -> Any:
    """The documents that are counted: issued in ``[start, end)``, in the register of ``keeper`` (empty: in all)."""
    rows: Any = StandingDocument.objects.visible_to(actor).filter(issued_on__gte=start, issued_on__lt=end)
    return rows if keeper is None else rows.filter(keeper_id=keeper)


def count_rows(
    actor: Actor, start: date, end: date, day: date, *, by: str = KIND, keeper: int | None = None
) -> list[CountRow]:
    """Counts by kind (in the order of the decree) or by month, in one query. On time is judged on ``day``."""
    if by == PERIOD:
        key: Any = Concat(
            AsType(ExtractYear("issued_on"), TextField()), Value("-"),
            LPad(AsType(ExtractMonth("issued_on"), TextField()), 2, Value("0")), output_field=TextField(),
        )  # fmt: skip
        order: Sequence[str] = ("key",)
    else:
        key = Coalesce(NullIf(F("kind_text"), Value("")), F("kind__name"), output_field=TextField())
        order = ("kind__position", "key")
    rows = counted(actor, start, end, keeper=keeper).order_by().annotate(key=key)
    grouped = rows.values("key", "kind__position") if by == KIND else rows.values("key")
    own = Q(addressees__org_id=F("keeper_id"), addressees__dropped_on__isnull=True)
    judged = own & Q(addressees__assign_due_on__isnull=False) & (
        Q(addressees__assign_due_on__lt=day) | Q(addressees__assigned_on__isnull=False)
    )
    in_time = own & Q(
        addressees__assigned_on__isnull=False, addressees__assigned_on__lte=F("addressees__assign_due_on")
    )
    due = Q(direction=Direction.OUT, drafting__due_on__isnull=False)
    found = grouped.annotate(
        came=Count("pk", filter=Q(direction=Direction.IN), distinct=True),
        went=Count("pk", filter=Q(direction=Direction.OUT), distinct=True),
        assigned=Count("pk", filter=in_time & Q(direction=Direction.IN), distinct=True),
        assignable=Count("pk", filter=judged & Q(direction=Direction.IN), distinct=True),
        issued_due=Count("pk", filter=due, distinct=True),
        issued_in_time=Count("pk", filter=due & Q(issued_on__lte=F("drafting__due_on")), distinct=True),
    ).order_by(*order)
    return [
        CountRow(
            row["key"] or "", row["key"] or "", row["came"], row["went"], row["assigned"], row["assignable"],
            row["issued_in_time"], row["issued_due"],
        )
        for row in found
    ]  # fmt: skip


def keepers(actor: Actor) -> list[tuple[int, str]]:
    """The bodies whose registers the actor sees something of, by the alphabet."""
    rows: Any = StandingDocument.objects.visible_to(actor)
    found = rows.order_by("keeper__name_key", "keeper_id").values_list("keeper_id", "keeper__name").distinct()
    return list(found)


def book_rows(actor: Actor, direction: str, start: date, end: date, keeper: int) -> QuerySet[Any]:
    """A register as it is printed: what came in by day and number of arrival, what went out by day and number.

    Annotated with the keeper's own line (``arrived_on``, ``arrived_as``, ``given_on``). ``[start, end)`` are days of
    arrival of the one, of issue of the other.
    """
    rows: Any = StandingDocument.objects.visible_to(actor).filter(keeper_id=keeper, direction=direction)
    rows = rows.select_related("kind")
    if direction == Direction.OUT:
        return rows.filter(issued_on__gte=start, issued_on__lt=end).order_by(  # type: ignore[no-any-return]
            "issued_on", "kind__position", "number", "pk"
        )
    mine = Q(addressees__org_id=F("keeper_id"), addressees__dropped_on__isnull=True)
    found: QuerySet[Any] = (
        rows.filter(mine & Q(addressees__received_on__gte=start, addressees__received_on__lt=end))
        .annotate(
            arrived_on=F("addressees__received_on"), arrived_as=F("addressees__arrival_number"),
            handed_on=F("addressees__assigned_on"), own_line=F("addressees__pk"),
        )
        .order_by("arrived_on", "arrived_as", "pk")
    )  # fmt: skip
    return found


def given_of(document_ids: Sequence[int]) -> dict[int, str]:
    """``{document: names of those to whom its keeper gave it}``, for documents already found within scope."""
    rows = Handling.objects.filter(document_id__in=document_ids, ended_on__isnull=True).order_by("document_id", "pk")
    return _joined(rows.values_list("document_id", "name"))


def reached_of(document_ids: Sequence[int]) -> dict[int, str]:
    """``{document: names of its addressees}``, for documents already found within scope."""
    rows = Addressee.objects.filter(document_id__in=document_ids, dropped_on__isnull=True)
    return _joined(rows.order_by("document_id", "-duty", "name").values_list("document_id", "name"))


def _joined(pairs: Any) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for pk, name in pairs:
        found.setdefault(pk, []).append(name)
    return {pk: "; ".join(names) for pk, names in found.items()}
