"""Words of the pure part: marked here, translated where they are shown.

The engine must not import Django, so it never translates by itself: a source string is marked with :func:`N_`, and
whoever shows it hands in the translating function of its page, its answer or its terminal.
"""

from __future__ import annotations

from collections.abc import Callable

Translate = Callable[[str], str]
"""From a Vietnamese source string to the language of the reader, with the same placeholders."""


def N_(text: str) -> str:  # noqa: N802 - the name that message extraction knows
    """Mark a source string for extraction; it is translated where it is shown."""
    return text


def as_written(text: str) -> str:
    """No translation: Vietnamese, as the source has it (and as frozen sheets keep it)."""
    return text
