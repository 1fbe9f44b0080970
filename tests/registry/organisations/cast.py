"""A small province for the tests of organisations: an office under a province, departments with rooms, two communes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from dieuphoi.core.kernel.actor import Actor, Grant, Places, system_actor
from dieuphoi.registry.accounts.services import account_open
from dieuphoi.registry.organisations.services import (
    NewOrg,
    holding_start,
    orgs_create,
    person_create,
    post_create,
)
from dieuphoi.registry.territory.services import NewUnit, units_create

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
SYSTEM = system_actor(DAY)


@dataclass
class Cast:
    units: dict[str, int] = field(default_factory=dict)
    orgs: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    holdings: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)

    def actor(self, name: str, role: str, org: str, place: str | None = None) -> Actor:
        """The person with one role, over one unit or the whole province."""
        where = Places(ids=frozenset({self.units[place]})) if place else Places(everything=True)
        grant = Grant(role=role, org_id=self.orgs[org], read=where, write=where if place else Places())
        return Actor(id=self.accounts[name], name=name, on=DAY, grants=(grant,))

    @property
    def lan(self) -> Actor:
        return self.actor("lan", "office_specialist", "VPDP")

    @property
    def tuan(self) -> Actor:
        return self.actor("tuan", "commune_officer", "UB-A", "a")

    @property
    def vy(self) -> Actor:
        return self.actor("vy", "commune_officer", "UB-B", "b")

    @property
    def minh(self) -> Actor:
        return self.actor("minh", "department_head", "SNN")


def cast_made() -> Cast:
    made = Cast()
    made.units = units_create(
        actor=SYSTEM,
        rows=[
            NewUnit("p", "province", "tinh", "Sơn Hà", "98", None, "thử"),
            NewUnit("a", "commune", "xa", "Thượng Sơn", "98001", "p", "thử"),
            NewUnit("b", "commune", "xa", "Hạ Sơn", "98002", "p", "thử"),
        ],
        now=NOW,
    )
    made.orgs = orgs_create(
        actor=SYSTEM,
        rows=[
            NewOrg("UBND", "Ủy ban nhân dân tỉnh", "people", place_id=made.units["p"]),
            NewOrg("VPDP", "Văn phòng điều phối", "office", "UBND", place_id=made.units["p"]),
            NewOrg("SNN", "Sở Nông nghiệp và Phát triển nông thôn", "department", "UBND", short_name="Sở NN&PTNT"),
            NewOrg("STN", "Sở Tài nguyên và Môi trường", "department", "UBND"),
            NewOrg("SNN-TL", "Phòng Thủy lợi", "room", "SNN"),
            NewOrg("SNN-TT", "Phòng Trồng trọt", "room", "SNN"),
            NewOrg("UB-A", "UBND xã Thượng Sơn", "commune", place_id=made.units["a"]),
            NewOrg("UB-B", "UBND xã Hạ Sơn", "commune", place_id=made.units["b"]),
            NewOrg("DU-A", "Đảng ủy xã Thượng Sơn", "party", place_id=made.units["a"], document_symbol="CV/ĐU"),
        ],
        now=NOW,
    )
    for name, full_name, org, title, single in (
        ("hanh", "Nguyễn Thị Hạnh", "VPDP", "Chánh Văn phòng", True),
        ("lan", "Trần Thị Lan", "VPDP", "Chuyên viên", False),
        ("minh", "Lê Văn Minh", "SNN", "Giám đốc", True),
        ("thu", "Phạm Thị Thu", "SNN-TL", "Trưởng phòng", True),
        ("hai", "Đỗ Văn Hải", "SNN-TT", "Chuyên viên", False),
        ("tuan", "Vũ Anh Tuấn", "UB-A", "Công chức", False),
        ("vy", "Đặng Khánh Vy", "UB-B", "Công chức", False),
    ):
        person = person_create(actor=SYSTEM, full_name=full_name, phone=f"0912 {len(made.people):03d}", now=NOW)
        post = post_create(actor=SYSTEM, org_id=made.orgs[org], title=title, is_single=single, now=NOW)
        held = holding_start(
            actor=SYSTEM, person_id=person.pk, post_id=post.pk, start=date(2025, 1, 1), now=NOW
        )
        made.people[name], made.holdings[name] = person.pk, held.pk
        made.accounts[name] = account_open(
            actor=SYSTEM, person_id=person.pk, username=name, password=None, now=NOW
        ).pk
    return made
