"""The sheets of units, changes and classes: faults all at once, out is in, an earlier merger comes in (M02, S0-14)."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from dieuphoi.core.exchange.importers import Checked, Importer
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, Grant
from dieuphoi.core.kernel.policy import Refusal
from dieuphoi.registry.territory.models import UnitChange, UnitChangeLink
from dieuphoi.registry.territory.selectors import classification_on, predecessor_closure
from dieuphoi.registry.territory.services import NewUnit, change_apply, change_undo, units_create
from dieuphoi.registry.territory.sheets import ChangeImporter, ClassImporter, UnitImporter
from tests.registry.territory.conftest import DAY, EVE, NOW, SYSTEM, on


def book(importer: Importer[Any], rows: list[dict[str, Any]]) -> bytes:
    """A plain workbook with the importer's headings."""
    out = io.BytesIO()
    columns = [column for column in importer.spec.columns if not column.locked]
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Bảng")
        for at, column in enumerate(columns):
            sheet.write_string(0, at, str(column.header))
        for number, row in enumerate(rows, start=1):
            for at, column in enumerate(columns):
                value = row.get(column.key)
                if isinstance(value, str):
                    sheet.write_string(number, at, value)
                elif value is not None:
                    sheet.write(number, at, value)
    return out.getvalue()


def bring_in(importer: Importer[Any], data: bytes) -> Checked:
    table = importer.read(SYSTEM, {}, data, "bang.xlsx")
    checked = importer.check(SYSTEM, {}, table, NOW)
    checked.errors = [*table.errors, *checked.errors]
    if not checked.errors:
        with act(SYSTEM, "import.apply"):
            importer.apply(SYSTEM, {}, checked, 1, NOW)
    return checked


def faults(checked: Checked) -> list[tuple[int | None, str]]:
    return sorted(((error.row, error.column) for error in checked.errors), key=lambda each: (each[0] or 0, each[1]))


def test_a_commune_officer_may_bring_none_of_them_in() -> None:
    officer = Actor(id=4, name="Tuấn", on=DAY, grants=(Grant(role="commune_officer"),))
    for importer in (UnitImporter(), ChangeImporter(), ClassImporter()):
        assert isinstance(importer.may(officer, {}), Refusal)


class TestChanges:
    def test_every_fault_by_its_place_and_nothing_planned(self, units: dict[str, int]) -> None:
        rows = [
            {"group": "1", "day": "01/02/2026", "old": "99999", "new_type": "xa", "new_name": "M"},
            {"group": "2", "day": "01/02/2026", "old": "98001", "new_type": "xa"},
            {"group": "3", "day": "31/13/2026", "old": "98002", "new_type": "xa", "new_name": "N"},
            {"group": "4", "day": "01/02/2026", "old": "98003", "new_type": "xa", "new_name": "N",
             "part": 3, "whole": 2, "of": "area"},
            {"group": "5", "day": "01/02/2026", "old": "98004", "new_type": "xa", "new_name": "N",
             "new_parent": "Không Có"},
        ]  # fmt: skip
        found = faults(bring_in(ChangeImporter(), book(ChangeImporter(), rows)))
        assert found == [
            (2, "Đơn vị cũ (mã hoặc tên)"),
            (3, "Tên đơn vị mới"),
            (4, "Có hiệu lực từ ngày"),
            (5, "Phần chia"),
            (6, "Đơn vị mới thuộc"),
        ]
        assert not UnitChange.objects.exists()

    def test_an_earlier_merger_and_a_rename_come_in_and_are_applied(self, units: dict[str, int]) -> None:
        day = "01/01/2020"
        rows = [
            {"group": "a", "day": day, "number": "819/NQ-UBTVQH14", "signed": "21/11/2019", "old": old,
             "new_type": "xa", "new_name": "An Yên", "new_code": "98010"}
            for old in ("98001", "Bình Yên")
        ]  # fmt: skip
        rows.append({"group": "b", "day": day, "old": "98003", "new_type": "xa", "new_name": "Cẩm Lệ"})
        checked = bring_in(ChangeImporter(), book(ChangeImporter(), rows))
        assert checked.errors == []
        assert checked.difference.counts["new"] == 2
        changes = {change.kind: change for change in UnitChange.objects.all()}
        assert changes.keys() == {"merge", "rename"}
        assert (changes["merge"].resolution_number, changes["merge"].resolution_on) == (
            "819/NQ-UBTVQH14", date(2019, 11, 21),
        )  # fmt: skip
        change_apply(actor=SYSTEM, ids=[change.pk for change in changes.values()], now=NOW)
        assert {"Xã An Yên", "Xã Cẩm Lệ"} <= on(date(2020, 1, 1)).keys()
        assert "Thị trấn Cẩm Lệ" in on(date(2019, 12, 31))
        new = on(EVE)["Xã An Yên"]
        assert predecessor_closure([new.id])[new.id] == {units["a"], units["b"]}

    def test_what_goes_out_comes_in_unchanged_and_shares_can_be_added(self, units: dict[str, int]) -> None:
        importer = ChangeImporter()
        rows = [
            {"group": "x", "day": "01/02/2026", "old": "98001", "new_type": "xa", "new_name": name, "new_code": code}
            for name, code in (("An", "98010"), ("Bình", "98011"))
        ]
        assert bring_in(importer, book(importer, rows)).errors == []
        change_apply(actor=SYSTEM, ids=[UnitChange.objects.get().pk], now=NOW)
        out, _name = importer.template(SYSTEM, {}, NOW)
        again = bring_in(importer, out)
        assert (again.errors, again.difference.counts) == ([], {"new": 0, "changed": 0, "same": 1})
        for row, part in zip(rows, (3, 1), strict=True):
            row |= {"part": part, "whole": 4, "of": "Dân số", "number": "7/NQ"}
        checked = bring_in(importer, book(importer, rows))
        assert (checked.errors, checked.difference.counts["changed"]) == ([], 1)
        assert UnitChange.objects.get().resolution_number == "7/NQ"
        assert set(UnitChangeLink.objects.values_list("numerator", "denominator", "share_of")) == {
            (3, 4, "population"), (1, 4, "population"),
        }  # fmt: skip
        rows[0]["new_name"] = "Khác"
        assert faults(bring_in(importer, book(importer, rows))) == [(2, "Nhóm")]

    def test_villages_merge_by_name_and_commune(self, units: dict[str, int]) -> None:
        rows = [
            {"group": "t", "day": "01/02/2026", "old": f"Thôn {name}", "old_parent": "98001", "new_type": "thon",
             "new_name": "Đông Tây", "new_parent": "98001"}
            for name in ("Đông", "Tây")
        ]  # fmt: skip
        assert bring_in(ChangeImporter(), book(ChangeImporter(), rows)).errors == []
        change = UnitChange.objects.get()
        change_apply(actor=SYSTEM, ids=[change.pk], now=NOW)
        assert on(DAY)["Thôn Đông Tây"].parent_id == units["a"]
        change_undo(actor=SYSTEM, ids=[change.pk], reason="thử", now=NOW)
        assert {"Thôn Đông", "Thôn Tây"} <= on(DAY).keys()


class TestUnits:
    def test_faults(self, units: dict[str, int]) -> None:
        rows = [
            {"type": "thon", "name": "Nam", "parent": "Không Có"},
            {"type": "xa", "name": "Đổi Tên", "code": "98001", "parent": "98"},
            {"type": "xa", "name": "Mã Ngắn", "code": "123", "parent": "98"},
            {"type": "thon", "name": "Ngược", "parent": "98001", "since": "01/01/2026", "until": "01/01/2025"},
            {"type": "thon", "name": "Không Thuộc Đâu"},
        ]
        found = faults(bring_in(UnitImporter(), book(UnitImporter(), rows)))
        assert found == [
            (2, "Thuộc (mã hoặc tên)"), (3, "Tên"), (4, "Mã"), (5, "Đến hết ngày"), (6, "Thuộc (mã hoặc tên)"),
        ]  # fmt: skip

    def test_villages_come_in_and_what_goes_out_comes_in_unchanged(self, units: dict[str, int]) -> None:
        importer = UnitImporter()
        rows = [
            {"type": "Thôn", "name": "Trong", "parent": "Xã Hai"},
            {"type": "Xã", "name": "Hai", "code": "98012", "parent": "98", "since": "01/01/2021"},
            {"type": "Thôn", "name": "Nam", "parent": "98001"},
            {"type": "Thôn", "name": "Đông", "parent": "98001"},
        ]
        checked = bring_in(importer, book(importer, rows))
        assert (checked.errors, checked.difference.counts) == ([], {"new": 3, "changed": 0, "same": 1})
        assert on(DAY)["Thôn Trong"].parent_name == "Xã Hai"
        assert "Xã Hai" not in on(date(2020, 12, 31))
        out, _name = importer.template(SYSTEM, {}, NOW)
        again = bring_in(importer, out)
        assert (again.errors, again.difference.counts["new"]) == ([], 0)
        assert again.difference.counts["same"] == len(on(date(2026, 3, 2))) + 1, "two villages are called Đông"


class TestClasses:
    def test_faults_and_a_second_time(self, units: dict[str, int]) -> None:
        importer = ClassImporter()
        bad = [
            {"unit": "98999", "dimension": "Nhóm xã", "value": "1", "decision": "QĐ"},
            {"unit": "98001", "dimension": "Vùng", "value": "XYZ", "decision": "QĐ"},
            {"unit": "98001", "dimension": "Nhóm xã", "value": "1"},
        ]
        assert [row for row, _column in faults(bring_in(importer, book(importer, bad)))] == [2, 3, 4]
        good = [
            {"unit": "98001", "dimension": "Nhóm xã", "value": "1", "decision": "QĐ 1", "since": "01/02/2026"},
            {"unit": "Xã Bình Yên", "dimension": "Vùng", "value": "BTB", "decision": "QĐ 1"},
        ]
        assert bring_in(importer, book(importer, good)).errors == []
        found = classification_on([units["a"], units["b"]], DAY)
        assert (found[units["a"]]["commune_group3"], found[units["b"]]["region7"]) == ("1", "BTB")
        out, _name = importer.template(SYSTEM, {}, NOW)
        assert bring_in(importer, out).difference.counts == {"new": 0, "changed": 0, "same": 2}


@pytest.mark.django_db
def test_leading_zeros_that_a_spreadsheet_ate() -> None:
    units_create(
        actor=SYSTEM,
        rows=[
            NewUnit("p", "province", "tinh", "Lai", "01", None, "thử"),
            NewUnit("a", "commune", "xa", "Không", "00123", "p", "thử"),
            NewUnit("b", "commune", "xa", "Kề", "00126", "p", "thử"),
        ],
        now=NOW,
    )
    rows = [
        {"group": 1, "day": "01/02/2026", "old": old, "new_type": "xa", "new_name": "Một", "new_code": "00130"}
        for old in (123, 126)
    ]
    assert bring_in(ChangeImporter(), book(ChangeImporter(), rows)).errors == []
    assert UnitChange.objects.get().kind == "merge"
