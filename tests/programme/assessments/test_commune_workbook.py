"""The workbook of one commune, and files that somebody else made, their headings in another order (S4-18; fault 11)."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.services import import_apply, import_undo, import_upload
from dieuphoi.core.kernel.errors import NotVisible, Refused
from dieuphoi.programme.assessments import selectors
from dieuphoi.programme.assessments.commune_sheets import KIND, CommuneWorkbook
from dieuphoi.programme.assessments.entries import typed_form
from dieuphoi.programme.assessments.models import IndicatorResult, Value
from dieuphoi.programme.assessments.services.carrying import sheet_carry_over
from dieuphoi.programme.assessments.services.values import sheet_submit
from dieuphoi.programme.assessments.sheets import KIND as PROVINCE
from tests.programme.assessments.test_workbook import places as province_places
from tests.programme.assessments.test_workbook import workbook as province_workbook
from tests.support.world import World

Lines = dict[str, dict[str, Any]]


def template(world: World, who: str = "tuan", place: str = "thuong") -> openpyxl.Workbook:
    data, name = CommuneWorkbook().template(world.actor(who), {"sheet": world.open_sheets[place]}, world.now)
    assert name.endswith(".xlsx")
    return openpyxl.load_workbook(io.BytesIO(data))


def places(book: openpyxl.Workbook) -> tuple[dict[str, int], dict[str, int]]:
    """Row of each indicator code, column of each heading."""
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        words = [str(cell.value or "") for cell in row]
        if "Mã chỉ tiêu" in words:
            columns = {word: index + 1 for index, word in enumerate(words) if word}
            return {
                str(sheet.cell(number, 1).value): number for number in range(row[0].row + 1, sheet.max_row + 1)
            }, columns
    raise AssertionError("no header row")


def put(book: openpyxl.Workbook, lines: Lines) -> openpyxl.Workbook:
    rows, columns = places(book)
    for code, cells in lines.items():
        for heading, value in cells.items():
            book.worksheets[0].cell(rows[code], columns[heading]).value = value
    return book


def upload(
    world: World, book: openpyxl.Workbook, who: str = "tuan", place: str = "thuong", kind: str = KIND
) -> ImportRun:
    out = io.BytesIO()
    book.save(out)
    target = {"sheet": world.open_sheets[place]} if kind == KIND else {"round": world.open_round}
    return import_upload(
        actor=world.actor(who), kind=kind, target=target, data=out.getvalue(), name="biểu.xlsx", now=world.now
    )


def shown(world: World, place: str = "thuong") -> dict[str, str]:
    codes = {pk: code for code, pk in world.indicators.items()}
    return {
        codes[pk]: typed_form(value)
        for (_sheet, pk), parts in selectors.current_values([world.open_sheets[place]]).items()
        for value in parts.values()
    }


def test_another_communes_sheet_is_not_found_and_readers_bring_nothing_in(world: World) -> None:
    for who, error in (("vy", NotVisible), ("thu", Refused), ("phong", Refused), ("quang", Refused)):
        with pytest.raises(error):
            upload(world, template(world), who=who)


def test_every_planted_error_is_told_at_once_by_row_and_column_and_nothing_is_saved(world: World) -> None:
    book = put(
        template(world),
        {
            "1.1": {"Chọn": "có lẽ"},
            "2.1": {"Số liệu": 140},
            "2.2": {"Tử số": 45},
            "3.1": {"Số liệu": "nhiều"},
            "3.2": {"Số liệu": 5, "Tử số": 1, "Mẫu số": 4},
        },
    )
    rows, _columns = places(book)
    before = Value.objects.count()
    run = upload(world, book)
    assert run.state == "FAULTY"
    assert {(error["row"], error["column"]) for error in run.errors} == {
        (rows["1.1"], "Chọn"), (rows["2.1"], "Số liệu"), (rows["2.2"], "Mẫu số"), (rows["3.1"], "Số liệu"),
        (rows["3.2"], "Số liệu"),
    }  # fmt: skip
    assert all(error["message"] for error in run.errors)
    assert Value.objects.count() == before


def test_a_sheet_that_was_handed_in_is_locked_in_the_workbook_too(world: World) -> None:
    book = template(world, "vy", "ha")
    rows, columns = places(book)
    sheet = book.worksheets[0]
    assert sheet.protection.sheet
    assert sheet.cell(rows["2.2"], columns["Số liệu"]).protection.locked
    run = upload(world, put(book, {"2.2": {"Số liệu": 50}}), "vy", "ha")
    assert run.state == "FAULTY" and "Phiếu đã gửi" in run.errors[0]["message"]


def test_it_says_what_is_asked_offers_lists_and_locks_the_rest(world: World) -> None:
    book = template(world)
    rows, columns = places(book)
    sheet = book.worksheets[0]

    def cell(code: str, heading: str) -> Any:
        return sheet.cell(rows[code], columns[heading])

    assert cell("2.1", "Số liệu").value == 90
    assert cell("2.2", "Đợt trước").value == "45/60"
    assert "%" in cell("2.1", "Mức đạt của xã").value
    assert not cell("2.1", "Số liệu").protection.locked and cell("2.1", "Tên chỉ tiêu").protection.locked
    assert cell("1.1", "Số liệu").protection.locked and not cell("1.1", "Chọn").protection.locked
    offered = [rule for rule in sheet.data_validations.dataValidation if cell("1.1", "Chọn").coordinate in rule.sqref]
    assert [rule.type for rule in offered] == ["list"]
    assert cell("1.1", "Tên chỉ tiêu").value and sheet.cell(places(book)[0]["1.1"] - 1, columns["Số liệu"]).comment


def test_what_was_exported_and_comes_back_changes_nothing(world: World) -> None:
    sheet_carry_over(actor=world.actor("tuan"), sheet_id=world.open_sheets["thuong"], now=world.now)
    run = upload(world, template(world))
    assert (run.state, run.errors) == ("CHECKED", [])
    assert (run.difference["counts"]["new"], run.difference["counts"]["changed"]) == (0, 0)


def test_filled_previewed_applied_judged_and_undone(world: World) -> None:
    book = put(
        template(world),
        {
            "1.1": {"Chọn": "Đạt", "Giải thích": "Biên bản 12"},
            "2.1": {"Số liệu": 95.5},
            "2.2": {"Tử số": 45, "Mẫu số": 60, "Số liệu": 75},
            "3.1": {"Số liệu": 0},
        },
    )
    run = upload(world, book)
    assert (run.state, run.errors) == ("CHECKED", [])
    assert (run.difference["counts"]["new"], run.difference["counts"]["changed"]) == (3, 1)
    before = shown(world)
    assert before == {"2.1": "90", "3.2": "2,5"}
    import_apply(actor=world.actor("tuan"), run_id=run.pk, now=world.now)
    assert shown(world) == {"1.1": "Đạt", "2.1": "95,5", "2.2": "45/60", "3.1": "0", "3.2": "2,5"}
    mine = Value.objects.get(sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators["1.1"])
    assert (mine.explanation, mine.on_behalf, mine.import_run_id) == ("Biên bản 12", False, run.pk)
    result = IndicatorResult.objects.get(sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators["3.1"])
    assert (result.verification, result.verdict) == ("ENTERED", "NOT_MET"), "zero is a figure"
    import_undo(actor=world.actor("tuan"), run_id=run.pk, reason="nhầm", now=world.now)
    assert {code: text for code, text in shown(world).items() if text} == before


def test_a_percent_formatted_cell_counts_as_it_is_seen(world: World) -> None:
    book = template(world)
    rows, columns = places(book)
    cell = book.worksheets[0].cell(rows["2.2"], columns["Số liệu"])
    cell.value, cell.number_format = 0.765, "0.0%"
    run = upload(world, book)
    import_apply(actor=world.actor("tuan"), run_id=run.pk, now=world.now)
    value = Value.objects.get(sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators["2.2"])
    assert value.number == Decimal("76.5")


def made_by_hand(heads: tuple[str, ...], *rows: tuple[Any, ...], above: int = 2) -> openpyxl.Workbook:
    """A workbook that did not come from us: no locks, no hidden sheets, a title of its own."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    for _line in range(above):
        sheet.append(["UBND xã – số liệu tự lập"])
    sheet.append(list(heads))
    for row in rows:
        sheet.append(list(row))
    return book


def test_a_file_made_by_somebody_else_goes_in_with_its_headings_in_another_order(world: World) -> None:
    book = made_by_hand(
        ("Ghi chú", "GIÁ TRỊ", "tên chỉ tiêu", "ma chi tieu", "Người lập"),
        ("đo lại", "76,5", "gì đó", "2.2", "An"),
        (None, 1051.25, "gì đó", "3.1", "An"),
    )
    run = upload(world, book)
    assert (run.state, run.errors) == ("CHECKED", [])
    import_apply(actor=world.actor("tuan"), run_id=run.pk, now=world.now)
    assert shown(world) == {"2.1": "90", "2.2": "76,5", "3.1": "1.051,25", "3.2": "2,5"}


def test_the_province_workbook_too(world: World) -> None:
    rows, columns = province_places(province_workbook(world))
    assert {"98001", "98002", "98003"} <= set(rows) and "2.2" in columns
    book = made_by_hand(
        ("3.1", "Tên xã", "1.1", "Mã xã", "2.2"), (52, "Thượng Sơn", "Đạt", "98001", "45/60"), above=4
    )
    run = upload(world, book, who="lan", kind=PROVINCE)
    assert (run.state, run.errors) == ("CHECKED", [])
    import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now)
    assert shown(world) == {"1.1": "Đạt", "2.1": "90", "2.2": "45/60", "3.1": "52", "3.2": "2,5"}


def test_a_file_checked_before_the_sheet_was_handed_in_writes_nothing_after(world: World) -> None:
    run = upload(world, put(template(world), {"2.2": {"Số liệu": 71}}))
    sheet_submit(actor=world.actor("tuan"), sheet_id=world.open_sheets["thuong"], now=world.now, reason="thiếu")
    with pytest.raises(Refused):
        import_apply(actor=world.actor("tuan"), run_id=run.pk, now=world.now)
    assert "2.2" not in shown(world)
