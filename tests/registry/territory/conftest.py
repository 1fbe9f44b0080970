"""A small invented province for changes, and ways to write one shortly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.registry.territory.selectors import UnitRow, units_on
from dieuphoi.registry.territory.services import (
    BatchSpec,
    NewUnit,
    PlannedChange,
    PlannedUnit,
    changes_plan,
    units_create,
)

DAY = date(2026, 2, 1)
EVE = date(2026, 1, 31)
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SYSTEM = system_actor(date(2026, 3, 2))


@pytest.fixture
def units(db: None) -> dict[str, int]:
    """Province P with communes A, B, C, D; two villages in A, one in B."""
    rows = [NewUnit("p", "province", "tinh", "Sơn Hà", "98", None, "thử")]
    rows += [
        NewUnit(key, "commune", kind, name, code, "p", "thử")
        for key, kind, name, code in (
            ("a", "xa", "An Bình", "98001"),
            ("b", "xa", "Bình Yên", "98002"),
            ("c", "thi_tran", "Cẩm Lệ", "98003"),
            ("d", "xa", "Đồng Tâm", "98004"),
        )
    ]
    rows += [
        NewUnit(key, "village", "thon", name, "", parent, "thử")
        for key, name, parent in (("a1", "Đông", "a"), ("a2", "Tây", "a"), ("b1", "Đông", "b"))
    ]
    return units_create(actor=SYSTEM, rows=rows, now=NOW)


Planner = Callable[..., Any]


@pytest.fixture
def planned(units: dict[str, int]) -> Planner:
    """``planned(("a", "b"), [("xa", "Mới", "98005")])`` plans a change of these units; gives its id."""

    def plan(olds: tuple[str, ...], news: list[tuple[str, str, str]], *, day: date = DAY, **more: Any) -> int:
        ids = tuple(units.get(old) or int(old) for old in olds)
        same = len(ids) == 1 and len(news) == 1
        made = changes_plan(
            actor=SYSTEM,
            batch=BatchSpec("thử", "thử"),
            plans=[
                PlannedChange(
                    day,
                    ids,
                    tuple(
                        PlannedUnit(
                            code, "commune", kind, name, code, units["p"],
                            how="same" if same else "new", unit=ids[0] if same else None,
                        )
                        for kind, name, code in news
                    ),
                    **more,
                )
            ],
            now=NOW,
        )  # fmt: skip
        return int(made.changes[0].pk)

    return plan


def on(day: date, **more: Any) -> dict[str, UnitRow]:
    """The units of a day by full name."""
    return {row.full_name: row for row in units_on(SYSTEM, day, **more)}
