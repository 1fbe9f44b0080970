"""People by a sheet: each row checked and compared with today, then written; a run can be taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext

from dieuphoi.core.exchange.importers import Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Row, Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Answer, Refusal
from dieuphoi.core.kernel.ranges import first_day
from dieuphoi.core.notify.services import together
from dieuphoi.registry.access import policies
from dieuphoi.registry.access.people import KnownPerson, KnownPost, KnownRole
from dieuphoi.registry.access.roles import COMMUNE, Role
from dieuphoi.registry.access.sheets import identity
from dieuphoi.registry.access.sheets.columns import NAMES, PEOPLE_SHEET, last_day
from dieuphoi.registry.access.sheets.identity import Book
from dieuphoi.registry.access.sheets.workbooks import people_workbook
from dieuphoi.registry.access.sheets.writing import Step, write
from dieuphoi.registry.access.taking_back import WRITES, people_take_back
from dieuphoi.registry.accounts.policies import may_manage_accounts
from dieuphoi.registry.organisations.selectors import OrgRow
from dieuphoi.registry.organisations.services import clean, new_person, one_at_a_time, people_create
from dieuphoi.registry.territory.selectors import UnitRow

_USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class PeopleImporter(Importer[Table]):
    """People by a sheet: enters persons, puts them into posts, opens accounts, gives roles. Removes
    nobody.
    """

    spec = PEOPLE_SHEET
    has_template = True
    writes = WRITES
    can_undo = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return may_manage_accounts(actor)

    def back_url(self, target: Target) -> str:
        return reverse("organisations:people")

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        return people_workbook(actor, now), PEOPLE_SHEET.file_name

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        book = identity.open_book(now)
        checked = Checked()
        steps = [
            step for row in table.rows if (step := self._step(actor, table, row, book, checked)) is not None
        ]
        if not checked.errors and not table.errors:
            checked.payload = steps
        return checked

    def _step(self, actor: Actor, table: Table, row: Row, book: Book, checked: Checked) -> Step | None:
        values = {
            key: clean(value) or None if isinstance(value, str) else value
            for key, value in row.values.items()
        }
        errors = list(_faults(actor, values, book))
        person = identity.recognise(values, book, errors)
        known_so_far = book.persons
        group = identity.group(values, person, book, errors)
        org, place = book.orgs.get(values.get("org") or ""), None
        if org is not None:
            place = _place(values, org, book, errors)
        checked.errors.extend(table.error(row, key, message) for key, message in errors)
        if errors or org is None:
            return None
        if person is None and group > known_so_far:
            identity.warn_of_namesake(table, row, values, book, checked)
        post = identity.post_of(person, org, str(values["title"]), book.day)
        role = identity.role_of(person, values.get("role"), org, place, book.day)
        after = _after(values, place)
        if person is not None:
            # Recognised: another spelling of capitals or blanks is no change.
            after["full_name"] = person.full_name
            if after.get("phone") and identity.digits(after["phone"]) == identity.digits(person.phone):
                after["phone"] = values["phone"] = person.phone
        if post is not None:
            after["title"] = post.title
        before = (
            None
            if post is None or (values.get("role") and role is None)
            else _before(person, post, role, book)
        )
        label = f"{values['full_name']} – {values['title']}, {org.name}"
        kind = checked.difference.compare(label, row.number, before, after, NAMES)
        return Step(group, person, values, org, place, post, role, kind != "same")

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        one_at_a_time()
        steps: list[Step] = [step for step in checked.payload if step.changed]
        counts = {"people": 0, "posts": 0, "accounts": 0, "roles": 0}
        newcomers: dict[int, Any] = {}
        for step in steps:
            if step.person is None and step.group not in newcomers:
                values = step.values
                newcomers[step.group] = new_person(
                    values["full_name"], values.get("phone") or "", values.get("email") or ""
                )
        people_create(actor=actor, people=list(newcomers.values()), now=now)
        counts["people"] = len(newcomers)
        accounts: dict[int, int] = {}
        with together(now):
            for step in steps:
                person_id = step.person.id if step.person is not None else newcomers[step.group].pk
                if step.person is not None and step.person.account_id is not None:
                    accounts[person_id] = step.person.account_id
                write(actor, step, person_id, accounts, counts, now)
        return Applied({key: count for key, count in counts.items() if count})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        reason = gettext("Hoàn tác lần nhập danh sách cán bộ.")
        return people_take_back(actor=actor, run=import_run(actor, run_id), reason=reason, now=now)


def _faults(actor: Actor, values: Mapping[str, Any], book: Book) -> Iterator[tuple[str, str]]:
    """What is wrong with the row by itself."""
    if values.get("org") and values["org"] not in book.orgs:
        yield "org", gettext("Không có cơ quan mã “%(code)s”.") % {"code": values["org"]}
    username = values.get("username")
    if username and not _USERNAME.fullmatch(username.lower()):
        yield (
            "username",
            gettext("Tên đăng nhập gồm chữ không dấu, chữ số, dấu chấm, gạch; ít nhất hai ký tự."),
        )
    if values.get("email") and not _EMAIL.fullmatch(values["email"]):
        yield "email", gettext("“%(email)s” không phải là địa chỉ thư điện tử.") % {"email": values["email"]}
    start, end = values.get("start"), values.get("end")
    if start is not None and end is not None and end < start:
        yield "end", gettext("Ngày kết thúc phải từ ngày bắt đầu trở đi.")
    if values.get("coordinator") and not values.get("role"):
        yield "coordinator", gettext("Người điều phối phải có vai trò.")
    if values.get("role"):
        answer = policies.may_assign_roles(actor, values["role"])
        if isinstance(answer, Refusal):
            yield "role", answer.reason


def _place(
    values: Mapping[str, Any], org: OrgRow, book: Book, errors: list[tuple[str, str]]
) -> UnitRow | None:
    """The unit of the role: as written, else the commune of the office for a commune's people."""
    role = values.get("role")
    typed = values.get("place") or (org.place_code or org.place_name if role in COMMUNE else "")
    place = None
    if typed:
        try:
            place = book.places.find(typed)
        except ValueError as error:
            errors.append(("place", str(error)))
            return None
    if role in {*COMMUNE, Role.ASSIGNED_LEADER} and place is None:
        errors.append(("place", gettext("Vai trò này cần một xã.")))
    if role and not values.get("username") and not identity.has_account(values, book):
        errors.append(("username", gettext("Vai trò cần tên đăng nhập.")))
    return place


def _after(values: Mapping[str, Any], place: UnitRow | None) -> dict[str, Any]:
    """The row as it will be. Empty role, place and user name say nothing: rights never end by an empty
    cell.
    """
    after = {
        key: value
        for key, value in values.items()
        if value is not None or key not in ("role", "username", "coordinator")
    }
    if not values.get("role"):
        after.pop("coordinator", None)
    after.pop("place", None)
    if place is not None and values.get("role"):
        after["place"] = place.full_name
    if values.get("username"):
        after["username"] = values["username"].lower()
    return after


def _before(
    person: KnownPerson | None, post: KnownPost, role: KnownRole | None, book: Book
) -> dict[str, Any] | None:
    if person is None:
        return None
    before: dict[str, Any] = {
        "full_name": person.full_name,
        "phone": person.phone or None,
        "email": person.email or None,
        "org": post.org_code,
        "title": post.title,
        "start": first_day(post.valid),
        "end": last_day(post.valid),
        "username": person.username or None,
    }
    if role is not None:
        before["role"] = role.role
        before["place"] = book.places.name_of(role.place_id)
        before["coordinator"] = role.coordinator
    return before
