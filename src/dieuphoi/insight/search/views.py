"""Search: the page with everything found, and the short list under the search box (Ctrl+K)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dieuphoi.core.chain.search import search_all, searchable
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.register.views import ActorView
from dieuphoi.insight.search.abbreviations import ways_to_say

SHORTEST = 2
"""Letters below which nothing is looked for: one letter fits everything."""
LONGEST = 100


class SearchView(ActorView):
    """What was found of every kind; with ``kind`` all of that kind."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = _typed(request)
        only = request.GET.get("kind", "")
        known = searchable()
        if only and only not in {kind.key for kind in known}:
            raise InputErrors([InputError(_("Không có loại “%(kind)s” để tra cứu.") % {"kind": only}, field="kind")])
        found = []
        if len(typed) >= SHORTEST:
            found = search_all(self.actor, ways_to_say(typed), self.as_of, only=only, limit=50 if only else 8)
        context = {
            "title": _("Tra cứu"),
            "typed": typed,
            "only": only,
            "kinds": known,
            "found": found,
            "too_short": 0 < len(typed) < SHORTEST,
        }
        return render(request, "search/search.html", context)


class PaletteView(ActorView):
    """The short list while one types: a fragment."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = _typed(request)
        found = []
        if len(typed) >= SHORTEST:
            found = search_all(self.actor, ways_to_say(typed), self.as_of, limit=4)
        return render(request, "search/palette.html", {"typed": typed, "found": found[:6]})


def _typed(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").split())[:LONGEST]
