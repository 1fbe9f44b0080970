"""The second step of sign-in: refusals first; codes open once; lost devices; who must have it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from dieuphoi.core.kernel.errors import Refused
from dieuphoi.registry.access.services.resets import second_step_reset
from dieuphoi.registry.access.services.roles import role_assign
from dieuphoi.registry.access.services.rules import second_step_rule_set
from dieuphoi.registry.accounts.models import AccountActRecord
from dieuphoi.registry.accounts.second_step import qr_picture
from tests.support.world import PASSWORD, World, build_world, sign_in

pytestmark = pytest.mark.django_db

LOGIN, CODE, PAGE = "/accounts/login/", "/accounts/code/", "/account/second-step/"


@pytest.fixture
def world(db: None) -> World:
    cache.clear()
    return build_world(timezone.now())


def totp(secret: str, at: float | None = None) -> str:
    """RFC 6238 written out: the telephone's side, not the code under test."""
    counter = int((time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def test_the_telephone_of_this_test_agrees_with_the_standard() -> None:
    """RFC 6238, appendix B: at 59 seconds the code of the ASCII secret is (9428)7082."""
    assert totp(base64.b32encode(b"12345678901234567890").decode(), at=59) == "287082"


def turn_on(client: Client) -> tuple[str, list[str]]:
    """What a person does, page by page: the secret and the recovery codes."""
    away = client.post(PAGE + "begin/")
    assert away.status_code == 302
    assert away["Location"].startswith("/accounts/again/")
    again = client.post(away["Location"], {"password": PASSWORD, "next": PAGE})
    assert (again.status_code, again["Location"]) == (302, PAGE)
    assert client.post(PAGE + "begin/")["Location"] == PAGE
    words = client.get(PAGE).content.decode()
    assert "<svg" in words
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", words)
    assert secret is not None
    plain = secret[1].replace(" ", "")
    # The code of the half minute before: that of now is kept for the sign-in that follows.
    done = client.post(PAGE, {"code": totp(plain, time.time() - 30)})
    assert done.status_code == 200, done.content.decode()
    assert done["Cache-Control"] == "no-store"
    codes = re.findall(r"<code>(\d{4} \d{4})</code>", done.content.decode())
    assert len(codes) == 10
    return plain, codes


def password(client: Client, name: str, **more: str) -> Any:
    return client.post(LOGIN, {"login": name, "password": PASSWORD, **more})


def test_it_is_not_turned_on_without_the_password_again_nor_with_a_wrong_code(world: World) -> None:
    client = sign_in(world, "tuan")
    assert client.post(PAGE, {"code": "123456"}).status_code == 422
    assert not Authenticator.objects.exists()
    wrong = client.post("/accounts/again/", {"password": "sai-mat-khau-roi", "next": PAGE})
    assert "Mật khẩu không đúng." in wrong.content.decode()
    assert client.post(PAGE + "begin/")["Location"].startswith("/accounts/again/")


def test_the_password_alone_no_longer_opens_and_a_wrong_code_says_so(world: World) -> None:
    turn_on(sign_in(world, "tuan"))
    client = Client()
    away = password(client, "tuan")
    assert away["Location"].startswith(CODE)
    assert "_auth_user_id" not in client.session
    assert client.get("/account/").status_code == 302
    wrong = client.post(CODE, {"code": "000000"})
    assert "Mã không đúng hoặc đã dùng" in wrong.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_code_opens_once_on_any_worker(world: World) -> None:
    secret, _codes = turn_on(sign_in(world, "tuan"))
    code, first, second = totp(secret), Client(), Client()
    password(first, "tuan", next="/rounds/")
    assert first.post(CODE, {"code": code})["Location"] == "/rounds/"
    assert first.get("/account/").status_code == 200
    password(second, "tuan")
    assert second.post(CODE, {"code": code}).status_code == 200
    assert "_auth_user_id" not in second.session


def test_a_recovery_code_opens_once_and_is_told(world: World) -> None:
    _secret, codes = turn_on(sign_in(world, "tuan"))
    first, second = Client(), Client()
    password(first, "tuan")
    assert first.post(CODE, {"code": codes[3]}).status_code == 302
    assert "9" in first.get(PAGE).content.decode()
    password(second, "tuan")
    assert second.post(CODE, {"code": codes[3]}).status_code == 200
    assert AccountActRecord.objects.filter(kind="code_used", account_id=world.accounts["tuan"]).count() == 1


def test_wrong_codes_count_with_wrong_passwords_and_lock(world: World, settings: Any) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    secret, _codes = turn_on(sign_in(world, "tuan"))
    client = Client()
    client.post(LOGIN, {"login": "tuan", "password": "sai-mat-khau-roi"})
    password(client, "tuan")
    assert client.post(CODE, {"code": "000001"}).status_code == 200
    assert client.post(CODE, {"code": "000002"}).status_code == 429
    assert client.post(CODE, {"code": totp(secret)}).status_code == 429
    assert "_auth_user_id" not in client.session
    auditor = sign_in(world, "quantri")
    words = auditor.get("/access/locks/").content.decode()
    assert "Vũ Anh Tuấn" in words
    lock = re.search(r"/access/locks/(\d+)/open/", words)
    assert lock is not None
    assert auditor.post(lock[0], {"reason": "đã gọi điện hỏi đúng người"}).status_code == 302
    assert "Không ai đang bị khóa" in auditor.get("/access/locks/").content.decode()
    told = AccountActRecord.objects.get(kind="unlocked")
    assert (told.username, told.actor_id, told.reason) == (
        "tuan", world.accounts["quantri"], "đã gọi điện hỏi đúng người",
    )  # fmt: skip
    fresh = Client()
    password(fresh, "tuan")
    assert fresh.post(CODE, {"code": totp(secret)}).status_code == 302


def test_the_secret_lies_encrypted_and_the_journal_tells_no_secret(world: World) -> None:
    secret, codes = turn_on(sign_in(world, "tuan"))
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert codes[0].replace(" ", "") not in kept
    assert AccountActRecord.objects.filter(kind="second_step_on", account_id=world.accounts["tuan"]).exists()


def test_turning_it_off_takes_the_password_and_a_reason(world: World) -> None:
    client = sign_in(world, "tuan")
    turn_on(client)
    other = sign_in(world, "tuan")
    assert other.get(PAGE + "off/")["Location"].startswith("/accounts/again/")
    assert client.post(PAGE + "off/", {}).status_code == 422
    assert client.post(PAGE + "off/", {"reason": "đổi điện thoại"}).status_code == 302
    assert not Authenticator.objects.exists()
    assert AccountActRecord.objects.get(kind="second_step_off").reason == "đổi điện thoại"


def rule(world: World, role: str) -> None:
    second_step_rule_set(
        actor=world.actor("hanh"), role=role, start=world.today, source="Quy chế 12/QC", now=world.now
    )


def test_a_role_that_needs_it_leads_there_from_every_page_and_cannot_turn_it_off(world: World) -> None:
    rule(world, "commune_officer")
    client = sign_in(world, "tuan")
    assert client.get("/rounds/?q=x")["Location"] == "/account/second-step/?next=%2Frounds%2F%3Fq%3Dx"
    api = client.get("/api/v1/units")
    assert (api.status_code, api.json()["code"]) == (403, "second_step_first")
    assert sign_in(world, "lan").get("/rounds/").status_code == 200
    turn_on(client)
    assert client.get("/rounds/").status_code == 200
    assert client.post(PAGE + "off/", {"reason": "x"}).status_code == 409
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_rule_is_never_dated_back_and_waits_for_its_day(world: World) -> None:
    from dieuphoi.core.kernel.errors import InputErrors
    from dieuphoi.registry.access.selectors import identity_for

    hanh = world.actor("hanh")
    with pytest.raises(InputErrors):
        second_step_rule_set(
            actor=hanh, role="leader", start=world.today - timedelta(days=1), source="x", now=world.now
        )
    later = world.today + timedelta(days=10)
    second_step_rule_set(actor=hanh, role="leader", start=later, source="x", now=world.now)
    phong = world.accounts["phong"]
    assert not identity_for(phong, world.today).second_step_required
    assert identity_for(phong, later).second_step_missing


@pytest.mark.parametrize("name", ["lan", "vy", "phong", "quang"])
def test_nobody_else_takes_a_lost_device_off(world: World, name: str) -> None:
    turn_on(sign_in(world, "tuan"))
    assert sign_in(world, name).get(f"/access/people/{world.accounts['tuan']}/second-step/").status_code == 404


def test_the_administrator_takes_a_lost_device_off_with_a_reason_and_its_sessions_end(world: World) -> None:
    client = Client()
    password(client, "tuan")
    turn_on(client)
    address = f"/access/people/{world.accounts['tuan']}/second-step/"
    keeper = sign_in(world, "quantri")
    assert keeper.post(address, {}).status_code == 422
    assert keeper.post(address, {"reason": "mất điện thoại"}).status_code == 302
    assert not Authenticator.objects.exists()
    assert client.get("/account/").status_code == 302
    assert AccountActRecord.objects.get(kind="second_step_reset").reason == "mất điện thoại"


def test_a_program_with_a_token_resets_nobody(world: World) -> None:
    from dataclasses import replace

    turn_on(sign_in(world, "tuan"))
    program = replace(world.actor("quantri"), scopes=frozenset({"read", "write"}))
    with pytest.raises(Refused) as refused:
        second_step_reset(actor=program, account_id=world.accounts["tuan"], reason="x", now=world.now)
    assert refused.value.code == "only_in_person"


def test_the_coordinator_of_the_commune_helps_people_of_the_commune_only(world: World) -> None:
    world_chair(world)
    turn_on(sign_in(world, "tuan"))
    turn_on(sign_in(world, "vy"))
    chair = sign_in(world, "binh")
    assert chair.get(f"/access/people/{world.accounts['vy']}/second-step/").status_code == 404
    assert chair.post(f"/access/people/{world.accounts['tuan']}/second-step/", {"reason": "mất máy"}).status_code == 302
    left = Authenticator.objects.filter(type="totp").values_list("user_id", flat=True)
    assert list(left) == [world.accounts["vy"]]


def world_chair(world: World) -> None:
    """Bình becomes the chair of Thượng Sơn and its coordinator."""
    role_assign(
        actor=world.actor("hanh"), account_id=world.accounts["binh"], role="commune_chair", start=date(2025, 1, 1),
        end=None, org_id=world.orgs["UB-THUONG"], place_id=world.units["thuong"], coordinator=True, now=world.now,
        reason="chủ tịch xã",
    )  # fmt: skip


def test_the_picture_holds_under_the_strict_policy() -> None:
    picture = qr_picture("otpauth://totp/x?secret=ABC", 'Mã "QR"')
    assert "style" not in picture
    assert "&#34;QR&#34;" in picture
    assert picture.count("<path") == 1
