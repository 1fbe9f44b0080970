"""The files that go out: the people of today as the sheet that can be brought back, and the slips to cut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.ranges import first_day
from dieuphoi.registry.access.people import KnownPerson, holds, known_people
from dieuphoi.registry.access.sheets.columns import PEOPLE_SHEET, SLIP_SHEET, last_day
from dieuphoi.registry.accounts.slips import Slip
from dieuphoi.registry.organisations.selectors import OrgRow, orgs_on
from dieuphoi.registry.territory.selectors import units_on


def people_workbook(actor: Actor, now: datetime) -> bytes:
    """The people of today (whom the actor sees) as the sheet that can be brought back."""
    day = today(now)
    orgs = {org.id: org for org in orgs_on(actor, day)}
    codes = {unit.id: unit.code or unit.full_name for unit in units_on(actor, day)}
    rows = [line for person in known_people(actor).values() for line in _lines(person, day, orgs, codes)]
    return write_sheet(PEOPLE_SHEET, rows, now=now, as_of=day, protect=False, blank_rows=50)


def slips_workbook(slips: Sequence[Slip], now: datetime) -> bytes:
    """The slips as a sheet to print and cut. Nothing else keeps the passwords."""
    rows = [
        {
            "full_name": each.full_name,
            "posts": each.posts,
            "username": each.username,
            "password": each.password,
        }
        for each in slips
    ]
    return write_sheet(SLIP_SHEET, rows, now=now)


def _lines(
    person: KnownPerson, day: date, orgs: Mapping[int, OrgRow], codes: Mapping[int, str]
) -> Iterator[dict[str, Any]]:
    """One row for each post of today or later; each role stands beside the first post it fits."""
    roles = [role for role in person.roles if holds(role.valid, day)]
    posts = [post for post in person.posts if holds(post.valid, day) and post.org_id in orgs]
    for index, post in enumerate(posts):
        last = index == len(posts) - 1
        mine = [role for role in roles if role.org_id == post.org_id or (last and role.org_id is None)]
        for role in (*mine, *([] if mine else [None])):
            if role is not None:
                roles.remove(role)
            yield {
                "full_name": person.full_name,
                "phone": person.phone or None,
                "email": person.email or None,
                "org": post.org_code,
                "title": post.title,
                "role": role.role if role is not None else None,
                "place": codes.get(role.place_id) if role is not None and role.place_id is not None else None,
                "coordinator": (role.coordinator or None) if role is not None else None,
                "start": first_day(post.valid),
                "end": last_day(post.valid),
                "username": person.username or None,
            }
