"""The province board of one round: figures, cards, wall, map – and what its copies on paper show."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from markupsafe import Markup

from dieuphoi.core.kernel.dates import url_date
from dieuphoi.core.letters.prints import PDF_MIME
from dieuphoi.core.register.views import ActorView
from dieuphoi.core.ui.query import with_query
from dieuphoi.insight.board import prints, selectors, sheets, tables
from dieuphoi.insight.board.filters import MARKS, SHEET_STATES, SHOWS, SORTS, read_board
from dieuphoi.insight.board.views import download
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.criteria import selectors as criteria


class BoardView(ActorView):
    """The province board of one round. The URL is the whole state; ``?export=xlsx`` gives the wall as
    shown."""

    def get(self, request: HttpRequest) -> HttpResponse:
        query = read_board(request.GET)
        round_ = None if query.faults and query.round_id is None else selectors.board_round(self.actor, query)
        rounds = selectors.board_rounds(self.actor, query.province)
        if round_ is None:
            return render(
                request, "board/board.html", {"round": None, "rounds": rounds, "faults": query.faults}
            )
        columns = criteria.criteria_of(round_.version_id)
        named, places = selectors.groups(self.actor, round_), selectors.parents(self.actor, round_)
        words = selectors.filters_in_words(query, columns, named, places)
        rows = assessments.wall_rows(selectors.wall_query(self.actor, round_, columns, query))
        if query.export and not query.faults:
            count = selectors.figures(self.actor, round_).in_round
            told = [text for text, _keys in words]
            name = f"{_('Bức tường tiêu chí %(title)s') % {'title': round_.title}} {url_date(self.now)}"
            who, now = self.actor.name, self.now
            if query.export == "pdf":
                compared_with, before = selectors.marks_before(self.actor, round_)
                data = prints.wall_pdf(
                    round_, columns, rows, before, compared_with=compared_with, of=count, who=who, now=now,
                    filters=told, as_of=query.as_of or self.actor.on,
                )  # fmt: skip
                return download(data, f"{name}.pdf", PDF_MIME)
            data = sheets.wall_xlsx(round_, columns, rows, of=count, who=who, now=now, filters=told)
            return download(data, f"{name}.xlsx", sheets.XLSX_MIME)
        compared_with, before = selectors.marks_before(self.actor, round_)
        params = request.GET
        context = {
            "round": round_,
            "rounds": rounds,
            "columns": columns,
            "faults": query.faults,
            "query": query,
            "params": params,
            "figures": selectors.figures(self.actor, round_, query.as_of),
            "recognised_on": selectors.recognition_day(round_, self.actor.on, query.as_of),
            "rows": rows,
            "compared": bool(before),
            "compared_with": compared_with,
            "wall_html": tables.wall_markup(round_, columns, rows, before, params) if rows else Markup(""),
            "chips": [
                {"label": text, "href": with_query(params, **dict.fromkeys(keys))} for text, keys in words
            ],
            "base": {"round": round_.id},
            "groups": named,
            "parents": places,
            "set_words": sheets.set_words(round_),
            "final_words": sheets.final_words(round_),
            "choices": {"state": SHEET_STATES, "show": SHOWS, "mark": MARKS, "sort": SORTS},
        }
        return render(request, "board/board.html", context)


