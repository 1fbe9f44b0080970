"""What packages tell the chain: their kinds of record, and the edges between them.

A link is a row of a typed table in the *upper* package, with real foreign keys. A package names its kinds and edges in
``chain.py`` (``KINDS``, ``EDGES``), ``config`` registers them with :func:`register_chain`; the chain then walks up and
down within the actor's scope, and nothing imports upwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import ModuleType
from typing import Any, Final

from django.db.models import Model
from django.utils.functional import Promise

from dieuphoi.core.kernel.actor import Actor

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Hit:
    """One find of a search: what it is called, where it is, a line that says why it fits, and how well.

    ``rank`` 0 is the best: 0 the exact text with its marks, 1 its beginning, 2 without marks, 3 inside, 4 a former
    name, 5 the text of a file.
    """

    title: str
    url: str
    note: str = ""
    rank: int = 3


Finder = Callable[[Actor, str, date, int], Sequence[Hit]]
"""``(actor, typed, day, limit) → hits``, within the actor's scope, best first."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record.

    ``key`` is one word (``unit``, ``sheet``, ``recognition``); ``label`` its heading in the plural; ``model`` has a
    scoped manager. ``title`` and ``url`` speak of one record; ``related`` are the relations they need
    (``select_related``). ``find`` makes the kind searchable. ``history`` says whether its changes are listed under
    "what changed since" (its model is tracked, or append-only): ``labels`` are the words for its fields (others are not
    told), ``acts`` those for the acts on it (``{"round.open": "Mở đợt"}``).
    """

    key: str
    label: Words
    model: type[Model]
    title: Callable[[Any], str]
    url: Callable[[Any], str]
    related: tuple[str, ...] = ()
    find: Finder | None = None
    history: bool = False
    labels: Mapping[str, Words] = field(default_factory=dict)
    acts: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """A link from an upper record to the one it rests on.

    ``path`` leads from the upper model to the lower record's id by the ORM (``unit_id``, ``links__unit_id``). ``down``
    is said on the upper record's page about the lower ones ("của xã"), ``up`` on the lower record's page about the
    upper ones ("phiếu rà soát"). ``rests`` tells that the lower record cannot be taken away while the upper one is
    there (the undo of a change of units asks it). ``rows_url`` opens all upper records of one lower record as a list.
    """

    upper: str
    lower: str
    path: str
    down: Words
    up: Words
    rests: bool = True
    rows_url: Callable[[int], str] | None = None


_kinds: Final[dict[str, Kind]] = {}
_edges: Final[list[Edge]] = []


def register_chain(module: ModuleType) -> None:
    """Make the ``KINDS`` and ``EDGES`` of a package's ``chain.py`` known. Raises ``ValueError`` for a kind twice."""
    for kind in getattr(module, "KINDS", ()):
        if _kinds.get(kind.key) not in (None, kind):
            raise ValueError(f"the kind {kind.key!r} is registered twice")
        _kinds[kind.key] = kind
    for edge in getattr(module, "EDGES", ()):
        if edge not in _edges:
            _edges.append(edge)


def check_edges() -> list[str]:
    """What is wrong with the registration: an edge to a kind nobody registered, a path that leads nowhere."""
    faults = []
    for edge in _edges:
        if missing := [key for key in (edge.upper, edge.lower) if key not in _kinds]:
            faults.append(f"{edge.upper} → {edge.lower}: unknown kind {', '.join(missing)}")
            continue
        try:
            _kinds[edge.upper].model._base_manager.filter(**{f"{edge.path}__in": [0]})
        except Exception as error:
            faults.append(f"{edge.upper} → {edge.lower}: {edge.path}: {error}")
    return faults


def kind_of(key: str) -> Kind:
    """The kind by its key. Raises ``LookupError``."""
    return _kinds[key]


def kinds() -> list[Kind]:
    """All kinds, in the order of registration."""
    return list(_kinds.values())


def edges(*, upper: str | None = None, lower: str | None = None) -> list[Edge]:
    """The edges of a kind, in the order of registration."""
    return [
        edge for edge in _edges if (upper is None or edge.upper == upper) and (lower is None or edge.lower == lower)
    ]
