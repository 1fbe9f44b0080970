"""Pages of territory. The page of one commune is the board's."""

from __future__ import annotations

from dieuphoi.core.register.views import RegisterListView
from dieuphoi.registry.territory.tables import UNITS


class UnitList(RegisterListView):
    register = UNITS
