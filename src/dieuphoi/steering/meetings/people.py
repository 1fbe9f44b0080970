"""Whom a meeting or a calendar concerns: accounts of organisations, people and committees on a day. No right is decided
here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.recipients import accounts_of_people, officers_of_units, people_in_roles
from dieuphoi.registry.access.roles import Role
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.organisations.models import CommitteeMember, OrgKind, OrgUnit
from dieuphoi.steering.meetings.models import EntryPart, Invitee, MeetingInput, MeetingPoint
from dieuphoi.steering.meetings.models.scopes import SEES_ALL


def accounts_of_orgs(org_ids: Iterable[int], on: date) -> dict[int, list[int]]:
    """Everybody who holds a role in each organisation (the administrator left out), and of a commune its officers.

    Three queries at most.
    """
    wanted = set(org_ids)
    if not wanted:
        return {}
    found: dict[int, list[int]] = {}
    rows = RoleAssignment.objects.filter(org_id__in=wanted, valid__contains=on, account__is_active=True)
    for org, account in rows.exclude(role=Role.ADMINISTRATOR).order_by("id").values_list("org_id", "account_id"):
        found.setdefault(org, []).append(account)
    places = dict(
        OrgUnit.objects.filter(pk__in=wanted, kind=OrgKind.COMMUNE, place__isnull=False).values_list("pk", "place_id")
    )
    officers = officers_of_units(set(places.values()), on) if places else {}
    for org, place in places.items():
        found.setdefault(org, []).extend(officers.get(place, ()))
    return {org: list(dict.fromkeys(accounts)) for org, accounts in found.items()}


def _flat(groups: dict[int, list[int]]) -> set[int]:
    return {account for group in groups.values() for account in group}


def of_invitees(rows: Iterable[Invitee], on: date) -> set[int]:
    """The accounts of those called: organisations, people, members of committees on the day."""
    listed = list(rows)
    orgs = {row.org_id for row in listed if row.org_id is not None}
    people = {row.person_id for row in listed if row.person_id is not None}
    committees = {row.committee_id for row in listed if row.committee_id is not None}
    if committees:
        seats = CommitteeMember.objects.filter(committee_id__in=committees, valid__contains=on)
        people |= set(seats.values_list("person_id", flat=True))
    return _flat(accounts_of_orgs(orgs, on)) | set(accounts_of_people(people))


def of_guests(meeting: Any, on: date) -> set[int]:
    """Everybody who is called: invited, at a point, asked for an input; and the chair."""
    found = of_invitees(Invitee.objects.filter(meeting=meeting, is_current=True), on)
    points = MeetingPoint.objects.filter(meeting=meeting, is_current=True).values_list("org_id", flat=True)
    inputs = list(
        MeetingInput.objects.filter(meeting=meeting).exclude(state="WITHDRAWN").values_list("org_id", "person_id")
    )
    orgs = {*points, *(org for org, _person in inputs if org is not None)}
    people = {person for _org, person in inputs if person is not None}
    if meeting.chair_id is not None:
        people.add(meeting.chair_id)
    return found | _flat(accounts_of_orgs(orgs, on)) | set(accounts_of_people(people))


def of_host(meeting: Any, on: date) -> set[int]:
    """The people of the host."""
    return _flat(accounts_of_orgs([meeting.host_id], on))


def of_entries(entry_ids: Iterable[int], on: date) -> dict[int, set[int]]:
    """Who takes part in each entry: people and teams. Fixed number of queries."""
    rows = list(
        EntryPart.objects.filter(entry_id__in=list(entry_ids), is_current=True).values_list(
            "entry_id", "person_id", "person__account__id", "person__account__is_active", "org_id"
        )
    )
    teams = accounts_of_orgs({org for *_rest, org in rows if org is not None}, on)
    found: dict[int, set[int]] = {}
    for entry, person, account, is_open, org in rows:
        group = found.setdefault(entry, set())
        if person is not None and account is not None and is_open:
            group.add(account)
        if org is not None:
            group |= set(teams.get(org, ()))
    return found


def who_reads(meeting: Any, on: date) -> list[tuple[int, str]]:
    """``(account, name)`` of everybody who sees a meeting, by given name: who may be mentioned."""
    ids = of_host(meeting, on) | {account for account, _name in people_in_roles(SEES_ALL, on)}
    if meeting.invited_at is not None:
        ids |= of_guests(meeting, on)
    rows = Account.objects.filter(pk__in=ids, is_active=True, person__isnull=False)
    return list(rows.order_by("person__given_name_key", "pk").values_list("pk", "person__full_name"))
