"""Tasks as cards and as a calendar: the same rows and counts as the list, the acts that a person may do, fixed cost.

Serves S0-42 and S1-10 (what stands where, at one look), S0-47 (working days beside due dates); fault 10 of the
experience for these two shapes.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dieuphoi.steering.tasks import selectors, services
from dieuphoi.steering.tasks.models import Task
from dieuphoi.steering.tasks.selectors import boards
from tests.steering.tasks.conftest import DUE, Give
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

BOARD, CALENDAR = "/tasks/board/", "/tasks/calendar/"


@pytest.fixture(autouse=True)
def clock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: world.now)


def do(world: World, name: str, who: str, row: Task, days: int = 0, **more: Any) -> Any:
    now = world.now + timedelta(days=days)
    return getattr(services, name)(actor=world.actor(who), task_id=row.pk, now=now, **more)


def page(client: Client, url: str, **query: Any) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200, answer.content.decode()[:3000]
    return answer.content.decode()


def one_of_each(world: World, give: Give) -> dict[str, Task]:
    """A task in every state; the done one on 2 March."""
    states = "NEW ACCEPTED REPORTED RETURNED PAUSED REFUSED DONE WITHDRAWN IN_PROGRESS"
    rows = {state: give(title=f"Việc {state}") for state in states.split()}
    for state in ("ACCEPTED", "IN_PROGRESS", "REPORTED", "RETURNED", "PAUSED", "DONE"):
        do(world, "task_accept", "thu", rows[state])
    do(world, "task_start", "thu", rows["IN_PROGRESS"])
    for state in ("REPORTED", "RETURNED", "DONE"):
        do(world, "task_report", "thu", rows[state], text="xong", document="1")
    do(world, "task_return", "lan", rows["RETURNED"], reason="thiếu số")
    do(world, "task_confirm", "lan", rows["DONE"])
    do(world, "task_pause", "lan", rows["PAUSED"], reason="chờ")
    do(world, "task_refuse", "thu", rows["REFUSED"], reason="không đúng việc")
    do(world, "task_withdraw", "lan", rows["WITHDRAWN"], reason="thôi")
    return rows


def columns(html: str) -> dict[str, tuple[int, str]]:
    """What the board says: ``{state: (count, address of the list)}``."""
    found = re.findall(
        r'id="column-(\w+)".*?<a href="([^"]+)"[^>]*>([\d.]+)<span', html, re.DOTALL
    )
    return {state: (int(count.replace(".", "")), unescape(href)) for state, href, count in found}


def listed(client: Client, href: str) -> int:
    """How many rows the list at an address counts."""
    html = page(client, href)
    found = re.search(r'class="pagination".*?([\d.]+) dòng', html, re.DOTALL)
    assert found, href
    return int(found[1].replace(".", ""))


# ---------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("url", "query"),
    [
        (BOARD, {"done_days": "nhiều"}),
        (BOARD, {"done_days": "1000"}),
        (BOARD, {"timeliness": "NONE"}),
        (BOARD, {"nobody": "1"}),
        (CALENDAR, {"show": "year"}),
        (CALENDAR, {"day": "31/02/2026"}),
        (CALENDAR, {"day": "01/01/0900"}),
        (CALENDAR, {"due_from": "hôm qua"}),
    ],
)
def test_an_address_that_cannot_be_read_is_told_and_shows_nothing(
    world: World, give: Give, url: str, query: dict[str, str]
) -> None:
    give()
    answer = sign_in(world, "lan").get(url, query)
    assert answer.status_code == 400
    assert "task-card-title" not in answer.content.decode()
    assert 'class="calendar ' not in answer.content.decode()


@pytest.mark.parametrize("url", [BOARD, CALENDAR])
def test_signed_out_is_led_to_the_sign_in_page(world: World, client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_nobody_sees_a_card_of_others(world: World, give: Give) -> None:
    give("UB-THUONG", "tuan", title="Việc riêng của Thượng Sơn")
    for url in (BOARD, CALENDAR):
        assert "Việc riêng của Thượng Sơn" in page(sign_in(world, "tuan"), url)
        assert "Việc riêng của Thượng Sơn" not in page(sign_in(world, "vy"), url)


@pytest.mark.parametrize("url", [BOARD, CALENDAR])
def test_only_who_may_give_is_offered_to(world: World, url: str) -> None:
    assert sign_in(world, "tuan").get("/tasks/new/").status_code == 403
    assert 'href="/tasks/new/"' not in page(sign_in(world, "tuan"), url)
    assert 'href="/tasks/new/"' in page(sign_in(world, "lan"), url)


# ---------------------------------------------------------------------------------------------- the board


def test_each_task_stands_in_the_column_of_its_state_and_counts_open_the_list(world: World, give: Give) -> None:
    one_of_each(world, give)
    give(title="Việc mới nữa")
    client = sign_in(world, "lan")
    html = page(client, BOARD)
    said = columns(html)
    assert {state: count for state, (count, _href) in said.items()} == {
        "NEW": 2, "REFUSED": 1, "ACCEPTED": 1, "IN_PROGRESS": 1, "REPORTED": 1, "RETURNED": 1, "PAUSED": 1, "DONE": 1,
    }  # fmt: skip
    for state, (count, href) in said.items():
        assert listed(client, href) == count, state
    assert "1 việc đã rút" in html
    for each in html.split('<section class="kanban-column')[1:]:
        state = re.search(r"column-(\w+)", each)
        assert state
        if state[1] != "NEW":
            assert f"Việc {state[1]}<" in each


def test_done_ones_leave_after_thirty_days_or_as_many_as_asked(world: World, give: Give) -> None:
    row = give()
    do(world, "task_accept", "thu", row)
    do(world, "task_report", "thu", row, text="xong", document="1")
    do(world, "task_confirm", "lan", row)
    rows = selectors.tasks(world.actor("lan"), world.today)

    def done(days_ago: int) -> tuple[int, int]:
        found = boards.board(rows, day=world.today, since=world.today + timedelta(days=days_ago))
        return found.columns[-1].count, found.done_before

    assert (done(0), done(1)) == ((1, 0), (0, 1))
    html = page(sign_in(world, "lan"), BOARD, done_days="0")
    assert "từ 02/03/2026" in html


def test_the_filter_of_the_list_narrows_the_board(world: World, give: Give) -> None:
    one_of_each(world, give)
    give("SXD", "hai", title="Của Sở Xây dựng")
    client = sign_in(world, "lan")
    said = columns(page(client, BOARD, org=str(world.orgs["SXD"])))
    assert {state for state, (count, _href) in said.items() if count} == {"NEW"}
    assert f"org={world.orgs['SXD']}" in said["NEW"][1]
    only = columns(page(client, BOARD, standing=["PAUSED", "DONE"]))
    assert set(only) == {"PAUSED", "DONE"}
    assert set(columns(page(client, BOARD, open="true"))) == {
        "NEW", "REFUSED", "ACCEPTED", "IN_PROGRESS", "REPORTED", "RETURNED", "PAUSED",
    }  # fmt: skip
    # A chip takes its filter away and stays on the board.
    html = page(client, BOARD, org=str(world.orgs["SXD"]), done_days="90")
    assert 'href="?done_days=90"' in unescape(html)


def test_a_long_column_is_cut_and_leads_to_the_list(world: World, give: Give) -> None:
    for place in range(3):
        give(title=f"Việc {place}", due_on=DUE + timedelta(days=place))
    rows = selectors.tasks(world.actor("lan"), world.today)
    [column] = boards.board(rows, day=world.today, since=world.today, states=["NEW"], each=2).columns
    assert ([row.title for row in column.rows], column.count, column.more) == (["Việc 0", "Việc 1"], 3, 1)


def test_what_is_due_about_now_stands_before_what_was_left_lying(
    world: World, give: Give, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = world.today + timedelta(days=400)
    for title, days in (("bỏ quên", -390), ("sắp hạn", 3), ("còn xa", 200), ("vừa quá hạn", -2)):
        give(title=title, due_on=later + timedelta(days=days))
    rows = selectors.tasks(world.actor("lan"), later)
    [column] = boards.board(rows, day=later, since=later, states=["NEW"]).columns
    assert [row.title for row in column.rows] == ["vừa quá hạn", "sắp hạn", "còn xa", "bỏ quên"]
    client = sign_in(world, "lan")
    monkeypatch.setattr(boards.board, "__kwdefaults__", {"states": (), "each": 2})
    html = page(client, BOARD)
    count, href = columns(html)["NEW"]
    assert f"xem tất cả ({count})" in html
    assert listed(client, href) == count == 4


def test_a_card_offers_the_moves_that_this_person_may_make_and_leads_back(world: World, give: Give) -> None:
    row = give()
    thu = page(sign_in(world, "thu"), BOARD)
    assert f"/tasks/{row.pk}/act/accept/?next=%2Ftasks%2Fboard%2F" in thu
    assert f"/tasks/{row.pk}/act/refuse/" in thu
    assert f"/tasks/{row.pk}/act/withdraw/" not in thu
    lan = page(sign_in(world, "lan"), BOARD)
    assert f"/tasks/{row.pk}/act/accept/" not in lan
    assert f"/tasks/{row.pk}/act/withdraw/" in lan
    # A past day is for reading.
    assert "/act/" not in page(sign_in(world, "thu"), BOARD, as_of="2026-03-02").split("<main")[0]
    client = sign_in(world, "thu")
    done = client.post(f"/tasks/{row.pk}/act/accept/", {"next": "/tasks/board/"})
    assert (done.status_code, done["Location"]) == (302, "/tasks/board/")
    assert columns(page(client, BOARD))["ACCEPTED"][0] == 1


def test_the_reporter_is_offered_no_confirming_and_open_parts_hold_it_up(world: World, give: Give) -> None:
    """What the board asks of many tasks at once is what the policies say of one."""
    whole = give(coordinating=(world.orgs["SXD"],))
    do(world, "task_accept", "thu", whole)
    assert f"/tasks/{whole.pk}/report/" in page(sign_in(world, "thu"), BOARD)
    part = give("SXD", "hai", parent_id=whole.pk)
    assert f"/tasks/{whole.pk}/report/" not in page(sign_in(world, "thu"), BOARD)
    do(world, "task_withdraw", "lan", part, reason="gộp")
    own = give("VPDP", "lan", who="hanh")
    do(world, "task_accept", "lan", own)
    do(world, "task_report", "hanh", own, text="xong", document="1")
    assert f"/tasks/{own.pk}/confirm/" not in page(sign_in(world, "hanh"), BOARD)


def test_a_phone_shows_one_column_by_tabs(world: World, give: Give) -> None:
    one_of_each(world, give)
    client = sign_in(world, "lan")

    def current(**query: str) -> list[str]:
        return re.findall(r'kanban-column is-current[^>]*aria-labelledby="column-(\w+)"', page(client, BOARD, **query))

    assert current() == ["NEW"]
    assert current(column="PAUSED") == ["PAUSED"]
    assert current(column="WITHDRAWN") == ["NEW"]


def test_a_past_day_shows_what_stood_then_and_offers_nothing(world: World, give: Give) -> None:
    row = give(given_on=date(2026, 2, 1))
    do(world, "task_accept", "thu", row)
    html = page(sign_in(world, "thu"), BOARD, as_of="2026-02-10")
    assert columns(html)["NEW"][0] == 1
    assert "/act/" not in html


@pytest.mark.parametrize("url", [BOARD, CALENDAR])
def test_more_tasks_cost_no_more_queries(world: World, give: Give, url: str) -> None:
    client = sign_in(world, "lan")

    def cost() -> int:
        page(client, url)
        with CaptureQueriesContext(connection) as queries:
            page(client, url)
        return len(queries)

    one_of_each(world, give)
    before = cost()
    assert before < 30
    for place in range(12):
        give(title=f"Việc {place}", due_on=DUE - timedelta(days=place), coordinating=(world.orgs["SXD"],))
    assert cost() == before


# ---------------------------------------------------------------------------------------------- the calendar


def test_a_month_is_whole_weeks_with_the_days_that_are_not_worked(world: World) -> None:
    """April 2026 begins on a Wednesday; its 30th is a public holiday."""
    assert boards.window("month", date(2026, 4, 15)) == (date(2026, 3, 30), date(2026, 5, 3))
    assert boards.window("week", date(2026, 4, 15)) == (date(2026, 4, 13), date(2026, 4, 19))
    assert boards.window("month", date(2026, 2, 1)) == (date(2026, 1, 26), date(2026, 3, 1))
    rows = selectors.tasks(world.actor("lan"), world.today)
    found = boards.calendar(rows, world.today, show="month", anchor=date(2026, 4, 15), today=world.today)
    days = {day.on: day for day in found.days}
    assert [len(week) for week in found.weeks] == [7] * 5
    assert not days[date(2026, 4, 30)].works
    assert days[date(2026, 4, 30)].off
    assert not days[date(2026, 4, 18)].works
    assert days[date(2026, 4, 15)].works
    assert [day.on for day in found.days if not day.inside] == [
        date(2026, 3, 30), date(2026, 3, 31), date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 3),
    ]  # fmt: skip
    assert (found.before, found.after) == (date(2026, 3, 1), date(2026, 5, 1))


def test_a_year_without_a_work_calendar_says_so(world: World) -> None:
    client = sign_in(world, "lan")
    assert "Chưa có lịch nghỉ lễ" in page(client, CALENDAR, day="2090-01-05")
    assert "Chưa có lịch nghỉ lễ" not in page(client, CALENDAR, day="2026-03-05")


def test_tasks_stand_on_their_day_and_each_day_opens_its_list(world: World, give: Give) -> None:
    give(title="Hạn cuối tháng")
    give(title="Cùng ngày ấy")
    give(title="Báo cáo hằng tháng", kind="STANDING", every="month", due_on=None, no_due_reason="thường xuyên")
    give(title="Không hạn", due_on=None, no_due_reason="cả nhiệm kỳ")
    give(title="Sang tháng", due_on=date(2026, 5, 20))
    client = sign_in(world, "lan")
    html = page(client, CALENDAR)
    assert "Tháng 3 năm 2026" in html
    [last] = [each for each in html.split('<li class="calendar-day') if "31/03/2026" in each]
    for title in ("Hạn cuối tháng", "Cùng ngày ấy", "Báo cáo hằng tháng"):
        assert title in last
    assert "báo cáo tiến độ" in last
    assert "Không hạn" not in html
    assert "Sang tháng" not in html
    counted = re.search(r'class="calendar-count" href="([^"]+)">(\d+) việc', last)
    assert counted
    assert listed(client, unescape(counted[1])) == int(counted[2]) == 3
    assert "Sang tháng" in page(client, CALENDAR, day="20/05/2026", show="week")


def test_overdue_is_marked_and_what_is_late_from_before_is_counted(world: World, give: Give) -> None:
    late = give(given_on=date(2026, 2, 2), due_on=date(2026, 2, 10))
    give(given_on=date(2026, 2, 2), due_on=date(2026, 3, 2), title="Hôm nay")
    client = sign_in(world, "lan")
    html = page(client, CALENDAR, show="week")
    found = re.search(r'<p>1 việc quá hạn từ trước kỳ này\.</p>\s*<p><a href="([^"]+)"', html)
    assert found
    assert listed(client, unescape(found[1])) == 1
    month = page(client, CALENDAR, day="2026-02-10")
    [day] = [each for each in month.split('<li class="calendar-day') if "10/02/2026" in each]
    assert "1 quá hạn" in day
    assert f"/tasks/{late.pk}/" in day
    assert html.count("is-today") == 1


def test_only_the_first_of_a_busy_day_are_named(world: World, give: Give) -> None:
    for place in range(6):
        give(title=f"Việc {place}")
    html = page(sign_in(world, "lan"), CALENDAR)
    assert "Còn 2 việc nữa" in html
    assert "việc nữa" not in page(sign_in(world, "lan"), CALENDAR, show="week", day="2026-03-31").split("<main")[1]


def test_the_shapes_of_the_list_keep_its_filter(world: World, give: Give) -> None:
    give()
    html = unescape(page(sign_in(world, "lan"), "/tasks/", kind="KEY", sort="due", size="25"))
    assert 'href="/tasks/board/?kind=KEY"' in html
    assert 'href="/tasks/calendar/?kind=KEY"' in html
    html = unescape(page(sign_in(world, "lan"), CALENDAR, kind="KEY", show="week"))
    assert 'href="/tasks/board/?kind=KEY"' in html
    assert "export=xlsx" in html
