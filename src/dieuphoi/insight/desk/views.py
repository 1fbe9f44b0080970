"""My work, the first page after sign-in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from dieuphoi.core.kernel.dates import today
from dieuphoi.core.register.views import ActorView
from dieuphoi.insight.desk import selectors


def address(route: tuple[str, tuple[int, ...], dict[str, Any]]) -> str:
    name, ids, query = route
    return reverse(name, args=ids, query=query or None)


class DeskView(ActorView):
    """One list of what waits for me, most urgent first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        day = today(self.now)
        items = [
            (item, address(item.route), address(item.rows) if item.rows else "")
            for item in selectors.my_work(self.actor, day)
        ]
        context = {
            "items": items,
            "day": day,
            "overdue": sum(1 for item, _href, _rows in items if item.due.is_overdue),
            "near": sum(1 for item, _href, _rows in items if item.due.is_near),
        }
        return render(request, "desk/home.html", context)
