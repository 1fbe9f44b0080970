"""Who sees which document and which draft: said once, for list, count, search, export, page and API.

The readers of a record stand in arrays on its row (``reader_orgs``, ``reader_people``, ``place_ids``), kept by the
services in the very act that changes them: one look into an index answers, however many documents there are.
"""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Q

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.registry.access.roles import COMMUNE, DEPARTMENT, OFFICE, Role
from dieuphoi.registry.organisations.models import OrgKind, OrgUnit, Person

WORKING = (*OFFICE, Role.LEADER, *DEPARTMENT, Role.ASSIGNED_LEADER, *COMMUNE, Role.INSPECTOR)
"""The roles that have to do with documents: the administrator keeps accounts and sees none."""
OVERSEEING = (Role.LEADER, Role.INSPECTOR)
LOCAL = (*COMMUNE, Role.ASSIGNED_LEADER)


def own_orgs(actor: Actor) -> Any:
    """The organisations for which the actor reads, as a subquery: those of their roles, and the People's Committees of
    their communes, those of the communes that went into them too.
    """
    mine = Q(pk__in=sorted(actor.orgs(*WORKING)))
    places = actor.reads(*COMMUNE)
    if places.ids:
        mine |= Q(kind=OrgKind.COMMUNE, place__any_of=places.array)
    return OrgUnit.objects.filter(mine).values_list("pk")


def own_person(actor: Actor) -> Any:
    """The person behind the account, as a subquery."""
    return Person.objects.filter(account__id=actor.id).values_list("pk")


def addressed_to(actor: Actor) -> Q:
    """What concerns the actor themselves or one of their organisations."""
    return Q(reader_orgs__overlap=own_orgs(actor)) | Q(reader_people__overlap=own_person(actor))


def of_provinces(actor: Actor, *roles: str) -> Q:
    """What belongs to a province that one of the roles reads."""
    places = actor.reads(*roles)
    if places.everything:
        return Q()
    return Q(province__any_of=places.array) if places.ids else Q(pk__in=[])


class DocumentQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """The office its province; leaders and inspectors too, but for restricted ones; everybody what they issued,
        registered, were addressed or given; a commune also what is marked public for its place.
        """
        if not actor.has_role(*WORKING):
            return self.none()
        if actor.has_role(*OFFICE):
            office = of_provinces(actor, *OFFICE)
            if not office:
                return self
        else:
            office = Q(pk__in=[])
        seen = office | addressed_to(actor)
        if actor.has_role(*OVERSEEING):
            seen |= Q(is_restricted=False) & of_provinces(actor, *OVERSEEING)
        if (places := actor.reads(*LOCAL)).ids:
            seen |= Q(is_public=True, is_restricted=False, place_ids__overlap=sorted(places.ids))
        return self.filter(seen)


class ThroughDocumentQuerySet(ScopedQuerySet):
    """Whoever sees the document sees what hangs on it."""

    path = "document"

    def scope(self, actor: Actor) -> Self:
        beyond: Any = self.model._meta.get_field(self.path).related_model
        return self.filter(**{f"{self.path}__in": beyond._default_manager.visible_to(actor).values("pk")})


class DraftingQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """The office what it runs for its province; others what they draft, sign, asked for or are asked about."""
        if not actor.has_role(*WORKING):
            return self.none()
        if actor.has_role(*OFFICE):
            office = of_provinces(actor, *OFFICE)
            if not office:
                return self
            return self.filter(office | addressed_to(actor))
        return self.filter(addressed_to(actor))


class ThroughDraftingQuerySet(ThroughDocumentQuerySet):
    path = "drafting"
