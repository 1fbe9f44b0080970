"""What a sheet holds: its columns, written once and used for the way out and the way in.

A :class:`SheetSpec` is a list of records (people, organisations, units), a :class:`MatrixSpec` a wide table
of communes by indicators. Neither knows a model: packages declare theirs in their ``sheets.py``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from dieuphoi.core.kernel.text import fold

Words = str | Promise
Kind = Literal["text", "number", "integer", "percent", "date", "choice", "code", "bool"]
Choices = Sequence[tuple[str, Words]]

KINDS: Final[tuple[Kind, ...]] = ("text", "number", "integer", "percent", "date", "choice", "code", "bool")
NUMERIC: Final = frozenset({"number", "integer", "percent"})
_NOT_A_WORD: Final = re.compile(r"[\W_]+")
_BLANKS: Final = re.compile(r"\s+")


def header_key(text: object) -> str:
    """A header as it is compared: no marks, case, blanks or punctuation. ``Mã  XÃ (*)`` is ``maxa``."""
    if isinstance(text, float) and text.is_integer():
        # A spreadsheet keeps the heading 1 as 1.0, which must not become 10.
        text = int(text)
    return _NOT_A_WORD.sub("", fold(str(text)))


def code_match(text: object) -> str:
    """A code as it is compared: every sign counts (``1.10`` is not ``1.1``), only case and blanks do not."""
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    return _BLANKS.sub("", unicodedata.normalize("NFC", str(text))).casefold()


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column.

    ``key`` names it in the program, ``header`` for people; ``aliases`` are other headers it is known by.
    ``required``: the column must be there and every row needs a value. A column that is not required may be
    absent, and then no row holds its key: an absent column changes nothing, an empty cell is ``None``.
    ``choices`` are ``(value, label)`` pairs or a function that gives them; a cell may hold either.
    ``digits``: a code of so many digits, whose leading zeros a spreadsheet may have eaten. ``width`` is in
    characters. ``locked``: shown on the way out, not to be typed in (still read, to recognise the row).
    Values: text, choice, code ``str``; number, percent (in percent points) ``Decimal``; integer ``int``;
    date ``date``; bool ``bool``.
    """

    key: str
    header: Words
    kind: Kind = "text"
    required: bool = False
    choices: Choices | Callable[[], Choices] | None = None
    help: Words = ""
    width: int | None = None
    locked: bool = False
    max_length: int | None = None
    digits: int | None = None
    minimum: Decimal | int | None = None
    maximum: Decimal | int | None = None
    aliases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"column {self.key}: unknown kind {self.kind}")
        if (self.kind == "choice") != (self.choices is not None):
            raise ValueError(f"column {self.key}: choices belong to kind 'choice', and only there")

    def pairs(self) -> list[tuple[str, str]]:
        """The choices as ``(value, label)`` in the running language."""
        given = self.choices() if callable(self.choices) else self.choices or ()
        return [(str(value), str(label)) for value, label in given]

    def words(self) -> Iterable[tuple[str, str]]:
        """Every ``(value, label)`` in every language: a sheet may come back under another one."""
        yield from self.pairs()
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                yield from self.pairs()

    def known_as(self) -> Iterable[str]:
        """Every header this column answers to: in each language of the product, the aliases, the key."""
        yield str(self.header)
        if isinstance(self.header, Promise):
            for code, _name in settings.LANGUAGES:
                with translation.override(code):
                    yield str(self.header)
        yield from self.aliases
        yield self.key


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """A sheet of records. ``key`` names the kind of import (``organisations``), ``title`` stands above.

    ``identity``: the columns by which a row is recognised; two rows of one file with the same identity are an
    error. ``version`` grows when columns change their meaning. ``notes`` are printed under the title.
    """

    key: str
    title: Words
    columns: tuple[SheetColumn, ...]
    identity: tuple[str, ...] = ()
    notes: tuple[Words, ...] = ()
    version: int = 1
    sheet_name: Words = ""
    file_name: str = ""

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys):
            raise ValueError(f"sheet {self.key}: a column key stands twice")
        unknown = set(self.identity) - set(keys)
        if unknown:
            raise ValueError(f"sheet {self.key}: identity names no column: {sorted(unknown)}")

    def column(self, key: str) -> SheetColumn:
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """One column of figures: ``key`` names it in the program, ``code`` is what the sheet is matched by.

    ``code`` must be unique in its sheet; ``name`` and ``unit`` stand above it for people.
    """

    key: str
    code: str
    name: Words
    unit: Words = ""
    kind: Kind = "number"
    choices: Choices | None = None
    help: Words = ""
    locked: bool = False
    minimum: Decimal | int | None = None
    maximum: Decimal | int | None = None
    max_length: int | None = None

    def as_column(self) -> SheetColumn:
        """The same as a :class:`SheetColumn`, to read its cells by the same rules."""
        return SheetColumn(
            key=self.key,
            header=self.code,
            kind=self.kind,
            choices=self.choices,
            minimum=self.minimum,
            maximum=self.maximum,
            max_length=self.max_length,
        )


@dataclass(frozen=True, slots=True)
class MatrixSpec:
    """Communes (rows) by indicators (columns).

    ``row_columns`` head each row (code, name); ``row_key`` is the one by which a row is recognised.
    """

    key: str
    title: Words
    row_columns: tuple[SheetColumn, ...]
    row_key: str
    columns: tuple[MatrixColumn, ...]
    notes: tuple[Words, ...] = ()
    version: int = 1
    sheet_name: Words = ""
    file_name: str = ""

    def __post_init__(self) -> None:
        if self.row_key not in {column.key for column in self.row_columns}:
            raise ValueError(f"matrix {self.key}: row_key names no row column")
        codes = [code_match(column.code) for column in self.columns]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"matrix {self.key}: codes stand twice: {twice}")

    @property
    def key_column(self) -> SheetColumn:
        return next(column for column in self.row_columns if column.key == self.row_key)
