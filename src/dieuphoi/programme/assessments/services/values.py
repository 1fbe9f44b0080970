"""Entering values: one cell from the grid, many from a workbook, by one mechanism."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from dieuphoi.core.exchange.importers import DataMoved
from dieuphoi.core.files.services import blob_store
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.bulk import refresh_statistics
from dieuphoi.core.kernel.errors import Conflict, InputError, InputErrors, NotVisible
from dieuphoi.core.kernel.policy import Answer, require
from dieuphoi.programme.assessments import notices, policies
from dieuphoi.programme.assessments.entries import Entry, current_amounts, read_entries
from dieuphoi.programme.assessments.handing_in import hand_in_check
from dieuphoi.programme.assessments.judging import (
    SameVerdicts,
    classification_from,
    facts_from,
    rows_for,
    verdict_of,
)
from dieuphoi.programme.assessments.models import Evidence, IndicatorResult, Sheet, SheetSubmission, Side, Value
from dieuphoi.programme.assessments.selectors import (
    Stamp,
    cell_in_hand,
    current_values,
    round_by_id,
    round_rules,
    version_of,
)
from dieuphoi.programme.assessments.services.results import (
    ResultRow,
    lock_results,
    roll_up,
    save_cell,
    write_results,
)
from dieuphoi.programme.assessments.services.rounds import sign
from dieuphoi.programme.assessments.states import RESULT_LIFE, SHEET_LIFE, Verification
from dieuphoi.programme.criteria.engine.verdicts import IndicatorVerdict
from dieuphoi.registry.access.roles import COMMUNE

_NOTHING: dict[str, Value] = {}


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
        cell = cell_in_hand(actor, sheet_id, indicator_id, now)
        result, current, rules = cell.result, cell.values, cell.rules
        require(RESULT_LIFE.check(actor, result, "enter"))
        row = rows_for(rules, classification_from(result.sheet.classification))[cell.code]
        entries, errors = read_entries(
            row.indicator, typed, standard=standard, explanation=explanation,
            current=current_amounts(row.indicator, current),
        )  # fmt: skip
        if errors:
            raise InputErrors(errors)
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
        versions = {part: version_of(value) for part, value in current.items()}
        if changed:
            on_behalf = result.sheet.unit_id not in actor.writes(*COMMUNE)
            fresh = {
                entry.part: _fresh(sheet_id, indicator_id, entry, current.get(entry.part), on_behalf, None, now)
                for entry in changed
            }
            after: dict[str, Value | _FreshValue] = {**current, **fresh}
            judged = verdict_of(row, facts_from(after.values()), rules)
            settle(result, judged, has_values=any(not v.cleared for v in after.values()), actor=actor, now=now)
            versions |= save_cell(result, [value._asdict() for value in fresh.values()], now=now)
            if on_behalf and not cell.entered_today:  # the first of the day has told the commune
                notices.entered_on_behalf(actor, [result.sheet], now)
        else:
            judged = verdict_of(row, facts_from(current.values()), rules)
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


_COMMUNE, _ENTERED, _EMPTY = str(Side.COMMUNE), str(Verification.ENTERED), str(Verification.EMPTY)


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


class _CellState(NamedTuple):
    """All that the rules of entry may look at, so that an answer holds for every cell that is alike."""

    sheet: Sheet
    verification: str


class EntryGate:
    """May the actor type into cells of these sheets? Asked once a sheet and state: a province has 7,000 cells."""

    def __init__(self, actor: Actor, sheets: Mapping[int, Sheet]) -> None:
        self._actor = actor
        self._sheets = sheets
        self._answers: dict[tuple[int, str], Answer] = {}

    def answer(self, sheet_id: int, verification: str) -> Answer:
        """What ``RESULT_LIFE`` says of ``enter``."""
        found = self._answers.get((sheet_id, verification))
        if found is None:
            cell = _CellState(self._sheets[sheet_id], verification)
            found = self._answers[sheet_id, verification] = RESULT_LIFE.check(self._actor, cell, "enter")
        return found


class ImportedCell(NamedTuple):
    """One changed indicator of one sheet in a checked workbook."""

    sheet_id: int
    indicator_id: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class CheckedCells:
    """What a workbook changes in a round, and the round's stamp when it was compared (:func:`stamp_of`).

    ``sheet_id``: all of it is on this one sheet, the stamp is of it alone, and no other sheet is locked.
    """

    round_id: int
    stamp: Stamp
    cells: Sequence[ImportedCell]
    sheet_id: int | None = None


def values_import(
    *,
    actor: Actor,
    checked: CheckedCells,
    run_id: int | None,
    now: datetime,
    name: str = "value.import",
    undoes: int | None = None,
) -> int:
    """Write the changed cells of a checked workbook, all or nothing, under the same rules as the grid.

    Set-based: values go in by ``COPY``, verdicts by one ``UPDATE … FROM`` a staging table. Returns the number of
    values written. Raises ``Refused`` for the first cell that the rules forbid, :class:`DataMoved` when a result of
    the round has changed since the cells were compared. ``name`` is the act that the values bear;
    ``undoes`` the run that they take back, of which the communes are told as such.
    """
    with act(actor, name):
        in_hand = _SheetsInHand(actor, checked.round_id, checked.sheet_id)
        if in_hand.stamp != checked.stamp:
            raise DataMoved
        sheet_ids = sorted({cell.sheet_id for cell in checked.cells})
        results: list[ResultRow] = []
        written = 0
        # COPY fires the table's triggers and defaults, so every row has its actor and act. The server takes rows in
        # while the next ones are judged.
        statement = f"COPY assessments_value ({', '.join(_FreshValue._fields)}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for values, result in in_hand.changes(checked.cells, run_id, now):
                for value in values:
                    copy.write_row(value)
                written += len(values)
                results.append(result)
        write_results(results, sheet_ids=sheet_ids, now=now)
        refresh_statistics("assessments_value", "assessments_indicatorresult", rows=written)
        roll_up(sheet_ids)
        if undoes is None:
            notices.entered_on_behalf(actor, in_hand.on_behalf(sheet_ids), now)
        else:
            notices.entries_taken_back(actor, undoes, in_hand.on_behalf(sheet_ids), now)
    return written


class _SheetsInHand:
    """A round's sheets locked for an import, with all that judging their cells needs: read once, for 7,000 cells."""

    def __init__(self, actor: Actor, round_id: int, sheet_id: int | None) -> None:
        self._actor = actor
        round_ = round_by_id(actor, round_id)
        sheets = Sheet.objects.visible_to(actor).filter(round_id=round_id)
        if sheet_id is not None:
            sheets = sheets.filter(id=sheet_id)
        self._sheets = {sheet.id: sheet for sheet in sheets.locked()}
        for sheet in self._sheets.values():
            sheet.round = round_
        self._standing, self.stamp = lock_results(list(self._sheets))
        self._current = current_values(list(self._sheets))
        rules = round_rules(round_)
        self._codes = rules.codes
        self._judge = SameVerdicts(rules)
        self._rows = {
            sheet.id: rows_for(rules, classification_from(sheet.classification)) for sheet in self._sheets.values()
        }
        self._gate = EntryGate(actor, self._sheets)
        self._mine = actor.writes(*COMMUNE)

    def on_behalf(self, sheet_ids: Iterable[int]) -> list[Sheet]:
        """Those of the sheets whose communes somebody else enters for."""
        return [sheet for pk in sheet_ids if (sheet := self._sheets[pk]).unit_id not in self._mine]

    def changes(
        self, cells: Iterable[ImportedCell], run_id: int | None, now: datetime
    ) -> Iterator[tuple[list[_FreshValue], ResultRow]]:
        """The new values of each cell that changes, and its result. Asks the database nothing. Raises ``Refused``."""
        for sheet_id, indicator_id, entries in cells:
            place = (sheet_id, indicator_id)
            if place not in self._standing:
                raise NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn."))
            require(self._gate.answer(sheet_id, self._standing[place]))
            sheet = self._sheets[sheet_id]
            former = self._current.get(place, _NOTHING)
            on_behalf = sheet.unit_id not in self._mine
            fresh = [
                _fresh(sheet_id, indicator_id, entry, former.get(entry.part), on_behalf, run_id, now)
                for entry in entries
                if differs(entry, former.get(entry.part))
            ]
            if not fresh:
                continue
            after: list[Any] = fresh
            if former:
                after = list({**former, **{value.part: value for value in fresh}}.values())
            judged = self._judge.of(self._rows[sheet_id][self._codes[indicator_id]], after)
            has_values = not all(value.cleared for value in after)
            yield fresh, ResultRow(
                sheet_id,
                indicator_id,
                _ENTERED if has_values else _EMPTY,
                judged.verdict,
                judged.basis or "",
                judged.reason or "",
                self._actor.id if has_values else None,
            )


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
        sheet_id, indicator_id, entry.part, _COMMUNE, entry.number, entry.text, entry.numerator,
        entry.denominator, entry.standard, entry.applicable, entry.explanation, entry.is_empty, on_behalf, run_id,
        None if former is None else former.pk, now,
    )  # fmt: skip


def sheet_submit(*, actor: Actor, sheet_id: int, now: datetime, reason: str = "") -> Sheet:
    """The commune (or the office on its behalf) hands the sheet in; from now on only returned indicators are open.

    What was missing or doubtful then is kept (:class:`SheetSubmission`). Gaps need a ``reason``: without one
    :class:`InputErrors` names how many there are.
    """
    with act(actor, "sheet.submit", reason=reason.strip()):
        sheet = (
            Sheet.objects.select_related("round__previous")
            .locked()
            .one_visible_to(actor, id=sheet_id)
        )
        SHEET_LIFE.move(actor, sheet, "submit")
        check = hand_in_check(sheet)
        if check.missing and not reason.strip():
            words = _(
                "Còn %(n)d/%(of)d chỉ tiêu chưa nhập. Hãy nhập nốt, hoặc ghi lý do gửi khi còn thiếu."
            )
            raise InputErrors([InputError(words % {"n": check.missing, "of": check.total}, field="reason")])
        sign(actor, [sheet.id], "submit", now=now)
        sheet.submitted_at = now
        sheet.save(update_fields=["state", "submitted_at"])
        SheetSubmission.objects.create(
            sheet=sheet,
            due_on=sheet.round.entry_due_on,
            total=check.total,
            missing=check.missing,
            doubtful=len(check.of("doubtful")),
            explained=check.explained,
            carried=len(check.of("carried")),
            on_behalf=sheet.unit_id not in actor.writes(*COMMUNE),
            reason=reason.strip(),
            recorded_at=now,
        )
        notices.sheet_submitted(actor, sheet, now)
        if sheet.unit_id not in actor.writes(*COMMUNE):
            notices.submitted_on_behalf(actor, sheet, reason.strip(), now)
    return sheet


def sheet_submit_on_behalf(*, actor: Actor, sheet_id: int, reason: str, now: datetime) -> Sheet:
    """The office hands a sheet in for its commune, saying why. Raises ``Refused`` for the commune's own officer."""
    sheet = Sheet.objects.select_related("round").one_visible_to(actor, id=sheet_id)
    require(policies.may_submit_on_behalf(actor, sheet))
    return sheet_submit(actor=actor, sheet_id=sheet_id, now=now, reason=reason)
ATTACHING = ("enter", "accept", "counter", "dispute")
"""Who may do one of these on an indicator may put a file beside it."""


def evidence_add(
    *, actor: Actor, sheet_id: int, indicator_id: int, data: Any, name: str, now: datetime, note: str = ""
) -> Evidence:
    """Put a file beside a value. The commune adds it while it may enter; the department while it verifies."""
    with act(actor, "evidence.add"):
        result = IndicatorResult.objects.select_related("sheet__round").one_visible_to(
            actor, sheet_id=sheet_id, indicator_id=indicator_id
        )
        ways = [RESULT_LIFE.check(actor, result, move, reason="…") for move in ATTACHING]
        require(policies.may_attach(actor, result, ways))
        stored = blob_store(actor=actor, data=data, name=name, now=now)
        return Evidence.objects.create(
            sheet_id=sheet_id,
            indicator_id=indicator_id,
            blob=stored.blob,
            name=stored.name,
            note=note.strip(),
            recorded_at=now,
        )
