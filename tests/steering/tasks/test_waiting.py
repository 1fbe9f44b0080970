"""What of tasks waits for whom, on "my work", the board, the commune and criterion pages: each count is its list's.

Serves S0-42 (each person's open duties), S4-16 (idle items), S1-23 (what is due and overdue), S1-10
(reminded before and after the due date).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import LOCAL_ZONE
from dieuphoi.core.notify.models import Notice
from dieuphoi.core.notify.reminders import reminders_tell, rules_ship
from dieuphoi.insight.desk.selectors import my_work
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.steering.tasks import selectors, services
from tests.steering.tasks.conftest import Give
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

DAY = date(2026, 4, 10)


@pytest.fixture
def busy(world: World, give: Give) -> dict[str, Any]:
    """Thu: one overdue, one returned, one far; one reported and one refused for Lan; one asks for time."""
    lan, thu, now = world.actor("lan"), world.actor("thu"), world.now
    rows = {
        "late": give(title="Quá hạn"), "returned": give(title="Bị trả", due_on=date(2026, 5, 1)),
        "far": give(title="Còn xa", due_on=date(2026, 6, 30)), "reported": give(title="Chờ", due_on=date(2026, 5, 1)),
        "refused": give(title="Từ chối", due_on=date(2026, 5, 1)),
        "commune": give("UB-THUONG", "tuan", unit_ids=(world.units["thuong"],), criterion_ids=(world.criteria["2"],)),
        "hai": give("SXD", "hai", unit_ids=(world.units["thuong"],)),
    }  # fmt: skip
    for name in ("returned", "reported", "far"):
        services.task_accept(actor=thu, task_id=rows[name].pk, now=now)
    for name in ("returned", "reported"):
        services.task_report(actor=thu, task_id=rows[name].pk, text="x", document="1", now=now)
    services.task_return(actor=lan, task_id=rows["returned"].pk, reason="thiếu", now=now)
    services.task_refuse(actor=thu, task_id=rows["refused"].pk, reason="không phải", now=now)
    services.extension_ask(
        actor=thu, task_id=rows["far"].pk, wanted_due=date(2026, 7, 31), reason="x", cause="MONEY", now=now
    )
    return rows


def lines(world: World, who: str) -> list[tuple[str, str, int]]:
    actor = actor_for(world.accounts[who], DAY)
    return [(item.kind, item.title, item.count) for item in my_work(actor, DAY) if item.kind in ("task", "tasks")]


def test_my_work_tells_what_to_do_and_what_to_judge(world: World, busy: dict[str, Any]) -> None:
    assert lines(world, "thu") == [("task", "Quá hạn", 1), ("task", "Làm lại: Bị trả", 1), ("task", "Còn xa", 1)]
    assert set(lines(world, "lan")) == {
        ("tasks", "Xác nhận hoặc trả lại báo cáo hoàn thành", 1),
        ("tasks", "Giao lại hoặc rút việc bị từ chối", 1),
        ("tasks", "Quyết định đề nghị gia hạn", 1),
    }
    assert lines(world, "minh") == [("tasks", "Việc quá hạn của cơ quan bạn", 1)]
    assert lines(world, "vy") == [] == lines(world, "quantri")
    assert [title for _kind, title, _n in lines(world, "tuan")] == ["Báo cáo tiến độ cấp nước sạch nông thôn"]


def test_each_line_opens_exactly_its_rows(
    world: World, busy: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.http import QueryDict

    from dieuphoi.core.register.bulk import view_of_query
    from dieuphoi.steering.tasks.tables import TASKS

    told = 0
    for who in ("thu", "lan", "minh", "hanh"):
        actor = actor_for(world.accounts[who], DAY)
        _mine, rest = selectors.my_tasks(actor, DAY)
        for each in [*([rest] if rest else []), *selectors.waiting_for(actor, DAY)]:
            query = QueryDict(mutable=True)
            for name, value in each.query.items():
                query.setlist(name, value if isinstance(value, list) else [value])
            view = view_of_query(TASKS, actor, query.urlencode())
            assert not view.faults and view.rows.count() == each.count, (who, each)
            told += 1
    assert told == 4


def test_of_many_the_first_are_told_one_by_one(world: World, give: Give) -> None:
    for number in range(15):
        give(due_on=date(2026, 4, 1) + timedelta(days=number))
    actor = actor_for(world.accounts["thu"], DAY)
    with CaptureQueriesContext(connection) as queries:
        shown, rest = selectors.my_tasks(actor, DAY)
    assert len(queries) == 2
    assert [each.due for each in shown] == [date(2026, 4, 1) + timedelta(days=n) for n in range(5)]
    assert rest is not None and (rest.count, rest.due) == (10, date(2026, 4, 6))


def test_the_board_counts_what_its_links_open(world: World, busy: dict[str, Any]) -> None:
    actor = actor_for(world.accounts["lan"], DAY)
    counts = selectors.counts(actor, DAY)
    rows = selectors.tasks(actor, DAY)
    assert counts.overdue == rows.filter(timeliness="OVERDUE").count() == 3
    assert counts.waiting == rows.filter(standing="REPORTED").count() == 1
    assert counts.idle == rows.filter(idle=True).count() == 5
    assert selectors.counts_then(actor, date(2026, 3, 20)).overdue == 0
    assert [(line.name, line.overdue) for line in selectors.overdue_by_body(actor, DAY)] == [
        ("Sở Nông nghiệp và Môi trường", 1), ("Sở Xây dựng", 1), ("UBND xã Thượng Sơn", 1),
    ]  # fmt: skip


def test_the_steering_part_is_a_page_and_a_fragment(
    world: World, busy: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: world.now + timedelta(days=39))
    lan = sign_in(world, "lan")
    page = lan.get("/board/steering/").content.decode()
    assert "<html" in page and "Việc quá hạn theo cơ quan" in page and "Sở Xây dựng" in page
    part = lan.get("/board/steering/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "Sở Xây dựng" in part
    assert 'hx-get="/board/steering/"' in lan.get("/board/").content.decode()


def test_the_pages_of_commune_and_criterion_show_what_is_ordered(world: World, busy: dict[str, Any]) -> None:
    for who, shown in (("lan", True), ("tuan", True), ("vy", False)):
        client = sign_in(world, who)
        page = client.get(f"/board/communes/{world.units['thuong']}/").content.decode()
        assert (f'href="/tasks/{busy["commune"].pk}/"' in page) == shown, who
        assert (f'href="/tasks/{busy["hai"].pk}/"' in page) == shown, who
    page = sign_in(world, "lan").get(f"/board/rounds/{world.open_round}/criteria/{world.criteria['2']}/")
    assert f'href="/tasks/{busy["commune"].pk}/"' in page.content.decode()


# ---------------------------------------------------------------------------------------------- reminding


def tell(world: World, day: date) -> list[tuple[str, str]]:
    """What the reminders of a day tell anew: ``(kind, to)``."""
    from datetime import datetime, time

    before = set(Notice.objects.values_list("pk", flat=True))
    now = datetime.combine(day, time(8), LOCAL_ZONE)
    reminders_tell(actor=system_actor(day), day=day, now=now)
    names = {account: name for name, account in world.accounts.items()}
    fresh = Notice.objects.exclude(pk__in=before).filter(kind__in=("task.due", "task.escalated", "task.escalated_top",
                                                                   "task.confirm"))  # fmt: skip
    return sorted((notice.kind, names[notice.account_id]) for notice in fresh)


def test_first_the_person_then_the_superior_then_who_gave_it(world: World, give: Give) -> None:
    """Due on Tuesday 31 March 2026; each by its rule in working days."""
    rules_ship(actor=system_actor(world.today), now=world.now)
    row = give()
    services.task_accept(actor=world.actor("thu"), task_id=row.pk, now=world.now)
    assert tell(world, date(2026, 3, 25)) == []
    assert tell(world, date(2026, 3, 26)) == [("task.due", "thu")]
    assert tell(world, date(2026, 3, 27)) == []
    assert tell(world, date(2026, 3, 31)) == [("task.due", "thu")]
    assert tell(world, date(2026, 4, 1)) == [("task.due", "thu")]
    assert tell(world, date(2026, 4, 2)) == [("task.escalated", "minh")]
    # Ten working days after: the giver (Lan) and the head of the office; the superior and the person again.
    assert ("task.escalated_top", "lan") in tell(world, date(2026, 4, 14))


def test_missed_for_days_everybody_is_told_once_and_it_goes_on(world: World, give: Give) -> None:
    """Fault 14: nobody ran the reminders from before the due date until four working days after."""
    rules_ship(actor=system_actor(world.today), now=world.now)
    give()
    assert tell(world, date(2026, 4, 6)) == [("task.due", "thu"), ("task.escalated", "minh")]
    assert tell(world, date(2026, 4, 6)) == []
    assert tell(world, date(2026, 4, 7)) == []
    assert ("task.due", "thu") in tell(world, date(2026, 4, 8))


def test_a_paused_or_reported_task_reminds_nobody_of_its_doer(world: World, busy: dict[str, Any]) -> None:
    rules_ship(actor=system_actor(world.today), now=world.now)
    services.task_pause(actor=world.actor("lan"), task_id=busy["late"].pk, reason="x", now=world.now)
    told = tell(world, date(2026, 4, 3))
    assert ("task.confirm", "lan") in told
    assert [kind for kind, who in told if who == "thu"] == []
