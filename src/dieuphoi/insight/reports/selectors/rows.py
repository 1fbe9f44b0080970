"""The communes of a round as every summary reads them: one list, one way to narrow it, so that counts and rows
agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.insight.reports.words import NOT_CLASSIFIED, ONE_VALUE
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.comparing.walls import StoodWall, stood_otherwise, wall_at
from dieuphoi.programme.assessments.models import AssessmentRound, Sheet
from dieuphoi.programme.assessments.selectors import WallRow
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.models import Criterion
from dieuphoi.programme.recognition import selectors as recognition
from dieuphoi.registry.territory import selectors as territory


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One commune of a round: its marks, its classes, the levels at which it is recognised on the day of the figures.

    ``before`` are its marks in the round that is compared with; ``None`` where it was not in it.
    """

    wall: WallRow
    classes: Mapping[str, Any]
    levels: frozenset[str]
    before: str | None = None

    @property
    def met(self) -> int:
        return self.wall.criteria_met

    @property
    def met_before(self) -> int | None:
        return None if self.before is None else self.before.count("M")

    def mark(self, at: int) -> str:
        return self.wall.marks[at : at + 1] or "E"

    def has_class(self, dimension: str, value: str) -> bool:
        if dimension == territory.FLAG:
            return value in (self.classes.get("flags") or ())
        return str(self.classes.get(dimension) or NOT_CLASSIFIED) == value

    @property
    def gained(self) -> tuple[int, ...]:
        """The places of the criteria that it meets now and did not meet then."""
        return tuple(at for at, old in enumerate(self.before or "") if old != "M" and self.mark(at) == "M")

    @property
    def lost(self) -> tuple[int, ...]:
        """The places of the criteria that it met then and fails now. What is not entered or concluded is not lost."""
        return tuple(at for at, old in enumerate(self.before or "") if old == "M" and self.mark(at) == "N")

    @property
    def difference(self) -> int | None:
        """Gained less lost; ``None`` where nothing can be compared."""
        return None if self.before is None else len(self.gained) - len(self.lost)


@dataclass(frozen=True, slots=True)
class Narrow:
    """Which communes of a round are meant, as the address says it. Empty fields narrow nothing."""

    criterion: str = ""
    mark: str = ""
    least: int | None = None
    most: int | None = None
    group: str = ""
    recognised: str = ""
    level: str = ""
    move: str = ""
    q: str = ""

    @property
    def narrows(self) -> bool:
        return self != Narrow()


@dataclass(slots=True)
class Reading:
    """A round read for one actor: its criteria, the communes that they see, and of how many."""

    round: AssessmentRound
    columns: Sequence[Criterion]
    rows: list[ReportRow]
    of: int
    recognised_on: date
    against: AssessmentRound | None = None
    missing_before: dict[int, str] = field(default_factory=dict)
    """Communes of the round compared with that are not in this one: ``{unit: name}``."""
    new_here: frozenset[int] = frozenset()
    """Communes of this round that the round compared with did not have (not those that the actor may not see there)."""
    day: date | None = None
    """The day that was asked for; every link keeps it."""
    then: StoodWall | None = None
    """The round as it stood at the end of that day, where today's tables do not say it."""

    against_at: datetime | None = None
    """The instant at which the round compared with is told, where its tables of today do not say it."""

    @property
    def at(self) -> datetime | None:
        return None if self.then is None else self.then.at

    @property
    def total(self) -> int:
        return len(self.columns)

    def narrowed(self, wanted: Narrow) -> list[ReportRow]:
        """The communes that are meant, in Vietnamese order: what a cell counts is what its link opens."""
        at = None
        if wanted.criterion:
            numbers = [each.number for each in self.columns]
            if wanted.criterion not in numbers:
                return []
            at = numbers.index(wanted.criterion)
        return [row for row in self.rows if _holds(row, wanted, at)]


def _holds(row: ReportRow, wanted: Narrow, at: int | None) -> bool:
    if wanted.least is not None and row.met < wanted.least:
        return False
    if wanted.most is not None and row.met > wanted.most:
        return False
    if wanted.group:
        dimension, _colon, value = wanted.group.partition(":")
        if not row.has_class(dimension, value):
            return False
    if wanted.recognised and bool(row.levels) != (wanted.recognised == "yes"):
        return False
    if wanted.level and wanted.level not in row.levels:
        return False
    if wanted.q and not _named(row, wanted.q):
        return False
    if wanted.move:
        return _moved(row, wanted.move, at)
    if at is not None:
        return row.mark(at) == wanted.mark if wanted.mark else True
    return not wanted.mark or wanted.mark in row.wall.marks


def _named(row: ReportRow, typed: str) -> bool:
    return Sought.of(typed).held_by(row.wall.name) or row.wall.code.startswith(typed)


def _moved(row: ReportRow, move: str, at: int | None) -> bool:
    if move == "new":
        return row.before is None
    if row.before is None:
        return False
    if move == "same":
        return not row.gained and not row.lost
    moved = row.gained if move == "gained" else row.lost
    return bool(moved) if at is None else at in moved


def recognition_day(round_: AssessmentRound, now: date, day: date | None = None) -> date:
    """The day of the recognitions beside a round: the one asked for; of a frozen round its territory day; else
    today."""
    return day or (round_.territory_on if round_.state == "FROZEN" else now)


def round_before(actor: Actor, round_: AssessmentRound, against: int | None) -> AssessmentRound | None:
    """The round that is compared with: the one asked for, the one before, or the newest frozen one before of the
    province.

    Raises ``NotVisible`` for one that is asked for and not seen. A round of another set version is answered, too: the
    caller says that it cannot be compared (numbers of criteria mean the same in one version only, S2-25).
    """
    if against is not None:
        return assessments.round_by_id(actor, against)
    if round_.previous_id is not None:
        try:
            return assessments.round_by_id(actor, round_.previous_id)
        except NotVisible:
            return None
    rows = AssessmentRound.objects.visible_to(actor).filter(
        province_id=round_.province_id, state="FROZEN", territory_on__lt=round_.territory_on
    )
    return rows.select_related("version__set", "previous").order_by("-territory_on", "-id").first()


def reading(
    actor: Actor, round_: AssessmentRound, *, against: AssessmentRound | None = None, day: date | None = None
) -> Reading:
    """Read a round whole, of the communes that the actor sees, as of ``day``: today's tables, or – of a past day on
    which it stood otherwise – rebuilt. A handful of queries, however many communes. Raises ``Refused`` (``too_many``).
    """
    on = recognition_day(round_, actor.on, day)
    then, walls = _walls(actor, round_, day)
    units = [each.unit_id for each, _classes in walls]
    levels = {
        unit: frozenset(each.level for each in held)
        for unit, held in recognition.standings_of(actor, units, on).items()
    }
    before: dict[int, tuple[str, str]] = {}
    same = against is not None and against.version_id == round_.version_id
    if against is not None and same:
        before = {each.unit_id: (each.marks, each.name) for each, _classes in _walls(actor, against, day)[1]}
    rows = [
        ReportRow(
            wall=each,
            classes=classes,
            levels=levels.get(each.unit_id, frozenset()),
            before=before[each.unit_id][0] if each.unit_id in before else None,
        )
        for each, classes in walls
    ]
    # Who is in a round is public, the figures are not: a commune out of sight is neither gone nor new.
    here = _units_in(round_.pk)
    there = _units_in(against.pk) if against is not None and same else set()
    return Reading(
        round=round_,
        columns=criteria.criteria_of(round_.version_id),
        rows=rows,
        of=len(here),
        recognised_on=on,
        against=against,
        missing_before={unit: name for unit, (_marks, name) in before.items() if unit not in here},
        new_here=frozenset(unit for unit in units if unit not in there),
        day=day,
        then=then,
        against_at=None if against is None else stood_otherwise(against, day, actor.on),
    )


def _walls(
    actor: Actor, round_: AssessmentRound, day: date | None
) -> tuple[StoodWall | None, list[tuple[WallRow, Mapping[str, Any]]]]:
    at = stood_otherwise(round_, day, actor.on)
    if at is not None:
        then = wall_at(actor, round_, at)
        return then, [(row.wall, row.classification) for row in then.rows]
    found = assessments.wall(actor, round_.pk).values_list(
        "sheet_id", "sheet__unit_id", "sheet__unit_name", "sheet__unit_code", "sheet__state", "marks", "bases",
        "criteria_met", "criteria_total", "entered", "total", "qualifies", "sheet__classification",
    )  # fmt: skip
    return None, [(WallRow(*row[:-1]), row[-1]) for row in found]


def _units_in(round_id: int) -> set[int]:
    return set(Sheet.objects.filter(round_id=round_id).values_list("unit_id", flat=True))


def classes_of(rows: Sequence[ReportRow]) -> list[tuple[str, str]]:
    """The classes that occur, ``(dimension, value)``; where some communes have one, also ``-`` for those without."""
    found: list[tuple[str, str]] = []
    for dimension in ONE_VALUE:
        values = {str(row.classes.get(dimension) or NOT_CLASSIFIED) for row in rows}
        if values - {NOT_CLASSIFIED}:
            found += [(dimension, value) for value in sorted(values - {NOT_CLASSIFIED})]
            found += [(dimension, NOT_CLASSIFIED)] if NOT_CLASSIFIED in values else []
    flags = {str(flag) for row in rows for flag in row.classes.get("flags") or ()}
    return found + [(territory.FLAG, flag) for flag in sorted(flags)]
