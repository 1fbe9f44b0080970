"""The province board of one round: figures, cards, wall, map, slides – and what its copies on paper show."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from dieuphoi.core.kernel.dates import url_date
from dieuphoi.core.letters.prints import PDF_MIME
from dieuphoi.core.register.views import ActorView
from dieuphoi.core.ui.pieces import Lasting, pieced
from dieuphoi.core.ui.query import with_query
from dieuphoi.core.ui.svg import Series, line_chart
from dieuphoi.insight.board import kept, maps, prints, selectors, sheets, slides, tables
from dieuphoi.insight.board.filters import (
    MARKS,
    PAINTS,
    SHEET_STATES,
    SHOWS,
    SORTS,
    VIEWS,
    BoardQuery,
    read_board,
)
from dieuphoi.insight.board.views import download
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.round_words import final_words, set_words
from dieuphoi.programme.criteria import selectors as criteria

WALL_PAGE = 200
"""Communes of one page of the wall: a province is one page, the country's 3,321 are turned."""
WEEK = timedelta(days=7)
PARTS = ("lead", "actions", "content")
"""The parts of the board's page that do not name who reads it: what is kept between requests."""


def _is_kept(query: BoardQuery) -> bool:
    """Whether the page rests on nothing but what :func:`selectors.board_stamp` reads: no day of the past, no map, no
    filter by other rounds, by verifications or by how far a target is."""
    return not (
        query.faults or query.export or query.view or query.as_of or query.since or query.owner is not None
        or query.show in ("standstill", "registered_reached", "registered_behind")
    )  # fmt: skip


class BoardView(ActorView):
    """The province board of one round. The URL is the whole state; ``?export=xlsx`` or ``pdf`` gives the wall as
    shown, ``?view=map`` the map of the same communes."""

    def get(self, request: HttpRequest) -> HttpResponse:
        query, actor = read_board(request.GET), self.actor
        key = found = stamp = None
        if _is_kept(query):
            key = (actor.grants, actor.on, get_language(), request.GET.urlencode())
            found = kept.BOARDS.get(key)
            if found is not None and query.round_id is not None:
                stamp = selectors.board_stamp(found.round)
                if stamp == found.stamp:
                    return self._page(found.round, query, found.parts)
        round_ = None
        if query.round_id is not None or not query.faults:
            round_ = selectors.board_round(actor, query)
        if round_ is None:
            rounds = selectors.board_rounds(actor, query.province)
            nothing = {"round": None, "rounds": rounds, "faults": query.faults}
            return render(request, "board/board.html", nothing)
        if query.export and not query.faults:
            return self._export(assessments.round_by_id(actor, round_.pk), query)
        if key is not None and (
            stamp is None or found is None or selectors.stamped(found.round) != selectors.stamped(round_)
        ):
            stamp = selectors.board_stamp(round_)
            if found is not None and found.round.pk == round_.pk and found.stamp == stamp:
                return self._page(round_, query, found.parts)
        rounds = selectors.board_rounds(actor, query.province)
        whole = next((each for each in rounds if each.pk == round_.pk), None)
        context = self._context(whole or assessments.round_by_id(actor, round_.pk), rounds, query)
        # Without the request: nothing of the person who asks can be in them.
        parts = tuple(Lasting(render_to_string(f"board/board_{part}.html", context)) for part in PARTS)
        if key is not None and stamp is not None:
            kept.BOARDS.put(key, kept.Board(round_, stamp, parts))
        return self._page(round_, query, parts)

    def _page(self, round_: Any, query: BoardQuery, parts: tuple[Lasting, ...]) -> HttpResponse:
        context = {"round": round_, "faults": query.faults}
        return pieced(self.request, "board/board.html", context, dict(zip(PARTS, parts, strict=True)))

    def _context(self, round_: Any, rounds: list[Any], query: BoardQuery) -> dict[str, Any]:
        """Everything that the parts of the page show."""
        actor, params = self.actor, self.request.GET
        columns = criteria.criteria_of(round_.version_id)
        named, places = selectors.groups(actor, round_), selectors.parents(actor, round_)
        words = selectors.filters_in_words(query, columns, named, places)
        kept_on, not_kept = selectors.kept_day(round_, query.as_of, actor.on)
        found = selectors.wall_query(actor, round_, columns, query)
        whole = query.view == "map"
        start = 0 if whole else (query.page - 1) * WALL_PAGE
        rows = selectors.wall_rows(found if whole else found[start : start + WALL_PAGE + 1])
        turned = start > 0 or (len(rows) > WALL_PAGE and not whole)
        units = [row.unit_id for row in rows] if turned else None
        compared_with, before = selectors.compared(actor, round_, query, units)
        figures = selectors.figures(actor, round_, query.as_of, kept_on)
        count = len(rows)
        if turned:
            count = found.count() if query.narrows else figures.communes
        rows = rows if whole else rows[:WALL_PAGE]
        week_ago = (kept_on or actor.on) - WEEK
        return {
            "round": round_,
            "rounds": rounds,
            "columns": columns,
            "faults": query.faults,
            "query": query,
            "params": params,
            "figures": figures,
            "deltas": self._deltas(round_, figures, week_ago),
            "week_ago": week_ago,
            "kept": kept_on,
            "not_kept": not_kept,
            "recognised_on": selectors.recognition_day(round_, actor.on, query.as_of),
            "rows": rows,
            "count": count,
            "pages": self._pages(query.page, count, params) if turned else None,
            "compared": bool(before),
            "compared_with": compared_with,
            "wall_html": tables.wall_markup(round_, columns, rows, before, params, whole=not turned)
            if rows and not whole
            else Markup(""),
            "map": maps.painted(actor, round_, columns, rows, before, query, params) if whole and rows else None,
            "chips": [
                {"label": text, "href": with_query(params, **dict.fromkeys(keys))} for text, keys in words
            ],
            "base": {"round": round_.id, **({"as_of": url_date(query.as_of)} if query.as_of else {})},
            "groups": named,
            "parents": places,
            "set_words": set_words(round_),
            "final_words": final_words(round_),
            "choices": {"state": SHEET_STATES, "show": SHOWS, "mark": MARKS, "sort": SORTS, "paint": PAINTS},
            "views": VIEWS,
        }

    def _export(self, round_: Any, query: BoardQuery) -> HttpResponse:
        actor, now = self.actor, self.now
        columns = criteria.criteria_of(round_.version_id)
        named, places = selectors.groups(actor, round_), selectors.parents(actor, round_)
        told = [text for text, _keys in selectors.filters_in_words(query, columns, named, places)]
        rows = selectors.wall_rows(selectors.wall_query(actor, round_, columns, query))
        of = selectors.figures(actor, round_).in_round
        name = f"{_('Bức tường tiêu chí %(title)s') % {'title': round_.title}} {url_date(now)}"
        if query.export == "pdf":
            compared_with, before = selectors.compared(actor, round_, query)
            data = prints.wall_pdf(
                round_, columns, rows, before, compared_with=compared_with, of=of, who=actor.name, now=now,
                filters=told, as_of=query.as_of or actor.on,
            )  # fmt: skip
            return download(data, f"{name}.pdf", PDF_MIME)
        data = sheets.wall_xlsx(round_, columns, rows, of=of, who=actor.name, now=now, filters=told)
        return download(data, f"{name}.xlsx", sheets.XLSX_MIME)

    def _deltas(self, round_: Any, now_: selectors.Figures, week_ago: date) -> dict[str, int]:
        """How the counts of the cards changed in a week; none where not every commune was kept then (unknown)."""
        then, missing = selectors.kept_day(round_, week_ago, self.actor.on)
        if then is None or missing:
            return {}
        former = selectors.figures(self.actor, round_, week_ago, then, roll_ups_only=True)
        if former.communes != now_.communes:
            return {}
        return {
            name: getattr(now_, name) - getattr(former, name)
            for name in ("not_submitted", "not_entered", "ready", "undetermined", "one_left", "qualifies", "waiting",
                         "returned")
        }  # fmt: skip

    @staticmethod
    def _pages(page: int, count: int, params: Any) -> dict[str, Any]:
        last = max(-(-count // WALL_PAGE), 1)
        return {
            "page": page,
            "last": last,
            "before": with_query(params, page=page - 1) if page > 1 else "",
            "after": with_query(params, page=page + 1) if page < last else "",
        }


class ProgressView(ActorView):
    """What moves and what does not: the part of the board that is fetched after its head. Alone it is a page."""

    def get(self, request: HttpRequest, round_id: int) -> HttpResponse:
        actor = self.actor
        round_ = assessments.round_by_id(actor, round_id)
        columns = criteria.criteria_of(round_.version_id)
        rows = selectors.wall_rows(selectors.rollups(actor, round_.pk))
        steps = selectors.trend_of_rounds(actor, round_)
        still = selectors.standing_still(actor, round_)
        context = {
            "round": round_,
            "partial": bool(request.headers.get("HX-Request")),
            "base": {"round": round_.pk},
            "steps": steps,
            "trend": self._trend(steps, len(columns)),
            "still": sorted(still.values(), key=lambda each: (each.since, each.name)),
            "periods": selectors.standstill_periods(round_.territory_on),
            "waiting": selectors.waiting_by_owner(actor, round_),
            "far": selectors.registered_progress(
                actor, round_, selectors.recognition_day(round_, actor.on), plans=True
            ),
            "ranked": selectors.ranked(columns, rows),
            "total": len(rows),
        }
        return render(request, "board/progress.html", context)

    @staticmethod
    def _trend(steps: list[selectors.RoundStep], criteria_: int) -> Markup:
        if sum(each.average is not None for each in steps) < 2:
            return Markup("")
        values = [None if each.average is None else round(each.average, 1) for each in steps]
        title = _("Số tiêu chí đạt bình quân một xã, trên %(n)s tiêu chí") % {"n": criteria_}
        return line_chart([each.title for each in steps], [Series(title, values)], title, width=880)


class SlidesView(ActorView):
    """The board for a meeting, one picture a page: figures, wall, map, lowest criteria, rounds."""

    def get(self, request: HttpRequest, round_id: int) -> HttpResponse:
        query = read_board(request.GET, more=("slide", "seconds"))
        round_ = assessments.round_by_id(self.actor, round_id)
        show = slides.slide_show(self.actor, round_, query, request.GET)
        return render(request, "board/slides.html", {"show": show, "round": round_, "faults": query.faults})
