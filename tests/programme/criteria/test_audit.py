"""An outside auditor's check of ``criteria judge``: files of facts, and what must come out by the decisions' text.

Each file was written with its answers before the command was run on it, from the rows of the decisions alone (1980,
491 with 342, 318 with 211, the districts' 558). An answer is ``verdict basis`` or the reason why there is none; a file
that must be refused names its exit code and, for faults, the line and column of each.
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook  # type: ignore[import-untyped]

from dieuphoi.config.commands.criteria import criteria

S10, S16, S21 = "ntm-xa-2010-2015", "ntm-xa-2016-2020", "ntm-xa-2021-2025"
MET, NOT_MET = "MET COMPUTED", "NOT_MET COMPUTED"
TRIAL_MET, TRIAL_NOT = "MET TRIAL", "NOT_MET TRIAL"


@dataclass(frozen=True)
class File:
    """One file of facts: its text (a line a fact), how it is judged, and what must come out."""

    name: str
    of: str
    text: str
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    exit_code: int = 0
    faults: tuple[tuple[int, str], ...] = ()
    criteria: dict[tuple[str, int], str] = field(default_factory=dict)


FILES = [
    File(
        "at the threshold, both ways", S16,
        """unit,indicator,value
A,@region,BTB
A,14.2,85
A,15.1,"84,99"
A,15.3,"24,2"
A,10,"35,9"
A,16,70
B,@region,BTB
B,15.3,"24,21"
B,10,36
""",
        # 1980, Bắc Trung Bộ: 14.2 ≥85; 15.1 ≥85; 15.3 ≤24,2; 10 ≥36; 16 ≥70.
        {("A", "14.2"): MET, ("A", "15.1"): NOT_MET, ("A", "15.3"): MET, ("A", "10"): NOT_MET, ("A", "16"): MET,
         ("B", "15.3"): NOT_MET, ("B", "10"): MET, ("B", "16"): "no_value"},
    ),
    File(
        "a rate typed beside its numerator never rounds a commune up", S16,
        """unit,indicator,value,numerator,denominator
A,@region,BTB,,
A,15.1,85,8499,10000
B,@region,BTB,,
B,15.1,,850,1000
C,@region,BTB,,
C,15.1,84,850,1000
D,@region,BTB,,
D,15.1,,0,0
E,@region,BTB,,
E,15.1,"84,9",849,1000
""",
        # 8499/10000 = 84,99 % is below 85 although it rounds to it; 84 is no rounding of 85; nobody in 0 of 0.
        {("A", "15.1"): NOT_MET, ("B", "15.1"): MET, ("C", "15.1"): "conflicting_values",
         ("D", "15.1"): "zero_denominator", ("E", "15.1"): NOT_MET},
    ),
    File(
        "zero is a figure, an empty cell is none", S16,
        """unit,indicator,value
A,@region,DNB
A,9.1,0
A,15.3,0
A,16,0
B,@region,DNB
B,9.1,
B,16,
C,@region,DNB
C,9.1,3
D,@region,DNB
D,9.1,Không
E,@region,DNB
E,9.1,Có
""",
        # "Nhà tạm, dột nát: Không": none is met, three are not; a word is what somebody concluded.
        {("A", "9.1"): MET, ("A", "15.3"): MET, ("A", "16"): NOT_MET, ("B", "9.1"): "no_value", ("B", "16"): "no_value",
         ("C", "9.1"): NOT_MET, ("D", "9.1"): "MET CONCLUDED", ("E", "9.1"): "NOT_MET CONCLUDED"},
    ),
    File(
        "water in two tiers", S16,
        """unit,indicator,value,part
A,@region,DBSH,
A,17.1,98,nước hợp vệ sinh
A,17.1,65,nuoc_sach
B,@region,DBSH,
B,17.1,"97,9",nuoc_hop_ve_sinh
B,17.1,80,nuoc_sach
C,@region,DBSH,
C,17.1,99,nuoc_hop_ve_sinh
D,@region,DBSH,
D,17.1,64,nuoc_sach
E,@region,DBSH,
E,17.1,99,
F,@region,DHNTB,
F,17.1,100,nuoc_hop_ve_sinh
F,17.1,100,nuoc_sach
""",
        # ≥98 % (≥65 % nước sạch): both must hold, one that fails decides, one alone that holds does not; one figure for
        # both tiers answers neither. The column of Duyên hải Nam Trung Bộ is doubted (55 or 95).
        {("A", "17.1"): MET, ("B", "17.1"): NOT_MET, ("C", "17.1"): "incomplete_value", ("D", "17.1"): NOT_MET,
         ("E", "17.1"): "incomplete_value", ("F", "17.1"): "not_confirmed"},
    ),
    File(
        "a doubted column on trial", S16,
        """unit,indicator,value,part
F,@region,DHNTB,
F,17.1,95,nuoc_hop_ve_sinh
F,17.1,60,nuoc_sach
F,12,90,
F,15.1,85,
""",
        # ≥95 % (≥60 %) and 12 are remembered: labelled. 15.1 has a source: official even in a trial.
        {("F", "17.1"): TRIAL_MET, ("F", "12"): TRIAL_MET, ("F", "15.1"): MET}, ("--trial",),
    ),
    File(
        "nobody recorded the region", S16,
        """unit,indicator,value
A,14.2,100
A,16,100
A,13.1,Đạt
A,2.1,100
""",
        # Every column says ≥70 for 16, yet which one holds is not known; the province's own row has no threshold.
        {("A", "14.2"): "not_classified", ("A", "16"): "not_classified", ("A", "13.1"): "MET CONCLUDED",
         ("A", "2.1"): "no_threshold"},
    ),
    File(
        "regions by their names", S16,
        """unit,indicator,value
A,@region,Bắc Trung Bộ
A,10,36
B,@region,vùng Tây Nguyên
B,10,"40,9"
C,@region,duyen hai nam trung bo
C,10,41
D,@region,đbscl
D,10,"49,9"
""",
        {("A", "10"): MET, ("B", "10"): NOT_MET, ("C", "10"): MET, ("D", "10"): NOT_MET},
    ),
    File(
        "places and codes that do not exist", S16,
        """unit,indicator,value
A,@region,Miền Trung
A,99.9,5
@tinh,10,5
A,@huyen,x
,10,36
""",
        exit_code=4,
        faults=((2, "value"), (3, "indicator"), (4, "unit"), (5, "indicator"), (6, "unit")),
    ),
    File(
        "the province's mean of 491, on trial", S10,
        """unit,indicator,value
A,@region,BTB
A,10,14
B,@region,BTB
B,10,"13,9"
C,@region,BTB
@province,10,10
""",
        # 1,4 lần bình quân chung của tỉnh; C entered nothing, only the province did.
        {("A", "10"): TRIAL_MET, ("B", "10"): TRIAL_NOT, ("C", "10"): "no_value"}, ("--trial", "--as-of", "2012-12-31"),
    ),
    File(
        "the province's mean is remembered, so it does not judge officially", S10,
        """unit,indicator,value
A,@region,BTB
A,10,14
@province,10,10
""",
        {("A", "10"): "not_confirmed"}, ("--as-of", "2012-12-31"),
    ),
    File(
        "342 turned criterion 12 round: before", S10,
        """unit,indicator,value
A,@region,BTB
A,12,92
A,15.1,30
""",
        # Until 19/02/2013: at most 35 % in farming, insurance 30 %.
        {("A", "12"): TRIAL_NOT, ("A", "15.1"): TRIAL_MET}, ("--trial", "--as-of", "2013-02-19"),
    ),
    File(
        "342 turned criterion 12 round: from its first day", S10,
        """unit,indicator,value,year
A,@region,BTB,
A,12,92,
A,15.1,30,
A,10,13,2012
B,@region,BTB,
B,10,99,2013
""",
        # From 20/02/2013: at least 90 % in work, insurance 70 %, income by year: 13 in 2012, nothing said of 2013.
        {("A", "12"): TRIAL_MET, ("A", "15.1"): TRIAL_NOT, ("A", "10"): MET, ("B", "10"): "no_threshold"},
        ("--trial", "--as-of", "2013-02-20"),
    ),
    File(
        "below, not at most", S10,
        """unit,indicator,value
A,@region,BTB
A,11,5
A,14.3,35
B,@region,BTB
B,11,"4,99"
B,14.3,"35,01"
""",
        # Hộ nghèo <5 %, lao động qua đào tạo >35 %.
        {("A", "11"): NOT_MET, ("A", "14.3"): TRIAL_NOT, ("B", "11"): MET, ("B", "14.3"): TRIAL_MET},
        ("--trial", "--as-of", "2012-12-31"),
    ),
    File(
        "income by year of 318", S21,
        """unit,indicator,value,year
A,@region,TN,
A,10,47,2023
B,@region,TN,
B,10,"46,99",2023
C,@region,TN,
C,10,100,2026
D,@region,TN,
D,10,44,2022
D,10,1,2021
""",
        # Tây Nguyên: 2021 41, 2022 44, 2023 47; none for 2026. Of two years the later is judged.
        {("A", "10"): TRIAL_MET, ("B", "10"): TRIAL_NOT, ("C", "10"): "no_threshold", ("D", "10"): TRIAL_MET},
        ("--trial", "--as-of", "2025-12-31"),
    ),
    File(
        "schools by their number", S21,
        """unit,indicator,value,part
A,@region,TDMNPB,
A,5,4,so_truong
A,5,100,csvc_toi_thieu
A,5,70,csvc_muc_1
B,@region,TDMNPB,
B,5,3,số trường học trên địa bàn xã
B,5,100,csvc_toi_thieu
B,5,50,csvc_muc_1
C,@region,TDMNPB,
C,5,4,so_truong
C,5,100,csvc_toi_thieu
C,5,"69,9",csvc_muc_1
D,@region,TDMNPB,
D,5,100,csvc_toi_thieu
D,5,100,csvc_muc_1
E,@region,DBSH,
E,5,100,csvc_muc_1
F,@region,TDMNPB,
F,5,3,so_truong
F,5,99,csvc_toi_thieu
F,5,100,csvc_muc_1
""",
        # >3 trường: 100 % tối thiểu và ≥70 % mức 1; ≤3: ≥50 %; Đồng bằng sông Hồng: 100 % mức 1 whatever their number.
        {("A", "5"): MET, ("B", "5"): MET, ("C", "5"): NOT_MET, ("D", "5"): "incomplete_value", ("E", "5"): MET,
         ("F", "5"): NOT_MET},
    ),
    File(
        "for men and for women", S21,
        """unit,indicator,value,numerator,denominator,part
A,@region,DNB,,,
A,15.1,90,,,nam
A,15.1,90,,,nữ
B,@region,DNB,,,
B,15.1,95,,,nam
B,15.1,"89,9",,,nu
C,@region,DNB,,,
C,15.1,95,,,nam
D,@region,DNB,,,
D,15.1,95,,,
E,@region,DNB,,,
E,15.1,,900,1000,nam
E,15.1,,899,1000,nu
""",
        # 15.1 ≥90 %, áp dụng đạt cho cả nam và nữ.
        {("A", "15.1"): MET, ("B", "15.1"): NOT_MET, ("C", "15.1"): "incomplete_value",
         ("D", "15.1"): "incomplete_value", ("E", "15.1"): NOT_MET},
    ),
    File(
        "a flag that nobody knows", S21,
        """unit,indicator,value
A,@region,DBSH
A,@flag,xã an toàn khu; xã nghèo nhất
""",
        exit_code=4, faults=((3, "value"),),
    ),
    File(
        "poor communes take the column of the northern mountains: 2023", S21,
        """unit,indicator,value,part
A,@region,DBSH,
A,@flag,xã đặc biệt khó khăn,
A,5,2,so_truong
A,5,100,csvc_toi_thieu
A,5,50,csvc_muc_1
B,@region,DBSH,
B,@flag,khu_vuc_3,
B,5,2,so_truong
B,5,100,csvc_toi_thieu
B,5,50,csvc_muc_1
C,@region,DBSH,
C,@flag,xã an toàn khu; xã biên giới,
C,5,2,so_truong
C,5,100,csvc_toi_thieu
C,5,50,csvc_muc_1
D,@flag,dbkk,
D,5,2,so_truong
D,5,100,csvc_toi_thieu
D,5,50,csvc_muc_1
""",
        # By 318: ĐBKK, wherever it lies (D has no region at all); khu vực III only from 211 on; ATK not by itself.
        {("A", "5"): MET, ("B", "5"): NOT_MET, ("C", "5"): NOT_MET, ("D", "5"): MET}, ("--as-of", "2024-02-29"),
    ),
    File(
        "poor communes take the column of the northern mountains: 2024", S21,
        """unit,indicator,value,part
B,@region,DBSH,
B,@flag,khu_vuc_3,
B,5,2,so_truong
B,5,100,csvc_toi_thieu
B,5,50,csvc_muc_1
""",
        {("B", "5"): MET}, ("--as-of", "2024-03-01"),
    ),
    File(
        "what does not apply", S21,
        """unit,indicator,value,applicable
A,@region,DNB,
A,13.4,Không áp dụng,
B,@region,DNB,
B,13.4,,Không
C,@region,DNB,
C,13.4,Đạt,Có
D,@region,DNB,
D,13.4,Đạt,Không
""",
        # Làng nghề nếu có: no craft village is not a failure; Đạt and "does not apply" at once contradict each other.
        {("A", "13.4"): "NOT_APPLICABLE CONCLUDED", ("B", "13.4"): "NOT_APPLICABLE CONCLUDED",
         ("C", "13.4"): "MET CONCLUDED", ("D", "13.4"): "conflicting_values"},
    ),
    File(
        "what always applies cannot be set aside", S21,
        """unit,indicator,value,applicable
A,13.5,Không áp dụng,
A,3.1,,Không
""",
        exit_code=4, faults=((2, "value"), (3, "applicable")),
    ),
    File(
        "211 made 15.4 a word: no rate any more", S21,
        """unit,indicator,value
A,@region,DBSH
A,15.4,80
""",
        exit_code=4, faults=((3, "value"),), arguments=("--as-of", "2024-03-01"),
    ),
    File(
        "211 made 15.4 a word: concluded, and before it a rate nobody has read", S21,
        """unit,indicator,value
A,@region,DBSH
A,15.4,Đạt
B,@region,DBSH
B,18.4,Không đạt
""",
        # No threshold was found for the new rows: what people concluded still decides.
        {("A", "15.4"): "MET CONCLUDED", ("B", "18.4"): "NOT_MET CONCLUDED"}, ("--as-of", "2024-03-01"),
    ),
    File(
        "the same figure twice", S16,
        """unit,indicator,value,year
A,@region,BTB,
A,10,36,2020
A,10,36,2020
A,10,30,2019
A,16,70,
A,16,71,
""",
        exit_code=4, faults=((4, "indicator"), (7, "indicator")),
    ),
    File(
        "two years of one figure", S16,
        """unit,indicator,value,year
A,@region,BTB,
A,10,30,2019
A,10,36,2020
B,@region,BTB,
B,10,36,2019
""",
        {("A", "10"): NOT_MET, ("B", "10"): MET}, ("--year", "2019", "--as-of", "2020-12-31"),
    ),
    File(
        "a figure of another year than the one asked for", S16,
        """unit,indicator,value,year
A,@region,BTB,
A,10,36,2018
B,@region,BTB,
B,10,36,
""",
        {("A", "10"): "no_value", ("B", "10"): MET}, ("--year", "2019", "--as-of", "2020-12-31"),
    ),
    File(
        "decimals as people type them", S16,
        """unit,indicator,value
A,@region,BTB
A,15.1,85%
A,10,36.5
A,16,"70,0"
A,15.3,"24,20"
B,@region,BTB
B,15.1,"84,999999999999999999"
B,10,"1.036,5"
B,16, 69.99
""",
        {("A", "15.1"): MET, ("A", "10"): MET, ("A", "16"): MET, ("A", "15.3"): MET,
         ("B", "15.1"): NOT_MET, ("B", "10"): MET, ("B", "16"): NOT_MET},
    ),
    File(
        "numbers that are none", S16,
        """unit,indicator,value,numerator,denominator
A,15.1,NaN,,
A,15.1,1e2,,
A,15.1,"8,5,1",,
A,10,36%,,
A,15.1,101,,
A,15.3,-1,,
A,15.1,,11,10
A,15.1,,11,
A,13.1,1,,
A,13.1,Có,,
A,14.2,Đạt rồi,,
""",
        exit_code=4,
        faults=((2, "value"), (3, "value"), (4, "value"), (5, "value"), (6, "value"), (7, "value"), (8, "numerator"),
                (9, "denominator"), (10, "value"), (11, "value"), (12, "value")),
    ),
    File(
        "a decimal comma outside quotes", S16,
        """unit,indicator,value
A,@region,BTB
A,15.1,84,99
""",
        exit_code=4, faults=((3, ""),),
    ),
    File(
        "another unit of measure", S16,
        """unit,indicator,value,measure
A,@region,BTB,
A,10,36000,nghìn đồng/người/năm
B,@region,BTB,
B,10,36,Triệu đồng/người/năm
""",
        exit_code=4, faults=((3, "measure"),),
    ),
    File(
        "advanced communes: most rows have no threshold yet", "ntm-xa-nang-cao-2021-2025",
        """unit,indicator,value,part
A,@region,BTB,
A,4,99,
A,14.1,99,nam
A,14.1,99,nu
A,3.2,Đạt,
A,2.1,100,
A,1.1,Đạt,
B,@region,DBSH,
B,4,"99,99",
""",
        # 4: BTB 99, DBSH 100. 14.1 was read only in the general column, which is no commune's.
        {("A", "4"): MET, ("A", "14.1"): "no_threshold", ("A", "3.2"): "MET CONCLUDED", ("A", "2.1"): "no_threshold",
         ("A", "1.1"): "MET CONCLUDED", ("B", "4"): NOT_MET},
    ),
    File(
        "a district by 558, and its criteria", "ntm-huyen-2016-2020",
        """unit,indicator,value
H,5.1,Đạt
H,5.2,Đạt
H,5.3,60
H,2.1,Đạt
H,2.2,100
K,5.1,Không đạt
K,5.3,"59,99"
""",
        {("H", "5.3"): MET, ("H", "2.2"): "not_confirmed", ("K", "5.3"): NOT_MET, ("K", "5.2"): "no_value"},
        criteria={("H", 5): "MET COMPUTED", ("H", 2): "UNDETERMINED None", ("K", 5): "NOT_MET COMPUTED"},
    ),
    File(
        "criteria roll up: one that fails decides, one that is open leaves it open", S16,
        """unit,indicator,value
A,@region,BTB
A,14.1,Đạt
A,14.2,85
A,19.1,Đạt
A,19.2,Không đạt
B,@region,BTB
B,14.1,Đạt
B,14.2,84
B,16,70
""",
        criteria={("A", 14): "UNDETERMINED None", ("A", 19): "NOT_MET CONCLUDED", ("B", 14): "NOT_MET COMPUTED",
                  ("B", 16): "MET COMPUTED", ("B", 1): "UNDETERMINED None"},
    ),
    File("a set of which only names are known", "ntm-xa-2026-2030", "unit,indicator,value\nA,1,1\n", exit_code=3),
    File("model communes are conditions", "ntm-xa-kieu-mau-2021-2025", "unit,indicator,value\nA,1,1\n", exit_code=3),
    File("model communes of 691: part of the rows", "ntm-xa-kieu-mau-2018-2020", "unit,indicator,value\nA,1,1\n",
         exit_code=3),
    File("provinces are conditions", "ntm-tinh-2021-2025", "unit,indicator,value\nA,1,1\n", exit_code=3),
    File(
        "one commune however its name is composed", S16,
        "unit,indicator,value\nXã Thượng,@region,BTB\n" + unicodedata.normalize("NFD", "Xã Thượng")
        + ",16,70\nXã Thượng ,10,36\n",
        {("Xã Thượng", "16"): MET, ("Xã Thượng", "10"): MET},
    ),
]  # fmt: skip


def judged(file: File, path: Path) -> Any:
    result = CliRunner().invoke(
        criteria, ["judge", "--set", file.of, "--facts", str(path), *file.arguments, "--json"]
    )
    assert result.exit_code == file.exit_code, result.output[:600]
    return json.loads(result.stdout)


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_a_file_of_facts_comes_out_as_the_decision_says(file: File, tmp_path: Path) -> None:
    path = tmp_path / "so-lieu.csv"
    path.write_text(file.text, encoding="utf-8")
    found = judged(file, path)
    if file.exit_code == 4:
        assert tuple((each["row"], each["column"] or "") for each in found["errors"]) == file.faults
        return
    if file.exit_code == 3:
        assert found["refused"]["code"] == "set_incomplete"
        assert found["refused"]["lacks"]
        return
    told = {
        (each["unit"], each["indicator"]): f"{each['verdict']} {each['basis']}" if each["basis"] else each["reason"]
        for each in found["verdicts"]
    }
    assert {key: told.get(key) for key in file.answers} == file.answers
    rolled = {
        (unit["unit"], each["number"]): f"{each['verdict']} {each['basis']}"
        for unit in found["units"]
        for each in unit["criteria"]
    }
    assert {key: rolled.get(key) for key in file.criteria} == file.criteria
    assert {unit["unit"] for unit in found["units"]} >= {unit for unit, _code in file.answers}


@pytest.mark.parametrize(
    "file", [file for file in FILES if not file.exit_code], ids=[f.name for f in FILES if not f.exit_code]
)
def test_the_same_file_as_a_workbook_comes_out_the_same(file: File, tmp_path: Path) -> None:
    """Typed into a workbook, numbers as numbers where a spreadsheet would make them such."""
    text, table = tmp_path / "so-lieu.csv", tmp_path / "so-lieu.xlsx"
    text.write_text(file.text, encoding="utf-8")
    book = Workbook()
    for number, line in enumerate(csv.reader(io.StringIO(file.text))):
        book.active.append(
            [
                float(cell.replace(",", ".")) if number and column in (2, 3, 4) and _plain(cell) else cell or None
                for column, cell in enumerate(line)
            ]
        )
    book.save(table)
    assert judged(file, table)["verdicts"] == judged(file, text)["verdicts"]


def _plain(cell: str) -> bool:
    whole, _comma, rest = cell.partition(",")
    return whole.isdigit() and (rest.isdigit() or not rest) and len(cell) < 9
