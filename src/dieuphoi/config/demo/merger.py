"""An invented rearrangement before the demo's rounds: two communes into one that keeps a name, one divided.

Everything of it is made up. Nobody knows the shares of the divided commune, so none is assumed, as in life.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from dieuphoi.config.demo import names
from dieuphoi.config.demo.figures import commune_profile
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.territory.selectors import units_on
from dieuphoi.registry.territory.services import (
    BatchSpec,
    ClassFrom,
    NewUnit,
    PlannedChange,
    PlannedLink,
    PlannedUnit,
    change_apply,
    changes_plan,
    classes_set,
    units_create,
)

ON: Final = date(2021, 7, 1)
MADE: Final = ("Kim Châu", "Đức Châu", "Minh Châu")
"""Names of communes of today that came out of it; of each there was a commune of the same name and code before."""
TAKEN_IN: Final = "Kim Sa"
DIVIDED: Final = "Đức Hưng"
_CODES: Final = {TAKEN_IN: f"{names.PROVINCE_CODE}901", DIVIDED: f"{names.PROVINCE_CODE}902"}
ENDED: Final = frozenset(_CODES)
"""Names that no commune bears since."""
_RESOLUTION: Final = "1015/NQ (giả định)"


def former_profiles() -> dict[str, Any]:
    """The profiles of the communes that are no more, from a seed of their own."""
    rand = random.Random(ON.toordinal())  # noqa: S311 - no secret
    return {name: commune_profile(rand, number) for number, name in enumerate(_CODES)}


def rearrange(
    *, system: Actor, units: dict[str, int], codes: Mapping[str, str], profiles: Mapping[str, Any], now: datetime
) -> None:
    """Load the two former communes, plan, apply; ``units`` then names today's communes.

    ``units[name]`` of :data:`MADE` is the former commune of that name on entry.
    """
    province = units["tinh"]
    units |= units_create(
        actor=system,
        rows=[NewUnit(name, "commune", "xa", name, code, province, names.SOURCE) for name, code in _CODES.items()],
        now=now,
    )
    kept, *others = MADE

    def made(name: str) -> PlannedUnit:
        return PlannedUnit(name, "commune", "xa", name, codes[name], province)

    planned = changes_plan(
        actor=system,
        batch=BatchSpec("Sắp xếp đơn vị cấp xã năm 2021 (giả định)", names.SOURCE, ON),
        plans=[
            PlannedChange(
                ON, (units[kept], units[TAKEN_IN]), (made(kept),), resolution_number=_RESOLUTION,
                resolution_on=date(2021, 6, 10), source=names.SOURCE,
            ),
            PlannedChange(
                ON,
                (*(units[each] for each in others), units[DIVIDED]),
                tuple(made(each) for each in others),
                links=(
                    *(PlannedLink(units[each], each) for each in others),
                    *(PlannedLink(units[DIVIDED], each) for each in others),
                ),
                resolution_number=_RESOLUTION, resolution_on=date(2021, 6, 10), source=names.SOURCE,
                note="Chưa biết tỷ lệ chia của xã Đức Hưng (giả định).",
            ),
        ],
        now=now,
    )  # fmt: skip
    change_apply(actor=system, ids=[each.pk for each in planned.changes], now=now)
    today = {row.name: row.id for row in units_on(system, ON, kind="commune")}
    for name in MADE:
        units[f"cu-{name}"], units[name] = units[name], today[name]
    rows = [
        ClassFrom(units[name], "commune_group3", profiles[name].group, "Quyết định phân nhóm xã (giả định)", ON)
        for name in MADE
    ]
    classes_set(actor=system, rows=rows, source=names.SOURCE, now=now)
