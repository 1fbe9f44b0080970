"""The department's figure, the commune's objection, the council's word: three figures that stay (domain.md §5; M06)."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.errors import Conflict, InputErrors, NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.programme.assessments import selectors
from dieuphoi.programme.assessments.entries import typed_form
from dieuphoi.programme.assessments.models import (
    AssessmentRound,
    IndicatorResult,
    Sheet,
    SheetRollup,
    SheetSnapshot,
    Value,
    Verified,
)
from dieuphoi.programme.assessments.services import figures
from dieuphoi.programme.assessments.services.results import rejudge
from dieuphoi.programme.assessments.services.rounds import round_freeze
from dieuphoi.programme.assessments.services.values import sheet_submit, value_save
from dieuphoi.programme.assessments.services.verification import results_verify, sheet_reopen, sheets_consolidate
from dieuphoi.programme.assessments.sides import sides_of
from tests.support.world import World

WHY = "Theo số đo của sở tháng 02/2026"


def result(world: World, code: str = "2.1", sheet: str = "ha") -> IndicatorResult:
    return IndicatorResult.objects.get(sheet_id=world.open_sheets[sheet], indicator_id=world.indicators[code])


def stands(world: World, code: str = "2.1", sheet: str = "ha") -> tuple[str, str, str]:
    row = result(world, code, sheet)
    return row.verification, row.verdict, row.basis


def does(world: World, who: str, name: str, code: str = "2.1", sheet: str = "ha", **more: Any) -> IndicatorResult:
    service: Callable[..., IndicatorResult] = getattr(figures, f"result_{name}")
    return service(actor=world.actor(who), result_id=result(world, code, sheet).pk, now=world.now, **more)


def counter(world: World, typed: str = "79", who: str = "hai", code: str = "2.1", **more: Any) -> IndicatorResult:
    return does(world, who, "counter", code, typed={"": typed}, reason=WHY, **more)


def council(world: World, who: str = "hanh", code: str = "2.1", **more: Any) -> IndicatorResult:
    minutes = {"document": "12/BB-HĐTĐ", "document_on": world.today - timedelta(days=1)}
    return does(world, who, "council", code, **{**minutes, **more})


def verify(world: World, who: str, code: str, decision: str, sheet: str = "ha", **more: str) -> None:
    outcome = results_verify(
        actor=world.actor(who), result_ids=[result(world, code, sheet).pk], decision=decision, now=world.now, **more
    )
    assert not outcome.refused, outcome.refused


def current(world: World, code: str = "2.1", sheet: str = "ha") -> dict[str, list[str]]:
    rows = Value.objects.filter(
        sheet_id=world.open_sheets[sheet], indicator_id=world.indicators[code], superseded_by=None, cleared=False
    )
    found: dict[str, list[str]] = {}
    for row in rows.order_by("id"):
        found.setdefault(row.side, []).append(typed_form(row).replace(",", "."))
    return found


# ----------------------------------------------------------------------------------------------- refusals


def test_only_the_owner_department_sets_its_figure_beside(world: World) -> None:
    for who in ("thu", "hanh", "lan"):
        with pytest.raises(Refused) as refusal:
            counter(world, who=who)
        assert (refusal.value.code, refusal.value.status) == ("not_owner", 403)
    with pytest.raises(NotVisible):
        counter(world, who="tuan")
    assert current(world) == {"commune": ["82.5"]}


def test_a_figure_needs_its_reason_and_differs_from_the_communes(world: World) -> None:
    with pytest.raises(InputErrors) as errors:
        does(world, "hai", "counter", typed={"": "82,5"}, reason=" ")
    assert [error.field for error in errors.value.errors] == ["", "reason"]
    with pytest.raises(InputErrors) as errors:
        does(world, "hai", "counter", typed={"": ""}, reason=WHY)
    assert "Hãy ghi số liệu" in errors.value.errors[0].message
    with pytest.raises(InputErrors) as errors:
        does(world, "hai", "counter", typed={"": "tám mươi", "x": "1"}, reason=WHY)
    assert {error.field for error in errors.value.errors} == {"", "x"}
    assert stands(world) == ("ENTERED", "MET", "COMPUTED")


def test_a_pass_fail_row_is_concluded_not_countered(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        counter(world, "Không đạt", code="1.1")
    assert refusal.value.code == "needs_conclusion"


def test_a_sheet_not_handed_in_takes_no_other_figure(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        does(world, "hai", "counter", sheet="thuong", typed={"": "1"}, reason=WHY)
    assert refusal.value.code == "not_submitted"


def test_whoever_saw_another_figure_is_told(world: World) -> None:
    seen = result(world).revision
    verify(world, "hai", "2.1", "accept")
    with pytest.raises(Conflict):
        counter(world, revision=seen)
    assert stands(world)[0] == "ACCEPTED"


def test_the_commune_cannot_type_over_the_departments_figure(world: World) -> None:
    counter(world)
    with pytest.raises(Refused) as refusal:
        value_save(
            actor=world.actor("vy"), sheet_id=world.open_sheets["ha"], indicator_id=world.indicators["2.1"],
            typed={"": "99"}, now=world.now,
        )  # fmt: skip
    assert refusal.value.code == "wrong_state"


def test_nothing_is_disputed_that_nobody_contradicted(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        does(world, "vy", "dispute", reason="không đúng")
    assert refusal.value.code == "wrong_state"
    verify(world, "hai", "1.1", "conclude", verdict="as_claimed", document="12/SXD")
    with pytest.raises(Refused) as refusal:
        does(world, "vy", "dispute", "1.1", reason="không đúng")
    assert refusal.value.code == "as_claimed"


def test_only_the_commune_or_the_office_for_it_disputes_and_says_why(world: World) -> None:
    counter(world)
    with pytest.raises(Refused) as refusal:
        does(world, "vy", "dispute", reason="")
    assert refusal.value.status == 422
    with pytest.raises(Refused) as refusal:
        does(world, "hai", "dispute", reason="không")
    assert refusal.value.code == "not_your_commune"
    with pytest.raises(NotVisible):
        does(world, "tuan", "dispute", reason="không")


def test_one_objection_a_round_of_argument_then_the_council(world: World) -> None:
    counter(world)
    does(world, "vy", "dispute", reason="Xã có biên bản nghiệm thu")
    does(world, "hai", "uphold", reason="Biên bản của năm 2019")
    with pytest.raises(Refused) as refusal:
        does(world, "vy", "dispute", reason="lần nữa")
    assert refusal.value.code == "disputed_once"
    assert "hội đồng" in refusal.value.reason
    # Returned and entered again it is another figure, and another argument.
    verify(world, "hai", "2.1", "return", comment="Gửi biên bản mới")
    value_save(
        actor=world.actor("vy"), sheet_id=world.open_sheets["ha"], indicator_id=world.indicators["2.1"],
        typed={"": "83"}, now=world.now,
    )  # fmt: skip
    counter(world, "78")
    does(world, "vy", "dispute", reason="đã nghiệm thu lại")
    assert stands(world) == ("DISPUTED", "NOT_MET", "COMPUTED")


def test_a_disputed_indicator_holds_the_consolidation_up(world: World) -> None:
    for code, who in (("2.1", "hai"), ("3.1", "thu")):
        verify(world, who, code, "accept")
    verify(world, "hai", "1.1", "conclude", verdict="NOT_MET", document="12/SXD")
    does(world, "vy", "dispute", "1.1", reason="đã có quyết định phê duyệt")
    assert SheetRollup.objects.get(sheet_id=world.open_sheets["ha"]).waiting == 1
    outcome = sheets_consolidate(actor=world.actor("lan"), sheet_ids=[world.open_sheets["ha"]], now=world.now)
    assert "chưa đồng ý" in outcome.refused[0][2]
    with pytest.raises(Refused) as refusal:
        does(world, "hai", "uphold", "1.1", reason="giữ")
    assert refusal.value.code == "no_own_figure"
    verify(world, "hai", "1.1", "conclude", verdict="MET", document="15/SXD")
    assert stands(world, "1.1") == ("CONCLUDED", "MET", "CONCLUDED")
    assert sheets_consolidate(actor=world.actor("lan"), sheet_ids=[world.open_sheets["ha"]], now=world.now).done


def test_the_councils_word_needs_its_minutes_of_a_day_that_was(world: World) -> None:
    with pytest.raises(InputErrors) as errors:
        does(world, "hanh", "council", typed={"": "81"}, document=" ", document_on=None)
    assert {error.field for error in errors.value.errors} == {"document", "document_on"}
    with pytest.raises(InputErrors) as errors:
        council(world, typed={"": "81"}, document_on=world.today + timedelta(days=1))
    assert [error.field for error in errors.value.errors] == ["document_on"]
    with pytest.raises(InputErrors) as errors:
        council(world, verdict="MET")
    assert "số của hội đồng" in errors.value.errors[0].message
    with pytest.raises(InputErrors) as errors:
        council(world, code="1.1", typed={"": "Đạt"})
    assert [error.field for error in errors.value.errors] == ["verdict"]


def test_only_the_office_records_the_council_and_never_who_entered_or_verified(world: World) -> None:
    for who in ("hai", "vy", "phong"):
        with pytest.raises(Refused) as refusal:
            council(world, who, typed={"": "81"})
        assert refusal.value.code == "not_office"
    sheet = world.open_sheets["thuong"]
    value_save(
        actor=world.actor("lan"), sheet_id=sheet, indicator_id=world.indicators["2.2"], typed={"": "61"}, now=world.now
    )
    sheet_submit(actor=world.actor("tuan"), sheet_id=sheet, now=world.now, reason="Chưa có số")
    with pytest.raises(Refused) as refusal:
        does(world, "lan", "council", "2.2", "thuong", typed={"": "1"}, document="1", document_on=world.today)
    assert refusal.value.code == "same_person"
    does(world, "hanh", "council", "2.2", "thuong", typed={"": "60"}, document="1", document_on=world.today)


def test_the_database_refuses_two_sides_of_one_person(world: World) -> None:
    place = {"sheet_id": world.open_sheets["ha"], "indicator_id": world.indicators["2.1"], "recorded_at": world.now}
    with pytest.raises(DatabaseError, match="enters and verifies"), transaction.atomic(), act(
        world.actor("vy"), "test.break"
    ):
        Value.objects.create(**place, side="department", number=1)
    counter(world)
    with pytest.raises(DatabaseError, match="enters and verifies"), transaction.atomic(), act(
        world.actor("hai"), "test.break"
    ):
        Value.objects.create(**place, side="council", number=1)
    with pytest.raises(DatabaseError, match="enters and verifies"), transaction.atomic(), act(
        world.actor("hai"), "test.break"
    ):
        Verified.objects.create(**place, decision="council", document="1", document_on=date(2026, 1, 1))
    with pytest.raises(DatabaseError, match="council_has_minutes"), transaction.atomic(), act(
        world.actor("hanh"), "test.break"
    ):
        Verified.objects.create(**place, decision="council", document="1")


# ----------------------------------------------------------------------------------------- three that stay


def test_the_departments_figure_judges_and_the_communes_stays(world: World) -> None:
    counter(world)
    assert stands(world) == ("COUNTERED", "NOT_MET", "COMPUTED")
    assert current(world) == {"commune": ["82.5"], "department": ["79"]}
    assert Sheet.objects.get(id=world.open_sheets["ha"]).state == "VERIFYING"
    counter(world, "79,5")
    assert current(world) == {"commune": ["82.5"], "department": ["79.5"]}
    assert Value.objects.filter(sheet_id=world.open_sheets["ha"], side="department").count() == 2
    assert [notice.account_id for notice in Notice.objects.filter(kind="result.countered")] == [
        world.accounts["vy"]
    ] * 2


def test_a_share_and_a_row_the_commune_left_empty(world: World) -> None:
    counter(world, "45/75", code="2.2")
    assert stands(world, "2.2") == ("COUNTERED", "MET", "COMPUTED")
    row = Value.objects.get(side="department")
    assert (row.numerator, row.denominator) == (45, 75)
    does(world, "hai", "take_back", "2.2", reason="Nhầm xã")
    assert stands(world, "2.2") == ("EMPTY", "UNDETERMINED", "")


def test_taking_back_makes_it_wait_again_where_it_waited(world: World) -> None:
    counter(world)
    does(world, "hai", "take_back", reason="Sở đo nhầm tuyến")
    assert stands(world) == ("ENTERED", "MET", "COMPUTED")
    assert current(world) == {"commune": ["82.5"]}
    # Returned before: it is the commune's turn again.
    place = {"code": "3.1", "sheet": "dong"}
    does(world, "thu", "counter", typed={"": "51"}, reason=WHY, **place)
    assert stands(world, "3.1", "dong") == ("COUNTERED", "MET", "COMPUTED")
    does(world, "thu", "take_back", reason="chờ xã", **place)
    assert stands(world, "3.1", "dong") == ("RETURNED", "NOT_MET", "COMPUTED")


def test_the_department_answers_an_objection_in_four_ways(world: World) -> None:
    def dispute() -> None:
        counter(world)
        does(world, "vy", "dispute", reason="có biên bản")
        assert stands(world) == ("DISPUTED", "NOT_MET", "COMPUTED")

    dispute()
    assert [n.account_id for n in Notice.objects.filter(kind="result.disputed")] == [world.accounts["hai"]]
    verify(world, "hai", "2.1", "accept")
    assert stands(world) == ("ACCEPTED", "MET", "COMPUTED")
    assert current(world) == {"commune": ["82.5"]}
    verify(world, "hai", "2.1", "return", comment="xem lại")
    value_save(
        actor=world.actor("vy"), sheet_id=world.open_sheets["ha"], indicator_id=world.indicators["2.1"],
        typed={"": "82"}, now=world.now,
    )  # fmt: skip
    dispute()
    counter(world, "79,9")
    assert stands(world) == ("COUNTERED", "NOT_MET", "COMPUTED")
    assert Notice.objects.filter(kind="result.answered").count() == 1


def test_the_office_disputes_for_the_commune(world: World) -> None:
    counter(world)
    does(world, "lan", "dispute", reason="Xã đề nghị bằng công văn")
    assert stands(world)[0] == "DISPUTED"


def test_the_council_goes_before_both_and_withdrawn_all_stands_as_before(world: World) -> None:
    counter(world)
    does(world, "vy", "dispute", reason="có biên bản")
    does(world, "hai", "uphold", reason="giữ số đo")
    council(world, typed={"": "80"}, comment="Hội đồng đo lại")
    assert stands(world) == ("SETTLED", "MET", "COMPUTED")
    assert current(world) == {"commune": ["82.5"], "department": ["79"], "council": ["80"]}
    told = sorted(n.account_id for n in Notice.objects.filter(kind="result.settled"))
    assert told == sorted([world.accounts["vy"], world.accounts["hai"]])
    council(world, typed={"": "79,9"})
    assert current(world)["council"] == ["79.9"]
    does(world, "hanh", "withdraw", reason="Ghi nhầm biên bản")
    assert stands(world) == ("COUNTERED", "NOT_MET", "COMPUTED")
    assert current(world) == {"commune": ["82.5"], "department": ["79"]}


def test_the_council_concludes_a_pass_fail_row_over_the_department(world: World) -> None:
    verify(world, "hai", "1.1", "conclude", verdict="NOT_MET", document="12/SXD")
    council(world, code="1.1", verdict="MET")
    assert stands(world, "1.1") == ("SETTLED", "MET", "CONCLUDED")
    does(world, "hanh", "withdraw", "1.1", reason="nhầm")
    assert stands(world, "1.1") == ("CONCLUDED", "NOT_MET", "CONCLUDED")


def test_after_the_consolidation_only_what_waits_for_nobody_is_withdrawn(world: World) -> None:
    council(world, typed={"": "70"})
    verify(world, "thu", "3.1", "accept")
    verify(world, "hai", "1.1", "conclude", verdict="MET", document="12/SXD")
    sheet = world.open_sheets["ha"]
    assert sheets_consolidate(actor=world.actor("lan"), sheet_ids=[sheet], now=world.now).done
    council(world, "hanh", "3.1", typed={"": "49"})
    assert stands(world, "3.1") == ("SETTLED", "NOT_MET", "COMPUTED")
    does(world, "hanh", "withdraw", "3.1", reason="nhầm")
    assert stands(world, "3.1") == ("ACCEPTED", "MET", "COMPUTED")
    with pytest.raises(Refused) as refusal:
        does(world, "hanh", "withdraw", reason="nhầm")
    assert refusal.value.code == "would_wait"
    sheet_reopen(actor=world.actor("lan"), sheet_id=sheet, reason="xã đề nghị", now=world.now)
    does(world, "hanh", "withdraw", reason="nhầm")
    assert stands(world) == ("ENTERED", "MET", "COMPUTED")


def test_rejudging_keeps_the_side_that_decides(world: World) -> None:
    counter(world)
    verify(world, "hai", "1.1", "conclude", verdict="NOT_MET", document="12/SXD")
    does(world, "vy", "dispute", "1.1", reason="đã có quyết định")
    with act(world.actor("lan"), "round.rejudge"):
        assert rejudge(AssessmentRound.objects.get(id=world.open_round), now=world.now) == 0


def test_the_snapshot_keeps_all_three_with_who_when_and_document(world: World) -> None:
    from tests.programme.assessments.test_verification import finish

    counter(world)
    does(world, "vy", "dispute", reason="có biên bản")
    does(world, "hai", "uphold", reason="giữ số đo")
    # Hạnh signs the freeze; the council's word is Lan's to record.
    council(world, "lan", typed={"": "80"})
    finish(world)
    round_freeze(actor=world.actor("hanh"), round_id=world.open_round, now=world.now)
    snapshot = SheetSnapshot.objects.get(sheet_id=world.open_sheets["ha"])
    rows = {row["code"]: row for row in json.loads(zlib.decompress(bytes(snapshot.content)))["indicators"]}
    kept = rows["2.1"]
    assert (kept["verdict"], kept["decides"]) == ("MET", "council")
    assert [(v["side"], v["number"], v["entered_by"]) for v in kept["values"]] == [
        ("commune", "82.5", world.accounts["vy"]),
        ("department", "79", world.accounts["hai"]),
        ("council", "80", world.accounts["lan"]),
    ]
    assert [(s["decision"], s["by"], s["document"]) for s in kept["said"]] == [
        ("counter", world.accounts["hai"], ""),
        ("dispute", world.accounts["vy"], ""),
        ("uphold", world.accounts["hai"], ""),
        ("council", world.accounts["lan"], "12/BB-HĐTĐ"),
    ]
    assert kept["said"][3]["document_on"] == (world.today - timedelta(days=1)).isoformat()
    assert rows["3.1"]["decides"] == "commune"
    with pytest.raises(Refused):
        council(world, typed={"": "81"})


def test_queue_waits_counts_and_timeline_tell_the_argument(world: World) -> None:
    counter(world)
    does(world, "vy", "dispute", reason="có biên bản")
    hai = world.actor("hai")
    [row] = selectors.verification_queue(hai, world.open_round).filter(verification="DISPUTED")
    assert (selectors.claim_words(row), selectors.claim_words(row, "department")) == ("82,5", "79")
    assert selectors.argued_counts(hai, world.open_round) == {"COUNTERED": 0, "DISPUTED": 1, "SETTLED": 0}
    waiting = {each.owner: each.waiting for each in selectors.waiting_by_owner(hai, world.open_round)}
    assert waiting["Sở Xây dựng"] == 3  # 1.1 and 2.1 of Hạ Sơn, 2.2 of Đông Sơn
    told = [(each.what, each.words) for each in selectors.happenings(world.actor("vy"), result(world))]
    assert told == [("value", "82,5"), ("counter", f"79 – {WHY}"), ("dispute", "có biên bản")]


def test_the_law_holds_on_every_way_through(world: World) -> None:
    """Random acts in every order: no side's chain ever touches another's, and the verdict is that of who decides."""
    import random

    from dieuphoi.programme.assessments.judging import classification_from, rows_for, verdict_of

    rand = random.Random(20261122)
    done = 0
    acts: list[Callable[[], Any]] = [
        lambda: counter(world, str(rand.randint(60, 99))),
        lambda: does(world, "hai", "take_back", reason="rút"),
        lambda: does(world, "vy", "dispute", reason="không"),
        lambda: does(world, "hai", "uphold", reason="giữ"),
        lambda: council(world, typed={"": str(rand.randint(60, 99))}),
        lambda: does(world, "hanh", "withdraw", reason="nhầm"),
        lambda: verify(world, "hai", "2.1", "accept"),
        lambda: verify(world, "hai", "2.1", "return", comment="sửa"),
        lambda: value_save(
            actor=world.actor("vy"), sheet_id=world.open_sheets["ha"], indicator_id=world.indicators["2.1"],
            typed={"": rand.choice(["", str(rand.randint(60, 99))])}, now=world.now,
        ),
    ]  # fmt: skip
    sheet = Sheet.objects.select_related("round").get(id=world.open_sheets["ha"])
    rules = selectors.round_rules(sheet.round)
    row = rows_for(rules, classification_from(sheet.classification))["2.1"]
    key = (sheet.pk, world.indicators["2.1"])
    for _turn in range(90):
        before = current(world)
        move = rand.choice(acts)
        try:
            move()
        except (Refused, InputErrors, AssertionError):
            assert current(world) == before
            continue
        done += 1
        chains = Value.objects.filter(sheet_id=key[0], indicator_id=key[1]).select_related("supersedes")
        assert all(v.supersedes is None or v.supersedes.side == v.side for v in chains)
        now_there = current(world)
        sides = ("commune", "department", "council")
        assert len([side for side in sides if before.get(side) != now_there.get(side)]) <= 1
        figure = next((now_there[side][0] for side in ("council", "department", "commune") if side in now_there), None)
        stored = result(world)
        assert stored.verdict == ("UNDETERMINED" if figure is None else "MET" if float(figure) >= 80 else "NOT_MET")
        facts = sides_of([sheet.pk])[key].facts()
        assert str(verdict_of(row, facts, rules).verdict) == stored.verdict
        if stored.verification in ("EMPTY", "ENTERED", "RETURNED"):
            assert set(now_there) <= {"commune"}
    assert done > 25
