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

import django

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


if __name__ == "__main__":
    main()
