"""Lending a role: bounded, whole or in parts, never more than is held, never lent on (faults 2 and 24)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.registry.access.models import Delegation, RoleAssignment
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.access.services.delegations import delegation_end, delegation_give
from dieuphoi.registry.access.services.roles import role_assign, role_end
from dieuphoi.registry.accounts.services import account_close
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


def role_of(world: World, name: str) -> int:
    return RoleAssignment.objects.filter(account_id=world.accounts[name]).earliest("id").pk


def lend(world: World, lender: str, delegate: str, **more: Any) -> Delegation:
    said = {
        "assignment_id": role_of(world, lender), "delegate_id": world.accounts[delegate],
        "start": world.today, "end": world.today + timedelta(days=7), "reason": "nghỉ phép", "now": world.now,
    }  # fmt: skip
    return delegation_give(actor=world.actor(lender), **{**said, **more})


def faults(error: pytest.ExceptionInfo[InputErrors]) -> set[str]:
    return {fault.field for fault in error.value.errors}


def test_nobody_lends_what_is_not_theirs(world: World) -> None:
    with pytest.raises(NotVisible):
        lend(world, "vy", "binh", assignment_id=role_of(world, "tuan"))
    with pytest.raises(Refused) as refused:
        lend(world, "hanh", "vy", assignment_id=role_of(world, "tuan"))
    assert refused.value.code == "not_own_role"


def test_the_administrators_role_is_named_not_lent(world: World) -> None:
    with pytest.raises(Refused) as refused:
        lend(world, "quantri", "lan")
    assert refused.value.code == "never_lent"


def test_all_faults_of_a_delegation_come_at_once(world: World) -> None:
    with pytest.raises(InputErrors) as error:
        lend(world, "tuan", "tuan", start=world.today - timedelta(days=1), end=None, reason=" ")
    assert faults(error) == {"end", "delegate", "reason"}
    with pytest.raises(InputErrors) as error:
        lend(world, "tuan", "quan", start=world.today - timedelta(days=1), end=world.today - timedelta(days=2))
    assert faults(error) == {"start", "end", "delegate"}  # quan left: the account is closed


def test_a_borrowed_role_is_not_lent_on(world: World) -> None:
    lend(world, "tuan", "vy")
    with pytest.raises(Refused) as refused:
        lend(world, "vy", "binh", assignment_id=role_of(world, "tuan"))
    assert refused.value.code == "not_own_role"


def test_it_opens_what_the_lender_has_and_says_from_whom(world: World) -> None:
    assert world.units["thuong"] not in world.actor("vy").reads()
    lend(world, "tuan", "vy")
    vy = world.actor("vy")
    assert vy.writes("commune_officer").ids == {world.units["thuong"], world.units["ha"]}
    until = world.today + timedelta(days=7)
    borrowed = next(grant for grant in vy.grants if "Vũ Anh Tuấn" in grant.why)
    assert borrowed.why == f"Vũ Anh Tuấn ủy quyền vai trò “Cán bộ xã” đến trước ngày {until:%d/%m/%Y}"
    # The lender loses nothing, and others gain nothing.
    assert world.actor("tuan").writes().ids == {world.units["thuong"]}
    assert world.actor("binh").reads().ids == {world.units["dong"]}


def test_it_begins_and_ends_on_its_days(world: World) -> None:
    lend(world, "tuan", "vy", start=world.today + timedelta(days=2), end=world.today + timedelta(days=4))
    opens = [
        world.units["thuong"] in actor_for(world.accounts["vy"], world.today + timedelta(days=n)).writes()
        for n in range(6)
    ]
    assert opens == [False, False, True, True, False, False]


def test_it_ends_with_the_lenders_role_and_with_the_lenders_account(world: World) -> None:
    lend(world, "tuan", "vy")
    lend(world, "binh", "vy")
    role_end(
        actor=world.actor("hanh"), assignment_id=role_of(world, "tuan"), on=world.today, reason="x", now=world.now
    )
    account_close(actor=world.actor("hanh"), account_id=world.accounts["binh"], reason="x", now=world.now)
    assert world.actor("vy").reads().ids == {world.units["ha"]}


def test_it_is_never_longer_than_the_role(world: World) -> None:
    hanh, ends = world.actor("hanh"), world.today + timedelta(days=3)
    row = role_assign(
        actor=hanh, account_id=world.accounts["vy"], role="commune_officer", start=world.today, end=ends,
        org_id=world.orgs["UB-DONG"], place_id=world.units["dong"], now=world.now,
    )  # fmt: skip
    with pytest.raises(InputErrors) as error:
        lend(world, "vy", "tuan", assignment_id=row.pk, end=ends + timedelta(days=1))
    assert faults(error) == {"end"}
    lend(world, "vy", "tuan", assignment_id=row.pk, end=ends)


def test_a_part_of_the_places_lends_only_that_part(world: World) -> None:
    lend(world, "phong", "quang", place_ids=[world.units["ha"]])
    quang = world.actor("quang")
    assert quang.reads("leader").ids == {world.units["ha"]}
    assert not quang.reads("leader").everything
    with pytest.raises(InputErrors) as error:
        lend(world, "tuan", "vy", place_ids=[world.units["dong"]])
    assert faults(error) == {"places"}


@pytest.mark.parametrize("name", ["hanh", "lan", "minh"])
def test_rights_that_ask_for_no_place_are_lent_whole_or_not(world: World, name: str) -> None:
    with pytest.raises(InputErrors) as error:
        lend(world, name, "vy", place_ids=[world.units["ha"]])
    assert faults(error) == {"places"}


def test_the_mark_of_a_coordinator_is_not_lent(world: World) -> None:
    row = role_assign(
        actor=world.actor("hanh"), account_id=world.accounts["vy"], role="commune_chair", start=world.today, end=None,
        org_id=world.orgs["UB-HA"], place_id=world.units["ha"], coordinator=True, now=world.now,
    )  # fmt: skip
    assert world.actor("vy").orgs("coordinator") == {world.orgs["UB-HA"]}
    lend(world, "vy", "tuan", assignment_id=row.pk)
    assert world.actor("tuan").has_role("commune_chair")
    assert not world.actor("tuan").has_role("coordinator")


@pytest.mark.parametrize("name", ["tuan", "vy", "hanh", "quantri"])
def test_who_lent_who_borrowed_and_who_gives_roles_end_it(world: World, name: str) -> None:
    row = lend(world, "tuan", "vy")
    delegation_end(actor=world.actor(name), delegation_id=row.pk, reason="về sớm", now=world.now)
    assert world.actor("vy").reads().ids == {world.units["ha"]}
    assert Delegation.objects.filter(pk=row.pk).exists(), "ended, not deleted"
    with pytest.raises(Refused):
        delegation_end(actor=world.actor(name), delegation_id=row.pk, reason="x", now=world.now)


@pytest.mark.parametrize("name", ["binh", "lan", "phong"])
def test_others_do_not_even_see_it(world: World, name: str) -> None:
    row = lend(world, "tuan", "vy")
    with pytest.raises(NotVisible):
        delegation_end(actor=world.actor(name), delegation_id=row.pk, reason="x", now=world.now)


def test_the_page_lends_by_name_and_the_payload_names_no_other_lender(live: World) -> None:
    client = sign_in(live, "tuan")
    page = f"/account/lend/{role_of(live, 'tuan')}/"
    assert client.get(page).status_code == 200
    day = live.today
    said = {"start": f"{day:%d/%m/%Y}", "end": f"{day + timedelta(days=1):%d/%m/%Y}", "reason": "đi học"}
    unknown = client.post(page, {**said, "delegate": "Đặng Khánh Vy"})
    assert unknown.status_code == 422, "a commune does not know the neighbours' people"
    hidden = {"assignment": role_of(live, "phong"), "assignment_id": role_of(live, "phong"), "account": 1}
    assert client.post(page, {**said, **hidden, "delegate": "  trần thị LAN "}).status_code == 302
    made = Delegation.objects.get()
    assert (made.assignment_id, made.delegate_id) == (role_of(live, "tuan"), live.accounts["lan"])
    assert made.valid.upper == day + timedelta(days=2), "the last day is included"
    words = sign_in(live, "lan").get("/account/").content.decode()
    assert "Vũ Anh Tuấn ủy quyền cho tôi" in words


def test_a_token_keeps_the_scopes_of_the_delegate(world: World) -> None:
    lend(world, "tuan", "vy")
    program = actor_for(world.accounts["vy"], world.today, scopes=frozenset({"read"}))
    assert program == replace(world.actor("vy"), scopes=frozenset({"read"}))


def test_the_database_wants_an_end_and_a_reason(world: World) -> None:
    from django.db import IntegrityError, transaction
    from psycopg.types.range import DateRange

    from dieuphoi.core.history.context import act

    new_year = date(2026, 1, 1)
    for valid, reason in ((DateRange(new_year, None), "x"), (DateRange(new_year, date(2026, 2, 1)), "")):
        with pytest.raises(IntegrityError), transaction.atomic(), act(world.actor("tuan"), "test"):
            Delegation.objects.create(
                assignment_id=role_of(world, "tuan"), delegate_id=world.accounts["vy"], valid=valid, reason=reason
            )
