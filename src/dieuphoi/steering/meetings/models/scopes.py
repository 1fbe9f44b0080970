"""Who sees which rows of this package: the one place where the scope is said (domain.md §1).

The office, leaders and inspectors see all; departments, communes and assigned leaders what they host, asked for, chair,
or are invited to as an organisation, a person or a connected point; the administrator nothing.
"""

from __future__ import annotations

from typing import Any, Final, Self

from django.db.models import Q

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.registry.access.roles import COMMUNE, DEPARTMENT, OFFICE, Role
from dieuphoi.registry.organisations.models import OrgKind, OrgUnit, Person

SEES_ALL: Final = (*OFFICE, Role.LEADER, Role.INSPECTOR)
MEMBERS: Final = (*DEPARTMENT, *COMMUNE, Role.ASSIGNED_LEADER)
PUBLIC_CALENDARS: Final = (OrgKind.OFFICE, OrgKind.COMMITTEE)
"""Whose published calendar everybody signed in reads."""


def sees_all(actor: Actor) -> bool:
    return actor.has_role(*SEES_ALL)


def takes_part(actor: Actor) -> bool:
    """Whether the actor has any business here at all: the administrator keeps accounts, not meetings."""
    return actor.has_role(*SEES_ALL, *MEMBERS)


def own_orgs(actor: Actor) -> Any:
    """The organisations for which the actor works, as a subquery of ids; of a commune also those of its predecessors'
    places."""
    mine = Q(pk__in=sorted(actor.orgs(*MEMBERS)))
    if places := actor.reads(*COMMUNE):
        mine |= Q(kind=OrgKind.COMMUNE, place__any_of=places.array)
    return OrgUnit.objects.filter(mine).values("pk")


def own_person(actor: Actor) -> Any:
    """The person behind the account, as a subquery."""
    return Person.objects.filter(account__id=actor.id).values("pk")


class MembersOnlyQuerySet(ScopedQuerySet):
    """Everybody who takes part reads it: kinds of meetings, rooms, rules."""

    def scope(self, actor: Actor) -> Self:
        return self if takes_part(actor) else self.none()

    def on(self, day: Any) -> Self:
        return self.filter(valid__contains=day)


class RequestQuerySet(ScopedQuerySet):
    """Who asked, who is asked."""

    def scope(self, actor: Actor) -> Self:
        if sees_all(actor):
            return self
        if not takes_part(actor):
            return self.none()
        orgs = own_orgs(actor)
        return self.filter(Q(asker__in=orgs) | Q(to_org__in=orgs))


class MeetingQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        if sees_all(actor):
            return self
        if not takes_part(actor):
            return self.none()
        seen = Q(pk__in=self._host_side(actor))
        for called in self._guests(actor):
            seen |= Q(pk__in=called)
        return self.filter(seen)

    def of_host_side(self, actor: Actor) -> Self:
        """Those whose working papers (drafts, inputs of others) the actor sees: the host's, and who chairs."""
        if actor.is_system or sees_all(actor):
            return self
        return self.filter(pk__in=self._host_side(actor)) if takes_part(actor) else self.none()

    def _host_side(self, actor: Actor) -> Any:
        rows: Any = self.model._default_manager.all()
        return rows.filter(Q(host__in=own_orgs(actor)) | Q(chair__in=own_person(actor))).order_by().values("pk")

    def _guests(self, actor: Actor) -> list[Any]:
        """Meetings to which the actor is called: nobody hears of one that was never announced."""
        rows: Any = self.model._default_manager.all()
        orgs, person = own_orgs(actor), own_person(actor)
        called = rows.filter(invited_at__isnull=False)
        invited = called.filter(
            Q(invitees__is_current=True) & (Q(invitees__org__in=orgs) | Q(invitees__person__in=person))
        )
        seated = called.filter(
            invitees__is_current=True, invitees__committee__members__person__in=person,
            invitees__committee__members__valid__contains=actor.on,
        )  # fmt: skip
        points = called.filter(points__is_current=True, points__org__in=orgs)
        asked = rows.filter(
            Q(inputs__state__in=["ASKED", "ANSWERED"]) & (Q(inputs__org__in=orgs) | Q(inputs__person__in=person))
        )
        # ``request``: who asked for the meeting that came of it.
        wanted = rows.filter(request__asker__in=orgs)
        return [each.order_by().values("pk") for each in (invited, seated, points, asked, wanted)]


class ThroughMeetingQuerySet(ScopedQuerySet):
    """Parts of a meeting that whoever sees the meeting sees: agenda, invited, points, attendance."""

    def scope(self, actor: Actor) -> Self:
        return self.filter(meeting__in=_meetings().visible_to(actor).order_by().values("pk"))


class OutcomeQuerySet(ScopedQuerySet):
    """Conclusions and their parts: the host's side while they are drafted, all of the meeting once it is concluded."""

    path = "meeting"

    def scope(self, actor: Actor) -> Self:
        own = _meetings().all().of_host_side(actor).order_by().values("pk")
        seen = _meetings().visible_to(actor).filter(state="CONCLUDED").order_by().values("pk")
        return self.filter(Q(**{f"{self.path}__in": own}) | Q(**{f"{self.path}__in": seen}))


class OutcomePartQuerySet(OutcomeQuerySet):
    path = "item__meeting"


class ConclusionTaskQuerySet(ScopedQuerySet):
    """Whoever sees both the conclusion and the task."""

    def scope(self, actor: Actor) -> Self:
        items: Any = self.model._meta.get_field("item").related_model
        tasks: Any = self.model._meta.get_field("task").related_model
        return self.filter(
            item__in=items._default_manager.visible_to(actor).order_by().values("pk"),
            task__in=tasks._default_manager.visible_to(actor).order_by().values("pk"),
        )


class MinutesQuerySet(ScopedQuerySet):
    """Minutes: drafts of the host's side, approved ones of all who see the meeting."""

    def scope(self, actor: Actor) -> Self:
        own = _meetings().all().of_host_side(actor).order_by().values("pk")
        seen = _meetings().visible_to(actor).order_by().values("pk")
        return self.filter(Q(meeting__in=own) | Q(meeting__in=seen, approval__isnull=False))


class OfMinutesQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        through: Any = self.model._meta.get_field("minutes").related_model
        return self.filter(minutes__in=through._default_manager.visible_to(actor).order_by().values("pk"))


def shared_or_own(actor: Actor, *, org: str, person: str, meeting: str) -> Q:
    """Inputs and papers of points: of who sent them, of the host's side; of others only where the meeting says so."""
    own = _meetings().all().of_host_side(actor).order_by().values("pk")
    shared = _meetings().visible_to(actor).filter(shares_inputs=True).order_by().values("pk")
    return (
        Q(**{f"{meeting}__in": own})
        | Q(**{f"{meeting}__in": shared})
        | Q(**{f"{org}__in": own_orgs(actor)})
        | Q(**{f"{person}__in": own_person(actor)})
    )


class InputQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        if sees_all(actor):
            return self
        if not takes_part(actor):
            return self.none()
        return self.filter(shared_or_own(actor, org="org", person="person", meeting="meeting"))

    def asked_of(self, actor: Actor, orgs: Any) -> Self:
        """Those asked of the actor or of ``orgs``, organisations of theirs: a part of the scope by itself, so whose
        meetings they are need not be looked up.
        """
        if not takes_part(actor):
            return self.none()
        return self.filter(Q(org__in=orgs) | Q(person__in=own_person(actor)))


class MeetingFileQuerySet(ScopedQuerySet):
    """Papers of the agenda, and photos, for all of the meeting; of points and inputs as inputs; of minutes and
    conclusions as these."""

    def scope(self, actor: Actor) -> Self:
        if sees_all(actor):
            return self
        if not takes_part(actor):
            return self.none()
        seen = _meetings().visible_to(actor).order_by().values("pk")
        concluded = _meetings().visible_to(actor).filter(state="CONCLUDED").order_by().values("pk")
        own = _meetings().all().of_host_side(actor).order_by().values("pk")
        mine = own_orgs(actor)
        of_point = shared_or_own(actor, org="point__org", person="input__person", meeting="meeting")
        return self.filter(
            Q(purpose__in=["AGENDA", "PHOTO"], meeting__in=seen)
            | Q(purpose__in=["POINT", "INPUT"]) & (of_point | Q(input__org__in=mine))
            | Q(purpose="OUTCOME") & (Q(meeting__in=own) | Q(meeting__in=concluded))
        )


class EntryQuerySet(ScopedQuerySet):
    """The calendar: one's own organisation's with its drafts; of others what is published – of the office and the
    committee all but "nội bộ", of anybody what oneself takes part in – and the meetings one sees."""

    def scope(self, actor: Actor) -> Self:
        if sees_all(actor):
            return self
        if not takes_part(actor):
            return self.none()
        orgs, person = own_orgs(actor), own_person(actor)
        parts: Any = self.model._meta.get_field("parts").related_model
        named = parts._default_manager.filter(Q(org__in=orgs) | Q(person__in=person), is_current=True)
        return self.filter(
            Q(org__in=orgs)
            | Q(published_at__isnull=False)
            & (Q(is_internal=False, org__kind__in=PUBLIC_CALENDARS) | Q(pk__in=named.order_by().values("entry_id")))
            | Q(meeting__in=_meetings().visible_to(actor).order_by().values("pk"))
        )


class ThroughEntryQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        through: Any = self.model._meta.get_field("entry").related_model
        return self.filter(entry__in=through._default_manager.visible_to(actor).order_by().values("pk"))


class EditionQuerySet(ScopedQuerySet):
    """Published weeks: of the office and the committee all who take part, of others their own."""

    def scope(self, actor: Actor) -> Self:
        if sees_all(actor):
            return self
        if not takes_part(actor):
            return self.none()
        return self.filter(Q(org__kind__in=PUBLIC_CALENDARS) | Q(org__in=own_orgs(actor)))


class OwnQuerySet(ScopedQuerySet):
    """One's own, nobody else's."""

    def scope(self, actor: Actor) -> Self:
        return self.filter(account_id=actor.id)


def _meetings() -> Any:
    from dieuphoi.steering.meetings.models.meetings import BriefingMeeting  # they read this module

    return BriefingMeeting.objects
