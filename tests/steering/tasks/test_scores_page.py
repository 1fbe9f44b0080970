"""The page of the scorecard: who opens it, each number a link to exactly its rows, the rule beside it, the workbook.

Serves S4-14 (head's scorecard), S0-30 (causes of delay), S4-19 (time of each step); fault 10.
"""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.steering.tasks.models import Task
from tests.steering.tasks.lists import rows_behind
from tests.steering.tasks.quarter import Told, quarter_told
from tests.steering.tasks.test_scores import LATER
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarter(world: World) -> dict[str, Task]:
    return quarter_told(world, Told(world))


@pytest.fixture(autouse=True)
def three_weeks_later(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    later = world.now + timedelta(days=(LATER - world.today).days)
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: later)


def get(world: World, who: str, **query: Any) -> Any:
    return sign_in(world, who).get(reverse("tasks:scores"), {"period": "2026-Q1", **query})


def page(world: World, who: str, **query: Any) -> str:
    answer = get(world, who, **query)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("who", ["thu", "tuan", "vy", "quang", "quantri"])
def test_who_heads_nothing_is_refused_with_the_reason(world: World, who: str) -> None:
    answer = get(world, who)
    assert answer.status_code == 403
    assert "thủ trưởng cơ quan xem được bảng điểm" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"period": "2026-Q5"}, "Không đọc được kỳ"),
        ({"period": "2027"}, "chưa bắt đầu"),
        ({"sort": "x"}, "không có trong danh sách"),
        ({"export": "pdf"}, "không có trong danh sách"),
        ({"body": "một"}, "không phải là một số"),
    ],
)
def test_what_cannot_be_shown_is_told(world: World, query: dict[str, str], words: str) -> None:
    answer = get(world, "lan", **query)
    assert answer.status_code == 422 and words in answer.content.decode()


def test_a_head_opens_no_other_body(world: World, quarter: dict[str, Task]) -> None:
    assert get(world, "minh", body=world.orgs["SXD"]).status_code == 404
    assert get(world, "lan", body=999_999).status_code == 404
    text = page(world, "minh")
    assert "Sở Xây dựng" not in text and "Lê Văn Minh" in text


@pytest.mark.parametrize("who", ["lan", "minh"])
@pytest.mark.parametrize("more", [{}, {"outside": "true"}])
def test_every_link_opens_as_many_rows_as_it_says(
    world: World, quarter: dict[str, Task], who: str, more: dict[str, str]
) -> None:
    found = re.findall(r'<a href="([^"]*figure=[^"]*)">([0-9.]+)</a>', page(world, who, **more))
    assert len(found) > 15
    actor = actor_for(world.accounts[who], LATER)
    for href, number in found:
        assert len(rows_behind(actor, unescape(href))) == int(number), href


def test_the_rule_and_its_source_stand_beside_the_figures(world: World, quarter: dict[str, Task]) -> None:
    text = page(world, "lan")
    assert "Hoàn thành muộn, đang quá hạn, hoặc báo cáo muộn chờ xác nhận." in text
    assert "im ắng: không ai động tới trong số ngày làm việc 10" in text and "không nêu con số" in text
    one = page(world, "lan", body=world.orgs["SNN"])
    assert "trên 7 việc trong kỳ" in one and "Lê Văn Minh" in one


def test_the_period_may_be_any_and_runs_on(world: World, quarter: dict[str, Task]) -> None:
    for period, label in (("2026-03", "Tháng 3 năm 2026"), ("2026-H1", "6 tháng đầu năm 2026"),
                          ("2025-9M", "9 tháng đầu năm 2025"), ("2026", "Năm 2026")):  # fmt: skip
        assert label in page(world, "lan", period=period)
    assert "Kỳ chưa kết thúc" in page(world, "lan", period="2026")
    assert "Kỳ chưa kết thúc" not in page(world, "lan")
    assert 'period=2026-Q2"' in page(world, "lan") and 'period=2026-Q3"' not in page(world, "lan", period="2026-Q2")


def test_the_workbook_says_what_the_page_says(world: World, quarter: dict[str, Task]) -> None:
    answer = get(world, "lan", export="xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert book.sheet_names == ["Bảng điểm", "Nguyên nhân", "Các bước", "Cách tính"]
    rows = book.get_sheet_by_name("Bảng điểm").to_python()
    heads = next(row for row in rows if "Đang quá hạn" in row)
    row = next(row for row in rows if str(row[0]).startswith("Sở Nông nghiệp"))
    told = dict(zip(heads, row, strict=True))
    assert (told["Việc trong kỳ"], told["Hoàn thành"], told["Muộn"], told["Đang quá hạn"]) == (7, 3, 3, 1)
    assert told["Tỷ lệ đúng hạn"] == 0.25 and told["Bị trả lại"] == 1 and told["Im ắng"] == 2
    rules = book.get_sheet_by_name("Cách tính").to_python()
    assert any("Báo cáo được xác nhận" in str(row[1]) for row in rules)


def test_sorted_by_a_column(world: World, quarter: dict[str, Task]) -> None:
    names = re.findall(r'<th scope="row"><a href="[^"]*">([^<]+)</a>', page(world, "lan", sort="in_hand"))
    assert names[0].startswith("Sở Nông nghiệp")


def test_the_page_takes_a_fixed_number_of_queries(world: World, quarter: dict[str, Task]) -> None:
    client = sign_in(world, "lan")

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("tasks:scores"), {"period": "2026-Q1"}).status_code == 200
        return len(seen)

    asked()
    before, tell = asked(), Told(world)
    for org, person in (("UB-THUONG", "tuan"), ("UB-HA", "vy"), ("UB-DONG", "binh")):
        row = tell.give(world.today, None, org, person)
        tell("task_accept", person, row, world.today)
    assert asked() == before <= 40
