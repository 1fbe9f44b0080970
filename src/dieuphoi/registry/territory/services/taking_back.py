"""Taking back units that an import made: they were never there; what stands on one of them refuses it, by name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from dieuphoi.core.chain.selectors import resting_on
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.territory.models import (
    UnitBoundary,
    UnitChangeFrom,
    UnitChangeTo,
    UnitClass,
    UnitName,
    UnitParent,
)
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.services.report import OWN_KINDS
from dieuphoi.registry.territory.states import APPLIED, PLANNED

SHOWN = 8


def on_units(actor: Actor, units: Collection[int], classes: Collection[int]) -> list[str]:
    """What stands on units besides what was made with them (``classes``: ids of their own), in words."""
    found = [f"{each.words}: {each.count}" for each in resting_on("unit", units, only_firm=True)
             if each.edge.upper not in OWN_KINDS]  # fmt: skip
    below = UnitParent.objects.visible_to(actor).filter(parent_id__any_of=set(units), valid__isempty=False)
    children = set(below.exclude(unit_id__any_of=set(units)).values_list("unit_id", flat=True))
    names = UnitName.objects.visible_to(actor).filter(unit_id__any_of=children, valid__isempty=False).order_by("id")
    found += sorted({full_name(kind, name) for kind, name in names.values_list("type", "name")})[:SHOWN]
    own: tuple[tuple[Any, Collection[int], str], ...] = (
        (UnitClass, classes, _("phân loại")), (UnitBoundary, (), _("ranh giới")),
    )  # fmt: skip
    for model, mine, words in own:
        rows = model.objects.visible_to(actor).filter(unit_id__any_of=set(units), valid__isempty=False)
        if count := rows.exclude(id__in=list(mine)).count():
            found.append(f"{words}: {count}")
    live = Q(change__state__in=[PLANNED, APPLIED])
    changes = {
        *UnitChangeFrom.objects.visible_to(actor)
        .filter(live, unit_id__any_of=set(units))
        .values_list("change_id", flat=True),
        *UnitChangeTo.objects.visible_to(actor)
        .filter(live)
        .filter(Q(unit_id__any_of=set(units)) | Q(parent_id__any_of=set(units)))
        .values_list("change_id", flat=True),
    }
    if changes:
        found.append(_("thay đổi số %(ids)s") % {"ids": ", ".join(map(str, sorted(changes)[:SHOWN]))})
    return found
