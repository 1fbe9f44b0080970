"""A department's own criteria over all communes of a round (S2-52)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.programme.assessments.comparing.walls import StoodWall
from dieuphoi.programme.assessments.models import AssessmentRound, IndicatorResult, Sheet
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.models import Indicator
from dieuphoi.registry.access.recipients import names_of_orgs
from dieuphoi.registry.access.roles import DEPARTMENT

_LETTERS = {"MET": "M", "NOT_MET": "N", "NOT_APPLICABLE": "A"}
WAITING = "-"
"""Instead of a department: the rows that no department owns, the office's own to verify."""


@dataclass(frozen=True, slots=True)
class SectorCell:
    """One indicator of one commune: its mark, where its verification stands, the id of its page's record."""

    mark: str
    verification: str
    result_id: int


@dataclass(frozen=True, slots=True)
class SectorRow:
    unit_id: int
    name: str
    code: str
    cells: tuple[SectorCell | None, ...]

    @property
    def met(self) -> int:
        return sum(1 for cell in self.cells if cell is not None and cell.mark == "M")


@dataclass(frozen=True, slots=True)
class Sector:
    """The indicators of one owner × the communes that the actor sees. ``counts`` are the marks of each indicator."""

    owner: str
    owner_name: str
    indicators: Sequence[Indicator]
    rows: Sequence[SectorRow]
    counts: Sequence[Counter[str]]
    waiting: Sequence[int | None]
    of: int


def sector_choices(round_: AssessmentRound) -> list[tuple[str, str]]:
    """The owners of indicators of a round, by name: public, it says who verifies what."""
    rows = IndicatorResult.objects.filter(sheet__round_id=round_.pk).order_by().values_list("owner_id", flat=True)
    ids = set(rows.distinct())
    named = names_of_orgs([each for each in ids if each is not None])
    found = sorted(((str(pk), name) for pk, name in named.items()), key=lambda pair: pair[1])
    return found + ([(WAITING, _("Chưa giao sở, ngành"))] if None in ids else [])


def own_sector(actor: Actor, choices: Sequence[tuple[str, str]]) -> str:
    """The owner that a person looks at first: their own department where it owns a row, else the first."""
    mine = {str(each) for each in actor.orgs(*DEPARTMENT)}
    return next((key for key, _name in choices if key in mine), choices[0][0] if choices else "")


def sector(
    actor: Actor,
    round_: AssessmentRound,
    owner: str,
    *,
    mark: str = "",
    indicator: str = "",
    then: StoodWall | None = None,
) -> Sector:
    """Read the sector of an owner. ``mark`` with ``indicator`` (its code) keeps the communes with this mark there.

    ``then``: the marks as they stood at that instant; where the verification of a row stood then is not known
    (``waiting`` is ``None``), and the owners are those of today.
    Raises ``NotVisible`` for an owner without a row in the round.
    """
    choices = dict(sector_choices(round_))
    if owner not in choices:
        raise NotVisible(_("Cơ quan này không có chỉ tiêu nào trong đợt."))
    who: dict[str, Any] = {"owner__isnull": True} if owner == WAITING else {"owner_id": int(owner)}
    found = list(
        IndicatorResult.objects.visible_to(actor)
        .filter(sheet__round_id=round_.pk, **who)
        .order_by("sheet__unit_key", "sheet__unit_code")
        .values_list(
            "pk", "sheet__unit_id", "sheet__unit_name", "sheet__unit_code", "indicator_id", "verdict", "verification",
        )
    )  # fmt: skip
    ids = {row[4] for row in found}
    indicators = [each for each in criteria.indicators_of(round_.version_id) if each.pk in ids]
    place = {each.pk: at for at, each in enumerate(indicators)}
    stood = None if then is None else {row.wall.unit_id: row.indicators for row in then.rows}
    cells: dict[int, list[SectorCell | None]] = {}
    named: dict[int, tuple[str, str]] = {}
    for pk, unit, name, code, indicator_id, verdict, verification in found:
        at = place[indicator_id]
        letter = _LETTERS.get(verdict) or ("E" if verification == "EMPTY" else "U")
        if stood is not None:
            if unit not in stood:
                continue
            letter, verification = stood[unit].get(indicators[at].code, "E"), ""
        named[unit] = (name, code)
        line = cells.setdefault(unit, [None] * len(indicators))
        line[at] = SectorCell(letter, verification, pk)
    rows = [SectorRow(unit, *named[unit], tuple(line)) for unit, line in cells.items()]
    columns = [[cell for row in rows if (cell := row.cells[at]) is not None] for at in range(len(indicators))]
    counts = [Counter(cell.mark for cell in column) for column in columns]
    waiting = [
        None if then is not None else sum(1 for cell in column if cell.verification == "ENTERED") for column in columns
    ]
    codes = [each.code for each in indicators]
    if mark and indicator in codes:
        at = codes.index(indicator)
        rows = [row for row in rows if (cell := row.cells[at]) is not None and cell.mark == mark]
    return Sector(
        owner, choices[owner], indicators, rows, counts, waiting, Sheet.objects.filter(round_id=round_.pk).count()
    )
