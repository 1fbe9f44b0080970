"""Topics through the sets: which criterion of which set a topic is, and which rows it has there.

Numbers mean something only inside their set (demand S2-25): a topic leads from one set to another, a number never
does. The mapping ships as data, is not official, and judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.text import fold
from dieuphoi.programme.criteria import sets
from dieuphoi.programme.criteria.comparing import Group, compare_sets, compare_versions
from dieuphoi.programme.criteria.models import Criterion, SetVersion
from dieuphoi.programme.criteria.selectors.sets import engine_set


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: its code, name, what the mapping says of it, and the criterion number by set code."""

    code: str
    name: str
    note: str
    numbers: tuple[tuple[str, int], ...]

    def number_in(self, set_code: str) -> int | None:
        return dict(self.numbers).get(set_code)


@lru_cache(maxsize=1)
def topics() -> tuple[Topic, ...]:
    """All topics in the order of the data."""
    return tuple(
        Topic(
            item["topic"],
            item["name"],
            str(item.get("note") or ""),
            tuple((code, number) for code, number in item["criterion"].items() if number is not None),
        )
        for item in sets.lineage()["topics"]
    )


def topic_names() -> dict[str, str]:
    return {topic.code: topic.name for topic in topics()}


def topics_of(version: SetVersion, criterion: Any) -> tuple[str, ...]:
    """The topics of a criterion: by its set in the mapping, else by the criterion of the same name in the version it is
    based on. A number alone never decides.
    """
    seen: set[int] = set()
    here: SetVersion | None = version
    name, number = fold(criterion.name), int(criterion.number)
    while here is not None and here.pk not in seen:
        seen.add(here.pk)
        known = [topic for topic in topics() if any(code == here.set.code for code, _n in topic.numbers)]
        if known:
            if here.pk != version.pk:
                base = [each for each in here.criteria.all() if fold(each.name) == name]
                number = int(base[0].number) if base else -1
            return tuple(topic.code for topic in known if topic.number_in(here.set.code) == number)
        here = here.based_on
    return ()


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A criterion of a version that is about a topic, with its rows."""

    version: Any
    criterion: Any
    indicators: tuple[Any, ...]


def topic_rows(actor: Actor, code: str, on: date | None = None) -> list[TopicRow]:
    """Every version that speaks of a topic, oldest first; with ``on`` only those in force on that day."""
    versions = (
        SetVersion.objects.visible_to(actor)
        .exclude(state="draft")
        .select_related("set", "based_on__set")
        .order_by(F("effective__startswith").asc(nulls_first=True), "set__code", "number")
    )
    if on is not None:
        versions = versions.filter(effective__contains=on)
    found = []
    criteria: dict[int, list[Criterion]] = {}
    for criterion in (
        Criterion.objects.filter(version__in=versions.order_by().values("pk"))
        .prefetch_related("indicators")
        .order_by("position")
    ):
        criteria.setdefault(criterion.version_id, []).append(criterion)
    for version in versions:
        for criterion in criteria.get(version.pk, ()):
            if code in topics_of(version, criterion):
                rows = tuple(sorted(criterion.indicators.all(), key=lambda row: row.position))
                found.append(TopicRow(version, criterion, rows))
    return found


def topic_read(code: str) -> Topic:
    """The topic by its code. Raises ``NotVisible``."""
    found = next((topic for topic in topics() if topic.code == code), None)
    if found is None:
        raise NotVisible(_("Không có chủ đề này."))
    return found


@dataclass(frozen=True, slots=True)
class TopicTable:
    """Topics by sets: ``families`` are set codes with their names, ``lines`` a topic with its criterion in each."""

    families: tuple[tuple[str, str], ...]
    lines: tuple[tuple[Topic, tuple[tuple[str, int] | None, ...]], ...]


def topic_table(actor: Actor) -> TopicTable:
    """The newest version of every set that a topic leads to, oldest stage first; a criterion by name and page."""
    newest: dict[str, Any] = {}
    for version in (
        SetVersion.objects.visible_to(actor)
        .exclude(state="draft")
        .select_related("set", "based_on__set")
        .order_by(F("effective__startswith").asc(nulls_first=True), "number")
    ):
        newest[version.set.code] = version
    criteria: dict[int, list[Criterion]] = {}
    for criterion in Criterion.objects.filter(version__in=[version.pk for version in newest.values()]).order_by(
        "position"
    ):
        criteria.setdefault(criterion.version_id, []).append(criterion)
    at: dict[tuple[str, str], tuple[str, int]] = {}
    for code, version in newest.items():
        for criterion in criteria.get(version.pk, ()):
            for topic in topics_of(version, criterion):
                at[(topic, code)] = (f"{criterion.number}. {criterion.name}", version.pk)
    families = [code for code in newest if any((topic.code, code) in at for topic in topics())]
    return TopicTable(
        tuple((code, newest[code].set.name) for code in families),
        tuple((topic, tuple(at.get((topic.code, code)) for code in families)) for topic in topics()),
    )


def compared(before: SetVersion, after: SetVersion) -> tuple[list[Group], bool]:
    """Two versions side by side, and whether codes mean the same in both (one set, or made from one another)."""
    first, second = engine_set(before.pk), engine_set(after.pk)
    if before.set_id == after.set_id or _made_from(before, after) or _made_from(after, before):
        return compare_versions(first, second), True
    ours = {int(each.number): each for each in before.criteria.all()}
    theirs = {int(each.number): each for each in after.criteria.all()}
    groups = compare_sets(
        first,
        second,
        lambda criterion: topics_of(before, ours[criterion.number]),
        lambda criterion: topics_of(after, theirs[criterion.number]),
        topic_names(),
    )
    return groups, False


def _made_from(base: SetVersion, version: SetVersion) -> bool:
    here: SetVersion | None = version
    seen: set[int] = set()
    while here is not None and here.pk not in seen:
        if here.pk == base.pk:
            return True
        seen.add(here.pk)
        here = here.based_on
    return False
