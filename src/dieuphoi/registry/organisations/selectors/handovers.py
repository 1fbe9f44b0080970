"""Handovers: who gave, who received, what is open."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.organisations.models import Handover, HandoverItem, ItemState
from dieuphoi.registry.organisations.openwork import Holder, OpenWork, Source, open_work_of


def handovers_query(actor: Actor, day: date) -> QuerySet[Any]:
    """The handovers that the actor sees, unordered, with ``open_items`` and ``all_items``. For registers."""
    items = HandoverItem.objects.filter(handover_id=OuterRef("pk")).order_by().values("handover_id")
    rows: QuerySet[Any] = (
        Handover.objects.visible_to(actor)
        .select_related("giver__account", "giver_org", "receiver__account", "receiver_org")
        .annotate(
            all_items=Coalesce(Subquery(items.annotate(n=Count("id")).values("n")), 0),
            open_items=Coalesce(
                Subquery(items.annotate(n=Count("id", filter=~Q(state=ItemState.RECEIVED))).values("n")), 0
            ),
        )
    )
    return rows


def handover_by_id(actor: Actor, handover_id: int) -> Any:
    """One handover. Raises :class:`NotVisible`."""
    rows: Any = handovers_query(actor, actor.on)
    return rows.one_visible_to(actor, id=handover_id)


def items_of(actor: Actor, handover_id: int) -> list[HandoverItem]:
    """The items of a handover, by kind."""
    return list(
        HandoverItem.objects.visible_to(actor).filter(handover_id=handover_id).order_by("kind", "id")
    )


def handovers_of(actor: Actor, person_id: int) -> list[Any]:
    """The handovers that a person gave or received, the latest first."""
    return list(
        handovers_query(actor, actor.on)
        .filter(Q(giver_id=person_id) | Q(receiver_id=person_id))
        .order_by("-effective_on", "-id")
    )


def found_for(actor: Actor, handover: Any, day: date) -> list[tuple[Source, list[OpenWork]]]:
    """What the giver of a handover has in hand on ``day``, by kind, as the packages above tell it."""
    holder = (
        Holder(person_id=handover.giver_id)
        if handover.giver_id is not None
        else Holder(org_id=handover.giver_org_id)
    )
    return open_work_of(actor, holder, day)
