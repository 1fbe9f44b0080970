"""The frozen content of a public list: plain data in canonical bytes, its SHA-256, and the proof that it still fits.

The same form as a frozen round's sheets: who has the JSON of the public page can reckon the hash again
(:func:`~dieuphoi.programme.criteria.sets.canonical_bytes`).
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.exchange.columns import Kind as CellKind
from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.kernel.dates import format_date, url_date
from dieuphoi.core.kernel.errors import DieuphoiError
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.programme.criteria.sets import canonical_bytes

FORMAT: Final = 1
"""The version of the content's form; a reader of later forms still reads this one."""


class Tampered(DieuphoiError):
    """What is stored is not what was prepared: bytes, hash and heading do not fit each other."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a public list. ``label`` is Vietnamese, the source of its translation; ``words``: the cells are
    words of the product's own (levels, types), which are translated like the label.
    """

    key: str
    label: str
    kind: CellKind = "text"
    words: bool = False
    width: int = 0


class Content:
    """A content as it was frozen. ``plain`` is the whole of it; its rows are lists in the order of ``columns``."""

    def __init__(self, plain: Mapping[str, Any]) -> None:
        self.plain = plain

    @cached_property
    def data(self) -> bytes:
        return canonical_bytes(self.plain)

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def title(self) -> str:
        return str(self.plain["title"])

    @property
    def province(self) -> str:
        return str(self.plain["province"])

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.plain["as_of"])

    @cached_property
    def columns(self) -> tuple[ListColumn, ...]:
        return tuple(ListColumn(**each) for each in self.plain["columns"])

    @property
    def rows(self) -> list[list[Any]]:
        rows: list[list[Any]] = self.plain["rows"]
        return rows

    @property
    def heads(self) -> list[tuple[str, str]]:
        """The headings in the language of the page, each with the class of its cells."""
        return [(_(each.label), "num" if each.kind in ("number", "integer") else "") for each in self.columns]

    def texts(self) -> Iterator[list[str]]:
        """The cells as people read them, in the language of the page."""
        for row in self.rows:
            yield [_text(column, value) for column, value in zip(self.columns, row, strict=True)]

    def spec(self, key: str) -> SheetSpec:
        """The list as a sheet that goes out, headings in the language of the page."""
        return SheetSpec(
            key=f"public-{key}",
            title=self.title,
            columns=tuple(
                SheetColumn(each.key, _(each.label), each.kind, width=each.width or None, locked=True)
                for each in self.columns
            ),
            sheet_name=self.title,
        )

    def records(self) -> list[dict[str, Any]]:
        """The rows for :func:`dieuphoi.core.exchange.writer.write_sheet`: days as days, words translated."""
        found = []
        for row in self.rows:
            cells: dict[str, Any] = {}
            for column, value in zip(self.columns, row, strict=True):
                if value is not None and column.kind == "date":
                    value = date.fromisoformat(value)
                cells[column.key] = _(value) if column.words and value else value
            found.append(cells)
        return found


def _text(column: ListColumn, value: Any) -> str:
    if value is None or value == "":
        return ""
    if column.kind == "date":
        return format_date(date.fromisoformat(value))
    if column.kind in ("number", "integer"):
        return format_number(value)
    return _(value) if column.words else str(value)


def content_made(
    *,
    kind: str,
    title: str,
    province: str,
    province_code: str,
    as_of: date,
    columns: Sequence[ListColumn],
    rows: Sequence[Mapping[str, Any]],
) -> Content:
    """The content of a list that is being prepared. ``rows`` map the columns' keys to text, whole numbers, days."""
    plain = {
        "format": FORMAT,
        "kind": kind,
        "title": title,
        "province": province,
        "province_code": province_code,
        "as_of": as_of.isoformat(),
        "columns": [
            {"key": c.key, "label": c.label, "kind": c.kind, "words": c.words, "width": c.width} for c in columns
        ],
        "rows": [[_plain(row.get(column.key)) for column in columns] for row in rows],
    }
    # By way of its bytes: what is shown before the freeze is exactly what is read after it.
    return Content(json.loads(canonical_bytes(plain)))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return url_date(value)
    return value if value is None or isinstance(value, int) else str(value)


def packed(content: Content) -> bytes:
    """The bytes that are stored."""
    return zlib.compress(content.data, 6)


def content_of(record: Any) -> Content:
    """The content of a stored list, proven: its hash is that of its row and of the list, its heading the list's.

    Raises :class:`Tampered`. The frozen row is all that is read.
    """
    stored = record.content
    try:
        data = zlib.decompress(bytes(stored.content))
        content = Content(json.loads(data))
        fits = (
            hashlib.sha256(data).hexdigest() == stored.sha256 == record.content_hash
            and content.data == data
            and (content.plain["kind"], content.title, content.as_of) == (record.kind, record.title, record.as_of)
            and len(content.rows) == record.row_count
        )
    except (zlib.error, ValueError, KeyError, TypeError):
        fits = False
    if not fits:
        raise Tampered(
            _("Nội dung đang lưu không khớp mã kiểm tra lúc soạn nên không được hiện. Hãy báo quản trị hệ thống.")
        )
    return content
