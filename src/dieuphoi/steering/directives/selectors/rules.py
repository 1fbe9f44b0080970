"""The rules of the register as they hold on a day: how fast documents travel, how numbers are given, which kinds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.db.models import QuerySet

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.ranges import contains
from dieuphoi.core.kernel.workdays import add_working_days
from dieuphoi.registry.organisations.models import OrgKind, ServedProgramme
from dieuphoi.steering.directives.models import AccessRule, DocumentKind, Measure, NumberingRule, Urgency

_DATA: Final = Path(__file__).parent.parent / "data" / "access-rules.yaml"


@dataclass(frozen=True, slots=True)
class Pace:
    """So many working days for one stretch and urgency. ``shipped``: nobody of this office has set them yet."""

    measure: str
    urgency: str
    days: int
    org_kinds: tuple[str, ...]
    source: str
    since: date | None
    shipped: bool

    @property
    def measure_label(self) -> str:
        return str(Measure(self.measure).label)

    @property
    def urgency_label(self) -> str:
        return str(Urgency(self.urgency).label)

    def holds_for(self, org_kind: str) -> bool:
        """Whether an organisation of this kind is held to it."""
        return not self.org_kinds or org_kind in self.org_kinds


def read_shipped(text: str) -> dict[tuple[str, str], Pace]:
    """The shipped rules, from YAML. Raises ``KeyError`` or ``ValueError`` for a faulty file."""
    data = yaml.safe_load(text)
    found = {}
    for measure in Measure.values:
        kinds = tuple(data[measure].get("org_kinds", ()))
        if unknown := set(kinds) - set(OrgKind.values):
            raise ValueError(f"{measure}: no such kinds of organisations: {sorted(unknown)}")
        for urgency in Urgency.values:
            days = int(data[measure][urgency])
            if not 0 <= days <= 260:
                raise ValueError(f"{measure} {urgency}: 0 to 260 working days, please")
            found[measure, urgency] = Pace(measure, urgency, days, kinds, str(data["source"]), None, shipped=True)
    return found


@cache
def _shipped() -> dict[tuple[str, str], Pace]:
    return read_shipped(_DATA.read_text(encoding="utf-8"))


@dataclass(slots=True)
class AccessRules:
    """The rules of all days; one query, then no more."""

    rows: list[Any] = field(default_factory=list)

    @classmethod
    def read(cls) -> AccessRules:
        return cls(list(AccessRule.objects.order_by("id")))

    def on(self, measure: str, urgency: str, day: date) -> Pace:
        """The rule that holds on a day."""
        found = _shipped()[measure, urgency]
        for row in self.rows:
            if row.measure == measure and row.urgency == urgency and contains(row.valid, day):
                found = Pace(
                    measure, urgency, row.days, tuple(row.org_kinds), row.source, row.valid.lower, shipped=False
                )
        return found

    def due(self, measure: str, urgency: str, start: date, org_kind: str = "") -> date | None:
        """By when, for a clock that begins on ``start``; ``None`` for whoever is not held to it."""
        pace = self.on(measure, urgency, start)
        return add_working_days(start, pace.days, work_calendar()) if pace.holds_for(org_kind) else None


def paces_on(day: date) -> list[Pace]:
    """All rules that hold on a day, stretch by stretch. One query."""
    rules = AccessRules.read()
    return [rules.on(measure, urgency, day) for measure in Measure.values for urgency in Urgency.values]


def access_rules(actor: Actor) -> QuerySet[AccessRule]:
    """All rules that were ever set, the newest first."""
    return AccessRule.objects.visible_to(actor).order_by("measure", "urgency", "-id")


def numbers_per_kind(org_id: int, day: date) -> bool:
    """Whether an organisation numbers each kind by itself on a day; so it is until its head says otherwise."""
    row = NumberingRule.objects.filter(org_id=org_id, valid__contains=day).order_by("-id").first()
    return True if row is None else row.per_kind


def numbering_rules(actor: Actor) -> QuerySet[NumberingRule]:
    """All rules of numbering, the newest first."""
    return NumberingRule.objects.visible_to(actor).select_related("org").order_by("org__name_key", "-id")


def kinds_on(actor: Actor, day: date) -> list[DocumentKind]:
    """The kinds of documents of a day, in the order of the decree."""
    return list(DocumentKind.objects.visible_to(actor).filter(valid__contains=day).order_by("position", "name"))


def kind_choices(actor: Actor, day: date) -> list[tuple[str, str]]:
    return [(str(row.pk), f"{row.name} ({row.short})" if row.short else row.name) for row in kinds_on(actor, day)]


def programme_choices(actor: Actor, day: date) -> list[tuple[str, str]]:
    """The programmes that coordination offices serve on a day."""
    rows = ServedProgramme.objects.visible_to(actor).filter(valid__contains=day).order_by("name", "pk")
    return [(str(row.pk), row.name) for row in rows]
