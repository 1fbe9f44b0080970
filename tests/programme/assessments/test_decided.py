"""Verdicts as they were decided: by table onto the units of that day, never recomputed, undone by superseding.

Serves S0-14, S1-13, S2-20, S2-25; faults 1, 3, 11, 19, 27.
"""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from django.db import DatabaseError, transaction

from dieuphoi.core.exchange.services import import_apply, import_undo, import_upload
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.programme.assessments import decided
from dieuphoi.programme.assessments.decided_sheets import LONG, WIDE
from dieuphoi.programme.assessments.models import DecidedSheet, DecidedVerdict
from dieuphoi.programme.assessments.past import day_in, is_indicator_heading, read_verdict
from dieuphoi.programme.assessments.services.decided import (
    CommuneYear,
    Said,
    decided_correct,
    decided_record,
    decided_withdraw,
)
from dieuphoi.programme.assessments.services.rounds import round_rejudge
from tests.support.world import World

pytestmark = pytest.mark.django_db

QD = "12/QĐ-UBND ngày 20/01/2025"


def book(rows: list[list[Any]]) -> bytes:
    """A workbook as an office keeps it: numbers stay numbers."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Kết quả")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return out.getvalue()


def target(world: World, year: int = 2024) -> dict[str, int]:
    return {"version": world.version_id, "year": year, "province": world.units["tinh"]}


def bring(world: World, kind: str, rows: list[list[Any]], year: int = 2024, who: str = "lan") -> Any:
    return import_upload(
        actor=world.actor(who), kind=kind, target=target(world, year), data=book(rows), name="năm.xlsx", now=world.now
    )


def apply(world: World, run: Any) -> Any:
    assert run.state == "CHECKED", run.errors
    return import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now)


HEADS = ["TT", "Tên xã", 1, "TC 2", "3. Thu nhập và nghèo", "Số TC đạt", "Quyết định"]


def marks(world: World) -> dict[str, str]:
    rows = decided.wall_of_year(world.actor("vy"), world.version_id, 2024, world.units["tinh"])
    return {row.unit_name: row.marks for row in rows}


# ------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize("who", ["minh", "thu", "tuan", "vy", "phong", "quantri", "quang"])
def test_only_the_office_brings_the_past_in(world: World, who: str) -> None:
    with pytest.raises(Refused):
        bring(world, WIDE, [HEADS, [1, "Thượng Sơn", "Đ", "CĐ", "Đ", 2, QD]], who=who)
    assert not DecidedVerdict.objects.exists()


def test_every_fault_of_a_wide_sheet_is_told_at_once_with_its_row_and_the_way_out(world: World) -> None:
    run = bring(
        world,
        WIDE,
        [
            HEADS,
            [1, "Thượng Sơn", "Đ", "có thể", "Đ", 2, QD],
            [2, "Xã Không Có", "Đ", "Đ", "Đ", 3, QD],
            [3, "Hạ Sơn", "Đ", "Đ", "Đ", 3, ""],
            [4, "Xã Hạ Sơn", "CĐ", "Đ", "Đ", 2, QD],
            [5, "Đông Sơn", "Đ", "Đ", "Đ", "ba", QD],
        ],
    )
    assert run.state == "FAULTY"
    told = {(error["row"], error["column"]): error["message"] for error in run.errors}
    assert set(told) == {(2, "TC 2"), (3, "Tên xã"), (4, "Quyết định"), (6, "Số TC đạt")}
    assert "CĐ hoặc 0" in told[2, "TC 2"]
    assert "Không có đơn vị" in told[3, "Tên xã"]
    assert not DecidedSheet.objects.exists()


def test_a_commune_told_twice_is_an_error_that_names_the_first_row(world: World) -> None:
    run = bring(world, WIDE, [HEADS, [1, "Hạ Sơn", "Đ", "", "", 1, QD], [2, "Xã Hạ Sơn", "CĐ", "", "", 0, QD]])
    assert [(each["row"], "dòng 2" in each["message"]) for each in run.errors] == [(3, True)]


def test_a_heading_of_an_indicator_is_not_read_as_a_criterion(world: World) -> None:
    """``1.1`` without its dot would be criterion 11: fault 27's cousin."""
    assert is_indicator_heading("1.1", "11")
    assert not is_indicator_heading("11", "11")
    assert not is_indicator_heading("11. Nghèo", "11")
    assert is_indicator_heading("TC 1.1 Quy hoạch", "11")


def test_what_was_decided_is_never_changed_or_removed(world: World) -> None:
    apply(world, bring(world, WIDE, [HEADS, [1, "Hạ Sơn", "Đ", "Đ", "CĐ", 2, QD]]))
    with pytest.raises(DatabaseError), transaction.atomic():
        DecidedVerdict.objects.update(verdict="MET")
    with pytest.raises(DatabaseError), transaction.atomic():
        DecidedVerdict.objects.all().delete()


def test_a_row_without_a_document_is_refused_by_the_service(world: World) -> None:
    row = CommuneYear(world.units["ha"], "Xã Hạ Sơn", "98002", world.units["tinh"], 2024, date(2024, 12, 31), "")
    with pytest.raises(InputErrors):
        decided_record(actor=world.actor("lan"), version_id=world.version_id, rows=[row], now=world.now)


# ------------------------------------------------------------------------------------------------- successes


def test_the_offices_own_excel_goes_in_as_it_is(world: World) -> None:
    run = bring(
        world,
        WIDE,
        [
            ["KẾT QUẢ THỰC HIỆN NĂM 2024"],
            [],
            HEADS,
            ["I", "Huyện Sơn Hà", "", "", "", "", ""],
            [1, "Thượng Sơn", "x", "CĐ", 1, 2, QD],
            [2, "xã hạ sơn", "Đạt", "KAD", "KĐG", 2, QD],
            ["", "Tổng cộng", 2, "", 1, "", ""],
        ],
    )
    assert run.state == "CHECKED", run.errors
    # Hạ Sơn's document says 2, its cells count 1: both stay, and it is told softly.
    assert any("văn bản ghi 2 tiêu chí đạt, các ô đếm được 1" in each["message"] for each in run.warnings)
    done = apply(world, run)
    assert done.applied == {"new": 8, "changed": 0, "same": 0}
    assert marks(world) == {"Xã Hạ Sơn": "MAU", "Xã Thượng Sơn": "MNM"}
    ha = DecidedSheet.objects.get(unit_id=world.units["ha"])
    assert (ha.criteria_met, ha.reported_met, ha.territory_on) == (1, 2, date(2025, 1, 20))
    assert {row.said for row in DecidedVerdict.objects.filter(sheet=ha)} == {"Đạt", "KAD", "KĐG"}


def test_the_same_file_again_changes_nothing_and_the_sheet_goes_out_and_in(world: World) -> None:
    rows = [HEADS, [1, "Hạ Sơn", "Đ", "Đ", "CĐ", 2, QD]]
    apply(world, bring(world, WIDE, rows))
    again = bring(world, WIDE, rows)
    assert again.difference["counts"] == {"new": 0, "changed": 0, "same": 1}
    from dieuphoi.core.exchange.importers import importer_for

    for kind in (WIDE, LONG):
        data, _name = importer_for(kind).template(world.actor("lan"), target(world), world.now)
        back = import_upload(
            actor=world.actor("lan"), kind=kind, target=target(world), data=data, name="ra.xlsx", now=world.now
        )
        assert back.state == "CHECKED", back.errors
        assert back.difference["counts"]["new"] == back.difference["counts"]["changed"] == 0


def test_the_long_sheet_takes_criteria_and_indicators_and_years(world: World) -> None:
    run = bring(
        world,
        LONG,
        [
            ["Mã xã", "Năm", "Tiêu chí", "Kết quả", "Văn bản", "Ngày văn bản"],
            ["98001", 2023, "Tiêu chí 1", "Đ", "5/TB-VPĐP", ""],
            ["98001", 2023, "2.1", "Đ", "5/TB-VPĐP", ""],
            ["98001", 2023, "2.2", "CĐ", "5/TB-VPĐP", ""],
            ["98001", 2023, "3.1", "Đ", "5/TB-VPĐP", ""],
        ],
    )
    apply(world, run)
    sheet = DecidedSheet.objects.get()
    # 2 is not met since an indicator is not; of 3 only one of two indicators is told: nothing is concluded from it.
    assert (sheet.year, sheet.marks, sheet.territory_on) == (2023, "MNE", date(2023, 12, 31))


def test_an_undo_is_refused_while_a_correction_rests_on_it_and_then_brings_back_what_stood(world: World) -> None:
    first = apply(world, bring(world, WIDE, [HEADS, [1, "Hạ Sơn", "Đ", "Đ", "CĐ", 2, QD]]))
    second = apply(
        world, bring(world, WIDE, [HEADS, [1, "Hạ Sơn", "CĐ", "CĐ", "CĐ", 0, QD], [2, "Đông Sơn", "Đ", "", "", 1, QD]])
    )
    assert marks(world) == {"Xã Đông Sơn": "MEE", "Xã Hạ Sơn": "NNN"}
    lan = world.actor("lan")
    with pytest.raises(Refused, match="Hạ Sơn") as caught:
        import_undo(actor=lan, run_id=first.pk, reason="nhầm tệp", now=world.now)
    assert caught.value.code == "changed_since"
    corrected = DecidedVerdict.objects.get(
        sheet__unit_id=world.units["ha"], criterion__number="2", superseded_by__isnull=True
    )
    decided_correct(
        actor=lan, verdict_id=corrected.id, verdict="UNDETERMINED", document="9/QĐ", document_on=None,
        reason="đính chính", now=world.now,
    )  # fmt: skip
    rows_before = DecidedVerdict.objects.count()
    with pytest.raises(Refused, match="Hạ Sơn, 2024") as caught:
        import_undo(actor=lan, run_id=second.pk, reason="nhầm tệp", now=world.now)
    assert caught.value.code == "changed_since" and "Đông Sơn" not in caught.value.reason
    assert marks(world) == {"Xã Đông Sơn": "MEE", "Xã Hạ Sơn": "NUN"}
    assert DecidedVerdict.objects.count() == rows_before
    back = DecidedVerdict.objects.get(criterion__number="2", superseded_by__isnull=True)
    decided_correct(
        actor=lan, verdict_id=back.id, verdict="NOT_MET", document=corrected.document,
        document_on=corrected.document_on, reason="đính chính nhầm", now=world.now,
    )  # fmt: skip
    undone = import_undo(actor=lan, run_id=second.pk, reason="nhầm tệp", now=world.now)
    assert undone.undone == {"restored": 3, "withdrawn": 2}
    assert marks(world) == {"Xã Hạ Sơn": "MMN"}
    assert DecidedVerdict.objects.count() > rows_before
    assert DecidedSheet.objects.get(unit_id=world.units["ha"]).reported_met == 2
    # The older one can go too: what was written over it has been taken back.
    import_undo(actor=lan, run_id=first.pk, reason="nhầm tệp", now=world.now)
    assert marks(world) == {}


def test_a_correction_needs_its_document_and_reason_and_only_what_stands_is_corrected(world: World) -> None:
    apply(world, bring(world, WIDE, [HEADS, [1, "Hạ Sơn", "Đ", "Đ", "CĐ", 2, QD]]))
    first = DecidedVerdict.objects.get(criterion__number="3")
    with pytest.raises(InputErrors) as faults:
        decided_correct(
            actor=world.actor("lan"), verdict_id=first.id, verdict="", document=" ", document_on=None, reason="",
            now=world.now,
        )  # fmt: skip
    assert {each.field for each in faults.value.errors} == {"verdict", "document", "reason"}
    with pytest.raises(Refused):
        decided_withdraw(actor=world.actor("tuan"), verdict_id=first.id, reason="nhầm", now=world.now)
    decided_withdraw(actor=world.actor("lan"), verdict_id=first.id, reason="nhầm", now=world.now)
    with pytest.raises(Refused) as refused:
        decided_withdraw(actor=world.actor("lan"), verdict_id=first.id, reason="nhầm", now=world.now)
    assert refused.value.code == "superseded"
    assert marks(world) == {"Xã Hạ Sơn": "MME"}


def test_publishing_or_judging_touches_no_decided_row(world: World) -> None:
    """Fault 5: what was decided is of its document, whatever the engine says of the same commune."""
    row = CommuneYear(
        world.units["thuong"], "Xã Thượng Sơn", "98001", world.units["tinh"], 2024, date(2024, 12, 31), QD,
        verdicts=tuple(Said(world.criteria[number], None, "NOT_MET") for number in ("1", "2", "3")),
    )  # fmt: skip
    decided_record(actor=world.actor("lan"), version_id=world.version_id, rows=[row], now=world.now)
    round_rejudge(actor=world.actor("lan"), round_id=world.open_round, now=world.now)
    assert marks(world) == {"Xã Thượng Sơn": "NNN"}


@pytest.mark.parametrize(
    ("word", "verdict"),
    [
        ("Đ", "MET"), ("đạt", "MET"), ("x", "MET"), ("X", "MET"), ("1", "MET"), ("CĐ", "NOT_MET"), ("0", "NOT_MET"),
        ("Chưa đạt", "NOT_MET"),
        ("KĐG", "UNDETERMINED"), ("KAD", "NOT_APPLICABLE"), ("Không áp dụng", "NOT_APPLICABLE"),
    ],
)  # fmt: skip
def test_words_of_verdicts(word: str, verdict: str) -> None:
    assert read_verdict(word) == verdict


def test_a_word_nobody_knows_is_not_guessed() -> None:
    for word in ("Đ?", "2", "gần đạt", "19/19"):
        with pytest.raises(ValueError, match="Không đọc được"):
            read_verdict(word)


def test_the_day_of_a_document_is_read_from_its_title() -> None:
    assert day_in("Quyết định 3456/QĐ-UBND ngày 01/02/2020") == date(2020, 2, 1)
    assert day_in("Quyết định 3456/QĐ-UBND") is None


def test_seen_by_all_signed_in_and_by_nobody_else(world: World, now: datetime) -> None:
    apply(world, bring(world, WIDE, [HEADS, [1, "Hạ Sơn", "Đ", "Đ", "CĐ", 2, QD]]))
    everyone = {who: decided.decided_years(world.actor(who)).count() for who in ("tuan", "vy", "phong", "quantri")}
    assert set(everyone.values()) == {1}
    from dieuphoi.core.kernel.actor import anonymous_actor

    assert decided.decided_years(anonymous_actor(now.date())).count() == 0
    assert decided.decided_years(system_actor(now.date())).count() == 1
