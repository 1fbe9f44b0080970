"""The map of the board: the communes of the wall's own query, painted by classes, with the table beside it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.ui.maps import Area, map_svg, swatch
from dieuphoi.core.ui.query import with_query
from dieuphoi.insight.board import selectors
from dieuphoi.insight.board.filters import MARKS, PAINTS, BoardQuery
from dieuphoi.programme.assessments.models import AssessmentRound
from dieuphoi.programme.assessments.selectors import WallRow
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.models import Criterion
from dieuphoi.registry.territory import selectors as territory

MOST_AREAS: Final = 400
"""More areas are no picture that anybody reads: the page asks for a narrower filter."""


@dataclass(frozen=True, slots=True)
class MapClass:
    """One class of the legend: how it looks, what it means, how many communes, and the link to exactly them."""

    css: str
    label: str
    count: int
    href: str
    swatch: Markup


@dataclass(frozen=True, slots=True)
class Painted:
    """The map and its table: ``rows`` are ``(row, class label, swatch)``; ``without`` have no boundary that day."""

    picture: Markup
    classes: list[MapClass]
    rows: list[tuple[WallRow, str, Markup]]
    without: list[WallRow]
    paint: str
    too_many: bool = False


_Class = tuple[str, str, Mapping[str, object]]
"""``(css, label, the parameters that show its communes alone)``."""


def painted(
    actor: Actor,
    round_: AssessmentRound,
    columns: Sequence[Criterion],
    rows: Sequence[WallRow],
    before: Mapping[int, str],
    query: BoardQuery,
    params: QueryDict,
) -> Painted:
    """Paint the communes of the wall. Map, legend and table are of one list (fault 10)."""
    paint = query.paint or "bands"
    classes, of = _classes(actor, round_, columns, rows, before, query, paint)
    base = reverse("board:commune", args=[0]).removesuffix("0/")
    outlines: Mapping[int, str] = {}
    height = 0
    if len(rows) <= MOST_AREAS:
        outlines, height = territory.map_outlines(actor, [row.unit_id for row in rows], round_.territory_on)
    looks = {css: swatch(css) for css, _label, _show in classes}
    labels = {css: label for css, label, _show in classes}
    areas, listed, counts = [], [], Counter[str]()
    for row in rows:
        css = of(row)
        counts[css] += 1
        listed.append((row, labels[css], looks[css]))
        title = f"{row.name}: {labels[css]} ({row.criteria_met}/{row.criteria_total})"
        areas.append(Area(row.unit_id, title, f"{base}{row.unit_id}/?round={round_.pk}", css))
    label = _("Bản đồ: %(what)s, địa giới ngày %(day)s") % {
        "what": PAINTS[paint],
        "day": format_date(round_.territory_on),
    }
    return Painted(
        picture=map_svg(areas, outlines, height, label),
        classes=[
            MapClass(css, text, counts[css], with_query(params, **show) if show else "", looks[css])
            for css, text, show in classes
        ],
        rows=listed,
        without=[row for row in rows if row.unit_id not in outlines],
        paint=paint,
        too_many=len(rows) > MOST_AREAS,
    )


def _classes(
    actor: Actor,
    round_: AssessmentRound,
    columns: Sequence[Criterion],
    rows: Sequence[WallRow],
    before: Mapping[int, str],
    query: BoardQuery,
    paint: str,
) -> tuple[list[_Class], Callable[[WallRow], str]]:
    free = not query.show
    if paint == "qualifies":
        return _two("qualifies", "not_qualifies", _("đạt tất cả tiêu chí"), _("chưa đạt tất cả"), free), (
            lambda row: "map-1" if row.qualifies else "map-5"
        )
    if paint == "recognised":
        held = selectors.recognised_of(actor, round_, query.as_of)
        return _two("recognised", "not_recognised", _("đã được công nhận"), _("chưa được công nhận"), free), (
            lambda row: "map-1" if row.unit_id in held else "map-none"
        )
    if paint == "change":
        found = selectors.changed_units(rows, before)
        css = {unit: look for name, look in (("better", "map-1"), ("worse", "map-6"), ("same", "map-3"))
               for unit in found[name]}  # fmt: skip
        words = {"better": _("có tiêu chí mới đạt"), "worse": _("có tiêu chí không còn đạt"), "same": _("như trước")}
        looks = {"better": "map-1", "same": "map-3", "worse": "map-6"}
        classes: list[_Class] = [(looks[n], words[n], {"show": n} if free else {}) for n in looks]
        return [*classes, ("map-none", _("không có để so"), {})], lambda row: css.get(row.unit_id, "map-none")
    if paint == "criterion":
        numbers = [each.number for each in columns]
        number = query.on if query.on in numbers else numbers[0] if numbers else ""
        at = numbers.index(number) if number else 0
        look = {"M": "map-1", "N": "map-6", "E": "map-none", "U": "map-4", "A": "map-3"}
        open_ = not query.mark and not query.criterion
        return [
            (css, str(MARKS[mark]), {"criterion": number, "mark": mark} if open_ else {}) for mark, css in look.items()
        ], lambda row: look.get(row.marks[at : at + 1] or "E", "map-none")
    return _bands(actor, round_, len(columns), query)


def _two(yes: str, no: str, yes_words: str, no_words: str, free: bool) -> list[_Class]:
    other = "map-none" if no == "not_recognised" else "map-5"
    return [("map-1", yes_words, {"show": yes} if free else {}), (other, no_words, {"show": no} if free else {})]


def _bands(
    actor: Actor, round_: AssessmentRound, of: int, query: BoardQuery
) -> tuple[list[_Class], Callable[[WallRow], str]]:
    """The office's bands of criteria met, the best first; where it set none, all of them and the quarters below."""
    own = reversed(criteria.bands_on(actor, round_.version.set_id, round_.territory_on))
    bands = [(band.least, of if band.most is None else band.most) for band in own][:6]
    if not bands:
        edges = sorted({of, *(of * part // 4 for part in (3, 2, 1)), 0}, reverse=True)
        bands = [(of, of), *((low, high - 1) for high, low in itertools.pairwise(edges))]
    free = query.least is None and query.most is None
    classes: list[_Class] = []
    for at, (least, most) in enumerate(bands, start=1):
        words = _("đạt %(n)s–%(m)s tiêu chí") % {"n": least, "m": most}
        if least == most:
            words = _("đạt %(n)s tiêu chí") % {"n": least}
        classes.append((f"map-{at}", words, {"least": least, "most": most} if free else {}))

    def css(row: WallRow) -> str:
        return next((f"map-{at}" for at, (least, most) in enumerate(bands, 1) if least <= row.criteria_met <= most),
                    "map-none")  # fmt: skip

    return [*classes, ("map-none", _("ngoài các nhóm"), {})], css
