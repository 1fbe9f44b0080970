"""Two people at one sheet, at one freeze, with two province workbooks: real threads and connections (fault 8, 17).

One cell: ``programme/assessments/test_two_at_once.py``; two imports of any register: ``core/exchange/test_runs.py``.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from datetime import datetime

import pytest

from dieuphoi.core.exchange.services import import_apply
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.programme.assessments.models import AssessmentRound, Sheet, SheetSigner, SheetSnapshot, Value
from dieuphoi.programme.assessments.services.rounds import round_freeze
from dieuphoi.programme.assessments.services.values import sheet_submit, value_save
from tests.journeys import killing
from tests.programme.assessments.test_two_at_once import at_once
from tests.support.world import World, build_world

pytestmark = pytest.mark.django_db(transaction=True)


def test_hand_in_against_saves_two_freezes_and_two_workbooks(now: datetime) -> None:
    world = build_world(now)
    _two_workbooks(world)
    _hand_in_against_saves(world)
    _two_freezes(world)
    assert killing.faults(world, None)["faults"] == []


def _hand_in_against_saves(world: World) -> None:
    """What was saved before the hand-in is in the sheet; what came after is refused; nothing is half there."""
    sheet = world.open_sheets["thuong"]
    codes = ("2.1", "2.2", "3.1")

    def saving(code: str) -> Callable[[], object]:
        actor = world.actor("tuan")
        return lambda: value_save(
            actor=actor, sheet_id=sheet, indicator_id=world.indicators[code], typed={"": "77"}, now=world.now
        )

    head = world.actor("tuan")
    outcomes = at_once(
        *(saving(code) for code in codes),
        lambda: sheet_submit(actor=head, sheet_id=sheet, now=world.now, reason="Chưa có số"),
    )
    assert not isinstance(outcomes[-1], Exception), outcomes[-1]
    assert Sheet.objects.get(pk=sheet).state == "SUBMITTED"
    for code, outcome in zip(codes, outcomes, strict=False):
        there = Value.objects.filter(sheet_id=sheet, indicator_id=world.indicators[code], number=77).count()
        assert isinstance(outcome, Refused) or not isinstance(outcome, Exception), outcome
        assert there == (0 if isinstance(outcome, Exception) else 1)
    with pytest.raises(Refused):
        saving("2.1")()


def _two_freezes(world: World) -> None:
    """Two heads press at once: one freezes, the other is told; a save at that instant is in it or refused."""
    round_id = killing.ready(world, None)["round"]
    heads = [world.actor("hanh"), world.actor("hanh")]
    sheet = world.frozen_sheets["thuong"]  # of the round that is frozen only now
    officer = world.actor("tuan")
    outcomes = at_once(
        *((lambda actor=actor: round_freeze(actor=actor, round_id=round_id, now=world.now)) for actor in heads),
        lambda: value_save(
            actor=officer, sheet_id=sheet, indicator_id=world.indicators["2.2"], typed={"": "1"}, now=world.now
        ),
    )
    refused = [each for each in outcomes[:2] if isinstance(each, Refused)]
    assert len(refused) == 1 and not isinstance(refused[0], AssertionError)
    assert isinstance(outcomes[2], Refused)
    sheets = Sheet.objects.filter(round_id=round_id).count()
    frozen = AssessmentRound.objects.get(pk=round_id)
    assert (frozen.state, bool(frozen.frozen_hash)) == ("FROZEN", True)
    assert SheetSnapshot.objects.filter(round_id=round_id).count() == sheets
    assert SheetSigner.objects.filter(sheet__round_id=round_id, step="freeze").count() == sheets
    content = json.loads(zlib.decompress(bytes(SheetSnapshot.objects.get(sheet_id=sheet).content)))
    assert content


def _two_workbooks(world: World) -> None:
    """Both saw the same state: one is written, the other is told that what it showed has changed."""
    runs = [killing.upload(world, number)["run"] for number in (11, 12)]
    actor = world.actor("lan")
    outcomes = at_once(*((lambda run=run: import_apply(actor=actor, run_id=run, now=world.now)) for run in runs))
    told = [each for each in outcomes if isinstance(each, Refused)]
    assert [each.code for each in told] == ["preview_changed"]
    assert not [each for each in outcomes if isinstance(each, Exception) and each not in told]
    numbers = Value.objects.filter(act="value.import", sheet_id=world.open_sheets["thuong"])
    assert len({int(value.number) for value in numbers if value.number is not None}) == 1
    assert numbers.count() == 4
