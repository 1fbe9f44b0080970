"""The province board, the commune page, the criterion page. All of them only read."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from markupsafe import Markup

from dieuphoi.core.kernel.dates import url_date
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.text import safe_filename
from dieuphoi.core.register.views import ActorView
from dieuphoi.core.ui.states import VERDICTS
from dieuphoi.core.ui.svg import Bar, stacked_bar
from dieuphoi.insight.board import selectors, sheets, tables, trend_pictures
from dieuphoi.insight.board.filters import MARKS, CriterionQuery, read_compare, read_criterion, read_past
from dieuphoi.insight.board.orders import orders_of_criterion
from dieuphoi.programme.assessments import decided
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.round_words import final_words, set_words

COMMUNES_A_PAGE = 50


def download(data: bytes, name: str, mime: str) -> HttpResponse:
    response = HttpResponse(data, content_type=mime)
    response["Content-Disposition"] = content_disposition_header(True, safe_filename(name)) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


class CriterionView(ActorView):
    """One criterion of a round: who owns it, what it asks, how many meet it, who does not yet and why."""

    def get(self, request: HttpRequest, round_id: int, criterion_id: int) -> HttpResponse:
        actor, query = self.actor, read_criterion(request.GET)
        round_ = assessments.round_by_id(actor, round_id)
        criterion, every = selectors.criterion_of(round_, criterion_id)
        listed = selectors.criterion_list(actor, round_, criterion, query)
        counts = selectors.criterion_counts(actor, round_, criterion)
        total = sum(counts.values())
        words = [] if not query.mark else [_("Kết quả: %(what)s") % {"what": self._mark_words(query.mark)}]
        stands = selectors.in_the_way(actor, round_, criterion)
        if query.indicator is not None:
            words.append(self._way_words(stands, query))
        words += [_("Tên xã có “%(text)s”") % {"text": query.q}] if query.q else []
        if query.export and not query.faults:
            rows = selectors.not_there(actor, round_, criterion, list(listed))
            data = sheets.criterion_xlsx(
                round_,
                criterion,
                rows,
                of=total,
                who=actor.name,
                now=self.now,
                filters=words or [self._mark_words("open")],
            )
            name = _("Tiêu chí %(number)s %(title)s") % {"number": criterion.number, "title": round_.title}
            return download(data, f"{name} {url_date(self.now)}.xlsx", sheets.XLSX_MIME)
        page = Paginator(listed, COMMUNES_A_PAGE).get_page(query.page)
        territories, thresholds = selectors.threshold_table(round_, criterion)
        at = every.index(criterion)
        context = {
            "round": round_,
            "criterion": criterion,
            "before": every[at - 1] if at else None,
            "after": every[at + 1] if at + 1 < len(every) else None,
            "owners": sorted({row.owner for row in thresholds if row.owner}),
            "territories": territories,
            "thresholds": thresholds,
            "counts": counts,
            "total": total,
            "bar": stacked_bar(
                [
                    Bar(
                        str(VERDICTS[selectors.VERDICT_OF_MARK[mark]].label),
                        counts[mark],
                        VERDICTS[selectors.VERDICT_OF_MARK[mark]].css,
                    )
                    for mark in MARKS
                ],
                _("Kết quả của %(n)s xã") % {"n": total},
                width=640,
            ),
            "verdict_of": selectors.VERDICT_OF_MARK,
            "years": selectors.criterion_years(actor, round_, criterion, every),
            "page": page,
            "rows": selectors.not_there(actor, round_, criterion, list(page)),
            "stands": stands,
            "way_words": self._way_words(stands, query) if query.indicator is not None else "",
            "reason_words": selectors.reason_words,
            "middles": selectors.middles(actor, round_, criterion),
            **orders_of_criterion(actor, criterion_id),
            "readable": actor.reads(),
            "query": query,
            "faults": query.faults,
            "marks": MARKS,
            "mark_words": self._mark_words(query.mark or "open"),
            "params": request.GET,
            "set_words": set_words(round_),
            "final_words": final_words(round_),
        }
        return render(request, "board/criterion.html", context)

    @staticmethod
    def _way_words(stands: list[selectors.InTheWay], query: CriterionQuery) -> str:
        code = next((each.code for each in stands if each.indicator_id == query.indicator), "")
        verdict, _colon, reason = query.why.partition(":")
        what = str(VERDICTS[verdict].label) if verdict in VERDICTS else ""
        told = selectors.reason_words(reason)
        return _("Chỉ tiêu %(code)s: %(what)s") % {"code": code, "what": f"{what} – {told}" if told else what}

    @staticmethod
    def _mark_words(mark: str) -> str:
        return _("còn vướng") if mark == "open" else str(MARKS[mark])


class PastView(ActorView):
    """The wall of a year that is over: the communes of that day × criteria, as it was published."""

    def get(self, request: HttpRequest) -> HttpResponse:
        query = read_past(request.GET)
        known = decided.past_years(self.actor, query.province)
        chosen = [
            each
            for each in known
            if (query.year is None or each.year == query.year)
            and (query.version is None or each.version_id == query.version)
        ]
        past = None
        if chosen and not query.faults:
            first = chosen[0]
            past = selectors.past_wall(self.actor, first.version_id, first.year, first.province_id)
        elif known and not query.faults:
            raise NotVisible(_("Chưa có kết quả đã công bố của năm này."))
        names = dict(decided.version_choices(self.actor))
        context = {
            "past": past,
            "wall_html": tables.past_wall_markup(past) if past is not None else Markup(""),
            "known": [(each, names.get(str(each.version_id), "")) for each in known],
            "query": query,
            "faults": query.faults,
            "params": request.GET,
        }
        return render(request, "board/past.html", context, status=400 if query.faults else 200)


class CompareView(ActorView):
    """The comparison across sets by topic: shares of communes year by year, each with its n of N and its footnotes."""

    def get(self, request: HttpRequest) -> HttpResponse:
        actor = self.actor
        tiers, every = selectors.trend_tiers(actor), selectors.topics()
        query = read_compare(request.GET, dict(tiers), {each.code for each in every})
        provinces = selectors.trend_provinces(actor)
        province = query.province or next((pk for pk, _name in provinces), None)
        found = None
        if province is not None and not query.faults:
            tier = query.tier or "basic"
            inside = selectors.with_predecessors(province)
            found = selectors.trend(actor, inside, tier, query.as_of or actor.on, query.topics)
        if query.export and found is not None:
            return self._export(found, dict(provinces).get(province or 0, ""), query.export)
        drawn = trend_pictures.chosen_lines(found) if found is not None else []
        context = {
            "trend": found,
            "drawn": drawn,
            "picture": trend_pictures.picture(found, drawn) if found is not None and found.points else Markup(""),
            "tiers": tiers,
            "topics": every,
            "provinces": provinces,
            "province": province,
            "province_name": dict(provinces).get(province or 0, ""),
            "query": query,
            "faults": query.faults,
            "params": request.GET,
        }
        return render(request, "board/compare.html", context, status=400 if query.faults else 200)

    def _export(self, found: selectors.Trend, province: str, form: str) -> HttpResponse:
        name = _("So sánh qua các bộ %(province)s") % {"province": province}
        rows = selectors.trend_rows(found)
        if form == "csv":
            data, mime = trend_pictures.csv_of(rows), "text/csv; charset=utf-8"
        else:
            data, mime = trend_pictures.xlsx_of(rows, self.now, province), sheets.XLSX_MIME
        return download(data, f"{name} {url_date(self.now)}.{form}", mime)
