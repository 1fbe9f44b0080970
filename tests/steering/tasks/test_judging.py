"""Who sees a report, a refusal, a request for time waiting: who may decide, and never nobody. Serves S0-24, S0-42."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.registry.access.models import Delegation, RoleAssignment
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.accounts.models import Account
from dieuphoi.steering.tasks import policies, selectors, services
from dieuphoi.steering.tasks.models import Task
from tests.steering.tasks.conftest import Give
from tests.support.world import World

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 4)
EVERYBODY = ("hanh", "lan", "minh", "thu", "quang", "tuan", "vy", "phong", "quan", "quantri", "hai")


def reported(world: World, row: Task, who: str) -> Task:
    actor = world.actor(who)
    services.task_accept(actor=actor, task_id=row.pk, now=world.now)
    services.task_report(actor=actor, task_id=row.pk, text="xong", document="1", now=world.now)
    row.refresh_from_db()
    return row


def judges(world: World, row: Task) -> set[str]:
    """Who finds it among what waits for them; each of them may decide."""
    found = set()
    for who in EVERYBODY:
        actor = actor_for(world.accounts[who], DAY)
        if selectors.to_judge(actor, Task.objects.visible_to(actor)).filter(pk=row.pk).exists():
            found.add(who)
            if row.state == "REPORTED":
                assert policies.may_confirm(actor, row), who
    return found


def closed(world: World, who: str) -> None:
    with act(world.actor("hanh"), "account.close"):
        Account.objects.filter(pk=world.accounts[who]).update(is_active=False, closed_at=world.now)


def without_role(world: World, who: str) -> None:
    with act(world.actor("hanh"), "role.end"):
        for row in RoleAssignment.objects.filter(account_id=world.accounts[who]):
            row.valid = DateRange(row.valid.lower, world.today)
            row.save()


def test_it_waits_for_the_giver_alone(world: World, give: Give) -> None:
    assert judges(world, reported(world, give(), "thu")) == {"lan"}


def test_what_is_still_being_done_waits_for_nobody(world: World, give: Give) -> None:
    assert judges(world, give()) == set()


def test_of_a_giver_on_leave_the_stand_in_sees_it_too_and_only_then(world: World, give: Give) -> None:
    row = reported(world, give("SNN", "thu", who="minh"), "thu")
    lent = RoleAssignment.objects.get(account_id=world.accounts["minh"])
    assert judges(world, row) == {"minh"}
    with act(world.actor("minh"), "delegation.give"):
        Delegation.objects.create(
            assignment=lent, delegate_id=world.accounts["hai"], valid=DateRange(world.today, date(2026, 3, 5)),
            reason="nghỉ phép",
        )  # fmt: skip
    assert judges(world, row) == {"minh", "hai"}
    later = actor_for(world.accounts["hai"], date(2026, 3, 6))
    assert not selectors.to_judge(later, Task.objects.all()).filter(pk=row.pk).exists()


# Who holds no role any more but has an account still gave it: the head sees it beside them.
@pytest.mark.parametrize(("gone", "left"), [(closed, {"hanh"}), (without_role, {"hanh", "lan"})])
def test_of_a_giver_who_is_gone_the_head_of_the_body_sees_it(
    world: World, give: Give, gone: Any, left: set[str]
) -> None:
    row = reported(world, give(), "thu")
    gone(world, "lan")
    assert judges(world, row) == left


def test_orders_of_the_leadership_without_a_head_wait_for_their_leaders_and_the_office(
    world: World, give: Give
) -> None:
    row = reported(world, give(giver_id=world.people["phong"], giver_org_id=world.orgs["BCD"]), "thu")
    assert judges(world, row) == {"phong"}
    closed(world, "phong")
    assert judges(world, row) == {"hanh", "lan"}


def test_nobody_sees_what_they_reported_themselves_somebody_else_does(world: World, give: Give) -> None:
    own = give("VPDP", "lan")
    row = reported(world, own, "lan")
    assert judges(world, row) == {"hanh"}


def test_a_refusal_and_a_request_wait_for_the_same(world: World, give: Give) -> None:
    thu = world.actor("thu")
    refused, asks = give(), give(title="Xin thêm thời gian")
    services.task_refuse(actor=thu, task_id=refused.pk, reason="không phải", now=world.now)
    services.task_accept(actor=thu, task_id=asks.pk, now=world.now)
    services.extension_ask(
        actor=thu, task_id=asks.pk, wanted_due=date(2026, 7, 31), reason="x", cause="MONEY", now=world.now
    )
    for row in (refused, asks):
        row.refresh_from_db()
        assert judges(world, row) == {"lan"}
    closed(world, "lan")
    for row in (refused, asks):
        assert judges(world, row) == {"hanh"}
    hanh = actor_for(world.accounts["hanh"], DAY)
    assert [(each.what, each.count, each.query) for each in selectors.waiting_for(hanh, DAY)] == [
        ("refused", 1, {"whose": "judge", "standing": "REFUSED"}),
        ("extension", 1, {"whose": "judge", "asks": "true"}),
    ]


@pytest.mark.parametrize("who", ["lan", "hanh", "phong", "vy"])
def test_what_waits_takes_as_many_queries_for_one_as_for_many(world: World, give: Give, who: str) -> None:
    reported(world, give(), "thu")
    actor = actor_for(world.accounts[who], DAY)
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            list(selectors.waiting_for(actor, DAY))
        counts.append(len(queries))
        for number in range(5):
            reported(world, give(title=f"Việc {number}"), "thu")
    assert counts[0] == counts[1] <= 6
