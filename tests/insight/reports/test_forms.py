"""Biểu 05 and 06 as data; the sector view of a department."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dieuphoi.insight.reports import selectors
from dieuphoi.insight.reports.selectors.forms import _row, form_of, form_table, lines_of
from dieuphoi.insight.reports.selectors.rows import ReportRow
from dieuphoi.programme.assessments.selectors import WallRow
from dieuphoi.programme.targets.services import NewTarget, target_register
from tests.insight.builder import another_round, sheets, table
from tests.insight.reports.test_summary import names_on, read_as, word_text
from tests.support.world import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def row(name: str, marks: str, group: str = "", levels: tuple[str, ...] = ()) -> ReportRow:
    met = marks.count("M")
    wall = WallRow(1, hash(name), name, name, "FROZEN", marks, "", met, len(marks), 0, 0, met == len(marks))
    return ReportRow(wall, {"commune_group3": group} if group else {}, frozenset(levels))


class Column:
    """A criterion as the forms read it."""

    def __init__(self, number: int) -> None:
        self.number, self.name, self.pk = str(number), f"Tiêu chí {number}", number


def reading_of(world: World, rows: list[ReportRow], criteria: int) -> selectors.Reading:
    read = read_as(world, "hanh", world.frozen_round)
    return replace(read, rows=rows, columns=[Column(n + 1) for n in range(criteria)])  # type: ignore[misc]


def cells(made: Any) -> dict[str, list[str]]:
    return {line[1].text: [cell.text for cell in line[2:]] for line in made.rows}


def test_form_06_of_ten_criteria_by_hand(world: World) -> None:
    rows = [
        row("a", "M" * 10, "nhom_1", ("commune_basic",)), row("b", "M" * 10, "nhom_1"),
        row("c", "M" * 10, "nhom_2", ("commune_basic", "commune_modern_pilot")), row("d", "M" * 9 + "N", "nhom_2"),
        row("e", "M" * 5 + "N" * 5, "nhom_3"), row("f", "M" * 4 + "E" * 6, "nhom_3"), row("g", "N" * 10),
    ]  # fmt: skip
    made = form_table(world.actor("hanh"), form_of("bieu-06"), reading_of(world, rows, 10))
    found = cells(made)
    now = {label: line[1::3] for label, line in found.items()}
    assert now["Tổng số xã"] == ["2", "2", "2", "1", "7"], "a commune without a group has a column of its own"
    assert now["Số xã đạt 10 tiêu chí"] == ["2", "1", "0", "0", "3"]
    assert now["Đã có quyết định công nhận đạt chuẩn"] == ["1", "1", "0", "0", "2"]
    assert now["Đang hoàn thiện hồ sơ, thủ tục"] == ["1", "0", "0", "0", "1"]
    assert now["Xã nông thôn mới hiện đại"] == ["0", "1", "0", "0", "1"]
    assert now["Số xã đạt 5–9 tiêu chí"] == ["0", "1", "1", "0", "2"]
    assert now["Số xã đạt dưới 5 tiêu chí"] == ["0", "0", "1", "1", "2"]
    for label in ("Số xã ra khỏi diện đặc biệt khó khăn", "Tỉnh hoàn thành nhiệm vụ xây dựng nông thôn mới"):
        assert set(found[label]) == {""}, "no data is no nought"
    assert all(line[0] == line[2] == "" for line in found.values()), "no round of 2024, no plan: gaps, never 0"
    assert [line[0].text for line in made.rows] == ["I", "II", "1", "2", "3", "III", "IV", "V", "VI", "VII"]
    assert any("Mẫu tham khảo" in note for note in made.notes)
    assert any("không phải bằng 0" in note for note in made.notes)


def test_form_05_has_a_row_for_each_criterion_of_any_set(world: World) -> None:
    rows = [row("a", "MN" + "E" * 17, "nhom_1"), row("b", "MM" + "E" * 17, "nhom_2")]
    found = cells(form_table(world.actor("hanh"), form_of("bieu-05"), reading_of(world, rows, 19)))
    assert len(found) == 1 + 19
    assert found["Tiêu chí 1"][1::3] == ["1", "1", "0", "2"]
    assert found["Tiêu chí 2"][1::3] == ["0", "1", "0", "1"]


def test_form_06_of_nineteen_criteria_takes_the_bands_of_nineteen(world: World) -> None:
    read = reading_of(world, [row("a", "M" * 19)], 19)
    bands = [("19 tiêu chí", 19, 19), ("15–18 tiêu chí", 15, 18), ("dưới 5 tiêu chí", 0, 4)]
    labels = [line.label for line in lines_of(form_of("bieu-06"), read, bands)]
    assert "Số xã đạt 19 tiêu chí" in labels
    assert "Số xã đạt 15–18 tiêu chí" in labels
    assert "Số xã đạt dưới 5 tiêu chí" in labels


def test_a_form_that_asks_for_what_nobody_counts_does_not_load() -> None:
    with pytest.raises(ValueError, match="unknown count"):
        _row({"label": "x", "count": {"khac": 1}})
    with pytest.raises(ValueError, match="unknown count"):
        _row({"label": "x", "count": "villages"})


def test_an_unknown_form_is_not_there(world: World, signed_in: SignIn) -> None:
    assert signed_in("hanh").get(reverse("reports:form", args=["bieu-99"])).status_code == 404
    assert (
        signed_in("quantri").get(reverse("reports:form", args=["bieu-05"]), {"round": world.open_round}).status_code
        == 404
    )


def test_the_year_before_comes_from_its_frozen_round_and_cells_open_their_rows(world: World, signed_in: SignIn) -> None:
    """The open round is of 2026, the frozen one of 2025 under the same set."""
    client = signed_in("hanh")
    url = reverse("reports:form", args=["bieu-05"])
    page = client.get(url, {"round": world.open_round}).content.decode()
    assert "Kết quả đến 31/12/2025" in page
    assert "Thực hiện 6 tháng đầu năm 2026" in page
    assert "Kế hoạch cả năm 2026" in page, "plan numbers are of whole years"
    assert "mẫu tham khảo" in page
    links = re.findall(r'<td class="num"><a href="(/reports/communes/[^"]*)">([^<]*)</a>', page)
    assert links
    for href, number in set(links):
        assert len(names_on(client.get(unescape(href)).content.decode())) == int(number), href
    book = sheets(client.get(url, {"round": world.open_round, "export": "xlsx"}))
    lines = {line[1]: line for line in table(book["Biểu 05"], "TT") if line[1]}
    # Columns: three groups and those without one, three moments each, then the sum.
    assert lines["Giao thông"][-3:] == [2, 0, None]
    assert lines["Quy hoạch"][-3:] == [2, 0, None]
    assert [cell.value for row in book["Biểu 05"].iter_rows(max_row=9) for cell in row if cell.value == "Mẫu tham khảo"]


def test_a_form_as_a_letter_says_that_it_is_no_official_one(world: World, signed_in: SignIn) -> None:
    text = word_text(signed_in("hanh"), reverse("reports:form", args=["bieu-06"]), round=world.frozen_round)
    assert "Biểu 06. Kết quả thực hiện Chương trình mục tiêu quốc gia" in text
    assert "Mẫu tham khảo" in text
    assert "Tổng số xã" in text
    assert "GitHub" in text, "where the form was seen"


# --------------------------------------------------------------------------------------------------- sector


def test_a_department_reviews_its_own_indicators_over_all_communes(world: World, signed_in: SignIn) -> None:
    """S2-52. Hải's department owns 1.1, 2.1, 2.2; Thu's owns 3.1 and 3.2."""
    page = signed_in("hai").get(reverse("reports:sector"), {"round": world.frozen_round}).content.decode()
    assert "Chỉ tiêu của Sở Xây dựng" in page
    assert "Tỷ lệ đường thôn được cứng hóa" in page
    assert "Thu nhập bình quân đầu người" not in page
    book = sheets(signed_in("thu").get(reverse("reports:sector"), {"round": world.frozen_round, "export": "xlsx"}))
    lines = table(book["Xã và chỉ tiêu"], "Mã")
    assert [line[:5] for line in lines if line[0]] == [
        ["98003", "Xã Đông Sơn", "đạt", "chưa nhập", 1],
        ["98002", "Xã Hạ Sơn", "đạt", "chưa đạt", 1],
        ["98001", "Xã Thượng Sơn", "đạt", "đạt", 2],
    ]
    assert [line[:7] for line in table(book["Theo chỉ tiêu"], "Mã")] == [
        ["3.1", "Thu nhập bình quân đầu người", 3, 0, 0, 0, 0],
        ["3.2", "Tỷ lệ nghèo đa chiều", 1, 1, 1, 0, 0],
    ]


def test_a_sector_shows_a_commune_only_itself_in_a_running_round(world: World, signed_in: SignIn) -> None:
    params = {"round": world.open_round, "owner": world.orgs["SNN"]}
    page = signed_in("vy").get(reverse("reports:sector"), params).content.decode()
    assert "Xã Hạ Sơn" in page
    assert "Xã Thượng Sơn" not in page


def test_an_owner_without_a_row_is_not_there(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    for owner in (world.orgs["BCD"], 999999, "x"):
        params = {"round": world.open_round, "owner": owner}
        assert client.get(reverse("reports:sector"), params).status_code == 404


def test_a_count_of_the_sector_opens_its_communes(world: World, signed_in: SignIn) -> None:
    params = {"round": world.frozen_round, "owner": world.orgs["SNN"], "indicator": "3.2", "mark": "N"}
    book = sheets(signed_in("hanh").get(reverse("reports:sector"), {**params, "export": "xlsx"}))
    assert [line[1] for line in table(book["Xã và chỉ tiêu"], "Mã") if line[0]] == ["Xã Hạ Sơn"]


# --------------------------------------------------------------------------------------------------- plan numbers


def plan_cells(made: Any) -> dict[str, list[Any]]:
    """``{row: the cells of its plan column, group by group, the sum last}``."""
    return {line[1].text: [line[at] for at in range(4, len(line), 3)] for line in made.rows}


def planned(world: World, **more: Any) -> int:
    values: dict[str, Any] = {
        "year": 2026, "goal": "UNITS", "level": "commune_basic", "wanted": 2, "registered_on": date(2026, 1, 15),
        "document": "5/KH-UBND", **more,
    }  # fmt: skip
    new = NewTarget(unit_id=world.units["tinh"], **values)
    return int(target_register(actor=world.actor("lan"), new=new, now=world.now).pk)


def test_the_plan_column_takes_the_plan_number_of_the_province(world: World) -> None:
    """S2-22, S3-17: the number stands in the sum, opens its record, and is divided by no group."""
    plan = planned(world)
    read = read_as(world, "hanh", world.open_round)
    found = plan_cells(form_table(world.actor("hanh"), form_of("bieu-06"), read))
    *groups, total = found["Đã có quyết định công nhận đạt chuẩn"]
    assert total.value == 2
    assert total.href == reverse("targets:page", args=[plan])
    assert {(each.value, each.note) for each in groups} == {(None, "Kế hoạch không chia theo nhóm xã.")}
    modern = found["Xã nông thôn mới hiện đại"][-1]
    assert (modern.value, modern.note) == (None, "Tỉnh chưa ghi kế hoạch năm 2026 cho mức này.")
    assert found["Tổng số xã"][-1].value is None, "nobody plans how many communes there are"


def test_a_plan_of_a_stage_is_no_plan_of_a_year(world: World) -> None:
    planned(world, first_year=2026, year=2030, wanted=7)
    read = read_as(world, "hanh", world.open_round)
    found = plan_cells(form_table(world.actor("hanh"), form_of("bieu-06"), read))
    total = found["Đã có quyết định công nhận đạt chuẩn"][-1]
    assert total.value is None
    assert "giai đoạn 2026" in total.note
    assert "7 xã" in total.note


def test_form_05_has_no_plan_numbers_and_says_where_they_would_come_from(world: World) -> None:
    planned(world)
    made = form_table(world.actor("hanh"), form_of("bieu-05"), read_as(world, "hanh", world.open_round))
    assert {cell.value for cells in plan_cells(made).values() for cell in cells} == {None}
    assert any("Kế hoạch cả năm 2026: lấy từ kế hoạch số xã đạt của tỉnh" in note for note in made.notes)


def test_a_year_end_that_is_not_frozen_says_which_round_is_awaited(world: World) -> None:
    """Of the year before the frozen round nothing is known; of a year whose round still runs, that round is named."""
    made = form_table(world.actor("hanh"), form_of("bieu-05"), read_as(world, "hanh", world.frozen_round))
    cell = made.rows[0][2]
    assert (cell.value, cell.note) == (None, "Không có đợt đã chốt nào kết thúc trong năm 2024.")
    running = another_round(world, date(2026, 1, 1), title="Đợt 2027", period="2027")
    made = form_table(world.actor("hanh"), form_of("bieu-05"), read_as(world, "hanh", running))
    cell = made.rows[0][2]
    assert cell.value is None
    assert cell.note == "“Rà soát 6 tháng đầu năm 2026” chưa chốt, nên chưa có số đến hết năm 2026."
