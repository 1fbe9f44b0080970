"""Who takes part: Party, Front, mass organisations, project boards, and people who stand in two of them at once."""

from __future__ import annotations

from datetime import date, datetime

from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.registry.organisations.selectors import holders_on, orgs_on
from dieuphoi.registry.organisations.services import (
    NewOrg,
    holding_end,
    holding_start,
    orgs_create,
    orgs_update,
    person_create,
    post_create,
)
from tests.registry.organisations.cast import DAY, SYSTEM


def test_each_kind_of_body_is_an_organisation_of_its_own_kind(db: None, now: datetime) -> None:
    """S1-03 (Front), S2-01 (Party, its superior and its symbol), S2-42 (mass organisation), S4-43 (projects)."""
    made = orgs_create(
        actor=SYSTEM,
        rows=[
            NewOrg("TU", "Tỉnh ủy", "party"),
            NewOrg("DUK", "Đảng ủy Khối các cơ quan tỉnh", "party", "TU"),
            NewOrg("MTTQ", "Ủy ban Mặt trận Tổ quốc tỉnh", "front"),
            NewOrg("TD", "Tỉnh đoàn", "mass"),
            NewOrg("BQL", "Ban Quản lý dự án đầu tư xây dựng tỉnh", "projects"),
        ],
        now=now,
    )
    orgs_update(actor=SYSTEM, changes={made["DUK"]: {"document_symbol": "CV/ĐUK"}}, now=now)
    rows = {row.code: row for row in orgs_on(SYSTEM, DAY)}
    assert {code: row.kind for code, row in rows.items()} == {
        "TU": "party", "DUK": "party", "MTTQ": "front", "TD": "mass", "BQL": "projects",
    }  # fmt: skip
    assert rows["DUK"].parent_code == "TU"
    assert OrgUnit.objects.get(pk=made["DUK"]).document_symbol == "CV/ĐUK"


def test_a_person_holds_two_posts_at_once_each_with_its_days(db: None, now: datetime) -> None:
    """S0-02: in the Party and in the People's Committee; S2-05: the posts of the office are posts like these."""
    made = orgs_create(
        actor=SYSTEM,
        rows=[NewOrg("TU", "Tỉnh ủy", "party"), NewOrg("UBND", "Ủy ban nhân dân tỉnh", "people")],
        now=now,
    )
    person = person_create(actor=SYSTEM, full_name="Nguyễn Văn Sơn", now=now)
    held = {
        code: holding_start(
            actor=SYSTEM,
            person_id=person.pk,
            post_id=post_create(actor=SYSTEM, org_id=made[code], title=title, now=now).pk,
            start=start,
            now=now,
        )
        for code, title, start in (
            ("TU", "Ủy viên Ban Thường vụ", date(2020, 10, 1)),
            ("UBND", "Phó Chủ tịch Thường trực", date(2021, 7, 1)),
        )
    }
    holding_end(actor=SYSTEM, holding_id=held["UBND"].pk, on=date(2025, 7, 1), reason="nghỉ hưu", now=now)

    def titles(day: date) -> set[str]:
        return {row.title for row in holders_on(SYSTEM, day) if row.full_name == "Nguyễn Văn Sơn"}

    assert titles(date(2021, 6, 30)) == {"Ủy viên Ban Thường vụ"}
    assert titles(date(2024, 1, 1)) == {"Ủy viên Ban Thường vụ", "Phó Chủ tịch Thường trực"}
    assert titles(DAY) == {"Ủy viên Ban Thường vụ"}
