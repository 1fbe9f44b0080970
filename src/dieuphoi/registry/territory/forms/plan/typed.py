"""What people type, read: the units of a day, and the resolution as the source of new units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.registry.territory.selectors import Places, UnitRow, units_on


class Typed:
    """The units of a day as people type them."""

    def __init__(self, actor: Actor, day: date) -> None:
        self.day = day
        self.rows = units_on(actor, day)
        self.places = Places(self.rows)

    def find(self, typed: str) -> UnitRow:
        """Also as the page offers it: ``Xã Thượng Sơn · 98001``, ``Thôn Đông · Xã An``. Raises ``ValueError``."""
        name, dot, after = (part.strip() for part in typed.rpartition(" · "))
        if not dot:
            return self.places.find(typed)
        if after.isdigit():
            return self.places.find(after)
        above = self.places.find(after)
        return Places([row for row in self.rows if row.parent_id == above.id]).find(name)


def source(data: Mapping[str, Any]) -> str:
    """Where the units that this makes are from: the resolution, where one is known."""
    if not data.get("resolution_number"):
        return gettext("Phương án lập trên trang")
    words = gettext("Nghị quyết %(number)s") % {"number": data["resolution_number"]}
    if data.get("resolution_on"):
        words += gettext(" ngày %(day)s") % {"day": format_date(data["resolution_on"])}
    if data.get("resolution_by"):
        words += gettext(" của %(issuer)s") % {"issuer": data["resolution_by"]}
    return words
