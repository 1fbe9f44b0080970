"""The commune is told when somebody else hands its sheet in, or enters figures on it (``sheet.on_behalf``, S1-28)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.programme.assessments.services.values import sheet_submit, sheet_submit_on_behalf, value_save
from tests.support.world import World

pytestmark = pytest.mark.django_db


def save(world: World, who: str, code: str, figure: str, at: datetime | None = None) -> None:
    value_save(
        actor=world.actor(who), sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators[code],
        typed={"": figure}, now=at or world.now,
    )  # fmt: skip


def told(world: World) -> list[tuple[str, str, bool]]:
    names = {pk: name for name, pk in world.accounts.items()}
    rows = Notice.objects.filter(kind="sheet.on_behalf").order_by("pk")
    return [(names[row.account_id], row.title, row.at_once) for row in rows]


def test_what_is_refused_tells_nobody(world: World) -> None:
    with pytest.raises(InputErrors):
        save(world, "lan", "2.1", "chín mươi")
    with pytest.raises(Refused):
        sheet_submit_on_behalf(
            actor=world.actor("tuan"), sheet_id=world.open_sheets["thuong"], reason="tự gửi", now=world.now
        )
    with pytest.raises(InputErrors):
        sheet_submit(actor=world.actor("lan"), sheet_id=world.open_sheets["thuong"], now=world.now)
    assert told(world) == []


def test_ones_own_figures_and_own_sheet_tell_nobody(world: World) -> None:
    save(world, "tuan", "2.1", "70")
    sheet_submit(actor=world.actor("tuan"), sheet_id=world.open_sheets["thuong"], now=world.now, reason="thôn chưa báo")
    assert told(world) == []


def test_figures_typed_for_a_commune_are_told_once_a_day_and_person(world: World) -> None:
    save(world, "lan", "2.1", "70")
    save(world, "lan", "2.2", "61")
    save(world, "lan", "2.2", "61")
    name = world.actor("lan").name
    assert told(world) == [("tuan", f"{name} đã nhập số liệu thay Xã Thượng Sơn", False)]
    save(world, "hanh", "2.1", "71")
    assert [who for who, _title, _at_once in told(world)] == ["tuan", "tuan"]
    # The day is Vietnam's: 23:59 is the same one, two minutes later is the next.
    midnight = world.now.replace(hour=17, minute=0)
    save(world, "lan", "2.1", "72", midnight - timedelta(minutes=1))
    assert len(told(world)) == 2
    save(world, "lan", "2.1", "73", midnight + timedelta(minutes=1))
    assert len(told(world)) == 3


def test_only_the_first_figure_of_a_day_asks_whom_to_tell(world: World) -> None:
    save(world, "tuan", "2.1", "69")  # the commune's own figure is no entry on its behalf
    lan, sheet = world.actor("lan"), world.open_sheets["thuong"]
    asked = []
    for figure in ("70", "71", "72"):
        with CaptureQueriesContext(connection) as queries:
            value_save(
                actor=lan, sheet_id=sheet, indicator_id=world.indicators["2.2"], typed={"": figure}, now=world.now
            )
        asked.append(len(queries))
    assert asked[0] > asked[1] == asked[2]


def test_a_sheet_handed_in_for_a_commune_is_told_at_once_with_the_reason(world: World) -> None:
    sheet_submit_on_behalf(
        actor=world.actor("lan"), sheet_id=world.open_sheets["thuong"], reason="Xã mất mạng", now=world.now
    )
    assert told(world) == [("tuan", f"{world.actor('lan').name} đã gửi phiếu thay Xã Thượng Sơn", True)]
    [notice] = Notice.objects.filter(kind="sheet.on_behalf")
    assert notice.text == "Xã mất mạng"
    assert notice.url.endswith(f"/sheets/{world.open_sheets['thuong']}/")
