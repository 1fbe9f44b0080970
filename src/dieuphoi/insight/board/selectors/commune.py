"""What the commune page reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.numbers import format_number, format_share
from dieuphoi.insight.board.selectors.reading import (
    reads_privately,
    sentences_of,
    verdict_key,
)
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.judging import (
    RoundRules,
    classification_from,
    rows_for,
)
from dieuphoi.programme.assessments.models import (
    CriterionResult,
    IndicatorResult,
    Sheet,
    Verified,
)
from dieuphoi.programme.assessments.models import Value as StoredValue
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.models import Criterion
from dieuphoi.programme.criteria.words import threshold_in_words
from dieuphoi.registry.organisations import selectors as organisations
from dieuphoi.registry.organisations.models import MonitorFunction
from dieuphoi.registry.territory import selectors as territory


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


def time_line(sheets: Sequence[Sheet]) -> list[RoundPoint]:
    """All rounds of a commune that the actor sees, oldest first; ``sheets`` are ``assessments.sheets_of_unit``."""
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
        for sheet in sheets
        if sheet.round.state in ("OPEN", "FROZEN")
    ]
    return rows[::-1]


def commune_on(
    actor: Actor, unit_id: int, day: date, points: Sequence[RoundPoint], past: Sequence[date] = ()
) -> tuple[territory.UnitRow, date]:
    """The commune on a day, or on its last round's day where it had ended by then.

    ``past`` are days of which something published is known (decided years, recognitions): it is public.

    Raises :class:`NotVisible` for a unit that is neither the actor's nor has a verdict that the actor may
    see.
    """
    if not reads_privately(actor, unit_id) and not points and not past:
        raise NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn."))
    try:
        return territory.unit_on(actor, unit_id, day), day
    except NotVisible:
        days = sorted([*(point.territory_on for point in points), *past])
        if not days:
            raise
        # The last of them before the day asked for, else the first after it.
        last = next((each for each in reversed(days) if each <= day), days[0])
        return territory.unit_on(actor, unit_id, last), last


def office_of(
    actor: Actor, unit_id: int, day: date
) -> tuple[organisations.OrgRow | None, list[organisations.HolderRow]]:
    """The commune's committee on a day and who works there, as far as the actor may see them."""
    org = organisations.org_of_place(actor, unit_id, day)
    return org, organisations.holders_on(actor, day, org=org.id) if org is not None else []


@dataclass(frozen=True, slots=True)
class Follower:
    """Who follows a commune: a person or a body, what, and how to call them."""

    monitor_id: int
    name: str
    what: str
    phone: str
    is_officer: bool
    """The commune's named officer for the programme (S3-58)."""


def followers_of(actor: Actor, unit_id: int, day: date) -> list[Follower]:
    """The commune's programme officer first, then who follows it or the whole province, whom the actor may see."""
    found = [
        Follower(
            monitor_id=row.pk,
            name=row.who,
            what=" · ".join(filter(None, (str(organisations.MONITOR_LABELS[row.function]), row.field_name or ""))),
            phone=row.person.phone if row.person is not None else row.org.phone,
            is_officer=row.function == MonitorFunction.PROGRAMME_OFFICER and row.unit_id == unit_id,
        )
        for row in organisations.monitors_of(actor, day, unit=unit_id)
    ]
    return sorted(found, key=lambda each: not each.is_officer)


def band_of(actor: Actor, sheet: Sheet) -> criteria.BandRow | None:
    """The group of a sheet's commune by criteria met, by the bands of the round's day; none where the office set none.
    """
    bands = criteria.bands_on(actor, sheet.round.version.set_id, sheet.round.territory_on)
    return next((band for band in bands if band.holds(sheet.rollup.criteria_met)), None)


def classes_in_words(rules: RoundRules | None, stored: dict[str, Any]) -> str:
    """How a commune is classified, in the words of the round's set."""
    names = {} if rules is None else {each.code: each.name for each in rules.version.territories}
    parts = []
    if region := stored.get(territory.REGION):
        parts.append(_("vùng %(name)s") % {"name": names.get(region, region)})
    if group := stored.get(territory.COMMUNE_GROUP):
        parts.append(_("nhóm %(name)s") % {"name": names.get(group, group)})
    parts += [str(flag) for flag in stored.get("flags") or ()]
    return ", ".join(parts)


def commune_sheet(sheets: Sequence[Sheet], round_id: int) -> Sheet:
    """The sheet of a commune in a round: one's own, or of others a frozen one. ``sheets`` are
    ``assessments.sheets_of_unit``. Raises :class:`NotVisible`.
    """
    for sheet in sheets:
        if sheet.round_id == round_id:
            return sheet
    raise NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn."))


def criterion_lines(actor: Actor, sheet: Sheet, rules: RoundRules) -> list[CriterionLine]:
    """Every criterion of a sheet in the set's order, with its indicators, in a fixed number of queries."""
    lines: dict[int, list[IndicatorLine]] = {}
    results = list(
        IndicatorResult.objects.visible_to(actor)
        .filter(sheet_id=sheet.id)
        .select_related("indicator", "owner")
        .order_by("indicator__position")
    )
    known = _known(actor, sheet, rules) if reads_privately(actor, sheet.unit_id) else None
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
            verdict=verdict_key(row.verdict, missing=row.not_entered),
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


def _known(actor: Actor, sheet: Sheet, rules: RoundRules) -> _Known:
    sentences = sentences_of(actor, [sheet], sheet.round, rules=rules)[sheet.id]
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
        words = " – ".join(
            part for part in (said.get_decision_display(), said.document, said.comment) if part
        )
    return IndicatorLine(
        result_id=result.id,
        criterion_id=result.criterion_id,
        code=indicator.code,
        name=indicator.name,
        unit=indicator.unit,
        verdict=verdict_key(result.verdict, missing=result.verification == "EMPTY"),
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
