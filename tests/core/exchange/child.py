"""Applies one import in a process of its own and stops at a named moment, to be killed there.

``python -m tests.core.exchange.child`` with ``CHILD`` in the environment: database, storage, run, account, moment.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

MOMENTS = ("locked", "first row", "all rows", "saved")


def halt(*given: Any, **named: Any) -> None:
    print("here", flush=True)
    time.sleep(60)


def main() -> None:
    os.environ["DIEUPHOI_TESTING"] = "1"
    told = json.loads(os.environ["CHILD"])
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = told["database"]
    django.setup()
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": told["storage"]},
        },
    }
    from datetime import datetime

    from dieuphoi.core.exchange import services
    from dieuphoi.core.exchange.models import ImportRun
    from dieuphoi.core.exchange.services import runs
    from dieuphoi.core.kernel.actor import Actor, Grant
    from dieuphoi.core.kernel.jobs.run import _actor_builder

    now = datetime.fromisoformat(told["now"])
    if told["kind"] == "test-orgs":
        from dieuphoi.core.exchange.importers import register_importer
        from dieuphoi.registry.organisations.models import OrgUnit
        from tests.core.exchange.conftest import OrgImporter

        importer = OrgImporter()
        register_importer(importer)
        actor = Actor(told["account"], "người", now.date(), (Grant("office_head"),))
        if told["moment"] == "first row":
            create = OrgUnit.objects.create

            def create_one(**values: Any) -> Any:
                create(**values)
                halt()

            OrgUnit.objects.create = create_one  # type: ignore[method-assign]
        if told["moment"] == "all rows":
            importer.pause = halt
    else:
        from dieuphoi.programme.assessments.services import values

        assert _actor_builder is not None
        actor = _actor_builder(told["account"], now.date())
        if told["moment"] == "first row":
            changes = values._SheetsInHand.changes

            def first(*given: Any) -> Any:
                for number, each in enumerate(changes(*given)):
                    if number == 1:
                        halt()
                    yield each

            values._SheetsInHand.changes = first  # type: ignore[method-assign]
        if told["moment"] == "all rows":
            values.roll_up = halt
    if told["moment"] == "locked":
        runs._apply = halt  # type: ignore[assignment]
    if told["moment"] == "saved":
        save = ImportRun.save

        def save_and_halt(self: ImportRun, *given: Any, **named: Any) -> None:
            save(self, *given, **named)
            halt()

        ImportRun.save = save_and_halt  # type: ignore[method-assign]
    services.import_apply(actor=actor, run_id=told["run"], now=now)
    print("done", flush=True)


if __name__ == "__main__":
    sys.exit(main())
