"""The short question before the long ones: it never hides what the long ones would find, and costs little."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.steering.directives import desk, services
from dieuphoi.steering.directives.desk import waiting_for
from dieuphoi.steering.directives.selectors.waits import Waits, waits_of
from tests.steering.directives.conftest import Register
from tests.support.world import World

pytestmark = pytest.mark.django_db

PEOPLE = ("lan", "hanh", "minh", "thu", "hai", "tuan", "vy", "phong", "quang", "quantri")


def test_of_each_person_both_find_the_same(
    world: World, came: Register, asked: Register, went: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = came("7/SNN", to=("UB-THUONG", "SXD"))
    came("8/SNN", is_restricted=True)
    asked()
    went()
    services.document_assign(
        actor=world.actor("hanh"), document_id=row.pk, to_person_id=world.people["lan"], now=world.now
    )
    short = {name: waiting_for(world.actor(name), world.today) for name in PEOPLE}
    monkeypatch.setattr(desk, "waits_of", lambda _actor: Waits(True, True, True, True))
    assert short == {name: waiting_for(world.actor(name), world.today) for name in PEOPLE}
    assert {each.kind for lines in short.values() for each in lines} >= {"doc_read", "doc_handle", "drafting"}


def test_to_whom_nothing_waits_nothing_more_is_asked(world: World, came: Register) -> None:
    came("7/SNN")
    vy = world.actor("vy")
    with CaptureQueriesContext(connection) as queries:
        assert waiting_for(vy, world.today) == []
    assert waits_of(vy) == (False, False, False, False)
    assert len(queries) == 2
