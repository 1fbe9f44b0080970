"""Questions with one answer for everybody, while many people are asked about in turn.

What waits for somebody is some twenty questions, and for most people most of them end with "nothing". Who asks for two
thousand people in turn (the digest) may ask first whom anything of a kind waits for at all: once for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_answers: ContextVar[dict[str, Any] | None] = ContextVar("dieuphoi_answers_of_a_turn", default=None)


@contextmanager
def in_turn() -> Iterator[None]:
    """Keep the answers of :func:`for_all` until the end of the block: one moment, as far as they are concerned."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def for_all(key: str, question: Callable[[], T]) -> T | None:
    """The answer of ``question``, asked the first time inside :func:`in_turn`; outside nothing is asked: ``None``.

    A single person is asked about directly: the question for all would be one more.
    """
    answers = _answers.get()
    if answers is None:
        return None
    if key not in answers:
        answers[key] = question()
    found: T = answers[key]
    return found
