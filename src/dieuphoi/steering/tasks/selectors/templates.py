"""Templates of tasks: those kept here and those shipped with the product, read alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from psycopg.types.range import Range

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.ranges import contains
from dieuphoi.registry.access.roles import OFFICE
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.steering.tasks.bodies import LEADERSHIP, own_bodies
from dieuphoi.steering.tasks.models import ItemLead, TaskKind, TaskTemplate, TaskTemplateItem, TemplateUse, Urgency
from dieuphoi.steering.tasks.policies import may_keep_for

_DATA: Final = Path(__file__).parent.parent / "data" / "templates.yaml"
LEAD_CHOICES: Final = tuple(ItemLead.choices)
LEAD_LABELS: Final = dict(ItemLead.choices)


@dataclass(frozen=True, slots=True)
class Item:
    """One task of a template. ``key`` names it in forms, ``parent`` the key of its whole; ``id`` is empty for a shipped
    one.
    """

    key: str
    parent: str
    depth: int
    title: str
    product: str
    text: str = ""
    kind: str = TaskKind.ORDINARY.value
    urgency: str = Urgency.NORMAL.value
    lead: str = ItemLead.GIVER.value
    lead_org_id: int | None = None
    lead_org_name: str = ""
    responsible_id: int | None = None
    responsible_name: str = ""
    coordinating: tuple[int, ...] = ()
    days: int | None = None
    no_due_reason: str = ""
    every: str = ""
    field_id: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A template as it is used: ``ref`` is its id, or the key of a shipped one. ``row`` is empty for that."""

    ref: str
    name: str
    about: str
    source: str
    items: tuple[Item, ...]
    org_name: str = ""
    valid: Range[date] | None = None
    row: TaskTemplate | None = None

    @property
    def shipped(self) -> bool:
        return self.row is None

    @property
    def for_communes(self) -> bool:
        """Whether it asks for communes."""
        return any(item.lead == ItemLead.COMMUNE for item in self.items)

    def holds_on(self, day: date) -> bool:
        return self.row is None or (contains(self.row.valid, day) and not self.row.end_reason)


def read_templates(text: str) -> dict[str, Template]:
    """The shipped templates by key, from YAML. Raises ``ValueError`` or ``KeyError`` for a faulty one."""
    found = {}
    for entry in yaml.safe_load(text)["templates"]:
        key = entry["key"]
        items = tuple(_shipped_items(entry["items"], "", 1, "s"))
        if key in found or not items:
            raise ValueError(f"faulty template: {key!r}")
        found[key] = Template(key, entry["name"], entry["about"], entry["source"].strip(), items)
    return found


def _shipped_items(entries: Sequence[Mapping[str, Any]], parent: str, depth: int, before: str) -> Iterator[Item]:
    for place, entry in enumerate(entries, start=1):
        key = f"{before}{place}"
        item = Item(
            key, parent, depth, entry["title"], entry["product"], lead=ItemLead(entry["lead"]).value,
            kind=TaskKind(entry.get("kind", "ORDINARY")).value,
            urgency=Urgency(entry.get("urgency", "NORMAL")).value, days=int(entry["days"]),
        )  # fmt: skip
        if depth > 3 or item.lead == ItemLead.ORG:
            raise ValueError(f"faulty item: {entry!r}")
        yield item
        yield from _shipped_items(entry.get("parts", ()), key, depth + 1, f"{key}_")


@lru_cache(maxsize=1)
def shipped_templates() -> dict[str, Template]:
    return read_templates(_DATA.read_text(encoding="utf-8"))


def templates(actor: Actor) -> list[Any]:
    """The templates kept here that the actor sees, those in use first, by the alphabet; with ``count`` of tasks."""
    rows: Any = TaskTemplate.objects.visible_to(actor).select_related("org__parent")
    rows = rows.annotate(count=Count("items", filter=Q(items__ended_at=None)))
    return sorted(rows.order_by("name_key", "pk"), key=lambda row: bool(row.end_reason))


def template(actor: Actor, ref: str) -> Template:
    """One template by its id, or by the key of a shipped one. Raises ``NotVisible``. Two queries."""
    if not ref.isdigit():
        found = shipped_templates().get(ref)
        if found is None:
            raise NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn."))
        return found
    row = TaskTemplate.objects.select_related("org__parent").one_visible_to(actor, id=int(ref[:18]))
    assert isinstance(row, TaskTemplate)
    return Template(
        str(row.pk), row.name, row.about, row.source, tuple(_items(row.pk)), row.org.name, row.valid, row
    )


def _items(template_id: int) -> Iterator[Item]:
    """The living items, wholes before their parts, in their order."""
    rows = TaskTemplateItem.objects.filter(template_id=template_id, ended_at=None)
    below: dict[int | None, list[TaskTemplateItem]] = {}
    for row in rows.select_related("lead_org", "responsible").order_by("position", "pk"):
        below.setdefault(row.parent_id, []).append(row)

    def walk(parent: int | None) -> Iterator[Item]:
        for row in below.get(parent, ()):
            yield Item(
                key=f"i{row.pk}", parent=f"i{parent}" if parent else "", depth=row.depth, title=row.title,
                product=row.product, text=row.text, kind=row.kind, urgency=row.urgency, lead=row.lead,
                lead_org_id=row.lead_org_id, lead_org_name=row.lead_org.name if row.lead_org else "",
                responsible_id=row.responsible_id,
                responsible_name=row.responsible.full_name if row.responsible else "",
                coordinating=tuple(row.coordinating), days=row.days, no_due_reason=row.no_due_reason, every=row.every,
                field_id=row.field_id, id=row.pk,
            )  # fmt: skip
            yield from walk(row.pk)

    return walk(None)


def item_by_id(actor: Actor, item_id: int) -> TaskTemplateItem:
    rows = TaskTemplateItem.objects.select_related("template__org__parent", "parent")
    found = rows.one_visible_to(actor, id=item_id, ended_at=None)
    assert isinstance(found, TaskTemplateItem)
    return found


def uses_of(actor: Actor, ref: str) -> list[TemplateUse]:
    """When a template was given, the newest first."""
    rows = TemplateUse.objects.visible_to(actor)
    rows = rows.filter(template_id=int(ref[:18])) if ref.isdigit() else rows.filter(template=None, key=ref)
    return list(rows.order_by("-recorded_at", "-pk")[:50])


def use_by_id(actor: Actor, use_id: int) -> TemplateUse:
    found = TemplateUse.objects.one_visible_to(actor, id=use_id)
    assert isinstance(found, TemplateUse)
    return found


def keeping_bodies(actor: Actor, day: date) -> list[tuple[str, str]]:
    """The bodies whose templates and recurring duties the actor keeps, as choices by the alphabet."""
    rows = OrgUnit.objects.visible_to(actor).filter(valid__contains=day).select_related("parent__parent")
    if not actor.writes(*OFFICE):
        rows = rows.filter(pk__in=own_bodies(actor).values("pk"))
    else:
        rows = rows.filter(Q(kind__in=LEADERSHIP) | Q(pk__in=own_bodies(actor).values("pk")))
    return [(str(row.pk), row.name) for row in rows.order_by("name_key") if may_keep_for(actor, row)]
