"""``dieuphoi criteria``: exit codes, all faults at once, the workbook out and back, the JSON shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import xlsxwriter
from click.testing import CliRunner, Result

from dieuphoi.config.commands.criteria import criteria

HEAD = "unit,indicator,value,numerator,denominator,part,year,standard,applicable\n"


def run(*args: str) -> Result:
    return CliRunner().invoke(criteria, list(args))


def csv_file(tmp_path: Path, *lines: str, head: str = HEAD) -> Path:
    path = tmp_path / "facts.csv"
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def judged(tmp_path: Path, *lines: str, set_id: str = "ntm-xa-2016-2020", args: tuple[str, ...] = ()) -> Any:
    path = csv_file(tmp_path, *lines)
    result = run("judge", "--set", set_id, "--facts", str(path), "--json", *args)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def indicator(unit: Any, code: str) -> Any:
    return next(item for item in unit["indicators"] if item["code"] == code)


# --- refusals and faults first --------------------


def test_an_unknown_set_is_wrong_use(tmp_path: Path) -> None:
    result = run("judge", "--set", "ntm-1999", "--facts", str(csv_file(tmp_path)))
    assert result.exit_code == 2
    assert "Không có bộ tiêu chí “ntm-1999”" in result.stderr
    assert "ntm-xa-2016-2020" in result.stderr
    assert run("show", "ntm-1999").exit_code == 2


def test_an_incomplete_set_refuses_and_names_what_is_missing(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Xã A,3.1,Đạt")
    result = run("judge", "--set", "ntm-xa-2026-2030", "--facts", str(path), "--json")
    assert result.exit_code == 3
    assert "6/47" in result.stderr
    refused = json.loads(result.stdout)["refused"]
    assert refused["code"] == "set_incomplete"
    assert "mới có 6/47 chỉ tiêu" in refused["lacks"]
    assert "6 chỉ tiêu chưa có mã" in refused["lacks"]


def test_all_faults_are_listed_at_once_and_nothing_is_judged(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        "Xã A,@region,Nơi nào",  # 2 no such region
        "Xã A,99.9,Đạt",  # 3 no such row
        "Xã A,15.1,một",  # 4 no number
        "Xã A,15.3,,1200,1000",  # 5 more than all
        "Xã A,4.2,150",  # 6 above 100 %
        "Xã A,17.1,98,,,nước bẩn",  # 7 no such part
        ",17.1,60,,,nước sạch",  # 8 no unit
        "Xã A,1.1,5",  # 9 a number where a word is wanted
        "Xã A,14.2,80,,,,20",  # 10 no year
        "Xã A,14.3,80,,,,,,không",  # 11 applies to every commune
        "Xã A,16,70",  # 12 right
        "Xã A,16,71",  # 13 twice
        "Xã A,15.1,97,5,,,,,,,",  # 14 unquoted decimal comma
        "Xã A,17.2,,5",  # 15 no denominator
        "Xã A,@flag,xyz",  # 16 no such flag
        "Xã A,17.6,Có",  # 17 a word where a number is wanted
        "Xã A,17.7,-1",  # 18 below zero
        "Xã A,@màu,đỏ",  # 19 no such classification
    )
    result = run("judge", "--set", "ntm-xa-2016-2020", "--facts", str(path), "--json")
    assert result.exit_code == 4
    errors = json.loads(result.stdout)["errors"]
    assert [error["row"] for error in errors] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19]
    assert all(error["message"] for error in errors)
    by_row = {error["row"]: error["column"] for error in errors}
    assert by_row[4] == "value"
    assert by_row[5] == "numerator"
    assert by_row[7] == "part"
    assert by_row[8] == "unit"
    assert by_row[10] == "year"
    assert "17 lỗi" in result.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"unit,value\nA,1\n", "indicator"),
        (b"unit,indicator,value,value\nA,16,1,2\n", "lặp"),
        (b"", "trống"),
        (HEAD.encode(), "không có dòng"),
        ("unit,indicator,value\nXã,16,70\n".encode("utf-16"), "UTF-8"),
        (b"PK\x03\x04\x00\x00\x00", "CSV"),
    ],
)
def test_a_file_that_is_no_table_is_told_so(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "facts.csv"
    path.write_bytes(content)
    result = run("judge", "--set", "ntm-xa-2016-2020", "--facts", str(path))
    assert result.exit_code == 4
    assert told in result.stderr


def test_a_broken_workbook_and_a_missing_file_are_input_errors(tmp_path: Path) -> None:
    broken = tmp_path / "facts.xlsx"
    broken.write_bytes(b"this is no workbook")
    assert run("judge", "--set", "ntm-xa-2016-2020", "--facts", str(broken)).exit_code == 4
    assert run("judge", "--set", "ntm-xa-2016-2020", "--facts", str(tmp_path / "no.csv")).exit_code == 4


def test_a_code_that_lost_its_zero_in_a_number_cell_is_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "facts.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["unit", "indicator", "value"])
    sheet.write_row(1, 0, ["Xã A", 17.1, 95])
    book.close()
    result = run("judge", "--set", "ntm-xa-2021-2025", "--facts", str(path))
    assert result.exit_code == 4
    assert "17.10" in result.stderr


def test_a_percent_cell_is_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "facts.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["unit", "indicator", "value"])
    sheet.write_row(1, 0, ["Xã A", "15.1"])
    sheet.write_number(1, 2, 0.975, book.add_format({"num_format": "0.0%"}))
    book.close()
    result = run("judge", "--set", "ntm-xa-2016-2020", "--facts", str(path), "--json")
    assert result.exit_code == 0
    assert "định dạng phần trăm" in json.loads(result.stdout)["warnings"][0]


# --- judging --------------------


def test_the_shape_of_the_answer(tmp_path: Path) -> None:
    found = judged(tmp_path, "Xã A,@region,Bắc Trung Bộ", 'Xã A,15.1,"85,0"', args=("--as-of", "2019-06-30"))
    assert set(found) == {"set", "as_of", "year", "trial", "warnings", "units", "verdicts"}
    assert len(found["verdicts"]) == sum(len(unit["indicators"]) for unit in found["units"])
    assert all(
        {"unit", "indicator", "verdict", "basis", "reason", "sentence"} <= set(each) for each in found["verdicts"]
    )
    assert (found["set"], found["as_of"], found["trial"]) == ("ntm-xa-2016-2020", "2019-06-30", False)
    unit = found["units"][0]
    assert unit["unit"] == "Xã A"
    assert unit["classification"] == {"region": "BTB", "group": None, "flags": []}
    assert len(unit["indicators"]) == 49
    assert len(unit["criteria"]) == 19
    assert (unit["met"], unit["total"], unit["qualifies"]) == (0, 19, False)
    one = indicator(unit, "15.1")
    assert (one["criterion"], one["verdict"], one["basis"], one["reason"]) == (15, "MET", "COMPUTED", None)
    assert "85% ≥ 85%" in one["sentence"]
    steps = {step["step"]: step for step in one["trace"]}
    assert steps["column"]["column"] == "BTB"
    assert (steps["compare"]["value"], steps["compare"]["threshold"]) == ("85", "85")
    assert indicator(unit, "2.1")["reason"] == "no_value"


def test_a_word_in_the_file_is_a_conclusion_given_with_it(tmp_path: Path) -> None:
    unit = judged(tmp_path, "Xã A,1.1,Đạt", "Xã A,1.2,Không đạt", "Xã A,9.1,Không", "Xã B,9.1,Có")["units"][0]
    one = indicator(unit, "1.1")
    assert (one["verdict"], one["basis"]) == ("MET", "CONCLUDED")
    assert "theo kết luận ghi trong tệp" in one["sentence"]
    assert indicator(unit, "1.2")["verdict"] == "NOT_MET"
    assert (indicator(unit, "9.1")["verdict"], indicator(unit, "9.1")["basis"]) == ("MET", "CONCLUDED")


def test_units_are_judged_apart(tmp_path: Path) -> None:
    units = judged(tmp_path, "Xã A,@region,TN", "Xã B,@region,DNB", "Xã A,14.2,70", "Xã B,14.2,70")["units"]
    assert [unit["unit"] for unit in units] == ["Xã A", "Xã B"]
    assert [indicator(unit, "14.2")["verdict"] for unit in units] == ["MET", "NOT_MET"]


def test_a_remembered_row_only_in_a_trial(tmp_path: Path) -> None:
    lines = ("Xã A,@region,BTB", "Xã A,4.2,98")
    assert indicator(judged(tmp_path, *lines)["units"][0], "4.2")["reason"] == "not_confirmed"
    found = judged(tmp_path, *lines, args=("--trial",))
    assert found["trial"] is True
    assert indicator(found["units"][0], "4.2")["basis"] == "TRIAL"
    assert found["units"][0]["met"] == 0


def test_numbers_are_read_the_vietnamese_way(tmp_path: Path) -> None:
    found = judged(tmp_path, "A,@region,BTB", "A,16,,1.234,2.468", "A,15.1,85.5", "A,10,1.234")
    unit = found["units"][0]
    assert indicator(unit, "16")["trace"][-2]["numerator"] == "1234"
    assert indicator(unit, "15.1")["trace"][-2]["value"] == "85.5"
    assert indicator(unit, "10")["trace"][-2]["value"] == "1234"
    assert len(found["warnings"]) == 1
    assert "85,5" in found["warnings"][0]


def test_flags_and_days(tmp_path: Path) -> None:
    lines = (
        "Xã A,@region,Đồng bằng sông Hồng",
        "Xã A,@flag,xã khu vực II; biên giới",
        "Xã A,5,2,,,số trường",
        "Xã A,5,100,,,csvc_toi_thieu",
        "Xã A,5,,1,2,csvc_muc_1",
    )
    before = judged(tmp_path, *lines, set_id="ntm-xa-2021-2025", args=("--as-of", "2024-02-29"))["units"][0]
    after = judged(tmp_path, *lines, set_id="ntm-xa-2021-2025", args=("--as-of", "2024-03-01"))["units"][0]
    assert before["classification"]["flags"] == ["bien_gioi", "khu_vuc_2"]
    assert (indicator(before, "5")["verdict"], indicator(after, "5")["verdict"]) == ("NOT_MET", "MET")


def test_not_applicable_in_the_file(tmp_path: Path) -> None:
    unit = judged(tmp_path, "Xã A,13.4,,,,,,,không", set_id="ntm-xa-2021-2025")["units"][0]
    assert indicator(unit, "13.4")["verdict"] == "NOT_APPLICABLE"


def test_semicolons_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("\ufeffunit;indicator;value\nXã A;@region;BTB\nXã A;15.1;84,9\n", encoding="utf-8")
    result = run("judge", "--set", "ntm-xa-2016-2020", "--facts", str(path), "--json")
    assert result.exit_code == 0, result.output
    assert indicator(json.loads(result.stdout)["units"][0], "15.1")["verdict"] == "NOT_MET"


def test_a_set_of_ones_own_by_file(tmp_path: Path) -> None:
    own = Path(__file__).parent / "golden" / "sets" / "bo-minh-hoa.yaml"
    lines = ("A,@group,nhóm 2", "A,1.1,3,,,,,chuan-2022-2025,", "A,1.2,70")
    unit = judged(tmp_path, *lines, set_id=str(own), args=("--as-of", "2026-06-30"))["units"][0]
    assert unit["classification"]["group"] == "nhom_2"
    assert (unit["met"], unit["total"]) == (1, 3)


def test_for_people_a_table_in_words(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Xã A,@region,BTB", "Xã A,1.1,Đạt", "Xã A,1.2,Đạt", "Xã A,4.2,99")
    result = run("judge", "--set", "ntm-xa-2016-2020", "--facts", str(path), "--as-of", "2019-06-30")
    assert result.exit_code == 0
    assert "Xã A: đạt 1/19 tiêu chí" in result.output
    assert "tính đến 30/06/2019" in result.output
    assert "chưa được đối chiếu" in result.output


# --- the workbook --------------------


@pytest.mark.parametrize("set_id", ["ntm-xa-2016-2020", "ntm-xa-2021-2025"])
def test_the_workbook_comes_back(tmp_path: Path, set_id: str) -> None:
    path = tmp_path / "bang.xlsx"
    assert run("template", set_id, "--out", str(path), "--unit", "Xã A").exit_code == 0
    untouched = run("judge", "--set", set_id, "--facts", str(path))
    assert untouched.exit_code == 4  # nothing was typed

    book = python_calamine.CalamineWorkbook.from_path(str(path))
    rows = book.get_sheet_by_name("Số liệu").to_python()
    codes = [row[1] for row in rows[1:]]
    assert all(isinstance(code, str) for code in codes)
    filled = tmp_path / "filled.xlsx"
    out = xlsxwriter.Workbook(str(filled))
    sheet = out.add_worksheet("Số liệu")
    for at, row in enumerate(rows):
        cells = list(row)
        if at and cells[1] == "15.1":
            cells[4] = 91.25
        if at and cells[1] == "1.1":
            cells[4] = "Đạt"
        sheet.write_row(at, 0, cells)
    other = out.add_worksheet("Phân loại")
    for at, row in enumerate(book.get_sheet_by_name("Phân loại").to_python()):
        cells = list(row)
        if at and cells[1] == "@region":
            cells[2] = "BTB"
        other.write_row(at, 0, cells)
    out.close()
    result = run("judge", "--set", set_id, "--facts", str(filled), "--json")
    assert result.exit_code == 0, result.output
    unit = json.loads(result.stdout)["units"][0]
    assert unit["unit"] == "Xã A"
    assert unit["classification"]["region"] == "BTB"
    assert indicator(unit, "15.1")["verdict"] == "MET"
    assert indicator(unit, "1.1")["basis"] == "CONCLUDED"


def test_the_workbook_asks_for_each_figure(tmp_path: Path) -> None:
    path = tmp_path / "bang.xlsx"
    run("template", "ntm-xa-2021-2025", "--out", str(path))
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Số liệu").to_python()[1:]
    parts: dict[str, list[str]] = {}
    for row in rows:
        parts.setdefault(row[1], []).append(row[7])
    assert len(parts) == 57
    assert parts["15.1"] == ["nam", "nữ"]
    assert parts["5"] == ["so_truong", "csvc_toi_thieu", "csvc_muc_1"]
    assert parts["4.2"] == [""]
    two_tier = tmp_path / "hai-tang.xlsx"
    run("template", "ntm-xa-2016-2020", "--out", str(two_tier))
    rows = (
        python_calamine.CalamineWorkbook.from_path(str(two_tier)).get_sheet_by_name("Số liệu").to_python()[1:]
    )
    assert [row[7] for row in rows if row[1] == "17.1"] == ["nước hợp vệ sinh", "nước sạch"]


def test_a_set_without_rows_has_no_workbook(tmp_path: Path) -> None:
    assert run("template", "ntm-xa-kieu-mau-2021-2025", "--out", str(tmp_path / "x.xlsx")).exit_code == 3


# --- list and show --------------------


def test_list_names_every_set() -> None:
    found = json.loads(run("list", "--json").stdout)
    by_id = {item["id"]: item for item in found}
    assert len(found) == 12
    assert by_id["ntm-xa-2026-2030"]["complete"] is False
    assert by_id["ntm-xa-2026-2030"]["counts"] == {"criteria": 10, "indicators": 47}
    assert by_id["ntm-xa-2016-2020"]["loaded"]["indicators"] == 49
    assert by_id["ntm-xa-2016-2020"]["provenance"] == {
        "SOURCED": 23,
        "CONFIRMED": 0,
        "RECALLED": 26,
        "EMPTY": 0,
    }
    assert run("list").exit_code == 0


def test_show_keeps_ids_numbers_and_provenance() -> None:
    found = json.loads(run("show", "ntm-xa-2016-2020", "--json").stdout)
    assert found["id"] == "ntm-xa-2016-2020"
    rows = {row["code"]: row for criterion in found["criteria"] for row in criterion["indicators"]}
    assert len(rows) == 49
    assert rows["15.3"]["thresholds"]["DBSH"] == 13.9
    assert rows["14.3"]["cells"]["DBSH"] == "RECALLED"
    assert rows["14.3"]["needs_check"] == ["DBSH"]
    assert rows["4.2"]["provenance"] == "RECALLED"
    assert rows["17.1"]["thresholds"]["BTB"]["parts"][1]["value"] == 60
    assert run("show", "ntm-xa-2016-2020").exit_code == 0
    assert run("show", "ntm-tinh-2021-2025").exit_code == 0


def test_show_on_a_day() -> None:
    found = json.loads(run("show", "ntm-xa-2021-2025", "--json", "--as-of", "2024-03-01").stdout)
    rows = {row["code"]: row for criterion in found["criteria"] for row in criterion["indicators"]}
    assert rows["15.4"]["kind"] == "pass_fail"
    assert run("show", "ntm-xa-2021-2025", "--as-of", "1/3/2024").exit_code == 2
