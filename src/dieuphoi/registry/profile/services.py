"""Acts on the profile of communes. Figures are append-only: a correction supersedes, nothing is changed or removed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from dieuphoi.core.files.services import Readable, blob_store
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, NotVisible
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import date_range
from dieuphoi.registry.profile import policies
from dieuphoi.registry.profile.models import (
    CommunePlan,
    CommuneStatistic,
    Measure,
    PlanKind,
    PlanningDocument,
    PlanningFile,
    PlanState,
    PlanTarget,
)
from dieuphoi.registry.territory.selectors import units_on

_BATCH = 2_000
_PLACES = Decimal("0.000001")
_CONTENT = ("number", "numerator", "denominator", "source", "explanation")


@dataclass(frozen=True, slots=True)
class NewFigure:
    """One figure to keep. ``number`` ``None`` with nothing else: the figure is taken back."""

    unit_id: int
    year: int
    measure_id: int
    number: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    source: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What was kept: how many figures are new or changed, how many were the same."""

    changed: int
    same: int


def statistics_save(*, actor: Actor, figures: Sequence[NewFigure], now: datetime) -> Saved:
    """Keep figures in one act; what is the same already is left alone. Set-based: four statements, whatever number.

    Raises ``NotVisible`` for a unit out of sight, ``Refused`` for one that may only be read, ``InputErrors`` for a
    rate without a denominator, a year out of bounds, an unknown measure, or one figure given twice.
    """
    for unit in {figure.unit_id for figure in figures}:
        if unit not in actor.reads():
            raise NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn."))
        require(policies.may_enter(actor, unit))
    with act(actor, "statistic.save"):
        _one_at_a_time()
        measures = Measure.objects.in_bulk({figure.measure_id for figure in figures})
        errors = _faults(figures, measures)
        if errors:
            raise InputErrors(errors)
        there = {
            (row.unit_id, row.year, row.measure_id): row
            for row in CommuneStatistic.objects.filter(
                unit__any_of={figure.unit_id for figure in figures},
                year__in={figure.year for figure in figures},
                superseded_by__isnull=True,
            )
        }
        new = []
        for figure in figures:
            current = there.get((figure.unit_id, figure.year, figure.measure_id))
            row = CommuneStatistic(
                unit_id=figure.unit_id,
                year=figure.year,
                measure_id=figure.measure_id,
                number=_number(figure, measures[figure.measure_id]),
                numerator=figure.numerator,
                denominator=figure.denominator,
                source=figure.source.strip(),
                explanation=figure.explanation.strip(),
                supersedes=current,
                recorded_at=now,
            )
            if current is None and row.number is None:
                continue
            if current is not None and _same(current, row):
                continue
            new.append(row)
        CommuneStatistic.objects.bulk_create(new, batch_size=_BATCH)
    return Saved(len(new), len(figures) - len(new))


def statistics_take_back(*, actor: Actor, ids: Collection[int], now: datetime) -> tuple[int, int, list[str]]:
    """Take figures of an import back: each is superseded by what stood before it, or by "none".

    Returns how many have a former figure again, how many have none again, and the figures that somebody corrected since
    (in words): where there are such, nothing is written. Raises ``Refused`` for a unit that may no longer be written.
    """
    mine = list(CommuneStatistic.objects.filter(id__in=ids).select_related("measure", "supersedes").order_by("id"))
    units = {row.unit_id for row in mine}
    for unit in units:
        require(policies.may_enter(actor, unit))
    with act(actor, "statistic.take_back"):
        _one_at_a_time()
        standing = {
            (row.unit_id, row.year, row.measure_id): row
            for row in CommuneStatistic.objects.filter(
                unit__any_of=units, year__in={row.year for row in mine}, superseded_by__isnull=True
            )
        }
        corrected: list[CommuneStatistic] = []
        new: list[CommuneStatistic] = []
        for row in mine:
            tip = standing[row.unit_id, row.year, row.measure_id]
            if any(getattr(tip, name) != getattr(row, name) for name in _CONTENT):
                corrected.append(row)
                continue
            before = row.supersedes
            back = CommuneStatistic(
                unit_id=row.unit_id, year=row.year, measure_id=row.measure_id, supersedes=tip, recorded_at=now
            )
            for name in _CONTENT if before is not None else ():
                setattr(back, name, getattr(before, name))
            new.append(back)
        if corrected:
            day = min(actor.on, date(corrected[0].year, 12, 31))
            names = {row.id: row.full_name for row in units_on(actor, day, ids=[row.unit_id for row in corrected])}
            return 0, 0, [f"{names.get(row.unit_id, row.unit_id)}, {row.measure}, {row.year}" for row in corrected]
        CommuneStatistic.objects.bulk_create(new, batch_size=_BATCH)
    restored = sum(1 for row in new if row.number is not None)
    return restored, len(new) - restored, []


def doubts(measures: Sequence[Measure], numbers: Mapping[str, Decimal | None]) -> list[tuple[str, str]]:
    """Soft warnings on the figures of one unit and year: ``(measure code, sentence)``. They forbid nothing.

    Checks each measure that is to be the product of two others (output = area × yield, S4-41).
    """
    found = []
    names = {measure.code: measure.name for measure in measures}
    for measure in measures:
        if len(measure.product_of) != 2 or measure.product_factor is None or measure.product_tolerance is None:
            continue
        number, (one, other) = numbers.get(measure.code), measure.product_of
        first, second = numbers.get(one), numbers.get(other)
        if number is None or first is None or second is None:
            continue
        expected = first * second * measure.product_factor
        if abs(number - expected) * 100 > abs(expected) * measure.product_tolerance:
            words = _("%(name)s là %(number)s, nhưng %(one)s × %(other)s = %(expected)s. Hãy kiểm tra lại.")
            found.append(
                (
                    measure.code,
                    words
                    % {
                        "name": measure.name,
                        "number": format_number(number),
                        "one": names.get(one, one),
                        "other": names.get(other, other),
                        "expected": format_number(expected.quantize(Decimal("0.01"))),
                    },
                )
            )
    return found


def measure_set(*, actor: Actor, code: str, now: datetime, **fields: Any) -> Measure:
    """Enter or mend a measure by its code. ``fields`` as the columns of :class:`Measure`."""
    require(policies.may_keep_measures(actor))
    if not code.strip() or not str(fields.get("name", "")).strip():
        raise InputErrors([InputError(_("Hãy ghi mã và tên chỉ số."), field="code")])
    with act(actor, "measure.set"):
        measure, _made = Measure.objects.update_or_create(code=code.strip(), defaults=fields)
    return measure


def planning_save(
    *,
    actor: Actor,
    unit_id: int,
    kind: str,
    title: str,
    state: str,
    now: datetime,
    decision: str = "",
    decision_on: date | None = None,
    start: date | None = None,
    end: date | None = None,
    note: str = "",
    document_id: int | None = None,
) -> PlanningDocument:
    """Enter a planning document of a commune, or (``document_id``) mend it (S1-34). Raises ``InputErrors`` with all."""
    _require(actor, unit_id)
    errors = []
    if not title.strip():
        errors.append(InputError(_("Hãy ghi tên quy hoạch."), field="title"))
    if kind not in PlanKind.values:
        errors.append(InputError(_("Hãy chọn loại quy hoạch."), field="kind", value=kind))
    if state not in PlanState.values:
        errors.append(InputError(_("Hãy chọn trạng thái."), field="state", value=state))
    if state == PlanState.APPROVED and not decision.strip():
        errors.append(InputError(_("Quy hoạch đã phê duyệt cần số quyết định."), field="decision"))
    if start is not None and end is not None and end <= start:
        errors.append(InputError(_("Ngày kết thúc phải sau ngày bắt đầu."), field="end"))
    if errors:
        raise InputErrors(errors)
    with act(actor, "planning.save"):
        document = (
            PlanningDocument(unit_id=unit_id)
            if document_id is None
            else PlanningDocument.objects.select_for_update().one_visible_to(actor, id=document_id)
        )
        document.kind, document.title, document.state = kind, title.strip(), state
        document.decision, document.decision_on, document.note = decision.strip(), decision_on, note.strip()
        document.valid = date_range(start, end)
        document.save()
    return document


def planning_file_add(
    *, actor: Actor, document_id: int, data: bytes | Readable, name: str, now: datetime
) -> PlanningFile:
    """Hang a file on a planning document. Raises ``InputErrors`` for what files refuse."""
    document = PlanningDocument.objects.one_visible_to(actor, id=document_id)
    require(policies.may_enter(actor, document.unit_id))
    with act(actor, "planning.file"):
        stored = blob_store(actor=actor, data=data, name=name, now=now)
        return PlanningFile.objects.create(document=document, blob=stored.blob, name=stored.name, recorded_at=now)


def plan_create(
    *,
    actor: Actor,
    unit_id: int,
    title: str,
    first_year: int,
    last_year: int,
    now: datetime,
    decision: str = "",
    decision_on: date | None = None,
) -> CommunePlan:
    """Enter a commune's plan for a year or a stage (S3-54)."""
    _require(actor, unit_id)
    errors = []
    if not title.strip():
        errors.append(InputError(_("Hãy ghi tên kế hoạch."), field="title"))
    if last_year < first_year:
        errors.append(InputError(_("Năm cuối phải từ năm đầu trở đi."), field="last_year", value=str(last_year)))
    if CommunePlan.objects.filter(unit_id=unit_id, title=title.strip(), first_year=first_year).exists():
        errors.append(InputError(_("Xã đã có kế hoạch này."), field="title", value=title))
    if errors:
        raise InputErrors(errors)
    with act(actor, "plan.create"):
        return CommunePlan.objects.create(
            unit_id=unit_id,
            title=title.strip(),
            first_year=first_year,
            last_year=last_year,
            decision=decision.strip(),
            decision_on=decision_on,
        )


def target_set(
    *, actor: Actor, plan_id: int, measure_id: int, year: int, number: Decimal | None, now: datetime
) -> PlanTarget:
    """Set a target of a plan; an earlier one is superseded, ``None`` takes it back."""
    plan = CommunePlan.objects.one_visible_to(actor, id=plan_id)
    require(policies.may_enter(actor, plan.unit_id))
    if not plan.first_year <= year <= plan.last_year:
        raise InputErrors([InputError(_("Năm này không thuộc kế hoạch."), field="year", value=str(year))])
    with act(actor, "plan.target"):
        _one_at_a_time()
        measure = Measure.objects.one_visible_to(actor, id=measure_id)
        current = PlanTarget.objects.filter(plan=plan, measure=measure, year=year, superseded_by__isnull=True).first()
        return PlanTarget.objects.create(
            plan=plan, measure=measure, year=year, number=number, supersedes=current, recorded_at=now
        )


def _one_at_a_time() -> None:
    """Two savings at once: the second waits, so that each supersedes what the other left. Inside an act."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('dieuphoi.profile'))")


def _require(actor: Actor, unit_id: int) -> None:
    if unit_id not in actor.reads():
        raise NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn."))
    require(policies.may_enter(actor, unit_id))


def _faults(figures: Sequence[NewFigure], measures: Mapping[int, Measure]) -> list[InputError]:
    errors, seen = [], set()
    for figure in figures:
        key = (figure.unit_id, figure.year, figure.measure_id)
        if figure.measure_id not in measures:
            errors.append(InputError(_("Không có chỉ số này."), field="measure", value=str(figure.measure_id)))
        if not 1990 <= figure.year <= 2100:
            errors.append(InputError(_("Năm phải từ 1990 đến 2100."), field="year", value=str(figure.year)))
        if key in seen:
            errors.append(InputError(_("Một số liệu ghi hai lần."), field="measure"))
        if (figure.numerator is None) != (figure.denominator is None) or figure.denominator == 0:
            errors.append(InputError(_("Tỷ lệ cần cả tử số và mẫu số khác 0."), field="denominator"))
        seen.add(key)
    return errors


def _number(figure: NewFigure, measure: Measure) -> Decimal | None:
    """The figure itself; of a rate given by its two parts, their quotient in the measure's unit."""
    if figure.number is not None:
        return figure.number.quantize(_PLACES)
    if figure.numerator is None or figure.denominator is None:
        return None
    share = figure.numerator / figure.denominator
    return (share * 100 if measure.unit_name == "%" else share).quantize(_PLACES)


def _same(one: CommuneStatistic, other: CommuneStatistic) -> bool:
    if one.number is None or other.number is None:
        return one.number is other.number
    parts = (one.numerator, one.denominator) == (other.numerator, other.denominator)
    return one.number == other.number and parts and (not other.source or one.source == other.source)
