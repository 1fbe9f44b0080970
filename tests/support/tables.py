"""Make the empty tables of a test run, beside the workers that read the tests meanwhile (``-n auto``).

The lock of the stories was taken by the controller and is held by this process for as long as it lives: a worker that
asks for the database waits for the tables, and makes them itself if this failed.
"""

from __future__ import annotations

import os
from pathlib import Path

import django


def main() -> None:
    django.setup()

    from django.db import connection

    from tests.support.stories import EMPTY, kept_ids

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    kept_ids(Path(os.environ["DIEUPHOI_STORIES"]), EMPTY, None)


if __name__ == "__main__":
    main()
