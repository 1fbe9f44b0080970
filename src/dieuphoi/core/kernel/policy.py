"""The two answers of a policy. A policy is a named function ``(actor, object) -> Allowed | Refusal``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes, and why (the grant that opens it)."""

    why: str = ""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Refusal:
    """No, with the sentence that the person reads. ``status`` 403: a right is missing; 409: the state forbids it."""

    code: str
    reason: str
    status: int = 403

    def __bool__(self) -> bool:
        return False

    def error(self) -> Refused:
        return Refused(self.code, self.reason, status=self.status)


Answer = Allowed | Refusal
Policy = Callable[[Actor, Any], Answer]


def require(answer: Answer) -> None:
    """Raise :class:`Refused` unless the policy said an explicit yes."""
    if isinstance(answer, Allowed):
        return
    raise answer.error()
