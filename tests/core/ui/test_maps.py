"""Maps: fewer points, shared borders stay shared, links and words for everybody, a small page."""

from __future__ import annotations

import itertools
import math
import random
import re

from dieuphoi.core.ui.maps import Area, drawn_paths, map_svg, projected, shortened, simplified


def wavy(cells: int, points: int, rough: float = 0.003) -> dict[int, dict[str, object]]:
    """``cells`` × ``cells`` squares whose shared borders are the same wavy lines, ``points`` points a side."""
    random.seed(4)
    lines: dict[tuple[tuple[int, int], tuple[int, int]], list[list[float]]] = {}

    def side(a: tuple[int, int], b: tuple[int, int]) -> list[list[float]]:
        key = (min(a, b), max(a, b))
        if key not in lines:
            (x1, y1), (x2, y2) = key
            lines[key] = [
                [
                    105 + 0.05 * (x1 + (x2 - x1) * t / points) + random.uniform(-1, 1) * rough * (0 < t < points),
                    18 + 0.05 * (y1 + (y2 - y1) * t / points) + random.uniform(-1, 1) * rough * (0 < t < points),
                ]
                for t in range(points + 1)
            ]
        return lines[key] if key == (a, b) else lines[key][::-1]

    found = {}
    for x in range(cells):
        for y in range(cells):
            corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
            ring = [p for a, b in zip(corners, corners[1:] + corners[:1], strict=True) for p in side(a, b)[:-1]]
            found[x * cells + y] = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    return found


def test_a_straight_line_keeps_its_ends_alone_and_a_corner_stays() -> None:
    assert shortened([(0, 0), (5, 0), (10, 0)], 1) == [(0, 0), (10, 0)]
    assert shortened([(0, 0), (5, 9), (10, 0)], 1) == [(0, 0), (5, 9), (10, 0)]
    assert shortened([(0, 0), (5, 1), (10, 0)], 1) == [(0, 0), (10, 0)]
    assert shortened([(3, 3)], 1) == [(3, 3)]


def test_no_point_is_further_than_the_tolerance() -> None:
    line = [(x, round(20 * math.sin(x / 9))) for x in range(200)]
    kept = shortened(line, 2)
    assert len(kept) < 40
    for x, y in line:
        near = min(
            abs((b[1] - a[1]) * (x - a[0]) - (b[0] - a[0]) * (y - a[1])) / math.dist(a, b)
            for a, b in itertools.pairwise(kept)
            if a[0] <= x <= b[0]
        )
        assert near <= 2


def test_neighbours_share_their_border_after_simplifying() -> None:
    shapes, _height = projected(wavy(3, 30, 0.0002))
    found = simplified(shapes, 2.0)
    before = sum(len(ring) for rings in shapes.values() for ring in rings)
    assert sum(len(ring) for rings in found.values() for ring in rings) < before / 2

    def edges(key: int) -> set[frozenset[tuple[int, int]]]:
        [ring] = found[key]
        return {frozenset((a, b)) for a, b in zip(ring, ring[1:] + ring[:1], strict=True)}

    counted: dict[frozenset[tuple[int, int]], int] = {}
    for key in found:
        for edge in edges(key):
            counted[edge] = counted.get(edge, 0) + 1
    # The middle square has neighbours all around: each of its edges is an edge of one of them too.
    assert all(counted[edge] == 2 for edge in edges(4))


def test_124_communes_weigh_less_than_60_kilobytes() -> None:
    outlines, height = drawn_paths(dict(list(wavy(12, 60).items())[:124]))
    areas = [
        Area(key, f"Xã Nguyễn Thượng Sơn {key}: 12/19", f"/board/communes/{key}/?round=12", "map-2")
        for key in outlines
    ]
    made = map_svg(areas, outlines, height, "Bản đồ")
    assert len(outlines) == 124
    assert len(made.encode()) < 60_000


def test_every_area_is_a_link_with_words_and_nothing_of_its_own_style() -> None:
    outlines, height = drawn_paths(wavy(2, 5))
    areas = [
        Area(0, "Xã <A> & B", "/x?a=1&b=2", "map-6"),
        Area(1, "Xã C", "/c", "map-none"),
        Area(99, "không có", "/n", "map-1"),
    ]
    made = map_svg(areas, outlines, height, "Bản đồ")
    assert re.findall(r'<a href="([^"]+)"', made) == ["/x?a=1&amp;b=2", "/c"]
    assert "<title>Xã &lt;A&gt; &amp; B</title>" in made
    assert "style=" not in made
    assert "<script" not in made
    assert "không có" not in made


def test_without_boundaries_there_is_no_map() -> None:
    assert drawn_paths({}) == ({}, 0)
    assert map_svg([Area(1, "a", "/", "map-1")], {}, 0, "Bản đồ") == ""


def test_an_island_and_an_enclave_keep_their_shape() -> None:
    square = [[105.0, 18.0], [105.1, 18.0], [105.1, 18.1], [105.0, 18.1], [105.0, 18.0]]
    hole = [[105.04, 18.04], [105.06, 18.04], [105.06, 18.06], [105.04, 18.06], [105.04, 18.04]]
    island = [[105.2, 18.0], [105.3, 18.0], [105.3, 18.1], [105.2, 18.0]]
    shapes, _height = projected({
        1: {"type": "MultiPolygon", "coordinates": [[square, hole], [island]]},
        2: {"type": "Polygon", "coordinates": [hole]},
    })  # fmt: skip
    found = simplified(shapes)
    assert [len(ring) for ring in found[1]] == [4, 4, 3]
    assert set(found[1][1]) == set(found[2][0])
