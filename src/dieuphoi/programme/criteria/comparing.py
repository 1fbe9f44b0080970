"""Two versions side by side: which rows came, went and changed, cell by cell. Pure; no query, no judgement.

Inside one set a code means the same row. Between two sets it does not (S2-25): there criteria meet by topic, and rows
inside a topic by their wording – that is a help to the reader, not a statement of any decision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.text import fold
from dieuphoi.programme.criteria import presenting, sets

ALIKE = 0.5
"""Share of words that two rows of one topic have in common, from which they are shown on one line."""

TopicsOf = Callable[[sets.Criterion], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of a row on both sides, in words."""

    label: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the comparison. ``kind``: ``added``, ``removed``, ``changed`` or ``same``."""

    kind: str
    before: sets.Indicator | None
    after: sets.Indicator | None
    parts: tuple[Difference, ...]

    @property
    def changes(self) -> tuple[Difference, ...]:
        return tuple(part for part in self.parts if part.changed)


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one criterion (same set) or of one topic (two sets)."""

    title: str
    before: tuple[sets.Criterion, ...]
    after: tuple[sets.Criterion, ...]
    lines: tuple[Line, ...]


def counts(groups: Iterable[Group]) -> dict[str, int]:
    """How many rows were added, removed, changed, and stayed."""
    found = {"added": 0, "removed": 0, "changed": 0, "same": 0}
    for group in groups:
        for line in group.lines:
            found[line.kind] += 1
    return found


def compare_versions(before: sets.SetVersion, after: sets.SetVersion) -> list[Group]:
    """Two versions of one set (or a set and the one made from it): rows meet by their codes."""
    territories = _territories(before, after)
    old = {criterion.number: criterion for criterion in before.criteria}
    new = {criterion.number: criterion for criterion in after.criteria}
    left = {row.code: row for row in before.indicators if row.code}
    groups = []
    for number in sorted({*old, *new}):
        was, now = old.get(number), new.get(number)
        ours = list(now.indicators if now else ())
        theirs = list(was.indicators if was else ())
        pairs: list[tuple[sets.Indicator | None, sets.Indicator | None]] = []
        met: set[int] = set()
        for row in ours:
            # A code that moved to another criterion is the same row still.
            other = left.get(row.code) if row.code else _same_name(row, theirs, met)
            if other is not None:
                met.add(id(other))
            pairs.append((other, row))
        gone = {row.code for row in after.indicators if row.code}
        pairs += [(row, None) for row in theirs if id(row) not in met and (not row.code or row.code not in gone)]
        title = _title(was, now)
        groups.append(
            Group(
                title, (was,) if was else (), (now,) if now else (),
                tuple(_line(a, b, territories) for a, b in pairs),
            )
        )  # fmt: skip
    return groups


def _same_name(row: sets.Indicator, among: Iterable[sets.Indicator], met: set[int]) -> sets.Indicator | None:
    name = fold(row.name)
    return next((each for each in among if not each.code and id(each) not in met and fold(each.name) == name), None)


def compare_sets(
    before: sets.SetVersion,
    after: sets.SetVersion,
    topics_before: TopicsOf,
    topics_after: TopicsOf,
    names: Mapping[str, str],
) -> list[Group]:
    """Two sets through the lineage of topics. Criteria that share a topic stand in one group, with all their rows."""
    territories = _territories(before, after)
    sides = [(each, 0, topics_before(each)) for each in before.criteria]
    sides += [(each, 1, topics_after(each)) for each in after.criteria]
    clusters: list[tuple[set[str], list[tuple[sets.Criterion, int]]]] = []
    for criterion, side, topics in sides:
        mine: tuple[set[str], list[tuple[sets.Criterion, int]]] = (set(topics), [(criterion, side)])
        touching = [each for each in clusters if each[0] & mine[0]]
        for each in touching:
            mine = (mine[0] | each[0], each[1] + mine[1])
        clusters = [each for each in clusters if each not in touching] + [mine]
    order = list(names)
    groups = []
    for topics_of, members in clusters:
        old = tuple(criterion for criterion, side in members if side == 0)
        new = tuple(criterion for criterion, side in members if side == 1)
        title = ", ".join(names[code] for code in order if code in topics_of) or _("Không có trong bảng chủ đề")
        rows = ([row for each in old for row in each.indicators], [row for each in new for row in each.indicators])
        groups.append((
            min([order.index(code) for code in topics_of if code in order], default=len(order)),
            Group(title, old, new, tuple(_line(a, b, territories) for a, b in _alike(*rows))),
        ))  # fmt: skip
    return [group for _place, group in sorted(groups, key=lambda each: each[0])]


def _alike(
    old: Sequence[sets.Indicator], new: Sequence[sets.Indicator]
) -> list[tuple[sets.Indicator | None, sets.Indicator | None]]:
    scored = sorted(
        (
            (-_likeness(a.name, b.name), i, j)
            for i, a in enumerate(old)
            for j, b in enumerate(new)
            if _likeness(a.name, b.name) >= ALIKE
        )
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _score, i, j in scored:
        if i not in taken and j not in partner:
            partner[j] = i
            taken.add(i)
    pairs: list[tuple[sets.Indicator | None, sets.Indicator | None]] = [
        (old[partner[j]] if j in partner else None, row) for j, row in enumerate(new)
    ]
    return [*pairs, *((row, None) for i, row in enumerate(old) if i not in taken)]


def _likeness(a: str, b: str) -> float:
    left, right = set(fold(a).split()), set(fold(b).split())
    return len(left & right) / len(left | right) if left | right else 0.0


def _territories(before: sets.SetVersion, after: sets.SetVersion) -> dict[str, str]:
    return {t.code: t.name for t in (*before.territories, *after.territories)}


def _title(was: sets.Criterion | None, now: sets.Criterion | None) -> str:
    if was is not None and now is not None and was.name != now.name:
        return f"{now.number}. {was.name} → {now.name}"
    here = now or was
    return f"{here.number}. {here.name}" if here else ""


def _line(
    before: sets.Indicator | None, after: sets.Indicator | None, territories: Mapping[str, str]
) -> Line:
    cells = {name for row in (before, after) if row is not None for name, _cell in row.thresholds or ()}
    parts = [
        Difference(_("Mã"), _of(before, "code"), _of(after, "code")),
        Difference(_("Tên chỉ tiêu"), _of(before, "name"), _of(after, "name")),
        Difference(_("Đơn vị tính"), _of(before, "unit"), _of(after, "unit")),
        Difference(_("Dạng"), _kind(before), _kind(after)),
        Difference(_("Chỉ áp dụng khi"), _of(before, "applicable_if"), _of(after, "applicable_if")),
    ]
    parts += [
        Difference(presenting.column_name(column, territories), _cell_of(before, column), _cell_of(after, column))
        for column in presenting.ordered_columns(cells, territories)
    ]
    if before is None:
        kind = "added"
    elif after is None:
        kind = "removed"
    else:
        kind = "changed" if any(part.changed for part in parts) else "same"
    return Line(kind, before, after, tuple(parts))


def _of(row: sets.Indicator | None, name: str) -> str:
    return "" if row is None else str(getattr(row, name) or "")


def _kind(row: sets.Indicator | None) -> str:
    return "" if row is None else presenting.kind_words(row.kind)


def _cell_of(row: sets.Indicator | None, column: str) -> str:
    return "" if row is None else presenting.cell_words(row, column)
