"""Undoing changes of units: each row gets back the validity it had; nothing is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from psycopg.types.range import Range

from dieuphoi.core.chain.selectors import resting_on
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.registry.territory.models import (
    Edited,
    How,
    UnitBoundary,
    UnitChange,
    UnitChangeEdit,
    UnitChangeFrom,
    UnitChangeTo,
    UnitClass,
    UnitParent,
)
from dieuphoi.registry.territory.selectors.units import units_on
from dieuphoi.registry.territory.services.apply import TABLES
from dieuphoi.registry.territory.services.report import OWN_KINDS, left_without_parent
from dieuphoi.registry.territory.states import APPLIED, PLANNED

SHOWN = 5


def undo_changes(actor: Actor, changes: Sequence[UnitChange]) -> tuple[int, int, list[str]]:
    """Give the rows back inside a running act: ``(restored, emptied, warnings)``. Raises :class:`Refused`."""
    ids = [change.pk for change in changes]
    edits = list(UnitChangeEdit.objects.visible_to(actor).filter(change_id__in=ids).order_by("id"))
    news = {
        unit
        for unit in UnitChangeTo.objects.visible_to(actor)
        .filter(change_id__in=ids, how=How.NEW)
        .values_list("unit_id", flat=True)
        if unit is not None
    }
    _refuse_what_rests(actor, changes, news, edits)
    _refuse_what_moved(actor, changes, edits)
    emptied = restored = 0
    for what in TABLES:
        before: dict[int, Range[date] | None] = {}
        for edit in edits:
            if edit.what == what:
                # Several changes of the set may have set one row: what counts is how it was before the first.
                before.setdefault(edit.row_id, edit.before)
        emptied += _set(what, {row: None for row, valid in before.items() if valid is None})
        restored += _set(what, {row: valid for row, valid in before.items() if valid is not None})
    return restored, emptied, _warnings(actor, changes, edits)


def _set(what: str, rows: dict[int, Range[date] | None]) -> int:
    if not rows:
        return 0
    with connection.cursor() as cursor:
        if all(valid is None for valid in rows.values()):
            cursor.execute(
                f"UPDATE {TABLES[what]._meta.db_table} SET valid = 'empty' WHERE id = ANY(%s::bigint[])",  # noqa: S608
                [list(rows)],
            )
        else:
            cursor.execute(
                f"UPDATE {TABLES[what]._meta.db_table} AS t SET valid = v.valid"  # noqa: S608
                " FROM unnest(%s::bigint[], %s::daterange[]) AS v(id, valid) WHERE t.id = v.id",
                [list(rows), list(rows.values())],
            )
        return int(cursor.rowcount)


def _refuse_what_rests(
    actor: Actor, changes: Sequence[UnitChange], news: set[int], edits: Sequence[UnitChangeEdit]
) -> None:
    """Anything on a unit that the undo would take away: results, roles, organisations, classes, villages, changes."""
    ids = {change.pk for change in changes}
    found: list[str] = []
    for each in resting_on("unit", news, only_firm=True):
        if each.edge.upper not in OWN_KINDS:
            found.append(f"{each.words}: {each.count}")
    mine = {what: {edit.row_id for edit in edits if edit.what == what} for what in TABLES}
    children = (
        UnitParent.objects.visible_to(actor)
        .filter(parent_id__any_of=news, valid__isempty=False)
        .exclude(id__in=mine[Edited.PARENT])
        .values_list("unit_id", flat=True)
    )
    if below := set(children):
        names = [row.full_name for row in units_on(actor, max(c.effective_on for c in changes), ids=below)]
        found.append(
            _("đơn vị trực thuộc: %(count)d (%(names)s)")
            % {"count": len(below), "names": ", ".join(names[:SHOWN]) or "…"}
        )
    own: tuple[tuple[str, Any, str], ...] = (
        (Edited.CLASS, UnitClass, _("phân loại")),
        (Edited.BOUNDARY, UnitBoundary, _("ranh giới")),
    )
    for what, model, words in own:
        rows = model.objects.visible_to(actor).filter(unit_id__any_of=news, valid__isempty=False)
        if count := rows.exclude(id__in=mine[what]).count():
            found.append(f"{words}: {count}")
    touched = news | set(
        UnitChangeTo.objects.visible_to(actor)
        .filter(change_id__in=ids, unit__isnull=False)
        .values_list("unit_id", flat=True)
    )
    later = (
        UnitChangeFrom.objects.visible_to(actor)
        .filter(unit_id__any_of=touched, change__state__in=[PLANNED, APPLIED])
        .filter(change__effective_on__gt=min(change.effective_on for change in changes))
        .exclude(change_id__in=ids)
    )
    if after := sorted(set(later.values_list("change_id", flat=True))):
        found.append(_("thay đổi về sau số %(ids)s") % {"ids": ", ".join(map(str, after[:SHOWN]))})
    under = (
        UnitChangeTo.objects.visible_to(actor)
        .filter(change__state=PLANNED, parent_id__any_of=news)
        .exclude(change_id__in=ids)
    )
    if waiting := sorted(set(under.values_list("change_id", flat=True))):
        found.append(_("thay đổi dự kiến số %(ids)s") % {"ids": ", ".join(map(str, waiting[:SHOWN]))})
    if found:
        raise Refused(
            "rests",
            _("Không hoàn tác được: đã có dữ liệu dựa trên đơn vị mới (%(what)s). Muốn sửa, hãy lập một thay đổi mới.")
            % {"what": "; ".join(found)},
        )


def _refuse_what_moved(actor: Actor, changes: Sequence[UnitChange], edits: Sequence[UnitChangeEdit]) -> None:
    """A row that somebody has set since is no longer this change's to give back."""
    ids = [change.pk for change in changes]
    for what, model in TABLES.items():
        last = {edit.row_id: edit.after for edit in edits if edit.what == what}
        now = dict(model.objects.visible_to(actor).filter(id__any_of=last).values_list("id", "valid"))
        moved = [row for row, after in last.items() if now.get(row) != after]
        if not moved:
            continue
        others = sorted(
            set(
                UnitChangeEdit.objects.visible_to(actor)
                .filter(what=what, row_id__in=moved, change__state=APPLIED)
                .exclude(change_id__in=ids)
                .values_list("change_id", flat=True)
            )
        )
        if others:
            message = _("Thay đổi số %(ids)s đã dựa tiếp trên thay đổi này. Hãy hoàn tác chúng trước, hoặc cùng lúc.")
            raise Refused("rests", message % {"ids": ", ".join(map(str, others[:SHOWN]))})
        message = _("%(what)s của %(count)d đơn vị đã được sửa sau khi áp dụng. Hãy lập một thay đổi mới.")
        raise Refused("rests", message % {"what": Edited(what).label.capitalize(), "count": len(moved)})


def _warnings(actor: Actor, changes: Sequence[UnitChange], edits: Sequence[UnitChangeEdit]) -> list[str]:
    by_change = {change.pk: change.effective_on for change in changes}
    found: list[str] = []
    for day in sorted(set(by_change.values())):
        rows = [
            edit.row_id
            for edit in edits
            if edit.what == Edited.PARENT and edit.before is not None and by_change[edit.change_id] == day
        ]
        units = set(UnitParent.objects.visible_to(actor).filter(id__any_of=rows).values_list("unit_id", flat=True))
        found += left_without_parent(actor, units, day)
    return found
