"""A planned change as the form shows it, to be edited."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dieuphoi.registry.territory.models import How
from dieuphoi.registry.territory.selectors import ChangeView, UnitRow, unit_label


def plan_initial(view: ChangeView, units: Mapping[int, UnitRow]) -> dict[str, Any]:
    """A planned change as the form shows it; ``units`` are its predecessors and parents on the eve."""
    change = view.change
    found: dict[str, Any] = {
        "day": change.effective_on,
        **{name: getattr(change, name) for name in ("resolution_number", "resolution_on", "resolution_by", "note")},
    }
    row_of = {}
    for row, old in enumerate(view.predecessors, start=1):
        row_of[old.unit] = row
        found[f"old_{row}"] = unit_label(units[old.unit]) if old.unit in units else old.full_name
    for row, new in enumerate(view.successors, start=1):
        above = units.get(new.parent_id or 0)
        if new.how == How.ADOPT:
            found[f"new_{row}_unit"] = f"{new.full_name} · {new.code}" if new.code else new.full_name
        else:
            values = {"type": new.type, "name": new.name, "code": new.code}
            values["parent"] = unit_label(above) if above is not None else new.parent_name
            found |= {f"new_{row}_{name}": value for name, value in values.items()}
        for share in new.shares:
            old_row = row_of[share.unit]
            found[f"link_{old_row}_{row}"] = True
            if share.numerator is not None:
                found[f"part_{old_row}_{row}"] = _plain(share.numerator)
                found[f"whole_{old_row}"] = _plain(share.denominator)
                found["share_of"] = share.share_of
    return found


def _plain(value: Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value.normalize():f}")
