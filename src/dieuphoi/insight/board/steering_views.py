"""The board's steering part: tasks by how they stand and by agency; loaded after the board, so that it costs it
nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.register.views import ActorView
from dieuphoi.insight.board.orders import papers_and_meetings
from dieuphoi.steering.tasks import selectors as tasks

WEEK: Final = timedelta(days=7)


class SteeringView(ActorView):
    """What of orders is late, near, waiting or idle, and with whom. By htmx the inside alone."""

    def get(self, request: HttpRequest) -> HttpResponse:
        actor = self.actor
        then = actor.on - WEEK
        context: dict[str, Any] = {
            "title": _("Chỉ đạo, điều hành"),
            "counts": tasks.counts(actor, actor.on),
            "before": tasks.counts_then(actor, then),
            "since": format_date(then),
            "bodies": tasks.overdue_by_body(actor, actor.on),
            **papers_and_meetings(actor),
        }
        inside = request.headers.get("HX-Request") == "true"
        return render(request, "board/steering_part.html" if inside else "board/steering.html", context)
