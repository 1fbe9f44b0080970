"""``dieuphoi verify`` names what is no longer as frozen: tampered with by raw SQL, past the triggers (domain.md §5)."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from dieuphoi.core.history.context import act
from dieuphoi.programme.assessments.amendments.services import amendment_approve
from dieuphoi.programme.assessments.amendments.verifying import Report, round_verify
from tests.programme.assessments.amendments.asked import requested
from tests.support.world import World


def tampered(world: World, statement: str, *values: object) -> Report:
    """Change something behind the program's back, as the owner of the tables can, past all triggers; then verify."""
    [table] = re.findall(r"assessments_\w+", statement)
    with act(world.actor("lan"), "test.break"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        assert cursor.rowcount > 0
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    return round_verify(world.actor("hanh"), world.frozen_round)


def told(report: Report) -> list[tuple[str, str, str, str, str]]:
    return [(each.what, each.unit, each.code, each.stored, each.frozen) for each in report.findings]


def test_a_frozen_round_is_whole_and_stays_so_through_amendments(world: World) -> None:
    report = round_verify(world.actor("hanh"), world.frozen_round)
    assert (report.findings, report.engine, report.sheets, report.editions) == ([], [], 3, 1)
    amendment_approve(actor=world.actor("hanh"), amendment_id=requested(world).pk, now=world.now)
    report = round_verify(world.actor("hanh"), world.frozen_round)
    assert (report.findings, report.engine, report.editions) == ([], [], 2)


def test_a_changed_figure_is_named(world: World) -> None:
    report = tampered(
        world, "UPDATE assessments_value SET number = 81 WHERE sheet_id = %s AND indicator_id = %s",
        world.frozen_sheets["ha"], world.indicators["2.1"],
    )  # fmt: skip
    assert told(report) == [("số liệu", "Xã Hạ Sơn", "2.1", "81", "79")]


def test_a_changed_verdict_and_roll_up_are_named(world: World) -> None:
    report = tampered(
        world, "UPDATE assessments_indicatorresult SET verdict = 'MET' WHERE sheet_id = %s AND indicator_id = %s",
        world.frozen_sheets["ha"], world.indicators["2.1"],
    )  # fmt: skip
    assert told(report) == [("kết quả chỉ tiêu", "Xã Hạ Sơn", "2.1", "MET / COMPUTED", "NOT_MET / COMPUTED")]
    report = tampered(
        world, "UPDATE assessments_sheetrollup SET criteria_met = 3 WHERE sheet_id = %s", world.frozen_sheets["ha"]
    )
    assert told(report)[1:] == [("tổng hợp của phiếu", "Xã Hạ Sơn", "", "MNN / 3 / False", "MNN / 1 / False")]
    report = tampered(
        world, "UPDATE assessments_criterionresult SET verdict = 'MET' WHERE sheet_id = %s AND criterion_id = %s",
        world.frozen_sheets["dong"], world.criteria["1"],
    )  # fmt: skip
    assert ("kết quả tiêu chí 1", "Xã Đông Sơn", "", "MET", "NOT_MET") in told(report)


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE assessments_sheetsnapshot SET sha256 = repeat('0', 64) WHERE sheet_id = %s",
         ["mã kiểm tra của đợt tính lại ra khác", "nội dung bản chốt không khớp mã kiểm tra"]),
        ("UPDATE assessments_sheetsnapshot SET content = '\\x00' WHERE sheet_id = %s",
         ["nội dung bản chốt không khớp mã kiểm tra"]),
        ("DELETE FROM assessments_sheetsnapshot WHERE sheet_id = %s",
         ["mã kiểm tra của đợt tính lại ra khác", "không có bản chốt"]),
        ("UPDATE assessments_sheet SET unit_name = 'Xã khác' WHERE id = %s", ["tên xã"]),
        ("UPDATE assessments_sheet SET state = 'OPEN' WHERE id = %s", ["phiếu không còn ở trạng thái đã chốt"]),
        ("DELETE FROM assessments_indicatorresult WHERE sheet_id = %s", ["mất kết quả của chỉ tiêu"] * 5),
    ],
)  # fmt: skip
def test_what_was_done_to_a_sheet_is_found(world: World, statement: str, what: list[str]) -> None:
    assert [each.what for each in tampered(world, statement, world.frozen_sheets["ha"]).findings] == what


def test_a_changed_round_does_not_fit_its_hash(world: World) -> None:
    report = tampered(
        world, "UPDATE assessments_assessmentround SET title = 'Đợt khác' WHERE id = %s", world.frozen_round
    )
    assert [each.what for each in report.findings] == ["mã kiểm tra của đợt tính lại ra khác"]
    report = tampered(
        world, "UPDATE assessments_assessmentround SET frozen_hash = repeat('0', 64) WHERE id = %s", world.frozen_round
    )
    assert "mã kiểm tra của đợt khác bản 1" in [each.what for each in report.findings]


def test_a_figure_of_another_edition_is_found_too(world: World) -> None:
    amendment_approve(actor=world.actor("hanh"), amendment_id=requested(world).pk, now=world.now)
    report = tampered(
        world, "UPDATE assessments_amendment SET state = 'REJECTED', edition = NULL, round_edition = NULL"
        " WHERE sheet_id = %s", world.frozen_sheets["ha"],
    )  # fmt: skip
    assert [each.what for each in report.findings] == ["số bản chốt không khớp các điều chỉnh đã áp dụng"]


def test_what_today_s_engine_says_otherwise_is_listed_and_never_applied(world: World, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """Another engine: every figure fails. Nothing stored changes, and it is no fault of the round."""
    from dieuphoi.programme.assessments.amendments import verifying
    from dieuphoi.programme.criteria.engine.verdicts import Verdict

    judge = verifying.verdict_of
    monkeypatch.setattr(
        verifying, "verdict_of", lambda row, facts, rules: judge(row, facts, rules)._replace(verdict=Verdict.NOT_MET)
    )
    report = round_verify(world.actor("hanh"), world.frozen_round)
    assert report.findings == []
    assert {(each.unit, each.code) for each in report.engine} == {
        ("Xã Thượng Sơn", code) for code in ("1.1", "2.1", "2.2", "3.1", "3.2")
    } | {("Xã Hạ Sơn", code) for code in ("1.1", "2.2", "3.1")} | {("Xã Đông Sơn", code) for code in
    ("2.1", "2.2", "3.1", "3.2")}  # fmt: skip
