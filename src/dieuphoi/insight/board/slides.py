"""The board as slides for a meeting: one picture a page, one after the other, each with its own address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.ui.query import with_query
from dieuphoi.core.ui.svg import Bar, Series, bar_chart, line_chart
from dieuphoi.insight.board import maps, selectors, tables
from dieuphoi.insight.board.filters import BoardQuery
from dieuphoi.programme.assessments.models import AssessmentRound
from dieuphoi.programme.criteria import selectors as criteria

ROWS: Final = 24
"""Communes of one slide of the wall: as many as are read from the back of a room."""
MOST_WALLS: Final = 12
LOWEST: Final = 8
SECONDS: Final = (10, 20, 30, 60)


@dataclass(frozen=True, slots=True)
class Show:
    """One slide of a show: what it shows, where it stands, and where the keys lead."""

    kind: str
    title: str
    at: int
    of: int
    before: str
    after: str
    leave: str
    seconds: int
    timed: list[tuple[int, str]]
    as_of: date
    picture: Markup | None = None
    figures: Any = None
    map: maps.Painted | None = None
    ranked: tuple[selectors.RankedCriterion, ...] = ()
    steps: tuple[selectors.RoundStep, ...] = ()
    left_out: int = 0


def slide_show(actor: Actor, round_: AssessmentRound, query: BoardQuery, params: QueryDict) -> Show:
    """The slide that ``?slide=`` asks for (the first, where it asks for none that there is), within the filters."""
    columns = criteria.criteria_of(round_.version_id)
    rows = selectors.wall_rows(selectors.wall_query(actor, round_, columns, query))
    walls = min(-(-len(rows) // ROWS), MOST_WALLS)
    by_map = ["map"] if 0 < len(rows) <= maps.MOST_AREAS else []
    kinds = ["figures", *(["wall"] * walls), *by_map, "criteria", "rounds"]
    asked = params.get("slide") or "1"
    at = int(asked) if asked.isascii() and asked.isdigit() and 1 <= int(asked) <= len(kinds) else 1
    kind = kinds[at - 1]
    seconds = next((each for each in SECONDS if str(each) == params.get("seconds")), 0)
    more: dict[str, Any] = {}
    title = round_.title
    if kind == "figures":
        kept, _missing = selectors.kept_day(round_, query.as_of, actor.on)
        more["figures"] = selectors.figures(actor, round_, query.as_of, kept)
    elif kind == "wall":
        _words, before = selectors.compared(actor, round_, query)
        first = (at - 2) * ROWS
        title = _("Bức tường tiêu chí (%(n)s/%(of)s)") % {"n": at - 1, "of": walls}
        more["picture"] = tables.wall_markup(round_, columns, rows[first : first + ROWS], before, whole=False)
        more["left_out"] = max(len(rows) - MOST_WALLS * ROWS, 0) if at - 1 == walls else 0
    elif kind == "map":
        _words, before = selectors.compared(actor, round_, query)
        title = _("Bản đồ")
        more["map"] = maps.painted(actor, round_, columns, rows, before, query, params)
    elif kind == "criteria":
        title = _("Tiêu chí có tỷ lệ xã đạt thấp nhất")
        ranked = selectors.ranked(columns, rows)[:LOWEST]
        more["ranked"] = tuple(ranked)
        bars = [
            Bar(f"{row.criterion.number}. {row.criterion.name}", None if row.percent is None else round(row.percent, 1))
            for row in ranked
        ]
        more["picture"] = bar_chart(bars, title, percent=True, width=900)
    else:
        title = _("Qua các đợt")
        steps = selectors.trend_of_rounds(actor, round_)
        more["steps"] = tuple(steps)
        if len(steps) > 1:
            words = _("Số tiêu chí đạt bình quân một xã")
            values = [None if each.average is None else round(each.average, 1) for each in steps]
            more["picture"] = line_chart([each.title for each in steps], [Series(words, values)], words, width=900)
    leave = reverse("board:board") + with_query(params, slide=None, seconds=None, round=round_.pk)
    return Show(
        kind=kind,
        title=title,
        at=at,
        of=len(kinds),
        before=with_query(params, slide=at - 1) if at > 1 else "",
        after=with_query(params, slide=at + 1) if at < len(kinds) else "",
        leave=leave,
        seconds=seconds,
        timed=[(each, with_query(params, seconds=each, slide=at)) for each in (0, *SECONDS)],
        as_of=query.as_of or actor.on,
        **more,
    )
