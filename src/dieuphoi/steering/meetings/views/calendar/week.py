"""The week, publishing it, the print."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.dates import parse_date
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.letters.answers import letter_response
from dieuphoi.core.register.views import ActorView
from dieuphoi.registry.organisations.selectors import orgs_on
from dieuphoi.steering.meetings import forms, letters, policies, services, tables
from dieuphoi.steering.meetings.notices import where_words
from dieuphoi.steering.meetings.selectors import calendar as reading
from dieuphoi.steering.meetings.selectors import settings
from dieuphoi.steering.meetings.selectors.clashes import short_words
from dieuphoi.steering.meetings.sheets import CALENDAR_KIND
from dieuphoi.steering.meetings.views.common import CALENDAR, MeetingsAct, to_calendar


def asked_week(request: HttpRequest, today: date) -> tuple[reading.WeekAsked, list[str]]:
    """The week of an address, and what of it cannot be read. Any day names its week."""
    faults: list[str] = []
    query = request.GET

    def number(name: str) -> int | None:
        typed = query.get(name, "").strip()
        if not typed:
            return None
        if typed.isascii() and typed.isdigit() and len(typed) < 18:
            return int(typed)
        faults.append(_("Không đọc được “%(value)s”.") % {"value": typed[:40]})
        return None

    day = today
    if typed := query.get("week", "").strip():
        try:
            day = parse_date(typed)
        except ValueError as error:
            faults.append(str(error))
        if not reading.is_near(day):
            faults.append(_("Năm phải từ 2000 đến 2199."))
            day = today
    kinds = tuple(each for each in query.getlist("kind") if each in reading.KIND_LABELS)
    return reading.WeekAsked(
        reading.monday_of(day), number("org"), number("person"), number("team"), number("place"), kinds,
        query.get("mine") == "1",
    ), faults  # fmt: skip


def _words(asked: reading.WeekAsked, choices: reading.Choices) -> list[str]:
    """The filters in words, for the print."""
    pairs = (
        (asked.person_id, choices.people), (asked.team_id, choices.teams), (asked.place_id, choices.places),
    )  # fmt: skip
    found = [dict(options).get(value, "") for value, options in pairs if value is not None]
    found += [str(reading.KIND_LABELS[each]) for each in asked.kinds]
    return [*(each for each in found if each), *([_("của tôi, cơ quan tôi")] if asked.mine else [])]


class WeekPage(ActorView):
    """A week, Monday first; narrowed by calendar, person, team, commune."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked, faults = asked_week(request, self.actor.on)
        week = reading.week(self.actor, asked)
        publishing = [row for row in settings.host_rows(self.actor, self.actor.on) if policies.may_publish(
            self.actor, row
        )]  # fmt: skip
        chosen = next((row for row in publishing if row.id == asked.org_id), publishing[0] if publishing else None)
        context = {
            "title": _("Lịch tuần"),
            "week": week,
            "asked": asked,
            "choices": reading.choices_of(self.actor, asked.monday),
            "kinds": reading.KIND_CHOICES,
            "kind_labels": reading.KIND_LABELS,
            "weekdays": letters.WEEKDAYS,
            "before": (asked.monday - timedelta(days=7)).isoformat(),
            "after": (asked.monday + timedelta(days=7)).isoformat(),
            "today": self.actor.on,
            "faults": [{"message": each} for each in faults],
            "params": request.GET,
            "looks": tables,
            "hours_on": letters.hours_on,
            "where": where_words,
            "short_words": short_words,
            "may_add": policies.may_keep_calendar_some(self.actor),
            "may_import": bool(policies.may_import_calendar(self.actor)),
            "may_feed": bool(policies.may_feed(self.actor)),
            "publish": chosen,
            "import_href": reverse("exchange:new", args=[CALENDAR_KIND]),
            "rule": settings.rule_on(asked.monday),
        }
        return render(request, "meetings/week.html", context, status=400 if faults else 200)


class WeekPrint(ActorView):
    """The week as it is shown, as a Word letter."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked, faults = asked_week(request, self.actor.on)
        if faults:
            raise Refused("bad_view", faults[0], status=422)
        week = reading.week(self.actor, asked)
        wanted = asked.org_id
        if wanted is None and week.entries:
            orgs = {row.org_id for row in week.entries}
            wanted = orgs.pop() if len(orgs) == 1 else None
        rows = orgs_on(self.actor, asked.monday, ids=[wanted]) if wanted is not None else []
        words = _words(asked, reading.choices_of(self.actor, asked.monday))
        letter = letters.week_letter(self.actor, week, rows[0] if rows else None, words, now=self.now)
        return letter_response(letter.document, letter.name)


class Publish(MeetingsAct):
    """Publish a week."""

    title = gettext_lazy("Công bố lịch tuần")
    submit_label = gettext_lazy("Công bố và báo cho người liên quan")
    done_message = gettext_lazy("Đã công bố; người liên quan đã được báo.")

    def check(self, record: Any) -> Answer:
        return policies.may_publish_some(self.actor)

    def form(self, record: Any, **options: Any) -> forms.calendar.PublishForm:
        options.pop("files", None)
        rows = settings.host_rows(self.actor, self.actor.on)
        orgs = [(str(row.id), row.name) for row in rows if policies.may_publish(self.actor, row)]
        asked, _faults = asked_week(self.request, self.actor.on)
        initial = {"monday": asked.monday, "org": asked.org_id}
        return forms.calendar.PublishForm(orgs=orgs, initial=initial, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.week_publish(
            actor=self.actor, org_id=data["org"], monday=data["monday"], note=data["note"], now=self.now
        )

    def done_url(self, record: Any, result: Any) -> str:
        if result is None:
            return to_calendar("week")
        return reverse("calendar:week", query={"week": result.monday.isoformat(), "org": result.org_id})

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(CALENDAR), to_calendar("week"))]
