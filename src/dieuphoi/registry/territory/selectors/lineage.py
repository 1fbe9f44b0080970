"""Who came out of whom: predecessors and successors through all applied changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db import connection

from dieuphoi.registry.territory.states import APPLIED

_STEPS: Final = """
    SELECT f.unit_id AS old, t.unit_id AS new, c.effective_on AS day
    FROM territory_unitchangelink l
    JOIN territory_unitchange c ON c.id = l.change_id AND c.state = %(applied)s
    JOIN territory_unitchangefrom f ON f.id = l.predecessor_id
    JOIN territory_unitchangeto t ON t.id = l.successor_id
    WHERE t.unit_id IS NOT NULL AND t.unit_id <> f.unit_id
"""


def predecessors_of(unit_ids: Iterable[int], day: date | None = None) -> dict[int, list[int]]:
    """The direct predecessors of units by applied changes (up to ``day``); a unit without any is absent. Who came
    out of whom is public, so no actor is asked. One query.
    """
    return _direct(unit_ids, day, back=True)


def successors_of(unit_ids: Iterable[int], day: date | None = None) -> dict[int, list[int]]:
    """The direct successors of units, as :func:`predecessors_of`."""
    return _direct(unit_ids, day, back=False)


def _direct(unit_ids: Iterable[int], day: date | None, *, back: bool) -> dict[int, list[int]]:
    here, there = ("new", "old") if back else ("old", "new")
    found: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH steps AS ({_STEPS}) SELECT DISTINCT {here}, {there} FROM steps"  # noqa: S608
            f" WHERE {here} = ANY(%(ids)s::bigint[]) AND (%(day)s::date IS NULL OR day <= %(day)s)"
            " ORDER BY 1, 2",
            {"applied": APPLIED, "ids": list(unit_ids), "day": day},
        )
        for one, other in cursor.fetchall():
            found.setdefault(one, []).append(other)
    return found


def predecessor_closure(unit_ids: Iterable[int]) -> dict[int, set[int]]:
    """All predecessors of each unit through all applied changes, however far back; a unit without any is absent.

    Who holds a role on a unit reads its predecessors' past: ``registry.access`` unites the sets. One recursive query.
    """
    return _closure(unit_ids, back=True)


def successor_closure(unit_ids: Iterable[int]) -> dict[int, set[int]]:
    """All that units became, however far ahead, as :func:`predecessor_closure`."""
    return _closure(unit_ids, back=False)


def _closure(unit_ids: Iterable[int], *, back: bool) -> dict[int, set[int]]:
    here, there = ("new", "old") if back else ("old", "new")
    found: dict[int, set[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE steps AS ({_STEPS}),
            walk(unit, other) AS (
                SELECT {here}, {there} FROM steps WHERE {here} = ANY(%(ids)s::bigint[])
                UNION
                SELECT walk.unit, steps.{there} FROM walk JOIN steps ON steps.{here} = walk.other
            )
            SELECT unit, other FROM walk
            """,  # noqa: S608
            {"applied": APPLIED, "ids": list(unit_ids)},
        )
        for one, other in cursor.fetchall():
            found.setdefault(one, set()).add(other)
    return found
