"""Acts, fields and records of every history in words: registries that ``config`` and the packages fill once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db.models import Model

from dieuphoi.core.kernel.actor import Actor

_words: dict[str, Any] = {}
_fields: dict[str, Any] = {}
_untold: set[str] = set()
_records: dict[type[Model], Callable[[Actor, Collection[Any]], Mapping[Any, str]]] = {}


def name_acts(words: Mapping[str, Any]) -> None:
    """Tell the words of acts (``area.verb`` → lazy text). An act has its words from one place only."""
    if twice := [name for name, said in words.items() if _words.get(name, said) is not said]:
        raise ValueError(f"acts named twice: {twice}")
    _words.update(words)


def act_words(name: str) -> str:
    """An act in words for people; one that nobody named is shown by its own name (a test finds it)."""
    return str(_words.get(name, name))


def named_acts() -> frozenset[str]:
    """All acts that have words."""
    return frozenset(_words)


def name_fields(words: Mapping[str, Any], untold: Iterable[str]) -> None:
    """Tell the words of fields (``field``, or ``model.field`` where one model means something else by it), and which
    fields no history tells.
    """
    _fields.update(words)
    _untold.update(untold)


def field_words(model: type[Model], name: str) -> str:
    """A field in words for people; empty where nobody named it."""
    return str(_fields.get(f"{model._meta.model_name}.{name}") or _fields.get(name, ""))


def is_untold(name: str) -> bool:
    """Whether the field is the program's own and no history tells it."""
    return name in _untold


def name_records(model: type[Model], names: Callable[[Actor, Collection[Any]], Mapping[Any, str]]) -> None:
    """Tell how records of a model are called, where ``str`` of them does not know: ``(actor, ids) → {id: words}``
    within the actor's scope.
    """
    _records[model] = names


def record_names(model: type[Model], actor: Actor, ids: Collection[Any]) -> Mapping[Any, str] | None:
    """How the records are called; ``None`` where ``str`` of them knows."""
    names = _records.get(model)
    return None if names is None else names(actor, ids)
