"""Invented boundaries for the demo's communes: the cells of a Voronoi plan inside an invented outline.

The coordinates are made up like the province itself. The towns' wards lie close together in the middle.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Collection, Iterable, Sequence
from typing import Final

_SEED: Final = 98
_CENTRE: Final = (104.6, 21.1)
_SPREAD: Final = 0.55
"""Degrees from the centre to the outline, more or less."""
_PLACES: Final = 5
"""Decimals of a coordinate: about a metre."""
Point = tuple[float, float]


def collection(communes: Sequence[str], wards: Sequence[str], known: Collection[str]) -> bytes:
    """A GeoJSON FeatureCollection, a polygon for each code that is ``known``; ``communes`` from north to south."""
    rand = random.Random(_SEED)  # noqa: S311 - no secret
    shape = _outline(rand)
    inner = [_near(rand, 0.04, 0.16) for _ward in wards]
    outer = _outside(rand, shape, len(communes))
    for _turn in range(3):
        cells = _cells(outer + inner, shape)
        outer = [_middle(cell) for cell in cells[: len(outer)]]
    outer.sort(key=lambda point: (-round(point[1] * 7), point[0]))
    cells = _cells(outer + inner, shape)
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {"type": "Polygon", "coordinates": [_winding(cell)]},
        }
        for code, cell in zip([*communes, *wards], cells, strict=True)
        if code in known
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _outline(rand: random.Random) -> list[Point]:
    """A closed shape of 40 corners around the centre, without the last corner said twice."""
    corners = []
    waves = [(rand.uniform(0.03, 0.12), rand.uniform(0, math.tau), turn) for turn in (2, 3, 5)]
    for step in range(40):
        angle = math.tau * step / 40
        far = _SPREAD * (1 + sum(high * math.sin(turn * angle + at) for high, at, turn in waves))
        corners.append((_CENTRE[0] + 1.35 * far * math.cos(angle), _CENTRE[1] + far * math.sin(angle)))
    return corners


def _near(rand: random.Random, least: float, most: float) -> Point:
    angle, far = rand.uniform(0, math.tau), rand.uniform(least, most)
    return _CENTRE[0] + far * math.cos(angle), _CENTRE[1] + far * math.sin(angle)


def _outside(rand: random.Random, shape: Sequence[Point], count: int) -> list[Point]:
    """Points inside the outline and outside the town."""
    found: list[Point] = []
    while len(found) < count:
        x = _CENTRE[0] + rand.uniform(-1.0, 1.0)
        y = _CENTRE[1] + rand.uniform(-0.8, 0.8)
        if math.dist((x, y), _CENTRE) > 0.2 and _holds(shape, (x, y)):
            found.append((x, y))
    return found


def _holds(shape: Sequence[Point], point: Point) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in _edges(shape):
        if (y1 > point[1]) != (y2 > point[1]) and point[0] < (x2 - x1) * (point[1] - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _edges(shape: Sequence[Point]) -> Iterable[tuple[Point, Point]]:
    return zip(shape, [*shape[1:], shape[0]], strict=True)


def _cells(points: Sequence[Point], shape: Sequence[Point]) -> list[list[Point]]:
    """For each point the part of the shape that is nearer to it than to any other: half planes, cut one by one."""
    found = []
    for point in points:
        cell = list(shape)
        for other in points:
            if other != point:
                cell = _nearer(cell, point, other)
        found.append(cell)
    return found


def _nearer(cell: list[Point], point: Point, other: Point) -> list[Point]:
    """The part of a cell on the side of ``point`` of the line half way to ``other`` (Sutherland and Hodgman)."""
    nx, ny = other[0] - point[0], other[1] - point[1]
    limit = nx * (point[0] + other[0]) / 2 + ny * (point[1] + other[1]) / 2
    kept: list[Point] = []
    for one, two in _edges(cell):
        a, b = nx * one[0] + ny * one[1] - limit, nx * two[0] + ny * two[1] - limit
        if a <= 0:
            kept.append(one)
        if (a < 0) != (b < 0) and a != b:
            part = a / (a - b)
            kept.append((one[0] + part * (two[0] - one[0]), one[1] + part * (two[1] - one[1])))
    return kept


def _middle(cell: Sequence[Point]) -> Point:
    return sum(x for x, _y in cell) / len(cell), sum(y for _x, y in cell) / len(cell)


def _winding(cell: Sequence[Point]) -> list[list[float]]:
    """The closed ring of a cell whose sides wind a little; a side winds alike for both neighbours."""
    ring: list[list[float]] = []
    for one, two in _edges(cell):
        ring.append(_rounded(one))
        first, last = sorted((one, two))
        rand = random.Random(f"{_rounded(first)}{_rounded(last)}")  # noqa: S311 - no secret
        steps = min(4, int(math.dist(one, two) / 0.02))
        bends = [rand.uniform(-0.12, 0.12) for _step in range(steps)]
        between = []
        for number, bend in enumerate(bends, start=1):
            part, reach = number / (steps + 1), bend / (steps + 1)
            dx, dy = last[0] - first[0], last[1] - first[1]
            between.append(_rounded((first[0] + part * dx - reach * dy, first[1] + part * dy + reach * dx)))
        ring += between if one == first else between[::-1]
    return [*ring, ring[0]]


def _rounded(point: Point) -> list[float]:
    return [round(point[0], _PLACES), round(point[1], _PLACES)]

