"""Cells that bear the name of their column, for tables whose rows are cards on a phone."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

_HEAD: Final = re.compile(r"<thead.*?</thead>", re.DOTALL)
_NAME: Final = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_UNSEEN: Final = re.compile(r'<span class="vh">.*?</span>', re.DOTALL)
_ROW: Final = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL: Final = re.compile(r"<(t[dh])\b([^>]*)")


def labelled(table: Markup) -> Markup:
    """The inside of a table with ``data-label`` on each cell of its body. Its head has one row and no cell spans."""
    head = _HEAD.search(table)
    if head is None:
        return table
    # Parts of markup that is safe already.
    names = [Markup(_UNSEEN.sub("", name)).striptags() for name in _NAME.findall(head[0])]  # noqa: S704

    def row(found: re.Match[str]) -> str:
        at = iter(range(len(names)))

        def cell(opening: re.Match[str]) -> str:
            place = next(at, None)
            if opening[1] == "th" or place is None or not names[place] or "data-label=" in opening[2]:
                return opening[0]
            return f'<td data-label="{escape(names[place])}"{opening[2]}'

        return _CELL.sub(cell, found[0])

    body = _ROW.sub(row, str(table)[head.end() :])
    return Markup(str(table)[: head.end()] + body)  # noqa: S704 - only names that were shown, escaped
