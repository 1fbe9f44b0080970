"""Walking the chain: what a record rests on, and what rests on it, within the actor's scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, F, Model, Q, Value, Window
from django.db.models.functions import JSONObject

from dieuphoi.core.chain.registry import Edge, Kind, Words, beside, edges, kind_of
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import url_date

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
    """The neighbours along one edge: the first of them and how many there are. ``dated``: as of the chain's day,
    otherwise as it stands today.
    """

    words: Words
    kind: Kind
    links: tuple[Link, ...]
    count: int
    url: str = ""
    dated: bool = True

    @property
    def more(self) -> int:
        return self.count - len(self.links)


@dataclass(frozen=True, slots=True)
class Chain:
    """The panel "Chuỗi" of one record on the day ``on``: ``down`` what it rests on, ``up`` what rests on it. Empty
    branches are left out. ``today`` is the day on which it is read.
    """

    down: tuple[Branch, ...]
    up: tuple[Branch, ...]
    on: date
    today: date
    beside: tuple[tuple[Words, str], ...] = ()
    """Pages about the record that are no records themselves: label and address."""

    def __bool__(self) -> bool:
        return bool(self.down or self.up or self.beside)


Step = tuple[Edge, bool]
"""An edge and whether it is walked upwards."""


def chain_of(actor: Actor, kind: str, record_id: int, *, on: date | None = None, shown: int = SHOWN) -> Chain:
    """The neighbours of a record that the caller has found within its actor's scope, as of a day (today when none is
    said). One query, however many edges are declared; the count of a branch is over the same rows as its links.
    """
    day = on or actor.on
    steps: list[Step] = [(edge, False) for edge in edges(upper=kind)]
    steps += [(edge, True) for edge in edges(lower=kind)]
    found = _branches(actor, steps, record_id, day, shown)
    return Chain(
        down=tuple(branch for (_edge, up), branch in found if not up),
        up=tuple(branch for (_edge, up), branch in found if up),
        on=day,
        today=actor.on,
        beside=tuple((page.label, page.url(record_id)) for page in beside(kind) if page.may(actor)),
    )


def _branches(actor: Actor, steps: Sequence[Step], record_id: int, day: date, shown: int) -> list[tuple[Step, Branch]]:
    """The branches that are not empty, in the order of the steps: all of them with one ``UNION ALL``."""
    parts = [
        _part(actor, number, _far(step), _rows(actor, step, record_id, day), day, shown)
        for number, step in enumerate(steps)
    ]
    if not parts:
        return []
    found: dict[int, list[tuple[int, int, dict[str, Any]]]] = {}
    for number, pk, total, values in parts[0].union(*parts[1:], all=True):
        found.setdefault(number, []).append((pk, total, values))
    branches = []
    for number, (edge, up) in enumerate(steps):
        if number not in found:
            continue
        rows = sorted(found[number], key=lambda row: -row[0])
        kind = _far((edge, up))
        branch = Branch(
            words=edge.up if up else edge.down,
            kind=kind,
            links=tuple(_link(kind, pk, values, actor, day) for pk, _total, values in rows),
            count=rows[0][1],
            url=edge.rows_url(record_id) if up and edge.rows_url is not None else "",
            dated=edge.dated,
        )
        branches.append(((edge, up), branch))
    return branches


def _far(step: Step) -> Kind:
    edge, up = step
    return kind_of(edge.upper if up else edge.lower)


def _rows(actor: Actor, step: Step, record_id: int, day: date) -> Any:
    """The visible records at the far end of an edge, on the day."""
    edge, up = step
    near: Any = kind_of(edge.upper).model._base_manager
    held = Q() if edge.linked is None else edge.linked(day, actor.on)
    if up:
        near = near.filter(held, **{edge.path: record_id})
        if edge.at is not None:
            near = near.filter(edge.at(day, actor.on))
        ids = near.values("pk")
    else:
        ids = near.filter(held, **{"pk": record_id, f"{edge.path}__isnull": False}).values(edge.path)
    # By the key and not by a join: a link table may hold the same pair twice.
    return _visible(_far(step), actor).filter(pk__in=ids)


def _part(actor: Actor, number: int, kind: Kind, rows: Any, day: date, shown: int) -> Any:
    """The first rows of one branch, with how many there are and what their titles need."""
    columns = {path: F(path) for path in _columns(kind)}
    given = kind.given(actor, day) if kind.given is not None else {}
    return (
        rows.order_by("-pk")
        .annotate(
            chain_step=Value(number),
            chain_total=Window(Count("*")),
            chain_row=JSONObject(**columns, **given),
        )
        .values_list("chain_step", "pk", "chain_total", "chain_row")[:shown]
    )


def _columns(kind: Kind) -> list[str]:
    """The columns that are read: those that the kind names, and the keys of the relations on the way to them."""
    found: dict[str, None] = {}
    for path in kind.reads:
        steps = path.split("__")
        for end in range(1, len(steps)):
            found["__".join(steps[:end]) + "_id"] = None
        found[path] = None
    return list(found)


def _link(kind: Kind, pk: int, values: dict[str, Any], actor: Actor, day: date) -> Link:
    row = _record(kind.model, pk, {path: values[path] for path in _columns(kind)})
    for name, value in values.items():
        if "__" not in name and not hasattr(type(row), name):
            setattr(row, name, value)
    url = kind.url(row)
    if day != actor.on:
        # Whoever walks the chain of a past day stays on that day.
        url += f"{'&' if '?' in url else '?'}as_of={url_date(day)}"
    return Link(kind.key, pk, kind.title(row), url)


def _record(model: type[Model], pk: int, values: Mapping[str, Any]) -> Any:
    """The record, knowing the columns that were read; any other one is fetched when it is asked for."""
    known: dict[str, Any] = {model._meta.pk.attname: pk}  # type: ignore[union-attr]
    beyond: dict[str, dict[str, Any]] = {}
    for path, value in values.items():
        here, _dots, rest = path.partition("__")
        if rest:
            beyond.setdefault(here, {})[rest] = value
        else:
            column: Any = model._meta.get_field(here)
            known[column.attname] = column.to_python(value)
    names = [column.attname for column in model._meta.concrete_fields if column.attname in known]
    record = model.from_db(DEFAULT_DB_ALIAS, names, [known[name] for name in names])
    for relation, inner in beyond.items():
        column = model._meta.get_field(relation)
        key = known[column.attname]
        if key is not None:
            setattr(record, relation, _record(column.related_model, key, inner))
    return record


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
    """All records reached upwards (or downwards) from one today, each once, with their distance, nearest first. At most
    fifty along one edge; a query for each record reached.
    """
    seen = {(kind, record_id)}
    level: list[tuple[str, int]] = [(kind, record_id)]
    reached: list[tuple[int, Link]] = []
    for distance in range(1, depth + 1):
        following: list[tuple[str, int]] = []
        for here, pk in level:
            steps = [(edge, up) for edge in (edges(lower=here) if up else edges(upper=here))]
            for _step, branch in _branches(actor, steps, pk, actor.on, 50):
                for link in branch.links:
                    if (link.kind, link.id) not in seen:
                        seen.add((link.kind, link.id))
                        following.append((link.kind, link.id))
                        reached.append((distance, link))
        level = following
    return reached


__all__ = ["SHOWN", "Branch", "Chain", "Link", "Resting", "chain_of", "resting_on", "resting_rows", "walk"]
