"""A round on a real set as it stands: recalled rows collect, are verified and concluded; confirmed ones then judge."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dieuphoi.programme.assessments.models import IndicatorResult, Sheet
from dieuphoi.programme.assessments.services.rounds import (
    RoundPlan,
    round_create,
    round_open,
    round_rejudge,
)
from dieuphoi.programme.assessments.services.values import sheet_submit, value_save
from dieuphoi.programme.assessments.services.verification import results_verify
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria import services as criteria_acts
from dieuphoi.programme.criteria import sets
from tests.support.world import World


@pytest.fixture
def sheet(world: World) -> Sheet:
    """Thượng Sơn (region Bắc Trung Bộ, by its province) in a round on the national set 2016–2020."""
    version = criteria_acts.version_bring_in(
        actor=world.actor("lan"), source=sets.load_set("ntm-xa-2016-2020"), now=world.now
    )
    criteria_acts.version_publish(actor=world.actor("hanh"), version_id=version.id, now=world.now)
    criteria_acts.owners_set(
        actor=world.actor("lan"),
        version_id=version.id,
        owners={row.code: world.orgs["SXD"] for row in criteria.indicators_of(version.id)},
        start=date(2025, 1, 1),
        now=world.now,
    )
    round_ = round_create(
        actor=world.actor("lan"),
        plan=RoundPlan(
            title="Rà soát theo bộ 2016–2020",
            province_id=world.units["tinh"],
            version_id=version.id,
            period="2020",
            territory_on=date(2026, 1, 1),
            entry_due_on=world.today,
            verify_due_on=world.today + timedelta(days=5),
            freeze_due_on=world.today + timedelta(days=9),
        ),
        now=world.now,
    )
    round_open(actor=world.actor("hanh"), round_id=round_.id, now=world.now)
    return Sheet.objects.get(round=round_, unit_id=world.units["thuong"])


def enter(world: World, sheet: Sheet, code: str, **typed: str) -> None:
    row = IndicatorResult.objects.get(sheet=sheet, indicator__code=code)
    value_save(
        actor=world.actor("tuan"),
        sheet_id=sheet.id,
        indicator_id=row.indicator_id,
        typed={part.replace("_", " ") if part != "x" else "": text for part, text in typed.items()},
        now=world.now,
    )


def state(sheet: Sheet, code: str) -> tuple[str, str, str, str]:
    row = IndicatorResult.objects.get(sheet=sheet, indicator__code=code)
    return row.judged_by, row.verdict, row.basis, row.reason


def test_a_sourced_row_judges_by_the_column_of_the_region(world: World, sheet: Sheet) -> None:
    """QĐ 1980, 10: Bắc Trung Bộ ≥ 36 triệu đồng; 15.3: ≤ 24,2 %."""
    enter(world, sheet, "10", x="36")
    assert state(sheet, "10") == ("figures", "MET", "COMPUTED", "")
    enter(world, sheet, "15.3", x="24,3")
    assert state(sheet, "15.3") == ("figures", "NOT_MET", "COMPUTED", "")


def test_a_recalled_row_does_not_judge_but_is_collected_accepted_and_concluded(
    world: World, sheet: Sheet
) -> None:
    enter(world, sheet, "9.2", x="95")
    assert state(sheet, "9.2") == ("nothing", "UNDETERMINED", "", "not_confirmed")
    sheet_submit(actor=world.actor("tuan"), sheet_id=sheet.id, now=world.now, reason="thiếu")
    row = IndicatorResult.objects.get(sheet=sheet, indicator__code="9.2")
    accepted = results_verify(
        actor=world.actor("hai"), result_ids=[row.id], decision="accept", now=world.now
    )
    assert accepted.refused == []
    assert state(sheet, "9.2")[1:] == ("UNDETERMINED", "", "not_confirmed")
    concluded = results_verify(
        actor=world.actor("hai"),
        result_ids=[row.id],
        decision="conclude",
        verdict="MET",
        document="33/SXD, 10/02/2026",
        now=world.now,
    )
    assert concluded.refused == []
    assert state(sheet, "9.2")[1:3] == ("MET", "CONCLUDED")


def test_confirming_a_row_makes_it_judge_after_rejudging(world: World, sheet: Sheet) -> None:
    """9.2, Bắc Trung Bộ: ≥ 80 %."""
    enter(world, sheet, "9.2", x="79,9")
    criteria_acts.rows_confirm(
        actor=world.actor("lan"),
        version_id=sheet.round.version_id,
        readings=[criteria_acts.Reading("9.2", "QĐ 1980/QĐ-TTg ngày 17/10/2016", page="7")],
        now=world.now,
    )
    assert state(sheet, "9.2")[1] == "UNDETERMINED"
    changed = round_rejudge(actor=world.actor("lan"), round_id=sheet.round_id, now=world.now)
    assert changed == 1
    assert state(sheet, "9.2") == ("figures", "NOT_MET", "COMPUTED", "")
    assert round_rejudge(actor=world.actor("lan"), round_id=sheet.round_id, now=world.now) == 0


def test_a_two_tier_row_takes_both_parts(world: World, sheet: Sheet) -> None:
    """17.1, Bắc Trung Bộ: nước hợp vệ sinh ≥ 98 %, trong đó nước sạch ≥ 60 %."""
    from dieuphoi.programme.assessments.entries import inputs_of
    from dieuphoi.programme.assessments.selectors import round_rules

    row = next(r for r in round_rules(sheet.round).version.indicators if r.code == "17.1")
    first, second = (slot.part for slot in inputs_of(row))
    result = IndicatorResult.objects.get(sheet=sheet, indicator__code="17.1")

    def save(**typed: str) -> None:
        value_save(
            actor=world.actor("tuan"),
            sheet_id=sheet.id,
            indicator_id=result.indicator_id,
            typed={first: typed["a"]} if "a" in typed else {second: typed["b"]},
            now=world.now,
        )

    save(a="98")
    assert state(sheet, "17.1")[1] == "UNDETERMINED"
    save(b="59,9")
    assert state(sheet, "17.1")[1] == "NOT_MET"
    save(b="60")
    assert state(sheet, "17.1")[1:3] == ("MET", "COMPUTED")


def test_a_province_set_row_waits_for_the_province(world: World, sheet: Sheet) -> None:
    enter(world, sheet, "2.1", x="100")
    assert state(sheet, "2.1") == ("nothing", "UNDETERMINED", "", "no_threshold")


def test_an_absence_said_in_a_word_can_be_concluded(world: World, sheet: Sheet) -> None:
    """9.1 “Nhà tạm, dột nát: Không”: the word is a claim; the department concludes. A count decides by itself."""
    enter(world, sheet, "9.1", x="Không")
    assert state(sheet, "9.1") == ("figures", "UNDETERMINED", "", "conclusion_missing")
    sheet_submit(actor=world.actor("tuan"), sheet_id=sheet.id, now=world.now, reason="thiếu")
    row = IndicatorResult.objects.get(sheet=sheet, indicator__code="9.1")
    accepted = results_verify(
        actor=world.actor("hai"), result_ids=[row.id], decision="accept", now=world.now
    )
    assert "kết luận" in accepted.refused[0][2]
    concluded = results_verify(
        actor=world.actor("hai"),
        result_ids=[row.id],
        decision="conclude",
        verdict="as_claimed",
        document="9/SXD, 01/03/2026",
        now=world.now,
    )
    assert concluded.refused == []
    assert state(sheet, "9.1")[1:3] == ("MET", "CONCLUDED")


def test_an_absence_given_as_a_count_is_computed(world: World, sheet: Sheet) -> None:
    enter(world, sheet, "9.1", x="0")
    assert state(sheet, "9.1")[1:3] == ("MET", "COMPUTED")
    enter(world, sheet, "9.1", x="3")
    assert state(sheet, "9.1")[1:3] == ("NOT_MET", "COMPUTED")


def test_the_roll_up_of_the_database_is_that_of_the_engine(world: World, sheet: Sheet) -> None:
    """Sixty sheets of random verdicts: the SQL function and the engine's rule agree on every criterion."""
    import random

    from django.db import connection

    from dieuphoi.core.history.context import act
    from dieuphoi.programme.assessments.models import CriterionResult
    from dieuphoi.programme.assessments.services.results import roll_up
    from dieuphoi.programme.criteria.engine.judging import roll_up as engine_rule
    from dieuphoi.programme.criteria.engine.verdicts import Verdict

    rand = random.Random(318)
    verdicts = ["MET", "NOT_MET", "NOT_APPLICABLE", "UNDETERMINED"]
    for attempt in range(60):
        weights = [rand.random() ** 3 for _ in verdicts]
        with act(world.actor("lan"), "test.random"), connection.cursor() as cursor:
            for row in IndicatorResult.objects.filter(sheet=sheet):
                chosen = rand.choices(verdicts, weights)[0]
                cursor.execute(
                    "UPDATE assessments_indicatorresult SET verdict = %s, verification = 'ENTERED' WHERE id = %s",
                    [chosen, row.id],
                )
            roll_up([sheet.id])
        for result in CriterionResult.objects.filter(sheet=sheet):
            rows = IndicatorResult.objects.filter(sheet=sheet, criterion_id=result.criterion_id)
            expected = engine_rule(Verdict(row.verdict) for row in rows)
            assert result.verdict == expected.value, attempt


def test_owners_come_by_a_sheet_and_reach_an_open_round(world: World, sheet: Sheet) -> None:
    import io

    import openpyxl

    from dieuphoi.core.exchange.services import import_apply, import_upload
    from dieuphoi.programme.criteria.sheets import KIND, OwnersImporter

    version_id = sheet.round.version_id
    data, _name = OwnersImporter().template(world.actor("lan"), {"version": version_id}, world.now)
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    header = next(cell for row in page.iter_rows() for cell in row if cell.value == "Mã cơ quan")
    code = next(cell for cell in page[header.row] if cell.value == "Mã chỉ tiêu")
    line = next(
        number
        for number in range(header.row + 1, page.max_row + 1)
        if str(page.cell(number, code.column).value) == "9.2"
    )

    def upload(org: str):  # type: ignore[no-untyped-def]
        page.cell(line, header.column).value = org
        out = io.BytesIO()
        book.save(out)
        return import_upload(
            actor=world.actor("lan"),
            kind=KIND,
            target={"version": version_id},
            data=out.getvalue(),
            name="co-quan.xlsx",
            now=world.now,
        )

    faulty = upload("KHONG-CO")
    assert [error["row"] for error in faulty.errors] == [line]
    run = upload("SNN")
    assert run.difference["counts"]["changed"] == 1
    import_apply(actor=world.actor("lan"), run_id=run.id, now=world.now)
    round_rejudge(actor=world.actor("lan"), round_id=sheet.round_id, now=world.now)
    assert IndicatorResult.objects.get(sheet=sheet, indicator__code="9.2").owner_id == world.orgs["SNN"]
    assert IndicatorResult.objects.get(sheet=sheet, indicator__code="9.1").owner_id == world.orgs["SXD"]
