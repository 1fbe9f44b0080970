"""Kinds of letters: what a package can write as a Word document, and the words a template of it may use.

A package above registers its kinds (``config.apps`` calls it); the office replaces the shipped template of a kind by
its own. The words of a template are Vietnamese without marks: people of the office type them into Word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.errors import NotVisible

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a template: ``key`` as it is typed, what it means, and an invented sample of it.

    A text by itself; a list of texts where ``sample`` is a tuple; a list of rows where ``rows`` names the words of a
    row (then the sample rows are made from the samples of these, ``times`` of them).
    """

    key: str
    label: Words
    sample: str | tuple[str, ...] = ""
    rows: tuple[Word, ...] = ()
    times: int = 2

    def sample_value(self) -> Any:
        """What the word stands for in a trial rendering."""
        if self.rows:
            return [{each.key: each.sample_value() for each in self.rows} for _n in range(self.times)]
        return list(self.sample) if isinstance(self.sample, tuple) else self.sample


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A kind of letter. ``shipped`` is the template that stands in the source; ``about`` says what the letter is for.

    ``note`` is printed by the page beside the kind (a form that is no official one says so).
    """

    key: str
    title: Words
    about: Words
    shipped: Path
    words: tuple[Word, ...]
    file_name: str
    note: Words = ""

    def sample(self) -> dict[str, Any]:
        """The invented context by which a template is tried and shown."""
        return {each.key: each.sample_value() for each in self.words}


_kinds: Final[dict[str, LetterKind]] = {}


def register_letter(kind: LetterKind) -> None:
    """Make a kind known; the same key again replaces it (Django's reloader registers twice)."""
    _kinds[kind.key] = kind


def letter_kinds() -> list[LetterKind]:
    """All kinds, in the order in which they were registered."""
    return list(_kinds.values())


def letter_kind(key: str) -> LetterKind:
    """The kind with this key. Raises ``NotVisible``."""
    kind = _kinds.get(key)
    if kind is None:
        raise NotVisible(_("Không có loại văn bản này."))
    return kind


def word_lines(words: Sequence[Word], before: str = "") -> Iterator[tuple[str, str, str]]:
    """``(how it is typed, what it means, an example)`` of every word, rows unfolded: the help of a template's
    author."""
    for word in words:
        if word.rows:
            yield f"{{%tr for dong in {before}{word.key} %}} … {{%tr endfor %}}", str(word.label), ""
            yield from word_lines(word.rows, "dong.")
        elif isinstance(word.sample, tuple):
            yield (
                f"{{%tc for o in {before}{word.key} %}} {{{{ o }}}} {{%tc endfor %}}",
                str(word.label),
                "; ".join(word.sample),
            )
        else:
            yield f"{{{{ {before}{word.key} }}}}", str(word.label), word.sample


Context = Mapping[str, Any]
