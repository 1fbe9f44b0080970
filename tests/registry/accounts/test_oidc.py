"""Sign-in by another house: off unless set up whole; existing accounts only. A real issuer answers on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from dieuphoi.config.oidc import OidcSettings
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.registry.accounts.models import AccountActRecord
from dieuphoi.registry.accounts.oidc import link_end, link_make
from dieuphoi.registry.accounts.services import account_close
from tests.support.world import World, build_world, sign_in

pytestmark = pytest.mark.django_db

WHOLE = {
    "DIEUPHOI_OIDC_ISSUER": "https://dangnhap.tinh.example/realms/tinh",
    "DIEUPHOI_OIDC_CLIENT_ID": "dieuphoi",
    "DIEUPHOI_OIDC_CLIENT_SECRET": "bí mật",
}
LOGIN = "/accounts/oidc/issuer/login/"


def test_nothing_set_is_off_and_not_at_fault() -> None:
    off = OidcSettings.from_environment({"PATH": "/bin"})
    assert not off.complete
    assert list(off.faults()) == []
    assert off.providers() == {}


@pytest.mark.parametrize("missing", sorted(WHOLE))
def test_half_a_configuration_is_at_fault_and_off(missing: str, settings: Any) -> None:
    from dieuphoi.config.checks import oidc, require_safe_production

    half = OidcSettings.from_environment({name: value for name, value in WHOLE.items() if name != missing})
    assert [name for name, _message in half.faults()] == [missing]
    assert half.providers() == {}
    settings.OIDC = half
    assert [error.id for error in oidc()] == ["dieuphoi.E020"]
    assert missing in oidc()[0].msg
    with pytest.raises(Exception, match=missing):
        require_safe_production()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DIEUPHOI_OIDC_ISSUER", "http://dangnhap.tinh.example"),
        ("DIEUPHOI_OIDC_ISSUER", "dangnhap.tinh.example"),
        ("DIEUPHOI_OIDC_AUTHORIZE_ORIGIN", "javascript:alert(1)"),
        ("DIEUPHOI_OIDC_SECRET", "gõ nhầm tên biến"),
    ],
)
def test_an_unsafe_address_or_a_misspelt_variable_is_at_fault(name: str, value: str) -> None:
    assert not OidcSettings.from_environment({**WHOLE, name: value}).complete


def test_the_policy_names_only_the_issuer() -> None:
    assert OidcSettings.from_environment(WHOLE).origins() == ["https://dangnhap.tinh.example"]


@pytest.fixture
def world(db: None) -> World:
    return build_world(timezone.now())


def test_while_off_there_is_no_button_and_no_way(world: World) -> None:
    assert "oidc" not in Client().get("/accounts/login/").content.decode()
    assert Client().post(LOGIN).status_code == 404
    assert Client().get(LOGIN + "callback/?code=x&state=y").status_code == 404


@dataclass
class Issuer:
    """A small issuer: one person at a time, told by the test."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    broken: bool = False


@pytest.fixture
def issuer(settings: Any) -> Iterator[Issuer]:
    told = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def answer(self, body: dict[str, Any], status: int = 200) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            told.asked.append(self.path)
            if told.broken:
                self.answer({"error": "down"}, 500)
            elif self.path.endswith("/.well-known/openid-configuration"):
                self.answer(
                    {
                        "issuer": told.address,
                        "authorization_endpoint": told.address + "/authorize",
                        "token_endpoint": told.address + "/token",
                        "userinfo_endpoint": told.address + "/userinfo",
                        "jwks_uri": told.address + "/keys",
                        "token_endpoint_auth_methods_supported": ["client_secret_post"],
                    }
                )
            elif self.path.endswith("/userinfo"):
                self.answer(told.claims)
            else:
                self.answer({}, 404)

        def do_POST(self) -> None:
            sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            told.asked.append(self.path)
            told.secrets += sent.get("client_secret", [])
            good = sent.get("code") == ["mã-một-lần"] and "code_verifier" in sent
            token = jwt.encode(
                {**told.claims, "iss": told.address, "aud": "dieuphoi", "iat": 1, "exp": 4_000_000_000}, "k" * 32
            )
            if good:
                self.answer({"access_token": "t", "token_type": "Bearer", "id_token": token})
            else:
                self.answer({"error": "invalid_grant"}, 400)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    oidc = OidcSettings.from_environment(
        {**WHOLE, "DIEUPHOI_OIDC_ISSUER": told.address, "DIEUPHOI_OIDC_LABEL": "Cổng tỉnh"}
    )
    settings.OIDC = oidc
    settings.SOCIALACCOUNT_PROVIDERS = oidc.providers()
    yield told
    server.shutdown()
    server.server_close()


def there_and_back(client: Client, issuer: Issuer, claims: dict[str, Any], address: str = LOGIN, **back: str) -> Any:
    """To the issuer's page, and back with what it says."""
    issuer.claims = claims
    away = client.post(address)
    assert away.status_code == 302, away.content.decode()[:400]
    parts = urlsplit(away["Location"])
    assert away["Location"].startswith(issuer.address + "/authorize?")
    sent = parse_qs(parts.query)
    assert sent["client_id"] == ["dieuphoi"]
    assert sent["code_challenge_method"] == ["S256"]
    assert urlsplit(sent["redirect_uri"][0]).path == LOGIN + "callback/"
    said = {"code": "mã-một-lần", "state": sent["state"][0], **back}
    return client.get(LOGIN + "callback/", said)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_stranger_gets_no_account(world: World, issuer: Issuer) -> None:
    accounts = get_user_model().objects.count()
    client = Client()
    answer = there_and_back(client, issuer, {"sub": "s-1", "preferred_username": "nguoi.la"})
    assert answer.status_code == 403
    assert "Hệ thống không tự mở tài khoản" in answer.content.decode()
    assert not signed_in(client)
    assert get_user_model().objects.count() == accounts
    assert not SocialAccount.objects.exists()


def test_who_left_does_not_come_back_this_way(world: World, issuer: Issuer) -> None:
    client = Client()
    there_and_back(client, issuer, {"sub": "s-2", "preferred_username": "quan"})
    assert not signed_in(client)
    link_make(
        actor=world.actor("hanh"), account_id=world.accounts["tuan"], subject="s-3", reason="x", now=world.now
    )
    account_close(actor=world.actor("hanh"), account_id=world.accounts["tuan"], reason="x", now=world.now)
    there_and_back(client, issuer, {"sub": "s-3", "preferred_username": "tuan"})
    assert not signed_in(client)


def test_the_system_account_is_nobodys(world: World, issuer: Issuer) -> None:
    client = Client()
    there_and_back(client, issuer, {"sub": "s-4", "preferred_username": "system"})
    assert not signed_in(client)


def test_a_false_state_or_a_wrong_code_opens_nothing(world: World, issuer: Issuer) -> None:
    for back in ({"state": "bịa"}, {"code": "sai"}):
        client = Client()
        answer = there_and_back(client, issuer, {"sub": "s-5", "preferred_username": "tuan"}, **back)
        assert not signed_in(client), back
        assert answer.status_code in (401, 403), back
        assert "Chưa đăng nhập được" in answer.content.decode()


def test_an_issuer_that_is_down_says_so(world: World, issuer: Issuer) -> None:
    issuer.broken = True
    answer = Client().post(LOGIN)
    assert answer.status_code == 502
    assert "Chưa có gì thay đổi" in answer.content.decode()


def test_the_claim_that_is_our_user_name_signs_in_and_ties_the_two(world: World, issuer: Issuer) -> None:
    assert "Đăng nhập bằng Cổng tỉnh" in Client().get("/accounts/login/").content.decode()
    client = Client()
    answer = there_and_back(client, issuer, {"sub": "s-6", "preferred_username": "Tuan"})
    assert answer.status_code == 302
    assert signed_in(client)
    assert client.get("/account/").status_code == 200
    link = SocialAccount.objects.get()
    assert (link.user_id, link.uid) == (world.accounts["tuan"], "s-6")
    assert AccountActRecord.objects.filter(kind="linked", account_id=world.accounts["tuan"]).exists()
    assert issuer.secrets == ["bí mật"]
    # Somebody else there who took the same name later is not Tuấn.
    other = Client()
    there_and_back(other, issuer, {"sub": "s-7", "preferred_username": "tuan"})
    assert not signed_in(other)


def test_a_link_counts_whatever_the_name_says(world: World, issuer: Issuer) -> None:
    link_make(
        actor=world.actor("quantri"), account_id=world.accounts["vy"], subject="s-8", reason="công văn 1", now=world.now
    )
    client = Client()
    there_and_back(client, issuer, {"sub": "s-8", "preferred_username": "tuan"})
    assert int(client.session["_auth_user_id"]) == world.accounts["vy"]


def test_the_person_makes_and_ends_the_link(world: World, issuer: Issuer) -> None:
    client = sign_in(world, "lan")
    answer = there_and_back(client, issuer, {"sub": "s-9"}, LOGIN + "?process=connect")
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert SocialAccount.objects.get(uid="s-9").user_id == world.accounts["lan"]
    assert AccountActRecord.objects.get(kind="linked").actor_id == world.accounts["lan"]
    assert client.post("/account/unlink/", {"reason": "đổi tài khoản"}).status_code == 302
    assert not SocialAccount.objects.exists()
    assert AccountActRecord.objects.get(kind="unlinked").reason == "đổi tài khoản"


def test_nobody_takes_a_subject_that_is_anothers(world: World, issuer: Issuer) -> None:
    act = {"subject": "s-10", "reason": "x", "now": world.now}
    link_make(actor=world.actor("hanh"), account_id=world.accounts["vy"], **act)
    with pytest.raises(InputErrors):
        link_make(actor=world.actor("hanh"), account_id=world.accounts["tuan"], **act)
    for name in ("tuan", "lan"):
        with pytest.raises(Refused):
            link_make(actor=world.actor(name), account_id=world.accounts[name], **{**act, "subject": "s-11"})
    with pytest.raises(Refused):
        link_end(actor=world.actor("tuan"), account_id=world.accounts["vy"], reason="x", now=world.now)
    thief = sign_in(world, "tuan")
    there_and_back(thief, issuer, {"sub": "s-10"}, LOGIN + "?process=connect")
    assert SocialAccount.objects.get(uid="s-10").user_id == world.accounts["vy"]


def test_the_second_step_is_asked_here_too(world: World, issuer: Issuer) -> None:
    from dieuphoi.registry.accounts import second_step

    second_step.turn_on(world.account("tuan"), second_step.new_secret())
    client = Client()
    answer = there_and_back(client, issuer, {"sub": "s-12", "preferred_username": "tuan"})
    assert answer["Location"].startswith("/accounts/code/")
    assert not signed_in(client)
