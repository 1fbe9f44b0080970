"""Reading rounds, sheets, values and verdicts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.programme.assessments.carrying import CARRIED, Carried, figures_before
from dieuphoi.programme.assessments.claims import claim_of
from dieuphoi.programme.assessments.entries import inputs_of, typed_form
from dieuphoi.programme.assessments.judging import (
    RoundRules,
    classification_from,
    rows_for,
    rules_at,
    verdict_of,
)
from dieuphoi.programme.assessments.models import (
    AssessmentRound,
    CriterionResult,
    Evidence,
    IndicatorResult,
    Sheet,
    SheetRollup,
    SheetSnapshot,
    Side,
    Value,
    Verified,
)
from dieuphoi.programme.assessments.sides import NOTHING, Standing, sides_of
from dieuphoi.programme.assessments.sides_shown import SideShown, sides_shown, standing_content
from dieuphoi.programme.assessments.states import VERIFIED, WAITS_FOR_DEPARTMENT, SheetState
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.engine.judging import ENGINE_VERSION
from dieuphoi.programme.criteria.engine.verdicts import IndicatorVerdict
from dieuphoi.programme.criteria.kinds import Input
from dieuphoi.programme.criteria.models import Criterion, Guidance, Indicator
from dieuphoi.registry.access.roles import DEPARTMENT, OFFICE

# ------------------------------------------------------------------------------------------------- rounds


def rounds(actor: Actor) -> QuerySet[AssessmentRound]:
    """Rounds that the actor sees, newest period first, with the number of sheets by state."""
    return (
        AssessmentRound.objects.visible_to(actor)
        .select_related("version__set")
        .annotate(
            sheet_count=Count("sheets"),
            submitted=Count("sheets", filter=~Q(sheets__state="OPEN")),
            consolidated=Count("sheets", filter=Q(sheets__state__in=["CONSOLIDATED", "FROZEN"])),
        )
        .order_by("-territory_on", "-id")
    )


def round_titles(actor: Actor) -> list[tuple[int, str]]:
    """``(id, title)`` of the rounds that the actor sees, in the order of :func:`rounds`: to choose from."""
    rows = AssessmentRound.objects.visible_to(actor).order_by("-territory_on", "-id")
    return list(rows.values_list("id", "title"))


def round_by_id(actor: Actor, round_id: int) -> AssessmentRound:
    return AssessmentRound.objects.select_related("version__set", "previous").one_visible_to(actor, id=round_id)


def newest_round(actor: Actor, province_id: int | None = None, as_of: date | None = None) -> AssessmentRound | None:
    """The round that the board shows: the newest open or frozen one whose territory date is not after ``as_of``."""
    rows = AssessmentRound.objects.visible_to(actor).filter(state__in=["OPEN", "FROZEN"])
    if province_id is not None:
        rows = rows.filter(province_id=province_id)
    if as_of is not None:
        rows = rows.filter(territory_on__lte=as_of)
    return rows.select_related("version__set", "previous").order_by("-territory_on", "-id").first()


def round_rules(round_: AssessmentRound) -> RoundRules:
    """How the round judges: its set with today's confirmations, read on the last day of the period."""
    return rules_at(
        round_.version_id,
        criteria.engine_stamp(round_.version_id),
        round_.period,
        round_.year,
        round_.province_id,
        round_.frozen_at,
    )


# ------------------------------------------------------------------------------------------------- sheets


def sheets(actor: Actor, round_id: int) -> QuerySet[Sheet]:
    """The sheets of a round with their roll-up, in Vietnamese order of the communes."""
    return (
        Sheet.objects.visible_to(actor)
        .filter(round_id=round_id)
        .select_related("rollup", "round")
        .order_by("unit_key", "unit_code")
    )


def all_sheets(actor: Actor) -> QuerySet[Sheet]:
    """The sheets of all rounds that are open or frozen, for the register."""
    cancelled = AssessmentRound.objects.filter(state="CANCELLED")
    return Sheet.objects.visible_to(actor).exclude(round__in=cancelled).select_related("rollup", "round")


def sheet_by_id(actor: Actor, sheet_id: int) -> Sheet:
    return Sheet.objects.select_related("round__version__set", "round__previous", "rollup").one_visible_to(
        actor, id=sheet_id
    )


def sheets_of_unit(actor: Actor, unit_id: int) -> list[Sheet]:
    """All sheets of a commune, newest round first. Of a commune that is not one's own: the frozen ones only."""
    visible = Sheet.objects.visible_to(actor).filter(unit_id=unit_id)
    if not actor.is_authenticated:
        return []
    frozen = Sheet.objects.filter(unit_id=unit_id, state="FROZEN")
    rows = visible if unit_id in actor.reads() else frozen
    return list(rows.select_related("round__version__set", "rollup").order_by("-round__territory_on", "-id"))


def current_values(
    sheet_ids: Sequence[int], *, indicator_id: int | None = None
) -> dict[tuple[int, int], dict[str, Value]]:
    """The current values of the communes' side: ``{(sheet, indicator): {part: value}}`` – rows nobody supersedes."""
    rows = Value.objects.filter(sheet_id__in=list(sheet_ids), side=Side.COMMUNE).filter(
        ~Exists(Value.objects.filter(supersedes_id=OuterRef("id")))
    )
    if indicator_id is not None:
        rows = rows.filter(indicator_id=indicator_id)
    found: dict[tuple[int, int], dict[str, Value]] = {}
    for value in rows.order_by("id"):
        found.setdefault((value.sheet_id, value.indicator_id), {})[value.part] = value
    return found


@dataclass(frozen=True, slots=True)
class CellInHand:
    """One indicator of one sheet, locked for its act: where it stands, its current values, how its round judges."""

    result: IndicatorResult
    code: str
    values: dict[str, Value]
    rules: RoundRules


def cell_in_hand(actor: Actor, sheet_id: int, indicator_id: int) -> CellInHand:
    """Lock one indicator of a sheet and read all that saving it needs, in one round trip. Call it inside an act.

    Its function is in migration 0004. Raises :class:`NotVisible`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CELL_IN_HAND, [sheet_id, indicator_id])
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
    return CellInHand(result, rules.codes[indicator_id], {value.part: value for value in values}, rules)


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
_AT_VALUE = _AT_STAMP + 1
_CELL_IN_HAND = (
    f"SELECT {_RESULT_COLUMNS}, {_SHEET_COLUMNS}, {_ROUND_COLUMNS}, c.stamp, {_VALUE_COLUMNS}"  # noqa: S608 – our own
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


def version_of(value: Value | None) -> int:
    """What a cell's optimistic lock compares: the id of its current value, 0 when there is none."""
    return 0 if value is None else value.pk


def judged_sheet(sheet: Sheet) -> dict[int, IndicatorVerdict]:
    """Every indicator of a sheet judged from its current values, with trace and sentence: ``{indicator: verdict}``."""
    return next(iter(_judged([sheet], sheet.round)))[1]


def _judged(
    batch: Sequence[Sheet], round_: AssessmentRound
) -> Iterator[tuple[Sheet, dict[int, IndicatorVerdict], dict[int, Standing]]]:
    rules = round_rules(round_)
    standings = sides_of([sheet.id for sheet in batch])
    indicators = criteria.indicators_of(round_.version_id)
    for sheet in batch:
        rows = rows_for(rules, classification_from(sheet.classification))
        verdicts: dict[int, IndicatorVerdict] = {}
        mine: dict[int, Standing] = {}
        for indicator in indicators:
            row = rows.get(str(indicator.raw.get("code") or ""))
            if row is None:
                continue
            standing = mine[indicator.id] = standings.get((sheet.id, indicator.id), NOTHING)
            verdicts[indicator.id] = verdict_of(row, standing.facts(), rules)
        yield sheet, verdicts, mine


def judged_batches(
    batch: Sequence[Sheet], round_: AssessmentRound
) -> Iterator[tuple[Sheet, dict[int, IndicatorVerdict]]]:
    """Every indicator of many sheets judged from the current values, 200 sheets at a time."""
    for start in range(0, len(batch), 200):
        for sheet, verdicts, _standing in _judged(batch[start : start + 200], round_):
            yield sheet, verdicts


def frozen_content(round_: AssessmentRound, batch: Sequence[Sheet]) -> Iterator[tuple[Sheet, dict[str, Any]]]:
    """What a snapshot keeps of each sheet: inputs, conclusions, verdicts with trace and sentence, set, day, engine."""
    codes = {row.id: row.code for row in criteria.indicators_of(round_.version_id)}
    for start in range(0, len(batch), 200):
        for sheet, verdicts, standings in _judged(batch[start : start + 200], round_):
            yield sheet, {
                "sheet": sheet.id,
                "unit": {"id": sheet.unit_id, "code": sheet.unit_code, "name": sheet.unit_name},
                "classification": sheet.classification,
                "set": {"code": round_.version.set.code, "hash": round_.version.content_hash},
                "territory_on": round_.territory_on.isoformat(),
                "period": round_.period,
                "engine": ENGINE_VERSION,
                "indicators": [
                    {
                        **verdict.as_dict(),
                        "code": codes[indicator_id],
                        **standing_content(standings[indicator_id]),
                    }
                    for indicator_id, verdict in verdicts.items()
                ],
            }


# ------------------------------------------------------------------------------------------------- one sheet


@dataclass(frozen=True, slots=True)
class Cell:
    """One typed cell of the grid: its part and what it shows; ``past`` is what the round before says of it,
    ``before`` that figure as typed; ``carried``: what is shown came from there, nobody edited or confirmed it;
    ``others`` what department and council say instead (``(side, figure)``).
    """

    slot: Input
    shown: str
    before: str
    version: int
    past: Carried | None = None
    carried: bool = False
    explanation: str = ""
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    """One indicator of a sheet as the grid shows it."""

    indicator: Indicator
    criterion: Criterion
    result: IndicatorResult
    judged: IndicatorVerdict | None
    cells: tuple[Cell, ...]
    threshold: str
    explanation: str
    returned: str
    evidence: tuple[Evidence, ...]
    owner: str
    guidance: tuple[str, ...] = ()
    indicator_row: Any = None
    """The row as the engine takes it (:class:`~dieuphoi.programme.criteria.sets.Indicator`)."""
    sides: tuple[SideShown, ...] = ()


def grid(sheet: Sheet) -> list[GridRow]:
    """All rows of a sheet in the set's order, in a fixed number of queries."""
    round_ = sheet.round
    rules = round_rules(round_)
    rows = rows_for(rules, classification_from(sheet.classification))
    indicators = criteria.indicators_of(round_.version_id)
    results = {r.indicator_id: r for r in IndicatorResult.objects.filter(sheet=sheet).select_related("owner")}
    standings = sides_of([sheet.id])
    before = figures_before(sheet)
    guidance = guidance_texts(round_.version_id)
    evidence: dict[int, list[Evidence]] = {}
    for file in Evidence.objects.filter(sheet=sheet).order_by("id"):
        evidence.setdefault(file.indicator_id, []).append(file)
    found = []
    for indicator in indicators:
        result = results[indicator.id]
        result.sheet = sheet
        code = str(indicator.raw.get("code") or "")
        row = rows.get(code)
        standing = standings.get((sheet.id, indicator.id), NOTHING)
        result.said, result.claimed = standing.log, claim_of(standing.of(Side.COMMUNE))  # type: ignore[attr-defined]
        mine = standing.values.get(Side.COMMUNE, {})
        sides = sides_shown(standing, row, rules)
        others = {(side.side, part): figure for side in sides[1:] for part, _name, figure in side.cells}
        cells = tuple(
            Cell(
                slot,
                typed_form(mine.get(slot.part)),
                past.shown if (past := before.get((indicator.id, slot.part))) else "",
                version_of(mine.get(slot.part)),
                past,
                is_carried(mine.get(slot.part)),
                mine[slot.part].explanation if slot.part in mine else "",
                tuple((side.side, others[side.side, slot.part]) for side in sides if (side.side, slot.part) in others),
            )
            for slot in (inputs_of(row.indicator) if row is not None else ())
        )
        found.append(
            GridRow(
                indicator=indicator,
                criterion=indicator.criterion,
                result=result,
                judged=None if row is None else verdict_of(row, standing.facts(), rules),
                cells=cells,
                threshold=threshold_words(row),
                explanation=next((v.explanation for v in mine.values() if v.explanation), ""),
                returned=next((each.comment for each in reversed(standing.log) if each.decision == "return"), "")
                if result.verification == "RETURNED"
                else "",
                evidence=tuple(evidence.get(indicator.id, ())),
                owner=result.owner.name if result.owner else "",
                guidance=tuple(
                    text for text in (row.indicator.note if row is not None else "", guidance.get(indicator.id)) if text
                ),
                indicator_row=None if row is None else row.indicator,
                sides=sides,
            )
        )
    return found


def threshold_words(row: Any) -> str:
    """The threshold that counts for this commune, with its comparator and unit, as the table writes it."""
    if row is None or row.cell is None:
        return ""
    from dieuphoi.programme.criteria.words import threshold_in_words

    year = row.year or row.fallback_year
    return threshold_in_words(row.cell, row.indicator.comparator, row.indicator.unit, year=year)


def guidance_texts(version_id: int) -> dict[int, str]:
    """The guidance that stands for each row of a version, with its document."""
    rows = Guidance.objects.filter(indicator__version_id=version_id, superseded_by__isnull=True).order_by("id")
    return {row.indicator_id: f"{row.text} ({row.source})" for row in rows}


def is_carried(value: Value | None) -> bool:
    """The value came from the round before by the act that carries over, untouched since."""
    return value is not None and not value.cleared and value.act == CARRIED


def grid_row(result: IndicatorResult) -> GridRow:
    """The row of the grid for one indicator of one sheet."""
    return next(row for row in grid(result.sheet) if row.indicator.id == result.indicator_id)


def result_in_full(actor: Actor, result_id: int) -> IndicatorResult:
    """One indicator with all that was typed and said: only for whoever reads the commune itself."""
    result = result_by_id(actor, result_id)
    Sheet.objects.one_visible_to(actor, id=result.sheet_id)
    return result


def result_of(actor: Actor, sheet_id: int, indicator_id: int) -> IndicatorResult:
    return IndicatorResult.objects.select_related("sheet__round", "indicator").one_visible_to(
        actor, sheet_id=sheet_id, indicator_id=indicator_id
    )


def rollup_of(sheet_id: int) -> SheetRollup:
    return SheetRollup.objects.get(sheet_id=sheet_id)


def shown_value(sheet_id: int, indicator_id: int, part: str) -> str:
    """The current value of a cell as it is typed."""
    return typed_form(current_values([sheet_id], indicator_id=indicator_id).get((sheet_id, indicator_id), {}).get(part))


def evidence_by_id(actor: Actor, evidence_id: int) -> Evidence:
    return Evidence.objects.select_related("blob").one_visible_to(actor, id=evidence_id)


def round_counts(actor: Actor, round_id: int) -> dict[str, int]:
    """The sheets of a round by state, and its cells by verification, within the actor's scope."""
    states = dict(
        Sheet.objects.visible_to(actor).filter(round_id=round_id).values_list("state").annotate(n=Count("id"))
    )
    sums = SheetRollup.objects.visible_to(actor).filter(round_id=round_id).aggregate(
        entered=Sum("entered", default=0),
        waiting=Sum("waiting", default=0),
        returned=Sum("returned", default=0),
        verified=Sum("verified", default=0),
        total=Sum("total", default=0),
        qualifies=Count("id", filter=Q(qualifies=True)),
    )
    return {**{state: states.get(state, 0) for state in SheetState.values}, "sheets": sum(states.values()), **sums}


def argued_counts(actor: Actor, round_id: int) -> dict[str, int]:
    """How many indicators of a round the departments see otherwise, the communes dispute, the council decided."""
    rows = IndicatorResult.objects.visible_to(actor).filter(sheet__round_id=round_id)
    states = ("COUNTERED", "DISPUTED", "SETTLED")
    return dict(rows.aggregate(**{state: Count("id", filter=Q(verification=state)) for state in states}))


@dataclass(frozen=True, slots=True)
class OwnerWaiting:
    """How much waits for one department in a round."""

    owner: str
    waiting: int
    verified: int
    total: int


def waiting_by_owner(actor: Actor, round_id: int) -> list[OwnerWaiting]:
    """By department: what waits, what is verified, of how many – worst first."""
    rows = (
        IndicatorResult.objects.visible_to(actor)
        .filter(sheet__round_id=round_id)
        .values_list("owner__name")
        .annotate(
            waiting=Count(
                "id",
                filter=Q(verification__in=WAITS_FOR_DEPARTMENT, sheet__state__in=["SUBMITTED", "VERIFYING"]),
            ),
            verified=Count("id", filter=Q(verification__in=VERIFIED)),
            total=Count("id"),
        )
        .order_by("-waiting", "owner__name")
    )
    return [OwnerWaiting(name or gettext("Văn phòng điều phối"), w, v, t) for name, w, v, t in rows]


def result_by_id(actor: Actor, result_id: int) -> IndicatorResult:
    return IndicatorResult.objects.select_related(
        "sheet__round__version__set", "indicator", "criterion", "owner"
    ).one_visible_to(actor, id=result_id)


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to an indicator: who, when, what, in which words; ``act`` of a value."""

    at: Any
    who: str
    what: str
    words: str
    on_behalf: bool = False
    why: str = ""
    act: str = ""


def happenings(actor: Actor, result: IndicatorResult) -> list[Happening]:
    """Everything that was entered and said about an indicator, oldest first. Private to who reads the commune."""
    values = list(
        Value.objects.visible_to(actor)
        .filter(sheet_id=result.sheet_id, indicator_id=result.indicator_id)
        .order_by("id")
    )
    said = list(
        Verified.objects.visible_to(actor)
        .filter(sheet_id=result.sheet_id, indicator_id=result.indicator_id)
        .order_by("id")
    )
    names = account_names({row.actor_id for row in (*values, *said)})
    rows = [
        Happening(
            v.recorded_at, names.get(v.actor_id, ""), "value", _figure_words(v), v.on_behalf, v.explanation, v.act
        )
        for v in values
        if v.side == Side.COMMUNE
    ]
    # A figure of another side is told with the word that brought it.
    figures: dict[tuple[Any, int], list[str]] = {}
    for v in values:
        if v.side != Side.COMMUNE and not v.cleared:
            figures.setdefault((v.recorded_at, v.actor_id), []).append(_figure_words(v))
    rows += [
        Happening(
            v.recorded_at,
            names.get(v.actor_id, ""),
            v.decision,
            " – ".join(
                part
                for part in (
                    v.get_verdict_display(),
                    "; ".join(figures.get((v.recorded_at, v.actor_id), ()))
                    if v.decision in ("counter", "council")
                    else "",
                    v.document,
                    format_date(v.document_on) if v.document_on else "",
                    v.comment,
                )
                if part
            ),
        )
        for v in said
    ]
    return sorted(rows, key=lambda row: row.at)


def _figure_words(value: Value) -> str:
    return f"{value.part}: {typed_form(value)}".removeprefix(": ")


def account_names(ids: Iterable[int]) -> dict[int, str]:
    accounts = get_user_model().objects.filter(id__in=sorted(set(ids))).select_related("person")
    return {account.pk: str(account) for account in accounts}


# ------------------------------------------------------------------------------------------------- queues


def verification_queue(actor: Actor, round_id: int | None = None) -> QuerySet[IndicatorResult]:
    """What waits for this actor's department (or for the office, where no department owns the row)."""
    mine = Q(owner_id__in=sorted(actor.orgs(*DEPARTMENT)))
    if actor.writes(*OFFICE):
        mine |= Q(owner__isnull=True)
    rows = IndicatorResult.objects.visible_to(actor).filter(
        mine, sheet__state__in=["SUBMITTED", "VERIFYING"], sheet__round__state="OPEN"
    )
    if round_id is not None:
        rows = rows.filter(sheet__round_id=round_id)
    return (
        rows.select_related("sheet__round", "indicator", "criterion", "owner")
        .annotate(
            claims=ArraySubquery(
                _CURRENT.order_by("id").values(
                    claim=JSONObject(
                        side="side",
                        part="part",
                        text="text",
                        number=Cast("number", TextField()),
                        numerator=Cast("numerator", TextField()),
                        denominator=Cast("denominator", TextField()),
                        applicable="applicable",
                    )
                )
            )
        )
        .order_by("indicator__position", "sheet__unit_key")
    )


_CURRENT = Value.objects.filter(
    sheet_id=OuterRef("sheet_id"), indicator_id=OuterRef("indicator_id"), cleared=False
).filter(~Exists(Value.objects.filter(supersedes_id=OuterRef("id"))))


def claim_words(result: Any, *sides: str) -> str:
    """What a side says (the commune, when none is named), in words: of :func:`verification_queue`'s ``claims``."""
    wanted = sides or (Side.COMMUNE,)
    parts = []
    for claim in (each for each in result.claims or () if each["side"] in wanted):
        shown = claim["text"]
        if claim["applicable"] is False:
            shown = gettext("không áp dụng")
        elif claim["numerator"] is not None:
            over, under = (format_number(Decimal(claim[key]).normalize()) for key in ("numerator", "denominator"))
            shown = f"{over}/{under}"
        elif claim["number"] is not None:
            shown = format_number(Decimal(claim["number"]).normalize())
        parts.append(f"{claim['part']}: {shown}" if claim["part"] else shown)
    return "; ".join(parts)


def returned_to(actor: Actor) -> QuerySet[IndicatorResult]:
    """Indicators that departments returned to the actor's communes."""
    return (
        IndicatorResult.objects.visible_to(actor)
        .filter(verification="RETURNED", sheet__round__state="OPEN")
        .select_related("sheet__round", "indicator", "owner")
        .order_by("sheet__round__entry_due_on", "sheet__unit_key", "indicator__position")
    )


# ------------------------------------------------------------------------------------------------- wall


@dataclass(frozen=True, slots=True)
class WallRow:
    """One commune of the wall: one letter a criterion (see ``SheetRollup.marks``)."""

    sheet_id: int
    unit_id: int
    name: str
    code: str
    state: str
    marks: str
    bases: str
    criteria_met: int
    criteria_total: int
    entered: int
    total: int
    qualifies: bool


def wall(actor: Actor, round_id: int) -> QuerySet[SheetRollup]:
    """The roll-ups of a round that the actor sees: all of it, or own communes and what is frozen."""
    return (
        SheetRollup.objects.visible_to(actor)
        .filter(round_id=round_id)
        .order_by("sheet__unit_key", "sheet__unit_code")
    )


_WALL_FIELDS = (
    "sheet_id", "sheet__unit_id", "sheet__unit_name", "sheet__unit_code", "sheet__state", "marks", "bases",
    "criteria_met", "criteria_total", "entered", "total", "qualifies",
)  # fmt: skip


def wall_rows(query: QuerySet[SheetRollup]) -> list[WallRow]:
    return [WallRow(*row) for row in query.values_list(*_WALL_FIELDS)]


def criterion_results(actor: Actor, round_id: int, criterion_id: int) -> QuerySet[CriterionResult]:
    return (
        CriterionResult.objects.visible_to(actor)
        .filter(sheet__round_id=round_id, criterion_id=criterion_id)
        .select_related("sheet")
        .order_by("sheet__unit_key", "sheet__unit_code")
    )


def results_of_criterion(actor: Actor, round_id: int, criterion_id: int) -> QuerySet[IndicatorResult]:
    return (
        IndicatorResult.objects.visible_to(actor)
        .filter(sheet__round_id=round_id, criterion_id=criterion_id)
        .select_related("sheet__round", "indicator", "owner")
        .order_by("sheet__unit_key", "indicator__position")
    )


def snapshot_of(actor: Actor, sheet_id: int, edition: int | None = None) -> SheetSnapshot:
    """An edition of a frozen sheet; the newest when none is named. Raises ``NotVisible``."""
    rows = SheetSnapshot.objects.select_related("sheet", "round")
    if edition is None:
        newest = rows.visible_to(actor).filter(sheet_id=sheet_id).order_by("-edition").first()
        edition = 1 if newest is None else newest.edition
    return rows.one_visible_to(actor, sheet_id=sheet_id, edition=edition)
