"""Trend and comparison across sets, by the lineage of topics: never by a criterion's number (S2-25).

Each figure is a count of communes of its own day: so many of the xã that there were met the topic's criterion. Nothing
of a commune is added up or averaged over its predecessors.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.text import fold
from dieuphoi.programme.assessments import decided
from dieuphoi.programme.assessments.models import AssessmentRound, SheetRollup
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.models import SetVersion
from dieuphoi.registry.territory import selectors as territory


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that runs through the sets: code, name, what the mapping says about it."""

    code: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Point:
    """One moment of the trend: a published year, or a frozen round. ``communes``: the xã of ``on``, the whole (N)."""

    label: str
    year: int
    on: date
    version_id: int
    set_name: str
    is_round: bool
    communes: int
    told: int
    units: frozenset[int]
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A topic at a point: ``met`` of ``of`` xã, ``told`` of them known; ``number`` is the criterion there."""

    met: int
    told: int
    of: int
    number: str

    @property
    def percent(self) -> float | None:
        return self.met * 100 / self.of if self.of and self.told else None


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic through all points; ``None`` where its set has no such criterion."""

    topic: Topic
    cells: tuple[Cell | None, ...]

    @property
    def last(self) -> float | None:
        """The newest share that is known."""
        return next((cell.percent for cell in reversed(self.cells) if cell and cell.percent is not None), None)


@dataclass(frozen=True, slots=True)
class Trend:
    """The whole comparison: its points in time, its topics, and the footnotes that belong to points."""

    points: tuple[Point, ...]
    lines: tuple[TopicLine, ...]
    footnotes: tuple[tuple[int, str], ...]
    """``(index of the point, words)``, in the order of the points."""

    def notes_at(self, at: int) -> list[int]:
        """The numbers (from 1) of the footnotes that belong to a point."""
        return [number for number, (point, _words) in enumerate(self.footnotes, start=1) if point == at]


def topics() -> list[Topic]:
    """All topics in the order of the data."""
    return [Topic(each.code, each.name, each.note) for each in criteria.topics()]


def topic_positions(version: SetVersion) -> dict[str, tuple[int, str]]:
    """``{topic: (place in the marks, criterion number)}`` of a set version, by the lineage that criteria keep.

    A national set by the data's mapping; another one (a province's own) by the version it is based on, criterion by
    criterion of the same name. Of two criteria with one topic the first stands for it.
    """
    found: dict[str, tuple[int, str]] = {}
    for place, row in enumerate(criteria.criteria_of(version.pk)):
        for topic in criteria.topics_of(version, row):
            found.setdefault(topic, (place, row.number))
    return found


def tiers(actor: Actor) -> list[tuple[str, str]]:
    """The tiers of commune sets that can be compared, in the order of their weight."""
    words = {
        "basic": _("nông thôn mới"),
        "advanced": _("nông thôn mới nâng cao"),
        "model": _("nông thôn mới kiểu mẫu"),
        "modern_pilot": _("nông thôn mới hiện đại"),
    }
    there = set(SetVersion.objects.visible_to(actor).filter(set__level="commune").values_list("set__tier", flat=True))
    return [(tier, label) for tier, label in words.items() if tier in there]


def trend_provinces(actor: Actor) -> list[tuple[int, str]]:
    """The provinces of which there is anything to compare, by their newest name."""
    ids = {each.province_id for each in decided.past_years(actor)}
    ids |= set(AssessmentRound.objects.visible_to(actor).filter(state="FROZEN").values_list("province_id", flat=True))
    names: dict[int, str] = {}
    for unit in sorted(ids):
        names[unit] = territory_name(actor, unit)
    return sorted(names.items(), key=lambda pair: fold(pair[1]))


def with_predecessors(province_id: int) -> list[int]:
    """A province and those it was made of: their communes of the time are counted before the merger."""
    return [province_id, *sorted(territory.predecessor_closure([province_id]).get(province_id, set()))]


def territory_name(actor: Actor, unit_id: int) -> str:
    """A province's name today, or the last one it bore."""
    found = territory.units_on(actor, actor.on, ids=[unit_id])
    if found:
        return found[0].full_name
    for each in decided.past_years(actor, unit_id):
        then = territory.units_on(actor, decided.year_end(each.year), ids=[unit_id])
        if then:
            return then[0].full_name
    return str(unit_id)


def trend(
    actor: Actor, province_ids: Collection[int], tier: str, as_of: date, wanted: Sequence[str] = ()
) -> Trend:
    """The comparison of a province's years under the sets of one tier, up to a day.

    A frozen round stands for its year; a published year where there is none. ``wanted`` narrows the topics.
    """
    points = _points(actor, province_ids, tier, as_of)
    positions: dict[int, dict[str, tuple[int, str]]] = {}
    versions = (
        SetVersion.objects.visible_to(actor)
        .filter(id__in={point.version_id for point in points})
        .select_related("set", "based_on__set")
        .prefetch_related("based_on__criteria")
    )
    for version in versions:
        positions[version.pk] = topic_positions(version)
    lines = []
    for topic in topics():
        if wanted and topic.code not in wanted:
            continue
        cells = tuple(_cell(point, positions[point.version_id].get(topic.code)) for point in points)
        if any(cell is not None for cell in cells):
            lines.append(TopicLine(topic, cells))
    return Trend(tuple(points), tuple(lines), tuple(_footnotes(points)))


def _cell(point: Point, place: tuple[int, str] | None) -> Cell | None:
    if place is None:
        return None
    at, number = place
    here = [marks[at : at + 1] or "E" for marks in point.marks]
    return Cell(
        met=sum(1 for mark in here if mark == "M"),
        told=sum(1 for mark in here if mark != "E"),
        of=point.communes,
        number=number,
    )


def _points(actor: Actor, province_ids: Collection[int], tier: str, as_of: date) -> list[Point]:
    rounds = (
        AssessmentRound.objects.visible_to(actor)
        .filter(
            province_id__in=list(province_ids), state="FROZEN", territory_on__lte=as_of, version__set__tier=tier,
            version__set__level="commune",
        )
        .select_related("version__set")
        .order_by("year", "territory_on", "id")
    )  # fmt: skip
    # The last frozen round of a year stands for it.
    of_year = {(each.year, each.version_id): each for each in rounds}
    points: list[Point] = []
    for each in of_year.values():
        marks = dict(
            SheetRollup.objects.visible_to(actor)
            .of_round(each.pk)
            .filter(sheet__state="FROZEN")
            .values_list("sheet__unit_id", "marks")
        )
        units = frozenset(marks)
        points.append(
            Point(
                label=str(each.year), year=each.year, on=each.territory_on, version_id=each.version_id,
                set_name=each.version.set.name, is_round=True, communes=len(units), told=len(units), units=units,
                marks=tuple(marks.values()),
            )
        )  # fmt: skip
    stored = (
        decided.decided_years(actor)
        .filter(province_id__in=list(province_ids), version__set__tier=tier, version__set__level="commune")
        .values_list("year", "version_id", "version__set__name", "unit_id", "marks")
    )
    published: dict[tuple[int, int], tuple[str, dict[int, str]]] = {}
    for year, version_id, name, unit_id, marks_there in stored:
        if (year, version_id) not in of_year and decided.year_end(year) <= as_of:
            published.setdefault((year, version_id), (name, {}))[1][unit_id] = marks_there
    xa: dict[int, frozenset[int]] = {}
    for (year, version_id), (name, by_unit) in published.items():
        if year not in xa:
            xa[year] = _xa_of(actor, province_ids, decided.year_end(year))
        inside = {unit: marks for unit, marks in by_unit.items() if unit in xa[year]}
        points.append(
            Point(
                label=str(year), year=year, on=decided.year_end(year), version_id=version_id, set_name=name,
                is_round=False, communes=len(xa[year]), told=len(inside), units=xa[year], marks=tuple(inside.values()),
            )
        )  # fmt: skip
    return sorted(points, key=lambda point: (point.on, point.set_name))


def _xa_of(actor: Actor, province_ids: Iterable[int], day: date) -> frozenset[int]:
    """The xã of the provinces on a day: the base of every count (domain.md §3)."""
    found: set[int] = set()
    for province in province_ids:
        found.update(row.id for row in territory.communes_in(actor, province, day))
    return frozenset(found)


def _footnotes(points: Sequence[Point]) -> list[tuple[int, str]]:
    """What has to be said wherever a figure crosses a merger or a change of set, or does not know all communes."""
    notes: list[tuple[int, str]] = []
    for at, point in enumerate(points):
        before = points[at - 1] if at else None
        if before is not None and before.units != point.units:
            words = (
                _("Từ %(year)s tính trên %(now)s xã của ngày %(day)s; trước đó là %(before)s xã. "
                  "Các xã trước và sau sắp xếp là những đơn vị khác nhau, không cộng dồn.")
                if _was_merged(before, point)
                else _("Từ %(year)s tính trên %(now)s xã của ngày %(day)s; trước đó là %(before)s xã.")
            )  # fmt: skip
            notes.append(
                (
                    at,
                    words
                    % {
                        "year": point.year,
                        "now": format_number(point.communes),
                        "before": format_number(before.communes),
                        "day": format_date(point.on),
                    },
                )
            )
        if before is not None and before.version_id != point.version_id:
            notes.append(
                (
                    at,
                    _(
                        "Từ %(year)s bộ tiêu chí đổi từ “%(old)s” sang “%(new)s”: "
                        "cùng chủ đề, nội dung và mức đạt có thể khác."
                    )
                    % {"year": point.year, "old": before.set_name, "new": point.set_name},
                )
            )
        if point.told < point.communes:
            notes.append(
                (
                    at,
                    _("%(year)s: chỉ có kết quả của %(told)s/%(of)s xã; xã chưa có kết quả không tính là đạt.")
                    % {"year": point.year, "told": format_number(point.told), "of": format_number(point.communes)},
                )
            )
    return notes


def _was_merged(before: Point, after: Point) -> bool:
    """Whether units of the one are missing in the other both ways: some ended and others began."""
    return bool(before.units - after.units) and bool(after.units - before.units)


def trend_rows(found: Trend) -> list[dict[str, Any]]:
    """The comparison as rows of a sheet: one a topic and point, with its n of N."""
    return [
        {
            "topic": line.topic.name,
            "year": point.year,
            "set": point.set_name,
            "number": cell.number,
            "met": cell.met,
            "told": cell.told,
            "of": cell.of,
            "percent": None if cell.percent is None else round(cell.percent, 1),
            "notes": " ".join(found.footnotes[number - 1][1] for number in found.notes_at(at)),
        }
        for line in found.lines
        for at, (point, cell) in enumerate(zip(found.points, line.cells, strict=True))
        if cell is not None
    ]
