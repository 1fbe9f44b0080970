"""Two sides at the same instant: one act wins, the other is refused in words (issue 4 §3; fault 9)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from dieuphoi.core.kernel.errors import Conflict, Refused
from dieuphoi.programme.assessments.models import IndicatorResult, Value
from dieuphoi.programme.assessments.services.figures import result_counter, result_dispute, result_take_back
from dieuphoi.programme.assessments.services.values import value_save
from dieuphoi.programme.assessments.services.verification import results_verify
from tests.programme.assessments.test_two_at_once import at_once
from tests.support.world import World, build_world

pytestmark = pytest.mark.django_db(transaction=True)


def place(world: World, sheet: str, code: str) -> IndicatorResult:
    return IndicatorResult.objects.get(sheet_id=world.open_sheets[sheet], indicator_id=world.indicators[code])


def test_a_figure_and_the_communes_save_or_the_objection_and_the_answer(now: datetime) -> None:
    world = build_world(now)
    thu, binh, hai, vy = (world.actor(name) for name in ("thu", "binh", "hai", "vy"))
    returned = place(world, "dong", "3.1")
    outcomes = at_once(
        lambda: result_counter(
            actor=thu, result_id=returned.pk, typed={"": "51"}, reason="đo lại", revision=returned.revision, now=now
        ),
        lambda: value_save(
            actor=binh, sheet_id=returned.sheet_id, indicator_id=returned.indicator_id, typed={"": "50"}, now=now
        ),
    )
    [refused] = [each for each in outcomes if isinstance(each, Exception)]
    assert isinstance(refused, Conflict | Refused) and str(refused)
    returned.refresh_from_db()
    countered = isinstance(outcomes[1], Exception)
    assert returned.verification == ("COUNTERED" if countered else "ENTERED")
    assert Value.objects.filter(sheet_id=returned.sheet_id, side="department").exists() == countered

    for turn in range(4):
        result = place(world, "ha", "2.1")
        result_counter(actor=hai, result_id=result.pk, typed={"": f"7{turn}"}, reason="đo lại", now=now)
        outcomes = at_once(
            lambda pk=result.pk: result_dispute(actor=vy, result_id=pk, reason="không đúng", now=now),
            lambda pk=result.pk: result_take_back(actor=hai, result_id=pk, reason="nhầm", now=now),
        )
        result.refresh_from_db()
        first: Any = outcomes[0]
        if isinstance(first, Exception):
            assert isinstance(first, Refused) and first.code == "wrong_state"
        assert not isinstance(outcomes[1], Exception)  # from either state the department may take it back
        assert result.verification == "ENTERED"

    result = place(world, "ha", "2.1")
    result_counter(actor=hai, result_id=result.pk, typed={"": "70"}, reason="đo lại", now=now)
    result_dispute(actor=vy, result_id=result.pk, reason="không đúng", now=now)
    outcomes = at_once(
        lambda: results_verify(actor=hai, result_ids=[result.pk], decision="accept", now=now),
        lambda: result_counter(
            actor=hai, result_id=result.pk, typed={"": "71"}, reason="đo lần ba", now=now,
            revision=place(world, "ha", "2.1").revision,
        ),
    )  # fmt: skip
    result.refresh_from_db()
    accepted: Any = outcomes[0]
    if isinstance(outcomes[1], Exception):
        assert isinstance(outcomes[1], Conflict)
        assert (result.verification, result.verdict) == ("ACCEPTED", "MET")
    else:
        # Whoever came later saw COUNTERED: nothing waits there to be accepted.
        assert accepted.refused
        assert (result.verification, result.verdict) == ("COUNTERED", "NOT_MET")
