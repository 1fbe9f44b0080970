"""Who came out of whom: predecessors and successors through all applied changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from django.db import connection

from dieuphoi.core.kernel.lookups import id_array
from dieuphoi.registry.territory.states import APPLIED

_STEPS: Final = """
    SELECT f.unit_id AS old, t.unit_id AS new, c.effective_on AS day
    FROM territory_unitchangelink l
    JOIN territory_unitchange c ON c.id = l.change_id AND c.state = %(applied)s
    JOIN territory_unitchangefrom f ON f.id = l.predecessor_id
    JOIN territory_unitchangeto t ON t.id = l.successor_id
    WHERE t.unit_id IS NOT NULL AND t.unit_id <> f.unit_id
"""


def ever_inside(places: Iterable[int]) -> dict[int, frozenset[int]]:
    """Each place with everything that lies, or once lay, inside it. One query, one row a place: a country has 3,321
    communes, and every request of its office asks this.
    """
    found = {place: frozenset({place}) for place in places}
    if found:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT p.id, array_agg(u.unit_id) FROM unnest(%s::bigint[]) AS p(id)"
                " JOIN territory_unitparent u ON u.path @> ARRAY[p.id] GROUP BY 1",
                [id_array(found)],
            )
            for place, ids in cursor.fetchall():
                found[place] |= frozenset(ids)
    return found


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
            {"applied": APPLIED, "ids": id_array(unit_ids), "day": day},
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


def heirs_of(unit_ids: Iterable[int], day: date) -> dict[int, set[int]]:
    """Who stands for units that have ended by ``day``: those of their successors that live on it. A unit that lives,
    or that nobody followed, is absent. Source: domain.md §3 (the successor's officer enters for a unit that ended).
    """
    wanted = set(unit_ids)
    ended = wanted - _living(wanted, day)
    ahead = successor_closure(ended) if ended else {}
    if not ahead:
        return {}
    living = _living(set().union(*ahead.values()), day)
    return {unit: found & living for unit, found in ahead.items() if found & living}


def _living(unit_ids: set[int], day: date) -> set[int]:
    """Those of the units that live on a day. By hand: it is asked for with saves, and to build it takes longer than to
    run it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM territory_adminunit WHERE id = ANY(%s::bigint[]) AND valid @> %s::date",
            [id_array(unit_ids), day],
        )
        return {unit for (unit,) in cursor.fetchall()}


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
            {"applied": APPLIED, "ids": id_array(unit_ids)},
        )
        for one, other in cursor.fetchall():
            found.setdefault(one, set()).add(other)
    return found


@dataclass(frozen=True, slots=True)
class Origin:
    """A unit of an earlier day that a unit came out of. ``whole``: all of it; else ``share`` of its ``share_of``, over
    all changes between, ``None`` where one of them does not know it.
    """

    unit: int
    whole: bool
    share: Fraction | None
    share_of: str


@dataclass(frozen=True, slots=True)
class Past:
    """What a unit was on an earlier day: its origins, and the changes between (ids, the latest first)."""

    origins: tuple[Origin, ...]
    changes: tuple[int, ...]


def origins_on(unit_ids: Iterable[int], day: date) -> dict[int, Past]:
    """Out of which units of ``day`` each of these came; one that existed on the day came out of itself.

    For figures that cross a merger: with :func:`~dieuphoi.registry.territory.reexpress.reexpress`. A unit whose past
    no change tells is absent. Two queries.
    """
    wanted = list(dict.fromkeys(unit_ids))
    steps: dict[int, list[tuple[int, int, Fraction | None, bool, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE walk(unit) AS (
                SELECT unnest(%(ids)s::bigint[])
                UNION
                SELECT s.old FROM walk JOIN ({_STEPS}) AS s ON s.new = walk.unit
            )
            SELECT t.unit_id, f.unit_id, c.id, l.numerator, l.denominator, l.share_of,
                (SELECT count(*) FROM territory_unitchangelink x WHERE x.predecessor_id = f.id) = 1
            FROM walk
            JOIN territory_unitchangeto t ON t.unit_id = walk.unit
            JOIN territory_unitchange c ON c.id = t.change_id AND c.state = %(applied)s
            JOIN territory_unitchangelink l ON l.successor_id = t.id
            JOIN territory_unitchangefrom f ON f.id = l.predecessor_id AND f.unit_id <> t.unit_id
            ORDER BY c.effective_on DESC, l.id
            """,  # noqa: S608
            {"applied": APPLIED, "ids": wanted},
        )
        for new, old, change, numerator, denominator, share_of, whole in cursor.fetchall():
            share = None if numerator is None else Fraction(numerator) / Fraction(denominator)
            steps.setdefault(new, []).append((old, change, share, whole, share_of))
        everyone = {*wanted, *(step[0] for each in steps.values() for step in each)}
        cursor.execute(
            "SELECT id FROM territory_adminunit WHERE id = ANY(%s::bigint[]) AND valid @> %s::date",
            [list(everyone), day],
        )
        there = {unit for (unit,) in cursor.fetchall()}
    found: dict[int, Past] = {}
    for unit in wanted:
        leaves: dict[int, Origin] = {}
        changes: dict[int, None] = {}
        _descend(unit, Origin(unit, True, Fraction(1), ""), steps, there, leaves, changes)
        if leaves:
            found[unit] = Past(tuple(sorted(leaves.values(), key=lambda each: each.unit)), tuple(changes))
    return found


def _descend(
    unit: int,
    so_far: Origin,
    steps: dict[int, list[tuple[int, int, Fraction | None, bool, str]]],
    there: set[int],
    leaves: dict[int, Origin],
    changes: dict[int, None],
) -> None:
    if unit in there:
        before = leaves.get(unit)
        leaves[unit] = _joined(before, so_far) if before is not None else replace(so_far, unit=unit)
        return
    for old, change, share, whole, share_of in steps.get(unit, ()):
        changes[change] = None
        step = Fraction(1) if whole else share
        total = None if step is None or so_far.share is None else so_far.share * step
        of = so_far.share_of if whole else share_of if so_far.whole or so_far.share_of == share_of else ""
        _descend(old, Origin(old, so_far.whole and whole, total, of), steps, there, leaves, changes)


def _joined(one: Origin, other: Origin) -> Origin:
    """Two ways from one unit to the same older one: their shares add up, where both count the same."""
    if one.whole or other.whole:
        return replace(one, whole=True, share=Fraction(1))
    known = one.share is not None and other.share is not None and one.share_of == other.share_of
    total = one.share + other.share if known and one.share is not None and other.share is not None else None
    return replace(one, share=total, whole=total == 1, share_of=one.share_of if known else "")
