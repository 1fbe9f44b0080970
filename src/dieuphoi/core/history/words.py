"""The acts of every history in words: one registry, filled once by ``config``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_words: dict[str, Any] = {}


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
