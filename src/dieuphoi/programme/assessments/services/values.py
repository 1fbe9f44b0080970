"""Entering values: one cell from the grid, many from a workbook, by one mechanism."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from dieuphoi.core.files.services import blob_store
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.bulk import refresh_statistics
from dieuphoi.core.kernel.errors import Conflict, InputErrors
from dieuphoi.core.kernel.policy import Allowed, require
from dieuphoi.programme.assessments.entries import Entry, read_entries
from dieuphoi.programme.assessments.judging import (
    classification_from,
    facts_from,
    rows_for,
    verdict_of,
)
from dieuphoi.programme.assessments.models import Evidence, IndicatorResult, Sheet, Side, Value
from dieuphoi.programme.assessments.selectors import current_values, round_rules, version_of
from dieuphoi.programme.assessments.services.results import MANY, ResultRow, roll_up, write_results
from dieuphoi.programme.assessments.services.rounds import sign
from dieuphoi.programme.assessments.states import RESULT_LIFE, SHEET_LIFE, Verification
from dieuphoi.programme.criteria.engine.verdicts import IndicatorVerdict
from dieuphoi.programme.criteria.selectors import indicators_of
from dieuphoi.registry.access.roles import COMMUNE


@dataclass(frozen=True, slots=True)
class SavedCell:
    """What became of one saved cell."""

    result: IndicatorResult
    judged: IndicatorVerdict
    warnings: tuple[str, ...]
    changed: bool
    versions: Mapping[str, int]
    """Id of the current value of each part: what ``seen`` compares."""


def value_save(
    *,
    actor: Actor,
    sheet_id: int,
    indicator_id: int,
    typed: Mapping[str, object],
    now: datetime,
    revision: int | None = None,
    seen: Mapping[str, int] | None = None,
    standard: str = "",
    explanation: str = "",
) -> SavedCell:
    """Save what was typed for one indicator (``{part: text}``), judge it, roll it up.

    ``revision`` of the indicator, or ``seen`` (``{part: id of the value}``, 0 for none), is what the person saw:
    when somebody else saved since, :class:`Conflict` carries both versions. Emptying a cell is a value too (a
    cleared one): nothing is deleted. Saving the same again writes nothing. Raises :class:`InputErrors` for what
    cannot be read, :class:`Refused` by state or right.
    """
    with act(actor, "value.save"):
        result = (
            IndicatorResult.objects.select_related("sheet__round", "indicator")
            .select_for_update(of=("self",))
            .one_visible_to(actor, sheet_id=sheet_id, indicator_id=indicator_id)
        )
        require(RESULT_LIFE.check(actor, result, "enter"))
        rules = round_rules(result.sheet.round)
        row = rows_for(rules, classification_from(result.sheet.classification))[result.indicator.raw["code"] or ""]
        entries, errors = read_entries(row.indicator, typed, standard=standard, explanation=explanation)
        if errors:
            raise InputErrors(errors)
        current = current_values([sheet_id], indicator_id=indicator_id).get((sheet_id, indicator_id), {})
        changed = [entry for entry in entries if differs(entry, current.get(entry.part))]
        is_stale = revision is not None and revision != result.revision
        if seen is not None:
            is_stale = any(seen.get(entry.part, 0) != version_of(current.get(entry.part)) for entry in changed)
        if changed and is_stale:
            raise Conflict(
                _("Ô này vừa được người khác sửa. Hãy chọn giữ số của bạn hay lấy số của họ."),
                theirs=dict(current),
                mine=dict(typed),
            )
        if changed:
            on_behalf = result.sheet.unit_id not in actor.writes(*COMMUNE)
            written = Value.objects.bulk_create(
                _value(sheet_id, indicator_id, entry, current.get(entry.part), on_behalf, now) for entry in changed
            )
            current = {**current, **{value.part: value for value in written}}
        judged = verdict_of(row, facts_from(current.values()), rules)
        if changed:
            settle(result, judged, has_values=any(not v.cleared for v in current.values()), actor=actor, now=now)
            result.save(
                update_fields=["verification", "verdict", "basis", "reason", "entered_by", "revision", "changed_at"]
            )
            roll_up([sheet_id])
    versions = {part: version_of(value) for part, value in current.items()}
    return SavedCell(result, judged, tuple(e.warning for e in entries if e.warning), bool(changed), versions)


def differs(entry: Entry, value: Value | None) -> bool:
    """Whether an entry says something else than the stored value. 0 is not empty; emptying a full cell differs."""
    if value is None or value.cleared:
        return not entry.is_empty
    if entry.is_empty:
        return True
    return (
        entry.number,
        entry.text,
        entry.numerator,
        entry.denominator,
        entry.applicable,
        entry.standard or value.standard,
        entry.explanation or value.explanation,
    ) != (
        value.number,
        value.text,
        value.numerator,
        value.denominator,
        value.applicable,
        value.standard,
        value.explanation,
    )


def _value(
    sheet_id: int, indicator_id: int, entry: Entry, former: Value | None, on_behalf: bool, now: datetime
) -> Value:
    return Value(
        sheet_id=sheet_id,
        indicator_id=indicator_id,
        part=entry.part,
        side=Side.COMMUNE,
        number=entry.number,
        text=entry.text,
        numerator=entry.numerator,
        denominator=entry.denominator,
        standard=entry.standard,
        applicable=entry.applicable,
        explanation=entry.explanation,
        cleared=entry.is_empty,
        on_behalf=on_behalf,
        supersedes_id=None if former is None else former.pk,
        recorded_at=now,
    )


def settle(
    result: IndicatorResult, judged: IndicatorVerdict, *, has_values: bool, actor: Actor, now: datetime
) -> None:
    """Set what follows from new values on a result (the caller saves it)."""
    result.verification = Verification.ENTERED if has_values else Verification.EMPTY
    result.verdict = str(judged.verdict)
    result.basis = str(judged.basis or "")
    result.reason = str(judged.reason or "")
    result.entered_by = actor.id if has_values else None
    result.revision += 1
    result.changed_at = now


class _FreshValue(NamedTuple):
    """A value on its way into the table by ``COPY``: its fields are the columns. Thousands of them need no model."""

    sheet_id: int
    indicator_id: int
    part: str
    side: str
    number: Decimal | None
    text: str
    numerator: Decimal | None
    denominator: Decimal | None
    standard: str
    applicable: bool | None
    explanation: str
    cleared: bool
    on_behalf: bool
    import_run_id: int | None
    supersedes_id: int | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class ImportedCell:
    """One changed indicator of one sheet in a checked workbook."""

    sheet_id: int
    indicator_id: int
    entries: tuple[Entry, ...]


def values_import(
    *, actor: Actor, cells: Sequence[ImportedCell], run_id: int | None, now: datetime
) -> int:
    """Write the changed cells of a checked workbook, all or nothing, under the same rules as the grid.

    Set-based: values go in by ``COPY``, verdicts by one ``UPDATE … FROM`` a staging table. Returns the number of
    values written. Raises ``Refused`` for the first cell that the rules forbid.
    """
    with act(actor, "value.import"):
        by_cell = {(cell.sheet_id, cell.indicator_id): cell for cell in cells}
        sheet_ids = sorted({cell.sheet_id for cell in cells})
        sheets = {
            sheet.id: sheet
            for sheet in Sheet.objects.visible_to(actor)
            .filter(id__in=sheet_ids)
            .select_related("round")
            .select_for_update(of=("self",))
        }
        results = [
            result
            for result in IndicatorResult.objects.filter(sheet_id__in=sheet_ids).select_for_update(of=("self",))
            if (result.sheet_id, result.indicator_id) in by_cell
        ]
        current = current_values(sheet_ids)
        rounds = {sheet.round_id: sheet.round for sheet in sheets.values()}
        rules_of = {round_id: round_rules(round_) for round_id, round_ in rounds.items()}
        codes = {
            indicator.id: str(indicator.raw.get("code") or "")
            for version_id in {round_.version_id for round_ in rounds.values()}
            for indicator in indicators_of(version_id)
        }
        # Made ready once a sheet, asked once a sheet: a province has seven thousand cells.
        rows_of = {
            sheet.id: rows_for(rules_of[sheet.round_id], classification_from(sheet.classification))
            for sheet in sheets.values()
        }
        mine = actor.writes(*COMMUNE)
        written = 0
        value_rows: list[_FreshValue] = []
        result_rows: list[ResultRow] = []
        for result in results:
            result.sheet = sheets[result.sheet_id]
            require(RESULT_LIFE.check(actor, result, "enter"))
            cell = by_cell[result.sheet_id, result.indicator_id]
            former = current.get((result.sheet_id, result.indicator_id), {})
            rules = rules_of[result.sheet.round_id]
            row = rows_of[result.sheet_id][codes[result.indicator_id]]
            on_behalf = result.sheet.unit_id not in mine
            fresh = {
                entry.part: _fresh(
                    result.sheet_id, result.indicator_id, entry, former.get(entry.part), on_behalf, run_id, now
                )
                for entry in cell.entries
                if differs(entry, former.get(entry.part))
            }
            if not fresh:
                continue
            after: dict[str, Value | _FreshValue] = {**former, **fresh}
            judged = verdict_of(row, facts_from(after.values()), rules)
            has_values = any(not value.cleared for value in after.values())
            value_rows += fresh.values()
            result_rows.append(
                ResultRow(
                    result.id,
                    Verification.ENTERED if has_values else Verification.EMPTY,
                    str(judged.verdict),
                    str(judged.basis or ""),
                    str(judged.reason or ""),
                    actor.id if has_values else None,
                )
            )
            written += len(fresh)
        _copy_in(value_rows, result_rows, now)
        roll_up(sheet_ids)
    return written


def _fresh(
    sheet_id: int,
    indicator_id: int,
    entry: Entry,
    former: Value | None,
    on_behalf: bool,
    run_id: int | None,
    now: datetime,
) -> _FreshValue:
    return _FreshValue(
        sheet_id, indicator_id, entry.part, str(Side.COMMUNE), entry.number, entry.text, entry.numerator,
        entry.denominator, entry.standard, entry.applicable, entry.explanation, entry.is_empty, on_behalf, run_id,
        None if former is None else former.pk, now,
    )  # fmt: skip


def _copy_in(values: Sequence[_FreshValue], results: Sequence[ResultRow], now: datetime) -> None:
    # COPY fires the table's triggers and defaults, so every row has its actor and act.
    statement = f"COPY assessments_value ({', '.join(_FreshValue._fields)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in values:
            copy.write_row(row)
    write_results(results, now=now)
    if len(values) >= MANY:
        refresh_statistics("assessments_value", "assessments_indicatorresult")


def sheet_submit(*, actor: Actor, sheet_id: int, now: datetime) -> Sheet:
    """The commune (or the office on its behalf) hands the sheet in; from now on only returned indicators are open."""
    with act(actor, "sheet.submit"):
        sheet = Sheet.objects.select_related("round").select_for_update(of=("self",)).one_visible_to(
            actor, id=sheet_id
        )
        SHEET_LIFE.move(actor, sheet, "submit")
        sign(actor, [sheet.id], "submit", now=now)
        sheet.submitted_at = now
        sheet.save(update_fields=["state", "submitted_at"])
    return sheet


def evidence_add(
    *, actor: Actor, sheet_id: int, indicator_id: int, data: Any, name: str, now: datetime, note: str = ""
) -> Evidence:
    """Put a file beside a value. The commune adds it while it may enter; the department while it verifies."""
    with act(actor, "evidence.add"):
        result = IndicatorResult.objects.select_related("sheet__round").one_visible_to(
            actor, sheet_id=sheet_id, indicator_id=indicator_id
        )
        entering = RESULT_LIFE.check(actor, result, "enter")
        if not isinstance(entering, Allowed):
            verifying = RESULT_LIFE.check(actor, result, "accept")
            if not isinstance(verifying, Allowed):
                require(entering)
        stored = blob_store(actor=actor, data=data, name=name, now=now)
        return Evidence.objects.create(
            sheet_id=sheet_id,
            indicator_id=indicator_id,
            blob=stored.blob,
            name=stored.name,
            note=note.strip(),
            recorded_at=now,
        )
