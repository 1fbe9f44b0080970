"""Thresholds that a province sets: who may, what they judge, on which day, and what stays as it was."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.models import AssessmentRound, IndicatorResult
from dieuphoi.programme.assessments.services import rounds, values
from dieuphoi.programme.assessments.services.results import rejudge
from dieuphoi.programme.criteria import selectors, services, sets
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
    from dieuphoi.programme.criteria.facts import Classification, Fact
    from dieuphoi.programme.criteria.words import sentence_in_words

    rules = assessments.round_rules(AssessmentRound.objects.get(pk=round_.pk))
    row = rows_for(rules, Classification())["1.1"]
    from decimal import Decimal

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
