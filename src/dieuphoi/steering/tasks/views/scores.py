"""The scorecard of bodies and their heads in a period (S4-14)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors, NotVisible
from dieuphoi.core.kernel.period import Period, PeriodKind, parse_period
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.letters.answers import XLSX_MIME, attached
from dieuphoi.core.letters.tables import workbook
from dieuphoi.core.register.views import ActorView
from dieuphoi.core.ui.query import with_query
from dieuphoi.steering.tasks import paper, policies, score_paper
from dieuphoi.steering.tasks.period_field import offered
from dieuphoi.steering.tasks.selectors import figures, scores
from dieuphoi.steering.tasks.views.base import PLACE, at
from dieuphoi.steering.tasks.views.people import asked_choice, asked_id
from dieuphoi.steering.tasks.views.tabs import people_tabs


def asked_period(request: HttpRequest, day: Any) -> Period:
    """The period of the address, the running quarter where none is named. Raises ``InputErrors`` for what is none, or
    has not begun.
    """
    typed = request.GET.get("period", "")
    if not typed:
        return Period.of_day(PeriodKind.QUARTER, day)
    try:
        period = parse_period(typed)
    except ValueError as fault:
        raise InputErrors([InputError(str(fault), field="period", value=typed[:60])]) from fault
    if period.start > day:
        words = {"period": period.label, "day": format_date(period.start)}
        raise InputErrors([InputError(_("%(period)s chưa bắt đầu (từ ngày %(day)s).") % words, field="period")])
    return period


class ScoresPage(ActorView):
    """All bodies that the actor looks at, or one of them (``?body=``), in a period; what only others gave, if asked."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(policies.may_see_scores(self.actor))
        actor, day = self.actor, self.actor.on
        period = asked_period(request, day)
        outside = asked_choice(request, "outside", ("true",)) == "true"
        body = asked_id(request, "body")
        sort = asked_choice(request, "sort", score_paper.SORTS)
        export = asked_choice(request, "export", ("xlsx",))
        if body is not None and not scores.looks_at(actor, body):
            raise NotVisible
        span = figures.span_of(period, day)
        card = scores.scorecard(actor, span, outside=outside, body=body)
        steps = scores.steps(actor, span, outside=outside, body=body)
        rows = score_paper.sorted_scores(card.rows, sort)
        link = score_paper.links_of(span, outside=outside, today=day)
        causes = score_paper.causes_table(rows, card.total, link=link)
        title = _("Bảng điểm cơ quan")
        if export:
            head = paper.paper_head(
                title, period.label, _("Tính đến ngày %(day)s") % {"day": format_date(span.until)},
                _("Chỉ việc do cơ quan khác giao") if outside else "", who=actor.name, now=self.now,
            )  # fmt: skip
            tables = [
                score_paper.score_table(rows, card.total), causes, score_paper.steps_table(steps),
                score_paper.rules_table(span.numbers),
            ]  # fmt: skip
            return attached(workbook(head, tables), f"{title} {period}.xlsx", XLSX_MIME)
        one = card.rows[0] if body is not None or len(card.rows) == 1 else None
        following = _following(period)
        context = {
            "title": f"{title}: {one.name}" if body is not None and one is not None else title,
            "breadcrumbs": [(PLACE, at("list")), *([(title, at("scores"))] if body is not None else [])],
            "tabs": people_tabs(actor, "scores"),
            "period": period,
            "periods": offered(period, day),
            "before": with_query(request.GET, period=str(period.previous()), export=None),
            "after": with_query(request.GET, period=str(following), export=None)
            if following is not None and following.start <= day else "",
            "span": span,
            "card": card,
            "one": one,
            "told": one_told(one, link) if one is not None else [],
            "table": score_paper.score_table(
                rows, card.total, link=link,
                body_href=lambda org: with_query(request.GET, body=org, export=None),
                sort_href=lambda key: with_query(request.GET, sort=key, export=None),
            ),
            "causes": causes,
            "steps": score_paper.steps_table(steps),
            "rules": [(score_paper.label_of(key), score_paper.rule_of(key)) for key in
                      (*score_paper.COLUMNS, score_paper.RANK)],
            "numbers": [(score_paper.number_label(each), score_paper.number_words(each))
                        for each in score_paper.used(span.numbers)],
            "outside": outside,
            "body": body or "",
            "params": request.GET,
        }  # fmt: skip
        return render(request, "tasks/scores.html", context)


def _following(period: Period) -> Period | None:
    """The period of the same kind right after; none after a stage or a pair of days."""
    if period.kind in (PeriodKind.STAGE, PeriodKind.CUSTOM) or period.year > 9000:
        return None
    if period.kind is PeriodKind.NINE_MONTHS:
        return Period.nine_months(period.year + 1)
    return Period.of_day(period.kind, period.end)


def one_told(score: scores.Score, link: score_paper.Link) -> list[dict[str, Any]]:
    """Every figure of one body with its rule, and what it is a part of: the card that fits a phone."""
    found = []
    for figure in figures.FIGURES:
        if figure in figures.CAUSES:
            continue
        number = score.counts[figure.key]
        part = score.part(figure.key)
        found.append(
            {
                "label": figure.label, "rule": figure.rule, "number": number,
                "of": part[1] if part is not None else None,
                "of_label": figures.BY_KEY[figure.of].label if figure.of else "",
                "href": link(figure.key, score.org_id) if number else "",
            }
        )  # fmt: skip
    return found
