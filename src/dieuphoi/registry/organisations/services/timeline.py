"""Names and superiors on their time line: one row a day, what was before stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.ranges import date_range, day_after, first_day
from dieuphoi.core.kernel.text import nfc
from dieuphoi.registry.organisations.models import OrgName, OrgParent, OrgUnit

Line = type[OrgName] | type[OrgParent]


def clean(text: str | None) -> str:
    """Text as it is stored: composed, blanks squeezed."""
    return " ".join(nfc(text or "").split())


def one_at_a_time() -> None:
    """Two imports of organisations or people at once: the second waits for the first. Inside an act."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('dieuphoi.organisations'))")


def range_of(start: date | None, end: date | None) -> Any:
    """The days ``[start, end)``. Raises :class:`InputErrors` where none is left."""
    try:
        return date_range(start, end)
    except ValueError as error:
        raise InputErrors([InputError(str(error), field="end", value=format_date(end))]) from None


def line_set(line: Line, org_id: int, on: date | None, values: Mapping[str, Any], *, mend: date) -> None:
    """From ``on`` the organisation has these values, up to the next row of the line. ``None``: the row of the day
    ``mend`` is corrected.

    A row that begins on ``on`` itself is mended in place; what was before keeps its days.
    """
    rows = list(line.objects.filter(org_id=org_id, valid__isempty=False).select_for_update().order_by("valid"))
    if not rows:
        line.objects.create(org_id=org_id, valid=date_range(on, None), **values)
        return
    if on is None:
        _mend(next((row for row in rows if _holds(row, mend)), rows[-1]), values)
        return
    at = next((row for row in rows if _holds(row, on)), None)
    if at is not None and first_day(at.valid) == on:
        _mend(at, values)
        return
    end = day_after(at.valid) if at is not None else _next_start(rows, on)
    if at is not None:
        at.valid = date_range(first_day(at.valid), on)
        at.save(update_fields=["valid"])
    line.objects.create(org_id=org_id, valid=date_range(on, end), **values)


def _holds(row: Any, day: date) -> bool:
    start, end = first_day(row.valid), day_after(row.valid)
    return (start is None or start <= day) and (end is None or day < end)


def _next_start(rows: Iterable[Any], on: date) -> date | None:
    starts = [start for row in rows if (start := first_day(row.valid)) is not None and start > on]
    return min(starts, default=None)


def _mend(row: Any, values: Mapping[str, Any]) -> None:
    for field, value in values.items():
        setattr(row, field, value)
    row.save(update_fields=list(values))


def settle(day: date) -> int:
    """Let the columns ``name`` and ``parent`` of every organisation say what the time line says of ``day``.

    Every act on organisations ends with it, and ``dieuphoi organisations settle`` each night, for what was decided
    beforehand and begins today. Returns how many columns changed.
    """
    name = OrgName.objects.filter(org_id=OuterRef("pk"), valid__contains=day).values("name")[:1]
    parent = OrgParent.objects.filter(org_id=OuterRef("pk"), valid__contains=day)
    renamed = (
        OrgUnit.objects.annotate(said=Subquery(name)).filter(said__isnull=False).exclude(name=F("said"))
    ).values_list("id", flat=True)
    changed = OrgUnit.objects.filter(id__in=list(renamed)).update(name=Subquery(name))
    moved = [
        org
        for org, now, said in OrgUnit.objects.annotate(
            has=Subquery(parent.values("org_id")[:1]), said=Subquery(parent.values("parent_id")[:1])
        )
        .filter(has__isnull=False)
        .values_list("id", "parent_id", "said")
        if now != said
    ]
    return changed + OrgUnit.objects.filter(id__in=moved).update(parent_id=Subquery(parent.values("parent_id")[:1]))


def check_no_circle(moves: Mapping[int, int | None], on: date) -> None:
    """Refuse superiors that lead round, on ``on`` or on any later day on which a superior changes.

    Raises :class:`InputErrors` naming each organisation that would stand above itself.
    """
    rows = list(
        OrgParent.objects.filter(valid__isempty=False)
        .exclude(valid__fully_lt=date_range(on, None))
        .values_list("org_id", "parent_id", "valid")
    )
    days = {on} | {start for _org, _up, valid in rows if (start := first_day(valid)) is not None and start > on}
    wrong: set[int] = set()
    for day in sorted(days):
        parents: dict[int, int | None] = {}
        for org, up, valid in rows:
            start, end = first_day(valid), day_after(valid)
            if (start is None or start <= day) and (end is None or day < end):
                parents[org] = up
        for org, target in moves.items():
            # A later decision on the same organisation stands; only its own next row may end this one.
            if day == on or not any(o == org and first_day(v) == day for o, _u, v in rows):
                parents[org] = target
        wrong |= {org for org in moves if in_circle(org, parents)}
    if wrong:
        codes = OrgUnit.objects.filter(id__in=wrong).order_by("code").values_list("code", flat=True)
        raise InputErrors([circle(code) for code in codes])


def in_circle(start: Any, parents: Mapping[Any, Any]) -> bool:
    """Whether the way up from ``start`` comes back to it."""
    at, steps = parents.get(start), 0
    while at is not None and steps <= len(parents):
        if at == start:
            return True
        at, steps = parents.get(at), steps + 1
    return False


def circle(code: str, number: int | None = None) -> InputError:
    """The fault of an organisation above itself."""
    message = _("Cơ quan “%(code)s” là cấp trên của chính nó.") % {"code": code}
    return InputError(message, field="parent", row=number, value=code)
