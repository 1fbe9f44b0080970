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
        work = selectors.my_work(self.actor, day)
        if kind := request.GET.get("kind", ""):
            work = [item for item in work if item.kind == kind]
        lines = work if kind else selectors.shortened(work)
        context = {
            "lines": [self._line(each, request) for each in lines],
            "count": len(work),
            "kind": work[0].what if kind and work else None,
            "of_one_kind": bool(kind),
            "sets_up": bool(start.may_start(self.actor)),
            "day": day,
            "overdue": sum(1 for item in work if item.due and item.due.is_overdue),
            "near": sum(1 for item in work if item.due and item.due.is_near),
        }
        return render(request, "desk/home.html", context)

    def _line(self, each: selectors.WorkItem | selectors.Rest, request: HttpRequest) -> dict[str, Any]:
        """A line with its addresses; the rest of a kind leads to all lines of that kind on this very page."""
        if isinstance(each, selectors.Rest):
            return {"rest": each, "href": reverse("desk:home", query={"work": "1", "kind": each.what.key})}
        here, offer = request.get_full_path(), each.offer
        href, rows = address(each.route), address(each.rows) if each.rows else ""
        return {
            "rest": None,
            "item": each,
            "href": href,
            "rows": rows,
            "offer_href": "" if offer is None else reverse(
                offer.route[0], args=offer.route[1], query=None if offer.data else {"next": here}
            ),
            "here": here,
            "reminder": reminder(each, request.build_absolute_uri(rows or href)),
        }


class StartView(ActorView):
    """What the system still lacks before it can be worked with."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(start.may_start(self.actor))
        found = start.steps(self.actor, today(self.now))
        context = {"steps": found, "open_count": sum(step.lacks for step in found)}
        return render(request, "desk/start.html", context)
