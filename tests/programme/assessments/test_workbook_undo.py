"""The province workbook taken back: former values stand again as new rows; what rests on them refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.services import import_apply, import_undo, import_undo_preview
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.programme.assessments.models import IndicatorResult, SheetRollup, Value
from dieuphoi.programme.assessments.selectors import current_values
from dieuphoi.programme.assessments.services import values, verification
from tests.programme.assessments.test_workbook import places, upload, workbook
from tests.support.world import World

THUONG = "98001"


def applied(world: World, cells: dict[tuple[str, str], Any]) -> ImportRun:
    book = workbook(world)
    rows, columns = places(book)
    for (code, indicator), value in cells.items():
        book.worksheets[0].cell(rows[code], columns[indicator]).value = value
    run = upload(world, book)
    assert run.state == "CHECKED", run.errors
    return import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now + timedelta(minutes=1))


def undo(world: World, run: ImportRun, who: str = "lan", reason: str = "nhầm tệp") -> ImportRun:
    return import_undo(actor=world.actor(who), run_id=run.pk, reason=reason, now=world.now + timedelta(hours=1))


def today(world: World, sheet: str = "thuong") -> dict[str, tuple[Any, ...]]:
    """What stands: ``{indicator code: (number, text, verification, verdict)}`` of a sheet of the open round."""
    sheet_id = world.open_sheets[sheet]
    codes = {pk: code for code, pk in world.indicators.items()}
    results = {r.indicator_id: r for r in IndicatorResult.objects.filter(sheet_id=sheet_id)}
    found = {}
    for (_sheet, indicator_id), parts in current_values([sheet_id]).items():
        value = parts[""]
        result = results[indicator_id]
        if not value.cleared:
            found[codes[indicator_id]] = (value.number, value.text, result.verification, result.verdict)
    return found


def state(world: World) -> tuple[Any, ...]:
    rollup = SheetRollup.objects.get(sheet_id=world.open_sheets["thuong"])
    return today(world), rollup.marks, rollup.entered, rollup.waiting, rollup.returned


# --- refusals --------------------------------------------------------------------------------------------


def test_only_the_office_and_only_with_a_reason(world: World) -> None:
    run = applied(world, {(THUONG, "2.2"): 70})
    with pytest.raises(Refused) as caught:
        undo(world, run, reason="  ")
    assert caught.value.code == "reason_missing"


def test_a_value_that_was_changed_since_is_named_and_nothing_is_undone(world: World) -> None:
    run = applied(world, {(THUONG, "2.2"): 70, (THUONG, "3.1"): 51})
    values.value_save(
        actor=world.actor("tuan"), sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators["2.2"],
        typed={"": "71"}, now=world.now + timedelta(minutes=5),
    )  # fmt: skip
    before = (Value.objects.count(), state(world))
    for act_of in (lambda: undo(world, run),
                   lambda: import_undo_preview(actor=world.actor("lan"), run_id=run.pk, now=world.now)):  # fmt: skip
        with pytest.raises(Refused) as caught:
            act_of()
        assert caught.value.code == "rests"
        assert "Thượng" in caught.value.reason
        assert "2.2" in caught.value.reason
        assert "3.1" not in caught.value.reason
    assert (Value.objects.count(), state(world)) == before
    run.refresh_from_db()
    assert run.state == "APPLIED"


def test_what_a_department_has_looked_at_or_a_commune_handed_in_is_not_undone(world: World) -> None:
    run = applied(world, {(THUONG, "2.1"): 96, (THUONG, "2.2"): 70})
    values.sheet_submit(actor=world.actor("tuan"), sheet_id=world.open_sheets["thuong"], now=world.now, reason="thiếu")
    with pytest.raises(Refused, match="Phiếu đã gửi"):
        undo(world, run)
    verification.results_verify(
        actor=world.actor("hai"), result_ids=[world.result(world.open_sheets["thuong"], "2.1")], decision="return",
        comment="kiểm lại", now=world.now + timedelta(minutes=7),
    )  # fmt: skip
    with pytest.raises(Refused, match="đã xem số liệu này"):
        undo(world, run)


def test_an_undone_import_is_not_undone_twice(world: World) -> None:
    run = applied(world, {(THUONG, "2.2"): 70})
    undo(world, run)
    with pytest.raises(Refused) as caught:
        undo(world, run)
    assert caught.value.code == "wrong_state"


# --- the way that works ----------------------------------------------------------------------------------


def test_undo_puts_back_what_stood_and_empties_what_was_empty_and_deletes_nothing(world: World) -> None:
    before = state(world)
    run = applied(world, {(THUONG, "2.1"): 96, (THUONG, "2.2"): 59.9, (THUONG, "1.1"): "Đạt", (THUONG, "3.1"): "1.250"})
    assert state(world) != before
    rows = Value.objects.count()
    preview = import_undo_preview(actor=world.actor("lan"), run_id=run.pk, now=world.now)
    assert Value.objects.count() == rows
    assert preview.counts == {"restored": 1, "cleared": 3}
    [line] = preview.lines
    assert {(c.column, c.before, c.after) for c in line.changes} == {
        ("2.1", "96", "90"), ("2.2", "59,9", ""), ("1.1", "Đạt", ""), ("3.1", "1.250", ""),
    }  # fmt: skip
    done = undo(world, run)
    assert (done.state, done.undone) == ("UNDONE", {"restored": 1, "cleared": 3})
    assert state(world) == before
    assert Value.objects.count() == rows + 4
    fresh = Value.objects.filter(act="value.undo")
    assert set(fresh.values_list("actor_id", "import_run_id")) == {(world.accounts["lan"], None)}
    assert set(Value.objects.filter(import_run_id=run.pk).values_list("superseded_by__act", flat=True)) == {
        "value.undo"
    }


def test_who_undoes_has_entered_the_values_and_does_not_verify_them(world: World) -> None:
    run = applied(world, {(THUONG, "2.1"): 96})
    undo(world, run)
    result = IndicatorResult.objects.get(sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators["2.1"])
    assert (result.verification, result.entered_by) == ("ENTERED", world.accounts["lan"])


def test_what_waited_for_correction_waits_again(world: World) -> None:
    """A returned indicator; the import corrected it; undone, it is returned again."""
    sheet = world.open_sheets["dong"]
    place = {"sheet_id": sheet, "indicator_id": world.indicators["2.2"]}
    waiting = IndicatorResult.objects.filter(sheet_id=sheet, verification="RETURNED")
    codes = {pk: code for code, pk in world.indicators.items()}
    [code] = [codes[r.indicator_id] for r in waiting]
    place["indicator_id"] = world.indicators[code]
    unit_code = IndicatorResult.objects.filter(**place).values_list("sheet__unit_code", flat=True).get()
    run = applied(world, {(unit_code, code): 65})
    assert IndicatorResult.objects.get(**place).verification == "ENTERED"
    undo(world, run)
    assert IndicatorResult.objects.get(**place).verification == "RETURNED"
    assert SheetRollup.objects.get(sheet_id=sheet).returned == 1


def test_after_an_undo_the_same_file_can_come_again(world: World) -> None:
    run = applied(world, {(THUONG, "2.2"): 70})
    undo(world, run)
    again = applied(world, {(THUONG, "2.2"): 70})
    assert again.applied["written"] == 1
    assert today(world)["2.2"][0] == 70


# ------------------------------------------------------------------------------------------ who hears of it


def told(world: World) -> list[tuple[str, str, str]]:
    names = {pk: name for name, pk in world.accounts.items()}
    rows = Notice.objects.filter(kind="sheet.on_behalf").order_by("pk")
    return [(names[row.account_id], row.title, row.url) for row in rows]


def test_an_undo_that_is_refused_or_only_looked_at_tells_nobody(world: World) -> None:
    run = applied(world, {(THUONG, "2.2"): 70})
    before = told(world)
    assert [who for who, _title, _url in before] == ["tuan"]
    import_undo_preview(actor=world.actor("lan"), run_id=run.pk, now=world.now)
    with pytest.raises(Refused):
        undo(world, run, reason=" ")
    values.value_save(
        actor=world.actor("tuan"), sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators["2.2"],
        typed={"": "71"}, now=world.now + timedelta(minutes=5),
    )  # fmt: skip
    with pytest.raises(Refused):
        undo(world, run)
    assert told(world) == before


@pytest.mark.parametrize("later", [timedelta(hours=1), timedelta(days=2)], ids=["same day", "another day"])
def test_the_communes_are_told_once_a_run_that_their_figures_were_taken_back(world: World, later: timedelta) -> None:
    run = applied(world, {(THUONG, "2.1"): 96, (THUONG, "2.2"): 70, ("98002", "1.1"): "Đạt"})
    name = world.actor("lan").name
    before = told(world)
    import_undo(actor=world.actor("lan"), run_id=run.pk, reason="nhầm tệp", now=world.now + later)
    sheet = f"/rounds/sheets/{world.open_sheets['thuong']}/"
    again = told(world)[len(before) :]
    assert [row for row in again if row[0] == "tuan"] == [
        ("tuan", f"{name} đã hoàn tác một lần nhập số liệu của Xã Thượng Sơn", sheet)
    ]
    # Only the communes of the file, and nobody that figures were entered, for none were.
    assert {title for _who, title, _url in again} <= {
        f"{name} đã hoàn tác một lần nhập số liệu của {unit}" for unit in ("Xã Thượng Sơn", "Xã Hạ Sơn")
    }
    second = applied(world, {(THUONG, "2.2"): 71})
    undo(world, second)
    assert len([row for row in told(world)[len(before) :] if row[0] == "tuan" and "hoàn tác" in row[1]]) == 2
