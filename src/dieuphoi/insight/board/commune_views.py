"""The commune page and the brief of it: everything of one commune on one line of time."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import url_date
from dieuphoi.core.letters.prints import PDF_MIME
from dieuphoi.core.register.views import ActorView
from dieuphoi.insight.board import prints, selectors, tables
from dieuphoi.insight.board.filters import SHEET_STATES, CommuneQuery, read_commune
from dieuphoi.insight.board.orders import meetings_of_commune, orders_of_unit, papers_of_unit
from dieuphoi.insight.board.selectors.registered import target_moments
from dieuphoi.insight.board.views import download
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.round_words import final_words
from dieuphoi.programme.criteria.presenting import band_words
from dieuphoi.registry.profile import selectors as profile
from dieuphoi.registry.territory import selectors as territory


def gathered(actor: Actor, unit_id: int, query: CommuneQuery) -> dict[str, Any]:
    """What the page and the brief of a commune both tell. Raises :class:`NotVisible`."""
    own = assessments.sheets_of_unit(actor, unit_id)
    points = selectors.time_line(own)
    sheet = None
    if query.round_id is not None:
        sheet = selectors.commune_sheet(own, query.round_id)
    elif points and not query.faults:
        in_time = [p for p in points if query.as_of is None or p.territory_on <= query.as_of]
        sheet = selectors.commune_sheet(own, in_time[-1].round_id) if in_time else None
    on = query.as_of or actor.on
    published, held = selectors.published_years(actor, unit_id), selectors.recognitions_of(actor, unit_id)
    standings = selectors.as_of_day(held, on)
    unit, day = selectors.commune_on(actor, unit_id, on, points, selectors.past_days(published, held))
    office, holders = selectors.office_of(actor, unit_id, day)
    classes = (
        sheet.classification
        if sheet is not None
        else territory.classification_on([unit_id], day).get(unit_id, {})
    )
    before = territory.predecessor_closure([unit_id]).get(unit_id, set())
    rules = assessments.round_rules(sheet.round) if sheet is not None else None
    band = selectors.band_of(actor, sheet) if sheet is not None else None
    return {
        "unit": unit,
        "day": day,
        "on": on,
        "points": points,
        "published": published,
        "held": held,
        "standings": standings,
        "before": before,
        "former": selectors.former_of(actor, before, on, standings),
        "targets": selectors.target_lines(actor, unit_id, on),
        "sheet": sheet,
        "lines": selectors.criterion_lines(actor, sheet, rules) if sheet and rules else [],
        "followers": selectors.followers_of(actor, unit_id, day),
        "band": (band.name, band_words(band)) if band is not None else None,
        "office": office,
        "holders": holders,
        "classes": selectors.classes_in_words(rules, classes),
        "final_words": final_words(sheet.round) if sheet is not None else "",
    }


class CommuneView(ActorView):
    """Everything of one commune: its office, its rounds on a line of time, the criteria of the chosen
    round."""

    def get(self, request: HttpRequest, unit_id: int) -> HttpResponse:
        query = read_commune(request.GET)
        actor = self.actor
        found = gathered(actor, unit_id, query)
        sheet, day, points = found["sheet"], found["day"], found["points"]
        then = {} if day == actor.on else {"as_of": url_date(day)}
        context = {
            **found,
            "is_past": day != found["on"],
            # Only within one set do numbers of criteria met make a line.
            "comparable": [
                each.met for each in points if sheet is not None and each.version_id == sheet.round.version_id
            ],
            "years": [
                (each, tables.years_markup(each))
                for each in selectors.years_of(actor, unit_id, points, found["published"])
            ],
            "moments": selectors.line_of_time(
                found["on"], points=points, published=found["published"],
                standings=found["standings"], former=found["former"], more=target_moments(found["targets"]),
            ),
            "former_names": {each.unit_id: each.name for each in found["former"]},
            "round": sheet.round if sheet is not None else None,
            "private": selectors.reads_privately(actor, unit_id),
            "profile": profile.profile_of(actor, unit_id, day, former=found["before"]),
            **orders_of_unit(actor, unit_id, day),
            **papers_of_unit(actor, unit_id, day),
            **meetings_of_commune(actor, unit_id, day),
            "chain": chain_of(actor, "unit", unit_id, on=day),
            "story_url": reverse("territory:unit", args=[unit_id], query=then),
            "brief_url": reverse("board:brief", args=[unit_id], query=_state(query)),
            "faults": query.faults,
            "params": request.GET,
            "SHEET_STATES": SHEET_STATES,
        }
        return render(request, "board/commune.html", context)


def _state(query: CommuneQuery) -> dict[str, str]:
    state = {} if query.round_id is None else {"round": str(query.round_id)}
    return state if query.as_of is None else {**state, "as_of": url_date(query.as_of)}


class BriefView(ActorView):
    """The two-page brief of a commune as PDF, of the round and day of the page it was opened from."""

    def get(self, request: HttpRequest, unit_id: int) -> HttpResponse:
        query, actor = read_commune(request.GET), self.actor
        found = gathered(actor, unit_id, query)
        told = selectors.brief(
            actor,
            unit=found["unit"],
            sheet=found["sheet"],
            lines=found["lines"],
            points=found["points"],
            office=found["office"],
            holders=found["holders"],
            followers=found["followers"],
            standings=found["standings"],
            former=found["former"],
            registered=found["targets"],
            classes=found["classes"],
            band="" if found["band"] is None else f"{found['band'][0]} ({found['band'][1]})",
            final=found["final_words"],
        )
        day: date = found["day"]
        data = prints.brief_pdf(told, who=actor.name, now=self.now, as_of=day)
        return download(data, f"{told['title']} {url_date(day)}.pdf", PDF_MIME)
