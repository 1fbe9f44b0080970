"""The profile of communes by the API: current figures, and one commune's profile."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from dieuphoi.core.kernel.api import Day, Id, Page, PageQuery, day_or_today, page_of
from dieuphoi.registry.profile import selectors
from dieuphoi.registry.profile.tables import unit_words

router = Router(tags=["profile"])


class StatisticOut(Schema):
    """One current figure of a unit in a year; a rate keeps its two parts."""

    unit_id: int
    unit_name: str
    year: int
    measure: str
    measure_name: str
    number: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    of: str
    rule: str
    source: str


class StatisticQuery(PageQuery):
    as_of: Day | None = None
    unit: Id | None = None
    year: Annotated[int, Field(ge=1990, le=2100)] | None = None


@router.get("/statistics", response=Page[StatisticOut], summary="Số liệu của xã", operation_id="statistics_list")
def statistics(request: HttpRequest, query: Query[StatisticQuery]) -> Any:
    rows = selectors.statistics_query(
        request.actor,  # type: ignore[attr-defined]
        day_or_today(request, query.as_of),
    )
    if query.unit is not None:
        rows = rows.filter(unit_id=query.unit)
    if query.year is not None:
        rows = rows.filter(year=query.year)
    return page_of(
        rows.order_by("-year", "u_key", "measure__position", "id"),
        query,
        lambda row: {
            "unit_id": row.unit_id,
            "unit_name": unit_words(row),
            "year": row.year,
            "measure": row.measure.code,
            "measure_name": row.measure.name,
            "number": row.number,
            "numerator": row.numerator,
            "denominator": row.denominator,
            "of": row.measure.unit_name,
            "rule": row.measure.rule,
            "source": row.source,
        },
    )
