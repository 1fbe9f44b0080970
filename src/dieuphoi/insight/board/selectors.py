"""What the board, the commune page and the criterion page read. Nothing here writes."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Func, Q, QuerySet, Sum, Value
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.kernel.numbers import format_number, format_share
from dieuphoi.core.kernel.text import fold
from dieuphoi.insight.board.filters import MARKS, SHEET_STATES, SHOWS, SORTS, BoardQuery, CriterionQuery
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.judging import (
    classification_from,
    conclusion_from,
    facts_from,
    rows_for,
    verdict_of,
)
from dieuphoi.programme.assessments.models import (
    AssessmentRound,
    CriterionResult,
    IndicatorResult,
    Sheet,
    SheetRollup,
    SheetSnapshot,
    Verified,
)
from dieuphoi.programme.assessments.models import Value as StoredValue
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.engine.sentences import REASON_WORDS
from dieuphoi.programme.criteria.models import Criterion
from dieuphoi.programme.criteria.words import threshold_in_words
from dieuphoi.registry.organisations import selectors as organisations
from dieuphoi.registry.territory import selectors as territory
from dieuphoi.registry.territory.models import UnitParent

VERDICT_OF_MARK = {"M": "MET", "N": "NOT_MET", "E": "NOT_ENTERED", "U": "UNDETERMINED", "A": "NOT_APPLICABLE"}
"""The letters of the roll-up as the component kit names them."""
OPEN_MARKS = ("N", "E", "U")
"""What keeps a commune from meeting a criterion."""

# ------------------------------------------------------------------------------------------------- board


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a filter."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The first line of the board. Each of them counts communes (but the indicators that say so) of one query."""

    communes: int
    qualifies: int
    one_left: int
    entered: int
    not_entered: int
    waiting: int
    returned: int
    not_submitted: int
    ready: int
    undetermined: int
    entered_indicators: int
    total_indicators: int
    waiting_indicators: int
    returned_indicators: int
    in_round: int
    """How many communes the round has, whoever looks; ``communes`` is how many of them the actor sees."""


def board_rounds(actor: Actor, province: int | None = None) -> list[AssessmentRound]:
    """The rounds that can be chosen, newest territory day first."""
    rows = AssessmentRound.objects.visible_to(actor).filter(state__in=["OPEN", "FROZEN"])
    if province is not None:
        rows = rows.filter(province_id=province)
    return list(rows.select_related("version__set").order_by("-territory_on", "-id"))


def board_round(actor: Actor, query: BoardQuery) -> AssessmentRound | None:
    """The round a URL asks for, or the newest one whose territory day is not after ``as_of``. Raises NotVisible."""
    if query.round_id is not None:
        return assessments.round_by_id(actor, query.round_id)
    return assessments.newest_round(actor, query.province, query.as_of)


def _shows() -> dict[str, Q]:
    submitted = Q(sheet__state__in=["SUBMITTED", "VERIFYING"])
    return {
        "qualifies": Q(qualifies=True),
        "one_left": Q(open_criteria=1),
        "entered": Q(total__gt=0, entered__gte=F("total")),
        "not_entered": Q(entered__lt=F("total")),
        "waiting": submitted & Q(waiting__gt=0),
        "returned": Q(returned__gt=0),
        "ready": submitted & Q(waiting=0, returned=0),
    }


def _rollups(actor: Actor, round_id: int) -> QuerySet[SheetRollup]:
    """The roll-ups of a round with ``open_criteria``: how many criteria are neither met nor not applicable."""
    return assessments.wall(actor, round_id).annotate(
        open_criteria=Length(Func(F("marks"), Value("MA"), Value(""), function="translate"))
    )


def figures(actor: Actor, round_: AssessmentRound) -> Figures:
    """The first line and the alert cards: the counts of the very queries that the links behind them open."""
    counts: dict[str, Any] = {name: Count("pk", filter=condition) for name, condition in _shows().items()}
    counts |= {
        "communes": Count("pk"),
        "not_submitted": Count("pk", filter=Q(sheet__state="OPEN")),
        "undetermined": Count("pk", filter=Q(marks__contains="U")),
        "entered_indicators": Sum("entered", default=0),
        "total_indicators": Sum("total", default=0),
        "waiting_indicators": Sum("waiting", filter=Q(sheet__state__in=["SUBMITTED", "VERIFYING"]), default=0),
        "returned_indicators": Sum("returned", default=0),
    }
    # An aggregate of a column's own name would hide the column from the ones after it.
    found = _rollups(actor, round_.id).order_by().aggregate(**{f"n_{name}": each for name, each in counts.items()})
    return Figures(
        in_round=Sheet.objects.filter(round_id=round_.id).count(),
        **{name.removeprefix("n_"): number for name, number in found.items()},
    )


def wall_query(
    actor: Actor, round_: AssessmentRound, columns: Sequence[Criterion], query: BoardQuery
) -> QuerySet[SheetRollup]:
    """The communes that the board shows: scope first, then every filter of the URL. Nothing with a faulty URL."""
    rows = _rollups(actor, round_.id)
    if query.faults:
        return rows.none()
    if query.state:
        rows = rows.filter(sheet__state=query.state)
    if query.show:
        rows = rows.filter(_shows()[query.show])
    if query.mark and query.criterion:
        numbers = [column.number for column in columns]
        if query.criterion not in numbers:
            return rows.none()
        at = numbers.index(query.criterion) + 1
        rows = rows.annotate(mark_here=Substr("marks", at, 1)).filter(mark_here=query.mark)
    elif query.mark:
        rows = rows.filter(marks__contains=query.mark)
    if query.q:
        rows = rows.annotate(folded=Fold(F("sheet__unit_name"))).filter(
            Q(folded__contains=fold(query.q)) | Q(sheet__unit_code__startswith=query.q)
        )
    if query.group:
        dimension, _colon, value = query.group.partition(":")
        if dimension == territory.FLAG:
            rows = rows.filter(sheet__classification__flags__contains=[value])
        else:
            rows = rows.filter(**{f"sheet__classification__{_key(dimension)}": value})
    if query.parent is not None:
        inside = UnitParent.objects.visible_to(actor).on(round_.territory_on).filter(path__contains=[query.parent])
        rows = rows.filter(sheet__unit_id__in=inside.values("unit_id"))
    orders = {
        "": ("sheet__unit_key", "sheet__unit_code"),
        "name": ("sheet__unit_key", "sheet__unit_code"),
        "-name": ("-sheet__unit_key", "-sheet__unit_code"),
        "met": ("criteria_met", "sheet__unit_key", "sheet__unit_code"),
        "-met": ("-criteria_met", "sheet__unit_key", "sheet__unit_code"),
    }
    return rows.order_by(*orders[query.sort])


def _key(dimension: str) -> str:
    """A key of the stored classification; anything else asks for a key that no sheet has."""
    return dimension if dimension in (territory.REGION, territory.COMMUNE_GROUP) else "none"


def groups(actor: Actor, round_: AssessmentRound) -> list[Choice]:
    """The classes that occur among the communes of a round, as choices ``dimension:value``."""
    stored = (
        assessments.wall(actor, round_.id).order_by().values_list("sheet__classification", flat=True).distinct()
    )
    found: dict[str, set[str]] = {}
    for each in stored:
        for dimension in (territory.REGION, territory.COMMUNE_GROUP):
            if each.get(dimension):
                found.setdefault(dimension, set()).add(str(each[dimension]))
        for flag in each.get("flags") or ():
            found.setdefault(territory.FLAG, set()).add(str(flag))
    names = {each.code: each.name for each in criteria.engine_set(round_.version_id).territories}
    words = {
        territory.REGION: lambda value: _("Vùng %(name)s") % {"name": names.get(value, value)},
        territory.COMMUNE_GROUP: lambda value: _("Nhóm %(name)s") % {"name": names.get(value, value)},
        territory.FLAG: lambda value: value,
    }
    return [Choice(f"{dim}:{value}", words[dim](value)) for dim in words for value in sorted(found.get(dim, ()))]


def parents(actor: Actor, round_: AssessmentRound) -> list[Choice]:
    """The units between province and commune on the round's day (districts, until they ended)."""
    ids = (
        UnitParent.objects.visible_to(actor)
        .on(round_.territory_on)
        .filter(unit_id__in=assessments.wall(actor, round_.id).order_by().values("sheet__unit_id"))
        .exclude(parent_id=round_.province_id)
        .exclude(parent_id=None)
        .values_list("parent_id", flat=True)
        .distinct()
    )
    found = list(ids)
    if not found:
        return []
    rows = territory.units_on(actor, round_.territory_on, ids=found)
    return [Choice(str(row.id), row.full_name) for row in rows]


def marks_before(actor: Actor, round_: AssessmentRound) -> tuple[dict[int, str], list[int | None]]:
    """The previous round's marks by unit, and where each of this round's criteria stood in them.

    Only within one set version do numbers mean the same; only the same unit is compared (a commune that took
    others in is a new one). Empty when there is nothing to compare with.
    """
    previous = round_.previous
    if previous is None or previous.version_id != round_.version_id:
        return {}, []
    try:
        assessments.round_by_id(actor, previous.id)
    except NotVisible:
        return {}, []
    marks = dict(assessments.wall(actor, previous.id).order_by().values_list("sheet__unit_id", "marks"))
    places: list[int | None] = list(range(max((len(each) for each in marks.values()), default=0)))
    return marks, places


def change(now: str, before: str) -> str:
    """What became of one mark: ``better`` newly met, ``worse`` met no more, ``changed`` otherwise, ``""`` the same.

    A cell that is not entered yet has not changed: the round is still running.
    """
    if now == before or not before or now == "E":
        return ""
    if now == "M":
        return "better"
    return "worse" if before == "M" and now == "N" else "changed"


def filters_in_words(
    query: BoardQuery, columns: Sequence[Criterion], named: Iterable[Choice], places: Iterable[Choice]
) -> list[tuple[str, tuple[str, ...]]]:
    """Each active filter in words, with the names of the parameters that switch it off."""
    words: list[tuple[str, tuple[str, ...]]] = []
    if query.state:
        words.append((_("Phiếu: %(what)s") % {"what": SHEET_STATES[query.state]}, ("state",)))
    if query.show:
        words.append((_("Xã %(what)s") % {"what": SHOWS[query.show]}, ("show",)))
    if query.mark and query.criterion:
        words.append(
            (_("Tiêu chí %(number)s: %(what)s") % {"number": query.criterion, "what": MARKS[query.mark]},
             ("criterion", "mark"))
        )  # fmt: skip
    elif query.mark:
        words.append((_("Có tiêu chí %(what)s") % {"what": MARKS[query.mark]}, ("mark",)))
    if query.q:
        words.append((_("Tên xã có “%(text)s”") % {"text": query.q}, ("q",)))
    if query.group:
        labels = {each.value: each.label for each in named}
        words.append((labels.get(query.group, query.group), ("group",)))
    if query.parent is not None:
        labels = {each.value: each.label for each in places}
        words.append((labels.get(str(query.parent), str(query.parent)), ("parent",)))
    if query.sort:
        words.append((_("Xếp theo %(what)s") % {"what": SORTS[query.sort]}, ("sort",)))
    return words


# ------------------------------------------------------------------------------------------------- commune


@dataclass(frozen=True, slots=True)
class RoundPoint:
    """One round of a commune on its line of time."""

    sheet_id: int
    round_id: int
    title: str
    territory_on: date
    version_id: int
    state: str
    met: int
    total: int
    qualifies: bool
    name_then: str


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator of a commune. Figures, sentence and comments are empty for who may not read them."""

    result_id: int
    criterion_id: int
    code: str
    name: str
    unit: str
    verdict: str
    """A key of the component kit: ``NOT_ENTERED`` where no value is there yet."""
    basis: str
    verification: str
    verification_label: str
    owner: str
    figures: tuple[tuple[str, str], ...]
    """``(part, figure)`` as people read them."""
    explanation: str
    threshold: str
    sentence: str
    said_by: str
    said_at: datetime | None
    said: str
    returned: str


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion of a commune with its indicators."""

    criterion: Criterion
    verdict: str
    basis: str
    met: int
    total: int
    indicators: tuple[IndicatorLine, ...]


def _verdict_key(verdict: str, *, missing: bool) -> str:
    return "NOT_ENTERED" if verdict == "UNDETERMINED" and missing else verdict


def reads_privately(actor: Actor, unit_id: int) -> bool:
    """Whether the actor reads the figures of a commune, or only its frozen verdicts (domain.md §1)."""
    return unit_id in actor.reads()


def time_line(actor: Actor, unit_id: int) -> list[RoundPoint]:
    """All rounds of a commune that the actor sees, oldest first."""
    rows = [
        RoundPoint(
            sheet_id=sheet.id,
            round_id=sheet.round_id,
            title=sheet.round.title,
            territory_on=sheet.round.territory_on,
            version_id=sheet.round.version_id,
            state=sheet.state,
            met=sheet.rollup.criteria_met,
            total=sheet.rollup.criteria_total,
            qualifies=sheet.rollup.qualifies,
            name_then=sheet.unit_name,
        )
        for sheet in assessments.sheets_of_unit(actor, unit_id)
        if sheet.round.state in ("OPEN", "FROZEN")
    ]
    return rows[::-1]


def commune_on(actor: Actor, unit_id: int, day: date, points: Sequence[RoundPoint]) -> tuple[territory.UnitRow, date]:
    """The commune on a day, or on its last round's day where it had ended by then.

    Raises :class:`NotVisible` for a unit that is neither the actor's nor has a verdict that the actor may see.
    """
    if not reads_privately(actor, unit_id) and not points:
        raise NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn."))
    try:
        return territory.unit_on(actor, unit_id, day), day
    except NotVisible:
        if not points:
            raise
        last = points[-1].territory_on
        return territory.unit_on(actor, unit_id, last), last


def office_of(
    actor: Actor, unit_id: int, day: date
) -> tuple[organisations.OrgRow | None, list[organisations.HolderRow]]:
    """The commune's committee on a day and who works there, as far as the actor may see them."""
    org = organisations.org_of_place(actor, unit_id, day)
    return org, organisations.holders_on(actor, day, org=org.id) if org is not None else []


def classes_in_words(round_: AssessmentRound | None, stored: dict[str, Any]) -> str:
    """How a commune is classified, in the words of the round's set."""
    names = (
        {} if round_ is None else {each.code: each.name for each in criteria.engine_set(round_.version_id).territories}
    )
    parts = []
    if region := stored.get(territory.REGION):
        parts.append(_("vùng %(name)s") % {"name": names.get(region, region)})
    if group := stored.get(territory.COMMUNE_GROUP):
        parts.append(_("nhóm %(name)s") % {"name": names.get(group, group)})
    parts += [str(flag) for flag in stored.get("flags") or ()]
    return ", ".join(parts)


def commune_sheet(actor: Actor, unit_id: int, round_id: int) -> Sheet:
    """The sheet of a commune in a round: one's own, or of others a frozen one. Raises :class:`NotVisible`."""
    for sheet in assessments.sheets_of_unit(actor, unit_id):
        if sheet.round_id == round_id:
            return sheet
    raise NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn."))


def criterion_lines(actor: Actor, sheet: Sheet) -> list[CriterionLine]:
    """Every criterion of a sheet in the set's order, with its indicators, in a fixed number of queries."""
    lines: dict[int, list[IndicatorLine]] = {}
    results = list(
        IndicatorResult.objects.visible_to(actor)
        .filter(sheet_id=sheet.id)
        .select_related("indicator", "owner")
        .order_by("indicator__position")
    )
    known = _known(actor, sheet) if reads_privately(actor, sheet.unit_id) else None
    for result in results:
        lines.setdefault(result.criterion_id, []).append(_indicator_line(result, known))
    rolled = (
        CriterionResult.objects.visible_to(actor)
        .filter(sheet_id=sheet.id)
        .select_related("criterion")
        .order_by("criterion__position")
    )
    return [
        CriterionLine(
            criterion=row.criterion,
            verdict=_verdict_key(row.verdict, missing=row.not_entered),
            basis=row.basis,
            met=row.met,
            total=row.total,
            indicators=tuple(lines.get(row.criterion_id, ())),
        )
        for row in rolled
    ]


@dataclass(frozen=True, slots=True)
class _Known:
    """What only those who read the commune know of its sheet, by indicator id."""

    rows: dict[str, Any]
    values: dict[int, list[StoredValue]]
    sentences: dict[str, str]
    said: dict[int, Verified]
    names: dict[int, str]


def _known(actor: Actor, sheet: Sheet) -> _Known:
    rules = assessments.round_rules(sheet.round)
    sentences = sentences_of(actor, [sheet], sheet.round)[sheet.id]
    values = {
        indicator_id: [value for value in parts.values() if not value.cleared]
        for (_sheet, indicator_id), parts in assessments.current_values([sheet.id]).items()
    }
    said = {
        row.indicator_id: row
        for row in Verified.objects.visible_to(actor)
        .filter(sheet_id=sheet.id)
        .order_by("indicator_id", "-id")
        .distinct("indicator_id")
    }
    return _Known(
        rows=rows_for(rules, classification_from(sheet.classification)),
        values=values,
        sentences=sentences,
        said=said,
        names=assessments.account_names({row.actor_id for row in said.values()}),
    )


def _indicator_line(result: IndicatorResult, known: _Known | None) -> IndicatorLine:
    indicator = result.indicator
    code = str(indicator.raw.get("code") or "")
    row = None if known is None else known.rows.get(code)
    values = [] if known is None else known.values.get(indicator.id, [])
    said = None if known is None else known.said.get(indicator.id)
    words = ""
    if said is not None:
        words = " – ".join(part for part in (said.get_decision_display(), said.document, said.comment) if part)
    return IndicatorLine(
        result_id=result.id,
        criterion_id=result.criterion_id,
        code=indicator.code,
        name=indicator.name,
        unit=indicator.unit,
        verdict=_verdict_key(result.verdict, missing=result.verification == "EMPTY"),
        basis=result.basis,
        verification=result.verification,
        verification_label=result.get_verification_display(),
        owner=result.owner.name if result.owner else "",
        figures=tuple((value.part, figure(value, indicator.unit)) for value in values),
        explanation=next((value.explanation for value in values if value.explanation), ""),
        threshold=""
        if row is None or row.cell is None
        else threshold_in_words(row.cell, row.indicator.comparator, row.indicator.unit, year=row.year),
        sentence="" if known is None else known.sentences.get(code, ""),
        said_by="" if known is None or said is None else known.names.get(said.actor_id, ""),
        said_at=None if said is None else said.recorded_at,
        said=words,
        returned=said.comment if said is not None and result.verification == "RETURNED" else "",
    )


def figure(value: StoredValue, unit: str = "") -> str:
    """A stored value as people read it: ``45/60 = 75%``, ``12,5 %``, ``Đạt``, ``không áp dụng``."""
    if value.applicable is False:
        return _("không áp dụng")
    if value.numerator is not None and value.denominator is not None:
        share = format_share(value.numerator, value.denominator)
        text = f"{format_number(value.numerator)}/{format_number(value.denominator)}"
        return f"{text} = {share}" if share else text
    if value.number is not None:
        return f"{format_number(value.number)} {unit}".strip()
    return value.text


def sentences_of(
    actor: Actor, sheets: Sequence[Sheet], round_: AssessmentRound, codes: Collection[str] | None = None
) -> dict[int, dict[str, str]]:
    """The sentence that explains each indicator's verdict: ``{sheet: {code: sentence}}``, for sheets that the actor reads.

    Of a frozen sheet they come from its snapshot: what was frozen is never judged again. ``codes`` narrows.
    """
    readable = [sheet for sheet in sheets if reads_privately(actor, sheet.unit_id)]
    found: dict[int, dict[str, str]] = {sheet.id: {} for sheet in sheets}
    frozen = [sheet.id for sheet in readable if sheet.state == "FROZEN"]
    if frozen:
        rows = SheetSnapshot.objects.visible_to(actor).filter(sheet_id__in=frozen).values_list("sheet_id", "content")
        for sheet_id, content in rows:
            kept = json.loads(zlib.decompress(bytes(content)))
            found[sheet_id] = {
                row["code"]: row["sentence"] for row in kept["indicators"] if codes is None or row["code"] in codes
            }
    living = [sheet for sheet in readable if sheet.state != "FROZEN"]
    if living:
        _judge(living, round_, codes, found)
    return found


def _judge(
    sheets: Sequence[Sheet], round_: AssessmentRound, codes: Collection[str] | None, found: dict[int, dict[str, str]]
) -> None:
    rules = assessments.round_rules(round_)
    ids = [sheet.id for sheet in sheets]
    indicators = [
        (row.id, str(row.raw.get("code") or ""))
        for row in criteria.indicators_of(round_.version_id)
        if codes is None or row.code in codes
    ]
    values: dict[tuple[int, int], dict[str, StoredValue]] = {}
    if codes is None:
        values = assessments.current_values(ids)
    else:
        for indicator_id, _code in indicators:
            values |= assessments.current_values(ids, indicator_id=indicator_id)
    concluded = assessments.standing_conclusions(ids)
    standing = set(
        IndicatorResult.objects.filter(sheet_id__in=ids, verification="CONCLUDED").values_list(
            "sheet_id", "indicator_id"
        )
    )
    for sheet in sheets:
        rows = rows_for(rules, classification_from(sheet.classification))
        for indicator_id, code in indicators:
            row = rows.get(code)
            if row is None:
                continue
            key = (sheet.id, indicator_id)
            said = concluded.get(key) if key in standing else None
            conclusion = None if said is None else conclusion_from(said.verdict, said.document)
            found[sheet.id][code] = verdict_of(row, facts_from(values.get(key, {}).values(), conclusion), rules).sentence


# ------------------------------------------------------------------------------------------------- criterion


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    """One indicator of a criterion with its thresholds in words, a text a column of the set's territory dimension."""

    indicator_id: int
    code: str
    name: str
    unit: str
    owner: str
    provenance: str
    thresholds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotThere:
    """A commune in the list of a criterion page, with the indicators that keep it from meeting the criterion."""

    sheet_id: int
    unit_id: int
    name: str
    code: str
    mark: str
    basis: str
    met: int
    total: int
    reasons: tuple[tuple[str, int, str, str], ...]
    """``(indicator code, result id, verdict key, sentence or reason)``."""


def criterion_of(round_: AssessmentRound, criterion_id: int) -> tuple[Criterion, list[Criterion]]:
    """A criterion of the round's set and all of them. Raises :class:`NotVisible` for one of another set."""
    every = criteria.criteria_of(round_.version_id)
    for row in every:
        if row.id == criterion_id:
            return row, every
    raise NotVisible(_("Bộ tiêu chí của đợt này không có tiêu chí đó."))


def threshold_table(round_: AssessmentRound, criterion: Criterion) -> tuple[list[str], list[ThresholdRow]]:
    """The columns (regions, groups) by name, and each indicator with its thresholds in words as of the round's day."""
    rules = assessments.round_rules(round_)
    version = rules.version.as_of(rules.on)
    indicators = [row for row in criteria.indicators_of(round_.version_id) if row.criterion_id == criterion.id]
    owners = criteria.owner_names_on([row.id for row in indicators], round_.territory_on)
    rows = {row.code: row for row in version.indicators}
    codes: list[str] = []
    for indicator in indicators:
        source = rows.get(str(indicator.raw.get("code") or ""))
        for column, _cell in (source.thresholds or ()) if source else ():
            if column not in codes:
                codes.append(column)
    table = []
    for indicator in indicators:
        source = rows.get(str(indicator.raw.get("code") or ""))
        cells = dict(source.thresholds or ()) if source else {}
        own = dict(source.provincial) if source else {}
        table.append(
            ThresholdRow(
                indicator_id=indicator.id,
                code=indicator.code,
                name=indicator.name,
                unit=indicator.unit,
                owner=owners.get(indicator.id, ""),
                provenance=str(source.provenance.value) if source else "EMPTY",
                thresholds=tuple(
                    threshold_in_words(
                        own.get(code) or cells.get(code),
                        source.comparator if source else "",
                        indicator.unit or None,
                        year=rules.year,
                    )
                    for code in codes
                ),
            )
        )
    return [column_name(version, code) for code in codes], table


def column_name(version: Any, code: str) -> str:
    """The name of a threshold column; the general one of a set says that it holds for every commune."""
    name = version.territory_name(code)
    if name != code:
        return str(name)
    return {"all": _("mọi xã"), "chung": _("chung")}.get(code, code)


def _criterion_rows(actor: Actor, round_: AssessmentRound, criterion: Criterion) -> QuerySet[CriterionResult]:
    return assessments.criterion_results(actor, round_.id, criterion.id)


def _of_mark(mark: str) -> Q:
    if mark == "E":
        return Q(verdict="UNDETERMINED", not_entered=True)
    if mark == "U":
        return Q(verdict="UNDETERMINED", not_entered=False)
    if mark == "open":
        return Q(verdict__in=["NOT_MET", "UNDETERMINED"])
    return Q(verdict=VERDICT_OF_MARK[mark])


def criterion_counts(actor: Actor, round_: AssessmentRound, criterion: Criterion) -> dict[str, int]:
    """How many communes have each mark in a criterion: ``{letter: count}``, all letters there."""
    rows = _criterion_rows(actor, round_, criterion).order_by()
    return rows.aggregate(**{mark: Count("pk", filter=_of_mark(mark)) for mark in MARKS})


def criterion_list(
    actor: Actor, round_: AssessmentRound, criterion: Criterion, query: CriterionQuery
) -> QuerySet[CriterionResult]:
    """The communes that the list of a criterion page shows; without a mark, those that do not meet it yet."""
    rows = _criterion_rows(actor, round_, criterion).filter(_of_mark(query.mark or "open"))
    if query.faults:
        return rows.none()
    if query.q:
        rows = rows.annotate(folded=Fold(F("sheet__unit_name"))).filter(
            Q(folded__contains=fold(query.q)) | Q(sheet__unit_code__startswith=query.q)
        )
    return rows


def not_there(
    actor: Actor, round_: AssessmentRound, criterion: Criterion, rows: Sequence[CriterionResult]
) -> list[NotThere]:
    """The communes of ``rows`` with reason and sentence of each indicator that is in the way.

    A fixed number of queries. Sentences (they tell figures) only of communes that the actor reads.
    """
    ids = [row.sheet_id for row in rows]
    results: dict[int, list[IndicatorResult]] = {}
    codes: dict[str, str] = {}
    in_the_way = (
        assessments.results_of_criterion(actor, round_.id, criterion.id)
        .filter(sheet_id__in=ids)
        .exclude(verdict__in=["MET", "NOT_APPLICABLE"])
    )
    for result in in_the_way:
        results.setdefault(result.sheet_id, []).append(result)
        codes[result.indicator.code] = str(result.indicator.raw.get("code") or "")
    sentences = sentences_of(actor, [row.sheet for row in rows], round_, set(codes))
    found = []
    for row in rows:
        own = reads_privately(actor, row.sheet.unit_id)
        reasons = tuple(
            (
                result.indicator.code,
                result.id,
                _verdict_key(result.verdict, missing=result.verification == "EMPTY"),
                (sentences[row.sheet_id].get(codes[result.indicator.code], "") or reason_words(result.reason))
                if own
                else "",
            )
            for result in results.get(row.sheet_id, ())
        )
        found.append(
            NotThere(
                sheet_id=row.sheet_id,
                unit_id=row.sheet.unit_id,
                name=row.sheet.unit_name,
                code=row.sheet.unit_code,
                mark=mark_of(row),
                basis=row.basis,
                met=row.met,
                total=row.total,
                reasons=reasons,
            )
        )
    return found


def mark_of(row: CriterionResult) -> str:
    if row.verdict == "UNDETERMINED":
        return "E" if row.not_entered else "U"
    return {"MET": "M", "NOT_MET": "N", "NOT_APPLICABLE": "A"}[row.verdict]


def reason_words(reason: str) -> str:
    """Why an indicator cannot be judged, in words."""
    text = REASON_WORDS.get(reason, "")
    return _(text).replace("{missing}", "…") if text else ""


# ------------------------------------------------------------------------------------------------- summary


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Communes that meet so many criteria: ``least``–``most``."""

    least: int
    most: int
    communes: int


def by_number_met(rows: Iterable[assessments.WallRow], bands: Sequence[tuple[int, int]]) -> list[GroupRow]:
    """How many communes fall into each band of criteria met; without bands one row for each number that occurs."""
    numbers = Counter(row.criteria_met for row in rows)
    if not bands:
        bands = [(number, number) for number in sorted(numbers, reverse=True)]
    return [GroupRow(low, high, sum(n for met, n in numbers.items() if low <= met <= high)) for low, high in bands]
