"""Acts on many sheets take their locks in one order: who meets another waits, and nobody is ended by the database."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.db import transaction

from dieuphoi.core.history.context import act
from dieuphoi.programme.assessments.entries import Entry
from dieuphoi.programme.assessments.models import AssessmentRound, IndicatorResult, Sheet, Value
from dieuphoi.programme.assessments.selectors import cell_in_hand, standing_of
from dieuphoi.programme.assessments.services.rounds import round_freeze, round_rejudge
from dieuphoi.programme.assessments.services.values import CheckedCells, ImportedCell, value_save, values_import
from tests.programme.assessments.test_verification import finish
from tests.support.waiting import beside
from tests.support.world import build_world

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_freeze_locks_sheets_in_the_order_of_the_import(now: datetime) -> None:
    """The sheet with the lowest id is held; a freeze that waits for it holds none of the others yet."""
    world = build_world(now)
    finish(world)
    first, *others = sorted(world.open_sheets.values())
    codes = dict(Sheet.objects.filter(round_id=world.open_round).values_list("id", "unit_code"))
    assert min(codes, key=lambda pk: codes[pk]) != first, "the order of codes has to be another one for this to show"
    hanh = world.actor("hanh")
    with transaction.atomic():
        list(Sheet.objects.filter(id=first).select_for_update())
        outcome = beside(lambda: round_freeze(actor=hanh, round_id=world.open_round, now=now))
        for pk in others:
            list(Sheet.objects.filter(id=pk).select_for_update(nowait=True))
    assert isinstance(outcome.result(30), AssessmentRound)


def test_an_import_waits_for_who_is_in_a_cell_of_its_sheet(now: datetime) -> None:
    """Who saves a cell holds its result, then refers to the sheet; the import holds the sheet and wants the result."""
    world = build_world(now)
    sheet, indicator = world.open_sheets["thuong"], world.indicators["2.2"]
    tuan, lan = world.actor("tuan"), world.actor("lan")
    checked = CheckedCells(
        world.open_round,
        standing_of(lan, world.open_round)[1],
        [ImportedCell(sheet, world.indicators["2.1"], (Entry("", number=Decimal(7)),))],
    )
    with transaction.atomic(), act(tuan, "value.save"):
        cell_in_hand(tuan, sheet, indicator, now)
        outcome = beside(lambda: values_import(actor=lan, checked=checked, run_id=None, now=now))
        Value.objects.create(sheet_id=sheet, indicator_id=indicator, number=61, side="commune", recorded_at=now)
    assert outcome.result(30) == 1


def test_judging_again_keeps_what_is_saved_meanwhile(now: datetime) -> None:
    """Its verdicts and states come from the figures that stand when it writes, not from those it once read."""
    world = build_world(now)
    sheet, indicator = world.open_sheets["thuong"], world.indicators["2.2"]
    tuan, lan = world.actor("tuan"), world.actor("lan")
    value_save(actor=tuan, sheet_id=sheet, indicator_id=indicator, typed={"": "10"}, now=now)
    # As after rows of the set were confirmed: what the result says is no longer what its figures give.
    IndicatorResult.objects.filter(sheet_id=sheet, indicator_id=indicator).update(verdict="UNDETERMINED")
    with transaction.atomic():
        value_save(actor=tuan, sheet_id=sheet, indicator_id=indicator, typed={"": "99"}, now=now)
        outcome = beside(lambda: round_rejudge(actor=lan, round_id=world.open_round, now=now))
    assert isinstance(outcome.result(30), int)
    assert IndicatorResult.objects.get(sheet_id=sheet, indicator_id=indicator).verdict == "MET"
