"""Two people in one cell at the same instant: both figures stay, one after the other (experience.md, fault 9)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection

from dieuphoi.core.kernel.errors import Conflict
from dieuphoi.programme.assessments.models import IndicatorResult, SheetRollup, Value
from dieuphoi.programme.assessments.services.values import value_save
from tests.support.world import World, build_world

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start together; what each returned or raised."""
    start = threading.Barrier(len(acts))
    outcomes: list[object] = [None] * len(acts)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            start.wait(10)
            outcomes[place] = work()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def saving(world: World, who: str, text: str, seen: dict[str, int] | None) -> Callable[[], object]:
    actor, sheet, indicator = world.actor(who), world.open_sheets["thuong"], world.indicators["2.2"]
    return lambda: value_save(
        actor=actor, sheet_id=sheet, indicator_id=indicator, typed={"": text}, now=world.now, seen=seen
    )


def test_who_waits_for_a_cell_sees_what_was_saved_meanwhile(now: datetime) -> None:
    world = build_world(now)
    sheet, indicator = world.open_sheets["thuong"], world.indicators["2.2"]
    for turn in range(6):
        texts = [f"{50 + turn},1", f"{70 + turn},2"]
        before = Value.objects.filter(sheet_id=sheet, indicator_id=indicator).count()
        outcomes = at_once(saving(world, "tuan", texts[0], None), saving(world, "lan", texts[1], None))
        assert not [each for each in outcomes if isinstance(each, Exception)]
        chain = list(Value.objects.filter(sheet_id=sheet, indicator_id=indicator).order_by("id"))
        assert len(chain) == before + 2
        assert [value.supersedes_id for value in chain] == [None, *[value.id for value in chain[:-1]]]
        result = IndicatorResult.objects.get(sheet_id=sheet, indicator_id=indicator)
        last = chain[-1].number
        assert last is not None
        assert (result.verdict, result.revision) == ("MET" if last >= 60 else "NOT_MET", len(chain))
        assert SheetRollup.objects.get(sheet_id=sheet).criteria_met == (1 if last >= 60 else 0)


def test_of_two_who_saw_the_same_cell_one_is_told(now: datetime) -> None:
    world = build_world(now)
    outcomes = at_once(saving(world, "tuan", "50", {"": 0}), saving(world, "lan", "70", {"": 0}))
    [conflict] = [each for each in outcomes if isinstance(each, Exception)]
    assert isinstance(conflict, Conflict)
    [kept] = Value.objects.filter(sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators["2.2"])
    assert kept.number in {50, 70}
    assert conflict.theirs[""].id == kept.id
