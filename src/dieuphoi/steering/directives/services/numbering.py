"""Numbers that are given: the next one of the year, unique though two people ask at once."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from dieuphoi.steering.directives.models import Addressee, Document, NumberSeries

ARRIVALS = "den"


def _locked(org_id: int, year: int, book: str) -> NumberSeries:
    """The series under lock: who comes second waits until the first has written its number."""
    NumberSeries.objects.bulk_create([NumberSeries(org_id=org_id, year=year, book=book)], ignore_conflicts=True)
    return NumberSeries.objects.select_for_update().get(org_id=org_id, year=year, book=book)


def next_numbers(org_id: int, year: int, book: str, count: int, *, there: int | None) -> range:
    """``count`` numbers that follow the last one given, and the highest one ``there`` (typed by hand meanwhile)."""
    series = _locked(org_id, year, book)
    first = max(series.last, there or 0) + 1
    series.last = first + count - 1
    series.save(update_fields=["last"])
    return range(first, first + count)


def next_arrivals(org_id: int, year: int, count: int) -> range:
    """The next numbers of arrival (số đến) of an organisation's year."""
    # The lock comes before the look: the other's row is there by then.
    _locked(org_id, year, ARRIVALS)
    rows: Any = Addressee.objects.filter(org_id=org_id, arrival_year=year, dropped_on__isnull=True)
    return next_numbers(org_id, year, ARRIVALS, count, there=rows.aggregate(top=Max("arrival_number"))["top"])


def next_number(issuer_id: int, issuer_key: str, year: int, *, kind_id: int | None, per_kind: bool) -> int:
    """The next number of what an organisation issues in a year: of one kind, or of all."""
    book = f"di:{kind_id or 0}" if per_kind else "di"
    _locked(issuer_id, year, book)
    rows: Any = Document.objects.filter(issuer_key=issuer_key, year=year).exclude(state="VOID")
    if per_kind:
        rows = rows.filter(kind_id=kind_id)
    top = rows.aggregate(top=Max("number"))["top"]
    return next_numbers(issuer_id, year, book, 1, there=top)[0]
