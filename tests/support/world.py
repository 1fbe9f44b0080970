"""A small invented world: a province, its agencies, the cast of the domain, a frozen and an open round.

Everything is made by the product's own services, by the people who would do it, so it obeys the rules.
``build_world(now)`` takes less than a second; a test that changes it does so in its own transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.dates import today as day_of
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.services import rounds, values, verification
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria import services as criteria_acts
from dieuphoi.programme.criteria import sets
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.access.services import role_assign
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.accounts.services import account_close, account_open
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.registry.organisations.models import Person
from dieuphoi.registry.territory.services import NewClass, NewUnit, units_create

PASSWORD = "sông-hà-2026-thử"
PROVINCE = "Sơn Hà (giả định)"

SMALL_SET = {
    "set": {
        "id": "son-ha-thu",
        "name": "Bộ tiêu chí thử của tỉnh Sơn Hà (giả định)",
        "level": "commune",
        "tier": "basic",
        "decision": {
            "number": "01/2025/QĐ-UBND",
            "date": "2025-01-10",
            "issuer": "UBND tỉnh Sơn Hà (giả định)",
        },
        "effective_from": "2025-01-20",
        "counts": {"criteria": 3, "indicators": 5},
    },
    "criteria": [
        {
            "number": 1,
            "name": "Quy hoạch",
            "group": "I. Quy hoạch",
            "indicators": [
                {
                    "code": "1.1",
                    "name": "Có quy hoạch chung xây dựng xã được phê duyệt",
                    "unit": None,
                    "kind": "pass_fail",
                    "comparator": "is",
                    "thresholds": {"all": "Đạt"},
                }
            ],
        },
        {
            "number": 2,
            "name": "Giao thông",
            "group": "II. Hạ tầng",
            "indicators": [
                {
                    "code": "2.1",
                    "name": "Tỷ lệ đường xã được cứng hóa",
                    "unit": "%",
                    "kind": "percent",
                    "comparator": ">=",
                    "thresholds": {"all": 80},
                },
                {
                    "code": "2.2",
                    "name": "Tỷ lệ đường thôn được cứng hóa",
                    "unit": "%",
                    "kind": "percent",
                    "comparator": ">=",
                    "thresholds": {"all": 60},
                },
            ],
        },
        {
            "number": 3,
            "name": "Thu nhập và nghèo",
            "group": "III. Kinh tế",
            "indicators": [
                {
                    "code": "3.1",
                    "name": "Thu nhập bình quân đầu người",
                    "unit": "triệu đồng/người",
                    "kind": "money",
                    "comparator": ">=",
                    "thresholds": {"all": 50},
                },
                {
                    "code": "3.2",
                    "name": "Tỷ lệ nghèo đa chiều",
                    "unit": "%",
                    "kind": "percent",
                    "comparator": "<=",
                    "thresholds": {"all": 5},
                },
            ],
        },
    ],
}

CAST = {
    # name: (full name, role, organisation, place)
    "hanh": ("Nguyễn Thị Hạnh", "office_head", "VPDP", None),
    "lan": ("Trần Thị Lan", "office_specialist", "VPDP", None),
    "minh": ("Lê Văn Minh", "department_head", "SNN", None),
    "thu": ("Phạm Thị Thu", "department_officer", "SNN", None),
    "hai": ("Đỗ Văn Hải", "department_officer", "SXD", None),
    "quang": ("Hoàng Văn Quang", "assigned_leader", "BCD", "thuong"),
    "tuan": ("Vũ Anh Tuấn", "commune_officer", "UB-THUONG", "thuong"),
    "vy": ("Đặng Khánh Vy", "commune_officer", "UB-HA", "ha"),
    "binh": ("Bùi Thanh Bình", "commune_officer", "UB-DONG", "dong"),
    "phong": ("Ngô Quốc Phong", "leader", "BCD", None),
    "quan": ("Dương Minh Quân", "department_officer", "SNN", None),
    "quantri": ("Tạ Hữu Trí", "administrator", "VPDP", None),
}
"""The cast of domain.md §1, two officers that the story needs (Hải, Bình) and the administrator (Trí)."""


@dataclass(slots=True)
class World:
    """Ids of everything that was made, by short names."""

    now: datetime
    accounts: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    orgs: dict[str, int] = field(default_factory=dict)
    version_id: int = 0
    indicators: dict[str, int] = field(default_factory=dict)
    criteria: dict[str, int] = field(default_factory=dict)
    frozen_round: int = 0
    open_round: int = 0
    frozen_sheets: dict[str, int] = field(default_factory=dict)
    open_sheets: dict[str, int] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return day_of(self.now)

    def actor(self, name: str) -> Actor:
        """The person as the product sees them today."""
        return actor_for(self.accounts[name], self.today)

    def account(self, name: str) -> Account:
        return Account.objects.get(id=self.accounts[name])

    def result(self, sheet_id: int, code: str) -> int:
        """The id of the result of an indicator on a sheet."""
        actor = system_actor(self.today)
        sheet = assessments.sheet_by_id(actor, sheet_id)
        return next(row.result.id for row in assessments.grid(sheet) if row.indicator.code == code)


def small_set() -> sets.SetVersion:
    return sets.from_dict(SMALL_SET)


def build_world(now: datetime) -> World:
    """Make the whole world; ``now`` is the present of its people. Needs the database."""
    world = World(now=now)
    system = system_actor(world.today)
    _territory(world, system)
    _organisations(world, system)
    _people(world, system)
    _criteria(world, system)
    _frozen_round(world)
    _open_round(world)
    return world


def _territory(world: World, system: Actor) -> None:
    source = "tỉnh giả định, dùng để thử"
    region = (NewClass("region7", "BTB", source),)
    rows = [NewUnit("tinh", "province", "tinh", PROVINCE, "98", None, source, classes=region)]
    for key, type_, name, code in (
        ("thuong", "xa", "Thượng Sơn", "98001"),
        ("ha", "xa", "Hạ Sơn", "98002"),
        ("dong", "xa", "Đông Sơn", "98003"),
        ("phuong", "phuong", "Sơn Trung", "98004"),
    ):
        rows.append(NewUnit(key, "commune", type_, name, code, "tinh", source))
    world.units = units_create(actor=system, rows=rows, now=world.now)


def _organisations(world: World, system: Actor) -> None:
    new = organisations.NewOrg
    world.orgs = organisations.orgs_create(
        actor=system,
        rows=[
            new("VPDP", "Văn phòng điều phối tỉnh", "office", place_id=world.units["tinh"]),
            new("BCD", "Ban Chỉ đạo tỉnh", "committee"),
            new("SNN", "Sở Nông nghiệp và Môi trường", "department", phone="0239 300 001"),
            new("SXD", "Sở Xây dựng", "department"),
            new("UB-THUONG", "UBND xã Thượng Sơn", "commune", place_id=world.units["thuong"]),
            new("UB-HA", "UBND xã Hạ Sơn", "commune", place_id=world.units["ha"]),
            new("UB-DONG", "UBND xã Đông Sơn", "commune", place_id=world.units["dong"]),
        ],
        now=world.now,
    )


def _people(world: World, system: Actor) -> None:
    for name, (full_name, role, org, place) in CAST.items():
        [person] = organisations.people_create(actor=system, people=[Person(full_name=full_name)], now=world.now)
        world.people[name] = person.pk
        post = organisations.post_create(
            actor=system, org_id=world.orgs[org], title="Cán bộ phụ trách nông thôn mới", now=world.now
        )
        left = world.today - timedelta(days=30) if name == "quan" else None
        organisations.holding_start(
            actor=system,
            person_id=person.pk,
            post_id=post.pk,
            start=date(2025, 1, 1),
            end=left,
            now=world.now,
        )
        account = account_open(actor=system, person_id=person.pk, username=name, password=PASSWORD, now=world.now)
        world.accounts[name] = account.pk
        role_assign(
            actor=system,
            account_id=account.pk,
            role=role,
            start=date(2025, 1, 1),
            end=left,
            org_id=world.orgs[org],
            place_id=world.units[place] if place else None,
            now=world.now,
        )
        if name == "quan":
            account_close(actor=system, account_id=account.pk, reason="chuyển công tác", now=world.now)
    # They all changed their first password long ago; the test of the first sign-in opens its own account.
    with act(system, "account.first_sign_in"):
        Account.objects.filter(id__in=world.accounts.values()).update(must_change_password=False)


def _criteria(world: World, system: Actor) -> None:
    version = criteria_acts.version_bring_in(actor=system, source=small_set(), now=world.now)
    criteria_acts.version_publish(actor=system, version_id=version.pk, now=world.now)
    world.version_id = version.pk
    rows = criteria.indicators_of(version.pk)
    world.indicators = {row.code: row.pk for row in rows}
    world.criteria = {row.criterion.number: row.criterion_id for row in rows}
    criteria_acts.rows_confirm(
        actor=system,
        version_id=version.pk,
        readings=[criteria_acts.Reading(code, "Quyết định 01/2025/QĐ-UBND (giả định)") for code in world.indicators],
        now=world.now,
    )
    criteria_acts.owners_set(
        actor=system,
        version_id=version.pk,
        owners={
            "1.1": world.orgs["SXD"],
            "2.1": world.orgs["SXD"],
            "2.2": world.orgs["SXD"],
            "3.1": world.orgs["SNN"],
            "3.2": world.orgs["SNN"],
        },
        start=date(2025, 1, 1),
        now=world.now,
    )


def _round(world: World, title: str, period: str, on: date, now: datetime, previous: int | None) -> int:
    round_ = rounds.round_create(
        actor=world.actor("lan"),
        plan=rounds.RoundPlan(
            title=title,
            province_id=world.units["tinh"],
            version_id=world.version_id,
            period=period,
            territory_on=on,
            entry_due_on=day_of(now) + timedelta(days=10),
            verify_due_on=day_of(now) + timedelta(days=20),
            freeze_due_on=day_of(now) + timedelta(days=30),
            previous_id=previous,
        ),
        now=now,
    )
    return rounds.round_open(actor=world.actor("lan"), round_id=round_.pk, now=now).pk


def _sheets(world: World, round_id: int) -> dict[str, int]:
    by_unit = {unit: key for key, unit in world.units.items()}
    return {by_unit[sheet.unit_id]: sheet.pk for sheet in assessments.sheets(system_actor(world.today), round_id)}


def _enter(world: World, name: str, sheet: int, typed: dict[str, str], now: datetime) -> None:
    for code, text in typed.items():
        values.value_save(
            actor=world.actor(name),
            sheet_id=sheet,
            indicator_id=world.indicators[code],
            typed={"": text},
            now=now,
        )


GAPS = "chưa có số liệu của thôn"
"""Why sheets of this world are handed in with gaps."""
OFFICERS = {"thuong": "tuan", "ha": "vy", "dong": "binh"}


def _frozen_round(world: World) -> None:
    now = world.now - timedelta(days=90)
    world.frozen_round = _round(world, "Rà soát năm 2025", "2025", date(2025, 12, 1), now, None)
    world.frozen_sheets = _sheets(world, world.frozen_round)
    figures = {
        "thuong": {"1.1": "Đạt", "2.1": "85,5", "2.2": "45/60", "3.1": "51,2", "3.2": "3"},
        "ha": {"1.1": "Đạt", "2.1": "79", "2.2": "61", "3.1": "1.049,5", "3.2": "6,25"},
        "dong": {"1.1": "Không đạt", "2.1": "100", "2.2": "100", "3.1": "50"},
    }
    for key, sheet in world.frozen_sheets.items():
        _enter(world, OFFICERS[key], sheet, figures[key], now)
        values.sheet_submit(actor=world.actor(OFFICERS[key]), sheet_id=sheet, now=now, reason=GAPS)
        for code, who in (("2.1", "hai"), ("2.2", "hai"), ("3.1", "thu"), ("3.2", "thu")):
            if code in figures[key]:
                _verify(world, who, sheet, code, now, decision="accept")
        _verify(
            world,
            "hai",
            sheet,
            "1.1",
            now,
            decision="conclude",
            verdict="as_claimed",
            document="120/SXD-QH, 05/12/2025",
        )
    outcome = verification.sheets_consolidate(
        actor=world.actor("lan"), sheet_ids=list(world.frozen_sheets.values()), now=now
    )
    assert not outcome.refused, outcome.refused
    rounds.round_freeze(actor=world.actor("hanh"), round_id=world.frozen_round, now=now)


def _verify(world: World, who: str, sheet: int, code: str, now: datetime, **what: str) -> None:
    outcome = verification.results_verify(
        actor=world.actor(who), result_ids=[world.result(sheet, code)], now=now, **what
    )
    assert not outcome.refused, outcome.refused


def _open_round(world: World) -> None:
    """Thượng Sơn is still entering, Hạ Sơn waits for the departments, Đông Sơn has a row returned."""
    now = world.now - timedelta(days=5)
    world.open_round = _round(
        world, "Rà soát 6 tháng đầu năm 2026", "2026-H1", date(2026, 1, 1), now, world.frozen_round
    )
    world.open_sheets = _sheets(world, world.open_round)
    _enter(world, "tuan", world.open_sheets["thuong"], {"2.1": "90", "3.2": "2,5"}, now)
    _enter(world, "vy", world.open_sheets["ha"], {"1.1": "Đạt", "2.1": "82,5", "3.1": "52"}, now)
    _enter(world, "binh", world.open_sheets["dong"], {"2.2": "59,9", "3.1": "49"}, now)
    for key in ("ha", "dong"):
        values.sheet_submit(actor=world.actor(OFFICERS[key]), sheet_id=world.open_sheets[key], now=now, reason=GAPS)
    _verify(
        world,
        "thu",
        world.open_sheets["dong"],
        "3.1",
        now,
        decision="return",
        comment="Thiếu bảng tính kèm theo",
    )


def sign_in(world: World, name: str, **options: Any) -> Client:
    """A browser in which the person is signed in; ``""`` is the one who is not."""
    client = Client(**options)
    if name:
        client.force_login(world.account(name), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
