"""A small register of recognitions and mergers of which public lists are made, and the office of another province."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.insight.portal.models import PublicList
from dieuphoi.insight.portal.services import list_approve, list_prepare
from dieuphoi.programme.recognition.services import (
    NewDecision,
    NewRecognition,
    recognition_record,
    recognition_revoke,
)
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.access.services import role_assign
from dieuphoi.registry.accounts.services import account_open
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.registry.organisations.models import Person
from dieuphoi.registry.territory.services import NewUnit, units_create
from tests.support.world import PASSWORD, World

Prepare = Callable[..., PublicList]


@pytest.fixture
def recognised(world: World) -> dict[str, int]:
    """Thượng Sơn and Hạ Sơn are recognised, Hạ Sơn at the higher level too; Đông Sơn was, until it was revoked."""
    lan, units = world.actor("lan"), world.units
    made = {}
    for key, level, year, number, day in (
        ("thuong", "commune_basic", 2020, "12/QĐ-UBND", date(2020, 12, 20)),
        ("ha", "commune_basic", 2019, "7/QĐ-UBND", date(2019, 11, 3)),
        ("ha", "commune_advanced", 2024, "30/QĐ-UBND", date(2024, 6, 1)),
        ("dong", "commune_basic", 2018, "5/QĐ-UBND", date(2018, 1, 15)),
    ):
        made[f"{key} {level}"] = recognition_record(
            actor=lan, new=NewRecognition(units[key], level, year, number, day), now=world.now
        ).root_id
    recognition_revoke(
        actor=lan,
        recognition_id=made["dong commune_basic"],
        new=NewDecision("9/QĐ-UBND", date(2025, 2, 1), reason="không giữ được chuẩn"),
        now=world.now,
    )
    return made


@pytest.fixture
def prepare(world: World, recognised: dict[str, int]) -> Prepare:
    """Lan prepares a list of today; ``approved=True``: and Hạnh publishes it."""

    def make(kind: str = "recognised-units", *, approved: bool = False, on: date | None = None) -> PublicList:
        row = list_prepare(
            actor=world.actor("lan"),
            kind=kind,
            province_id=world.units["tinh"],
            as_of=on or world.today,
            now=world.now,
        )
        return list_approve(actor=world.actor("hanh"), list_id=row.pk, now=world.now) if approved else row

    return make


def office_person(world: World, username: str, full_name: str, role: str, place_id: int) -> Actor:
    """Somebody of the office of one province only."""
    system = system_actor(world.today)
    [person] = organisations.people_create(actor=system, people=[Person(full_name=full_name)], now=world.now)
    account = account_open(actor=system, person_id=person.pk, username=username, password=PASSWORD, now=world.now)
    role_assign(
        actor=system, account_id=account.pk, role=role, start=date(2025, 1, 1), end=None,
        org_id=world.orgs["VPDP"], place_id=place_id, now=world.now,
    )  # fmt: skip
    world.accounts[username] = account.pk
    return actor_for(account.pk, world.today)


@pytest.fixture
def deputy(world: World) -> Actor:
    """The deputy head of the world's office."""
    return office_person(world, "khang", "Lưu Văn Khang", "office_head", world.units["tinh"])


@pytest.fixture
def other_head(world: World) -> Actor:
    """The head of another province's office."""
    made = units_create(
        actor=system_actor(world.today),
        rows=[NewUnit("khac", "province", "tinh", "Bắc Hà (giả định)", "97", None, "thử")],
        now=world.now,
    )
    world.units |= made
    return office_person(world, "khac", "Mai Thị Yên", "office_head", made["khac"])
