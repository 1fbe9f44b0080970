"""Invented borders: the communes of the demo province as cells of a plan, neighbours sharing one wavy line.

No real boundary: a map needs shapes that meet, and these do. Three communes get none, so that the map shows how it
tells of them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from math import ceil, sqrt
from typing import Final

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.territory.services import boundaries_import

SOURCE: Final = "Hình giả định để minh họa, không phải ranh giới thật"
_WEST, _SOUTH, _CELL = 105.2, 18.0, 0.06
_POINTS = 9
_WITHOUT = 3

Corner = tuple[int, int]
Line = list[list[float]]


class _Plan:
    """A plan of cells: each corner is moved a little, each side drawn once and used by both its cells."""

    def __init__(self) -> None:
        # Not a secret: the same province must come out of the same seed.
        self.random = random.Random(1975)  # noqa: S311
        self.corners: dict[Corner, tuple[float, float]] = {}
        self.sides: dict[tuple[Corner, Corner], Line] = {}

    def corner(self, at: Corner) -> tuple[float, float]:
        if at not in self.corners:
            x, y = at
            moved = (x + self.random.uniform(-0.3, 0.3), y + self.random.uniform(-0.3, 0.3))
            self.corners[at] = (_WEST + moved[0] * _CELL * 1.2, _SOUTH + moved[1] * _CELL)
        return self.corners[at]

    def side(self, a: Corner, b: Corner) -> Line:
        key = (min(a, b), max(a, b))
        if key not in self.sides:
            (x1, y1), (x2, y2) = self.corner(key[0]), self.corner(key[1])
            self.sides[key] = [
                [
                    round(x1 + (x2 - x1) * t / _POINTS + self._little(t), 5),
                    round(y1 + (y2 - y1) * t / _POINTS + self._little(t), 5),
                ]
                for t in range(_POINTS + 1)
            ]
        return self.sides[key] if key == (a, b) else self.sides[key][::-1]

    def _little(self, t: int) -> float:
        return self.random.uniform(-0.03, 0.03) * _CELL * (0 < t < _POINTS)

    def cell(self, x: int, y: int) -> Line:
        corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
        ring = [point for a, b in pairwise(corners) for point in self.side(a, b)[:-1]]
        return [*ring, ring[0]]


def borders_load(*, actor: Actor, codes: Sequence[str], on: date, now: datetime) -> None:
    """Give the communes of ``codes`` a cell each from ``on``, but for the last three."""
    plan, drawn = _Plan(), list(codes)[:-_WITHOUT]
    across = ceil(sqrt(len(drawn)))
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {"type": "Polygon", "coordinates": [plan.cell(at % across, at // across)]},
        }
        for at, code in enumerate(drawn)
    ]
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    boundaries_import(actor=actor, data=data, as_of=on, source=SOURCE, now=now)
