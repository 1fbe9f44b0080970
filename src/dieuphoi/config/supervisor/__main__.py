"""The keeper's process, as :mod:`dieuphoi.config.embedded.holding` starts it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from dieuphoi.config.supervisor.keeper import keep


def main(arguments: Sequence[str]) -> int:
    """``python -m dieuphoi.config.supervisor VAR READY_FD STARTED_BY fast|safe``: the keeper's process."""
    var, ready, started_by, speed = arguments
    return keep(Path(var), int(ready), started_by, fast=speed == "fast")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
