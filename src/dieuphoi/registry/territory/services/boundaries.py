"""Boundaries from GeoJSON: a FeatureCollection onto the units of a day."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import day_after, first_day
from dieuphoi.core.kernel.text import fold
from dieuphoi.registry.territory import policies
from dieuphoi.registry.territory.models import UnitBoundary
from dieuphoi.registry.territory.selectors.boundaries import rings
from dieuphoi.registry.territory.selectors.units import Places, UnitRow, find_province, units_on
from dieuphoi.registry.territory.services.units import BATCH, one_at_a_time

MAX_BYTES: Final = 60 * 2**20
MAX_FEATURES: Final = 15_000
MAX_POINTS: Final = 2_000_000
CODES: Final = ("code", "ma", "maxa", "madvhc", "wardcode", "macode", "gso", "matinh", "mahuyen")
NAMES: Final = ("name", "ten", "tenxa", "tendvhc", "ward", "fullname", "tentinh", "tenhuyen")
"""Properties that carry a unit's code or name, without marks, case or punctuation, the likeliest first."""
_SHOWN: Final = 200


@dataclass(slots=True)
class BoundaryReport:
    """What came of a file: boundaries that are new, that are there already, and features of no unit of the day."""

    new: int = 0
    same: int = 0
    unmatched: list[str] = field(default_factory=list)
    without: int = 0
    """Units of the day, of the kind and place asked for, that have no boundary afterwards."""

    def as_json(self) -> dict[str, Any]:
        return {"new": self.new, "same": self.same, "unmatched": self.unmatched, "without_boundary": self.without}


def boundaries_import(
    *,
    actor: Actor,
    data: bytes,
    as_of: date,
    source: str,
    now: datetime,
    kind: str = "commune",
    province: str = "",
) -> BoundaryReport:
    """Give the units of ``as_of`` the boundaries of a FeatureCollection, from that day on, in one act.

    Features are matched by their code property, then by name (of ``kind``, in ``province``); what fits no unit, or
    several, is listed and not guessed. A boundary that holds already ends on ``as_of``; the same one is left alone.
    Raises :class:`InputErrors` with all faults: no FeatureCollection, a geometry that is no closed polygon in degrees,
    two features for one unit, a file beyond the limits. Nothing is saved then.
    """
    require(policies.may_manage_territory(actor))
    features = _features(data)
    inside = find_province(province, as_of).id if province else None
    units = units_on(actor, as_of, kind=kind, province=inside)
    places = Places(units)
    report = BoundaryReport()
    errors: list[InputError] = []
    found: dict[int, dict[str, Any]] = {}
    points = 0
    for number, feature in enumerate(features, start=1):
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        fault, count = _geometry_fault(geometry)
        points += count
        label = _label(feature, number)
        if fault or geometry is None:
            errors.append(InputError(fault, field=label, row=number))
            continue
        unit = _unit(feature, places)
        if unit is None:
            report.unmatched.append(label)
        elif unit.id in found:
            errors.append(InputError(_("Đơn vị này có hai ranh giới trong tệp."), field=label, row=number))
        else:
            found[unit.id] = _rounded(geometry)
    if points > MAX_POINTS:
        errors.append(InputError(_("Tệp có quá nhiều điểm. Hãy giản lược ranh giới trước khi nạp."), field="file"))
    if errors:
        raise InputErrors(errors[:_SHOWN])
    with act(actor, "boundary.import", reason=source):
        one_at_a_time()
        _write(actor, found, as_of, source, report)
        known = UnitBoundary.objects.visible_to(actor).on(as_of).filter(unit_id__any_of={row.id for row in units})
        report.without = len(units) - known.count()
    return report


def _write(actor: Actor, found: dict[int, dict[str, Any]], as_of: date, source: str, report: BoundaryReport) -> None:
    held: dict[int, list[UnitBoundary]] = {}
    rows = UnitBoundary.objects.visible_to(actor).filter(unit_id__any_of=found, valid__isempty=False)
    for row in rows.order_by("valid"):
        held.setdefault(row.unit_id, []).append(row)
    new, ended = [], []
    for unit, geometry in found.items():
        end = None
        same = False
        for row in held.get(unit, ()):
            start, after = first_day(row.valid), day_after(row.valid)
            if start is not None and start > as_of:
                end = start if end is None else min(end, start)
            elif after is None or after > as_of:
                if row.geometry == geometry:
                    same = True
                    break
                end = after
                # Of the same day: the later file mends the earlier, whose row stays without a day.
                row.valid = DateRange(start, as_of, "[)") if start != as_of else DateRange(empty=True)
                ended.append(row)
        if same:
            report.same += 1
            continue
        valid = DateRange(as_of, end, "[)")
        new.append(UnitBoundary(unit_id=unit, geometry=geometry, box=_box(geometry), source=source, valid=valid))
    UnitBoundary.objects.bulk_update(ended, ["valid"], batch_size=BATCH)
    UnitBoundary.objects.bulk_create(new, batch_size=500)
    report.new = len(new)


def _features(data: bytes) -> list[Any]:
    if len(data) > MAX_BYTES:
        raise _file_fault(_("Tệp lớn hơn 60 MB. Hãy giản lược ranh giới hoặc nạp từng tỉnh."))
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise _file_fault(_("Không đọc được tệp: cần GeoJSON (chữ UTF-8).")) from None
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or found.get("type") != "FeatureCollection":
        raise _file_fault(_("Tệp không phải là FeatureCollection của GeoJSON."))
    if not features:
        raise _file_fault(_("Tệp không có đối tượng nào."))
    if len(features) > MAX_FEATURES:
        raise _file_fault(_("Tệp có quá nhiều đối tượng. Hãy nạp từng tỉnh."))
    return features


def _file_fault(message: str) -> InputErrors:
    return InputErrors([InputError(message, field="file")])


def _geometry_fault(geometry: Any) -> tuple[str, int]:
    """What is wrong with a geometry, and how many points it has."""
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return _("Ranh giới phải là Polygon hoặc MultiPolygon."), 0
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        return _("Ranh giới không có tọa độ."), 0
    count = 0
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            return _("Ranh giới không có tọa độ."), count
        for ring in polygon:
            if not isinstance(ring, list) or len(ring) < 4 or ring[0] != ring[-1]:
                return _("Mỗi vòng của ranh giới phải khép kín và có ít nhất 4 điểm."), count
            if not all(_is_point(point) for point in ring):
                return _("Tọa độ phải là kinh độ, vĩ độ (độ, WGS 84)."), count
            count += len(ring)
    return "", count


def _is_point(point: Any) -> bool:
    if not isinstance(point, list) or len(point) < 2:
        return False
    if any(
        isinstance(each, bool) or not isinstance(each, int | float) or not math.isfinite(each) for each in point[:2]
    ):
        return False
    return bool(-180 <= point[0] <= 180 and -90 <= point[1] <= 90)


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    """Six decimals (a hand's breadth), longitude and latitude alone."""

    def points(ring: list[list[float]]) -> list[list[float]]:
        return [[round(float(point[0]), 6), round(float(point[1]), 6)] for point in ring]

    given = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        return {"type": "Polygon", "coordinates": [points(ring) for ring in given]}
    return {"type": "MultiPolygon", "coordinates": [[points(ring) for ring in polygon] for polygon in given]}


def _box(geometry: dict[str, Any]) -> list[float]:
    points = [point for ring in rings(geometry) for point in ring]
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return [min(xs), min(ys), max(xs), max(ys)]


def _properties(feature: Any) -> dict[str, str]:
    given = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(given, dict):
        return {}
    return {
        "".join(sign for sign in fold(str(key)) if sign.isalnum()): str(value).strip()
        for key, value in given.items()
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip()
    }


def _said(properties: dict[str, str], keys: tuple[str, ...]) -> Iterator[str]:
    return (properties[key] for key in keys if key in properties)


def _unit(feature: Any, places: Places) -> UnitRow | None:
    properties = _properties(feature)
    for typed in (*_said(properties, CODES), *_said(properties, NAMES)):
        try:
            return places.find(typed)
        except ValueError:
            continue
    return None


def _label(feature: Any, number: int) -> str:
    properties = _properties(feature)
    words = [next(_said(properties, NAMES), ""), next(_said(properties, CODES), "")]
    return " ".join(word for word in words if word) or _("đối tượng %(number)d") % {"number": number}
