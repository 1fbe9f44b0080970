"""Walking the chain: what a record rests on, and what rests on it, within the actor's scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dieuphoi.core.chain.registry import Edge, Kind, Words, edges, kind_of
from dieuphoi.core.kernel.actor import Actor

SHOWN = 5
"""Records named on one branch of the panel; the rest is a count and a link."""


@dataclass(frozen=True, slots=True)
class Link:
    """One neighbour of a record."""

    kind: str
    id: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Branch:
    """The neighbours along one edge: the first of them and how many there are."""

    words: Words
    kind: Kind
    links: tuple[Link, ...]
    count: int
    url: str = ""

    @property
    def more(self) -> int:
        return self.count - len(self.links)


@dataclass(frozen=True, slots=True)
class Chain:
    """The panel "Chuỗi" of one record: ``down`` what it rests on, ``up`` what rests on it. Empty branches are left
    out.
    """

    down: tuple[Branch, ...]
    up: tuple[Branch, ...]

    def __bool__(self) -> bool:
        return bool(self.down or self.up)


def chain_of(actor: Actor, kind: str, record_id: int, *, shown: int = SHOWN) -> Chain:
    """The neighbours of a record that the caller has found within its actor's scope. Each branch costs two queries."""
    return Chain(
        down=tuple(
            branch for edge in edges(upper=kind) if (branch := _down(actor, edge, record_id, shown)) is not None
        ),
        up=tuple(branch for edge in edges(lower=kind) if (branch := _up(actor, edge, record_id, shown)) is not None),
    )


def _down(actor: Actor, edge: Edge, record_id: int, shown: int) -> Branch | None:
    holders = kind_of(edge.upper).model._base_manager.filter(pk=record_id)
    lower = kind_of(edge.lower)
    ids = holders.exclude(**{edge.path: None}).values(edge.path)
    return _branch(edge.down, lower, _visible(lower, actor).filter(pk__in=ids), shown)


def _up(actor: Actor, edge: Edge, record_id: int, shown: int) -> Branch | None:
    upper = kind_of(edge.upper)
    # By the key and not by a join: a link table may hold the same pair twice.
    ids = upper.model._base_manager.filter(**{edge.path: record_id}).values("pk")
    url = edge.rows_url(record_id) if edge.rows_url is not None else ""
    return _branch(edge.up, upper, _visible(upper, actor).filter(pk__in=ids), shown, url)


def _branch(words: Words, kind: Kind, rows: Any, shown: int, url: str = "") -> Branch | None:
    found = list(rows.select_related(*kind.related).order_by("-pk")[: shown + 1])
    if not found:
        return None
    count = len(found) if len(found) <= shown else rows.count()
    return Branch(words, kind, tuple(_link(kind, row) for row in found[:shown]), count, url)


def _link(kind: Kind, row: Any) -> Link:
    return Link(kind.key, row.pk, kind.title(row), kind.url(row))


def _visible(kind: Kind, actor: Actor) -> Any:
    manager: Any = kind.model._default_manager
    return manager.visible_to(actor)


@dataclass(frozen=True, slots=True)
class Resting:
    """What rests on some records along one edge, whoever may see it: how many, and the words for them."""

    edge: Edge
    words: Words
    count: int


def resting_rows(edge: Edge, ids: Iterable[int]) -> Any:
    """The upper records of an edge that rest on these (a queryset), beyond every scope.

    A record whose validity is empty was taken back: it never held, and rests on nothing.
    """
    model = kind_of(edge.upper).model
    rows: Any = model._base_manager.filter(**{f"{edge.path}__in": list(ids)})
    if any(f.name == "valid" for f in model._meta.concrete_fields):
        rows = rows.exclude(valid__isempty=True)
    return rows


def resting_on(kind: str, ids: Iterable[int], *, only_firm: bool = False) -> list[Resting]:
    """How many records of every package rest on these, edge by edge; edges without any are left out.

    It counts beyond every scope, and names nobody: an act that would tear links asks it (the dry run of a change of
    units reports it, its undo is refused by the ``only_firm`` ones).
    """
    wanted = list(ids)
    found = []
    for edge in edges(lower=kind):
        if only_firm and not edge.rests:
            continue
        rows = resting_rows(edge, wanted)
        if count := rows.values("pk").distinct().count():
            found.append(Resting(edge, edge.up, count))
    return found


def walk(actor: Actor, kind: str, record_id: int, *, up: bool, depth: int = 4) -> list[tuple[int, Link]]:
    """All records reached upwards (or downwards) from one, each once, with their distance, nearest first."""
    seen = {(kind, record_id)}
    level: list[tuple[str, int]] = [(kind, record_id)]
    reached: list[tuple[int, Link]] = []
    for distance in range(1, depth + 1):
        following: list[tuple[str, int]] = []
        for here, pk in level:
            steps = edges(lower=here) if up else edges(upper=here)
            for edge in steps:
                branch = (_up if up else _down)(actor, edge, pk, 50)
                for link in branch.links if branch is not None else ():
                    if (link.kind, link.id) not in seen:
                        seen.add((link.kind, link.id))
                        following.append((link.kind, link.id))
                        reached.append((distance, link))
        level = following
    return reached


__all__ = ["SHOWN", "Branch", "Chain", "Link", "Resting", "chain_of", "resting_on", "resting_rows", "walk"]
