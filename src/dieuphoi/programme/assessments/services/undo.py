"""Taking the province workbook back: the former values are written again as new ones. Nothing is deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dieuphoi.core.exchange.importers import CHANGED, Applied, Change, DataMoved, Line
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.policy import Allowed
from dieuphoi.programme.assessments.entries import Entry, typed_form
from dieuphoi.programme.assessments.models import IndicatorResult, Sheet, Value, Verified
from dieuphoi.programme.assessments.selectors import current_values, standing_of
from dieuphoi.programme.assessments.services.results import (
    ResultRow,
    lock_results,
    roll_up,
    write_results,
)
from dieuphoi.programme.assessments.services.values import CheckedCells, EntryGate, ImportedCell, values_import
from dieuphoi.programme.assessments.states import Verification

NAMED = 8
Place = tuple[int, int]


@dataclass(slots=True)
class _Run:
    """What a run wrote: its values by place, the sheets they stand on, what stands in the way."""

    values: dict[Place, list[Value]] = field(default_factory=dict)
    sheets: dict[int, Sheet] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)

    def place(self, place: Place) -> str:
        code = self.values[place][0].indicator.code
        return _("%(commune)s, chỉ tiêu %(code)s") % {"commune": self.sheets[place[0]].unit_name, "code": code}


def values_undo(*, actor: Actor, round_id: int, run_id: int, now: datetime) -> Applied:
    """Write again what stood before an import, under the rules of entry: who undoes has entered these values.

    A cell that was empty is emptied; one that a department had returned waits for correction again. Raises
    ``Refused``: ``rests`` where a value was changed, verified or closed since (each place named), ``nothing`` when the
    run wrote no value here.
    """
    found = _written(actor, round_id, run_id)
    if not found.values:
        raise Refused("nothing", _("Lần nhập này không ghi số liệu nào trong đợt."))
    only = next(iter(found.sheets)) if len(found.sheets) == 1 else None
    # Those that the import below locks: a part of them first would not be in the order of everybody else.
    mine = Sheet.objects.visible_to(actor).filter(round_id=round_id)
    lock_results([sheet.id for sheet in (mine if only is None else mine.filter(id=only)).only("pk").locked()])
    returned = _returned_before(found)
    # What the import corrected is open to entry only as long as it waits for correction: it waits again.
    _wait_again(returned, now)
    standing, stamp = standing_of(actor, round_id, only)
    _find_refusals(actor, found, standing)
    if found.refusals:
        words = ngettext(
            "%(n)d ô không hoàn tác được: %(places)s.", "%(n)d ô không hoàn tác được: %(places)s.", len(found.refusals)
        )
        named = "; ".join(found.refusals[:NAMED])
        if len(found.refusals) > NAMED:
            named += _(" và %(n)d ô khác") % {"n": len(found.refusals) - NAMED}
        raise Refused("rests", words % {"n": len(found.refusals), "places": named})
    former = {place: {value.part: _former(value) for value in values} for place, values in found.values.items()}
    cells = [
        ImportedCell(*place, tuple(_entry(part, value) for part, value in parts.items()))
        for place, parts in former.items()
    ]
    checked = CheckedCells(round_id, stamp, cells, only)
    try:
        written = values_import(actor=actor, checked=checked, run_id=None, now=now, name="value.undo", undoes=run_id)
    except DataMoved as moved:
        raise Refused("busy", _("Số liệu của đợt vừa được sửa. Hãy thử hoàn tác lại.")) from moved
    _wait_again(returned, now)
    lines: dict[int, list[Change]] = {}
    cleared = 0
    for place, values in found.values.items():
        for value in values:
            before = former[place][value.part]
            cleared += before is None or before.cleared
            lines.setdefault(place[0], []).append(
                Change(_column(value), typed_form(value), "" if before is None else typed_form(before))
            )
    shown = [Line(None, found.sheets[sheet_id].unit_name, CHANGED, tuple(each)) for sheet_id, each in lines.items()]
    return Applied({"restored": written - cleared, "cleared": cleared}, shown)


def _column(value: Value) -> str:
    return f"{value.indicator.code} ({value.part})" if value.part else value.indicator.code


def _written(actor: Actor, round_id: int, run_id: int) -> _Run:
    found = _Run()
    rows = Value.objects.visible_to(actor).filter(import_run_id=run_id, sheet__round_id=round_id)
    for value in rows.select_related("indicator", "supersedes").order_by("sheet_id", "indicator_id", "id"):
        found.values.setdefault((value.sheet_id, value.indicator_id), []).append(value)
    sheets = Sheet.objects.visible_to(actor).select_related("round")
    found.sheets = sheets.in_bulk({sheet_id for sheet_id, _indicator in found.values})
    return found


def _find_refusals(actor: Actor, found: _Run, standing: Mapping[Place, str]) -> None:
    """Later writes that rest on the values: another value, a verification; and what closes a cell to entry."""
    current = current_values(list(found.sheets))
    gate = EntryGate(actor, found.sheets)
    at = min(value.recorded_at for values in found.values.values() for value in values)
    verified = set(
        Verified.objects.filter(sheet_id__in=list(found.sheets), recorded_at__gt=at).values_list(
            "sheet_id", "indicator_id"
        )
    )
    for place, values in found.values.items():
        now_there = current.get(place, {})
        answer = gate.answer(place[0], standing[place])
        if any(now_there.get(value.part) != value for value in values):
            found.refusals.append(_("%(place)s: đã được sửa sau lần nhập") % {"place": found.place(place)})
        elif place in verified:
            found.refusals.append(_("%(place)s: sở, ngành đã xem số liệu này") % {"place": found.place(place)})
        elif not isinstance(answer, Allowed):
            found.refusals.append(f"{found.place(place)}: {answer.reason.rstrip('.')}")


def _former(value: Value) -> Value | None:
    """The value that stood before the run in this part, past its own corrections."""
    before = value.supersedes
    while before is not None and before.import_run_id == value.import_run_id:
        before = before.supersedes
    return before


def _entry(part: str, value: Value | None) -> Entry:
    if value is None or value.cleared:
        return Entry(part)
    return Entry(
        part,
        value.number,
        value.text,
        value.numerator,
        value.denominator,
        value.standard,
        value.applicable,
        value.explanation,
    )


def _returned_before(found: _Run) -> set[Place]:
    """Places that waited for correction when the import came: returned, and nothing entered between that and it."""
    last: dict[Place, Verified] = {}
    for row in Verified.objects.filter(sheet_id__in=list(found.sheets)).order_by("id"):
        last[row.sheet_id, row.indicator_id] = row
    back = set()
    for place, values in found.values.items():
        verified = last.get(place)
        if verified is None or verified.decision != Verified.Decision.RETURN:
            continue
        formers: list[Any] = [_former(value) for value in values]
        if all(former is None or former.recorded_at <= verified.recorded_at for former in formers):
            back.add(place)
    return back


def _wait_again(places: set[Place], now: datetime) -> None:
    if not places:
        return
    sheet_ids = sorted({sheet_id for sheet_id, _indicator in places})
    rows = [
        ResultRow(r.sheet_id, r.indicator_id, Verification.RETURNED, r.verdict, r.basis, r.reason, r.entered_by)
        for r in IndicatorResult.objects.filter(sheet_id__in=sheet_ids)
        if (r.sheet_id, r.indicator_id) in places and r.verification == Verification.ENTERED
    ]
    write_results(rows, sheet_ids=sheet_ids, now=now)
    roll_up(sheet_ids)
