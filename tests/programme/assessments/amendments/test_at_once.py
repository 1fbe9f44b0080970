"""Two at one freeze, a save at the freeze, an import at it, two at one amendment: one wins, nothing is half there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.programme.assessments.amendments.models import Amendment, RoundEdition
from dieuphoi.programme.assessments.amendments.services import amendment_approve, amendment_reject
from dieuphoi.programme.assessments.amendments.verifying import round_verify
from dieuphoi.programme.assessments.entries import Entry
from dieuphoi.programme.assessments.models import AssessmentRound, Sheet, SheetSnapshot, Value
from dieuphoi.programme.assessments.selectors import standing_of
from dieuphoi.programme.assessments.services.rounds import round_freeze
from dieuphoi.programme.assessments.services.values import CheckedCells, ImportedCell, value_save, values_import
from dieuphoi.registry.access.services import role_assign
from dieuphoi.registry.accounts.services import account_open
from dieuphoi.registry.organisations.models import Person
from dieuphoi.registry.organisations.services import people_create
from tests.programme.assessments.amendments.asked import requested
from tests.programme.assessments.test_two_at_once import at_once
from tests.programme.assessments.test_verification import finish
from tests.support.world import World, build_world

pytestmark = pytest.mark.django_db(transaction=True)


def deputy(world: World) -> str:
    """A second head of the office."""
    head = world.actor("hanh")
    [person] = people_create(actor=head, people=[Person(full_name="Lý Thúy Nga")], now=world.now)
    account = account_open(
        actor=world.actor("quantri"), person_id=person.pk, username="nga", password="x" * 12, now=world.now
    )
    role_assign(
        actor=world.actor("quantri"), account_id=account.pk, role="office_head", org_id=world.orgs["VPDP"],
        start=world.today, end=None, now=world.now,
    )  # fmt: skip
    world.accounts["nga"] = account.pk
    return "nga"


def freezing(world: World, who: str) -> Callable[[], object]:
    actor = world.actor(who)
    return lambda: round_freeze(actor=actor, round_id=world.open_round, now=world.now)


def refusals(outcomes: list[object]) -> list[str]:
    faults = [each for each in outcomes if isinstance(each, Exception)]
    assert all(isinstance(each, Refused) for each in faults), faults
    return [each.code for each in faults if isinstance(each, Refused)]


def whole(world: World) -> None:
    """The round is frozen, as a whole, and says what it froze."""
    assert AssessmentRound.objects.get(pk=world.open_round).state == "FROZEN"
    assert set(Sheet.objects.filter(round_id=world.open_round).values_list("state", flat=True)) == {"FROZEN"}
    assert SheetSnapshot.objects.filter(round_id=world.open_round).count() == 3
    assert RoundEdition.objects.filter(round_id=world.open_round).count() == 1
    assert round_verify(world.actor("hanh"), world.open_round).findings == []


def test_of_two_heads_one_freezes(now: datetime) -> None:
    world = build_world(now)
    finish(world)
    outcomes = at_once(freezing(world, "hanh"), freezing(world, deputy(world)))
    assert refusals(outcomes) == ["wrong_state"]
    whole(world)


def test_a_save_or_an_import_at_the_freeze_is_in_it_or_refused(now: datetime) -> None:
    """Nothing may be entered on a consolidated sheet, so both are refused by rule; and what goes around the rules at
    that moment meets the database: it is in the snapshot, or it is not there.
    """
    world = build_world(now)
    finish(world)
    sheet, indicator = world.open_sheets["ha"], world.indicators["2.1"]
    tuan, lan = world.actor("vy"), world.actor("lan")
    checked = CheckedCells(
        world.open_round,
        standing_of(lan, world.open_round)[1],
        [ImportedCell(sheet, indicator, (Entry("", number=entry_number()),))],
    )

    def around() -> None:
        with transaction.atomic(), act(lan, "test.break"):
            Value.objects.create(sheet_id=sheet, indicator_id=indicator, part="z", recorded_at=now)

    outcomes = at_once(
        freezing(world, "hanh"),
        lambda: value_save(actor=tuan, sheet_id=sheet, indicator_id=indicator, typed={"": "99"}, now=now),
        lambda: values_import(actor=lan, checked=checked, run_id=None, now=now),
        around,
    )
    assert isinstance(outcomes[0], AssessmentRound)
    assert isinstance(outcomes[1], Refused)
    assert isinstance(outcomes[2], Exception)
    assert outcomes[3] is None or isinstance(outcomes[3], DatabaseError)
    assert not Value.objects.filter(sheet_id=sheet, indicator_id=indicator, number=99).exists()
    whole(world)


def entry_number():  # type: ignore[no-untyped-def]
    from decimal import Decimal

    return Decimal(99)


def test_an_amendment_is_decided_once(now: datetime) -> None:
    world = build_world(now)
    nga = deputy(world)
    amendment = requested(world)
    hanh, other = world.actor("hanh"), world.actor(nga)
    outcomes = at_once(
        lambda: amendment_approve(actor=hanh, amendment_id=amendment.pk, now=now),
        lambda: amendment_reject(actor=other, amendment_id=amendment.pk, reason="chưa đủ căn cứ", now=now),
        lambda: amendment_approve(actor=other, amendment_id=amendment.pk, now=now),
    )
    assert refusals(outcomes) == ["wrong_state", "wrong_state"]
    state = Amendment.objects.get().state
    editions = RoundEdition.objects.filter(round_id=world.frozen_round).count()
    assert (state, editions) in {("APPLIED", 2), ("REJECTED", 1)}
    assert round_verify(hanh, world.frozen_round).findings == []


def test_two_amendments_of_one_round_make_two_editions(now: datetime) -> None:
    world = build_world(now)
    ids = [requested(world, sheet=sheet, items=(item(world),)).pk for sheet in ("ha", "thuong")]
    hanh = world.actor("hanh")
    outcomes = at_once(
        *(lambda pk=pk: amendment_approve(actor=hanh, amendment_id=pk, now=now) for pk in ids)  # type: ignore[misc]
    )
    assert refusals(outcomes) == []
    assert list(RoundEdition.objects.filter(round_id=world.frozen_round).order_by("edition")
                .values_list("edition", flat=True)) == [1, 2, 3]  # fmt: skip
    assert round_verify(hanh, world.frozen_round).findings == []


def item(world: World):  # type: ignore[no-untyped-def]
    from dieuphoi.programme.assessments.amendments.asking import NewItem

    return NewItem(world.indicators["3.1"], {"": "61,5"})


def test_the_approval_of_another_transaction_opens_nothing(now: datetime) -> None:
    """The row remembers the transaction that approved; ``SET CONSTRAINTS`` cannot carry it over to the next one."""
    world = build_world(now)
    requested(world)
    with pytest.raises(DatabaseError, match="applied with its edition"), act(world.actor("hanh"), "test.break"):
        Amendment.objects.filter(state="REQUESTED").update(
            state="APPROVED", decided_by_id=world.accounts["hanh"], decided_at=now
        )
    assert Amendment.objects.get().state == "REQUESTED"
    with connection.cursor() as cursor:
        cursor.execute("SELECT assessments_amending(%s)", [world.frozen_sheets["ha"]])
        assert cursor.fetchone() == (False,)
