"""Criteria sets by the API: versions, and the rows of one version with their provenance."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from dieuphoi.core.kernel.api import Action, Day, Id, Line, Page, PageQuery, actions_of, page_of
from dieuphoi.core.kernel.text import fold
from dieuphoi.programme.criteria import selectors
from dieuphoi.programme.criteria.states import VERSION_LIFE

router = Router(tags=["criteria"])


class SetOut(Schema):
    """One version of a set. ``*_there`` counts the rows that are here, ``expected_*`` what the decision says."""

    id: int
    set: str
    name: str
    version: int
    state: str
    level: str
    tier: str
    decision_number: str
    decision_on: Day | None
    issuer: str
    effective_from: Day | None
    effective_to: Day | None
    criteria_there: int
    rows_there: int
    expected_criteria: int | None
    expected_indicators: int | None
    content_hash: str
    available_actions: list[Action]


class SetQuery(PageQuery):
    state: Literal["draft", "published", "retired"] | None = None
    set: Line = ""


class IndicatorOut(Schema):
    """One row. ``code`` means something only inside its set version; ``thresholds`` are the decision's table."""

    id: int
    criterion_id: int
    criterion: str
    criterion_name: str
    code: str
    position: int
    name: str
    unit: str
    kind: str
    comparator: str
    thresholds: dict[str, Any] | None
    provenance: str
    owner: str


class IndicatorQuery(PageQuery):
    as_of: Day | None = None
    provenance: Literal["SOURCED", "CONFIRMED", "RECALLED", "EMPTY"] | None = None
    q: Line = ""


@router.get("", response=Page[SetOut], summary="Các bộ tiêu chí", operation_id="sets_list")
def sets(request: HttpRequest, query: Query[SetQuery]) -> Any:
    rows = selectors.versions(request.actor)  # type: ignore[attr-defined]
    if query.state:
        rows = rows.filter(state=query.state)
    if query.set:
        rows = rows.filter(set__code=query.set)
    return page_of(rows, query, lambda row: _set(request, row))


@router.get("/{int:set_id}", response=SetOut, summary="Một bộ tiêu chí", operation_id="set_read")
def set_read(request: HttpRequest, set_id: Id) -> Any:
    selectors.version(request.actor, set_id)  # type: ignore[attr-defined]
    return _set(request, selectors.versions(request.actor).get(id=set_id))  # type: ignore[attr-defined]


@router.get(
    "/{int:set_id}/indicators",
    response=Page[IndicatorOut],
    summary="Các chỉ tiêu của một bộ",
    operation_id="set_indicators",
)
def indicators(request: HttpRequest, set_id: Id, query: Query[IndicatorQuery]) -> Any:
    version = selectors.version(request.actor, set_id)  # type: ignore[attr-defined]
    rows = selectors.indicators_of(version.pk)
    if query.provenance:
        rows = [row for row in rows if row.provenance == query.provenance]
    if words := fold(query.q):
        rows = [row for row in rows if words in fold(f"{row.code} {row.name}")]
    day = query.as_of or request.actor.on  # type: ignore[attr-defined]
    owners = selectors.owner_names_on([row.pk for row in rows], day)
    return page_of(rows, query, lambda row: _indicator(row, owners))


def _set(request: HttpRequest, row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "set": row.set.code,
        "name": row.set.name,
        "version": row.number,
        "state": row.state,
        "level": row.set.level,
        "tier": row.set.tier,
        "decision_number": row.decision_number,
        "decision_on": row.decision_on,
        "issuer": row.issuer,
        "effective_from": row.effective.lower,
        "effective_to": row.effective.upper,
        "criteria_there": row.criteria_there,
        "rows_there": row.rows_there,
        "expected_criteria": row.expected_criteria,
        "expected_indicators": row.expected_indicators,
        "content_hash": row.content_hash,
        "available_actions": actions_of(VERSION_LIFE.options(request.actor, row)),  # type: ignore[attr-defined]
    }


def _indicator(row: Any, owners: dict[int, str]) -> dict[str, Any]:
    raw = row.raw
    return {
        "id": row.pk,
        "criterion_id": row.criterion_id,
        "criterion": row.criterion.number,
        "criterion_name": row.criterion.name,
        "code": row.code,
        "position": row.position,
        "name": row.name,
        "unit": row.unit,
        "kind": row.kind,
        "comparator": str(raw.get("comparator") or ""),
        "thresholds": raw.get("thresholds"),
        "provenance": row.provenance,
        "owner": owners.get(row.pk, ""),
    }
