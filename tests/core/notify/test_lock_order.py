"""A digest and the page that marks notices as read are at the same rows: they wait, and neither is ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.notify import services
from dieuphoi.core.notify.digest import digests_write
from dieuphoi.core.notify.models import Notice
from dieuphoi.registry.organisations.models import Person
from tests.support.waiting import beside
from tests.support.world import World, build_world

pytestmark = pytest.mark.django_db(transaction=True)

WAYS: dict[str, Callable[[World, list[int]], object]] = {
    "digest": lambda world, ids: digests_write(now=world.now),
    "shown": lambda world, ids: services.notices_read(actor=world.actor("tuan"), ids=reversed(ids), now=world.now),
    "seen": lambda world, ids: services.notices_seen(
        actor=world.actor("tuan"), seen=[(pk, 1) for pk in reversed(ids)], now=world.now
    ),
    "all": lambda world, ids: services.notices_read_all(actor=world.actor("tuan"), now=world.now),
}


@pytest.mark.parametrize("way", WAYS)
def test_notices_are_locked_in_the_order_of_their_keys(settings: Any, now: datetime, way: str) -> None:
    """The oldest is held; who waits for it holds none of the others yet."""
    world = build_world(now)
    settings.DIEUPHOI_MAIL, settings.DIEUPHOI_DIGEST_HOUR = True, 7
    with act(system_actor(world.today), "test"):
        Person.objects.filter(pk=world.people["tuan"]).update(email="tuan@example.vn")
    Notice.objects.filter(read_at=None).update(read_at=now, mailed_at=now)
    for number in range(4):
        services.notify(
            actor=world.actor("lan"), to=[world.accounts["tuan"]], kind="round.entry_due", once=f"{number}",
            title=f"Tin {number}", now=now,
        )  # fmt: skip
    first, *others = sorted(
        Notice.objects.filter(account_id=world.accounts["tuan"], read_at=None).values_list("pk", flat=True)
    )
    assert len(others) == 3
    with transaction.atomic():
        list(Notice.objects.filter(pk=first).locked())
        outcome = beside(lambda: WAYS[way](world, [first, *others]))
        for pk in others:
            list(Notice.objects.filter(pk=pk).select_for_update(nowait=True))
    assert outcome.result(30) == (1 if way == "digest" else 4)
