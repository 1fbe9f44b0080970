"""``?since=`` over every register: the rows that the page "what changed" tells, in list, count and file (M19)."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from dieuphoi.core.history.moments import keeps_history, window
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import url_date
from dieuphoi.core.register.state import read_view
from dieuphoi.insight.changes.selectors import told, told_kinds
from dieuphoi.registry.territory.tables import UNITS
from tests.proof.stage import build_stage
from tests.proof.test_same_rows import REGISTERS
from tests.support.matrix import Stage
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db
LONG_AGO = "2020-05-05 10:00+07"
WHO = ("lan", "vy", "quantri")


@pytest.fixture
def stage(world: World, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Half of all records were last touched in 2020; the others today, as the world's clock has it."""
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: world.now)
    stage = build_stage(world)
    with connection.cursor() as cursor:
        # The tables of history refuse to be rewritten, rightly: only a test sets the clock back.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in _models():
            events: Any = getattr(model, "pgh_event_model", None)
            table, at, key = (
                (events._meta.db_table, "pgh_created_at", "pgh_obj_id")
                if events is not None
                else (model._meta.db_table, "recorded_at", model._meta.pk.column)
            )
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(
                f'UPDATE {table} SET {at} = CASE WHEN ("{key}" - %s) %% 2 = 0 THEN %s::timestamptz ELSE %s END',
                [first_of(model), world.now, LONG_AGO],
            )
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    return stage


def first_of(model: Any) -> int:
    """The lowest id: it and every second one after it were touched today."""
    found: int | None = model._base_manager.order_by("pk").values_list("pk", flat=True).first()
    return found or 0


def _models() -> set[Any]:
    found = {kind.model for kind in told_kinds()}
    for _name, view in REGISTERS:
        register: Any = view.register
        if register is not None:
            model = _model_of(register)
            if keeps_history(model):
                found.add(model)
    return found


def _model_of(register: Any) -> Any:
    on = date(2026, 1, 1)
    return register.selector(system_actor(on), on).model


def rows_of(register: Any, actor: Any, query: str) -> set[int]:
    view = read_view(register, actor, QueryDict(query))
    assert not view.faults, [fault.message for fault in view.faults]
    return {row["pk"] if isinstance(row, dict) else row.pk for row in view.rows}


@pytest.mark.parametrize(("name", "view"), REGISTERS, ids=[name for name, _view in REGISTERS])
def test_since_is_what_the_page_of_changes_tells(name: str, view: Any, stage: Stage) -> None:
    register = view.register
    if register is None or "since" in (register.filterset.base_filters if register.filterset else ()):
        pytest.skip("no fixed register, or a filter of its own by that name")
    world, told_somewhere = stage.world, False
    for who in WHO:
        actor = world.actor(who)
        model = register.selector(actor, world.today).model
        if not keeps_history(model):
            faults = read_view(register, actor, QueryDict("since=2020-01-01")).faults
            assert faults, "a list that cannot say it must not take it silently"
            continue
        everything = rows_of(register, actor, "")
        today = rows_of(register, actor, f"since={url_date(world.today)}")
        assert today == {pk for pk in everything if (pk - first_of(model)) % 2 == 0}
        assert rows_of(register, actor, "since=05/05/2020") == everything
        # The page "what changed" tells of the whole table: within this list it must be the same rows.
        for kind in told_kinds():
            if kind.model is model:
                page = told(actor, kind, *window(world.today, world.today), limit=100_000)
                assert {each.moved.id for each in page} & everything == today
                told_somewhere = told_somewhere or bool(today)
    if name == "territory:changes":
        assert told_somewhere


def test_list_count_chip_and_export_say_the_same(stage: Stage) -> None:
    client, day = sign_in(stage.world, "lan"), stage.world.today
    wanted = rows_of_units(stage)
    assert 0 < len(wanted) < 5
    page = client.get(f"/territory/?since={url_date(day)}").content.decode()
    assert f"{len(wanted)} dòng" in page
    assert f"Có thay đổi từ ngày: {day:%d/%m/%Y}" in page
    answer = client.get(f"/territory/?since={url_date(day)}&export=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert f"Có thay đổi từ ngày: {day:%d/%m/%Y}" in text
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(lines[lines.index([]) + 2 :]) == len(wanted)


def rows_of_units(stage: Stage) -> set[int]:
    return rows_of(UNITS, stage.world.actor("lan"), f"since={url_date(stage.world.today)}")


@pytest.mark.parametrize("typed", ["hôm qua", "31/02/2026", "2026-13-01"])
def test_a_day_that_cannot_be_read_is_told_and_shows_no_row(world: World, client: Client, typed: str) -> None:
    answer = sign_in(world, "lan").get(reverse("territory:units"), {"since": typed})
    assert answer.status_code == 400
    assert "Có thay đổi từ ngày" in answer.content.decode()
    assert '<th scope="row"' not in answer.content.decode().split("</main>")[0]


def test_a_day_to_come_is_refused(stage: Stage) -> None:
    tomorrow = url_date(stage.world.today + timedelta(days=1))
    answer = sign_in(stage.world, "lan").get(reverse("territory:units"), {"since": tomorrow})
    assert answer.status_code == 400
    assert "còn ở phía trước" in answer.content.decode()
