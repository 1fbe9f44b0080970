"""The criterion page: thresholds in words, counts, and who is not there yet and why."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.insight.builder import another_round, html, more_communes, sheets, table
from tests.support.world import World

SignIn = Callable[[str], Client]


def address(world: World, round_id: int, number: str) -> str:
    return reverse("board:criterion", args=[round_id, world.criteria[number]])


def listed(page: str) -> list[str]:
    body = page.split('id="list"')[1]
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', body)


def counts(page: str) -> list[int]:
    body = page.split('id="counts"')[1].split("</table>")[0]
    return [int(n) for n in re.findall(r'#list">(\d+)</a>', body)]


def test_rounds_and_criteria_outside_are_not_found(world: World, signed_in: SignIn) -> None:
    assert signed_in("quantri").get(address(world, world.open_round, "2")).status_code == 404
    other = reverse("board:criterion", args=[world.open_round, 999_999])
    assert signed_in("hanh").get(other).status_code == 404


def test_a_neighbour_is_counted_only_when_frozen_and_tells_no_figure(world: World, signed_in: SignIn) -> None:
    client = signed_in("tuan")
    page = html(client.get(address(world, world.open_round, "3")))
    assert sum(counts(page)) == 1
    page = html(client.get(address(world, world.frozen_round, "3")))
    assert sum(counts(page)) == 3
    assert listed(page) == ["Xã Đông Sơn", "Xã Hạ Sơn"]
    assert "6,25" not in page
    assert "ngoài phạm vi của bạn" in page
    answer = client.get(address(world, world.frozen_round, "3"), {"export": "xlsx"})
    everything = " ".join(str(cell.value) for row in sheets(answer)["Xã"].iter_rows() for cell in row)
    assert "6,25" not in everything


def test_counts_list_and_reasons_by_hand(world: World, signed_in: SignIn) -> None:
    """Criterion 3, frozen: Thượng Sơn meets it, Hạ Sơn has 6,25 > 5, Đông Sơn never entered 3.2."""
    page = html(signed_in("hanh").get(address(world, world.frozen_round, "3")))
    assert counts(page) == [1, 1, 1, 0, 0]
    assert listed(page) == ["Xã Đông Sơn", "Xã Hạ Sơn"]
    assert "6,25" in page
    assert "Chỉ tiêu 3.2: Chưa đạt" in page
    assert "chưa nhập số liệu" in page
    assert "Sở Nông nghiệp và Môi trường" in page
    assert "≥ 50 triệu đồng/người" in page


def test_every_count_opens_so_many_rows(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    for round_id in (world.open_round, world.frozen_round):
        for number in ("1", "2", "3"):
            url = address(world, round_id, number)
            for mark, count in zip("MNEUA", counts(html(client.get(url))), strict=True):
                assert len(listed(html(client.get(url, {"mark": mark})))) == count


def test_the_list_narrows_by_name_and_says_what_it_cannot_read(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    url = address(world, world.frozen_round, "3")
    assert listed(html(client.get(url, {"q": "ha son"}))) == ["Xã Hạ Sơn"]
    page = html(client.get(url, {"mark": "Z"}))
    assert 'class="error-summary"' in page
    assert listed(page) == []


def test_the_export_holds_the_rows_of_the_list(world: World, signed_in: SignIn) -> None:
    answer = signed_in("hanh").get(address(world, world.frozen_round, "3"), {"export": "xlsx", "mark": "N"})
    rows = table(sheets(answer)["Xã"], "Mã")
    assert [row[:4] for row in rows] == [["98002", "Xã Hạ Sơn", "chưa đạt", "1/2"]]
    assert "6,25" in str(rows[0][4])


def test_the_page_costs_the_same_for_5_and_for_50_communes(world: World, signed_in: SignIn) -> None:
    more_communes(world, ["Năm", "Bốn"])
    small = another_round(world, date(2026, 2, 1))
    more_communes(world, [f"Xã thử {n}" for n in range(45)])
    large = another_round(world, date(2026, 2, 2))
    client = signed_in("hanh")
    html(client.get(address(world, small, "3")))
    found = []
    for round_id, communes in ((small, 5), (large, 50)):
        with CaptureQueriesContext(connection) as caught:
            page = html(client.get(address(world, round_id, "3")))
        assert len(listed(page)) == communes
        found.append(len(caught))
    assert found[0] == found[1]
    assert found[0] == 26
