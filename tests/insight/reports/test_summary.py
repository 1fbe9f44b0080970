"""The summary of a round: by commune, criterion, group; what moved; as a page, a workbook and a letter."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse

from dieuphoi.core.kernel.period import Period, parse_period
from dieuphoi.core.letters.services import template_add
from dieuphoi.core.letters.tables import Cell, Head, PaperHead, PaperTable, workbook
from dieuphoi.insight.reports import selectors
from dieuphoi.insight.reports.selectors import Narrow
from dieuphoi.insight.reports.selectors.rows import round_before
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.recognition.services import NewRecognition, recognition_record
from tests.core.letters.test_templates import word
from tests.insight.builder import another_round, more_communes, sheets, table
from tests.support.world import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
SUMMARY, COMMUNES, MOVES = "reports:summary", "reports:communes", "reports:moves"


def word_text(client: Client, url: str, **params: Any) -> str:
    answer = client.get(url, {**params, "export": "docx"})
    assert answer.status_code == 200, answer.content.decode()[:400]
    document = docx.Document(BytesIO(answer.content))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [" | ".join(cell.text for cell in row.cells) for each in document.tables for row in each.rows]
    return "\n".join(lines)


def names_on(page: str) -> list[str]:
    """The communes of the table of the page, in its order."""
    found = re.search(r'<table class="table paper" id="communes">.*?</table>', page, re.S)
    return (
        []
        if found is None
        else [unescape(each) for each in re.findall(r'/board/communes/\d+/\?round=\d+">([^<]*)</a>', found[0])]
    )


def read_as(world: World, who: str, round_id: int) -> selectors.Reading:
    actor = world.actor(who)
    round_ = assessments.round_by_id(actor, round_id)
    return selectors.reading(actor, round_, against=round_before(actor, round_, None))


# ------------------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize("name", [SUMMARY, COMMUNES, MOVES, "reports:sector"])
def test_a_round_outside_is_not_there(world: World, signed_in: SignIn, name: str) -> None:
    url = reverse(name)
    assert signed_in("quantri").get(url, {"round": world.open_round}).status_code == 404
    assert signed_in("hanh").get(url, {"round": 999999}).status_code == 404
    assert signed_in("hanh").get(url, {"round": world.open_round, "against": 999999}).status_code == 404


@pytest.mark.parametrize(
    "params",
    [{"export": "pdfx"}, {"round": "x"}, {"period": "2025-Q5"}, {"from": "01/01/2026"}, {"khong": "1"},
     {"from": "01/08/2026", "until": "01/01/2026"}, {"as_of": "32/01/2026"}],
)  # fmt: skip
def test_a_faulty_address_shows_nothing_and_says_why(world: World, signed_in: SignIn, params: dict[str, str]) -> None:
    answer = signed_in("hanh").get(reverse(SUMMARY), params)
    assert answer.status_code == 400
    assert "Theo tiêu chí" not in answer.content.decode()


def test_who_sees_one_commune_gets_that_one_and_is_told_of_how_many(world: World, signed_in: SignIn) -> None:
    """n of N: of a running round a commune sees itself; of a frozen one the verdicts of all."""
    client = signed_in("tuan")
    page = client.get(reverse(COMMUNES), {"round": world.open_round}).content.decode()
    assert names_on(page) == ["Xã Thượng Sơn"]
    assert "1 trên 3 xã của đợt" in page
    book = sheets(client.get(reverse(SUMMARY), {"round": world.open_round, "export": "xlsx"}))
    assert [row[1] for row in table(book["Theo xã"], "Mã")] == ["Xã Thượng Sơn"]
    text = word_text(client, reverse(SUMMARY), round=world.open_round)
    assert "Thượng Sơn" in text
    assert "Hạ Sơn" not in text
    frozen = client.get(reverse(COMMUNES), {"round": world.frozen_round}).content.decode()
    assert names_on(frozen) == ["Xã Đông Sơn", "Xã Hạ Sơn", "Xã Thượng Sơn"]


# -------------------------------------------------------------------------------------------- golden figures


def test_the_workbook_of_the_frozen_round_by_hand(world: World, signed_in: SignIn) -> None:
    book = sheets(signed_in("hanh").get(reverse(SUMMARY), {"round": world.frozen_round, "export": "xlsx"}))
    assert list(book) == ["Theo xã", "Theo tiêu chí", "Theo nhóm", "Theo phân loại", "Thay đổi", "Không so sánh được"]
    assert [row[3:10] for row in table(book["Theo xã"], "Mã") if row[0]] == [
        ["chưa đạt", "đạt", "chưa nhập", 1, 3, "không", "không"],
        ["đạt", "chưa đạt", "chưa đạt", 1, 3, "không", "không"],
        ["đạt", "đạt", "đạt", 3, 3, "có", "không"],
    ]
    criteria = table(book["Theo tiêu chí"], "Số")
    assert [row[2:7] for row in criteria] == [[2, 1, 0, 0, 0], [2, 1, 0, 0, 0], [1, 1, 1, 0, 0]]
    assert [round(float(str(row[7])), 4) for row in criteria] == [0.6667, 0.6667, 0.3333]
    assert [row[8] for row in criteria] == [2, 2, 1], "equal counts share a rank (fault 19; S2-24)"
    assert [[row[0], row[1]] for row in table(book["Theo nhóm"], "Nhóm")] == [
        ["3 tiêu chí", 1], ["1 tiêu chí", 2], ["Cộng", 3],
    ]  # fmt: skip
    assert [row[:3] for row in table(book["Theo phân loại"], "Phân loại")] == [["Vùng: Bắc Trung Bộ", 3, 1]]
    heads = [cell.value for sheet in book.values() for cell in sheet["A"][:8]]
    assert any("SHA-256" in str(each) for each in heads)


def test_the_letter_of_the_frozen_round_by_hand(world: World, signed_in: SignIn) -> None:
    text = word_text(signed_in("hanh"), reverse(SUMMARY), round=world.frozen_round)
    assert "1 | 98003 | Xã Đông Sơn | C | Đ | – | 1/3" in text
    assert "3 | 98001 | Xã Thượng Sơn | Đ | Đ | Đ | 3/3" in text
    assert "2 | Giao thông | 2 | 1 | 0 | 0 | 0 | 66,7%" in text
    assert "3 tiêu chí | 1 | 33,3% | " in text
    assert "SHA-256" in text
    assert "01/2025/QĐ-UBND ngày 10/01/2025" in text
    assert "Số liệu của 3 trên 3 xã của đợt: 1 xã đạt tất cả tiêu chí, 0 xã đã được công nhận" in text
    assert "Không có đợt trước để so sánh." in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "VĂN PHÒNG ĐIỀU PHỐI TỈNH" in text
    assert "Sơn Hà (giả định), ngày 02 tháng 3 năm 2026" in text


def test_a_running_round_says_that_it_is_not_final(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    assert "SỐ LIỆU CHƯA CHỐT" in word_text(client, reverse(SUMMARY), round=world.open_round)
    assert "Số liệu chưa chốt" in client.get(reverse(SUMMARY), {"round": world.open_round}).content.decode()


def test_what_moved_since_the_round_before_by_hand(world: World, signed_in: SignIn) -> None:
    """Đông Sơn fell below 60 % of its village roads: criterion 2 is lost. What is not entered yet is not lost."""
    client = signed_in("hanh")
    book = sheets(client.get(reverse(MOVES), {"round": world.open_round, "export": "xlsx"}))
    moved = [row[:7] for row in table(book["Thay đổi"], "Mã") if row[0] == "98003"]
    assert moved == [["98003", "Xã Đông Sơn", 1, 0, -1, None, "2. Giao thông"]]
    assert len([row for row in table(book["Thay đổi"], "Mã") if str(row[0]).isdigit()]) == 1
    page = client.get(reverse(MOVES), {"round": world.open_round}).content.decode()
    assert "1 trên 3 xã so sánh được có thay đổi" in page
    behind = client.get(reverse(COMMUNES), {"round": world.open_round, "criterion": "2", "move": "lost"})
    assert names_on(behind.content.decode()) == ["Xã Đông Sơn"]


def test_a_commune_of_one_round_only_is_listed_as_not_comparable(world: World, signed_in: SignIn) -> None:
    more_communes(world, ["Mới Sơn"], since=date(2026, 1, 15))
    round_id = another_round(world, date(2026, 2, 1))
    page = signed_in("hanh").get(reverse(MOVES), {"round": round_id, "against": world.frozen_round}).content.decode()
    assert "Xã Mới Sơn" in page
    assert "không có trong đợt so sánh" in page
    rows = read_as(world, "hanh", round_id)
    assert [row.wall.name for row in rows.narrowed(Narrow(move="new"))] == ["Xã Mới Sơn"]


def test_every_count_of_the_summary_is_the_rows_behind_it(world: World, signed_in: SignIn) -> None:
    """Fault 10, 12: the number on the page, the rows its link opens and the rows of the export are one set."""
    client = signed_in("hanh")
    for round_id in (world.frozen_round, world.open_round):
        page = client.get(reverse(SUMMARY), {"round": round_id}).content.decode()
        links = re.findall(r'<td class="num"><a href="(/reports/communes/[^"]*)">([^<]*)</a>', page)
        assert len(links) > 15
        for href, number in {(unescape(href), number) for href, number in links}:
            behind = names_on(client.get(href).content.decode())
            assert len(behind) == int(number), href
            book = sheets(client.get(f"{href}&export=xlsx"))
            assert [row[1] for row in table(book["Theo xã"], "Mã") if row[1]] == behind


def test_names_with_signs_survive_in_word_and_leave_as_text(world: World, signed_in: SignIn) -> None:
    """Faults 26 and 28."""
    names = ['A&B <C> "D"', "=1+1", "+2", "-3", "@x"]
    more_communes(world, names)
    round_id = another_round(world, date(2026, 2, 1), title="Đợt <thử> & chốt")
    client = signed_in("hanh")
    text = word_text(client, reverse(SUMMARY), round=round_id)
    assert "Đợt <thử> & chốt" in text
    book = sheets(client.get(reverse(SUMMARY), {"round": round_id, "export": "xlsx"}))
    cells = {cell.value: cell.data_type for row in book["Theo xã"].iter_rows() for cell in row if cell.column == 2}
    for name in names:
        assert f"Xã {name}" in text
        assert cells[f"Xã {name}"] == "s"
    made = workbook(
        PaperHead("=a", ("@b",)),
        [PaperTable("t", "t", ((Head("=x"),),), ((Cell("=1+1"),), (Cell("-2"),)), (10,))],
    )
    from openpyxl import load_workbook

    assert {
        cell.data_type for row in load_workbook(BytesIO(made)).active.iter_rows() for cell in row if cell.value
    } == {"s"}


def test_a_long_table_leaves_whole() -> None:
    """Fault 12: above 30,000 rows, too."""
    from openpyxl import load_workbook

    rows = tuple((Cell(f"Xã {n}"), Cell(n)) for n in range(30_500))
    made = workbook(PaperHead("Dài", ()), [PaperTable("t", "Bảng", ((Head("Xã"), Head("Số")),), rows, (20, 10))])
    sheet = load_workbook(BytesIO(made), read_only=True).worksheets[0]
    assert sum(1 for row in sheet.iter_rows(values_only=True) if str(row[0]).startswith("Xã ")) == 30_500


def test_the_office_replaces_the_template_of_the_summary(world: World, signed_in: SignIn) -> None:
    template_add(
        actor=world.actor("lan"), kind="tong-hop-dot", place_id=world.units["tinh"],
        data=word("Mẫu riêng của {{ tinh }}: {{ so_xa }} trên {{ tren_so_xa }} xã"), name="riêng.docx",
        valid_from=world.today, reason="theo thể thức của tỉnh", now=world.now,
    )  # fmt: skip
    text = word_text(signed_in("minh"), reverse(SUMMARY), round=world.frozen_round)
    assert text == "Mẫu riêng của Tỉnh Sơn Hà (giả định): 3 trên 3 xã"


def test_recognised_communes_count_on_the_day_of_the_figures(world: World, signed_in: SignIn) -> None:
    recognition_record(
        actor=world.actor("lan"),
        new=NewRecognition(world.units["ha"], "commune_basic", 2025, "9/QĐ-UBND", date(2026, 1, 20)),
        now=world.now,
    )
    client = signed_in("hanh")
    behind = {"recognised": "yes"}
    assert names_on(client.get(reverse(COMMUNES), {"round": world.frozen_round, **behind}).content.decode()) == []
    assert names_on(client.get(reverse(COMMUNES), {"round": world.open_round, **behind}).content.decode()) == [
        "Xã Hạ Sơn"
    ]


# -------------------------------------------------------------------------------------------------- periods


@pytest.mark.parametrize(
    ("period", "found", "says"),
    [
        ("2025", "frozen", "đợt đã chốt mới nhất"), ("2025-Q4", "frozen", "đợt đã chốt mới nhất"),
        ("2021..2025", "frozen", "đợt đã chốt mới nhất"), ("2026-H1", "open", "đợt đang chạy"),
        ("2026-Q1", "open", "đợt đang chạy"), ("2026-9M", "open", "đợt đang chạy"),
        ("2026-01-01..2026-08-01", "open", "đợt đang chạy"), ("2019", None, "không có đợt"),
    ],
)  # fmt: skip
def test_a_period_chooses_its_round(world: World, period: str, found: str | None, says: str) -> None:
    """S3-57: quarter, 6 and 9 months, year, stage, any pair of days (S2-46: 7 months)."""
    chosen = selectors.choose(
        world.actor("hanh"), round_id=None, province=None, period=parse_period(period), day=world.today
    )
    expected = {"frozen": world.frozen_round, "open": world.open_round, None: None}[found]
    assert (chosen.round.pk if chosen.round else None) == expected
    assert says in chosen.why


def test_as_of_an_earlier_day_only_what_was_frozen_then_answers(world: World) -> None:
    actor = world.actor("hanh")
    year = Period.of_year(2025)
    frozen_on = world.today - timedelta(days=90)
    assert selectors.choose(actor, round_id=None, province=None, period=year, day=frozen_on).round is not None
    assert (
        selectors.choose(actor, round_id=None, province=None, period=year, day=frozen_on - timedelta(days=1)).round
        is None
    )


def test_seven_months_are_typed_as_two_days(world: World, signed_in: SignIn) -> None:
    page = signed_in("hanh").get(reverse(SUMMARY), {"from": "01/01/2026", "until": "31/07/2026"}).content.decode()
    assert "Rà soát 6 tháng đầu năm 2026" in page
    assert "đợt đang chạy, số liệu đến ngày 02/03/2026, chưa chốt" in page
