"""The digest asks about many people in turn: what it leaves unasked would have given nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.core.kernel.inturn import for_all, in_turn
from dieuphoi.insight.desk.selectors import my_work
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.access.touched import touched
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.organisations.models import OrgUnit, Person
from tests.support.world import World

pytestmark = pytest.mark.django_db


def _lines(account: int, day: Any) -> list[Any]:
    items = my_work(actor_for(account, day), day)
    return [(item.kind, item.title, item.note, item.count, item.route) for item in items]


def test_in_turn_everybody_has_the_work_that_they_have_alone(staged: Any) -> None:
    """One thing of every kind is in hand; some of it is late only weeks from now."""
    told = set()
    for after in (0, 45, 400):
        day = staged.world.today + timedelta(days=after)
        alone = {pk: _lines(pk, day) for pk in Account.objects.filter(is_active=True).values_list("pk", flat=True)}
        with in_turn():
            assert {pk: _lines(pk, day) for pk in alone} == alone
        told |= {line[0] for lines in alone.values() for line in lines}
    assert len(told) >= 10, "too little waits in the stage to prove anything"


def test_whoever_nothing_waits_for_is_asked_little(world: World) -> None:
    actor = world.actor("thu")
    with in_turn():
        my_work(world.actor("minh"), world.today)
        with CaptureQueriesContext(connection) as captured:
            my_work(actor, world.today)
    assert len(captured) <= 6, [query["sql"][:120] for query in captured]


def test_a_question_for_all_is_asked_once_and_never_outside() -> None:
    asked = []

    def question() -> int:
        asked.append(1)
        return len(asked)

    assert for_all("a", question) is None and asked == []
    with in_turn():
        assert [for_all("a", question), for_all("a", question), for_all("b", question)] == [1, 1, 2]
    assert for_all("a", question) is None
    with in_turn():
        assert for_all("a", question) == 3


def test_a_body_touches_those_above_it_and_its_place(world: World) -> None:
    commune = OrgUnit.objects.get(pk=world.orgs["UB-THUONG"])
    found = touched(orgs=OrgUnit.objects.filter(pk=commune.pk).values("pk"))
    assert found.places == {commune.place_id} and commune.pk in found.orgs
    assert found.may_be(world.actor("tuan")) and not found.may_be(world.actor("vy"))


def test_a_person_touches_their_account_and_whoever_stands_in(world: World) -> None:
    found = touched(people=Person.objects.filter(pk=world.people["thu"]).values("pk"))
    assert found.accounts == {world.actor("thu").id}
    assert found.may_be(world.actor("thu")) and not found.may_be(world.actor("tuan"))
