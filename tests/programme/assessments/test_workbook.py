"""The province workbook: out and in by one sheet, all errors at once, all or nothing (faults 11, 12, 16)."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest

from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.services import import_apply, import_upload
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.programme.assessments.models import IndicatorResult, SheetRollup, Value
from dieuphoi.programme.assessments.services.values import sheet_submit, value_save
from dieuphoi.programme.assessments.sheets import KIND, ProvinceWorkbook
from tests.support.world import World


def workbook(world: World, who: str = "lan") -> openpyxl.Workbook:
    data, name = ProvinceWorkbook().template(world.actor(who), {"round": world.open_round}, world.now)
    assert name.endswith(".xlsx")
    return openpyxl.load_workbook(io.BytesIO(data))


def places(book: openpyxl.Workbook) -> tuple[dict[str, int], dict[str, int]]:
    """Row of each commune code and column of each indicator code."""
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        words = [str(cell.value or "") for cell in row]
        if "Mã xã" in words:
            columns = {word: index + 1 for index, word in enumerate(words) if word}
            rows = {
                str(sheet.cell(number, columns["Mã xã"]).value): number
                for number in range(row[0].row + 1, sheet.max_row + 1)
            }
            return rows, columns
    raise AssertionError("no header row")


def upload(world: World, book: openpyxl.Workbook, who: str = "lan", name: str = "bieu.xlsx") -> ImportRun:
    out = io.BytesIO()
    book.save(out)
    return import_upload(
        actor=world.actor(who),
        kind=KIND,
        target={"round": world.open_round},
        data=out.getvalue(),
        name=name,
        now=world.now,
    )


def test_a_commune_does_not_bring_in_the_province(world: World) -> None:
    with pytest.raises(Refused):
        upload(world, workbook(world), who="tuan")


def test_every_planted_error_is_reported_at_once_and_nothing_is_saved(world: World) -> None:
    book = workbook(world)
    sheet = book.worksheets[0]
    rows, columns = places(book)
    faults = {
        ("98001", "2.1"): "một trăm",
        ("98001", "2.2"): 140,
        ("98001", "1.1"): "có lẽ",
        ("98001", "3.1"): -5,
        ("98001", "3.2"): "7/0",
        ("98002", "2.1"): 81,  # handed in and not returned: closed
    }
    for (code, indicator), value in faults.items():
        sheet.cell(rows[code], columns[indicator]).value = value
    before = Value.objects.count()
    run = upload(world, book)
    assert run.state == "FAULTY"
    found = {(error["row"], error["column"]) for error in run.errors}
    assert found == {(rows[code], indicator) for code, indicator in faults}
    assert Value.objects.count() == before
    with pytest.raises(Refused):
        import_apply(actor=world.actor("lan"), run_id=run.id, now=world.now)


def test_an_unknown_commune_code_is_an_error(world: World) -> None:
    book = workbook(world)
    rows, columns = places(book)
    book.worksheets[0].cell(rows["98001"], columns["Mã xã"]).value = "98999"
    run = upload(world, book)
    assert [error["row"] for error in run.errors] == [rows["98001"]]


def test_what_was_exported_and_comes_back_changes_nothing(world: World) -> None:
    run = upload(world, workbook(world))
    assert (run.state, run.errors) == ("CHECKED", [])
    assert (run.difference["counts"]["new"], run.difference["counts"]["changed"]) == (0, 0)


def test_a_filled_workbook_is_previewed_then_applied_and_judged(world: World) -> None:
    book = workbook(world)
    rows, columns = places(book)
    sheet = book.worksheets[0]
    sheet.cell(rows["98001"], columns["2.2"]).value = 59.9
    sheet.cell(rows["98001"], columns["1.1"]).value = "Đạt"
    sheet.cell(rows["98001"], columns["2.1"]).value = "95,5"  # was 90
    sheet.cell(rows["98001"], columns["3.1"]).value = "1.250"
    run = upload(world, book, name="Biểu của tỉnh (đã sửa).xlsx")
    assert run.difference["counts"] == {"new": 3, "changed": 1, "same": run.difference["counts"]["same"]}
    before = Value.objects.count()
    applied = import_apply(actor=world.actor("lan"), run_id=run.id, now=world.now)
    assert applied.state == "APPLIED"
    assert Value.objects.count() == before + 4
    results = {
        r.indicator.code: (r.verification, r.verdict)
        for r in IndicatorResult.objects.filter(sheet_id=world.open_sheets["thuong"]).select_related("indicator")
    }
    assert results["2.2"] == ("ENTERED", "NOT_MET")
    assert results["2.1"] == ("ENTERED", "MET")
    assert results["1.1"] == ("ENTERED", "UNDETERMINED")
    assert results["3.1"] == ("ENTERED", "MET")
    value = Value.objects.get(
        sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators["3.1"]
    )
    assert (value.number, value.actor_id, value.on_behalf, value.import_run_id) == (
        1250,
        world.accounts["lan"],
        True,
        run.id,
    )
    assert SheetRollup.objects.get(sheet_id=world.open_sheets["thuong"]).marks == "UNM"


def test_columns_in_another_order_and_a_stray_one_go_in(world: World) -> None:
    """A file made by somebody else with the same headings in another order goes in too."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Ghi chú riêng", "3.1", "Mã xã", "2.2", "Tên xã"])
    sheet.append(["x", "51,5", "98001", "3/5", "xã Thượng Sơn"])
    run = upload(world, book)
    assert run.errors == []
    assert run.difference["counts"]["new"] == 2
    assert any("Ghi chú riêng" in warning["message"] for warning in run.warnings)


def test_a_change_in_between_shows_a_new_preview_instead_of_overwriting(world: World) -> None:
    book = workbook(world)
    rows, columns = places(book)
    book.worksheets[0].cell(rows["98001"], columns["2.2"]).value = 70
    run = upload(world, book)
    save(world, "2.2", "64")
    with pytest.raises(Refused) as refusal:
        import_apply(actor=world.actor("lan"), run_id=run.id, now=world.now)
    assert refusal.value.code == "preview_changed"
    assert Value.objects.filter(indicator_id=world.indicators["2.2"], number=70).count() == 0


def test_a_cell_that_was_the_same_and_is_no_longer_shows_a_new_preview(world: World) -> None:
    """The file says 90 as the sheet did; meanwhile the commune says 91. The person must see that."""
    book = workbook(world)
    rows, columns = places(book)
    book.worksheets[0].cell(rows["98001"], columns["2.2"]).value = 70
    run = upload(world, book)
    save(world, "2.1", "91")
    with pytest.raises(Refused) as refusal:
        import_apply(actor=world.actor("lan"), run_id=run.id, now=world.now)
    assert refusal.value.code == "preview_changed"
    run.refresh_from_db()
    assert (run.state, run.difference["counts"]["changed"], run.difference["counts"]["new"]) == ("CHECKED", 1, 1)
    assert not Value.objects.filter(import_run_id=run.id).exists()


def forbid_reading(self: ProvinceWorkbook, *given: object) -> None:
    raise AssertionError("the file was read again")


def test_what_was_checked_is_written_without_reading_the_file_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = workbook(world)
    rows, columns = places(book)
    sheet = book.worksheets[0]
    typed = {"1.1": "Không đạt", "2.1": "95,125", "2.2": "45/60", "3.1": 1250}
    for code, text in typed.items():
        sheet.cell(rows["98001"], columns[code]).value = text
    run = upload(world, book)
    monkeypatch.setattr(ProvinceWorkbook, "read", forbid_reading)
    applied = import_apply(actor=world.actor("lan"), run_id=run.id, now=world.now)
    assert applied.applied == {"new": 3, "changed": 1, "same": run.difference["counts"]["same"], "written": 4}
    applied.refresh_from_db()
    assert applied.kept is None
    written = {
        value.indicator_id: (value.number, value.numerator, value.denominator, value.text)
        for value in Value.objects.filter(import_run_id=run.id)
    }
    assert written == {
        world.indicators["1.1"]: (None, None, None, "Không đạt"),
        world.indicators["2.1"]: (Decimal("95.125"), None, None, ""),
        world.indicators["2.2"]: (None, 45, 60, ""),
        world.indicators["3.1"]: (1250, None, None, ""),
    }


def test_a_change_that_touches_nothing_of_the_file_does_not_stop_it(world: World) -> None:
    book = workbook(world)
    rows, columns = places(book)
    for code in ("1.1", "2.1", "3.1"):
        book.worksheets[0].cell(rows["98001"], columns[code]).value = None
    book.worksheets[0].cell(rows["98001"], columns["2.2"]).value = 70
    run = upload(world, book)
    save(world, "3.1", "77")
    applied = import_apply(actor=world.actor("lan"), run_id=run.id, now=world.now)
    assert (applied.state, applied.applied["written"]) == ("APPLIED", 1)


def test_what_an_older_program_kept_is_read_again(world: World) -> None:
    book = workbook(world)
    rows, columns = places(book)
    book.worksheets[0].cell(rows["98001"], columns["2.2"]).value = 70
    run = upload(world, book)
    with act(world.actor("lan"), "test.older"):
        ImportRun.objects.filter(pk=run.pk).update(kept={**run.kept, "format": "0 part"})
    assert import_apply(actor=world.actor("lan"), run_id=run.id, now=world.now).applied["written"] == 1


def test_rights_are_asked_when_it_is_written(world: World) -> None:
    """Between preview and apply the commune hands the sheet in: its cells are closed now."""
    book = workbook(world)
    rows, columns = places(book)
    book.worksheets[0].cell(rows["98001"], columns["2.2"]).value = 70
    run = upload(world, book)
    sheet_submit(actor=world.actor("tuan"), sheet_id=world.open_sheets["thuong"], now=world.now, reason="thiếu")
    with pytest.raises(Refused) as refusal:
        import_apply(actor=world.actor("lan"), run_id=run.id, now=world.now)
    assert refusal.value.code == "preview_changed"
    run.refresh_from_db()
    assert run.state == "FAULTY"
    [error] = run.errors
    assert (error["column"], error["value"]) == ("2.2", "70")
    assert not Value.objects.filter(import_run_id=run.id).exists()


def save(world: World, code: str, text: str) -> None:
    value_save(
        actor=world.actor("tuan"),
        sheet_id=world.open_sheets["thuong"],
        indicator_id=world.indicators[code],
        typed={"": text},
        now=world.now,
    )


def test_a_large_file_of_text_cells_is_read(world: World, now: datetime) -> None:
    book = workbook(world)
    rows, columns = places(book)
    sheet = book.worksheets[0]
    sheet.cell(rows["98001"], columns["3.2"]).value = " 2,75 % "
    run = upload(world, book)
    assert run.errors == []
    assert run.difference["counts"]["changed"] == 1
