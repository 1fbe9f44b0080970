"""What the board reads of the past: a commune's years, the wall of a year, a criterion through the years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.ranges import day_after
from dieuphoi.core.kernel.text import vn_key
from dieuphoi.insight.board.selectors.commune import RoundPoint
from dieuphoi.programme.assessments import decided
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.models import AssessmentRound, DecidedYear, SheetRollup
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.models import Criterion, SetVersion
from dieuphoi.programme.recognition import selectors as recognition
from dieuphoi.programme.recognition.selectors import Standing
from dieuphoi.registry.territory import selectors as territory
from dieuphoi.registry.territory.models import AdminUnit

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


def published_years(actor: Actor, unit_id: int) -> list[DecidedYear]:
    """The years of a unit as they were published, oldest first."""
    return decided.decided_of_units(actor, [unit_id])


def years_of(
    actor: Actor, unit_id: int, points: Sequence[RoundPoint], published: Sequence[DecidedYear]
) -> list[SetYears]:
    """A commune's years by set, newest set first and oldest year first; rounds and published years together.

    Empty without a published year: the rounds alone are told by their own table.
    """
    if not published:
        return []
    lines: dict[int, list[YearLine]] = {}
    versions: dict[int, SetVersion] = {}
    for row in published:
        versions[row.version_id] = row.version
        lines.setdefault(row.version_id, []).append(_decided_line(row))
    rounds = {point.round_id: point for point in points}
    for sheet in assessments.sheets_of_unit(actor, unit_id):
        if sheet.round_id not in rounds:
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


def past_days(published: Sequence[DecidedYear], held: Sequence[Standing]) -> list[date]:
    """The days of which something public is known of a unit: its published years and its recognitions."""
    return sorted(
        [*(row.territory_on for row in published), *(each.acknowledged_on or each.decision_on for each in held)]
    )


def recognitions_of(actor: Actor, unit_id: int) -> list[Standing]:
    """Every recognition of a unit, its own and acknowledged onto it, whatever the day; see :func:`as_of_day`."""
    return recognition.standings_of(actor, [unit_id], date.max, revoked_too=True).get(unit_id, [])


def as_of_day(held: Sequence[Standing], day: date) -> list[Standing]:
    """What was decided by a day; a revocation that came later is not told."""
    return [
        each
        if each.revoked_on is None or each.revoked_on <= day
        else replace(each, revoked_on=None, revoked_by="")
        for each in held
        if (each.acknowledged_on or each.decision_on) <= day
    ]


@dataclass(frozen=True, slots=True)
class LastYear:
    """The newest verdicts of a unit under one set: published, or of a frozen round."""

    set_name: str
    year: int
    met: int
    total: int
    reported: int | None
    url_name: str
    url_id: int


@dataclass(frozen=True, slots=True)
class Former:
    """A predecessor of a commune: who it was, until when, its recognitions and its last verdicts.

    Its figures are its own: nothing of them is added to the successor (fault 1), and its recognition is none of the
    successor's unless it was acknowledged (fault 32: ``acknowledged`` says so for each).
    """

    unit_id: int
    name: str
    code: str
    until: date | None
    recognitions: tuple[tuple[Standing, bool], ...]
    years: tuple[LastYear, ...]

    @property
    def waiting(self) -> bool:
        """It holds a recognition that nobody acknowledged for the successor."""
        return any(held.revoked_on is None and not given for held, given in self.recognitions)


def former_of(actor: Actor, ids: Collection[int], day: date, holds: Sequence[Standing]) -> list[Former]:
    """The predecessors of a commune through all applied changes, with what is public of them, in Vietnamese order.

    ``ids`` are ``territory.predecessor_closure`` of it, ``holds`` is what holds for the commune itself.
    """
    if not ids:
        return []
    ends = dict(AdminUnit.objects.visible_to(actor).filter(id__in=ids).values_list("id", "valid"))
    last: dict[date, list[int]] = {}
    for unit, valid in ends.items():
        end = day_after(valid)
        last.setdefault(end - timedelta(days=1) if end is not None else day, []).append(unit)
    rows = [(row, on) for on, units in last.items() for row in territory.units_on(actor, on, ids=units)]
    held = recognition.standings_of(actor, ids, day, revoked_too=True)
    own = {each.root_id for each in holds}
    years = _last_years(actor, ids)
    found = [
        Former(
            unit_id=row.id,
            name=row.full_name,
            code=row.code,
            until=on if day_after(ends[row.id]) is not None else None,
            recognitions=tuple((each, each.root_id in own) for each in held.get(row.id, ())),
            years=tuple(years.get(row.id, ())),
        )
        for row, on in rows
    ]
    return sorted(found, key=lambda each: (each.until or day, vn_key(each.name)))


def _last_years(actor: Actor, unit_ids: Collection[int]) -> dict[int, list[LastYear]]:
    """The newest verdicts of each unit under each set, newest first."""
    newest: dict[tuple[int, int], LastYear] = {}
    for row in decided.decided_of_units(actor, unit_ids):
        newest[row.unit_id, row.version_id] = LastYear(
            row.version.set.name, row.year, row.criteria_met, row.criteria_total, row.reported_met,
            "assessments:decided", row.pk,
        )  # fmt: skip
    frozen = (
        SheetRollup.objects.visible_to(actor)
        .filter(sheet__unit_id__in=unit_ids, sheet__state="FROZEN")
        .select_related("sheet", "round__version__set")
        .order_by("round__year", "round__territory_on")
    )
    for rollup in frozen:
        key = (rollup.sheet.unit_id, rollup.round.version_id)
        if key not in newest or newest[key].year <= rollup.round.year:
            newest[key] = LastYear(
                rollup.round.version.set.name, rollup.round.year, rollup.criteria_met, rollup.criteria_total, None,
                "board:commune", rollup.sheet.unit_id,
            )  # fmt: skip
    found: dict[int, list[LastYear]] = {}
    for (unit, _version), each in sorted(newest.items(), key=lambda pair: -pair[1].year):
        found.setdefault(unit, []).append(each)
    return found


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


def criterion_years(
    actor: Actor, round_: AssessmentRound, criterion: Criterion, every: Sequence[Criterion]
) -> list[CriterionYear]:
    """The published years of the round's own set version, oldest first. Another set is compared by topic only."""
    at = [row.id for row in every].index(criterion.id)
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
