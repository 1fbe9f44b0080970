"""Sessions that people see and end; tokens with narrow scopes and a last use that no GET writes."""

from __future__ import annotations

import re
import typing
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from dieuphoi.core.kernel.errors import InputErrors
from dieuphoi.core.register.comments import comment_kinds
from dieuphoi.registry.accounts import api, scopes, token_use
from dieuphoi.registry.accounts.models import ApiToken, SignInSession
from dieuphoi.registry.accounts.services import token_create
from dieuphoi.registry.accounts.sessions import device_words
from tests.support.world import PASSWORD, World, build_world, sign_in

pytestmark = pytest.mark.django_db

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)


@pytest.fixture
def world(db: None) -> World:
    token_use._noted.clear()
    return build_world(timezone.now())


def browser(name: str, agent: str = CHROME) -> Client:
    client = Client(headers={"user-agent": agent})
    assert client.post("/accounts/login/", {"login": name, "password": PASSWORD}).status_code == 302
    return client


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome, Windows"),
        (CHROME + " Edg/140.0.0.0", "Edge, Windows"),
        (CHROME.replace("Chrome/", "coc_coc_browser/140.0 Chrome/"), "Cốc Cốc, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/18.5 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox, Android"),
        ("curl/8.5.0", "Thiết bị không rõ"),
        ("", "Thiết bị không rõ"),
    ],
)
def test_a_device_in_words(agent: str, words: str) -> None:
    assert device_words(agent) == words


def test_ending_all_others_leaves_this_one(world: World) -> None:
    here, there, elsewhere = browser("tuan"), browser("tuan"), browser("vy")
    assert here.post("/account/sessions/end-others/").status_code == 302
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 200


def test_one_session_is_ended_from_another_and_nobody_ends_a_strangers(world: World) -> None:
    here, there = browser("tuan"), browser("tuan", "Firefox/140.0 (Android)")
    words = here.get("/account/").content.decode()
    assert "Chrome, Windows" in words
    assert "phiên này" in words
    [other] = re.findall(r"/account/sessions/(\d+)/end/", words)
    assert browser("vy").post(f"/account/sessions/{other}/end/").status_code == 404
    assert there.get("/account/").status_code == 200
    assert here.post(f"/account/sessions/{other}/end/").status_code == 302
    assert there.get("/account/").status_code == 302
    row = SignInSession.objects.get(pk=other)
    assert (row.ended_how, row.ended_at is not None) == ("ended", True)


def test_the_administrator_ends_anothers_with_a_reason(world: World) -> None:
    tuan = browser("tuan")
    row = SignInSession.objects.get(account_id=world.accounts["tuan"])
    keeper = sign_in(world, "quantri")
    page = f"/access/sessions/{row.pk}/end/"
    assert keeper.post(page, {}).status_code == 422
    assert tuan.get("/account/").status_code == 200
    assert keeper.post(page, {"reason": "máy bị mất"}).status_code == 302
    assert tuan.get("/account/").status_code == 302
    last = row.history.order_by("-pgh_id").first()
    assert (last.pgh_actor_id, last.pgh_reason) == (world.accounts["quantri"], "máy bị mất")


def test_signing_out_ends_the_session(world: World) -> None:
    client = browser("tuan")
    client.post("/accounts/logout/")
    assert SignInSession.objects.get().ended_how == "signed_out"


def test_last_seen_moves_with_what_is_posted_never_by_reading(world: World) -> None:
    """Fault 25."""
    client = browser("tuan")
    long_ago = timezone.now() - timedelta(hours=3)
    SignInSession.objects.update(last_seen_at=long_ago)
    here = transaction.savepoint()
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
    assert client.get("/account/").status_code == 200
    transaction.savepoint_rollback(here)
    assert SignInSession.objects.get().last_seen_at == long_ago
    client.post("/language/", {"language": "vi", "next": "/"})
    assert timezone.now() - SignInSession.objects.get().last_seen_at < timedelta(minutes=1)


# ---------------------------------------------------------------------------------------------- tokens


def bearer(world: World, name: str, *wanted: str) -> Client:
    fresh = token_create(
        actor=world.actor(name), name="thử", scopes=list(wanted), expires_on=world.today + timedelta(days=30),
        now=world.now,
    )  # fmt: skip
    return Client(headers={"Authorization": f"Bearer {fresh.secret}"})


def test_an_unknown_scope_is_refused(world: World) -> None:
    for wrong in (["all"], ["criteria"], ["criteria:delete"], ["write", "x:read"], []):
        with pytest.raises(InputErrors):
            token_create(
                actor=world.actor("lan"), name="x", scopes=wrong, expires_on=world.today + timedelta(days=1),
                now=world.now,
            )  # fmt: skip


def test_a_scope_of_one_area_opens_nothing_else(world: World) -> None:
    client = bearer(world, "lan", "criteria:read")
    assert client.get("/api/v1/sets").status_code == 200
    for closed in ("/api/v1/rounds", "/api/v1/units", "/api/v1/organisations", "/api/v1/tokens", "/api/v1/imports"):
        answer = client.get(closed)
        assert (answer.status_code, answer.json()["code"]) == (403, "token_scope"), closed
    sheet = world.open_sheets["thuong"]
    assert client.post(f"/api/v1/sheets/{sheet}/submit").json()["code"] == "token_scope"


def test_writing_in_one_area_is_not_reading_it(world: World) -> None:
    client = bearer(world, "lan", "assessments:write")
    sheet = world.open_sheets["thuong"]
    assert client.get(f"/api/v1/sheets/{sheet}").status_code == 403
    gaps = {"reason": "thiếu số liệu"}
    assert client.post(f"/api/v1/sheets/{sheet}/submit", gaps, content_type="application/json").status_code == 200


def test_the_old_scopes_keep_meaning_all(world: World) -> None:
    client = bearer(world, "lan", "read")
    for address in ("sets", "rounds", "units", "organisations", "tokens", "imports"):
        assert client.get(f"/api/v1/{address}").status_code == 200


def test_the_contract_names_exactly_the_scopes_there_are() -> None:
    assert set(typing.get_args(api.Scope)) == set(scopes.ALL)


def test_every_mounted_router_has_an_area(world: World) -> None:
    """A route without an area opens to the wide scopes only: none of today's is forgotten."""
    from tests.proof.stage import api_operations

    paths = {path for _method, path in api_operations().values()}
    told = {path.replace("{kind}", kind) for path in paths for kind in ("sheet", *comment_kinds())}
    assert {path for path in told if "{kind}" in path} == set()
    without = {path for path in told if not scopes.area_of(path)}
    assert not without, without


def test_the_last_use_is_kept_without_a_write_in_the_reading_request(world: World) -> None:
    client = bearer(world, "lan", "read")
    here = transaction.savepoint()
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
    assert client.get("/api/v1/rounds").status_code == 200
    transaction.savepoint_rollback(here)
    assert ApiToken.objects.get().last_used_at is None
    assert token_use.flush() == 1
    used = ApiToken.objects.get().last_used_at
    assert used is not None
    assert timezone.now() - used < timedelta(minutes=1)


def test_the_last_use_is_written_once_an_hour(world: World) -> None:
    client = bearer(world, "lan", "read")
    for at, expected in ((timedelta(minutes=59), 0), (timedelta(minutes=61), 1)):
        ApiToken.objects.update(last_used_at=timezone.now() - at)
        client.get("/api/v1/rounds")
        assert token_use.flush() == expected


def test_the_administrator_sees_and_ends_tokens_and_others_only_their_own(world: World) -> None:
    client = bearer(world, "lan", "read")
    token = ApiToken.objects.get().pk
    assert "thử" in sign_in(world, "quantri").get("/access/tokens/").content.decode()
    assert sign_in(world, "minh").get(f"/access/tokens/{token}/end/").status_code == 404
    # The page of one's own account ends one's own only, whoever asks.
    assert sign_in(world, "quantri").post(f"/account/tokens/{token}/revoke/").status_code == 404
    page = f"/access/tokens/{token}/end/"
    assert sign_in(world, "quantri").post(page, {"reason": "chương trình đã bỏ"}).status_code == 302
    assert client.get("/api/v1/rounds").status_code == 401


def test_a_token_that_ends_soon_says_so(world: World) -> None:
    def days(count: int) -> Any:
        token_create(
            actor=world.actor("lan"), name=f"trong {count} ngày", scopes=["read"],
            expires_on=world.today + timedelta(days=count), now=world.now,
        )  # fmt: skip

    days(14)
    days(15)
    words = sign_in(world, "lan").get("/account/").content.decode()
    assert "còn 14 ngày" in words
    assert "còn 15 ngày" not in words
