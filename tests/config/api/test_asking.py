"""Who asks the API, and how it refuses: sessions, tokens, scopes, query strings and problem details."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from dieuphoi.registry.access.services import role_end
from dieuphoi.registry.accounts.services import account_close, token_create, token_revoke
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

FAR = date(2099, 1, 1)
API = "/api/v1"


def token(world: World, name: str, *scopes: str, expires_on: date = FAR) -> tuple[str, int]:
    fresh = token_create(
        actor=world.actor(name),
        name="thử",
        scopes=list(scopes) or ["read", "write"],
        expires_on=expires_on,
        now=world.now,
    )
    return fresh.secret, fresh.token.pk


def with_token(secret: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {secret}"}, enforce_csrf_checks=True)


def is_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["detail"]
    return body


def test_signed_out_is_a_401_that_names_the_way_in(world: World) -> None:
    answer = Client().get(f"{API}/rounds")
    is_problem(answer, 401, "signed_out")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("secret", ["dp_unknown", "x", "", "dp_" + "a" * 5000])
def test_an_unknown_token_is_a_401(world: World, secret: str) -> None:
    is_problem(with_token(secret).get(f"{API}/rounds"), 401, "signed_out")


def test_a_wrong_token_is_not_saved_by_a_good_session(world: World) -> None:
    client = sign_in(world, "lan", headers={"Authorization": "Bearer dp_unknown"})
    is_problem(client.get(f"{API}/rounds"), 401, "signed_out")


def test_an_expired_token_is_a_401(world: World) -> None:
    secret, _pk = token(world, "lan", expires_on=date(2026, 3, 2))
    is_problem(with_token(secret).get(f"{API}/rounds"), 401, "signed_out")


def test_a_revoked_token_and_the_token_of_a_closed_account_are_401s(world: World) -> None:
    secret, pk = token(world, "lan")
    assert with_token(secret).get(f"{API}/rounds").status_code == 200
    token_revoke(actor=world.actor("lan"), token_id=pk, now=world.now)
    is_problem(with_token(secret).get(f"{API}/rounds"), 401, "signed_out")
    other, _pk = token(world, "vy")
    account_close(actor=world.actor("hanh"), account_id=world.accounts["vy"], reason="nghỉ", now=world.now)
    is_problem(with_token(other).get(f"{API}/rounds"), 401, "signed_out")


def test_a_token_loses_what_its_person_loses(world: World) -> None:
    from dieuphoi.registry.access.models import RoleAssignment

    secret, _pk = token(world, "tuan")
    sheet = world.open_sheets["thuong"]
    assert with_token(secret).get(f"{API}/sheets/{sheet}").status_code == 200
    role = RoleAssignment.objects.get(account_id=world.accounts["tuan"])
    role_end(actor=world.actor("hanh"), assignment_id=role.pk, on=world.today, reason="hết nhiệm vụ", now=world.now)
    is_problem(with_token(secret).get(f"{API}/sheets/{sheet}"), 404, "not_found")


def test_a_read_token_writes_nothing_and_a_write_token_reads_nothing(world: World) -> None:
    sheet = world.open_sheets["thuong"]
    reader, _pk = token(world, "tuan", "read")
    is_problem(with_token(reader).post(f"{API}/sheets/{sheet}/submit"), 403, "token_scope")
    assert sign_in(world, "tuan").get(f"{API}/sheets/{sheet}").json()["state"] == "OPEN"
    writer, _pk = token(world, "tuan", "write")
    is_problem(with_token(writer).get(f"{API}/sheets/{sheet}"), 403, "token_scope")


def test_a_session_writes_only_with_the_csrf_token(world: World) -> None:
    client = sign_in(world, "tuan", enforce_csrf_checks=True)
    url = f"{API}/sheets/{world.open_sheets['thuong']}/submit"
    is_problem(client.post(url), 403, "csrf")
    client.get("/account/")
    answer = client.post(
        url, {"reason": "thiếu số liệu"}, content_type="application/json",
        headers={"X-CSRFToken": client.cookies["csrftoken"].value},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["state"]) == (200, "SUBMITTED")


def test_a_token_makes_no_token(world: World) -> None:
    secret, pk = token(world, "lan")
    body = {"name": "con", "scopes": ["read"], "expires_on": "2099-01-01"}
    answer = with_token(secret).post(f"{API}/tokens", body, content_type="application/json")
    is_problem(answer, 403, "only_in_person")
    is_problem(with_token(secret).delete(f"{API}/tokens/{pk}"), 403, "only_in_person")


def test_a_stranger_revokes_no_token(world: World) -> None:
    _secret, pk = token(world, "lan")
    is_problem(sign_in(world, "vy").delete(f"{API}/tokens/{pk}"), 404, "not_found")


@pytest.mark.parametrize("query", ["limit=501", "limit=0", "limit=x", "offset=-1", "sate=OPEN", "state=open"])
def test_a_query_that_asks_for_what_is_not_there_is_a_400(world: World, query: str) -> None:
    body = is_problem(sign_in(world, "lan").get(f"{API}/rounds?{query}"), 400, "bad_query")
    assert body["errors"][0]["place"] in query


def test_unknown_addresses_and_ids_are_404s_that_look_the_same(world: World) -> None:
    client = sign_in(world, "vy")
    foreign = client.get(f"{API}/sheets/{world.open_sheets['thuong']}").json()
    for url in ("/nothing", "/rounds/abc", "/rounds/999999", "/rounds/99999999999999999999"):
        assert is_problem(client.get(API + url), 404, "not_found") == foreign


def test_a_day_is_read_day_first(world: World) -> None:
    client = sign_in(world, "lan")
    assert client.get(f"{API}/units?as_of=01/02/2026").status_code == 200
    is_problem(client.get(f"{API}/units?as_of=13/13/2026"), 400, "bad_query")
    body = {
        "title": "Thử ngày", "province_id": world.units["tinh"], "set_id": world.version_id, "period": "2026",
        "territory_on": "01/02/2026", "entry_due_on": "01/04/2026", "verify_due_on": "2026-05-01",
        "freeze_due_on": "31/12/2026",
    }  # fmt: skip
    made = client.post(f"{API}/rounds", body, content_type="application/json")
    assert made.status_code == 201, made.content.decode()
    got = made.json()
    assert (got["territory_on"], got["entry_due_on"], got["freeze_due_on"]) == (
        "2026-02-01",
        "2026-04-01",
        "2026-12-31",
    )


def test_all_faults_of_one_input_come_at_once(world: World) -> None:
    body = {
        "title": " ", "province_id": world.units["tinh"], "set_id": world.version_id, "period": "năm nay",
        "territory_on": "2026-01-01", "entry_due_on": "2026-06-01", "verify_due_on": "2026-05-01",
        "freeze_due_on": "2026-04-01",
    }  # fmt: skip
    answer = sign_in(world, "lan").post(f"{API}/rounds", body, content_type="application/json")
    errors = is_problem(answer, 422, "input")["errors"]
    assert {error["place"] for error in errors} == {"title", "period", "entry_due_on"}


def test_pages_walk_the_whole_list_once(world: World) -> None:
    client = sign_in(world, "lan")
    seen: list[int] = []
    offset: int | None = 0
    while offset is not None:
        page = client.get(f"{API}/units?limit=2&offset={offset}").json()
        seen += [row["id"] for row in page["items"]]
        offset = page["next"]
    assert len(seen) == len(set(seen)) == page["count"] == 5
    assert set(seen) == set(world.units.values())
