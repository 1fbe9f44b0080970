"""The worker of the product in a process of its own, on the database of a test; halts at a named moment to be killed.

``python -m tests.core.exchange.worker`` with ``CHILD`` in the environment: database, storage, moment ("" for none).
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

MOMENTS = ("import: first row", "import: written", "export: file", "export: told", "digest")


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
    settings.DIEUPHOI_EXPORT_JOB_ROWS = 0
    settings.DIEUPHOI_MAIL, settings.DIEUPHOI_DIGEST_HOUR = True, 0

    from dieuphoi.core.kernel.jobs import run, worker
    from dieuphoi.core.notify import digest, timetable
    from dieuphoi.core.register import jobs as register_jobs
    from dieuphoi.programme.assessments.services import values

    timetable.deliveries_send = lambda **given: (0, 0)  # type: ignore[assignment]  # no mail leaves this machine
    digest.addresses = lambda due: {account: f"{account}@example.invalid" for account in due}
    if not told["regular"]:
        worker._ticks.clear()
    moment = told["moment"]
    if moment == "import: first row":
        changes = values._SheetsInHand.changes

        def first(*given: Any) -> Any:
            for number, each in enumerate(changes(*given)):
                if number == 1:
                    halt()
                yield each

        values._SheetsInHand.changes = first  # type: ignore[method-assign]
    elif moment in ("import: written", "export: told"):
        run._finish = halt  # type: ignore[assignment]
    elif moment == "export: file":
        register_jobs.blob_store = halt  # type: ignore[assignment]
    elif moment == "digest":
        write = digest._write

        def one_then_halt(*given: Any) -> int:
            write(*given)
            halt()
            return 1

        digest._write = one_then_halt
    worker.worker_run(concurrency=1, wait=False)
    print("done", flush=True)


if __name__ == "__main__":
    sys.exit(main())
