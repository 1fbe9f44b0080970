"""The kinds of jobs: each package registers the function that does them, and says whether twice is the same as once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class JobResult:
    """What came out: a sentence, figures, a file (``blob_id`` with the name it is handed out under), a
    page.
    """

    message: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    blob_id: int | None = None
    file_name: str = ""
    url: str = ""


JobFunction = Callable[..., JobResult | None]
kinds: dict[str, JobFunction] = {}
_again: Final[set[str]] = set()


def job(kind: str, *, again: bool = False) -> Callable[[JobFunction], JobFunction]:
    """Register the function that does jobs of this ``kind``: ``(ctx: JobContext, **args) -> JobResult |
    None``.

    ``again``: twice, even at the same time, comes to the same as once; the function's docstring says why. Without it
    a job whose worker died is never repeated unasked: some of its acts could be done twice.
    """

    def register(function: JobFunction) -> JobFunction:
        known = kinds.get(kind)
        if known is not None and (known.__module__, known.__qualname__) != (
            function.__module__,
            function.__qualname__,
        ):
            raise ValueError(f"two jobs of the kind {kind!r}")
        kinds[kind] = function
        (_again.add if again else _again.discard)(kind)
        return function

    return register


def job_kinds() -> tuple[str, ...]:
    """All registered kinds (the write paths that tests walk)."""
    return tuple(sorted(kinds))


def may_repeat(kind: str) -> bool:
    """Whether jobs of this kind are put back into the queue when their worker was killed."""
    return kind in _again
