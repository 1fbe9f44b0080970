"""My work: only mine, by role; every number equals the list behind it; most urgent first."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dieuphoi.core.kernel.actor import anonymous_actor
from dieuphoi.core.kernel.workkind import WorkKind
from dieuphoi.insight.desk import selectors, views
from dieuphoi.insight.desk.selectors import WorkItem, my_work
from dieuphoi.insight.desk.views import address
from dieuphoi.programme.assessments.services import verification
from tests.insight.builder import another_round, html, more_communes, wall_names
from tests.support.world import World

SignIn = Callable[[str], Client]


def work(world: World, who: str, on: date | None = None) -> list[WorkItem]:
    return my_work(world.actor(who), on or world.today)


def kinds(world: World, who: str) -> list[str]:
    return [item.kind for item in work(world, who)]


def test_signed_out_leads_to_the_sign_in_page_and_has_no_work(world: World) -> None:
    assert Client().get(reverse("desk:home")).status_code == 302
    assert my_work(anonymous_actor(world.today), world.today) == []


@pytest.mark.parametrize("who", ["quantri", "phong", "quang"])
def test_who_only_reads_has_no_work(world: World, signed_in: SignIn, who: str) -> None:
    assert work(world, who) == []
    # The administrator of a system that still lacks something is led to "Bắt đầu" first; ?work=1 is the way past it.
    assert "Hôm nay không có việc nào chờ bạn" in html(signed_in(who).get(reverse("desk:home"), {"work": "1"}))


def test_a_neighbours_work_is_not_mine(world: World) -> None:
    """Vy has handed in and nothing came back; Bình has one indicator returned; Tuấn still enters."""
    assert work(world, "vy") == []
    assert [(item.kind, item.count) for item in work(world, "binh")] == [("returned", 1)]
    assert [(item.kind, item.count) for item in work(world, "tuan")] == [("finish", 3)]


def test_a_department_has_the_indicators_it_owns(world: World) -> None:
    """Thu (3.x): 3.1 of Hạ Sơn. Hải (1.1, 2.x): 1.1 and 2.1 of Hạ Sơn, 2.2 of Đông Sơn."""
    found = {item.route[2]["indicator"]: item.count for item in work(world, "thu")}
    assert found == {"3.1": 1}
    found = {item.route[2]["indicator"]: item.count for item in work(world, "hai")}
    assert list(found.items()) == [("1.1", 1), ("2.1", 1), ("2.2", 1)]


def test_the_office_urges_consolidates_freezes_and_opens(world: World) -> None:
    assert kinds(world, "lan") == ["paper", "urge"]
    another_round(world, date(2026, 2, 1), title="Đợt chuẩn bị", opened=False)
    assert "draft" in kinds(world, "lan")
    for who, sheet, code in (("thu", "ha", "3.1"), ("hai", "ha", "2.1")):
        _accept(world, who, sheet, code)
    verification.results_verify(
        actor=world.actor("hai"),
        result_ids=[world.result(world.open_sheets["ha"], "1.1")],
        decision="conclude",
        verdict="MET",
        document="1/SXD",
        now=world.now,
    )
    ready = next(item for item in work(world, "lan") if item.kind == "consolidate")
    assert ready.count == 1
    assert not [item for item in work(world, "hanh") if item.kind == "freeze"]


def _accept(world: World, who: str, sheet: str, code: str) -> None:
    outcome = verification.results_verify(
        actor=world.actor(who), result_ids=[world.result(world.open_sheets[sheet], code)], decision="accept",
        now=world.now,
    )  # fmt: skip
    assert not outcome.refused


def test_a_round_whose_sheets_are_all_consolidated_waits_for_the_head_alone(world: World) -> None:
    from dieuphoi.core.history.context import act
    from dieuphoi.core.kernel.actor import system_actor
    from dieuphoi.programme.assessments.models import Sheet

    with act(system_actor(world.today), "test.consolidate"):
        for step in ("SUBMITTED", "CONSOLIDATED"):
            Sheet.objects.filter(round_id=world.open_round).exclude(state=step).exclude(
                state="VERIFYING" if step == "SUBMITTED" else ""
            ).update(state=step)
    # The frozen round of last year has no signed paper beside it yet.
    assert [(item.kind, item.count) for item in work(world, "hanh")] == [("paper", 1), ("freeze", 3)]
    assert "freeze" not in kinds(world, "lan")


def test_most_urgent_first_and_overdue_in_days(world: World, signed_in: SignIn) -> None:
    another_round(world, date(2026, 2, 1), title="Đợt sau")
    items = work(world, "tuan")
    assert [item.due.on for item in items] == sorted(item.due.on for item in items)
    late = work(world, "tuan", world.today + timedelta(days=7))[0]
    assert late.due.days == -2
    assert late.due.is_overdue
    assert not late.due.is_near


def test_nearly_due_is_said_in_days_and_in_working_days(world: World, signed_in: SignIn) -> None:
    """The sheets are due on Saturday 7 March: on Monday 2 March four working days are left, on Tuesday three."""
    monday = work(world, "tuan")[0].due
    assert (monday.days, monday.working_days, monday.is_near) == (5, 4, False)
    tuesday = work(world, "tuan", date(2026, 3, 3))[0].due
    assert (tuesday.days, tuesday.working_days, tuesday.is_near) == (4, 3, True)
    friday = work(world, "tuan", date(2026, 3, 6))[0].due
    assert (friday.days, friday.working_days, friday.is_near) == (1, 0, True)


def test_the_page_says_the_working_days_where_they_are_fewer(
    world: World, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "today", lambda now: date(2026, 3, 3))
    page = html(signed_in("tuan").get(reverse("desk:home")))
    assert "còn 4 ngày" in page
    assert "3 ngày làm việc" in page
    assert "1 việc sắp đến hạn" in page
    monkeypatch.setattr(views, "today", lambda now: date(2026, 3, 2))
    page = html(signed_in("tuan").get(reverse("desk:home")))
    assert "ngày làm việc" not in page
    assert "sắp đến hạn" not in page


@pytest.mark.parametrize("who", ["hanh", "lan", "thu", "hai"])
def test_every_number_equals_the_list_behind_it(world: World, signed_in: SignIn, who: str) -> None:
    client = signed_in(who)
    items = work(world, who)
    assert items
    for item in items:
        href = address(item.rows or item.route)
        page = html(client.get(href))
        if href.startswith(reverse("board:board")):
            assert len(wall_names(page)) == item.count, href
        elif item.route[0] in ("assessments:queue", "assessments:sheets"):
            body = page.split("<tbody>")[1].split("</tbody>")[0]
            assert len(re.findall(r"<tr[ >]", body)) == item.count, href


def test_the_page_shows_every_piece_of_work_with_its_due_date(world: World, signed_in: SignIn) -> None:
    page = html(signed_in("tuan").get(reverse("desk:home")))
    assert "Nhập và gửi phiếu: Xã Thượng Sơn" in page
    assert "đã nhập 2/5 chỉ tiêu" in page
    assert "hạn 07/03/2026" in page
    assert "còn 5 ngày" in page


def test_my_work_costs_the_same_for_5_and_for_50_communes(world: World) -> None:
    more_communes(world, ["Năm", "Bốn"])
    another_round(world, date(2026, 2, 1))
    actor = world.actor("lan")
    with CaptureQueriesContext(connection) as small:
        my_work(actor, world.today)
    more_communes(world, [f"Xã thử {n}" for n in range(45)])
    another_round(world, date(2026, 2, 2))
    with CaptureQueriesContext(connection) as large:
        my_work(actor, world.today)
    assert len(small) == len(large) == 20


def lots(kind: WorkKind, n: int, first: int = 1) -> list[WorkItem]:
    route = ("desk:home", (), {})
    return [WorkItem(kind, f"{kind.key} {place}", "", 1, None, route) for place in range(first, first + n)]


def test_of_each_kind_the_first_five_are_told_then_one_line() -> None:
    urge, draft = selectors.URGE, selectors.DRAFT
    found = selectors.shortened([*lots(urge, 3), *lots(draft, 6), *lots(urge, 5, 4)])
    told = [each.title if isinstance(each, WorkItem) else (each.what.key, each.hidden, each.count) for each in found]
    assert told == [
        "urge 1", "urge 2", "urge 3",
        "draft 1", "draft 2", "draft 3", "draft 4", "draft 5", "draft 6",  # one line more costs no more than hiding it
        "urge 4", "urge 5", ("urge", 3, 8),
    ]  # fmt: skip


def test_the_line_of_the_rest_opens_as_many_lines_as_it_says(
    world: World, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [*lots(selectors.URGE, 8), *lots(selectors.FREEZE, 2)]
    monkeypatch.setattr(selectors, "my_work", lambda actor, day: many)
    client = signed_in("lan")
    page = unescape(html(client.get(reverse("desk:home"))))
    assert page.count('class="desk-item') == 7
    assert "10 việc" in page
    [(href, hidden, count)] = re.findall(
        r'<li class="desk-rest">.*?href="([^"]+)">Còn (\d+) dòng nữa: Xã chưa gửi phiếu</a>.*?tất cả \((\d+)\)', page
    )
    assert (hidden, count) == ("3", "8")
    rest = html(client.get(href))
    assert rest.count('class="desk-item') == 8
    assert "desk-rest" not in rest
    assert "Không còn việc nào loại này" in html(client.get(reverse("desk:home"), {"work": "1", "kind": "khác"}))


def test_every_kind_of_work_has_a_sign_that_can_be_drawn_words_and_a_key_of_its_own() -> None:
    from dieuphoi.config import work
    from dieuphoi.core.ui.icons import icon
    from dieuphoi.steering.directives import desk

    known = {
        id(each): each
        for module in (selectors, work, desk)
        for each in vars(module).values()
        if isinstance(each, WorkKind)
    }
    assert len(known) == 27
    assert len({each.key for each in known.values()}) == 27
    for each in known.values():
        assert icon(each.mark) and str(each.unit) and str(each.name), each.key
