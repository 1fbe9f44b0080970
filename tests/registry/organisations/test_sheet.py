"""Organisations by a sheet: every error at once, and what goes out comes in unchanged."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter

from dieuphoi.core.exchange.importers import Checked
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, Grant, system_actor
from dieuphoi.core.kernel.policy import Refusal
from dieuphoi.registry.organisations.selectors import orgs_on
from dieuphoi.registry.organisations.sheets import OrganisationImporter, org_workbook
from dieuphoi.registry.territory.services import NewUnit, units_create

DAY = date(2026, 3, 2)
SYSTEM = system_actor(DAY)
HEADERS = [
    "Mã cơ quan",
    "Tên cơ quan",
    "Loại cơ quan",
    "Mã cơ quan cấp trên",
    "Địa bàn (mã hoặc tên)",
    "Điện thoại",
]
GOOD = [
    ["UB-A", "UBND xã Thượng Sơn", "Ủy ban nhân dân xã", "UBND", "98001", "02391"],
    ["UB-B", "UBND xã Hạ Sơn", "commune", "UBND", "xã hạ sơn", None],
    ["UBND", "Ủy ban nhân dân tỉnh", "Ban Chỉ đạo", None, "Sơn Hà", None],
    ["SNN", "=Sở Nông nghiệp", "Sở, ban, ngành, đoàn thể", "UBND", None, None],
]


@pytest.fixture(autouse=True)
def places(db: None, now: datetime) -> dict[str, int]:
    return units_create(
        actor=SYSTEM,
        rows=[
            NewUnit("p", "province", "tinh", "Sơn Hà", "98", None, "thử"),
            NewUnit("a", "commune", "xa", "Thượng Sơn", "98001", "p", "thử"),
            NewUnit("b", "commune", "xa", "Hạ Sơn", "98002", "p", "thử"),
            NewUnit("c", "commune", "phuong", "Trùng Tên", "98003", "p", "thử"),
            NewUnit("d", "commune", "xa", "Trùng Tên", "98004", "p", "thử"),
        ],
        now=now,
    )


def workbook(rows: list[list[Any]], headers: list[str] = HEADERS) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([headers, *rows]):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)
    return out.getvalue()


def bring_in(data: bytes, now: datetime) -> Checked:
    """Read, check and, when all is well, apply: what the exchange does, without its record of the file."""
    importer = OrganisationImporter()
    table = importer.read(SYSTEM, {}, data, "co-quan.xlsx")
    checked = importer.check(SYSTEM, {}, table, now)
    checked.errors = [*table.errors, *checked.errors]
    if not checked.errors:
        with act(SYSTEM, "import.apply"):
            importer.apply(SYSTEM, {}, checked, 1, now)
    return checked


def test_a_department_may_not_bring_organisations_in() -> None:
    officer = Actor(id=4, name="Thu", on=DAY, grants=(Grant(role="department_officer"),))
    assert isinstance(OrganisationImporter().may(officer, {}), Refusal)


def test_every_error_at_once_and_nothing_saved(now: datetime) -> None:
    checked = bring_in(
        workbook(
            [
                ["A", "UBND xã không có", "commune", None, "Không Có", None],
                ["B", "UBND xã thiếu", "commune", None, None, None],
                ["C", "Hai nơi cùng tên", "commune", None, "Trùng Tên", None],
                ["D", "Tỉnh không phải xã", "commune", None, "98", None],
                ["E", "Cấp trên lạ", "department", "KHONG-CO", None, None],
                ["F", "Vòng", "team", "G", None, None],
                ["G", "Vòng", "team", "F", None, None],
                ["H", None, "loại lạ", None, None, None],
                ["h", "Trùng dòng", "team", None, None, None],
            ]
        ),
        now,
    )
    found = sorted((error.row, error.column) for error in checked.errors if error.row is not None)
    place, parent = HEADERS[4], HEADERS[3]
    assert found == [
        (2, place),
        (3, place),
        (4, place),
        (5, place),
        (6, parent),
        (7, parent),
        (8, parent),
        (9, "Loại cơ quan"),
        (9, "Tên cơ quan"),
        (10, "Mã cơ quan"),
    ]
    assert orgs_on(SYSTEM, DAY) == []


def test_a_good_sheet_is_written_and_then_changes_nothing(places: dict[str, int], now: datetime) -> None:
    checked = bring_in(workbook(GOOD), now)
    assert checked.errors == []
    assert checked.difference.counts == {"new": 4, "changed": 0, "same": 0}
    rows = {row.code: row for row in orgs_on(SYSTEM, DAY)}
    assert (rows["UB-B"].place_id, rows["UB-B"].parent_code) == (places["b"], "UBND")
    assert (rows["UBND"].place_id, rows["SNN"].name) == (places["p"], "=Sở Nông nghiệp")
    again = bring_in(workbook(GOOD), now)
    assert again.difference.counts == {"new": 0, "changed": 0, "same": 4}


def test_what_goes_out_comes_in_unchanged(now: datetime) -> None:
    bring_in(workbook(GOOD), now)
    before = orgs_on(SYSTEM, DAY)
    checked = bring_in(org_workbook(SYSTEM, now), now)
    assert checked.errors == []
    assert checked.difference.counts == {"new": 0, "changed": 0, "same": 4}
    assert orgs_on(SYSTEM, DAY) == before


def test_an_absent_column_and_a_reordered_one_change_nothing(now: datetime) -> None:
    bring_in(workbook(GOOD), now)
    checked = bring_in(
        workbook([["Sở Nông nghiệp và Môi trường", "SNN", "department"]], ["Tên", "MÃ  CƠ QUAN", "Loại"]), now
    )
    assert checked.errors == []
    rows = {row.code: row for row in orgs_on(SYSTEM, DAY)}
    assert (rows["SNN"].name, rows["SNN"].parent_code) == ("Sở Nông nghiệp và Môi trường", "UBND")
    assert rows["UB-A"].phone == "02391"


def test_an_empty_cell_clears_and_only_what_it_stands_for(now: datetime) -> None:
    bring_in(workbook(GOOD), now)
    bring_in(workbook([["SNN", "=Sở Nông nghiệp", "department", None, None, None]]), now)
    rows = {row.code: row for row in orgs_on(SYSTEM, DAY)}
    assert rows["SNN"].parent_id is None
    assert len(rows) == 4
