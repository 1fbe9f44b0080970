"""The least that a wall can be."""

from __future__ import annotations

from django.db import connection
from django.utils.html import escape


def bare_wall(round_id: int) -> str:
    """The least that a wall of a round can be: one query, one plain cell a mark, nothing escaped, no link."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.unit_id, s.unit_name, u.marks, u.bases, u.criteria_met, u.criteria_total"
            " FROM assessments_sheetrollup u JOIN assessments_sheet s ON s.id = u.sheet_id"
            " WHERE u.round_id = %s ORDER BY s.unit_key, s.unit_code",
            [round_id],
        )
        rows = cursor.fetchall()
    cells = {mark + basis: f'<td class="{mark} {basis}">' for mark in "MNEUA" for basis in "CKIX-"}
    out = ["<table>"]
    for unit_id, name, marks, bases, met, total in rows:
        out.append(f'<tr><th><a href="{unit_id}">{escape(name)}</a></th>')
        for mark, basis in zip(marks, bases, strict=True):
            out.append(f"{cells[mark + basis]}{mark}</td>")
        out.append(f"<td>{met}/{total}</td></tr>")
    out.append("</table>")
    return "".join(out)
