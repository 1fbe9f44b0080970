"""The product's routes and, beside them, the bare views that are the limits of its pages.

A bare view passes the same middleware, with the same signed-in person and the same scope. It asks the database for
the same rows and writes them into a plain table: no filters, no totals, no links, no layout, no words.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import escape

from benchmarks.saving import bare_save
from benchmarks.tasks import bare_save as bare_save_of_task
from benchmarks.walls import bare_wall
from dieuphoi.config.urls import urlpatterns as product
from dieuphoi.programme.assessments import selectors
from dieuphoi.steering.tasks import selectors as tasks
from dieuphoi.steering.tasks.filters import TaskFilter


def bare_list(request: HttpRequest) -> HttpResponse:
    """100 sheets by the register's own query, and how many there are."""
    rows = selectors.all_sheets(request.actor).order_by("unit_key", "unit_code", "pk")  # type: ignore[attr-defined]
    count = rows.order_by().count()
    body = "".join(
        f"<tr><td>{escape(row.unit_name)}</td><td>{escape(row.unit_code)}</td><td>{row.state}</td>"
        f"<td>{row.rollup.entered}</td><td>{row.rollup.waiting}</td><td>{row.rollup.returned}</td>"
        f"<td>{row.rollup.verified}</td><td>{row.rollup.total}</td><td>{row.rollup.criteria_met}</td></tr>"
        for row in rows[:100]
    )
    return HttpResponse(f"<!doctype html><title>{count}</title><table>{body}</table>")


def bare_tasks(request: HttpRequest) -> HttpResponse:
    """100 tasks by the register's own query and filters, and how many there are."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = TaskFilter(request.GET, tasks.tasks(actor, actor.on), request=request).qs.order_by("-year", "-number", "pk")
    count = rows.order_by().count()
    body = "".join(
        f"<tr><td>{escape(row.title)}</td><td>{escape(row.lead_org.name)}</td><td>{escape(row.responsible.full_name)}</td>"
        f"<td>{row.due}</td><td>{row.timeliness}</td><td>{row.standing}</td></tr>"
        for row in rows[:100]
    )
    return HttpResponse(f"<!doctype html><title>{count}</title><table>{body}</table>")


def bare_board(request: HttpRequest, round_id: int) -> HttpResponse:
    """The marks of a round as plain cells: what :func:`benchmarks.walls.bare_wall` writes, to a signed-in person."""
    assert request.actor.is_authenticated  # type: ignore[attr-defined] # as the page: the rights are read
    return HttpResponse(f"<!doctype html>{bare_wall(round_id)}")


def bare_cell(request: HttpRequest, result_id: int) -> JsonResponse:
    """One update and one history row."""
    assert request.actor.is_authenticated  # type: ignore[attr-defined] # as the page: the rights are read
    with transaction.atomic(), connection.cursor() as cursor:
        bare_save(cursor, result_id, request.POST.get("value", ""))
    return JsonResponse({"state": "saved"})


def bare_task(request: HttpRequest, task_id: int) -> JsonResponse:
    """One update and one history row."""
    assert request.actor.is_authenticated  # type: ignore[attr-defined] # as the page: the rights are read
    with transaction.atomic(), connection.cursor() as cursor:
        bare_save_of_task(cursor, task_id, timezone.now())
    return JsonResponse({"state": "saved"})


urlpatterns = [
    *product,
    path("bench/list/", bare_list, name="bench_list"),
    path("bench/tasks/", bare_tasks, name="bench_tasks"),
    path("bench/task/<int:task_id>/", bare_task, name="bench_task"),
    path("bench/wall/<int:round_id>/", bare_board, name="bench_wall"),
    path("bench/cell/<int:result_id>/", bare_cell, name="bench_cell"),
]
