"""The province board: whose rows, whether every number equals the rows behind it, filters, time, exports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.insight.builder import (
    another_round,
    figure_links,
    html,
    more_communes,
    sheets,
    table,
    wall_cells,
    wall_names,
)
from tests.support.world import World

SignIn = Callable[[str], Client]


def board(client: Client, **query: object) -> str:
    return html(client.get(f"{reverse('board:board')}?{urlencode(query)}"))


# ------------------------------------------------------------------------------------------------- refusals


def test_signed_out_leads_to_the_sign_in_page(db: None) -> None:
    answer = Client().get(reverse("board:board"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_a_commune_officer_sees_nothing_of_a_neighbour_in_an_open_round(
    world: World, signed_in: SignIn
) -> None:
    page = board(signed_in("vy"), round=world.open_round)
    assert wall_names(page) == ["Xã Hạ Sơn"]
    assert "Thượng Sơn" not in page


def test_a_commune_officer_sees_all_verdicts_once_they_are_frozen(world: World, signed_in: SignIn) -> None:
    page = board(signed_in("vy"), round=world.frozen_round)
    assert wall_names(page) == ["Xã Đông Sơn", "Xã Hạ Sơn", "Xã Thượng Sơn"]


def test_a_round_outside_the_scope_is_not_found(world: World, signed_in: SignIn) -> None:
    """The administrator reads no content at all, a number of nobody's round is the same answer."""
    assert signed_in("quantri").get(reverse("board:board"), {"round": world.open_round}).status_code == 404
    assert signed_in("hanh").get(reverse("board:board"), {"round": 999_999}).status_code == 404


def test_the_exports_of_a_commune_officer_hold_what_the_page_shows(world: World, signed_in: SignIn) -> None:
    answer = signed_in("vy").get(reverse("board:board"), {"round": world.open_round, "export": "xlsx"})
    rows = table(sheets(answer)["Bức tường"], "Mã")
    assert [row[1] for row in rows if row[0]] == ["Xã Hạ Sơn"]
    answer = signed_in("vy").get(reverse("reports:summary"), {"round": world.open_round, "export": "xlsx"})
    rows = table(sheets(answer)["Theo xã"], "Mã")
    assert [row[1] for row in rows if row[0]] == ["Xã Hạ Sơn"]


@pytest.mark.parametrize(
    "query",
    [
        {"state": "GONE"},
        {"show": "all"},
        {"mark": "Z"},
        {"criterion": "2"},
        {"as_of": "31/13/2026"},
        {"group": "2"},
        {"sort": "code"},
        {"colour": "red"},
    ],
)
def test_what_the_url_cannot_mean_is_said_and_no_row_is_shown(
    world: World, signed_in: SignIn, query: dict[str, str]
) -> None:
    page = board(signed_in("hanh"), round=world.open_round, **query)
    assert 'class="error-summary"' in page
    assert wall_names(page) == []


# ------------------------------------------------------------------------------------------------- numbers


@pytest.mark.parametrize("who", ["hanh", "thu", "tuan", "phong"])
@pytest.mark.parametrize("which", ["open_round", "frozen_round"])
def test_every_number_of_the_board_opens_so_many_rows(
    world: World, signed_in: SignIn, who: str, which: str
) -> None:
    client = signed_in(who)
    links = figure_links(board(client, round=getattr(world, which)))
    assert len(links) == 12
    for label, (number, href) in links.items():
        opened = html(client.get(reverse("board:board") + href))
        assert len(wall_names(opened)) == number, label


def test_the_numbers_are_those_worked_out_by_hand(world: World, signed_in: SignIn) -> None:
    """Thượng Sơn still enters (2 of 5), Hạ Sơn handed in 3 of 5, Đông Sơn 2 of which one was returned."""
    page = board(signed_in("hanh"), round=world.open_round)
    numbers = {label: number for label, (number, _href) in figure_links(page).items()}
    assert numbers == {
        "Xã trong phạm vi": 3,
        "Đã được công nhận": 0,
        "Đạt tất cả tiêu chí": 0,
        "Đã đăng ký về đích": 0,
        "Đã nhập đủ": 0,
        "Chờ thẩm định": 2,
        "Bị trả lại": 1,
        "Xã chưa gửi phiếu": 1,
        "Xã chưa nhập đủ": 3,
        "Chờ Văn phòng tổng hợp": 0,
        "Có tiêu chí chưa thể kết luận": 1,
        "Chỉ còn một tiêu chí": 0,
    }
    assert "7/15 chỉ tiêu đã nhập" in page


def test_the_frozen_wall_by_hand(world: World, signed_in: SignIn) -> None:
    """Thượng Sơn: 85,5 ≥ 80, 45/60 = 75 ≥ 60, 51,2 ≥ 50, 3 ≤ 5, quy hoạch concluded: all three criteria."""
    page = board(signed_in("hanh"), round=world.frozen_round)
    assert wall_cells(page, "Xã Thượng Sơn") == ["met", "met", "met"]
    # 79 < 80; 1.049,5 ≥ 50 yet 6,25 > 5.
    assert wall_cells(page, "Xã Hạ Sơn") == ["met", "not-met", "not-met"]
    # Concluded "Không đạt"; 100 and 100; 3.2 was never entered.
    assert wall_cells(page, "Xã Đông Sơn") == ["not-met", "met", "not-entered"]
    footer = page.split("<tfoot>")[1].split("</tfoot>")[0]
    assert "2 xã đạt tiêu chí 1" in footer
    assert "1 xã chưa đạt tiêu chí 1" in footer
    assert "1 xã đạt tiêu chí 3" in footer


def test_the_counts_in_the_footer_open_the_communes_they_count(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    assert wall_names(board(client, round=world.frozen_round, criterion="2", mark="M")) == [
        "Xã Đông Sơn",
        "Xã Thượng Sơn",
    ]
    assert wall_names(board(client, round=world.frozen_round, criterion="2", mark="N")) == ["Xã Hạ Sơn"]


def test_what_changed_since_the_previous_round_is_marked(world: World, signed_in: SignIn) -> None:
    """Hạ Sơn had 79 of criterion 2 and now 82,5, but 2.2 is not entered: no change. Đông Sơn met 2.2 and
    now has 59,9."""
    page = board(signed_in("hanh"), round=world.open_round)
    row = next(each for each in page.split("<tr>") if ">Xã Đông Sơn</a></th>" in each)
    assert "wd-worse" in row
    row = next(each for each in page.split("<tr>") if ">Xã Thượng Sơn</a></th>" in each)
    assert "wd-" not in row


# -------------------------------------------------------------------------------------------------
# filters, time


@pytest.mark.parametrize("typed", ["hạ", "ha", "HA SON", "98002"])
def test_communes_are_found_with_marks_and_without(world: World, signed_in: SignIn, typed: str) -> None:
    assert wall_names(board(signed_in("hanh"), round=world.open_round, q=typed)) == ["Xã Hạ Sơn"]


def test_state_order_and_class_narrow_the_wall(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    assert wall_names(board(client, round=world.open_round, state="OPEN")) == ["Xã Thượng Sơn"]
    assert wall_names(board(client, round=world.frozen_round, sort="-met"))[0] == "Xã Thượng Sơn"
    assert len(wall_names(board(client, round=world.frozen_round, group="region7:BTB"))) == 3
    assert wall_names(board(client, round=world.frozen_round, group="region7:TN")) == []
    assert wall_names(board(client, round=world.frozen_round, parent=world.units["tinh"])) != []
    assert wall_names(board(client, round=world.frozen_round, parent=world.units["ha"])) == ["Xã Hạ Sơn"]


def test_a_unit_that_is_no_xa_is_on_no_wall(world: World, signed_in: SignIn) -> None:
    assert "Sơn Trung" not in board(signed_in("hanh"))


def test_as_of_shows_the_newest_round_whose_territory_day_is_not_after_it(
    world: World, signed_in: SignIn
) -> None:
    client = signed_in("hanh")
    assert "Rà soát 6 tháng đầu năm 2026" in board(client).split("<main")[1]
    assert f'value="{world.frozen_round}" selected' in board(client, as_of="31/12/2025")
    assert f'value="{world.open_round}" selected' in board(client, as_of="2026-01-01")
    assert "Chưa có đợt rà soát nào" in board(client, as_of="01/12/2024")


def test_without_a_round_the_board_says_so(world: World, signed_in: SignIn) -> None:
    assert "Chưa có đợt rà soát nào" in board(signed_in("quantri"))


# ------------------------------------------------------------------------------------------------- exports


def test_the_exported_wall_is_the_wall_shown(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    answer = client.get(
        reverse("board:board"), {"round": world.frozen_round, "criterion": "2", "mark": "M", "export": "xlsx"}
    )
    sheet = sheets(answer)["Bức tường"]
    rows = [row for row in table(sheet, "Mã") if row[0]]
    assert [row[1] for row in rows] == ["Xã Đông Sơn", "Xã Thượng Sơn"]
    assert rows[1][3:] == ["đạt", "đạt", "đạt", 3, 3, "có"]
    head = "\n".join(str(row[0].value) for row in sheet.iter_rows(max_row=10))
    assert "2 trên 3 xã của đợt" in head
    assert "Tiêu chí 2: đạt" in head
    assert "SHA-256" in head


def test_text_that_looks_like_a_formula_stays_text(world: World, signed_in: SignIn) -> None:
    """Fault 26."""
    more_communes(world, ["=1+1", "+Bình", "-An", "@Phú"])
    round_id = another_round(world, date(2026, 2, 1))
    answer = signed_in("hanh").get(reverse("reports:summary"), {"round": round_id, "export": "xlsx"})
    names = [
        cell for row in sheets(answer)["Theo xã"].iter_rows() for cell in row if "1+1" in str(cell.value)
    ]
    assert [(cell.value, cell.data_type) for cell in names] == [("Xã =1+1", "s")]
    answer = signed_in("hanh").get(reverse("board:board"), {"round": round_id, "q": "=1+1", "export": "xlsx"})
    everything = [cell for row in sheets(answer)["Bức tường"].iter_rows() for cell in row]
    assert not [cell.value for cell in everything if cell.data_type == "f"]


# ------------------------------------------------------------------------------------------------- cost


def test_the_board_costs_the_same_for_5_and_for_50_communes(world: World, signed_in: SignIn) -> None:
    more_communes(world, ["Năm", "Bốn"])
    small = another_round(world, date(2026, 2, 1), title="Năm xã")
    more_communes(world, [f"Xã thử {n}" for n in range(45)])
    large = another_round(world, date(2026, 2, 2), title="Năm mươi xã")
    client = signed_in("hanh")
    board(client, round=small, sort="name")
    counts = []
    for round_id, communes in ((small, 5), (large, 50)):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            page = board(client, round=round_id)
        assert len(wall_names(page)) == communes
        counts.append(len(caught))
    assert counts[0] == counts[1]
    assert counts[0] == 19
