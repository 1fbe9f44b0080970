"""What the pure part and its command say can be said in another language – and Vietnamese stays as it was.

The catalogue of these tests puts every text that went through it into ⟦…⟧: whatever Vietnamese stands outside was
written past the translator. (Names, wordings and codes of the data are not words of the program.)
"""

from __future__ import annotations

import csv
import gettext
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from click.testing import CliRunner, Result

from dieuphoi.config import console
from dieuphoi.config.commands.criteria import criteria
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.programme.criteria.engine.judging import judge
from dieuphoi.programme.criteria.facts import Classification
from dieuphoi.programme.criteria.sets import load_set, missing_parts

HEAD = "unit,indicator,value,numerator,denominator,part,year,standard,applicable\n"
_MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
_VIETNAMESE = re.compile(r"[ạảãàáâậầấẩẫăắằặẳẵóòọõỏôộổỗồốơờớợởỡéèẻẹẽêếềệểễúùụủũưựữửừứíìịỉĩýỳỷỵỹđ]", re.IGNORECASE)


class Marking(gettext.NullTranslations):
    """A language in which every text is itself between ⟦ and ⟧."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"


def mark(message: str) -> str:
    return Marking().gettext(message)


def unmarked(text: str) -> str:
    """What of ``text`` did not come from the translator."""
    while True:
        rest = _MARKED.sub("", text)
        if rest == text:
            return rest
        text = rest


@pytest.fixture
def marking(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal speaks the marking language."""
    monkeypatch.setenv("DIEUPHOI_LANGUAGE", "en")
    monkeypatch.setattr(console, "_catalogue", lambda language: Marking())


@pytest.fixture
def fresh_csv_limit() -> Iterator[None]:
    """The limit of a fresh process: readers of the product raise it for the whole process."""
    before = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(before)


def run(*args: str) -> Result:
    return CliRunner().invoke(criteria, list(args))


def facts(tmp_path: Path, *lines: str) -> str:
    path = tmp_path / "facts.csv"
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


# --- the engine --------------------


def test_an_incomplete_set_refuses_in_the_language_asked_for() -> None:
    version = load_set("ntm-xa-2026-2030")
    with pytest.raises(Refused) as refusal:
        judge(version, {}, Classification(), as_of=date(2026, 6, 30))
    error = refusal.value
    assert error.code == "set_incomplete"
    assert error.reason.startswith(
        f"Chưa chấm được theo bộ “{version.name}”: mới có 6/47 chỉ tiêu; tiêu chí chưa có chỉ tiêu nào: "
        "1, 2, 4, 5, 7, 9, 10; 6 chỉ tiêu chưa có mã. Hãy bổ sung bộ tiêu chí theo văn bản rồi chấm lại."
    )
    told = error.words(mark)  # type: ignore[attr-defined]
    assert told.startswith(f"⟦Chưa chấm được theo bộ “{version.name}”: ⟦mới có 6/47 chỉ tiêu⟧; ⟦")
    assert not _VIETNAMESE.search(unmarked(told))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"counts_criteria": None}, "chưa biết bộ có bao nhiêu tiêu chí"),
        ({"counts_criteria": 20}, "mới có 19/20 tiêu chí"),
        ({"counts_indicators": None}, "chưa biết bộ có bao nhiêu chỉ tiêu (mới có 49)"),
        ({"counts_indicators": 50}, "mới có 49/50 chỉ tiêu"),
        ({"evaluable": False}, "văn bản chưa đọc đủ, bộ được đánh dấu là chưa chấm được"),
        ({"kind": "conditions"}, "bộ này gồm các điều kiện, không phải bảng tiêu chí; chưa chấm được ở đây"),
    ],
)
def test_each_missing_part_has_its_words(change: dict[str, Any], told: str) -> None:
    version = replace(load_set("ntm-xa-2016-2020"), **change)
    assert missing_parts(version) == (told,)
    assert missing_parts(version, mark) == (f"⟦{told}⟧",)


def test_the_sentence_of_a_verdict_in_the_json_form_is_vietnamese_unless_asked() -> None:
    verdict = judge(load_set("ntm-xa-2016-2020"), {}, Classification(), as_of=date(2019, 6, 30))
    assert verdict.as_dict()["indicators"][0]["sentence"].startswith("Chỉ tiêu 1.1: Chưa xác định – chưa nhập")
    marked = verdict.as_dict(mark)["indicators"][0]
    assert marked["sentence"].startswith("⟦Chỉ tiêu⟧ 1.1: ⟦Chưa xác định⟧ – ⟦chưa nhập")
    assert (marked["verdict"], marked["reason"]) == ("UNDETERMINED", "no_value")


# --- the command --------------------


def test_wrong_use_is_told_in_the_language_of_the_terminal(marking: None, tmp_path: Path) -> None:
    for args, code in (
        (("show", "ntm-1999"), 2),
        (("show", "ntm-xa-2016-2020", "--as-of", "1/3/2024"), 2),
        (("template", "ntm-xa-kieu-mau-2021-2025", "--out", str(tmp_path / "x.xlsx")), 3),
        (("judge", "--set", "ntm-xa-2016-2020", "--facts", str(tmp_path / "no.csv")), 4),
    ):
        result = run(*args)
        assert result.exit_code == code
        assert "⟦" in result.stderr
        assert not _VIETNAMESE.search(unmarked(result.stderr)), result.stderr


def test_a_refusal_keeps_its_code_and_changes_its_words(marking: None, tmp_path: Path) -> None:
    result = run("judge", "--set", "ntm-xa-2026-2030", "--facts", facts(tmp_path, "A,3.1,1"), "--json")
    assert result.exit_code == 3
    refused = json.loads(result.stdout)["refused"]
    assert refused["code"] == "set_incomplete"
    assert "⟦mới có 6/47 chỉ tiêu⟧" in refused["reason"]
    assert not _VIETNAMESE.search(unmarked(result.stderr))


FAULTS = (
    "A,@region,nowhere",
    "A,@colour,red",
    "A,@flag,xyz",
    "A,@region,BTB",
    "A,@region,TN",
    "A,99.9,1",
    "A,15.3,,1200,1000",
    "A,4.2,150",
    "A,17.1,98,,,dirty",
    ",17.1,60,,,nuoc_sach",
    "A,,5",
    "A,1.1,5",
    "A,14.2,80,,,,20",
    "A,14.3,80,,,,,,khong",
    "A,14.3,80,,,,,,maybe",
    "A,16,70",
    "A,16,71",
    "A,15.1,97,5,,,,,,,",
    "A,17.2,,5",
    "A,17.2,,,5",
    "A,17.6,co",
    "A,17.7,-1",
    "A,15.1,dat,1,2",
    "A,15.1,80,,,x",
)


def test_every_fault_of_a_file_of_facts_is_told_in_the_language_of_the_terminal(
    marking: None, tmp_path: Path
) -> None:
    result = run("judge", "--set", "ntm-xa-2016-2020", "--facts", facts(tmp_path, *FAULTS), "--json")
    assert result.exit_code == 4
    errors = json.loads(result.stdout)["errors"]
    assert {error["row"] for error in errors} == set(range(2, 26)) - {5, 17}
    for error in errors:
        assert error["message"].startswith("⟦"), error
        # The parts of a row and the words a commune may claim are words of the data.
        rest = unmarked(error["message"]).replace("nước hợp vệ sinh, nước sạch", "")
        assert not _VIETNAMESE.search(rest), error
    lines = result.stderr.splitlines()
    assert lines[0] == f"⟦Tệp số liệu có {len(errors)} lỗi, chưa chấm đơn vị nào:⟧"
    assert lines[1].startswith("  ⟦dòng 2⟧, ⟦cột “value”⟧: ⟦")


@pytest.mark.parametrize(
    "content",
    [
        b"unit,value\nA,1\n",
        b"unit,indicator,value,value\nA,16,1,2\n",
        b"",
        HEAD.encode(),
        b"\xff\xfe\x00",
        b"PK\x03\x04\x00\x00\x00",
        HEAD.encode() + b'A,16,"' + b"7" * 200_000 + b"\n",
    ],
)
def test_a_file_that_is_no_table_too(
    marking: None, fresh_csv_limit: None, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "facts.csv"
    path.write_bytes(content)
    result = run("judge", "--set", "ntm-xa-2016-2020", "--facts", str(path))
    assert result.exit_code == 4
    assert len(result.stderr.splitlines()) > 1
    assert not _VIETNAMESE.search(unmarked(result.stderr)), result.stderr
    book = tmp_path / "facts.xlsx"
    book.write_bytes(content)
    result = run("judge", "--set", "ntm-xa-2016-2020", "--facts", str(book))
    assert result.exit_code == 4
    assert not _VIETNAMESE.search(unmarked(result.stderr)), result.stderr


def test_verdicts_for_people(marking: None, tmp_path: Path) -> None:
    lines = ("A,@region,BTB", "A,1.1,dat", "A,4.2,99", "A,15.1,86")
    args = ("judge", "--set", "ntm-xa-2016-2020", "--facts", facts(tmp_path, *lines), "--as-of", "2019-06-30")
    result = run(*args, "--trial")
    assert result.exit_code == 0, result.output
    told = result.output.splitlines()
    assert "⟦CHẤM THỬ: kết quả dựa trên dòng chưa kiểm chứng chỉ để tham khảo.⟧" in told
    assert any(line.startswith("A: ⟦đạt ") for line in told)
    assert any("⟦Chưa xác định⟧" in line for line in told)
    assert any(line.strip().startswith("⟦[Chấm thử] ⟧⟦Chỉ tiêu⟧ 4.2: ") for line in told)
    answer = json.loads(run(*args, "--json").stdout)
    row = next(item for item in answer["units"][0]["indicators"] if item["code"] == "15.1")
    assert row["sentence"].startswith("⟦Chỉ tiêu⟧ 15.1: ⟦Đạt⟧")
    assert (row["verdict"], row["trace"][0]["why"]) == ("MET", "region")


def test_list_and_show(marking: None) -> None:
    listed = run("list").stdout
    assert "⟦đủ dòng⟧" in listed
    assert "⟦chưa đủ: ⟦" in listed
    by_id = {item["id"]: item for item in json.loads(run("list", "--json").stdout)}
    assert by_id["ntm-xa-2026-2030"]["missing"][0] == "⟦mới có 6/47 chỉ tiêu⟧"
    shown = run("show", "ntm-xa-2016-2020").stdout
    assert "[⟦có nguồn⟧]" in shown
    assert "⟦Hiệu lực từ 01/12/2016 đến hết 07/03/2022.⟧" in shown
    assert "⟦Chưa chấm được: ⟦mới có 6/47 chỉ tiêu⟧⟧" in run("show", "ntm-xa-2026-2030").stdout


def test_the_workbook_is_written_and_read_back_in_another_language(marking: None, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    assert run("template", "ntm-xa-2016-2020", "--out", str(path), "--unit", "A").exit_code == 0
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["⟦Số liệu⟧", "⟦Phân loại⟧", "⟦Hướng dẫn⟧"]
    assert book.get_sheet_by_name("⟦Số liệu⟧").to_python()[0][:2] == ["⟦Đơn vị⟧ (unit)", "⟦Chỉ tiêu⟧ (indicator)"]
    guide = book.get_sheet_by_name("⟦Hướng dẫn⟧").to_python()
    assert guide[2][0] == "⟦Cách ghi số⟧"
    assert guide[2][1].startswith("⟦Dấu phẩy")
    back = run("judge", "--set", "ntm-xa-2016-2020", "--facts", str(path))
    assert "⟦Tệp không có dòng số liệu nào. Hãy nhập ít nhất một giá trị.⟧" in back.stderr


def test_without_django_the_reader_of_numbers_speaks_the_language_of_the_terminal(tmp_path: Path) -> None:
    path = facts(tmp_path, "A,15.1,12%%", "A,16,85.5")
    code = "from dieuphoi.config.commands.criteria import criteria; criteria()"
    told = {}
    for language in ("vi", "en"):
        done = subprocess.run(
            [sys.executable, "-c", code, "judge", "--set", "ntm-xa-2016-2020", "--facts", path, "--json"],
            check=False,
            capture_output=True,
            text=True,
            env={"PYTHONPATH": ":".join(sys.path), "DIEUPHOI_LANGUAGE": language, "PYTHONIOENCODING": "utf-8"}
            | {name: os.environ[name] for name in ("PATH",) if name in os.environ},
        )
        assert done.returncode == 4, done.stderr
        told[language] = json.loads(done.stdout)["errors"][0]["message"]
    assert _VIETNAMESE.search(told["vi"])
    assert not _VIETNAMESE.search(told["en"]), told["en"]
