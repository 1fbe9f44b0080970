"""The bare loops on the machine of reference: 4 cores, Debian 12, Python 3.11. They turn absolute aims into ratios."""

from __future__ import annotations

BARE_WALL_MS = 3.0
"""The bare wall of 124 × 19: its query and its joined strings, in ms."""

BARE_JUDGING = 30_000_000
"""Comparisons of two floats a second in a bare loop."""

LOAD_S = 0.5
"""Loading the 547 commune units of a province with their districts, in s."""

WALL_MS = 40.0
JUDGING = 200_000
