"""Whom and what a row means: the person, the post and the role, known ones and those that the file brings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from dieuphoi.core.exchange.importers import Checked
from dieuphoi.core.exchange.reader import Row, Table
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.registry.access.people import KnownPerson, KnownPost, KnownRole, holds, known_people, never_came
from dieuphoi.registry.organisations.selectors import OrgRow, orgs_on
from dieuphoi.registry.organisations.services import clean
from dieuphoi.registry.territory.selectors import Places, UnitRow, units_on


@dataclass(slots=True)
class Book:
    """Today's data, and the persons that the file brings, for recognising rows."""

    day: date
    people: dict[int, KnownPerson]
    orgs: dict[str, OrgRow]
    places: Places
    by_username: dict[str, KnownPerson] = field(default_factory=dict)
    by_name: dict[str, list[KnownPerson]] = field(default_factory=dict)
    groups: dict[tuple[str, ...], int] = field(default_factory=dict)
    new_usernames: dict[str, int] = field(default_factory=dict)
    persons: int = 0
    """How many persons the rows named so far."""

    def __post_init__(self) -> None:
        for person in self.people.values():
            if person.username:
                self.by_username[person.username] = person
            self.by_name.setdefault(_name_key(person.full_name), []).append(person)


def open_book(now: datetime) -> Book:
    # Who a row means is asked of everybody, not only of those the actor sees: nobody is entered twice.
    day = today(now)
    reader = system_actor(day)
    ghosts = never_came()
    return Book(
        day=day,
        people={pk: person for pk, person in known_people(reader).items() if pk not in ghosts},
        orgs={org.code: org for org in orgs_on(reader, day)},
        places=Places(units_on(reader, day)),
    )


def recognise(values: Mapping[str, Any], book: Book, errors: list[tuple[str, str]]) -> KnownPerson | None:
    """The person of the row, when known: by account, by name and telephone, by name and post."""
    name = _name_key(values.get("full_name") or "")
    username = (values.get("username") or "").lower()
    if username in book.by_username:
        owner = book.by_username[username]
        if _name_key(owner.full_name) != name:
            message = gettext("Tên đăng nhập “%(username)s” là của %(name)s.")
            errors.append(("username", message % {"username": username, "name": owner.full_name}))
        return owner
    same = book.by_name.get(name, [])
    phone = digits(values.get("phone"))
    found = [p for p in same if phone and digits(p.phone) == phone]
    if not found:
        title = _name_key(values.get("title") or "")
        found = [
            person
            for person in same
            if any(
                post.org_code == values.get("org") and _name_key(post.title) == title for post in person.posts
            )
            or (
                not (phone and person.phone)
                and any(post.org_code == values.get("org") for post in person.posts)
            )
        ]
    if len(found) > 1:
        message = gettext(
            "Có %(count)d người tên %(name)s. Hãy ghi điện thoại hoặc tên đăng nhập để phân biệt."
        )
        errors.append(("full_name", message % {"count": len(found), "name": found[0].full_name}))
    person = found[0] if found else None
    if person is not None and username and person.username and person.username != username:
        message = gettext("%(name)s đã có tài khoản “%(username)s”.")
        errors.append(("username", message % {"name": person.full_name, "username": person.username}))
    return person


def group(
    values: Mapping[str, Any], person: KnownPerson | None, book: Book, errors: list[tuple[str, str]]
) -> int:
    """A number for the row's person: rows of one new person share it."""
    name = _name_key(values.get("full_name") or "")
    keys: list[tuple[str, ...]] = [("person", str(person.id))] if person is not None else []
    username = (values.get("username") or "").lower()
    phone = digits(values.get("phone"))
    if person is None:
        if username:
            keys.append(("username", username, name))
        keys.append(("phone", name, phone) if phone else ("org", name, values.get("org") or ""))
    number = next((book.groups[key] for key in keys if key in book.groups), book.persons + 1)
    book.persons = max(book.persons, number)
    for key in keys:
        book.groups.setdefault(key, number)
    if (
        username
        and username not in book.by_username
        and book.new_usernames.setdefault(username, number) != number
    ):
        message = gettext("Tên đăng nhập “%(username)s” ghi cho hai người trong tệp.")
        errors.append(("username", message % {"username": username}))
    return number


def has_account(values: Mapping[str, Any], book: Book) -> bool:
    person = recognise(values, book, [])
    return person is not None and person.account_id is not None


def warn_of_namesake(
    table: Table, row: Row, values: Mapping[str, Any], book: Book, checked: Checked
) -> None:
    same = book.by_name.get(_name_key(values["full_name"]), [])
    if same:
        message = gettext(
            "Đã có %(count)d người cùng tên; dòng này được coi là người khác. "
            "Nếu là một người, hãy ghi đúng điện thoại hoặc tên đăng nhập của người đó."
        )
        checked.warnings.append(table.error(row, "full_name", message % {"count": len(same)}))


def post_of(person: KnownPerson | None, org: OrgRow, title: str, day: date) -> KnownPost | None:
    """The person's post of that title in that organisation, today's or a coming one."""
    if person is None:
        return None
    return next(
        (
            post
            for post in person.posts
            if post.org_id == org.id and _name_key(post.title) == _name_key(title) and holds(post.valid, day)
        ),
        None,
    )


def role_of(
    person: KnownPerson | None, role: str | None, org: OrgRow, place: UnitRow | None, day: date
) -> KnownRole | None:
    if person is None or not role:
        return None
    wanted = place.id if place is not None else None
    return next(
        (
            each
            for each in person.roles
            if each.role == role
            and each.place_id == wanted
            and each.org_id in (org.id, None)
            and holds(each.valid, day)
        ),
        None,
    )


def _name_key(name: str) -> str:
    return clean(name).casefold()


def digits(phone: str | None) -> str:
    """A telephone number as it is compared: its digits, +84 as 0."""
    digits = re.sub(r"[^0-9+]", "", phone or "")
    return re.sub(r"^(\+84|0084)", "0", digits).replace("+", "")
