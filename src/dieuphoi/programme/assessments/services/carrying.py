"""Acts that take the figures of the round before: fill what is empty, confirm, take back; and the rules they follow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.core.exchange.importers import DataMoved
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import Allowed, require
from dieuphoi.programme.assessments import policies
from dieuphoi.programme.assessments.carry_rules import RULE_WORDS, SHARE_WORDS, SaidRule
from dieuphoi.programme.assessments.carrying import CARRIED, Carried, figures_before
from dieuphoi.programme.assessments.entries import Entry, typed_form
from dieuphoi.programme.assessments.models import CarryRule, Sheet, Value
from dieuphoi.programme.assessments.selectors import current_values, is_carried, round_rules, sheet_by_id, standing_of
from dieuphoi.programme.assessments.services.values import CheckedCells, EntryGate, ImportedCell, values_import
from dieuphoi.programme.criteria.models import Indicator


@dataclass(frozen=True, slots=True)
class CarryLine:
    """One cell of which the round before says something. ``outcome``: ``filled``, ``blank`` (``carried.why`` says the
    reason), ``kept`` (it has a value of its own), ``closed`` (``note``: why nothing can be typed).
    """

    indicator_id: int
    code: str
    part: str
    outcome: str
    carried: Carried
    note: str = ""


@dataclass(frozen=True, slots=True)
class CarryReport:
    """What taking the figures of the round before does, or did: the same for the preview and the act."""

    round_title: str
    lines: tuple[CarryLine, ...]

    def of(self, outcome: str) -> list[CarryLine]:
        return [line for line in self.lines if line.outcome == outcome]


class _RolledBack(Exception):
    """Ends the savepoint of a preview."""


def sheet_carry_preview(*, actor: Actor, sheet_id: int, now: datetime) -> CarryReport:
    """Do what :func:`sheet_carry_over` does, look at it, and take it all back. Raises as the real act does, but for
    ``nothing``.
    """
    found: list[CarryReport] = []
    try:
        with transaction.atomic():
            found.append(_carry_over(actor, sheet_id, now))
            raise _RolledBack
    except _RolledBack:
        return found[0]


def sheet_carry_over(*, actor: Actor, sheet_id: int, now: datetime) -> CarryReport:
    """Fill every empty cell of a sheet with the figure of the round before, where there is one. Overwrites nothing.

    Each value says in its explanation from which round and by which rule it came; it counts as carried until somebody
    edits or confirms it. Raises ``Refused``: a right or state, ``no_previous``, ``nothing`` to fill.
    """
    with act(actor, CARRIED):
        report = _carry_over(actor, sheet_id, now)
        if not report.of("filled"):
            raise Refused("nothing", _("Không có ô trống nào lấy được số của đợt trước."))
    return report


def sheet_carry_plan(*, actor: Actor, sheet_id: int) -> CarryReport:
    """What the act would do, by its own first half: reads only (a page shows it before asking). Raises as the act does,
    but for ``nothing``.
    """
    return _plan(actor, sheet_id)[0]


def _carry_over(actor: Actor, sheet_id: int, now: datetime) -> CarryReport:
    with act(actor, CARRIED):
        report, sheet, stamp, cells = _plan(actor, sheet_id)
        _write(actor, sheet, stamp, cells, CARRIED, now)
    return report


def _plan(actor: Actor, sheet_id: int) -> tuple[CarryReport, Sheet, Any, list[ImportedCell]]:
    sheet = sheet_by_id(actor, sheet_id)
    require(policies.may_carry(actor, sheet))
    previous = sheet.round.previous
    if previous is None:
        raise Refused("no_previous", _("Đợt này không nối với đợt trước nào."))
    # The stamp first: what changes after it is found when the cells are written.
    standing, stamp = standing_of(actor, sheet.round_id, sheet.id)
    gate = EntryGate(actor, {sheet.id: sheet})
    current = current_values([sheet.id])
    codes = round_rules(sheet.round).codes
    lines: list[CarryLine] = []
    cells: dict[int, list[Entry]] = {}
    for (indicator_id, part), carried in figures_before(sheet).items():
        place = (sheet.id, indicator_id)
        value = current.get(place, {}).get(part)
        outcome, note = "filled", ""
        if value is not None and not value.cleared:
            outcome, note = "kept", typed_form(value)
        elif carried.entry is None:
            outcome = "blank"
        else:
            answer = gate.answer(sheet.id, standing[place])
            if isinstance(answer, Allowed):
                words = _explanation(previous.title, carried)
                cells.setdefault(indicator_id, []).append(carried.entry._replace(explanation=words))
            else:
                outcome, note = "closed", answer.reason
        lines.append(CarryLine(indicator_id, codes[indicator_id], part, outcome, carried, note))
    found = [ImportedCell(sheet.id, indicator_id, tuple(entries)) for indicator_id, entries in cells.items()]
    return CarryReport(previous.title, tuple(lines)), sheet, stamp, found


def _explanation(title: str, carried: Carried) -> str:
    words = _("Mang từ đợt “%(round)s”") % {"round": title}
    if carried.rule:
        words += _(", cách quy đổi: %(rule)s") % {"rule": RULE_WORDS[carried.rule]}
    return f"{words}. {carried.footnote}".strip()


def _write(
    actor: Actor, sheet: Sheet, stamp: Any, cells: Sequence[ImportedCell], name: str, now: datetime
) -> int:
    if not cells:
        return 0
    checked = CheckedCells(sheet.round_id, stamp, cells, sheet.id)
    try:
        return values_import(actor=actor, checked=checked, run_id=None, now=now, name=name)
    except DataMoved as moved:
        raise Refused("busy", _("Số liệu của phiếu vừa được sửa. Hãy thử lại.")) from moved


def sheet_carry_confirm(
    *,
    actor: Actor,
    sheet_id: int,
    now: datetime,
    indicator_ids: Collection[int] | None = None,
    part: str | None = None,
) -> int:
    """Say of carried figures that they are right today: each becomes a value of its own, by whoever confirms it.

    ``indicator_ids``: only of these; ``part``: only this part of them. Returns how many. Raises ``Refused``: a right or
    state, ``nothing`` to confirm.
    """
    said = _("Đã xác nhận là số của kỳ này.")

    def again(value: Value) -> Entry:
        return Entry(
            value.part, value.number, value.text, value.numerator, value.denominator, value.standard,
            value.applicable, f"{value.explanation} {said}".strip(),
        )  # fmt: skip

    return _rewrite(actor, sheet_id, indicator_ids, again, "sheet.carry_confirm", now, part)


def sheet_carry_undo(*, actor: Actor, sheet_id: int, now: datetime) -> int:
    """Empty again what was carried and nobody touched since. Returns how many cells. Raises ``Refused``."""
    return _rewrite(actor, sheet_id, None, lambda value: Entry(value.part), "sheet.carry_undo", now)


def _rewrite(
    actor: Actor,
    sheet_id: int,
    indicator_ids: Collection[int] | None,
    say: Any,
    name: str,
    now: datetime,
    part: str | None = None,
) -> int:
    with act(actor, name):
        sheet = sheet_by_id(actor, sheet_id)
        require(policies.may_carry(actor, sheet))
        standing, stamp = standing_of(actor, sheet.round_id, sheet.id)
        gate = EntryGate(actor, {sheet.id: sheet})
        cells: dict[int, list[Entry]] = {}
        for (_sheet, indicator_id), parts in current_values([sheet.id]).items():
            if indicator_ids is not None and indicator_id not in indicator_ids:
                continue
            if not isinstance(gate.answer(sheet.id, standing[sheet.id, indicator_id]), Allowed):
                continue
            for value in parts.values():
                if is_carried(value) and part in (None, value.part):
                    cells.setdefault(indicator_id, []).append(say(value))
        found = [ImportedCell(sheet.id, indicator_id, tuple(entries)) for indicator_id, entries in cells.items()]
        if not found:
            raise Refused("nothing", _("Không còn ô nào là số mang từ đợt trước."))
        return _write(actor, sheet, stamp, found, name, now)


# ------------------------------------------------------------------------------------------------- rules


def carry_rules_set(
    *, actor: Actor, version_id: int, rules: dict[int, SaidRule], now: datetime, run_id: int | None = None
) -> int:
    """Say how figures of indicators cross a merger; an empty rule and share is the default of the kind again.

    Returns how many changed. Raises :class:`InputErrors` for an unknown rule, share or row, ``Refused`` without the
    right.
    """
    require(policies.may_set_carry_rules(actor))
    with act(actor, "carry_rule.set"):
        # One writer at a time: two rules at once make one line of succession.
        rows = {row.pk: row for row in Indicator.objects.visible_to(actor).filter(version_id=version_id)}
        faults = [
            InputError(_("Bộ tiêu chí này không có chỉ tiêu này."), field=str(pk)) for pk in rules if pk not in rows
        ]
        for said in rules.values():
            if said.rule and said.rule not in RULE_WORDS:
                faults.append(InputError(_("Không có cách quy đổi này."), field="rule", value=said.rule))
            if said.shared_by and said.shared_by not in SHARE_WORDS:
                faults.append(InputError(_("Không có cách chia này."), field="shared_by", value=said.shared_by))
            if len(said.reason) > 300:
                faults.append(InputError(_("Lý do dài quá 300 ký tự."), field="reason"))
        if faults:
            raise InputErrors(faults)
        list(Indicator.objects.select_for_update(of=("self",)).filter(pk__in=list(rules)).order_by("pk"))
        standing = {
            row.indicator_id: row
            for row in CarryRule.objects.filter(indicator_id__in=list(rules), superseded_by__isnull=True)
        }
        fresh = []
        for pk, said in rules.items():
            former = standing.get(pk)
            before = ("", "") if former is None else (former.rule, former.shared_by)
            if (said.rule, said.shared_by) != before:
                fresh.append(
                    CarryRule(
                        indicator_id=pk, rule=said.rule, shared_by=said.shared_by, reason=said.reason.strip(),
                        import_run_id=run_id, supersedes=former, recorded_at=now,
                    )
                )  # fmt: skip
        CarryRule.objects.bulk_create(fresh)
    return len(fresh)


def carry_rules_undo(*, actor: Actor, version_id: int, run_id: int, now: datetime) -> tuple[int, list[str]]:
    """Say again what was said before an import; names what somebody changed since (then nothing is written)."""
    mine = CarryRule.objects.filter(import_run_id=run_id).select_related("indicator", "supersedes", "superseded_by")
    rows = list(mine)
    later = [row.indicator.code for row in rows if hasattr(row, "superseded_by")]
    if later:
        return 0, sorted(later)
    former = {
        row.indicator_id: SaidRule("", "", "")
        if row.supersedes is None
        else SaidRule(row.supersedes.rule, row.supersedes.shared_by, row.supersedes.reason)
        for row in rows
    }
    return carry_rules_set(actor=actor, version_id=version_id, rules=former, now=now), []
