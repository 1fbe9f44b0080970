"""Territory in the chain: units and their changes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Kind
from dieuphoi.registry.territory.models import AdminUnit, UnitChange
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.tables import unit_url


def unit_title(unit: AdminUnit) -> str:
    """Its latest name. Two queries for each: the panel shows at most five."""
    name = unit.names.filter(valid__isempty=False).order_by("-valid").first()
    return full_name(name.type, name.name) if name is not None else str(unit)


KINDS = (
    Kind("unit", _("Địa bàn"), AdminUnit, unit_title, unit_url, history=True),
    Kind(
        "unit_change",
        _("Thay đổi đơn vị hành chính"),
        UnitChange,
        lambda change: change.title,
        lambda change: f"/territory/changes/{change.pk}/",
        history=True,
    ),
)
EDGES = (
    # A change does not rest on its units in the sense of an undo: that is asked of the changes themselves.
    Edge("unit_change", "unit", "froms__unit_id", _("từ đơn vị"), _("thay đổi về sau"), rests=False),
    Edge("unit_change", "unit", "tos__unit_id", _("thành đơn vị"), _("hình thành từ thay đổi"), rests=False),
)
