"""Roles, the past, comments and changes of units by the API: the rules and words of the pages. Refusals first."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.programme.assessments import decided
from dieuphoi.programme.assessments.services.decided import CommuneYear, Said, decided_record
from dieuphoi.registry.access.models import Delegation, RoleAssignment
from dieuphoi.registry.accounts.scopes import area_of
from dieuphoi.registry.accounts.services import token_create
from dieuphoi.registry.territory.models import UnitChange
from dieuphoi.registry.territory.selectors import units_on
from tests.config.api.test_acts import API, send
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


def answered(client: Client, url: str, status: int = 200, **query: Any) -> Any:
    answer = client.get(f"{API}{url}", query)
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def sent(client: Client, method: str, url: str, body: Any = None, status: int = 200) -> Any:
    answer = send(client, method, url, body)
    assert answer.status_code == status, answer.content.decode()
    if status >= 400:
        assert answer["Content-Type"].startswith(PROBLEM)
    return answer.json()


def merger(world: World, **more: Any) -> dict[str, Any]:
    return {
        "effective_on": "01/02/2026",
        "predecessors": [world.units["ha"], world.units["dong"]],
        "successors": [{"type": "xa", "name": "Hạ Đông", "code": "98021"}],
        "resolution_number": "12/NQ-HĐND",
        **more,
    }


# --- changes of units


def test_only_who_may_change_territory_acts_on_changes(world: World) -> None:
    made = sent(sign_in(world, "hanh"), "POST", "/unit-changes", merger(world), 201)
    for who in ("lan", "tuan", "phong"):
        client = sign_in(world, who)
        sent(client, "POST", "/unit-changes", merger(world), 403)
        sent(client, "PUT", f"/unit-changes/{made['id']}", merger(world), 403)
        for act in ("dry-run", "apply"):
            sent(client, "POST", f"/unit-changes/{made['id']}/{act}", None, 403)
        for act in ("undo", "cancel"):
            sent(client, "POST", f"/unit-changes/{made['id']}/{act}", {"reason": "x"}, 403)
    assert UnitChange.objects.get().state == "PLANNED"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"predecessors": [999_999]}, "không tồn tại vào ngày 31/01/2026"),
        ({"successors": [{"type": "xa", "name": "Hạ Đông", "code": "12"}]}, "phải gồm 5 chữ số"),
        ({"successors": [{"type": "xa", "name": "X", "how": "adopt"}]}, "phải kèm unit_id"),
        ({"successors": [{"type": "xa", "name": "X", "parent_id": 999_999}]}, "Không có đơn vị số 999999"),
        ({"links": [{"unit_id": 1, "to": 9}]}, "đơn vị mới số 9"),
        ({"effective_on": "31/02/2026"}, ""),
        ({"predecessors": []}, ""),
    ],
)
def test_a_faulty_plan_is_refused_and_nothing_is_kept(world: World, more: dict[str, Any], words: str) -> None:
    problem = sent(sign_in(world, "hanh"), "POST", "/unit-changes", merger(world, **more), 422)
    assert words in json.dumps(problem, ensure_ascii=False)
    assert not UnitChange.objects.exists()


def test_a_change_from_plan_to_undo(world: World) -> None:
    client, day = sign_in(world, "hanh"), date(2026, 2, 1)
    system = system_actor(date(2026, 3, 2))
    made = sent(client, "POST", "/unit-changes", merger(world), 201)
    assert (made["kind"], made["state"], made["title"]) == ("merge", "PLANNED", "Xã Hạ Sơn, Xã Đông Sơn → Xã Hạ Đông")
    assert [each["name"] for each in made["available_actions"] if each["allowed"]] == ["apply", "cancel"]
    edited = sent(client, "PUT", f"/unit-changes/{made['id']}", merger(world, note="lần hai"), 201)
    assert (edited["replaces"], edited["note"]) == (made["id"], "lần hai")
    assert answered(client, f"/unit-changes/{made['id']}")["state"] == "CANCELLED"
    tried = sent(client, "POST", f"/unit-changes/{edited['id']}/dry-run")
    assert tried["change"]["state"] == "PLANNED"
    assert {row.full_name for row in units_on(system, day, kind="commune")} >= {"Xã Hạ Sơn", "Xã Đông Sơn"}
    done = sent(client, "POST", f"/unit-changes/{edited['id']}/apply")
    assert done["change"]["state"] == "APPLIED" and done["report"] == tried["report"]
    assert done["report"]["ended"] == {"xa": 2} and done["report"]["created"] == {"xa": 1}
    sent(client, "POST", f"/unit-changes/{edited['id']}/apply", None, 409)
    sent(client, "POST", f"/unit-changes/{edited['id']}/undo", {"reason": ""}, 422)
    assert sent(client, "POST", f"/unit-changes/{edited['id']}/undo", {"reason": "nhầm"})["change"]["state"] == "UNDONE"
    sent(client, "POST", f"/unit-changes/{edited['id']}/undo", {"reason": "nhầm"}, 409)
    names = {row.full_name for row in units_on(system, day, kind="commune")}
    assert names == {"Xã Thượng Sơn", "Xã Hạ Sơn", "Xã Đông Sơn", "Phường Sơn Trung"}


# --- roles and what is lent of them


def test_roles_are_given_and_ended_by_who_may(world: World) -> None:
    body = {"account_id": world.accounts["vy"], "role": "inspector", "start": "2026-05-01", "reason": "thêm việc"}
    for who in ("lan", "minh", "tuan", "phong"):
        sent(sign_in(world, who), "POST", "/roles", body, 403)
    hanh = sign_in(world, "hanh")
    sent(hanh, "POST", "/roles", body | {"role": "administrator"}, 403)
    sent(hanh, "POST", "/roles", body | {"role": "king"}, 422)
    sent(hanh, "POST", "/roles", body | {"role": "commune_officer"}, 422)
    sent(hanh, "POST", "/roles", body | {"end": "2026-05-01"}, 422)
    before = RoleAssignment.objects.count()
    made = sent(hanh, "POST", "/roles", body, 201)
    assert (made["role"], made["start"], made["end"], made["account_id"]) == (
        "inspector", "2026-05-01", None, world.accounts["vy"],
    )  # fmt: skip
    sent(hanh, "POST", "/roles", body, 422)
    assert RoleAssignment.objects.count() == before + 1
    sent(sign_in(world, "lan"), "POST", f"/roles/{made['id']}/end", {"on": "2026-06-01"}, 404)
    ended = sent(hanh, "POST", f"/roles/{made['id']}/end", {"on": "2026-06-01", "reason": "xong"})
    assert ended["end"] == "2026-06-01"
    sent(hanh, "POST", f"/roles/{made['id']}/end", {"on": "2026-07-01", "reason": "xong"}, 409)
    assert answered(hanh, f"/roles/{made['id']}")["end"] == "2026-06-01"


def test_roles_listed_are_the_page_of_each_person(world: World) -> None:
    for who in ("hanh", "lan", "tuan", "vy", "quantri"):
        client = sign_in(world, who)
        told = answered(client, "/roles", limit=500)
        visible = set(RoleAssignment.objects.visible_to(world.actor(who)).values_list("id", flat=True))
        assert {row["id"] for row in told["items"]} == visible and told["count"] == len(visible)
    hanh = sign_in(world, "hanh")
    officers = answered(hanh, "/roles", role="commune_officer", limit=500)
    assert {row["role"] for row in officers["items"]} == {"commune_officer"}
    assert {row["username"] for row in officers["items"]} == {"tuan", "vy", "binh"}
    answered(hanh, "/roles", 400, role="king")
    answered(hanh, "/roles", 400, nonsense="1")


def test_only_ones_own_role_is_lent(world: World) -> None:
    mine = RoleAssignment.objects.get(account_id=world.accounts["tuan"])
    start = today(timezone.now()) + timedelta(days=3)
    body = {
        "assignment_id": mine.pk, "delegate_id": world.accounts["vy"], "start": start.isoformat(),
        "end": (start + timedelta(days=5)).isoformat(), "reason": "nghỉ phép",
    }  # fmt: skip
    sent(sign_in(world, "hanh"), "POST", "/delegations", body, 403)
    sent(sign_in(world, "lan"), "POST", "/delegations", body, 404)
    tuan = sign_in(world, "tuan")
    sent(tuan, "POST", "/delegations", body | {"reason": " "}, 422)
    sent(tuan, "POST", "/delegations", body | {"end": body["start"]}, 422)
    made = sent(tuan, "POST", "/delegations", body, 201)
    assert {row["id"] for row in answered(tuan, "/delegations")["items"]} == {made["id"]}
    assert {row["id"] for row in answered(sign_in(world, "vy"), "/delegations")["items"]} == {made["id"]}
    assert answered(sign_in(world, "lan"), "/delegations")["count"] == 0
    sent(sign_in(world, "lan"), "POST", f"/delegations/{made['id']}/end", {"reason": "x"}, 404)
    sent(tuan, "POST", f"/delegations/{made['id']}/end", {"reason": "về sớm"})
    sent(tuan, "POST", f"/delegations/{made['id']}/end", {"reason": "về sớm"}, 409)
    assert Delegation.objects.count() == 1


# --- comments


def test_comments_reach_only_who_reads_the_record(world: World) -> None:
    sheet = world.open_sheets["thuong"]
    vy, tuan, lan = sign_in(world, "vy"), sign_in(world, "tuan"), sign_in(world, "lan")
    answered(vy, f"/comments/sheet/{sheet}", 404)
    sent(vy, "POST", f"/comments/sheet/{sheet}", {"text": "nhìn trộm"}, 404)
    answered(tuan, f"/comments/nothing/{sheet}", 404)
    sent(tuan, "POST", f"/comments/sheet/{sheet}", {"text": "  "}, 422)
    sent(tuan, "POST", f"/comments/sheet/{sheet}", {"text": "x" * 5001}, 422)
    sent(tuan, "POST", f"/comments/sheet/{sheet}", {"text": "x", "mentions": [world.accounts["vy"]]}, 422)
    assert answered(tuan, f"/comments/sheet/{sheet}")["count"] == 0
    said = sent(tuan, "POST", f"/comments/sheet/{sheet}", {"text": "Số hộ chưa khớp", "anchor": "2.1"}, 201)
    first = said["items"][0]["id"]
    said = sent(lan, "POST", f"/comments/sheet/comment/{first}/reply", {"text": "Đã xem"}, 201)
    assert [each["text"] for each in said["items"][0]["answers"]] == ["Đã xem"]
    for act in ("reply", "resolve", "reopen"):
        sent(vy, "POST", f"/comments/sheet/comment/{first}/{act}", {"text": "x"} if act == "reply" else None, 404)
    sent(lan, "POST", f"/comments/sheet/comment/{first}/reopen", None, 409)
    settled = sent(lan, "POST", f"/comments/sheet/comment/{first}/resolve")
    assert (settled["open"], settled["items"][0]["resolved"]) == (0, True)
    assert sent(lan, "POST", f"/comments/sheet/comment/{first}/reopen")["open"] == 1
    page = tuan.get(f"/rounds/sheets/{sheet}/").content.decode()
    assert "Số hộ chưa khớp" in page and "Đã xem" in page


# --- the past as decided


def test_the_decided_past_is_listed_and_read_as_on_the_page(world: World) -> None:
    rows = [
        CommuneYear(
            unit_id=world.units[name], unit_name=said, unit_code=code, province_id=world.units["tinh"], year=year,
            territory_on=date(year, 12, 31), document="5/QĐ-UBND", source="thử",
            verdicts=(Said(world.criteria["1"], None, verdict, "Đ"),),
        )
        for name, said, code, year, verdict in (
            ("ha", "Xã Hạ Sơn", "98002", 2024, "MET"), ("dong", "Xã Đông Sơn", "98003", 2025, "NOT_MET"),
        )
    ]  # fmt: skip
    decided_record(actor=world.actor("lan"), version_id=world.version_id, rows=rows, now=world.now)
    everything = {row.pk for row in decided.decided_years(world.actor("lan"))}
    assert len(everything) == 2
    for who in ("lan", "vy", "phong"):
        told = answered(sign_in(world, who), "/decided", limit=500)
        assert {row["id"] for row in told["items"]} == everything and told["count"] == 2
    lan = sign_in(world, "lan")
    (one,) = answered(lan, "/decided", year=2024)["items"]
    assert (one["unit"], one["met"], one["not_met"]) == ("Xã Hạ Sơn", 1, 0)
    assert answered(lan, "/decided", q="dong son")["items"][0]["year"] == 2025
    answered(lan, "/decided", 400, year=1999)
    whole = answered(lan, f"/decided/{one['id']}")
    assert [(line["criterion"], line["verdict"], line["said"], line["stands"]) for line in whole["lines"]] == [
        ("1", "MET", "Đ", True)
    ]
    answered(lan, "/decided/999999", 404)
    assert send(lan, "POST", "/decided", {}).status_code == 405


# --- tokens reach as far as their scope says


@pytest.mark.parametrize(
    ("url", "area"),
    [
        ("/roles", "access"), ("/roles/3/end", "access"), ("/delegations", "access"), ("/decided/1", "assessments"),
        ("/comments/sheet/5", "assessments"), ("/comments/sheet/comment/5/reply", "assessments"),
        ("/comments/other/5", ""), ("/comments", ""), ("/unit-changes/3/apply", "territory"),
    ],
)  # fmt: skip
def test_each_address_belongs_to_its_area(url: str, area: str) -> None:
    assert area_of(API + url) == area


def test_a_token_reads_roles_and_cannot_give_one(world: World) -> None:
    actor = world.actor("hanh")
    fresh = token_create(
        actor=actor,
        name="thử",
        scopes=["access:read"],
        expires_on=today(timezone.now()) + timedelta(days=9),
        now=world.now,
    )
    client, headers = Client(), {"Authorization": f"Bearer {fresh.secret}"}
    assert client.get(f"{API}/roles", headers=headers).status_code == 200
    for url in ("/decided", "/unit-changes", f"/comments/sheet/{world.open_sheets['ha']}"):
        assert client.get(f"{API}{url}", headers=headers).status_code == 403, url
    body = json.dumps({"account_id": world.accounts["vy"], "role": "inspector", "start": "2026-05-01"})
    answer = client.post(f"{API}/roles", body, content_type="application/json", headers=headers)
    assert answer.status_code == 403 and answer.json()["code"] == "token_scope"
