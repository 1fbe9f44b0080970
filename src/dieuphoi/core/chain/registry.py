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

from django.db.models import Model, Q
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.matching import Rank

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Hit:
    """One find of a search: what it is called, where it is, a line that says why it fits, and how well (the least is
    the best).
    """

    title: str
    url: str
    note: str = ""
    rank: Rank = Rank.PLAIN


Finder = Callable[[Actor, str, date, int], Sequence[Hit]]
"""``(actor, typed, day, limit) → hits``, within the actor's scope, best first.

The rows are those of :func:`~dieuphoi.core.chain.search.nearest`: where the syllables stand apart they come only as far
as the near ones leave room.
"""


At = Callable[[date, date], Q]
"""``(on, today) → condition on the upper record``: was it there on the day ``on``?"""


def during(path: str = "valid") -> At:
    """There on the days of a range: a role, an organisation, who follows what."""
    return lambda on, today: Q(**{f"{path}__contains": on})


def since(path: str) -> At:
    """There from a date on: a decision, a round's territory date; on an instant's date too (``recorded_at__date``).

    What is recorded with a later date or none yet is in preparation (a draft, a round not opened, a planned change):
    it is there today and on days to come, but was not on a day that is past.
    """
    return lambda on, today: Q() if on >= today else Q(**{f"{path}__lte": on})


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record.

    ``key`` is one word (``unit``, ``sheet``, ``recognition``); ``label`` its heading in the plural; ``model`` has a
    scoped manager. ``title`` and ``url`` speak of one record, and ``reads`` are the columns that the two need beside
    the key (``"unit_name"``, ``"round__title"``): a panel fetches those and nothing else, in one query for all kinds –
    a column that is forgotten here is still right, but costs a query of its own. ``given`` are values that the database
    works out for the day (the name of a unit), set on the record as attributes. ``find`` makes the kind searchable.
    ``history`` says whether its changes are listed under "what changed since" (its model is tracked, or append-only):
    ``labels`` are the words for its fields (others are not told), ``acts`` those for the acts on it
    (``{"round.open": "Mở đợt"}``).
    """

    key: str
    label: Words
    model: type[Model]
    title: Callable[[Any], str]
    url: Callable[[Any], str]
    reads: tuple[str, ...] = ()
    given: Callable[[Actor, date], Mapping[str, Combinable]] | None = None
    find: Finder | None = None
    history: bool = False
    labels: Mapping[str, Words] = field(default_factory=dict)
    acts: Mapping[str, Words] = field(default_factory=dict)

    @property
    def related(self) -> tuple[str, ...]:
        """The relations that ``title`` and ``url`` go through, for ``select_related``."""
        return tuple(dict.fromkeys(path.rpartition("__")[0] for path in self.reads if "__" in path))


@dataclass(frozen=True, slots=True)
class Edge:
    """A link from an upper record to the one it rests on.

    ``path`` leads from the upper model to the lower record's id by the ORM (``unit_id``, ``links__unit_id``). ``down``
    is said on the upper record's page about the lower ones ("của xã"), ``up`` on the lower record's page about the
    upper ones ("phiếu rà soát"). ``rests`` tells that the lower record cannot be taken away while the upper one is
    there (the undo of a change of units asks it). ``rows_url`` opens all upper records of one lower record as a list.

    ``at`` tells whether the upper record was there on a day: it is asked upwards only, for a record's own page shows
    what that record rests on whatever the day. ``linked`` tells whether the link held, by ``path``'s own table
    (``members__valid``), and is asked both ways.
    """

    upper: str
    lower: str
    path: str
    down: Words
    up: Words
    rests: bool = True
    rows_url: Callable[[int], str] | None = None
    at: At | None = None
    linked: At | None = None

    @property
    def dated(self) -> bool:
        """Whether it can be read as of a day; otherwise it tells what stands today."""
        return self.at is not None or self.linked is not None


@dataclass(frozen=True, slots=True)
class Beside:
    """A page of an upper package about a record of a lower one, which is not itself a record: the panel links to it.

    ``url`` is told the record's id; ``may`` whether this person may open it.
    """

    kind: str
    label: Words
    url: Callable[[int], str]
    may: Callable[[Actor], bool]


_kinds: Final[dict[str, Kind]] = {}
_edges: Final[list[Edge]] = []
_beside: Final[list[Beside]] = []


def register_chain(module: ModuleType) -> None:
    """Make the ``KINDS``, ``EDGES`` and ``BESIDE`` of a package's ``chain.py`` known. Raises ``ValueError`` for a kind
    twice.
    """
    for kind in getattr(module, "KINDS", ()):
        if _kinds.get(kind.key) not in (None, kind):
            raise ValueError(f"the kind {kind.key!r} is registered twice")
        _kinds[kind.key] = kind
    for edge in getattr(module, "EDGES", ()):
        if edge not in _edges:
            _edges.append(edge)
    for page in getattr(module, "BESIDE", ()):
        if page not in _beside:
            _beside.append(page)


def check_edges() -> list[str]:
    """What is wrong with the registration: an edge to a kind nobody registered, a path or date that leads nowhere."""
    faults = []
    for edge in _edges:
        if missing := [key for key in (edge.upper, edge.lower) if key not in _kinds]:
            faults.append(f"{edge.upper} → {edge.lower}: unknown kind {', '.join(missing)}")
            continue
        try:
            rows = _kinds[edge.upper].model._base_manager.filter(**{f"{edge.path}__in": [0]})
            for each in (edge.at, edge.linked):
                if each is not None:
                    rows.filter(each(date(2020, 1, 1), date(2020, 1, 2)))
        except Exception as error:
            faults.append(f"{edge.upper} → {edge.lower}: {edge.path}: {error}")
    return faults


def kind_of(key: str) -> Kind:
    """The kind by its key. Raises ``LookupError``."""
    return _kinds[key]


def kinds() -> list[Kind]:
    """All kinds, in the order of registration."""
    return list(_kinds.values())


def beside(kind: str) -> list[Beside]:
    """The pages of other packages about a record of this kind, in the order of registration."""
    return [page for page in _beside if page.kind == kind]


def edges(*, upper: str | None = None, lower: str | None = None) -> list[Edge]:
    """The edges of a kind, in the order of registration."""
    return [
        edge for edge in _edges if (upper is None or edge.upper == upper) and (lower is None or edge.lower == lower)
    ]
