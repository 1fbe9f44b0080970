"""Two acts that wait for each other: the database ends one of them, and its person is told so in words."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import OperationalError, connection
from tests.support.waiting import beside

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)
ONE, OTHER = 7_101, 7_102


def hold(key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def test_the_act_that_is_ended_is_refused_and_the_other_goes_on(now: datetime) -> None:
    actor: Actor = system_actor(today(now))

    def other() -> str:
        with act(actor, "test.other"):
            hold(OTHER)
            hold(ONE)
        return "done"

    outcomes: list[object] = []
    try:
        with act(actor, "test.one"):
            hold(ONE)
            beside_us = beside(other)
            hold(OTHER)
        outcomes.append("done")
    except Refused as refused:
        outcomes.append(refused)
    try:
        outcomes.append(beside_us.result(30))
    except Refused as refused:
        outcomes.append(refused)
    [ended] = [each for each in outcomes if isinstance(each, Refused)]
    assert "done" in outcomes
    assert (ended.code, ended.status) == ("busy", 409) and "Chưa ghi gì" in ended.reason


def test_another_fault_of_the_database_stays_what_it_is(now: datetime) -> None:
    with pytest.raises(OperationalError), act(system_actor(today(now)), "test.one"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '10ms'")
        cursor.execute("SELECT pg_sleep(5)")
