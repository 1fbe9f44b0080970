"""Boundaries as pictures: drawn by the server, coloured by CSS classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from math import cos, radians
from typing import Any

from django.db.models import F, Func, IntegerField
from markupsafe import Markup, escape

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.ui.maps import drawn_paths
from dieuphoi.registry.territory.models import UnitBoundary

WIDTH = 320


def rings(geometry: dict[str, Any]) -> Iterator[list[list[float]]]:
    """Every ring of a Polygon or MultiPolygon."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        yield from polygon


def outline(geometry: dict[str, Any] | None, title: str, *, width: int = WIDTH) -> Markup | None:
    """A boundary as SVG, north up; ``None`` without one. Degrees of longitude are shortened for the latitude."""
    if geometry is None:
        return None
    points = [point for ring in rings(geometry) for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    shrink = cos(radians((south + north) / 2)) or 1.0
    wide, high = (east - west) * shrink or 1e-6, (north - south) or 1e-6
    scale = (width - 4) / max(wide, high)
    height = round(high * scale) + 4

    def at(point: list[float]) -> str:
        return f"{2 + (point[0] - west) * shrink * scale:.1f} {2 + (north - point[1]) * scale:.1f}"

    path = "".join("M" + "L".join(at(point) for point in ring[:-1]) + "Z" for ring in rings(geometry))
    box = round(wide * scale) + 4
    return Markup(  # noqa: S704 - figures, and an escaped title
        f'<svg class="boundary" viewBox="0 0 {box} {height}" width="{box}" height="{height}" role="img"'
        f' aria-label="{escape(title)}"><path class="spark-line" d="{path}"/></svg>'
    )


def map_outlines(actor: Actor, unit_ids: Iterable[int], day: date) -> tuple[Mapping[int, str], int]:
    """The units of a day drawn as one map: ``({unit: path}, height)``; units without a boundary that day are absent.

    Drawing many boundaries takes long, so what was drawn is kept by what it was drawn from.
    """
    rows = (
        UnitBoundary.objects.visible_to(actor)
        .on(day)
        .filter(unit_id__any_of=set(unit_ids))
        .annotate(weight=Func(F("geometry"), function="pg_column_size", output_field=IntegerField()))
        .order_by("id")
        .values_list("id", "unit_id", "weight", "box")
    )
    return _drawn(tuple((pk, unit, weight, tuple(box)) for pk, unit, weight, box in rows))


@lru_cache(maxsize=32)
def _drawn(stamp: tuple[tuple[int, int, int, tuple[float, ...]], ...]) -> tuple[Mapping[int, str], int]:
    rows = UnitBoundary.objects.filter(pk__in=[pk for pk, *_rest in stamp])
    return drawn_paths(dict(rows.order_by("id").values_list("unit_id", "geometry")))
