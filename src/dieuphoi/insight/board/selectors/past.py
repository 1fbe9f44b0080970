"""What the board reads of the past: a commune's years, the wall of a year, a criterion through the years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.insight.board.selectors.commune import RoundPoint
from dieuphoi.programme.assessments import decided
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.models import AssessmentRound, DecidedYear
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.models import Criterion, SetVersion
from dieuphoi.programme.recognition import selectors as recognition
from dieuphoi.programme.recognition.selectors import Standing
from dieuphoi.registry.territory import selectors as territory

IMPORTED = "I"
"""The letter of ``SheetRollup.bases`` for what was decided at the time."""


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year of a commune under one set: marks and bases, letter by letter as the roll-up has them.

    ``decided_id`` for a year as it was published, ``round_id`` for a round of this system. ``reported`` is the count
    that the document gives, beside ``met``, which the rows give.
    """

    label: str
    year: int
    marks: str
    bases: str
    met: int
    total: int
    reported: int | None
    name_then: str
    decided_id: int | None = None
    round_id: int | None = None


@dataclass(frozen=True, slots=True)
class SetYears:
    """The years of a commune under one set version: only there do numbers of criteria mean the same (S2-25)."""

    version: SetVersion
    columns: tuple[Criterion, ...]
    lines: tuple[YearLine, ...]


def years_of(actor: Actor, unit_id: int, points: Sequence[RoundPoint]) -> list[SetYears]:
    """A commune's years by set, newest set first and oldest year first; rounds and published years together."""
    lines: dict[int, list[YearLine]] = {}
    versions: dict[int, SetVersion] = {}
    for row in decided.decided_of_units(actor, [unit_id]):
        versions[row.version_id] = row.version
        lines.setdefault(row.version_id, []).append(_decided_line(row))
    rounds = {point.round_id: point for point in points}
    for sheet in assessments.sheets_of_unit(actor, unit_id):
        if sheet.round_id not in rounds or not lines:
            continue
        version = sheet.round.version
        versions[version.pk] = version
        lines.setdefault(version.pk, []).append(
            YearLine(
                label=sheet.round.title,
                year=sheet.round.year,
                marks=sheet.rollup.marks,
                bases=sheet.rollup.bases,
                met=sheet.rollup.criteria_met,
                total=sheet.rollup.criteria_total,
                reported=None,
                name_then=sheet.unit_name,
                round_id=sheet.round_id,
            )
        )
    found = [
        SetYears(
            version=versions[version_id],
            columns=tuple(criteria.criteria_of(version_id)),
            lines=tuple(sorted(rows, key=lambda line: (line.year, line.round_id or 0))),
        )
        for version_id, rows in lines.items()
    ]
    return sorted(found, key=lambda each: max(line.year for line in each.lines), reverse=True)


def _decided_line(row: DecidedYear) -> YearLine:
    return YearLine(
        label=str(row.year),
        year=row.year,
        marks=row.marks,
        bases="".join("-" if mark == "E" else IMPORTED for mark in row.marks),
        met=row.criteria_met,
        total=row.criteria_total,
        reported=row.reported_met,
        name_then=row.unit_name,
        decided_id=row.pk,
    )


def past_days(actor: Actor, unit_id: int) -> list[date]:
    """The days of which something public is known of a unit: its published years and its recognitions."""
    days = [row.territory_on for row in decided.decided_of_units(actor, [unit_id])]
    held = recognition.standings_of(actor, [unit_id], actor.on, revoked_too=True).get(unit_id, [])
    return sorted([*days, *(each.acknowledged_on or each.decision_on for each in held)])


def recognitions_of(actor: Actor, unit_id: int, day: date) -> list[Standing]:
    """What holds for a unit on a day, and what was revoked by then: its own, and acknowledged onto it."""
    return recognition.standings_of(actor, [unit_id], day, revoked_too=True).get(unit_id, [])


@dataclass(frozen=True, slots=True)
class PastWall:
    """The wall of a year that is over: the communes of that day × the criteria of the set."""

    version: SetVersion
    columns: tuple[Criterion, ...]
    rows: tuple[DecidedYear, ...]
    year: int
    province: territory.UnitRow
    communes: int
    """The xã of the province on the last day of the year: what the wall is of."""


def past_wall(actor: Actor, version_id: int, year: int, province_id: int) -> PastWall:
    """Raises :class:`NotVisible` where nothing is known of that year."""
    rows = decided.wall_of_year(actor, version_id, year, province_id)
    if not rows:
        raise NotVisible(_("Chưa có kết quả đã công bố của năm này."))
    day = decided.year_end(year)
    return PastWall(
        version=rows[0].version,
        columns=tuple(criteria.criteria_of(version_id)),
        rows=tuple(rows),
        year=year,
        province=territory.unit_on(actor, province_id, day),
        communes=len(territory.communes_in(actor, province_id, day)),
    )


@dataclass(frozen=True, slots=True)
class CriterionYear:
    """A criterion in one published year of the same set: how many communes have each mark."""

    year: int
    counts: dict[str, int]
    communes: int

    @property
    def told(self) -> int:
        return sum(n for mark, n in self.counts.items() if mark != "E")


def criterion_years(actor: Actor, round_: AssessmentRound, criterion: Criterion) -> list[CriterionYear]:
    """The published years of the round's own set version, oldest first. Another set is compared by topic only."""
    at = [row.id for row in criteria.criteria_of(round_.version_id)].index(criterion.id)
    counts: dict[int, Counter[str]] = {}
    rows = decided.decided_years(actor).filter(version_id=round_.version_id, province_id=round_.province_id)
    for year, marks in rows.values_list("year", "marks"):
        counts.setdefault(year, Counter())[marks[at : at + 1] or "E"] += 1
    return [CriterionYear(year, dict(each), sum(each.values())) for year, each in sorted(counts.items())]


def marks_of_past(actor: Actor, round_: AssessmentRound) -> tuple[str, dict[int, str]]:
    """For a round without a round before it: the newest published year of the same set, ``(its words, marks)``."""
    year, marks = decided.marks_of_year(actor, round_.version_id, round_.year)
    if year is None:
        return "", {}
    words = _("kết quả đã công bố năm %(year)s") % {"year": year}
    # Of what nobody told then, nothing has changed since.
    return words, {unit: told.replace("E", " ") for unit, told in marks.items()}
