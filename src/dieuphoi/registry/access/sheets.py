"""The sheet of people: person, post, role, place and account in one row; the same columns out and in.

It lies here and not with the organisations, for it gives roles. A row is one post of one person with at
most one role.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Row, Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.policy import Answer, Refusal
from dieuphoi.core.kernel.ranges import day_after, first_day
from dieuphoi.core.notify.services import together
from dieuphoi.registry.access import policies
from dieuphoi.registry.access.people import KnownPerson, KnownPost, KnownRole, holds, known_people, never_came
from dieuphoi.registry.access.roles import COMMUNE, Role
from dieuphoi.registry.access.services.roles import coordinator_mark, role_assign, role_end, role_extend
from dieuphoi.registry.access.taking_back import WRITES, people_take_back
from dieuphoi.registry.accounts.policies import may_manage_accounts
from dieuphoi.registry.accounts.services import account_open
from dieuphoi.registry.accounts.slips import Slip
from dieuphoi.registry.organisations.selectors import OrgRow, orgs_on
from dieuphoi.registry.organisations.services import (
    clean,
    holding_redate,
    holding_start,
    new_person,
    one_at_a_time,
    people_create,
    person_update,
    post_create,
)
from dieuphoi.registry.territory.selectors import Places, UnitRow, units_on

PEOPLE_SHEET: Final = SheetSpec(
    key="people",
    title=_("Danh sách cán bộ và vai trò"),
    columns=(
        SheetColumn(
            "full_name", _("Họ và tên"), required=True, max_length=120, width=28, aliases=("Họ tên",)
        ),
        SheetColumn("phone", _("Điện thoại"), "code", max_length=40, width=16),
        SheetColumn("email", _("Thư điện tử"), max_length=200, width=26, aliases=("Email",)),
        SheetColumn("org", _("Mã cơ quan"), "code", required=True, max_length=40, width=16),
        SheetColumn("title", _("Chức vụ"), required=True, max_length=120, width=26),
        SheetColumn(
            "role",
            _("Vai trò"),
            "choice",
            choices=tuple(Role.choices),
            width=30,
            help=_("Việc được làm trong hệ thống. Để trống khi người này không đăng nhập."),
        ),
        SheetColumn(
            "place",
            _("Phạm vi (mã hoặc tên)"),
            "code",
            max_length=120,
            width=24,
            help=_("Xã, tỉnh mà vai trò có hiệu lực. Cán bộ xã để trống là xã của cơ quan."),
            aliases=("Phạm vi",),
        ),
        SheetColumn(
            "coordinator",
            _("Người điều phối"),
            "bool",
            width=14,
            help=_("Có: được cấp phiếu mới, đặt lại mật khẩu cho người của cơ quan. Để trống thì giữ nguyên."),
        ),
        SheetColumn("start", _("Từ ngày"), "date", width=12, help=_("Để trống: có từ trước.")),
        SheetColumn("end", _("Đến hết ngày"), "date", width=12, aliases=("Đến ngày",)),
        SheetColumn(
            "username",
            _("Tên đăng nhập"),
            "code",
            max_length=60,
            width=18,
            help=_("Ghi tên mới để mở tài khoản. Mật khẩu lần đầu in trên phiếu đăng nhập."),
        ),
    ),
    identity=("username", "full_name", "phone", "org", "title", "role", "place"),
    notes=(_("Mỗi dòng một chức vụ của một người. Người không có trong tệp được giữ nguyên."),),
    sheet_name=_("Cán bộ"),
    file_name="can-bo.xlsx",
)
NAMES: Final = {column.key: column.header for column in PEOPLE_SHEET.columns}
SLIP_SHEET: Final = SheetSpec(
    key="sign-in-slips",
    title=_("Phiếu đăng nhập lần đầu"),
    columns=(
        SheetColumn("full_name", _("Họ và tên"), width=28),
        SheetColumn("posts", _("Chức vụ"), width=44),
        SheetColumn("username", _("Tên đăng nhập"), width=20),
        SheetColumn("password", _("Mật khẩu dùng một lần"), width=24),
    ),
    notes=(_("Phát tận tay từng người. Mật khẩu phải đổi ngay lần đăng nhập đầu tiên."),),
    sheet_name=_("Phiếu đăng nhập"),
    file_name="phieu-dang-nhap.xlsx",
)
_USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(slots=True)
class _Step:
    """What one accepted row will write. ``group`` tells new persons of the file apart."""

    group: int
    person: KnownPerson | None
    values: dict[str, Any]
    org: OrgRow
    place: UnitRow | None
    post: KnownPost | None
    role: KnownRole | None
    changed: bool


@dataclass(slots=True)
class _Book:
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
        book = _open_book(now)
        checked = Checked()
        steps = [
            step for row in table.rows if (step := self._step(actor, table, row, book, checked)) is not None
        ]
        if not checked.errors and not table.errors:
            checked.payload = steps
        return checked

    def _step(self, actor: Actor, table: Table, row: Row, book: _Book, checked: Checked) -> _Step | None:
        values = {
            key: clean(value) or None if isinstance(value, str) else value
            for key, value in row.values.items()
        }
        errors = list(_faults(actor, values, book))
        person = _recognise(values, book, errors)
        known_so_far = book.persons
        group = _group(values, person, book, errors)
        org, place = book.orgs.get(values.get("org") or ""), None
        if org is not None:
            place = _place(values, org, book, errors)
        checked.errors.extend(table.error(row, key, message) for key, message in errors)
        if errors or org is None:
            return None
        if person is None and group > known_so_far:
            _warn_of_namesake(table, row, values, book, checked)
        post = _post_of(person, org, str(values["title"]), book.day)
        role = _role_of(person, values.get("role"), org, place, book.day)
        after = _after(values, place)
        if person is not None:
            # Recognised: another spelling of capitals or blanks is no change.
            after["full_name"] = person.full_name
            if after.get("phone") and _digits(after["phone"]) == _digits(person.phone):
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
        return _Step(group, person, values, org, place, post, role, kind != "same")

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        one_at_a_time()
        steps: list[_Step] = [step for step in checked.payload if step.changed]
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
                _write(actor, step, person_id, accounts, counts, now)
        return Applied({key: count for key, count in counts.items() if count})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        reason = gettext("Hoàn tác lần nhập danh sách cán bộ.")
        return people_take_back(actor=actor, run=import_run(actor, run_id), reason=reason, now=now)


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
                "end": _last_day(post.valid),
                "username": person.username or None,
            }


def _open_book(now: datetime) -> _Book:
    # Who a row means is asked of everybody, not only of those the actor sees: nobody is entered twice.
    day = today(now)
    reader = system_actor(day)
    ghosts = never_came()
    return _Book(
        day=day,
        people={pk: person for pk, person in known_people(reader).items() if pk not in ghosts},
        orgs={org.code: org for org in orgs_on(reader, day)},
        places=Places(units_on(reader, day)),
    )


def _faults(actor: Actor, values: Mapping[str, Any], book: _Book) -> Iterator[tuple[str, str]]:
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


def _recognise(values: Mapping[str, Any], book: _Book, errors: list[tuple[str, str]]) -> KnownPerson | None:
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
    phone = _digits(values.get("phone"))
    found = [p for p in same if phone and _digits(p.phone) == phone]
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


def _group(
    values: Mapping[str, Any], person: KnownPerson | None, book: _Book, errors: list[tuple[str, str]]
) -> int:
    """A number for the row's person: rows of one new person share it."""
    name = _name_key(values.get("full_name") or "")
    keys: list[tuple[str, ...]] = [("person", str(person.id))] if person is not None else []
    username = (values.get("username") or "").lower()
    phone = _digits(values.get("phone"))
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


def _place(
    values: Mapping[str, Any], org: OrgRow, book: _Book, errors: list[tuple[str, str]]
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
    if role and not values.get("username") and not _has_account(values, book):
        errors.append(("username", gettext("Vai trò cần tên đăng nhập.")))
    return place


def _has_account(values: Mapping[str, Any], book: _Book) -> bool:
    person = _recognise(values, book, [])
    return person is not None and person.account_id is not None


def _warn_of_namesake(
    table: Table, row: Row, values: Mapping[str, Any], book: _Book, checked: Checked
) -> None:
    same = book.by_name.get(_name_key(values["full_name"]), [])
    if same:
        message = gettext(
            "Đã có %(count)d người cùng tên; dòng này được coi là người khác. "
            "Nếu là một người, hãy ghi đúng điện thoại hoặc tên đăng nhập của người đó."
        )
        checked.warnings.append(table.error(row, "full_name", message % {"count": len(same)}))


def _post_of(person: KnownPerson | None, org: OrgRow, title: str, day: date) -> KnownPost | None:
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


def _role_of(
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
    person: KnownPerson | None, post: KnownPost, role: KnownRole | None, book: _Book
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
        "end": _last_day(post.valid),
        "username": person.username or None,
    }
    if role is not None:
        before["role"] = role.role
        before["place"] = book.places.name_of(role.place_id)
        before["coordinator"] = role.coordinator
    return before


def _write(
    actor: Actor,
    step: _Step,
    person_id: int,
    accounts: dict[int, int],
    counts: dict[str, int],
    now: datetime,
) -> None:
    values, day = step.values, today(now)
    _write_contact(actor, step, now)
    end = values["end"] + timedelta(days=1) if values.get("end") is not None else None
    if step.post is None:
        post = post_create(actor=actor, org_id=step.org.id, title=values["title"], now=now)
        holding_start(
            actor=actor, person_id=person_id, post_id=post.pk, start=values.get("start"), end=end, now=now
        )
        counts["posts"] += 1
    elif _redated(step.post, values):
        start = values["start"] if "start" in values else first_day(step.post.valid)
        until = end if "end" in values else day_after(step.post.valid)
        holding_redate(actor=actor, holding_id=step.post.holding_id, start=start, end=until, now=now)
        counts["posts"] += 1
        if step.role is not None and until is not None and day_after(step.role.valid) != until:
            # A role that would have begun later ends before it began: it opens nothing, history keeps it.
            began = first_day(step.role.valid)
            on = until if began is None else max(until, began)
            ends = day_after(step.role.valid)
            why = gettext("Theo danh sách cán bộ.")
            if ends is None or on < ends:
                role_end(actor=actor, assignment_id=step.role.assignment_id, on=on, reason=why, now=now)
            else:
                role_extend(actor=actor, assignment_id=step.role.assignment_id, end=on, reason=why, now=now)
            counts["roles"] += 1
    marked = values.get("coordinator")
    if marked is not None and step.role is not None and marked != step.role.coordinator:
        coordinator_mark(
            actor=actor,
            assignment_id=step.role.assignment_id,
            on=marked,
            reason=gettext("Theo danh sách cán bộ."),
            now=now,
        )
        counts["roles"] += 1
    if values.get("username") and person_id not in accounts:
        # Without a password nobody can sign in; the printed slip brings one.
        account = account_open(
            actor=actor,
            person_id=person_id,
            username=values["username"],
            password=None,
            now=now,
        )
        accounts[person_id] = account.pk
        counts["accounts"] += 1
    if values.get("role") and step.role is None:
        role_assign(
            actor=actor,
            account_id=accounts[person_id],
            role=values["role"],
            # A right begins today unless the sheet names a day: it is never dated back by silence.
            start=values.get("start") or day,
            end=end,
            org_id=step.org.id,
            place_id=step.place.id if step.place is not None else None,
            coordinator=bool(values.get("coordinator")),
            reason=gettext("Theo danh sách cán bộ."),
            now=now,
        )
        counts["roles"] += 1


def _write_contact(actor: Actor, step: _Step, now: datetime) -> None:
    person, values = step.person, step.values
    if person is None:
        return
    phone = (values.get("phone") or "") if "phone" in values else person.phone
    email = (values.get("email") or "") if "email" in values else person.email
    if (phone, email) != (person.phone, person.email):
        person_update(actor=actor, person_id=person.id, phone=phone, email=email, now=now)
        person.phone, person.email = phone, email


def _redated(post: KnownPost, values: Mapping[str, Any]) -> bool:
    return ("start" in values and values["start"] != first_day(post.valid)) or (
        "end" in values and values["end"] != _last_day(post.valid)
    )


def _last_day(valid: Any) -> date | None:
    """The last day *included*, as the sheet says it; ``None`` where the end is open."""
    end = day_after(valid)
    return None if end is None else end - timedelta(days=1)


def _name_key(name: str) -> str:
    return clean(name).casefold()


def _digits(phone: str | None) -> str:
    """A telephone number as it is compared: its digits, +84 as 0."""
    digits = re.sub(r"[^0-9+]", "", phone or "")
    return re.sub(r"^(\+84|0084)", "0", digits).replace("+", "")
