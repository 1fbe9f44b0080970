"""My work, the first page after sign-in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.register.views import ActorView
from dieuphoi.insight.desk import selectors, start
from dieuphoi.registry.access.roles import Role


def address(route: tuple[str, tuple[int, ...], dict[str, Any]]) -> str:
    name, ids, query = route
    return reverse(name, args=ids, query=query or None)


def reminder(item: selectors.WorkItem, link: str) -> str:
    """A short text to paste into Zalo: what, how much, until (or since) when, where."""
    return _("%(title)s (%(n)s) – %(note)s, %(when)s. %(link)s") % {
        "title": item.title,
        "note": item.note,
        "n": format_number(item.count),
        "when": item.when,
        "link": link,
    }


class DeskView(ActorView):
    """One list of what waits for me, most urgent first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        day = today(self.now)
        if self.actor.has_role(Role.ADMINISTRATOR) and "work" not in request.GET and start.something_lacks(
            self.actor, day
        ):  # fmt: skip
            # Whoever sets the system up is shown first what it lacks; ?work=1 is the way past it.
            return HttpResponseRedirect(reverse("desk:start"))
        items = [
            (item, address(item.route), address(item.rows) if item.rows else "")
            for item in selectors.my_work(self.actor, day)
        ]
        context = {
            "items": items,
            "reminders": [
                reminder(item, request.build_absolute_uri(rows or href)) for item, href, rows in items
            ],
            "sets_up": bool(start.may_start(self.actor)),
            "day": day,
            "overdue": sum(1 for item, _href, _rows in items if item.due and item.due.is_overdue),
            "near": sum(1 for item, _href, _rows in items if item.due and item.due.is_near),
        }
        return render(request, "desk/home.html", context)


class StartView(ActorView):
    """What the system still lacks before it can be worked with."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(start.may_start(self.actor))
        found = start.steps(self.actor, today(self.now))
        context = {"steps": found, "open_count": sum(step.lacks for step in found)}
        return render(request, "desk/start.html", context)
