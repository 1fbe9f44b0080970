"""Entering values: refusals first, then what a saved cell means (domain.md §5, faults 6, 9, 17, 24)."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.errors import Conflict, InputErrors, NotVisible, Refused
from dieuphoi.programme.assessments.models import CriterionResult, IndicatorResult, SheetRollup, Value
from dieuphoi.programme.assessments.services.results import roll_up
from dieuphoi.programme.assessments.services.values import SavedCell, sheet_submit, value_save
from tests.support.world import World


def save(world: World, who: str, sheet: int, code: str, text: str, revision: int | None = None) -> SavedCell:
    return value_save(
        actor=world.actor(who),
        sheet_id=sheet,
        indicator_id=world.indicators[code],
        typed={"": text},
        revision=revision,
        now=world.now,
    )


def test_the_neighbour_cannot_even_see_the_sheet(world: World) -> None:
    with pytest.raises(NotVisible):
        save(world, "vy", world.open_sheets["thuong"], "2.1", "90")


def test_a_department_sees_but_does_not_enter(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        save(world, "hai", world.open_sheets["thuong"], "2.1", "90")
    assert refusal.value.status == 403


def test_a_leader_does_not_enter(world: World) -> None:
    with pytest.raises(Refused):
        save(world, "phong", world.open_sheets["thuong"], "2.1", "90")


@pytest.mark.parametrize("text", ["abc", "101", "-1", "1,5,6", "61/60", "5/0"])
def test_what_cannot_be_read_is_refused_and_nothing_is_saved(world: World, text: str) -> None:
    before = Value.objects.count()
    with pytest.raises(InputErrors):
        save(world, "tuan", world.open_sheets["thuong"], "2.2", text)
    assert Value.objects.count() == before


def test_a_pass_fail_row_takes_no_number(world: World) -> None:
    with pytest.raises(InputErrors):
        save(world, "tuan", world.open_sheets["thuong"], "1.1", "97")


def test_after_submission_only_returned_rows_are_open(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        save(world, "vy", world.open_sheets["ha"], "2.1", "85")
    assert refusal.value.code == "not_open_for_entry"
    saved = save(world, "binh", world.open_sheets["dong"], "3.1", "49,5")
    assert saved.result.verification == "ENTERED"


def test_a_frozen_sheet_is_refused_by_the_service_and_by_the_database(world: World) -> None:
    sheet = world.frozen_sheets["thuong"]
    with pytest.raises(Refused) as refusal:
        save(world, "tuan", sheet, "2.1", "99")
    assert refusal.value.code == "frozen"
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), act(world.actor("lan"), "test.break"):
        Value.objects.create(
            sheet_id=sheet,
            indicator_id=world.indicators["3.2"],
            part="x",
            number=Decimal(1),
            recorded_at=world.now,
        )
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), act(world.actor("lan"), "test.break"):
        IndicatorResult.objects.filter(sheet_id=sheet).update(verdict="MET")


def test_a_value_row_is_never_changed(world: World) -> None:
    value = Value.objects.filter(sheet_id=world.open_sheets["thuong"]).first()
    assert value is not None
    with pytest.raises(DatabaseError), transaction.atomic(), act(world.actor("lan"), "test.break"):
        Value.objects.filter(id=value.id).update(number=1)


def test_two_edits_of_one_cell_lose_neither(world: World) -> None:
    sheet = world.open_sheets["thuong"]
    seen = save(world, "tuan", sheet, "2.2", "50").result.revision
    save(world, "lan", sheet, "2.2", "55", revision=seen)
    with pytest.raises(Conflict) as conflict:
        save(world, "tuan", sheet, "2.2", "60", revision=seen)
    assert conflict.value.theirs[""].number == 55
    assert conflict.value.mine == {"": "60"}
    chain = Value.objects.filter(sheet_id=sheet, indicator_id=world.indicators["2.2"]).order_by("id")
    assert [value.number for value in chain] == [50, 55]
    assert chain[1].supersedes_id == chain[0].id


def test_a_saved_cell_is_judged_and_rolled_up(world: World) -> None:
    sheet = world.open_sheets["thuong"]
    before = SheetRollup.objects.get(sheet_id=sheet)
    assert before.marks == "EUU"[0] + before.marks[1:]
    saved = save(world, "tuan", sheet, "2.2", "60")
    assert (saved.result.verdict, saved.result.basis) == ("MET", "COMPUTED")
    after = SheetRollup.objects.get(sheet_id=sheet)
    assert (after.marks[1], after.bases[1], after.criteria_met) == ("M", "C", 1)
    assert after.entered == before.entered + 1


@pytest.mark.parametrize(
    ("code", "texts"),
    [("2.2", ["60", "59", "", "3/5"]), ("1.1", ["đạt", "không đạt", ""]), ("2.1", ["90", "0", "100"])],
)
def test_a_saved_cell_leaves_what_rolling_up_the_whole_sheet_makes(world: World, code: str, texts: list[str]) -> None:
    sheet = world.open_sheets["thuong"]
    for text in texts:
        save(world, "tuan", sheet, code, text)
        kept = derived(sheet)
        with act(world.actor("lan"), "test.roll_up"):
            roll_up([sheet])
        assert derived(sheet) == kept
    for criterion in CriterionResult.objects.filter(sheet_id=sheet):
        verdicts = IndicatorResult.objects.filter(sheet_id=sheet, criterion_id=criterion.criterion_id)
        counts = Counter(verdicts.values_list("verdict", flat=True))
        by_hand = (
            "NOT_MET" if counts["NOT_MET"]
            else "UNDETERMINED" if counts["UNDETERMINED"]
            else "MET" if counts["MET"]
            else "NOT_APPLICABLE"
        )  # fmt: skip
        assert (criterion.verdict, criterion.met, criterion.total) == (by_hand, counts["MET"], counts.total())


def derived(sheet_id: int) -> list[object]:
    return [
        list(CriterionResult.objects.filter(sheet_id=sheet_id).order_by("id").values()),
        SheetRollup.objects.filter(sheet_id=sheet_id).values().get(),
    ]


def test_exactly_the_threshold_is_met_and_just_below_is_not(world: World) -> None:
    sheet = world.open_sheets["thuong"]
    assert save(world, "tuan", sheet, "2.2", "60").result.verdict == "MET"
    assert save(world, "tuan", sheet, "2.2", "59,999999").result.verdict == "NOT_MET"


def test_zero_is_a_value_and_empty_is_not(world: World) -> None:
    sheet = world.open_sheets["thuong"]
    zero = save(world, "tuan", sheet, "2.2", "0")
    assert (zero.result.verdict, zero.result.verification) == ("NOT_MET", "ENTERED")
    emptied = save(world, "tuan", sheet, "2.2", "")
    assert (emptied.result.verdict, emptied.result.verification, emptied.result.reason) == (
        "UNDETERMINED",
        "EMPTY",
        "no_value",
    )
    assert Value.objects.filter(sheet_id=sheet, indicator_id=world.indicators["2.2"]).count() == 2


def test_a_share_keeps_numerator_and_denominator(world: World) -> None:
    saved = save(world, "tuan", world.open_sheets["thuong"], "2.2", "3/5")
    value = Value.objects.filter(sheet_id=world.open_sheets["thuong"]).latest("id")
    assert (value.numerator, value.denominator, value.number) == (3, 5, None)
    assert saved.result.verdict == "MET"


def test_saving_the_same_again_writes_nothing(world: World) -> None:
    sheet = world.open_sheets["thuong"]
    first = save(world, "tuan", sheet, "2.2", "61,5")
    count = Value.objects.count()
    again = save(world, "tuan", sheet, "2.2", "61,50")
    assert not again.changed
    assert (Value.objects.count(), again.result.revision) == (count, first.result.revision)


def test_the_office_enters_on_behalf_and_it_is_told(world: World) -> None:
    save(world, "lan", world.open_sheets["thuong"], "2.2", "70")
    assert Value.objects.latest("id").on_behalf is True
    save(world, "tuan", world.open_sheets["thuong"], "2.2", "71")
    assert Value.objects.latest("id").on_behalf is False


def test_every_value_tells_who_entered_it_in_which_act(world: World) -> None:
    save(world, "tuan", world.open_sheets["thuong"], "2.2", "70")
    value = Value.objects.latest("id")
    assert (value.actor_id, value.act) == (world.accounts["tuan"], "value.save")


def test_a_claim_alone_does_not_make_a_pass_fail_row_met(world: World) -> None:
    saved = save(world, "tuan", world.open_sheets["thuong"], "1.1", "đạt")
    assert (saved.result.verdict, saved.result.reason) == ("UNDETERMINED", "conclusion_missing")


def test_a_submitted_sheet_cannot_be_submitted_again(world: World) -> None:
    with pytest.raises(Refused):
        sheet_submit(actor=world.actor("vy"), sheet_id=world.open_sheets["ha"], now=world.now, reason="thiếu")
