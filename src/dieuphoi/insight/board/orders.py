"""What is ordered, on the pages of a commune and of a criterion and on the board: open tasks, papers, meetings – the
first of them, and the list that has them all.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import url_date
from dieuphoi.steering.directives import selectors as documents
from dieuphoi.steering.meetings.selectors import meetings
from dieuphoi.steering.meetings.tables import STATE_LOOKS
from dieuphoi.steering.tasks import selectors as tasks
from dieuphoi.steering.tasks.tables import TIMELINESS_LOOKS

SHOWN: Final = 8


def orders_of_unit(actor: Actor, unit_id: int, day: date) -> dict[str, Any]:
    """What is ordered for a commune, for ``board/tasks_card.html``. Two or three queries."""
    query = {"unit": f"#{unit_id}", "open": "true", "sort": "due"}
    return _card(_("Nhiệm vụ của xã"), tasks.open_of_unit(actor, unit_id, day), query, actor, day)


def orders_of_criterion(actor: Actor, criterion_id: int) -> dict[str, Any]:
    """What is ordered for a criterion, today."""
    query = {"criterion": criterion_id, "open": "true", "sort": "due"}
    rows = tasks.open_of_criterion(actor, criterion_id, actor.on)
    return _card(_("Nhiệm vụ phục vụ tiêu chí"), rows, query, actor, actor.on)


def papers_of_unit(actor: Actor, unit_id: int, day: date) -> dict[str, Any]:
    """The newest documents that were sent to a commune or are about it, for ``board/papers_card.html``. Two queries."""
    rows = documents.documents_of_unit(actor, unit_id, day)
    shown = list(rows[: SHOWN + 1])
    query: dict[str, Any] = {"unit": f"#{unit_id}"}
    if day != actor.on:
        query["as_of"] = url_date(day)
    return {
        "papers": shown[:SHOWN],
        "papers_count": len(shown) if len(shown) <= SHOWN else rows.count(),
        "papers_href": reverse("directives:list", query=query),
    }


def meetings_of_commune(actor: Actor, unit_id: int, day: date) -> dict[str, Any]:
    """Meetings of a commune, to come and held, and what it still owes to them, for ``board/meetings_card.html``."""
    found = meetings.meetings_of_unit(actor, unit_id, day)
    return {
        "unit_meetings": found,
        "meeting_looks": STATE_LOOKS,
        "meetings_href": reverse("meetings:list", query={"concerns": f"#{unit_id}"}),
    }


def papers_and_meetings(actor: Actor) -> dict[str, Any]:
    """For the board: documents that somebody has not opened in time, reports that meetings wait for. Two queries."""
    missing = meetings.inputs_missing(actor, actor.on)
    return {
        "slow_papers": documents.slow_access_count(actor, actor.on),
        "slow_papers_href": reverse("directives:list", query=documents.SLOW_QUERY),
        "inputs_missing": missing,
        "inputs_missing_href": reverse("meetings:inputs", query={"standing": "MISSING", "ahead": "true"}),
        "inputs_waiting_href": reverse("meetings:inputs", query={"standing": "WAITING", "ahead": "true"}),
    }


def _card(title: str, rows: QuerySet[Any], query: dict[str, Any], actor: Actor, day: date) -> dict[str, Any]:
    shown = list(rows[: SHOWN + 1])
    count = len(shown) if len(shown) <= SHOWN else rows.count()
    if day != actor.on:
        query = {**query, "as_of": url_date(day)}
    return {
        "orders": shown[:SHOWN],
        "order_count": count,
        "orders_title": title,
        "orders_href": reverse("tasks:list", query=query),
        "order_looks": TIMELINESS_LOOKS,
    }
