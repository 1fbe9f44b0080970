"""The kinds of public list, as data: a later kind is one :func:`register_list_kind`.

A kind says which columns its list has and which rows there are on a day in a province. It names units, sets and
decisions, never a private person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.insight.portal.content import ListColumn
from dieuphoi.registry.territory.selectors import UnitRow

Words = str | Promise
Rows = Callable[[Actor, UnitRow, date], Sequence[Mapping[str, Any]]]
"""``(actor, province, day) → rows``: what the registers hold on the day, within the actor's scope. Called in the
language of the house: what the rows say is Vietnamese, whoever prepares them.
"""


@dataclass(frozen=True, slots=True)
class ListKind:
    """One kind of list. ``title`` is a sentence with ``%(province)s`` and ``%(day)s``, in the language of the house."""

    key: str
    label: Words
    about: Words
    title: Words
    columns: tuple[ListColumn, ...]
    rows: Rows


_kinds: Final[dict[str, ListKind]] = {}


def register_list_kind(kind: ListKind) -> None:
    """Make a kind known. Raises ``ValueError`` for two different ones under one key."""
    if _kinds.get(kind.key) not in (None, kind):
        raise ValueError(f"two kinds of public list {kind.key!r}")
    _kinds[kind.key] = kind


def list_kinds() -> list[ListKind]:
    """All kinds, in the order of registration."""
    return list(_kinds.values())


def list_kind(key: str) -> ListKind | None:
    return _kinds.get(key)


def kind_label(key: str) -> str:
    """The words of a kind; one that is no longer registered is shown by its key."""
    kind = _kinds.get(key)
    return key if kind is None else str(kind.label)


def kind_choices() -> list[tuple[str, Words]]:
    return [(kind.key, kind.label) for kind in _kinds.values()]
