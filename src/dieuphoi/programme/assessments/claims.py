"""What a side says of a row in words: the verdict that it claims."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from dieuphoi.programme.criteria.facts import Choice

_MEANING: Final = {
    Choice.PASS.value: "MET",
    Choice.FAIL.value: "NOT_MET",
    Choice.ABSENT.value: "MET",
    Choice.PRESENT.value: "NOT_MET",
}


def claim_of(values: Iterable[Any]) -> str | None:
    """The verdict that stored values claim; nothing where they claim none, or contradict themselves."""
    standing = [value for value in values if not value.cleared]
    claims = {"NOT_APPLICABLE" for value in standing if value.applicable is False}
    claims |= {_MEANING[value.text] for value in standing if value.text in _MEANING}
    return claims.pop() if len(claims) == 1 else None
