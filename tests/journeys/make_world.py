"""Build the small world for good in the empty database of ``DATABASE_URL`` and tell its ids as JSON.

A process of its own (``python -m tests.journeys.make_world``): the worlds of the other tests live in a
transaction that is rolled back; a live server needs committed rows. Everybody of the cast gets a session too, so
that only the journeys about signing in have to type a password. Static files go where the server looks for them.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from dieuphoi.core.kernel.actor import Actor
    from tests.support.world import World

NEWCOMER = "mới-đến"
FIRST_PASSWORD = "mã-một-lần-7731"
"""Who has never signed in, and the one-time password of the printed slip."""


def main() -> None:
    django.setup()

    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from dieuphoi.config.commands.db import bring_up_to_date
    from dieuphoi.core.kernel.actor import system_actor
    from dieuphoi.registry.access.services import role_assign
    from dieuphoi.registry.accounts import services as accounts
    from dieuphoi.registry.organisations.models import Person
    from dieuphoi.registry.organisations.services import people_create
    from tests.support.world import build_world, sign_in

    bring_up_to_date()
    call_command("collectstatic", interactive=False, verbosity=0)
    # The hash is the product's own, slow one; the cast shares a password, so it is worked out once.
    accounts.make_password = functools.cache(accounts.make_password)  # type: ignore[assignment]
    world = build_world(timezone.now())
    system = system_actor(world.today)
    [person] = people_create(actor=system, people=[Person(full_name="Người Mới Đến")], now=world.now)
    account = accounts.account_open(
        actor=system, person_id=person.pk, username="moi", password=FIRST_PASSWORD, now=world.now
    )
    role_assign(
        actor=system,
        account_id=account.pk,
        role="commune_officer",
        start=world.today,
        end=None,
        org_id=world.orgs["UB-DONG"],
        place_id=world.units["dong"],
        now=world.now,
    )
    more_of_the_cast(world, system)
    told = dataclasses.asdict(world)
    told["now"] = world.now.isoformat()
    told["sessions"] = {
        name: sign_in(world, name).cookies[settings.SESSION_COOKIE_NAME].value
        for name in world.accounts
        if name != "quan"
    }
    told["results"] = {
        place: {code: world.result(sheet, code) for code in world.indicators}
        for place, sheet in world.open_sheets.items()
    }
    json.dump(told, sys.stdout)


def more_of_the_cast(world: World, system: Actor) -> None:
    """What only journeys ask for: something that Quân left behind, and borders for the map (invented, of course)."""
    from dieuphoi.registry.organisations.selectors import holdings_of
    from dieuphoi.registry.organisations.services import Decision, holding_redate, monitor_start
    from dieuphoi.registry.territory.services import boundaries_import

    monitor_start(
        actor=system,
        start=date(2025, 1, 1),
        decision=Decision("7/QĐ-SNN", date(2024, 12, 20)),
        person_id=world.people["quan"],
        unit_ids=[world.units["dong"]],
        now=world.now,
    )
    # His post ended before anybody had written down what he followed; now somebody is asked to look at it.
    [holding] = holdings_of(system, world.people["quan"])
    holding_redate(
        actor=system,
        holding_id=holding.holding_id,
        start=date(2025, 1, 1),
        end=world.today - timedelta(days=31),
        now=world.now,
    )
    squares = {"98001": (105.0, 18.0), "98002": (105.2, 18.0), "98003": (105.0, 18.2)}
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, y], [x + 0.2, y], [x + 0.2, y + 0.2], [x, y + 0.2], [x, y]]],
            },
        }
        for code, (x, y) in squares.items()
    ]
    boundaries_import(
        actor=system,
        data=json.dumps({"type": "FeatureCollection", "features": features}).encode(),
        as_of=date(2025, 1, 1),
        source="ranh giới giả định để thử",
        now=world.now,
    )


if __name__ == "__main__":
    main()
