"""The province board, the commune page, the criterion page. All of them only read."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from markupsafe import Markup

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.kernel.dates import url_date
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.text import safe_filename
from dieuphoi.core.register.views import ActorView
from dieuphoi.core.ui.query import with_query
from dieuphoi.core.ui.states import VERDICTS
from dieuphoi.core.ui.svg import Bar, stacked_bar
from dieuphoi.insight.board import selectors, sheets, tables, trend_pictures
from dieuphoi.insight.board.filters import (
    MARKS,
    SHEET_STATES,
    SHOWS,
    SORTS,
    read_board,
    read_commune,
    read_compare,
    read_criterion,
    read_past,
)
from dieuphoi.programme.assessments import decided
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.round_words import final_words, set_words
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.presenting import band_words
from dieuphoi.registry.profile import selectors as profile
from dieuphoi.registry.territory import selectors as territory

COMMUNES_A_PAGE = 50


def download(data: bytes, name: str, mime: str) -> HttpResponse:
    response = HttpResponse(data, content_type=mime)
    response["Content-Disposition"] = content_disposition_header(True, safe_filename(name)) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


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
            data = sheets.wall_xlsx(
                round_,
                columns,
                rows,
                of=count,
                who=self.actor.name,
                now=self.now,
                filters=[text for text, _keys in words],
            )
            name = _("Bức tường tiêu chí %(title)s") % {"title": round_.title}
            return download(data, f"{name} {url_date(self.now)}.xlsx", sheets.XLSX_MIME)
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
            "set_words": set_words(round_),
            "final_words": final_words(round_),
            "choices": {"state": SHEET_STATES, "show": SHOWS, "mark": MARKS, "sort": SORTS},
        }
        return render(request, "board/board.html", context)


class CommuneView(ActorView):
    """Everything of one commune: its office, its rounds on a line of time, the criteria of the chosen
    round."""

    def get(self, request: HttpRequest, unit_id: int) -> HttpResponse:
        query = read_commune(request.GET)
        actor = self.actor
        own = assessments.sheets_of_unit(actor, unit_id)
        points = selectors.time_line(own)
        sheet = None
        if query.round_id is not None:
            sheet = selectors.commune_sheet(own, query.round_id)
        elif points and not query.faults:
            in_time = [p for p in points if query.as_of is None or p.territory_on <= query.as_of]
            sheet = selectors.commune_sheet(own, in_time[-1].round_id) if in_time else None
        published, held = selectors.published_years(actor, unit_id), selectors.recognitions_of(actor, unit_id)
        past = selectors.past_days(published, held)
        standings = selectors.as_of_day(held, query.as_of or actor.on)
        unit, day = selectors.commune_on(actor, unit_id, query.as_of or actor.on, points, past)
        private = selectors.reads_privately(actor, unit_id)
        office, holders = selectors.office_of(actor, unit_id, day)
        classes = (
            sheet.classification
            if sheet is not None
            else territory.classification_on([unit_id], day).get(unit_id, {})
        )
        before = territory.predecessor_closure([unit_id]).get(unit_id, set())
        former = selectors.former_of(actor, before, query.as_of or actor.on, standings)
        rules = assessments.round_rules(sheet.round) if sheet is not None else None
        then = {} if day == actor.on else {"as_of": url_date(day)}
        band = selectors.band_of(actor, sheet) if sheet is not None else None
        context = {
            "unit": unit,
            "day": day,
            "is_past": day != (query.as_of or actor.on),
            "points": points,
            # Only within one set do numbers of criteria met make a line.
            "comparable": [
                each.met for each in points if sheet is not None and each.version_id == sheet.round.version_id
            ],
            "years": [
                (each, tables.years_markup(each)) for each in selectors.years_of(actor, unit_id, points, published)
            ],
            "standings": standings,
            "former": former,
            "former_names": {each.unit_id: each.name for each in former},
            "sheet": sheet,
            "round": sheet.round if sheet is not None else None,
            "lines": selectors.criterion_lines(actor, sheet, rules) if sheet and rules else [],
            "private": private,
            "followers": selectors.followers_of(actor, unit_id, day),
            "profile": profile.profile_of(actor, unit_id, day, former=before),
            "band": (band.name, band_words(band)) if band is not None else None,
            "chain": chain_of(actor, "unit", unit_id, on=day),
            "story_url": reverse("territory:unit", args=[unit_id], query=then),
            "office": office,
            "holders": holders,
            "classes": selectors.classes_in_words(rules, classes),
            "faults": query.faults,
            "params": request.GET,
            "SHEET_STATES": SHEET_STATES,
            "final_words": final_words(sheet.round) if sheet is not None else "",
        }
        return render(request, "board/commune.html", context)


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
