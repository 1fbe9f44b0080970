"""Fault 20: a task that was withdrawn still appears in "what changed since": list, file, and page of changes."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client

from dieuphoi.core.history.moments import window
from dieuphoi.core.kernel.dates import url_date
from dieuphoi.core.register.state import read_view
from dieuphoi.insight.changes.selectors import told, told_kinds
from dieuphoi.steering.tasks import services, tables
from dieuphoi.steering.tasks.models import Task
from tests.steering.tasks.conftest import Give
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


def set_back(days: int) -> None:
    """All that was written so far was written so many days ago. History refuses that, rightly: only a test may."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        table = Task.pgh_event_model._meta.db_table  # type: ignore[attr-defined]
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET pgh_created_at = now() - %s * interval '1 day'", [days])
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def rows_of(world: World, who: str, query: str) -> set[str]:
    view = read_view(tables.TASKS, world.actor(who), QueryDict(query))
    assert not view.faults, [fault.message for fault in view.faults]
    return {row.title for row in view.rows}


@pytest.fixture
def withdrawn(world: World, give: Give, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Three tasks of ten days ago; since then one was withdrawn and one accepted."""
    from django.utils import timezone

    now = timezone.now()
    monkeypatch.setattr(world, "now", now)
    rows = {name: give(title=name, due_on=world.today + timedelta(days=9)) for name in ("rút", "nhận", "yên")}
    set_back(10)
    act: Any = {"now": now}
    services.task_withdraw(actor=world.actor("lan"), task_id=rows["rút"].pk, reason="gộp vào việc khác", **act)
    services.task_accept(actor=world.actor("thu"), task_id=rows["nhận"].pk, **act)
    return {"since": url_date(world.today - timedelta(days=3)), **rows}


def test_the_list_since_a_day_holds_what_was_withdrawn_meanwhile(world: World, withdrawn: dict[str, Any]) -> None:
    since = f"since={withdrawn['since']}"
    assert rows_of(world, "lan", since) == {"rút", "nhận"}
    assert rows_of(world, "thu", since) == {"rút", "nhận"}
    assert rows_of(world, "hai", since) == set(), "and nobody sees more by it"
    assert rows_of(world, "lan", f"{since}&standing=WITHDRAWN") == {"rút"}
    long_ago = url_date(world.today - timedelta(days=20))
    assert rows_of(world, "lan", f"since={long_ago}") == {"rút", "nhận", "yên"}


def test_its_file_and_the_page_of_changes_tell_it_too(world: World, withdrawn: dict[str, Any]) -> None:
    client: Client = sign_in(world, "lan")
    answer = client.get("/tasks/", {"since": withdrawn["since"], "export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert {row[0] for row in lines[lines.index([]) + 2 :]} == {"rút", "nhận"}
    [kind] = [each for each in told_kinds() if each.key == "task"]
    since = world.today - timedelta(days=3)
    found = {each.moved.id: each for each in told(world.actor("lan"), kind, *window(since, world.today))}
    gone = found[withdrawn["rút"].pk]
    assert "rút việc" in gone.acts
    assert gone.moved.reasons == ("gộp vào việc khác",)
    assert {each.field: each.after for each in gone.moved.differences}["state"] == "đã rút"
