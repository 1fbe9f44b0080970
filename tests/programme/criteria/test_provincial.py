"""Thresholds that a province sets: who may, what they judge, on which day, and what stays as it was."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.models import AssessmentRound, IndicatorResult
from dieuphoi.programme.assessments.services import rounds, values
from dieuphoi.programme.assessments.services.results import rejudge
from dieuphoi.programme.criteria import selectors, services, sets
from dieuphoi.programme.criteria.engine.judging import judge_indicator
from dieuphoi.programme.criteria.facts import Classification, Fact
from dieuphoi.programme.criteria.models import SetVersion
from dieuphoi.programme.criteria.services import Decided
from tests.support.world import World

LEFT = {
    "set": {
        "id": "bo-de-tinh", "name": "Bộ thử để tỉnh quy định (giả định)", "level": "commune", "tier": "basic",
        "decision": {"number": "02/2025/QĐ-TTg (giả định)"}, "effective_from": "2025-01-01",
        "counts": {"criteria": 1, "indicators": 2},
    },
    "criteria": [{
        "number": 1, "name": "Giao thông", "indicators": [
            {"code": "1.1", "name": "Đường xã được cứng hóa", "unit": "%", "kind": "province_set", "comparator": ">=",
             "thresholds": {"all": {"set_by": "province", "text": "UBND cấp tỉnh quy định"}},
             "source": "https://vi-du.vn/quyet-dinh"},
            {"code": "1.2", "name": "Đường thôn được cứng hóa", "unit": "%", "kind": "percent", "comparator": ">=",
             "thresholds": {"all": 50}, "source": "https://vi-du.vn/quyet-dinh"},
        ],
    }],
}  # fmt: skip
FROM = date(2026, 3, 1)


@pytest.fixture
def world(small_world: World, now: datetime) -> World:
    made = small_world
    version = services.version_bring_in(actor=made.actor("lan"), source=sets.from_dict(LEFT), now=now)
    services.version_publish(actor=made.actor("hanh"), version_id=version.pk, now=now)
    return made


def version_of() -> SetVersion:
    return SetVersion.objects.get(set__code="bo-de-tinh")


def decide(world: World, *given: Decided, who: str = "lan", province: int | None = None) -> int:
    return services.provincial_set(
        actor=world.actor(who),
        version_id=version_of().pk,
        province_id=province or world.units["tinh"],
        thresholds=given,
        now=world.now,
    )


def threshold(**changes: Any) -> Decided:
    given: dict[str, Any] = {
        "code": "1.1", "column": "all", "value": "80", "start": FROM, "decision_number": "12/2026/QĐ-UBND",
    }  # fmt: skip
    return Decided(**(given | changes))


def round_of(world: World, period: str = "2026") -> AssessmentRound:
    made = rounds.round_create(
        actor=world.actor("lan"),
        plan=rounds.RoundPlan(
            f"Đợt {period}", world.units["tinh"], version_of().pk, period, date(2026, 2, 1), date(2026, 4, 1),
            date(2026, 5, 1), date(2026, 6, 1),
        ),
        now=world.now,
    )  # fmt: skip
    rounds.round_open(actor=world.actor("hanh"), round_id=made.pk, now=world.now)
    return made


def enter(world: World, round_: AssessmentRound, code: str, typed: str) -> IndicatorResult:
    sheet = assessments.sheets(world.actor("tuan"), round_.pk).get(unit_id=world.units["thuong"])
    result = IndicatorResult.objects.get(sheet_id=sheet.pk, indicator__code=code)
    values.value_save(
        actor=world.actor("tuan"), sheet_id=sheet.pk, indicator_id=result.indicator_id, typed={"": typed},
        revision=result.revision, now=world.now,
    )  # fmt: skip
    result.refresh_from_db()
    return result


def sentence(world: World, round_: AssessmentRound, typed: str) -> str:
    from dieuphoi.programme.assessments.judging import rows_for, verdict_of
    from dieuphoi.programme.criteria.words import sentence_in_words

    rules = assessments.round_rules(AssessmentRound.objects.get(pk=round_.pk))
    row = rows_for(rules, Classification())["1.1"]
    return sentence_in_words(verdict_of(row, (Fact(value=Decimal(typed)),), rules))


@pytest.mark.parametrize("who", ["thu", "tuan", "phong", "quantri"])
def test_only_the_office_of_the_province_sets_them(world: World, who: str) -> None:
    with pytest.raises(Refused):
        decide(world, threshold(), who=who)


def test_all_faults_are_told_at_once(world: World) -> None:
    with pytest.raises(InputErrors) as errors:
        decide(
            world,
            threshold(code="9.9"),
            threshold(code="1.2"),
            threshold(column="SAO_HOA"),
            threshold(decision_number=" "),
            threshold(value="180"),
            threshold(value={"set_by": "province"}),
        )
    assert [(each.field, each.message.partition(":")[0]) for each in errors.value.errors] == [
        ("code", "9.9"),  # no such row
        ("code", "1.2"),  # not left to the province
        ("column", "1.1"),
        ("thresholds", "1.1"),  # the same column, as its row would hold it
        ("decision_number", "1.1"),
        ("thresholds", "1.1"),  # 180 %
        ("value", "1.1"),  # "the province decides" is no decision
    ]
    assert selectors.provincial_lines(version_of().pk, world.units["tinh"]) == []


def test_without_a_threshold_it_stays_undetermined(world: World) -> None:
    result = enter(world, round_of(world), "1.1", "100")
    assert (result.verdict, result.reason) == ("UNDETERMINED", "no_threshold")


def test_rounds_of_the_province_judge_by_it_and_the_sentence_names_the_decision(world: World) -> None:
    round_ = round_of(world)
    before = enter(world, round_, "1.1", "79,9")
    assert before.verdict == "UNDETERMINED"
    assert decide(world, threshold()) == 1
    with act(world.actor("lan"), "test.rejudge"):
        assert rejudge(round_, now=world.now) == 1
    before.refresh_from_db()
    assert (before.verdict, before.basis) == ("NOT_MET", "COMPUTED")
    after = enter(world, round_, "1.1", "80")
    assert (after.verdict, after.basis) == ("MET", "COMPUTED")
    assert "12/2026/QĐ-UBND" in sentence(world, round_, "80")


def test_it_holds_on_the_last_day_of_the_period_and_not_before(world: World) -> None:
    decide(world, threshold(), threshold(value="90", start=date(2027, 1, 1), decision_number="9/2027/QĐ-UBND"))
    version = version_of()
    assert selectors.provincial_on(version.pk, world.units["tinh"], FROM - timedelta(days=1)) == {}
    found = selectors.provincial_on(version.pk, world.units["tinh"], date(2026, 12, 31))
    assert found["1.1"]["all"].value == "80"
    assert selectors.provincial_on(version.pk, world.units["tinh"], date(2027, 1, 1))["1.1"]["all"].value == "90"
    old, new = selectors.provincial_lines(version.pk, world.units["tinh"])
    assert (old.start, old.end, new.start, new.end) == (FROM, date(2027, 1, 1), date(2027, 1, 1), None)
    early, late = round_of(world, "2025"), round_of(world, "2026")
    assert "12/2026" not in sentence(world, early, "85")
    assert "12/2026" in sentence(world, late, "85")


def test_a_correction_and_an_end_stand_beside_what_was_said_before(world: World) -> None:
    decide(world, threshold())
    assert decide(world, threshold()) == 0, "the same once more is nothing new"
    decide(world, threshold(value="85"))
    province, version = world.units["tinh"], version_of()
    assert selectors.provincial_on(version.pk, province, FROM)["1.1"]["all"].value == "85"
    decide(world, threshold(value=None, start=date(2026, 9, 1), decision_number="20/2026/QĐ-UBND"))
    assert selectors.provincial_on(version.pk, province, date(2026, 9, 1)) == {}
    [line] = selectors.provincial_lines(version.pk, province)
    assert (line.value, line.end) == ("85", date(2026, 9, 1))
    assert version.indicators.get(code="1.1").provincial_thresholds.count() == 3, "nothing was overwritten"


def test_another_province_is_not_judged_by_it(world: World) -> None:
    decide(world, threshold())
    version = version_of()
    stamp = selectors.engine_stamp(version.pk)
    ours = selectors.engine_set_in(version.pk, stamp, world.units["tinh"], FROM)
    theirs = selectors.engine_set_in(version.pk, stamp, world.units["tinh"] + 999, FROM)
    assert ours.indicator("1.1").provincial
    assert theirs.indicator("1.1").provincial == ()
    assert sets.content_hash(ours) == version.content_hash, "the decision's own rows did not change"


def test_what_is_decided_after_the_freeze_changes_nothing_of_a_frozen_round(world: World) -> None:
    round_ = round_of(world)
    stamp = selectors.engine_stamp(version_of().pk)
    frozen_at = world.now
    services.provincial_set(
        actor=world.actor("lan"), version_id=version_of().pk, province_id=world.units["tinh"],
        thresholds=[threshold()], now=world.now + timedelta(days=1),
    )  # fmt: skip
    assert selectors.engine_stamp(version_of().pk) != stamp, "open rounds see it at once"
    new = selectors.engine_stamp(version_of().pk)
    arguments = (version_of().pk, new, round_.province_id, date(2026, 12, 31))
    assert selectors.engine_set_in(*arguments, frozen_at).indicator("1.1").provincial == ()
    assert selectors.engine_set_in(*arguments).indicator("1.1").provincial


def test_what_a_province_decided_holds_in_the_amended_version_too(world: World) -> None:
    decide(world, threshold())
    base = version_of()
    draft = services.draft_start(
        actor=world.actor("lan"), base_id=base.pk, relation="amends", now=world.now,
        head=services.Head("3/2026", effective_from=date(2026, 6, 1), change_note="Sửa 1.2"),
    )  # fmt: skip
    services.version_publish(actor=world.actor("hanh"), version_id=draft.pk, now=world.now)
    found = selectors.provincial_on(draft.pk, world.units["tinh"], date(2026, 12, 31))
    assert {code: cells["all"].value for code, cells in found.items()} == {"1.1": "80"}
    assert len(selectors.provincial_lines(base.pk, world.units["tinh"])) == 1


# ------------------------------------------------------------------------- part of a row, and ministries

PARTLY = {
    "set": {
        "id": "bo-mot-phan", "name": "Bộ để nơi khác quy định một phần (giả định)", "level": "commune", "tier": "basic",
        "decision": {"number": "03/2025/QĐ-TTg (giả định)"}, "effective_from": "2025-01-01",
        "counts": {"criteria": 1, "indicators": 1}, "territory_dimension": "region7",
        "territories": [{"code": "BTB", "name": "Bắc Trung Bộ"}, {"code": "TN", "name": "Tây Nguyên"},
                        {"code": "DNB", "name": "Đông Nam Bộ"}],
    },
    "criteria": [{
        "number": 1, "name": "Giao thông", "indicators": [
            {"code": "1.1", "name": "Đường xã được cứng hóa", "unit": "%", "kind": "percent", "comparator": ">=",
             "thresholds": {"BTB": {"set_by": "province"}, "TN": 50,
                            "DNB": {"set_by": "ministry", "text": "Theo hướng dẫn của Bộ Xây dựng"}},
             "source": "https://vi-du.vn/quyet-dinh"},
        ],
    }],
}  # fmt: skip


@pytest.fixture
def partly(world: World) -> SetVersion:
    version = services.version_bring_in(actor=world.actor("lan"), source=sets.from_dict(PARTLY), now=world.now)
    services.version_publish(actor=world.actor("hanh"), version_id=version.pk, now=world.now)
    return version


def verdict(version: SetVersion, province: int, day: date, region: str, value: str) -> str:
    """What a commune of the region gets in the province on the day: the verdict, or why there is none."""
    engine = selectors.engine_set_in(version.pk, selectors.engine_stamp(version.pk), province, day)
    found = judge_indicator(
        engine, "1.1", [Fact(value=Decimal(value))], Classification(region=region), as_of=day, year=day.year
    )
    return str(found.reason.value if found.reason else found.verdict.value)


def test_a_threshold_for_one_column_leaves_the_others_what_the_national_decision_says(
    world: World, partly: SetVersion
) -> None:
    ours, other = world.units["tinh"], world.units["tinh"] + 999
    services.provincial_set(
        actor=world.actor("lan"), version_id=partly.pk, province_id=ours, now=world.now,
        thresholds=[threshold(column="BTB"), threshold(column="BTB", value="90", start=date(2027, 1, 1)),
                    threshold(column="BTB", value=None, start=date(2028, 1, 1))],
    )  # fmt: skip
    day, later, ended = date(2026, 12, 31), date(2027, 6, 1), date(2028, 6, 1)
    # Bắc Trung Bộ: nothing before 01/03/2026, then 80, in 2027 90, from 2028 on nothing again.
    assert verdict(partly, ours, FROM - timedelta(days=1), "BTB", "100") == "no_threshold"
    assert (verdict(partly, ours, day, "BTB", "79.9"), verdict(partly, ours, day, "BTB", "80")) == ("NOT_MET", "MET")
    assert (verdict(partly, ours, later, "BTB", "89"), verdict(partly, ours, later, "BTB", "90")) == ("NOT_MET", "MET")
    assert verdict(partly, ours, ended, "BTB", "100") == "no_threshold"
    # Tây Nguyên: 50 all the time.
    for when in (FROM - timedelta(days=1), day, later, ended):
        assert verdict(partly, ours, when, "TN", "49.9") == "NOT_MET"
        assert verdict(partly, ours, when, "TN", "50") == "MET"
    # Another province of the same database decided nothing: its Bắc Trung Bộ stays open, its Tây Nguyên judges.
    assert verdict(partly, other, day, "BTB", "100") == "no_threshold"
    assert verdict(partly, other, day, "TN", "50") == "MET"
    # The version without any province reads as the decision says.
    national = selectors.engine_set_at(partly.pk, selectors.engine_stamp(partly.pk))
    assert national.indicator("1.1").provincial == ()


def test_a_threshold_for_all_columns_fills_only_those_left_to_the_province(world: World, partly: SetVersion) -> None:
    ours, day = world.units["tinh"], date(2026, 12, 31)
    services.provincial_set(
        actor=world.actor("lan"), version_id=partly.pk, province_id=ours, thresholds=[threshold()], now=world.now
    )
    assert (verdict(partly, ours, day, "BTB", "79.9"), verdict(partly, ours, day, "BTB", "80")) == ("NOT_MET", "MET")
    assert verdict(partly, ours, day, "TN", "50") == "MET"
    assert verdict(partly, ours, day, "DNB", "100") == "no_threshold", "that one is a ministry's"


def test_a_province_is_refused_what_is_not_left_to_it(world: World, partly: SetVersion) -> None:
    with pytest.raises(InputErrors) as errors:
        services.provincial_set(
            actor=world.actor("lan"), version_id=partly.pk, province_id=world.units["tinh"], now=world.now,
            thresholds=[threshold(column="TN"), threshold(column="DNB")],
        )  # fmt: skip
    assert [each.field for each in errors.value.errors] == ["column", "column"]
    assert "Tây Nguyên" in errors.value.errors[0].message


@pytest.mark.parametrize("who", ["thu", "tuan", "phong", "quantri"])
def test_only_the_office_records_what_ministries_decide(world: World, partly: SetVersion, who: str) -> None:
    with pytest.raises(Refused):
        services.ministry_set(
            actor=world.actor(who), version_id=partly.pk, thresholds=[threshold(column="DNB")], now=world.now
        )


def test_what_a_ministry_decides_needs_its_name_and_document(world: World, partly: SetVersion) -> None:
    with pytest.raises(InputErrors) as errors:
        services.ministry_set(
            actor=world.actor("lan"), version_id=partly.pk, now=world.now,
            thresholds=[threshold(column="BTB", issuer="Bộ Xây dựng"), threshold(column="DNB", decision_number="")],
        )  # fmt: skip
    assert [each.field for each in errors.value.errors] == ["column", "issuer", "decision_number"]


def test_a_row_left_to_a_ministry_judges_by_what_the_ministry_decided(world: World, partly: SetVersion) -> None:
    ours, other = world.units["tinh"], world.units["tinh"] + 999
    given = threshold(column="all", value="70", decision_number="77/QĐ-BXD", issuer="Bộ Xây dựng")
    before = selectors.engine_stamp(partly.pk)
    assert verdict(partly, ours, date(2026, 12, 31), "DNB", "70") == "no_threshold"
    assert services.ministry_set(
        actor=world.actor("lan"), version_id=partly.pk, thresholds=[given], now=world.now
    ) == 1  # fmt: skip
    assert services.ministry_set(
        actor=world.actor("lan"), version_id=partly.pk, thresholds=[given], now=world.now
    ) == 0, "the same once more is nothing new"  # fmt: skip
    assert selectors.engine_stamp(partly.pk) != before, "open rounds see it at once"
    # It holds in every province, from its day on, in the column that is left to a ministry and in no other.
    for province in (ours, other):
        assert verdict(partly, province, FROM - timedelta(days=1), "DNB", "70") == "no_threshold"
        assert verdict(partly, province, date(2026, 12, 31), "DNB", "69.9") == "NOT_MET"
        assert verdict(partly, province, date(2026, 12, 31), "DNB", "70") == "MET"
        assert verdict(partly, province, date(2026, 12, 31), "BTB", "70") == "no_threshold"
        assert verdict(partly, province, date(2026, 12, 31), "TN", "50") == "MET"
    engine = selectors.engine_set_in(partly.pk, selectors.engine_stamp(partly.pk), other, date(2026, 12, 31))
    told = judge_indicator(
        engine, "1.1", [Fact(value=Decimal(70))], Classification(region="DNB"), as_of=date(2026, 12, 31)
    ).sentence
    assert "Bộ Xây dựng, 77/QĐ-BXD" in told
    [line] = selectors.provincial_lines(partly.pk, None)
    assert (line.issuer, line.decision_number, line.start) == ("Bộ Xây dựng", "77/QĐ-BXD", FROM)
    assert selectors.provincial_lines(partly.pk, ours) == [], "no province decided it"


def test_what_a_ministry_decided_holds_in_the_amended_version_too(world: World, partly: SetVersion) -> None:
    services.ministry_set(
        actor=world.actor("lan"), version_id=partly.pk, now=world.now,
        thresholds=[threshold(column="DNB", value="70", issuer="Bộ Xây dựng")],
    )  # fmt: skip
    draft = services.draft_start(
        actor=world.actor("lan"), base_id=partly.pk, relation="amends", now=world.now,
        head=services.Head("3/2026", effective_from=date(2026, 6, 1), change_note="Sửa 1.1"),
    )  # fmt: skip
    services.version_publish(actor=world.actor("hanh"), version_id=draft.pk, now=world.now)
    assert verdict(SetVersion.objects.get(pk=draft.pk), 0, date(2026, 12, 31), "DNB", "70") == "MET"
