"""First sign-in slips: who gets one, that a slip which is out keeps working, that an account in use is left alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, Grant, system_actor
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.registry.accounts.services import account_close, account_open
from dieuphoi.registry.accounts.slips import Slip, slips_issue, unused_accounts
from dieuphoi.registry.organisations.services import person_create

DAY = date(2026, 3, 2)
SYSTEM = system_actor(DAY)
PEOPLE = {"an": "Trần Văn An", "binh": "Lê Thị Bình", "chi": "Phạm Thị Chi"}


@pytest.fixture(autouse=True)
def people(db: None, now: datetime) -> None:
    """An, Bình and Chi, each with an account as the sheet of people opens it: without a password."""
    for username, name in PEOPLE.items():
        person = person_create(actor=SYSTEM, full_name=name, now=now)
        account_open(actor=SYSTEM, person_id=person.pk, username=username, password=None, now=now)


def account(username: str) -> Any:
    return get_user_model().objects.get(username=username)


def stored() -> dict[str, str]:
    """The stored passwords: what no refused act may change."""
    return dict(get_user_model().objects.filter(is_system=False).values_list("username", "password"))


def names(slips: list[Slip]) -> list[str]:
    return [slip.username for slip in slips]


def sign_in(username: str) -> None:
    """As the sign-in leaves the account: 1 March 2026, 23:30 in Hà Nội."""
    get_user_model().objects.filter(username=username).update(last_login=datetime(2026, 3, 1, 16, 30, tzinfo=UTC))


def change_password(username: str) -> None:
    with act(SYSTEM, "account.change_password"):
        get_user_model().objects.filter(username=username).update(must_change_password=False)


# --- Refusals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", [{}, {"renew": True}, {"usernames": ["an"]}])
def test_who_does_not_manage_accounts_is_refused(choice: dict[str, Any], now: datetime) -> None:
    before = stored()
    lan = Actor(id=4, name="Lan", on=DAY, grants=(Grant(role="office_specialist"),))
    with pytest.raises(Refused) as refusal:
        slips_issue(actor=lan, now=now, **choice)
    assert refusal.value.status == 403
    assert stored() == before


def test_all_unknown_names_are_told_at_once_and_nobody_gets_a_slip(now: datetime) -> None:
    before = stored()
    with pytest.raises(InputErrors) as refusal:
        slips_issue(actor=SYSTEM, now=now, usernames=["dung", "an", "he.thong", "dung"])
    assert [(each.field, each.value) for each in refusal.value.errors] == [
        ("username", "dung"),
        ("username", "he.thong"),
    ]
    assert stored() == before


def test_the_system_account_is_an_unknown_name(now: datetime) -> None:
    name = get_user_model().objects.get(is_system=True).username
    with pytest.raises(InputErrors):
        slips_issue(actor=SYSTEM, now=now, usernames=[name])


def test_an_account_in_use_or_closed_takes_no_slip_by_name_and_the_reasons_are_told(now: datetime) -> None:
    before = stored()
    sign_in("an")
    change_password("binh")
    account_close(actor=SYSTEM, account_id=account("chi").pk, reason="thôi việc", now=now)
    with pytest.raises(Refused) as refusal:
        slips_issue(actor=SYSTEM, now=now, usernames=["an", "binh", "chi"])
    assert (refusal.value.code, refusal.value.status) == ("no_first_slip", 409)
    for words in (
        "“an”: đã có người đăng nhập, lần gần nhất ngày 01/03/2026",
        "“binh”: mật khẩu đã được đổi",
        "“chi”: tài khoản đã đóng",
    ):
        assert words in refusal.value.reason
    assert stored() == before


def test_one_account_in_use_stops_the_slips_of_the_others_named(now: datetime) -> None:
    before = stored()
    sign_in("an")
    with pytest.raises(Refused) as refusal:
        slips_issue(actor=SYSTEM, now=now, usernames=["binh", "an"])
    assert "binh" not in refusal.value.reason
    assert stored() == before


@pytest.mark.parametrize("renew", [False, True])
def test_who_has_used_or_lost_the_account_is_passed_over(renew: bool, now: datetime) -> None:
    sign_in("an")
    change_password("binh")
    account_close(actor=SYSTEM, account_id=account("chi").pk, reason="thôi việc", now=now)
    before = stored()
    assert slips_issue(actor=SYSTEM, now=now, renew=renew) == []
    assert stored() == before


# --- Slips --------------------------------------------------------------------------------------------------


def test_a_second_run_leaves_the_slips_alone_that_are_out(now: datetime) -> None:
    first = slips_issue(actor=SYSTEM, now=now)
    assert names(first) == ["an", "binh", "chi"]
    assert slips_issue(actor=SYSTEM, now=now) == []
    for slip in first:
        assert account(slip.username).check_password(slip.password)


def test_a_later_account_gets_its_slip_alone(now: datetime) -> None:
    first = slips_issue(actor=SYSTEM, now=now)
    person = person_create(actor=SYSTEM, full_name="Ngô Văn Dũng", now=now)
    account_open(actor=SYSTEM, person_id=person.pk, username="dung", password=None, now=now)
    assert names(slips_issue(actor=SYSTEM, now=now)) == ["dung"]
    assert account("an").check_password(first[0].password)


def test_a_first_password_that_the_office_typed_counts_as_handed_out(now: datetime) -> None:
    person = person_create(actor=SYSTEM, full_name="Ngô Văn Dũng", now=now)
    account_open(actor=SYSTEM, person_id=person.pk, username="dung", password="mã-một-lần-7731", now=now)
    assert "dung" not in names(slips_issue(actor=SYSTEM, now=now))
    assert account("dung").check_password("mã-một-lần-7731")


def test_renewing_takes_everybody_who_never_signed_in_and_ends_the_earlier_slips(now: datetime) -> None:
    first = {slip.username: slip.password for slip in slips_issue(actor=SYSTEM, now=now)}
    sign_in("chi")
    second = {slip.username: slip.password for slip in slips_issue(actor=SYSTEM, now=now, renew=True)}
    assert set(second) == {"an", "binh"}
    for username, password in second.items():
        assert account(username).check_password(password)
        assert not account(username).check_password(first[username])
    assert account("chi").check_password(first["chi"])


def test_a_name_renews_that_account_alone_however_it_is_written(now: datetime) -> None:
    first = {slip.username: slip.password for slip in slips_issue(actor=SYSTEM, now=now)}
    (slip,) = slips_issue(actor=SYSTEM, now=now, usernames=[" Binh ", "binh"])
    assert slip.username == "binh"
    assert account("binh").check_password(slip.password)
    assert not account("binh").check_password(first["binh"])
    assert account("an").check_password(first["an"])


def test_a_name_gives_a_first_slip_too(now: datetime) -> None:
    assert names(slips_issue(actor=SYSTEM, now=now, usernames=["chi", "an"])) == ["an", "chi"]
    assert not account("binh").has_usable_password()


def test_no_names_are_no_slips(now: datetime) -> None:
    assert slips_issue(actor=SYSTEM, now=now, usernames=[]) == []


def test_who_waits_and_who_could_be_renewed_are_counted_apart(now: datetime) -> None:
    slips_issue(actor=SYSTEM, now=now, usernames=["an"])
    assert set(unused_accounts(SYSTEM).values_list("username", flat=True)) == {"binh", "chi"}
    assert set(unused_accounts(SYSTEM, renew=True).values_list("username", flat=True)) == {"an", "binh", "chi"}
