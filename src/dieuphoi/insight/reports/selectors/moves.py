"""What moved since the round before: gained and lost, per commune; and what cannot be compared, each with its
reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.text import vn_key
from dieuphoi.insight.reports.selectors.rows import Reading, ReportRow
from dieuphoi.registry.territory import selectors as territory


@dataclass(frozen=True, slots=True)
class NotComparable:
    """A commune of one of the two rounds only, and why: what it was made of, or what became of it."""

    unit_id: int
    name: str
    why: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Moves:
    """``rows`` are the comparable communes whose marks moved. ``reason`` says why nothing at all can be compared."""

    rows: Sequence[ReportRow]
    comparable: int
    not_comparable: Sequence[NotComparable]
    reason: str = ""


def moves_of(actor: Actor, read: Reading) -> Moves:
    """The comparison of a reading with the round before. Nothing of a predecessor is added to its successor (fault
    1)."""
    against = read.against
    if against is None:
        return Moves((), 0, (), _("Không có đợt trước để so sánh."))
    if against.version_id != read.round.version_id:
        words = {"round": against.title, "set": against.version.set.name}
        return Moves(
            (), 0, (),
            _("“%(round)s” chấm theo %(set)s: số tiêu chí của hai bộ không so sánh được với nhau.") % words,
        )  # fmt: skip
    comparable = [row for row in read.rows if row.before is not None]
    moved = [row for row in comparable if row.gained or row.lost]
    moved.sort(key=lambda row: (len(row.lost) - len(row.gained), vn_key(row.wall.name)))
    return Moves(moved, len(comparable), _strangers(actor, read))


def _strangers(actor: Actor, read: Reading) -> list[NotComparable]:
    new = {row.wall.unit_id: row.wall.name for row in read.rows if row.wall.unit_id in read.new_here}
    gone = read.missing_before
    made_of = territory.predecessors_of(new) if new else {}
    became = territory.successors_of(gone) if gone else {}
    names = territory.latest_names(actor, {unit for units in (*made_of.values(), *became.values()) for unit in units})
    found = [
        NotComparable(unit, name, _made_words([names.get(each, "") for each in made_of.get(unit, ())]), is_here=True)
        for unit, name in new.items()
    ]
    found += [
        NotComparable(unit, name, _became_words([names.get(each, "") for each in became.get(unit, ())]), is_here=False)
        for unit, name in gone.items()
    ]
    return sorted(found, key=lambda each: (not each.is_here, vn_key(each.name)))


def _made_words(names: Sequence[str]) -> str:
    told = ", ".join(sorted(filter(None, names), key=vn_key))
    if told:
        return _("lập sau sắp xếp từ %(names)s; số liệu của đơn vị cũ không cộng sang") % {"names": told}
    return _("không có trong đợt so sánh")


def _became_words(names: Sequence[str]) -> str:
    told = ", ".join(sorted(filter(None, names), key=vn_key))
    if told:
        return _("đã sắp xếp vào %(names)s") % {"names": told}
    return _("không có trong đợt này")
