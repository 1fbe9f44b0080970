"""Boundaries from GeoJSON: what is refused, what is matched, and what is not guessed."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from dieuphoi.core.kernel.actor import Actor, Grant
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.registry.territory.models import UnitBoundary
from dieuphoi.registry.territory.selectors import outline
from dieuphoi.registry.territory.services import boundaries_import, change_apply
from tests.registry.territory.conftest import DAY, EVE, NOW, SYSTEM, Planner, on


def square(x: float, y: float = 18.0) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]]}


def collection(*features: tuple[dict[str, Any], Any]) -> bytes:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": p, "geometry": g} for p, g in features],
        }
    ).encode()


def load(data: bytes, actor: Actor = SYSTEM, as_of: date = EVE):
    return boundaries_import(actor=actor, data=data, as_of=as_of, source="thử", now=NOW)


def test_who_may_not(units: dict[str, int]) -> None:
    officer = Actor(id=7, name="Lan", on=EVE, grants=(Grant(role="office_specialist"),))
    with pytest.raises(Refused):
        load(collection(({"code": "98001"}, square(105))), actor=officer)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"type":"Feature"}', b'{"type":"FeatureCollection","features":[]}', b"\xff\xfe"]
)
def test_a_file_that_is_none(data: bytes, units: dict[str, int]) -> None:
    with pytest.raises(InputErrors):
        load(data)


def test_every_faulty_geometry_is_named_and_nothing_saved(units: dict[str, int]) -> None:
    open_ring = {"type": "Polygon", "coordinates": [[[105, 18], [106, 18], [106, 19], [105, 19]]]}
    metres = {"type": "Polygon", "coordinates": [[[500000, 2000000], [1, 1], [2, 2], [500000, 2000000]]]}
    with pytest.raises(InputErrors) as refusal:
        load(
            collection(
                ({"code": "98001"}, square(105)),
                ({"code": "98002"}, open_ring),
                ({"code": "98003"}, metres),
                ({"code": "98004"}, {"type": "Point", "coordinates": [105, 18]}),
                ({"code": "98004"}, None),
                ({"code": "98001"}, square(107)),
            )
        )
    assert [error.row for error in refusal.value.errors] == [2, 3, 4, 5, 6]
    assert not UnitBoundary.objects.exists()


def test_by_code_then_by_name_and_the_rest_is_listed(units: dict[str, int], planned: Planner) -> None:
    data = collection(
        ({"MA_XA": 98001, "TEN_XA": "tên nào cũng được"}, square(105)),
        ({"ten": "binh yen"}, {"type": "MultiPolygon", "coordinates": [square(106)["coordinates"]]}),
        ({"name": "Xã Lạ", "code": "12345"}, square(107)),
    )
    report = load(data)
    assert (report.new, report.same, report.unmatched, report.without) == (2, 0, ["Xã Lạ 12345"], 2)
    again = load(data)
    assert (again.new, again.same) == (0, 2)
    moved = load(collection(({"code": "98001"}, square(110))), as_of=DAY)
    assert moved.new == 1
    by_day = {day: UnitBoundary.objects.get(unit=units["a"], valid__contains=day).box for day in (EVE, DAY)}
    assert by_day == {EVE: [105, 18, 106, 19], DAY: [110, 18, 111, 19]}
    assert not UnitBoundary.objects.filter(unit=units["a"], valid__contains=date(2026, 1, 30)).exists()
    # A unit that ends takes its boundary along.
    later = date(2026, 2, 20)
    change_apply(actor=SYSTEM, ids=[planned(("a", "b"), [("xa", "Mới", "98005")], day=later)], now=NOW)
    assert not UnitBoundary.objects.filter(valid__contains=later).exists()
    assert "Xã Mới" in on(later)


def test_the_picture_is_north_up() -> None:
    picture = str(outline(square(105), "Xã <A>"))
    assert "Xã &lt;A&gt;" in picture
    assert 'class="boundary"' in picture
    assert "style=" not in picture
    assert outline(None, "x") is None
