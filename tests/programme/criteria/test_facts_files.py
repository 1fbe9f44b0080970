"""Facts files for ``judge``: CSV and XLSX alike, every kind of row, the province's mean, faults by row and column."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner

from dieuphoi.config.commands.criteria import criteria
from dieuphoi.core.kernel.errors import InputErrors
from dieuphoi.programme.criteria.facts import Choice
from dieuphoi.programme.criteria.sets import SetVersion, load_set
from dieuphoi.programme.criteria.template_book import FactsFile, read_facts
from tests.programme.criteria.golden_book import national_or_invented

HEAD = ("unit", "indicator", "value", "numerator", "denominator", "part", "year", "standard", "applicable")
ON = date(2024, 6, 30)
EVERY = national_or_invented("bo-cac-dang")


def write(tmp_path: Path, form: str, rows: list[tuple[Any, ...]], head: tuple[str, ...] = HEAD) -> Path:
    """The same table as a CSV (every cell its text) or an XLSX (numbers stay numbers)."""
    path = tmp_path / f"facts.{form}"
    if form == "csv":
        quoted = ['"' + str(cell).replace('"', '""') + '"' for line in [head, *rows] for cell in line]
        width = [len(line) for line in [head, *rows]]
        lines, at = [], 0
        for count in width:
            lines.append(",".join(quoted[at : at + count]))
            at += count
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Số liệu")
    for at, line in enumerate([head, *rows]):
        for column, cell in enumerate(line):
            if cell != "":
                sheet.write(at, column, cell)
    book.close()
    return path


def read(path: Path, version: SetVersion = EVERY, on: date = ON) -> FactsFile:
    return read_facts(path, version, as_of=on)


def faults(path: Path, version: SetVersion = EVERY, on: date = ON) -> list[tuple[int | None, str, str]]:
    with pytest.raises(InputErrors) as raised:
        read(path, version, on)
    return [(error.row, error.column, error.message) for error in raised.value.errors]


@pytest.fixture(params=["csv", "xlsx"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# --- faults --------------------


def test_faults_are_told_by_row_and_column(tmp_path: Path, form: str) -> None:
    rows = [
        ("Xã A", "9.9", "1"),  # 2 no such row
        ("@tỉnh", "1.1", "40"),  # 3 no such unit
        ("@province", "1.2", "40"),  # 4 not against the province
        ("Xã A", "1.1", "-1"),  # 5 below zero
        ("Xã A", "1.4", "54", "", "", "năm kia"),  # 6 no such part
        ("Xã A", "3.1", "Xuất sắc"),  # 7 no grade of the scale
        ("Xã A", "2.1", "Đạt", "", "", "thể thao"),  # 8 not in the list
        ("Xã A", "4.2", "1", "", "", "", "năm ngoái"),  # 9 no year
        ("Xã A", "2.3", "120"),  # 10 above 100 %
        ("Xã A", "2.3", "", "9", "8"),  # 11 more than all
        ("@province", "@region", "TN"),  # 12 a mean has no region
    ]
    found = faults(write(tmp_path, form, rows))
    assert [(line, column) for line, column, _words in found] == [
        (2, "indicator"), (3, "unit"), (4, "unit"), (5, "value"), (6, "part"), (7, "value"), (8, "part"), (9, "year"),
        (10, "value"), (11, "numerator"), (12, "indicator"),
    ]  # fmt: skip
    assert "@province" in found[1][2]


def test_a_unit_of_measure_that_is_not_the_sets_is_told(tmp_path: Path, form: str) -> None:
    head = ("Đơn vị", "Chỉ tiêu", "Đơn vị tính", "Giá trị")
    path = write(tmp_path, form, [("Xã A", "1.3", "đồng", 60000000)], head)
    assert [(line, column) for line, column, _words in faults(path)] == [(2, "measure")]
    assert read(write(tmp_path, form, [("Xã A", "1.3", "Triệu đồng/người/năm", 60)], head)).units


def test_a_date_in_a_number_cell_is_told(tmp_path: Path) -> None:
    path = tmp_path / "facts.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["unit", "indicator", "value", "year"])
    sheet.write_row(1, 0, ["Xã A", "1.3"])
    sheet.write_datetime(1, 2, date(2024, 5, 12), book.add_format({"num_format": "dd/mm/yyyy"}))
    sheet.write_row(2, 0, ["Xã B", "1.3", 60])
    sheet.write_datetime(2, 3, date(2024, 12, 31), book.add_format({"num_format": "dd/mm/yyyy"}))
    book.close()
    assert [(line, column) for line, column, _words in faults(path)] == [(2, "value"), (3, "year")]


# --- reading --------------------


def test_numbers_of_people_and_numbers_of_cells_are_the_same(tmp_path: Path) -> None:
    typed = read(write(tmp_path, "csv", [("Xã A", "1.3", "1.234,5"), ("Xã B", "1.3", "59,4")]))
    cells = read(write(tmp_path, "xlsx", [("Xã A", "1.3", 1234.5), ("Xã B", "1.3", 59.4)]))
    assert [unit.facts["1.3"][0].value for unit in typed.units] == [unit.facts["1.3"][0].value for unit in cells.units]
    assert str(typed.units[1].facts["1.3"][0].value) == "59.4"


def test_headings_in_another_order_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    text = "\ufeffNăm;Phần;Giá trị;Mã chỉ tiêu;Xã\n2024;năm nay;54;1.4;Xã A\n2024;NĂM TRƯỚC;50;1.4;Xã A\n"
    path.write_text(text, encoding="utf-8")
    facts = read(path).units[0].facts["1.4"]
    assert [(fact.part, str(fact.value), fact.year) for fact in facts] == [
        ("năm nay", "54", 2024), ("năm trước", "50", 2024),
    ]  # fmt: skip


def test_parts_by_their_folded_names(tmp_path: Path, form: str) -> None:
    version = load_set("ntm-xa-2021-2025")
    rows = [("Xã A", "15.1", "95", "", "", "nam"), ("Xã A", "15.1", "96", "", "", "nu")]
    facts = read(write(tmp_path, form, rows), version, date(2023, 6, 30)).units[0].facts["15.1"]
    assert [fact.part for fact in facts] == ["nam", "nữ"]
    rows = [("Xã A", "17.1", "98", "", "", "nuoc_hop_ve_sinh"), ("Xã A", "17.1", "60", "", "", "nuoc_sach")]
    facts = read(write(tmp_path, form, rows), load_set("ntm-xa-2016-2020"), ON).units[0].facts["17.1"]
    assert [fact.part for fact in facts] == ["nước hợp vệ sinh", "nước sạch"]


def test_the_mean_of_the_province_stands_beside_each_figure_and_is_none_itself(tmp_path: Path, form: str) -> None:
    rows = [("Xã A", "1.1", "52"), ("@province", "1.1", "40"), ("Xã B", "1.1", "51"), ("Xã C", "1.3", "60")]
    found = read(write(tmp_path, form, rows))
    assert [unit.unit for unit in found.units] == ["Xã A", "Xã B", "Xã C"]
    for unit in found.units[:2]:
        mean = [fact for fact in unit.facts["1.1"] if fact.part]
        assert [(fact.part, str(fact.value)) for fact in mean] == [("bình quân của tỉnh", "40")]
    assert "1.1" not in found.units[2].facts, "nobody entered anything of Xã C: the province's mean is no figure of it"


def test_words_grades_growth_and_items(tmp_path: Path, form: str) -> None:
    rows = [
        ("Xã A", "3.1", "khá"),
        ("Xã A", "1.4", "-2"),
        ("Xã A", "1.4", "120", "", "", "năm nay"),
        ("Xã A", "2.1", "Đạt", "", "", "văn hóa"),
        ("Xã A", "2.2", "Đạt", "", "", "chuyển đổi số"),
        ("Xã A", "4.1", "Không"),
        ("Xã A", "4.3", "3"),
        ("Xã A", "4.3", "2", "", "", "ngoai_le"),
    ]
    facts = read(write(tmp_path, form, rows)).units[0].facts
    assert facts["3.1"][0].grade == "khá"
    assert str(facts["1.4"][0].value) == "-2"
    assert facts["2.1"][0].conclusion is not None
    assert facts["2.2"][0].part == "chuyển đổi số"
    assert facts["4.1"][0].choice is Choice.ABSENT
    assert facts["4.1"][0].conclusion is not None
    assert facts["4.1"][0].conclusion.verdict.value == "MET"
    assert [fact.part for fact in facts["4.3"]] == ["", "ngoại lệ"]


def test_judge_from_the_shell_takes_the_mean_of_the_province(tmp_path: Path, form: str) -> None:
    rows = [
        ("Xã A", "@region", "BTB"), ("Xã B", "@region", "DBSH"), ("@province", "10", "15", "", "", "", "2012"),
        ("Xã A", "10", "21", "", "", "", "2012"), ("Xã B", "10", "22,49", "", "", "", "2012"),
    ]  # fmt: skip
    path = write(tmp_path, form, rows)
    args = ["judge", "--set", "ntm-xa-2010-2015", "--facts", str(path), "--trial", "--as-of", "2012-12-31", "--json"]
    result = CliRunner().invoke(criteria, args)
    assert result.exit_code == 0, result.output
    units = json.loads(result.stdout)["units"]
    assert [unit["unit"] for unit in units] == ["Xã A", "Xã B"]
    found = [next(one for one in unit["indicators"] if one["code"] == "10") for unit in units]
    assert [(one["verdict"], one["basis"]) for one in found] == [("MET", "TRIAL"), ("NOT_MET", "TRIAL")]
    assert "21/15 = 1,4 lần" in found[0]["sentence"]


def test_the_workbook_that_goes_out_asks_for_every_figure_and_comes_back(tmp_path: Path) -> None:
    import python_calamine

    from dieuphoi.programme.criteria.template_book import write_template

    path = tmp_path / "bang.xlsx"
    write_template(EVERY, path, units=["Xã A"])
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Số liệu").to_python()[1:]
    parts: dict[str, list[str]] = {}
    for line in rows:
        parts.setdefault(line[1], []).append(line[7])
    assert parts["1.1"] == ["", "bình quân của tỉnh"]
    assert parts["1.4"] == ["năm nay", "năm trước"]
    assert parts["2.1"] == ["", "sản xuất", "giáo dục", "văn hóa", "du lịch"]
    assert parts["3.3"] == ["cơ sở", "nhân lực"]
    assert parts["4.1"] == ["năm xét - 1", "năm xét - 2"]
    assert parts["4.3"] == ["", "ngoại lệ"]
