# ruff: noqa: E501 - markup
"""Maps drawn by the server from our own GeoJSON: areas by class, each a link, no script, no style of its own.

Neighbours stay neighbours when they are simplified: rings are cut where borders meet, and a border that two areas share
is simplified once, in one direction (:func:`simplified`). Classes differ in pattern as well as in colour.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import cos, radians
from typing import Any, NamedTuple

from markupsafe import Markup, escape

Point = tuple[int, int]
Ring = tuple[Point, ...]
WIDTH = 720
"""Units of the picture across; the page scales it."""
TOLERANCE = 1.2
"""How far, in units of the picture, a simplified border may be from the true one."""
MOST = 36_000
"""Signs that all outlines of a map may take together."""


class Area(NamedTuple):
    """One area: ``key`` of its rings, ``css`` one of ``map-1`` … ``map-6`` or ``map-none``, ``title`` told with it."""

    key: int
    title: str
    href: str
    css: str


def rings_of(geometry: Mapping[str, Any]) -> Iterator[Sequence[Sequence[float]]]:
    """Every ring of a Polygon or MultiPolygon."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        yield from polygon


def projected(geometries: Mapping[int, Mapping[str, Any]], width: int = WIDTH) -> tuple[dict[int, list[Ring]], int]:
    """Degrees to whole units of a picture, north up, longitude shortened for the latitude: the rings, the height."""
    points = [point for each in geometries.values() for ring in rings_of(each) for point in ring]
    if not points:
        return {}, 0
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    shrink = cos(radians((south + north) / 2)) or 1.0
    scale = min((width - 8) / ((east - west) * shrink or 1e-9), 1.4 * width / ((north - south) or 1e-9))

    def place(ring: Sequence[Sequence[float]]) -> Ring:
        found: list[Point] = []
        for x, y in ((p[0], p[1]) for p in ring):
            at = (round(4 + (x - west) * shrink * scale), round(4 + (north - y) * scale))
            if not found or found[-1] != at:
                found.append(at)
        if len(found) > 1 and found[0] == found[-1]:
            found.pop()
        return tuple(found)

    drawn = {key: [ring for each in rings_of(geometry) if len(ring := place(each)) > 2] for key, geometry in geometries.items()}
    return drawn, round((north - south) * scale) + 8


def shortened(line: Sequence[Point], tolerance: float) -> list[Point]:
    """Douglas–Peucker: as few points of ``line`` as keep it within ``tolerance``; both ends stay."""
    if len(line) < 3:
        return list(line)
    keep = {0, len(line) - 1}
    todo = [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        (x1, y1), (x2, y2) = line[first], line[last]
        dx, dy = x2 - x1, y2 - y1
        length = (dx * dx + dy * dy) ** 0.5
        worst, at = 0.0, 0
        for i in range(first + 1, last):
            x, y = line[i]
            far = abs(dy * (x - x1) - dx * (y - y1)) / length if length else ((x - x1) ** 2 + (y - y1) ** 2) ** 0.5
            if far > worst:
                worst, at = far, i
        if worst > tolerance:
            keep.add(at)
            todo += [(first, at), (at, last)]
    return [line[i] for i in sorted(keep)]


def simplified(shapes: Mapping[int, Sequence[Ring]], tolerance: float = TOLERANCE) -> dict[int, list[Ring]]:
    """The rings with fewer points, a shared border the same on both sides. A ring never falls below three points."""
    beside: dict[Point, set[Point]] = {}
    for rings in shapes.values():
        for ring in rings:
            for i, point in enumerate(ring):
                beside.setdefault(point, set()).update((ring[i - 1], ring[(i + 1) % len(ring)]))
    # Where more than one border goes on from a point, borders meet.
    meets = {point for point, others in beside.items() if len(others) > 2}
    return {key: [_ring(ring, meets, tolerance) for ring in rings] for key, rings in shapes.items()}


def _ring(ring: Ring, meets: set[Point], tolerance: float) -> Ring:
    cuts = [i for i, point in enumerate(ring) if point in meets]
    if len(cuts) < 2:
        # No neighbour, or one around it: begin at the same point whichever area asks.
        first = cuts[0] if cuts else ring.index(min(ring))
        far = max(range(len(ring)), key=lambda i: (_far(ring[i], ring[first]), ring[i]))
        cuts = sorted({first, far})
    found: list[Point] = []
    for n, start in enumerate(cuts):
        end = cuts[(n + 1) % len(cuts)]
        line = ring[start : end + 1] if end > start else ring[start:] + ring[: end + 1]
        # One direction for both sides of a border, so that both drop the same points.
        turned = line[-1] < line[0]
        kept = shortened(line[::-1] if turned else line, tolerance)
        found.extend((kept[::-1] if turned else kept)[:-1])
    return tuple(found) if len(found) > 2 else ring


def _far(a: Point, b: Point) -> int:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def paths(shapes: Mapping[int, Iterable[Ring]]) -> dict[int, str]:
    """The ``d`` of each area: whole numbers, relative steps."""
    found = {}
    for key, rings in shapes.items():
        parts = []
        for ring in rings:
            steps = [f"{x - a},{y - b}" for (a, b), (x, y) in itertools.pairwise(ring)]
            parts.append(f"M{ring[0][0]},{ring[0][1]}l{' '.join(steps)}z".replace(",-", "-").replace(" -", "-"))
        found[key] = "".join(parts)
    return found


def drawn_paths(geometries: Mapping[int, Mapping[str, Any]], width: int = WIDTH) -> tuple[dict[int, str], int]:
    """From GeoJSON geometries to the paths of a map and its height; coarser until they weigh no more than ``MOST``."""
    shapes, height = projected(geometries, width)
    found: dict[int, str] = {}
    for tolerance in (TOLERANCE, 2.0, 3.5, 6.0, 10.0, 16.0):
        found = paths(simplified(shapes, tolerance))
        if sum(map(len, found.values())) <= MOST:
            break
    return found, height


def map_svg(areas: Sequence[Area], outlines: Mapping[int, str], height: int, label: str, *, width: int = WIDTH) -> Markup:
    """The map: each area of ``areas`` that has an outline, as a link with its title. Nothing where none has one."""
    drawn = [area for area in areas if outlines.get(area.key)]
    if not drawn:
        return Markup("")
    out = [
        f'<svg class="map" viewBox="0 0 {width} {max(height, 40)}" role="group" aria-label="{escape(label)}">{_defs()}'
    ]
    for area in drawn:
        title = escape(area.title)
        out.append(
            f'<a href="{escape(area.href)}" class="{escape(area.css)}"><title>{title}</title>'
            f'<path id="ma{area.key}" d="{outlines[area.key]}"/><use class="map-over" href="#ma{area.key}"/></a>'
            if area.css in _PATTERNED
            else f'<a href="{escape(area.href)}" class="{escape(area.css)}"><title>{title}</title>'
            f'<path d="{outlines[area.key]}"/></a>'
        )
    out.append("</svg>")
    return Markup("".join(out))  # noqa: S704 - every text went through escape()


_MARKS = {
    2: "M0 6L6 0",
    3: "M0 3H6",
    4: "M0 0L6 6",
    5: "M3 0V6",
    6: "M0 6L6 0M0 0L6 6",
}
_PATTERNED = frozenset(f"map-{n}" for n in _MARKS)


def _defs() -> str:
    patterns = "".join(
        f'<pattern id="map-p{n}" width="6" height="6" patternUnits="userSpaceOnUse"><path class="map-mark" d="{d}"/></pattern>'
        for n, d in _MARKS.items()
    )
    return f"<defs>{patterns}</defs>"


def swatch(css: str) -> Markup:
    """The sign of a class for a legend."""
    over = '<rect class="map-over" x="1" y="1" width="22" height="14"/>' if css in _PATTERNED else ""
    return Markup(  # noqa: S704 - escaped
        f'<svg class="map-swatch" viewBox="0 0 24 16" width="24" height="16" aria-hidden="true"><g class="{escape(css)}">'
        f'<rect x="1" y="1" width="22" height="14"/>{over}</g></svg>'
    )
