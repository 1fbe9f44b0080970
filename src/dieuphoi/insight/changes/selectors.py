"""What changed between two moments, over every kind of record that keeps its past, within the actor's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dieuphoi.core.chain.registry import Kind, kinds
from dieuphoi.core.history.moments import Moved, keeps_history, moved_between, moved_counts
from dieuphoi.core.history.words import act_words
from dieuphoi.core.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Told:
    """One changed record: what it is called, where it is, what differs, in which acts."""

    kind: Kind
    title: str
    url: str
    acts: tuple[str, ...]
    moved: Moved


def told_kinds() -> list[Kind]:
    """The kinds whose changes are told."""
    return [kind for kind in kinds() if kind.history and keeps_history(kind.model)]


def counts(actor: Actor, since: datetime, until: datetime) -> list[tuple[Kind, int]]:
    """How many records of each kind changed; kinds without any are left out. The count of :func:`told`."""
    found = [(kind, moved_counts(_rows(kind, actor), since, until)) for kind in told_kinds()]
    return [(kind, count) for kind, count in found if count]


def told(
    actor: Actor, kind: Kind, since: datetime, until: datetime, *, offset: int = 0, limit: int = 100
) -> list[Told]:
    """The records of a kind that changed in ``[since, until)``, the last changed first."""
    rows = _rows(kind, actor)
    moved = moved_between(rows, since, until, actor=actor, labels=kind.labels, offset=offset, limit=limit)
    records = rows.select_related(*kind.related).in_bulk([each.id for each in moved])
    return [
        Told(
            kind=kind,
            title=kind.title(records[each.id]),
            url=kind.url(records[each.id]),
            acts=tuple(str(kind.acts.get(name) or act_words(name)) for name in each.acts),
            moved=each,
        )
        for each in moved
    ]


def _rows(kind: Kind, actor: Actor) -> Any:
    manager: Any = kind.model._default_manager
    return manager.visible_to(actor)
