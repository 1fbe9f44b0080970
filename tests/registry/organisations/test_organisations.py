"""Organisations, people and posts: what is refused, what is kept, who sees whom."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.core.kernel.actor import Actor, Grant, Places, anonymous_actor, system_actor
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.registry.organisations.models import Holding, OrgUnit, Person
from dieuphoi.registry.organisations.selectors import holders_on, org_of_place, orgs_on
from dieuphoi.registry.organisations.services import (
    NewOrg,
    holding_end,
    holding_start,
    org_create,
    orgs_create,
    orgs_update,
    person_create,
    post_create,
)
from dieuphoi.registry.territory.services import NewUnit, units_create

DAY = date(2026, 3, 2)
SYSTEM = system_actor(DAY)


@pytest.fixture
def places(db: None, now: datetime) -> dict[str, int]:
    return units_create(
        actor=SYSTEM,
        rows=[
            NewUnit("p", "province", "tinh", "Sơn Hà", "98", None, "thử"),
            NewUnit("a", "commune", "xa", "Thượng Sơn", "98001", "p", "thử"),
            NewUnit("b", "commune", "xa", "Hạ Sơn", "98002", "p", "thử"),
        ],
        now=now,
    )


@pytest.fixture
def orgs(places: dict[str, int], now: datetime) -> dict[str, int]:
    return orgs_create(
        actor=SYSTEM,
        rows=[
            NewOrg("UB-A", "UBND xã Thượng Sơn", "commune", "UBND", places["a"], "0239 1"),
            NewOrg("UB-B", "UBND xã Hạ Sơn", "commune", "UBND", places["b"]),
            NewOrg("UBND", "Ủy ban nhân dân tỉnh", "committee"),
            NewOrg("SNN", "Sở Nông nghiệp", "department", "UBND"),
        ],
        now=now,
    )


def officer(place: int) -> Actor:
    here = Places(ids=frozenset({place}))
    return Actor(id=9, name="Tuấn", on=DAY, grants=(Grant(role="commune_officer", read=here, write=here),))


class TestRefusals:
    def test_a_commune_officer_keeps_no_register_of_organisations(
        self, places: dict[str, int], now: datetime
    ) -> None:
        for attempt in (
            lambda actor: org_create(actor=actor, code="X", name="X", kind="department", now=now),
            lambda actor: person_create(actor=actor, full_name="Vũ Anh", now=now),
        ):
            with pytest.raises(Refused) as refusal:
                attempt(officer(places["a"]))
            assert refusal.value.status == 403
        assert not OrgUnit.objects.exists()
        assert not Person.objects.exists()

    def test_all_faults_of_a_batch_at_once(self, orgs: dict[str, int], now: datetime) -> None:
        with pytest.raises(InputErrors) as refusal:
            orgs_create(
                actor=SYSTEM,
                rows=[
                    NewOrg("SNN", "Trùng mã", "department"),
                    NewOrg("", "", "ministry"),
                    NewOrg("UB-C", "UBND xã C", "commune"),
                    NewOrg("M", "M", "team", "KHONG-CO"),
                    NewOrg("P", "P", "team", "Q"),
                    NewOrg("Q", "Q", "team", "P"),
                ],
                now=now,
            )
        assert [(error.row, error.field) for error in refusal.value.errors] == [
            (1, "code"),
            (2, "code"),
            (2, "name"),
            (2, "kind"),
            (3, "place"),
            (4, "parent"),
            (5, "parent"),
            (6, "parent"),
        ]
        assert OrgUnit.objects.count() == 4

    def test_no_organisation_becomes_its_own_superior(self, orgs: dict[str, int], now: datetime) -> None:
        with pytest.raises(InputErrors, match="cấp trên của chính nó"):
            orgs_update(actor=SYSTEM, changes={orgs["UBND"]: {"parent_id": orgs["SNN"]}}, now=now)
        assert OrgUnit.objects.get(id=orgs["UBND"]).parent_id is None

    def test_a_single_post_has_one_holder_a_day(self, orgs: dict[str, int], now: datetime) -> None:
        post = post_create(actor=SYSTEM, org_id=orgs["SNN"], title="Giám đốc", is_single=True, now=now)
        minh = person_create(actor=SYSTEM, full_name="Lê Văn Minh", now=now)
        ha = person_create(actor=SYSTEM, full_name="Trần Hà", now=now)
        held = holding_start(
            actor=SYSTEM, person_id=minh.pk, post_id=post.pk, start=date(2024, 1, 1), now=now
        )
        with pytest.raises(Refused, match="đang do Lê Văn Minh giữ"):
            holding_start(actor=SYSTEM, person_id=ha.pk, post_id=post.pk, start=DAY, now=now)
        with pytest.raises(Refused, match="đang giữ chức vụ này"):
            holding_start(actor=SYSTEM, person_id=minh.pk, post_id=post.pk, start=DAY, now=now)
        holding_end(actor=SYSTEM, holding_id=held.pk, on=DAY, reason="nghỉ hưu", now=now)
        holding_start(actor=SYSTEM, person_id=ha.pk, post_id=post.pk, start=DAY, now=now)
        assert Holding.objects.count() == 2
        assert [row.full_name for row in holders_on(SYSTEM, DAY, post=post.pk)] == ["Trần Hà"]
        assert [row.full_name for row in holders_on(SYSTEM, date(2025, 1, 1), post=post.pk)] == [
            "Lê Văn Minh"
        ]

    def test_a_holding_cannot_end_before_it_began(self, orgs: dict[str, int], now: datetime) -> None:
        post = post_create(actor=SYSTEM, org_id=orgs["SNN"], title="Chuyên viên", now=now)
        thu = person_create(actor=SYSTEM, full_name="Phạm Thị Thu", now=now)
        held = holding_start(actor=SYSTEM, person_id=thu.pk, post_id=post.pk, start=DAY, now=now)
        with pytest.raises(InputErrors):
            holding_end(actor=SYSTEM, holding_id=held.pk, on=date(2026, 1, 1), reason="", now=now)


def test_organisations_of_a_day_in_one_query(orgs: dict[str, int], places: dict[str, int]) -> None:
    with CaptureQueriesContext(connection) as queries:
        rows = orgs_on(SYSTEM, DAY)
    assert len(queries) == 1
    assert [(row.code, row.parent_code, row.place_name) for row in rows] == [
        ("SNN", "UBND", ""),
        ("UB-B", "UBND", "Xã Hạ Sơn"),
        ("UB-A", "UBND", "Xã Thượng Sơn"),
        ("UBND", "", ""),
    ]
    assert org_of_place(SYSTEM, places["a"], DAY) == rows[2]
    assert orgs_on(anonymous_actor(DAY), DAY) == []
    assert [row.code for row in orgs_on(SYSTEM, DAY, text="ha son")] == ["UB-B"]


def test_a_commune_sees_the_departments_people_and_its_own(
    orgs: dict[str, int], places: dict[str, int], now: datetime
) -> None:
    for name, code in (("Vũ Anh Tuấn", "UB-A"), ("Đặng Khánh Vy", "UB-B"), ("Lê Văn Minh", "SNN")):
        person = person_create(actor=SYSTEM, full_name=name, phone="0912 345 678", now=now)
        post = post_create(actor=SYSTEM, org_id=orgs[code], title="Cán bộ", now=now)
        holding_start(actor=SYSTEM, person_id=person.pk, post_id=post.pk, start=None, now=now)
    seen = [row.full_name for row in holders_on(officer(places["a"]), DAY)]
    assert seen == ["Lê Văn Minh", "Vũ Anh Tuấn"]
    assert holders_on(officer(places["a"]), DAY, org=orgs["UB-B"]) == []
    assert [row.full_name for row in holders_on(SYSTEM, DAY)] == [
        "Lê Văn Minh",
        "Vũ Anh Tuấn",
        "Đặng Khánh Vy",
    ]
