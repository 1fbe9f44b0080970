"""What changed between two moments, by commune and criterion: gained, lost, other verdicts, other figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.programme.assessments.comparing.moments import NOWHERE, Moment, Standing, sheets_of, standing_at
from dieuphoi.programme.assessments.models import AssessmentRound, Sheet
from dieuphoi.programme.criteria import selectors as criteria

GAINED, LOST, VERDICT, FIGURES = "gained", "lost", "verdict", "figures"
KINDS: Final = {
    GAINED: gettext_lazy("Mới đạt"),
    LOST: gettext_lazy("Không còn đạt"),
    VERDICT: gettext_lazy("Đổi kết quả khác"),
    FIGURES: gettext_lazy("Chỉ đổi số liệu"),
}
AT_ONCE: Final = 400
"""Sheets that are compared while somebody waits; more of them by a job."""


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """One indicator that stood otherwise: what was shown and its mark, before and after."""

    code: str
    name: str
    shown_before: str
    shown_after: str
    mark_before: str
    mark_after: str


@dataclass(frozen=True, slots=True)
class Row:
    """One commune and criterion of which something changed."""

    unit_id: int
    sheet_id: int
    unit_name: str
    unit_code: str
    criterion: str
    criterion_name: str
    kind: str
    mark_before: str
    mark_after: str
    indicators: tuple[IndicatorChange, ...]


@dataclass(slots=True)
class Comparison:
    """All rows, and the communes that have no counterpart, by name: of units that merged nothing is compared."""

    before: Moment
    after: Moment
    rows: list[Row] = field(default_factory=list)
    compared: int = 0
    only_before: list[str] = field(default_factory=list)
    only_after: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many rows of each kind."""
        return {kind: sum(row.kind == kind for row in self.rows) for kind in KINDS}


def compare(
    actor: Actor,
    before: Moment,
    after: Moment,
    *,
    unit_ids: Iterable[int] | None = None,
    criterion: str = "",
    kind: str = "",
    at_once: int | None = AT_ONCE,
) -> Comparison:
    """What is otherwise at ``after`` than at ``before``, of the same unit only, as far as the actor reads its figures.

    Both rounds have the same version of one set: only there do codes mean the same. Raises ``Refused``
    (``other_set``; ``too_many`` where more than ``at_once`` sheets are to be read).
    """
    if before.round.version_id != after.round.version_id:
        raise Refused(
            "other_set",
            _("Hai đợt theo hai bộ tiêu chí khác nhau, mã tiêu chí không so với nhau được."),
        )
    units = None if unit_ids is None else list(unit_ids)
    first = {sheet.unit_id: sheet for sheet in sheets_of(actor, before.round.pk, units)}
    second = {sheet.unit_id: sheet for sheet in sheets_of(actor, after.round.pk, units)}
    if at_once is not None and max(len(first), len(second)) > at_once:
        raise Refused(
            "too_many",
            _("Có %(n)s phiếu, nhiều quá để so ngay. Hãy chọn một xã, hoặc bấm “Xuất toàn bộ” để máy làm nền.")
            % {"n": format_number(max(len(first), len(second)))},
        )
    found = Comparison(before, after)
    found.only_before = [sheet.unit_name for unit, sheet in first.items() if unit not in second]
    found.only_after = [sheet.unit_name for unit, sheet in second.items() if unit not in first]
    both = [unit for unit in second if unit in first]
    found.compared = len(both)
    indicators = criteria.indicators_of(after.round.version_id)
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for indicator in indicators:
        number = str(indicator.criterion.number)
        if criterion in ("", number):
            groups.setdefault((number, indicator.criterion.name), []).append((indicator.code, indicator.name))
    step = 200
    for start in range(0, len(both), step):
        part = both[start : start + step]
        was = {sheet.unit_id: standing for sheet, standing in standing_at(before, [first[unit] for unit in part])}
        for sheet, standing in standing_at(after, [second[unit] for unit in part]):
            for row in _rows_of(sheet, was.get(sheet.unit_id, {}), standing, groups):
                if kind in ("", row.kind):
                    found.rows.append(row)
    return found


def _rows_of(
    sheet: Sheet, before: Standing, after: Standing, groups: dict[tuple[str, str], list[tuple[str, str]]]
) -> Iterable[Row]:
    for (number, name), codes in groups.items():
        changed = []
        marks: tuple[list[str], list[str]] = ([], [])
        for code, title in codes:
            was, becomes = before.get(code, NOWHERE), after.get(code, NOWHERE)
            marks[0].append(was.mark)
            marks[1].append(becomes.mark)
            if was != becomes:
                changed.append(IndicatorChange(code, title, was.shown, becomes.shown, was.mark, becomes.mark))
        if not changed:
            continue
        first, second = criterion_of(marks[0]), criterion_of(marks[1])
        yield Row(
            sheet.unit_id, sheet.pk, sheet.unit_name, sheet.unit_code, number, name, kind_of(first, second), first,
            second, tuple(changed),
        )  # fmt: skip


def kind_of(before: str, after: str) -> str:
    if before == after:
        return FIGURES
    if after == "MET":
        return GAINED
    return LOST if before == "MET" else VERDICT


def criterion_of(marks: list[str]) -> str:
    """The mark of a criterion from those of its indicators (domain.md §4)."""
    if "NOT_MET" in marks:
        return "NOT_MET"
    open_ones = {mark for mark in marks if mark in ("UNDETERMINED", "NOT_ENTERED")}
    if open_ones:
        return "NOT_ENTERED" if open_ones == {"NOT_ENTERED"} else "UNDETERMINED"
    return "NOT_APPLICABLE" if all(mark == "NOT_APPLICABLE" for mark in marks) else "MET"


def changed_since(actor: Actor, round_: AssessmentRound, since: datetime, now: datetime) -> Comparison:
    """What of a round changed since an instant. Raises as :func:`compare`."""
    return compare(actor, Moment(round_, since), Moment(round_, now))


def rounds_to_compare(actor: Actor, round_: AssessmentRound) -> list[AssessmentRound]:
    """Rounds of the same province and version of a set, open or frozen, newest first: itself among them."""
    rows = AssessmentRound.objects.visible_to(actor).filter(
        province_id=round_.province_id, version_id=round_.version_id, state__in=["OPEN", "FROZEN"]
    )
    return list(rows.select_related("version__set").order_by("-territory_on", "-id"))


def communes_of(actor: Actor, round_id: int) -> list[tuple[int, str]]:
    """``(unit, name)`` of the sheets that the actor reads, to choose from."""
    return [(sheet.unit_id, sheet.unit_name) for sheet in sheets_of(actor, round_id)]
