"""People by a sheet: errors at once, who is recognised, accounts without passwords, and the way out and
in.
"""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from django.contrib.auth import get_user_model

from dieuphoi.core.exchange.importers import Checked
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, Grant, system_actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.policy import Refusal
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.people import known_people
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.access.sheets import PeopleImporter, people_workbook
from dieuphoi.registry.accounts.slips import slips_issue
from dieuphoi.registry.organisations.models import Holding, Person
from dieuphoi.registry.organisations.selectors import holders_on
from dieuphoi.registry.organisations.services import NewOrg, orgs_create
from dieuphoi.registry.territory.services import NewUnit, units_create

DAY = date(2026, 3, 2)
SYSTEM = system_actor(DAY)
HEADERS = [
    "Họ và tên",
    "Điện thoại",
    "Mã cơ quan",
    "Chức vụ",
    "Vai trò",
    "Phạm vi",
    "Từ ngày",
    "Đến hết ngày",
    "Tên đăng nhập",
]
GOOD = [
    [
        "Nguyễn Thị Hạnh",
        "0912 000 001",
        "VPDP",
        "Chánh Văn phòng",
        "office_head",
        None,
        "01/02/2026",
        None,
        "Hanh",
    ],
    ["Vũ Anh Tuấn", "0912000002", "UB-A", "Cán bộ", "Cán bộ xã", None, None, "31/12/2026", "tuan"],
    ["Vũ Anh Tuấn", "0912.000.002", "UB-A", "Bí thư Đoàn xã", None, None, None, None, None],
    ["Hoàng Văn Quang", None, "SNN", "Phó Giám đốc", "assigned_leader", "Xã Hạ Sơn", None, None, "quang"],
    ["Lê Văn Minh", None, "SNN", "Giám đốc", None, None, None, None, None],
]


@pytest.fixture(autouse=True)
def world(db: None, now: datetime) -> dict[str, int]:
    places = units_create(
        actor=SYSTEM,
        rows=[
            NewUnit("p", "province", "tinh", "Sơn Hà", "98", None, "thử"),
            NewUnit("a", "commune", "xa", "Thượng Sơn", "98001", "p", "thử"),
            NewUnit("b", "commune", "xa", "Hạ Sơn", "98002", "p", "thử"),
        ],
        now=now,
    )
    orgs_create(
        actor=SYSTEM,
        rows=[
            NewOrg("VPDP", "Văn phòng điều phối", "office"),
            NewOrg("SNN", "Sở Nông nghiệp", "department"),
            NewOrg("UB-A", "UBND xã Thượng Sơn", "commune", place_id=places["a"]),
        ],
        now=now,
    )
    return places


def workbook(rows: list[list[Any]], headers: list[str] = HEADERS) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([headers, *rows]):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write_string(number, column, value)
    return out.getvalue()


def bring_in(data: bytes, now: datetime, actor: Actor = SYSTEM) -> Checked:
    """Read, check and, when all is well, apply: what the exchange does, without its record of the file."""
    importer = PeopleImporter()
    table = importer.read(actor, {}, data, "can-bo.xlsx")
    checked = importer.check(actor, {}, table, now)
    checked.errors = [*table.errors, *checked.errors]
    if not checked.errors:
        with act(actor, "import.apply"):
            importer.apply(actor, {}, checked, 1, now)
    return checked


def accounts() -> Any:
    return get_user_model().objects.filter(is_system=False)


def test_a_specialist_may_not_bring_people_in() -> None:
    lan = Actor(id=4, name="Lan", on=DAY, grants=(Grant(role="office_specialist"),))
    assert isinstance(PeopleImporter().may(lan, {}), Refusal)
    with pytest.raises(Refused):
        slips_issue(actor=lan, now=datetime(2026, 3, 2, 2, 0).astimezone())


def test_every_error_at_once_and_nothing_saved(now: datetime) -> None:
    rows = [
        ["Cơ quan lạ", None, "KHONG", "Cán bộ", None, None, None, None, None],
        ["Thiếu tài khoản", None, "SNN", "Cán bộ", "department_officer", None, None, None, None],
        ["Thiếu xã", None, "SNN", "Cán bộ", "assigned_leader", None, None, None, "thieuxa"],
        ["Xã lạ", None, "SNN", "Cán bộ", "assigned_leader", "Xã Mây", None, None, "xala"],
        ["Ngày ngược", None, "SNN", "Cán bộ", None, None, "02/03/2026", "01/03/2026", None],
        ["Tháng mười ba", None, "SNN", "Cán bộ", None, None, "31/13/2026", None, None],
        ["Tên có dấu", None, "SNN", "Cán bộ", None, None, None, None, "tên có dấu"],
        ["Một", None, "SNN", "Cán bộ", None, None, None, None, "chung"],
        ["Hai", None, "SNN", "Cán bộ", None, None, None, None, "chung"],
        [None, None, "SNN", None, "vai lạ", None, None, None, None],
    ]
    checked = bring_in(workbook(rows), now)
    assert sorted((error.row, error.column) for error in checked.errors) == [
        (2, "Mã cơ quan"),
        (3, "Tên đăng nhập"),
        (4, "Phạm vi"),
        (5, "Phạm vi"),
        (6, "Đến hết ngày"),
        (7, "Từ ngày"),
        (8, "Tên đăng nhập"),
        (10, "Tên đăng nhập"),
        (11, "Chức vụ"),
        (11, "Họ và tên"),
        (11, "Vai trò"),
    ]
    assert not Person.objects.exists()
    assert not accounts().exists()


def test_the_head_of_office_makes_no_administrator(now: datetime) -> None:
    head = Actor(id=1, name="Hạnh", on=DAY, grants=(Grant(role="office_head"),))
    checked = bring_in(
        workbook([["Tạ Hữu Trí", None, "VPDP", "Quản trị", "administrator", None, None, None, "tri"]]),
        now,
        head,
    )
    assert [error.column for error in checked.errors] == ["Vai trò"]
    assert not RoleAssignment.objects.exists()


def test_a_good_sheet_enters_people_posts_accounts_and_roles(world: dict[str, int], now: datetime) -> None:
    checked = bring_in(workbook(GOOD), now)
    assert checked.errors == []
    assert checked.difference.counts["new"] == 5
    # Tuấn stands in two rows and is one person.
    assert Person.objects.count() == 4
    assert Holding.objects.count() == 5
    assert set(accounts().values_list("username", flat=True)) == {"hanh", "tuan", "quang"}
    roles = {
        (row.account.username, row.role, row.place_id, row.valid.lower, row.valid.upper)
        for row in RoleAssignment.objects.select_related("account")
    }
    assert roles == {
        ("hanh", "office_head", None, date(2026, 2, 1), None),
        # The commune is that of his office; "until 31 December" opens the last day too.
        ("tuan", "commune_officer", world["a"], DAY, date(2027, 1, 1)),
        ("quang", "assigned_leader", world["b"], DAY, None),
    }
    tuan = actor_for(accounts().get(username="tuan").pk, DAY)
    assert tuan.writes().ids == {world["a"]}


def test_a_new_account_cannot_sign_in_before_its_slip(now: datetime) -> None:
    bring_in(workbook(GOOD), now)
    assert not any(account.has_usable_password() for account in accounts())
    slips = slips_issue(actor=SYSTEM, now=now)
    assert [slip.username for slip in slips] == ["hanh", "quang", "tuan"]
    assert slips[0].posts == "Chánh Văn phòng, Văn phòng điều phối"
    for slip in slips:
        account = accounts().get(username=slip.username)
        assert account.check_password(slip.password)
        assert account.must_change_password
    assert len({slip.password for slip in slips}) == 3


def test_an_account_in_use_gets_no_slip(now: datetime) -> None:
    bring_in(workbook(GOOD), now)
    accounts().filter(username="tuan").update(last_login=now)
    with act(SYSTEM, "account.first_sign_in"):
        accounts().filter(username="quang").update(must_change_password=False)
    assert [slip.username for slip in slips_issue(actor=SYSTEM, now=now)] == ["hanh"]


def test_the_same_sheet_again_changes_nothing(now: datetime) -> None:
    bring_in(workbook(GOOD), now)
    checked = bring_in(workbook(GOOD), now)
    assert checked.errors == []
    assert checked.difference.counts == {"new": 0, "changed": 0, "same": 5}
    assert (Person.objects.count(), Holding.objects.count(), RoleAssignment.objects.count()) == (4, 5, 3)


def test_what_goes_out_comes_in_unchanged(now: datetime) -> None:
    bring_in(workbook(GOOD), now)
    before = known_people(SYSTEM)
    checked = bring_in(people_workbook(SYSTEM, now), now)
    assert checked.errors == []
    assert checked.difference.counts == {"new": 0, "changed": 0, "same": 5}
    assert known_people(SYSTEM) == before


def test_an_end_of_the_post_ends_its_role_and_the_person_leaves_the_list(now: datetime) -> None:
    bring_in(workbook(GOOD), now)
    rows = [list(row) for row in GOOD]
    rows[1][7] = "28/02/2026"
    checked = bring_in(workbook(rows), now)
    assert checked.difference.counts == {"new": 0, "changed": 1, "same": 4}
    titles = [row.title for row in holders_on(SYSTEM, DAY) if row.full_name == "Vũ Anh Tuấn"]
    assert titles == ["Bí thư Đoàn xã"]
    # The role had begun on 2 March; ended before it began, it opens nothing and is kept as history.
    assert not actor_for(accounts().get(username="tuan").pk, DAY).grants


def test_a_changed_telephone_is_a_change_of_the_same_person(now: datetime) -> None:
    bring_in(workbook(GOOD), now)
    rows = [list(row) for row in GOOD]
    rows[0][1] = "+84 912 999 999"
    checked = bring_in(workbook(rows), now)
    assert checked.difference.counts == {"new": 0, "changed": 1, "same": 4}
    assert Person.objects.get(full_name="Nguyễn Thị Hạnh").phone == "+84 912 999 999"


def test_a_namesake_elsewhere_is_another_person_and_the_office_is_told(now: datetime) -> None:
    bring_in(workbook(GOOD), now)
    checked = bring_in(workbook([["Lê Văn Minh", "0988", "UB-A", "Cán bộ", None, None, None, None, None]]), now)
    assert checked.errors == []
    assert [warning.row for warning in checked.warnings] == [2]
    assert Person.objects.filter(full_name="Lê Văn Minh").count() == 2


def test_a_known_account_is_not_taken_for_somebody_else(now: datetime) -> None:
    bring_in(workbook(GOOD), now)
    checked = bring_in(workbook([["Người Khác", None, "SNN", "Cán bộ", None, None, None, None, "hanh"]]), now)
    assert [(error.column, "Nguyễn Thị Hạnh" in error.message) for error in checked.errors] == [("Tên đăng nhập", True)]


def test_the_system_account_is_nobody(now: datetime) -> None:
    """The system account is no person: it is never listed, exported or given a slip."""
    assert known_people(SYSTEM) == {}
    assert slips_issue(actor=SYSTEM, now=now) == []
