"""What a set of changes does, in figures and names: the same for the dry run, the real run and any later look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.chain.selectors import resting_on
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.territory.models import (
    Edited,
    How,
    Kind,
    UnitChange,
    UnitChangeEdit,
    UnitChangeFrom,
    UnitChangeLink,
    UnitChangeTo,
    UnitParent,
)
from dieuphoi.registry.territory.selectors.units import UnitRow, units_on

OWN_KINDS = ("unit_change", "unit")
"""Kinds of this package: what rests on a unit there is told by the change itself."""


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """Figures of a set of changes. ``before`` and ``after`` count all units of the provinces concerned on the eve and
    on the day, by kind and by type; the others count what these changes themselves touch, by type. ``orphans`` are
    units whose parent was divided, so that nobody can say where they lie; ``touches`` what of any package rests on the
    units that end.
    """

    changes: dict[str, int] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)
    created: dict[str, int] = field(default_factory=dict)
    adopted: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    moved: int = 0
    divided: int = 0
    orphans: list[str] = field(default_factory=list)
    touches: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Plain values, without ids: a dry run and the real run print the same."""
        return asdict(self)


def report_on(actor: Actor, changes: Sequence[UnitChange]) -> ChangeReport:
    """What ``changes``, applied, did. A constant number of queries for each day."""
    ids = [change.pk for change in changes]
    froms = list(UnitChangeFrom.objects.visible_to(actor).filter(change_id__in=ids).values_list("unit_id", "change_id"))
    tos = list(UnitChangeTo.objects.visible_to(actor).filter(change_id__in=ids))
    same = {to.unit_id for to in tos if to.how == How.SAME}
    day_of = {change.pk: change.effective_on for change in changes}
    ended: Counter[str] = Counter()
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for day in sorted(set(day_of.values())):
        eve = day - timedelta(days=1)
        olds = {unit for unit, change in froms if day_of[change] == day}
        on_eve = units_on(actor, eve, ids=olds)
        ended.update(row.type for row in on_eve if row.id not in same)
        news = {to.unit_id for to in tos if to.unit_id and day_of[to.change_id] == day}
        on_day = units_on(actor, day, ids=news)
        before.update(_census(actor, eve, on_eve))
        after.update(_census(actor, day, on_day))
    by_how = {how: Counter(to.type for to in tos if to.how == how) for how in How.values}
    edits = UnitChangeEdit.objects.visible_to(actor).filter(change_id__in=ids)
    own = {unit for unit, _change in froms} | {to.unit_id for to in tos if to.unit_id}
    closed = set(
        UnitParent.objects.visible_to(actor)
        .filter(id__in=edits.filter(what=Edited.PARENT, before__isnull=False).values("row_id"))
        .exclude(unit_id__in=own)
        .values_list("unit_id", flat=True)
    )
    placed = set(
        UnitParent.objects.visible_to(actor)
        .filter(id__in=edits.filter(what=Edited.PARENT, before__isnull=True).values("row_id"), unit_id__in=closed)
        .values_list("unit_id", flat=True)
    )
    lost = closed - placed
    first = min(day_of.values(), default=None)
    divided = Counter(
        UnitChangeLink.objects.visible_to(actor).filter(change_id__in=ids).values_list("predecessor_id", flat=True)
    )
    return ChangeReport(
        changes=_sorted(Counter(str(change.kind) for change in changes)),
        before=_sorted(before),
        after=_sorted(after),
        ended=_sorted(ended),
        created=_sorted(by_how[How.NEW]),
        adopted=_sorted(by_how[How.ADOPT]),
        kept=_sorted(by_how[How.SAME]),
        moved=len(placed),
        divided=sum(count > 1 for count in divided.values()),
        orphans=[row.full_name for row in units_on(actor, first, ids=lost)] if lost and first else [],
        touches=touches([unit for unit, _change in froms if unit not in same]),
    )


def touches(units: Iterable[int]) -> list[dict[str, Any]]:
    """What rests on these units in the packages above, edge by edge, whoever may see it."""
    return [
        {"kind": each.edge.upper, "words": str(each.words), "count": each.count, "firm": each.edge.rests}
        for each in resting_on("unit", list(units))
        if each.edge.upper not in OWN_KINDS
    ]


def _census(actor: Actor, day: date, among: Iterable[UnitRow]) -> Counter[str]:
    """All units of the provinces that these units lie in (or are), by kind and by type of commune."""
    found: Counter[str] = Counter()
    for province in sorted({row.province_id for row in among if row.province_id is not None}):
        for row in units_on(actor, day, province=province):
            found[row.kind] += 1
            if row.kind == Kind.COMMUNE:
                found[row.type] += 1
    return found


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return {key: counts[key] for key in sorted(counts) if counts[key]}


def left_without_parent(actor: Actor, units: Iterable[int], day: date) -> list[str]:
    """Units of a day whose parent of that day does not exist then: sentences for the warning of an undo."""
    rows = units_on(actor, day, ids=list(units))
    parents = {row.parent_id for row in rows if row.parent_id is not None}
    there = {row.id for row in units_on(actor, day, ids=parents)}
    lost: dict[int, list[str]] = {}
    for row in rows:
        if row.parent_id is not None and row.parent_id not in there:
            lost.setdefault(row.parent_id, []).append(row.full_name)
    names = {row.id: row.full_name for row in units_on(actor, day - timedelta(days=1), ids=lost)}
    return [
        _(
            "%(units)s trở lại thuộc %(parent)s, nhưng đơn vị này đã kết thúc. "
            "Hãy hoàn tác cả lần sắp xếp, hoặc lập thay đổi mới."
        )
        % {"units": ", ".join(units), "parent": names.get(parent, f"#{parent}")}
        for parent, units in lost.items()
    ]
