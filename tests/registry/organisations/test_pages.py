"""The registers and record pages of organisations and people, as one reader sees them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from dieuphoi.core.kernel.actor import Actor, Grant, Places, system_actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.register.state import View, read_view
from dieuphoi.core.register.tables import Register
from dieuphoi.registry.organisations.services import (
    NewOrg,
    holding_start,
    orgs_create,
    person_create,
    post_create,
)
from dieuphoi.registry.organisations.tables import CONTACTS, ORGS, PEOPLE
from dieuphoi.registry.organisations.views.orgs import OrgPage
from dieuphoi.registry.organisations.views.people import PersonPage
from dieuphoi.registry.territory.services import NewUnit, units_create

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
SYSTEM = system_actor(DAY)


@pytest.fixture(autouse=True)
def ids(db: None) -> dict[str, int]:
    """An office, a department and two communes' offices; Tuấn left one post and has another."""
    found = units_create(
        actor=SYSTEM,
        rows=[
            NewUnit("p", "province", "tinh", "Sơn Hà", "98", None, "thử"),
            NewUnit("a", "commune", "xa", "Thượng Sơn", "98001", "p", "thử"),
            NewUnit("b", "commune", "xa", "Hạ Sơn", "98002", "p", "thử"),
        ],
        now=NOW,
    )
    orgs = orgs_create(
        actor=SYSTEM,
        rows=[
            NewOrg("SNN", "Sở Nông nghiệp & Môi trường", "department", phone="0239 300"),
            NewOrg("UB-A", "UBND xã Thượng Sơn", "commune", "SNN", found["a"]),
            NewOrg("UB-B", "UBND xã Hạ Sơn", "commune", "SNN", found["b"]),
        ],
        now=NOW,
    )
    people = {}
    for key, name, org, title, start, end in (
        ("tuan_past", "Vũ Anh Tuấn", "SNN", "Chuyên viên", None, date(2025, 7, 1)),
        ("tuan", "Vũ Anh Tuấn", "UB-A", "Cán bộ", date(2025, 7, 1), None),
        ("vy", "Đặng Khánh Vy", "UB-B", "Cán bộ", None, None),
        ("minh", "Lê Văn Minh", "SNN", "Giám đốc", None, None),
    ):
        person = people.get("tuan_past") if key == "tuan" else None
        person_id = person or person_create(actor=SYSTEM, full_name=name, phone=f"09 {key}", now=NOW).pk
        post = post_create(actor=SYSTEM, org_id=orgs[org], title=title, now=NOW)
        holding_start(actor=SYSTEM, person_id=person_id, post_id=post.pk, start=start, end=end, now=NOW)
        people[key] = person_id
    return found | orgs | people


def officer(place: int) -> Actor:
    here = Places(ids=frozenset({place}))
    return Actor(id=9, name="Tuấn", on=DAY, grants=(Grant(role="commune_officer", read=here, write=here),))


def view(register: Register, query: str = "", actor: Actor = SYSTEM) -> View:
    request: Any = RequestFactory().get(f"/?{query}")
    request.actor, request.now = actor, NOW
    return read_view(register, actor, QueryDict(query), request)


def texts(shown: View) -> list[list[str]]:
    assert shown.faults == []
    return [[column.text(column.getter()(row)) for column in shown.columns] for row in shown.rows]


def page(kind: Any, actor: Actor, query: str = "", **kwargs: int) -> Any:
    """The record page as described for its template."""
    request: Any = RequestFactory().get(f"/?{query}")
    request.actor, request.now, request.user = actor, NOW, None
    shown = kind()
    shown.setup(request, **kwargs)
    return shown.describe(shown.load(**kwargs))


def test_a_neighbours_officer_is_not_found(ids: dict[str, int]) -> None:
    with pytest.raises(NotVisible):
        page(PersonPage, officer(ids["a"]), person_id=ids["vy"])
    assert page(PersonPage, officer(ids["b"]), person_id=ids["vy"]).title == "Đặng Khánh Vy"


def test_an_organisation_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotVisible):
        page(OrgPage, SYSTEM, org_id=999_999)


def test_people_by_given_name_with_their_posts_of_the_day(ids: dict[str, int]) -> None:
    with CaptureQueriesContext(connection) as queries:
        rows = texts(view(PEOPLE))
    assert len(queries) == 1
    assert rows == [
        ["Lê Văn Minh", "09 minh", "Giám đốc, Sở Nông nghiệp & Môi trường"],
        ["Vũ Anh Tuấn", "09 tuan_past", "Cán bộ, UBND xã Thượng Sơn"],
        ["Đặng Khánh Vy", "09 vy", "Cán bộ, UBND xã Hạ Sơn"],
    ]
    assert texts(view(PEOPLE, "as_of=30/06/2025&q=tuan"))[0][2] == "Chuyên viên, Sở Nông nghiệp & Môi trường"
    assert [row[0] for row in texts(view(PEOPLE, "kind=commune"))] == ["Vũ Anh Tuấn", "Đặng Khánh Vy"]
    assert [row[0] for row in texts(view(PEOPLE, actor=officer(ids["a"])))] == ["Lê Văn Minh", "Vũ Anh Tuấn"]


def test_organisations_and_their_filters() -> None:
    rows = texts(view(ORGS, "q=son"))
    assert [row[0] for row in rows] == ["UBND xã Hạ Sơn", "UBND xã Thượng Sơn"]
    assert rows[0][4] == "Xã Hạ Sơn"
    assert [row[1] for row in texts(view(ORGS, "kind=department"))] == ["SNN"]


def test_the_page_of_an_organisation_shows_people_with_telephone_and_what_lies_below(
    ids: dict[str, int],
) -> None:
    shown = page(OrgPage, SYSTEM, org_id=ids["SNN"])
    people, below = (str(panel.html) for panel in shown.panels[:2])
    assert "Lê Văn Minh" in people
    assert 'href="tel:09minh"' in people
    assert "Vũ Anh Tuấn" not in people
    assert "UBND xã Thượng Sơn" in below
    assert dict(shown.header)["Điện thoại"] == '<a href="tel:0239300">0239 300</a>'
    before = page(OrgPage, SYSTEM, "as_of=30/06/2025", org_id=ids["SNN"])
    assert "Vũ Anh Tuấn" in str(before.panels[0].html)


def test_a_name_with_markup_is_text(ids: dict[str, int]) -> None:
    person = person_create(actor=SYSTEM, full_name="Lê <b>Hà</b>", phone="1", now=NOW)
    post = post_create(actor=SYSTEM, org_id=ids["SNN"], title="Chuyên viên", now=NOW)
    holding_start(actor=SYSTEM, person_id=person.pk, post_id=post.pk, start=None, now=NOW)
    html = str(page(OrgPage, SYSTEM, org_id=ids["SNN"]).panels[0].html)
    assert "Lê &lt;b&gt;Hà&lt;/b&gt;" in html


def test_the_page_of_a_person_shows_past_posts_too(ids: dict[str, int]) -> None:
    html = str(page(PersonPage, SYSTEM, person_id=ids["tuan"]).panels[0].html)
    assert "từ 01/07/2025 đến nay" in html
    assert "có từ trước, đến hết 30/06/2025" in html


def test_the_directory_says_whom_to_call_and_keeps_the_neighbours_people(ids: dict[str, int]) -> None:
    """S0-50: by body, by commune, by name; the number is a link."""
    rows = texts(view(CONTACTS))
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("Lê Văn Minh", "Giám đốc", "Sở Nông nghiệp & Môi trường"),
        ("Đặng Khánh Vy", "Cán bộ", "UBND xã Hạ Sơn"),
        ("Vũ Anh Tuấn", "Cán bộ", "UBND xã Thượng Sơn"),
    ]
    assert [row[0] for row in texts(view(CONTACTS, "q=thuong+son"))] == ["Vũ Anh Tuấn"]
    assert [row[0] for row in texts(view(CONTACTS, actor=officer(ids["a"])))] == ["Lê Văn Minh", "Vũ Anh Tuấn"]
    phone = CONTACTS.column("phone")
    assert phone is not None
    assert phone.cell()(view(CONTACTS).rows[0]) == '<a href="tel:09minh">09 minh</a>'
