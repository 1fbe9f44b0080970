"""The list of tasks as an address describes it: the very rows that page, export and API show."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import QueryDict
from django.test import RequestFactory
from django.urls import reverse

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.state import read_view
from dieuphoi.steering.tasks.tables import TASKS


def rows_shown(actor: Actor, query: dict[str, Any]) -> set[int]:
    """The ids of the tasks that the list shows for this query. An address with a fault is none."""
    request: Any = RequestFactory().get(reverse("tasks:list", query=query))
    request.actor = actor
    view = read_view(TASKS, actor, QueryDict(request.META["QUERY_STRING"]), request)
    assert not view.faults, view.faults
    return set(view.rows.values_list("pk", flat=True))


def rows_behind(actor: Actor, href: str) -> set[int]:
    """The ids of the tasks behind a link to the list."""
    where = urlsplit(href)
    assert where.path == reverse("tasks:list"), href
    return rows_shown(actor, parse_qs(where.query))
