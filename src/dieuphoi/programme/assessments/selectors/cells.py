"""One cell in hand for its act, and where all cells stand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, time

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Model, Sum

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import LOCAL_ZONE, today
from dieuphoi.programme.assessments.judging import RoundRules, rules_at
from dieuphoi.programme.assessments.models import AssessmentRound, IndicatorResult, Sheet, Value


@dataclass(frozen=True, slots=True)
class CellInHand:
    """One indicator of one sheet, locked for its act: where it stands, its current values, how its round judges.

    ``entered_today``: the actor has entered something on behalf of the sheet's commune on this day already.
    """

    result: IndicatorResult
    code: str
    values: dict[str, Value]
    rules: RoundRules
    entered_today: bool


def cell_in_hand(actor: Actor, sheet_id: int, indicator_id: int, now: datetime) -> CellInHand:
    """Lock one indicator of a sheet and read all that saving it needs, in one round trip. Call it inside an act.

    Its function is in migration 0004. Raises :class:`NotVisible`.
    """
    with connection.cursor() as cursor:
        midnight = datetime.combine(today(now), time(), LOCAL_ZONE)
        cursor.execute(_CELL_IN_HAND, [sheet_id, actor.id, midnight, sheet_id, indicator_id])
        rows = cursor.fetchall()
    if not rows or rows[0][_AT_SHEET + _SHEET_UNIT] not in actor.reads():
        # Not one's own commune: the scope itself decides what that means.
        IndicatorResult.objects.one_visible_to(actor, sheet_id=sheet_id, indicator_id=indicator_id)
    first = rows[0]
    result = IndicatorResult.from_db(connection.alias, _RESULT_FIELDS, first[:_AT_SHEET])
    result.sheet = Sheet.from_db(connection.alias, _SHEET_FIELDS, first[_AT_SHEET:_AT_ROUND])
    result.sheet.classification = json.loads(result.sheet.classification)
    result.sheet.round = AssessmentRound.from_db(connection.alias, _ROUND_FIELDS, first[_AT_ROUND:_AT_STAMP])
    values = [Value.from_db(connection.alias, _VALUE_FIELDS, row[_AT_VALUE:]) for row in rows if row[_AT_VALUE]]
    round_ = result.sheet.round
    rules = rules_at(
        round_.version_id, first[_AT_STAMP], round_.period, round_.year, round_.province_id, round_.frozen_at
    )
    by_part = {value.part: value for value in values}
    return CellInHand(result, rules.codes[indicator_id], by_part, rules, first[_AT_STAMP + 1])


def _fields_of(model: type[Model], alias: str) -> tuple[list[str], str]:
    fields = model._meta.concrete_fields
    return [field.attname for field in fields], ", ".join(f"{alias}.{field.column}" for field in fields)


_RESULT_FIELDS, _RESULT_COLUMNS = _fields_of(IndicatorResult, "(c.r)")
_SHEET_FIELDS, _SHEET_COLUMNS = _fields_of(Sheet, "(c.s)")
_ROUND_FIELDS, _ROUND_COLUMNS = _fields_of(AssessmentRound, "(c.d)")
_VALUE_FIELDS, _VALUE_COLUMNS = _fields_of(Value, "(c.v)")
_SHEET_UNIT = _SHEET_FIELDS.index("unit_id")
_AT_SHEET = len(_RESULT_FIELDS)
_AT_ROUND = _AT_SHEET + len(_SHEET_FIELDS)
_AT_STAMP = _AT_ROUND + len(_ROUND_FIELDS)
_AT_VALUE = _AT_STAMP + 2
_CELL_IN_HAND = (
    f"SELECT {_RESULT_COLUMNS}, {_SHEET_COLUMNS}, {_ROUND_COLUMNS}, c.stamp,"  # noqa: S608 – our own
    " EXISTS (SELECT FROM assessments_value t WHERE t.sheet_id = %s AND t.actor_id = %s AND t.on_behalf"
    f" AND t.recorded_at >= %s), {_VALUE_COLUMNS}"
    " FROM assessments_cell_in_hand(%s, %s) c"
)

Stamp = tuple[int, int]
"""How many results there are, and the sum of their revisions: it grows with every act that changes one of them."""


def standing_of(
    actor: Actor, round_id: int, sheet_id: int | None = None
) -> tuple[dict[tuple[int, int], str], Stamp]:
    """Where every indicator of a round's sheets (or of one) stands, ``{(sheet, indicator): verification}``, and their
    stamp.
    """
    sheets = Sheet.objects.visible_to(actor).filter(round_id=round_id)
    rows = IndicatorResult.objects.filter(sheet__in=sheets if sheet_id is None else sheets.filter(id=sheet_id))
    # One row a sheet and state: fetching thousands costs more than finding them.
    groups = list(
        rows.values_list("sheet_id", "verification").annotate(indicators=ArrayAgg("indicator_id"), at=Sum("revision"))
    )
    standing = {(sheet, indicator): state for sheet, state, indicators, _at in groups for indicator in indicators}
    return standing, (len(standing), sum(at for _sheet, _state, _indicators, at in groups))
