# ruff: noqa: E501 - markup
"""The criteria wall: units × criteria, one small shaped cell each, joined from ready-made strings.

A wall of the country is 3,321 × 19 cells: nested macros would take seconds, a string a cell takes
milliseconds. The shape comes from CSS by class, the words are in the cell for whoever cannot see the shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from dieuphoi.core.ui.states import BASES, VERDICTS

CHANGES = ("", "better", "worse", "changed")
"""Against the round compared with: became met; was met and is no more; another change."""


class WallColumn(NamedTuple):
    """One criterion: ``label`` is what the narrow head shows ("1", "2.3"), ``title`` its full name, ``anchor`` its
    place on the page of a unit ("#tc-2")."""

    label: str
    title: str
    href: str = ""
    anchor: str = ""


class WallCell(NamedTuple):
    """``verdict`` a key of ``VERDICTS``, ``basis`` of ``BASES`` or ``""``, ``change`` one of :data:`CHANGES`."""

    verdict: str
    basis: str = ""
    change: str = ""


class WallRow(NamedTuple):
    """One unit. ``cells`` as many as there are columns, each leading to ``href`` at its column's anchor; ``total`` is
    the text of the last column ("17/19")."""

    label: str
    href: str
    cells: Sequence[WallCell]
    total: str = ""
    note: str = ""


def wall(
    columns: Sequence[WallColumn],
    rows: Sequence[WallRow],
    caption: str,
    *,
    corner: str = "",
    total_label: str = "",
    footer: Sequence[str] | None = None,
    footer_label: str = "",
    tall: bool = True,
) -> Markup:
    """The wall as a scrolling ``<table>``. ``footer`` holds one text a column (how many are met), then the last one.

    Where its row has an ``href`` a cell is a link; one cell is in the tab order, the arrows move on from it
    (``wall.js``). Raises ``ValueError`` when a row has more or fewer cells than there are columns.
    """
    pieces = _Pieces()
    ends = [f'{escape(column.anchor)}" tabindex="-1">' for column in columns]
    out: list[str] = [
        f'<div class="table-scroll wall-scroll{" is-tall" if tall else ""}" role="region" aria-label="{escape(caption)}" '
        f'tabindex="0"><table class="table wall" data-wall><caption class="vh">{escape(caption)}</caption><thead><tr>'
        f'<th scope="col" class="wall-corner">{escape(corner or _("Đơn vị"))}</th>'
    ]
    for column in columns:
        head = f'<abbr title="{escape(column.title)}">{escape(column.label)}</abbr>'
        if column.href:
            head = f'<a href="{escape(column.href)}">{head}</a>'
        out.append(f'<th scope="col">{head}</th>')
    out.append(
        f'<th scope="col" class="wall-total">{escape(total_label or _("Đạt"))}</th></tr></thead><tbody>'
    )
    for row in rows:
        if len(row.cells) != len(columns):
            raise ValueError(f"{row.label}: {len(row.cells)} cells for {len(columns)} columns")
        label = escape(row.label)
        note = f' <span class="wall-note">{escape(row.note)}</span>' if row.note else ""
        named = f'<a href="{escape(row.href)}">{label}</a>' if row.href else label
        out.append(f'<tr><th scope="row">{named}{note}</th>')
        if row.href:
            link = f'<a href="{escape(row.href)}'
            out += [
                f"{start}{link}{end}{words}</a></td>"
                for (start, words), end in zip(map(pieces.__getitem__, row.cells), ends, strict=True)
            ]
        else:
            out += [f"{start}{words}</td>" for start, words in map(pieces.__getitem__, row.cells)]
        out.append(f'<td class="wall-total">{escape(row.total)}</td></tr>')
    out.append("</tbody>")
    if footer is not None:
        out.append(f'<tfoot><tr><th scope="row">{escape(footer_label or _("Số đơn vị đạt"))}</th>')
        out.extend(f"<td>{escape(text)}</td>" for text in footer)
        out.append("</tr></tfoot>")
    out.append("</table></div>")
    return Markup("".join(out))  # noqa: S704 - every value above went through escape()


class _Pieces(dict[WallCell, tuple[str, str]]):
    """What stands before a cell's link and within it: made once for each look."""

    def __missing__(self, cell: WallCell) -> tuple[str, str]:
        found = self[cell] = _pieces(*cell)
        return found


def _pieces(verdict: str, basis: str, change: str) -> tuple[str, str]:
    look = VERDICTS[verdict]
    words = [str(look.label)]
    classes = ["wc", f"wc-{look.css}"]
    mark = ""
    if basis:
        classes.append(f"wb-{BASES[basis].css}")
        words.append(str(BASES[basis].label))
        mark = f'<b aria-hidden="true">{escape(BASES[basis].letter)}</b>'
    if change:
        if change not in CHANGES:
            raise ValueError(f"unknown change {change!r}")
        classes.append(f"wd-{change}")
        words.append(
            {"better": _("mới đạt"), "worse": _("không còn đạt"), "changed": _("có thay đổi")}[change]
        )
    text = escape(", ".join(words))
    return f'<td class="{" ".join(classes)}" title="{text}">', f"{mark}<i>{text}</i>"
