"""What the province board reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Func, Q, QuerySet, Sum, Value
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.kernel.lookups import IdArray
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.insight.board.filters import MARKS, SHEET_STATES, SHOWS, SORTS, BoardQuery
from dieuphoi.insight.board.models import RollupDay
from dieuphoi.insight.board.selectors.past import marks_of_past
from dieuphoi.insight.board.selectors.progress import standing_still, waiting_sheets
from dieuphoi.insight.board.selectors.registered import SHOWN as REGISTERED_SHOWS
from dieuphoi.insight.board.selectors.registered import registered_of, registered_progress
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.models import (
    AssessmentRound,
    Sheet,
)
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.models import Criterion
from dieuphoi.programme.recognition import selectors as recognition
from dieuphoi.registry.territory import selectors as territory
from dieuphoi.registry.territory.models import UnitParent


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a filter."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The first line of the board. Each of them counts communes (but the indicators that say so) of one
    query."""

    communes: int
    recognised: int
    """How many of them are recognised by a decision, as of :func:`recognition_day`."""
    qualifies: int
    registered: int
    """How many of them have registered a target for the round's year, as of the same day (see ``registered``)."""
    one_left: int
    entered: int
    not_entered: int
    waiting: int
    returned: int
    not_submitted: int
    ready: int
    undetermined: int
    entered_indicators: int
    total_indicators: int
    waiting_indicators: int
    returned_indicators: int
    in_round: int
    """How many communes the round has, whoever looks; ``communes`` is how many of them the actor sees."""


def board_rounds(actor: Actor, province: int | None = None) -> list[AssessmentRound]:
    """The rounds that can be chosen, newest territory day first."""
    return list(_boards(actor, province).select_related("version__set", "previous"))


def _boards(actor: Actor, province: int | None) -> QuerySet[AssessmentRound]:
    rows = AssessmentRound.objects.visible_to(actor).filter(state__in=["OPEN", "FROZEN"])
    if province is not None:
        rows = rows.filter(province_id=province)
    return rows.order_by("-territory_on", "-id")


def board_round(actor: Actor, query: BoardQuery) -> AssessmentRound | None:
    """The round a URL asks for, or the newest one whose territory day is not after ``as_of``: no more of it than its
    stamp is made of. Raises NotVisible."""
    columns = ("id", "year", "version_id", "previous_id")
    if query.round_id is not None:
        return AssessmentRound.objects.only(*columns).one_visible_to(actor, id=query.round_id)
    rows = _boards(actor, query.province).only(*columns)
    if query.as_of is not None:
        rows = rows.filter(territory_on__lte=query.as_of)
    return rows.first()


def _shows() -> dict[str, Q]:
    submitted = Q(stand__in=["SUBMITTED", "VERIFYING"])
    return {
        "qualifies": Q(qualifies=True),
        "not_qualifies": Q(qualifies=False),
        "one_left": Q(open_criteria=1),
        "entered": Q(total__gt=0, entered__gte=F("total")),
        "not_entered": Q(entered__lt=F("total")),
        "waiting": submitted & Q(waiting__gt=0),
        "returned": Q(returned__gt=0),
        "ready": submitted & Q(waiting=0, returned=0),
    }


def rollups(actor: Actor, round_id: int, kept: date | None = None) -> QuerySet[Any]:
    """The roll-ups of a round as they are, or as kept at the end of a day (``kept``, see :func:`kept_day`).

    Annotations: ``stand`` (the sheet's state then), ``open_criteria`` (how many criteria are neither met nor not
    applicable).
    """
    rows: QuerySet[Any]
    if kept is None:
        rows = assessments.wall(actor, round_id).annotate(stand=F("sheet__state"))
    else:
        rows = RollupDay.objects.visible_to(actor).at_end_of(round_id, kept).annotate(stand=F("state"))
    return rows.annotate(open_criteria=Length(Func(F("marks"), Value("MA"), Value(""), function="translate")))


def kept_day(round_: AssessmentRound, as_of: date | None, today_: date) -> tuple[date | None, bool]:
    """The past day to read the round's roll-ups of, and whether the day asked for was not kept.

    No day is needed for today, and for a round that was frozen by then: what was frozen stands.
    """
    if as_of is None or as_of >= today_ or (round_.frozen_at is not None and today(round_.frozen_at) <= as_of):
        return None, False
    there = RollupDay.objects.filter(round_id=round_.pk, on__lte=as_of + timedelta(days=1)).exists()
    return (as_of, False) if there else (None, True)


_WALL_FIELDS = (
    "sheet_id", "sheet__unit_id", "sheet__unit_name", "sheet__unit_code", "stand", "marks", "bases", "criteria_met",
    "criteria_total", "entered", "total", "qualifies",
)  # fmt: skip


def wall_rows(query: QuerySet[Any]) -> list[assessments.WallRow]:
    """The rows of :func:`wall_query`, whichever day it reads."""
    return [assessments.WallRow(*row) for row in query.values_list(*_WALL_FIELDS)]


def recognition_day(round_: AssessmentRound, today: date, as_of: date | None = None) -> date:
    """The day of the recognitions beside a round: the one asked for; else of a frozen round its own day, and today."""
    return as_of or (round_.territory_on if round_.state == "FROZEN" else today)


def recognised_of(actor: Actor, round_: AssessmentRound, day: date | None) -> set[int]:
    """The units of a round that are recognised: theirs, or acknowledged onto them; never a predecessor's (fault 32)."""
    units = assessments.wall(actor, round_.id).order_by().values_list("sheet__unit_id", flat=True)
    return recognition.recognised_units(actor, units, recognition_day(round_, actor.on, day))


def figures(
    actor: Actor,
    round_: AssessmentRound,
    day: date | None = None,
    kept: date | None = None,
    *,
    roll_ups_only: bool = False,
) -> Figures:
    """The first line and the alert cards: the counts of the very queries that the links behind them open.

    ``kept`` as for :func:`rollups`. ``roll_ups_only`` leaves out what other tables tell (``recognised``,
    ``registered``, ``in_round`` are 0 then).
    """
    shows = _shows()
    shows.pop("not_qualifies")
    counts: dict[str, Any] = {name: Count("pk", filter=condition) for name, condition in shows.items()}
    counts |= {
        "communes": Count("pk"),
        "not_submitted": Count("pk", filter=Q(stand="OPEN")),
        "undetermined": Count("pk", filter=Q(marks__contains="U")),
        "entered_indicators": Sum("entered", default=0),
        "total_indicators": Sum("total", default=0),
        "waiting_indicators": Sum(
            "waiting", filter=Q(stand__in=["SUBMITTED", "VERIFYING"]), default=0
        ),
        "returned_indicators": Sum("returned", default=0),
    }
    # An aggregate of a column's own name would hide the column from the ones after it.
    found = (
        rollups(actor, round_.id, kept)
        .order_by()
        .aggregate(**{f"n_{name}": each for name, each in counts.items()})
    )
    if roll_ups_only:
        nothing = {"recognised": 0, "registered": 0, "in_round": 0}
        return Figures(**nothing, **{name.removeprefix("n_"): n for name, n in found.items()})
    return Figures(
        recognised=len(recognised_of(actor, round_, day)),
        registered=len(registered_of(actor, round_, recognition_day(round_, actor.on, day))),
        # The whole that the share is of: a bare number, no row of it is told.
        in_round=Sheet.objects.filter(round_id=round_.id).count(),
        **{name.removeprefix("n_"): number for name, number in found.items()},
    )


def wall_query(
    actor: Actor, round_: AssessmentRound, columns: Sequence[Criterion], query: BoardQuery
) -> QuerySet[Any]:
    """The communes that the board shows: scope first, then every filter of the URL. Nothing with a faulty
    URL."""
    kept, _missing = kept_day(round_, query.as_of, actor.on)
    rows = rollups(actor, round_.id, kept)
    if query.faults:
        return rows.none()
    if query.state:
        rows = rows.filter(stand=query.state)
    if query.show in ("recognised", "not_recognised"):
        held = Q(sheet__unit_id__in=recognised_of(actor, round_, query.as_of))
        rows = rows.filter(held if query.show == "recognised" else ~held)
    elif query.show == "registered":
        on = recognition_day(round_, actor.on, query.as_of)
        rows = rows.filter(sheet__unit_id__in=registered_of(actor, round_, on))
    elif query.show in REGISTERED_SHOWS:
        far = registered_progress(actor, round_, recognition_day(round_, actor.on, query.as_of))
        rows = rows.filter(sheet__unit_id__in=far.units(query.show))
    elif query.show in ("better", "worse", "same"):
        _title, before = compared(actor, round_, query)
        rows = rows.filter(sheet__unit_id__in=changed_units(wall_rows(rows), before)[query.show])
    elif query.show == "standstill":
        rows = rows.filter(sheet__unit_id__in=standing_still(actor, round_, query.as_of))
    elif query.show:
        rows = rows.filter(_shows()[query.show])
    if query.least is not None:
        rows = rows.filter(criteria_met__gte=min(query.least, 999))
    if query.most is not None:
        rows = rows.filter(criteria_met__lte=min(query.most, 999))
    if query.owner is not None:
        rows = rows.filter(stand__in=["SUBMITTED", "VERIFYING"], sheet_id__in=waiting_sheets(round_.pk, query.owner))
    if query.mark and query.criterion:
        numbers = [column.number for column in columns]
        if query.criterion not in numbers:
            return rows.none()
        at = numbers.index(query.criterion) + 1
        rows = rows.annotate(mark_here=Substr("marks", at, 1)).filter(mark_here=query.mark)
    elif query.mark:
        rows = rows.filter(marks__contains=query.mark)
    if query.q:
        rows = rows.annotate(folded=Fold(F("sheet__unit_name"))).filter(
            Sought.of(query.q).fits("folded") | Q(sheet__unit_code__startswith=query.q)
        )
    if query.group:
        dimension, _colon, value = query.group.partition(":")
        if dimension == territory.FLAG:
            rows = rows.filter(sheet__classification__flags__contains=[value])
        else:
            rows = rows.filter(**{f"sheet__classification__{_key(dimension)}": value})
    if query.parent is not None:
        inside = (
            UnitParent.objects.visible_to(actor).on(round_.territory_on).filter(path__contains=[query.parent])
        )
        rows = rows.filter(sheet__unit_id__in=inside.values("unit_id"))
    orders = {
        "": ("sheet__unit_key", "sheet__unit_code"),
        "name": ("sheet__unit_key", "sheet__unit_code"),
        "-name": ("-sheet__unit_key", "-sheet__unit_code"),
        "met": ("criteria_met", "sheet__unit_key", "sheet__unit_code"),
        "-met": ("-criteria_met", "sheet__unit_key", "sheet__unit_code"),
    }
    return rows.order_by(*orders[query.sort])


def _key(dimension: str) -> str:
    """A key of the stored classification; anything else asks for a key that no sheet has."""
    return dimension if dimension in (territory.REGION, territory.COMMUNE_GROUP) else "none"


def groups(actor: Actor, round_: AssessmentRound) -> list[Choice]:
    """The classes that occur among the communes of a round, as choices ``dimension:value``."""
    stored = (
        assessments.wall(actor, round_.id)
        .order_by()
        .values_list("sheet__classification", flat=True)
        .distinct()
    )
    found: dict[str, set[str]] = {}
    for each in stored:
        for dimension in (territory.REGION, territory.COMMUNE_GROUP):
            if each.get(dimension):
                found.setdefault(dimension, set()).add(str(each[dimension]))
        for flag in each.get("flags") or ():
            found.setdefault(territory.FLAG, set()).add(str(flag))
    names = {each.code: each.name for each in criteria.engine_set(round_.version_id).territories}
    words = {
        territory.REGION: _("Vùng %(name)s"),
        territory.COMMUNE_GROUP: _("Nhóm %(name)s"),
        territory.FLAG: "%(name)s",
    }
    return [
        Choice(f"{dimension}:{value}", text % {"name": names.get(value, value)})
        for dimension, text in words.items()
        for value in sorted(found.get(dimension, ()))
    ]


def parents(actor: Actor, round_: AssessmentRound) -> list[Choice]:
    """The units between province and commune on the round's day (districts, until they ended)."""
    ids = (
        UnitParent.objects.visible_to(actor)
        .on(round_.territory_on)
        .filter(unit_id__in=assessments.wall(actor, round_.id).order_by().values("sheet__unit_id"))
        .exclude(parent_id=round_.province_id)
        .exclude(parent_id=None)
        .values_list("parent_id", flat=True)
        .distinct()
    )
    found = list(ids)
    if not found:
        return []
    rows = territory.units_on(actor, round_.territory_on, ids=found)
    return [Choice(str(row.id), row.full_name) for row in rows]


def marks_before(
    actor: Actor, round_: AssessmentRound, units: Sequence[int] | None = None
) -> tuple[str, dict[int, str]]:
    """What the round is compared with, in words, and its marks by unit (of ``units`` alone, where they are named);
    empty when there is nothing.

    Only within one set version do numbers mean the same; only the same unit is compared (a commune that took
    others in is a new one). A round without a round before it is compared with the newest published year.
    """
    previous = round_.previous
    if previous is None:
        return marks_of_past(actor, round_)
    if previous.version_id != round_.version_id:
        return "", {}
    try:
        assessments.round_by_id(actor, previous.id)
    except NotVisible:
        return "", {}
    former = assessments.wall(actor, previous.id).order_by()
    if units is not None:
        former = former.filter(sheet__unit__any_of=IdArray(units))
    marks = former.values_list("sheet__unit_id", "marks")
    return previous.title, dict(marks)


def compared(
    actor: Actor, round_: AssessmentRound, query: BoardQuery, units: Sequence[int] | None = None
) -> tuple[str, dict[int, str]]:
    """What the wall is compared with, in words, and its marks by unit: the day ``since``, else the round before; of
    ``units`` at least, of all of them without."""
    if query.since is None:
        return marks_before(actor, round_, units)
    rows = RollupDay.objects.visible_to(actor).at_start_of(round_.pk, query.since).order_by()
    marks = dict(rows.values_list("sheet__unit_id", "marks"))
    return (_("ngày %(day)s") % {"day": format_date(query.since)} if marks else ""), marks


def changed_units(rows: Iterable[assessments.WallRow], before: Mapping[int, str]) -> dict[str, set[int]]:
    """Units with a criterion newly met (``better``), met no more (``worse``: also beside a new one), or neither, of
    those that were there to compare with."""
    found: dict[str, set[int]] = {"better": set(), "worse": set(), "same": set()}
    for row in rows:
        former = before.get(row.unit_id)
        if former is None:
            continue
        what = {change(mark, former[at : at + 1].strip()) for at, mark in enumerate(row.marks)}
        name = "worse" if "worse" in what else "better" if "better" in what else "same"
        found[name].add(row.unit_id)
    return found


def change(now: str, before: str) -> str:
    """What became of one mark: ``better`` newly met, ``worse`` met no more, ``changed`` otherwise, ``""``
    the same.

    A cell that is not entered yet has not changed: the round is still running.
    """
    if now == before or not before or now == "E":
        return ""
    if now == "M":
        return "better"
    return "worse" if before == "M" and now == "N" else "changed"


def filters_in_words(
    query: BoardQuery, columns: Sequence[Criterion], named: Iterable[Choice], places: Iterable[Choice]
) -> list[tuple[str, tuple[str, ...]]]:
    """Each active filter in words, with the names of the parameters that switch it off."""
    words: list[tuple[str, tuple[str, ...]]] = []
    if query.state:
        words.append((_("Phiếu: %(what)s") % {"what": SHEET_STATES[query.state]}, ("state",)))
    if query.show:
        words.append((_("Xã %(what)s") % {"what": SHOWS[query.show]}, ("show",)))
    if query.mark and query.criterion:
        words.append(
            (_("Tiêu chí %(number)s: %(what)s") % {"number": query.criterion, "what": MARKS[query.mark]},
             ("criterion", "mark"))
        )  # fmt: skip
    elif query.mark:
        words.append((_("Có tiêu chí %(what)s") % {"what": MARKS[query.mark]}, ("mark",)))
    if query.q:
        words.append((_("Tên xã có “%(text)s”") % {"text": query.q}, ("q",)))
    if query.group:
        labels = {each.value: each.label for each in named}
        words.append((labels.get(query.group, query.group), ("group",)))
    if query.parent is not None:
        labels = {each.value: each.label for each in places}
        words.append((labels.get(str(query.parent), str(query.parent)), ("parent",)))
    if query.owner is not None:
        words.append((_("Chờ cơ quan đang chọn thẩm định"), ("owner",)))
    if query.least is not None or query.most is not None:
        least, most = query.least or 0, query.most
        text = _("Đạt từ %(n)s tiêu chí") % {"n": least}
        if most is not None:
            text = _("Đạt %(n)s–%(m)s tiêu chí") % {"n": least, "m": most}
        words.append((text, ("least", "most")))
    if query.since is not None:
        words.append((_("So với ngày %(day)s") % {"day": format_date(query.since)}, ("since",)))
    if query.sort:
        words.append((_("Xếp theo %(what)s") % {"what": SORTS[query.sort]}, ("sort",)))
    return words
