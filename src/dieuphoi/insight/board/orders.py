"""Open tasks on the pages of a commune and of a criterion: the first of them, and the list that has them all."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import url_date
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
