"""Sign-in: wrong passwords first, then the lock-out, the first password, and the way back after a lost session."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from dieuphoi.core.kernel.dates import format_datetime
from dieuphoi.registry.accounts.services import account_open
from dieuphoi.registry.organisations.models import Person
from dieuphoi.registry.organisations.services import people_create
from tests.support.world import PASSWORD, World, sign_in

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


def try_to_sign_in(client: Client, name: str, password: str, **more: str) -> Any:
    return client.post(LOGIN, {"login": name, "password": password, **more})


def test_a_wrong_password_says_so_in_vietnamese_and_never_which_of_the_two(world: World) -> None:
    for name in ("tuan", "khong-co-ai"):
        answer = try_to_sign_in(Client(), name, "sai-mat-khau-roi")
        assert answer.status_code == 200
        assert "Tên đăng nhập và mật khẩu không khớp" in answer.content.decode()


def test_who_left_cannot_sign_in(world: World) -> None:
    client = Client()
    answer = try_to_sign_in(client, "quan", PASSWORD)
    assert "_auth_user_id" not in client.session
    assert answer.status_code in (200, 302)
    assert client.get("/account/").status_code == 302


def test_the_system_account_cannot_sign_in(world: World) -> None:
    from django.contrib.auth import get_user_model

    name = get_user_model().objects.get(is_system=True).username
    client = Client()
    try_to_sign_in(client, name, PASSWORD)
    assert "_auth_user_id" not in client.session


def test_after_too_many_wrong_tries_even_the_right_password_waits(world: World, settings: Any) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    client = Client()
    for _time in range(2):
        assert try_to_sign_in(client, "tuan", "sai-mat-khau-roi").status_code == 200
    assert try_to_sign_in(client, "TUAN", "sai-mat-khau-roi").status_code == 429  # one name, one count
    before = timezone.now()
    answer = try_to_sign_in(client, "tuan", PASSWORD)
    assert answer.status_code == 429
    words = answer.content.decode()
    # Settings say a quarter of an hour; the page rounds up to the minute.
    earliest = before + timedelta(hours=settings.AXES_COOLOFF_TIME)
    times = {format_datetime(earliest + timedelta(seconds=s)) for s in (59, 60, 119)}
    assert any(time in words for time in times), times
    assert "0239" not in words  # only the office's number, which has none here, never a department's
    assert "Văn phòng điều phối tỉnh" in words


def test_the_lock_out_is_counted_in_the_database(world: World) -> None:
    from axes.models import AccessAttempt

    try_to_sign_in(Client(), "tuan", "sai-mat-khau-roi")
    assert AccessAttempt.objects.get(username="tuan").failures_since_start == 1


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_set_password", "account_reset_password_done"]
)
def test_no_sign_up_and_no_mail_routes(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_forgotten_password_names_whom_to_call_and_asks_for_no_mail(world: World) -> None:
    words = Client().get("/accounts/password/reset/").content.decode()
    assert "Văn phòng điều phối tỉnh" in words
    assert 'type="email"' not in words


def test_a_lost_session_returns_to_the_same_page(world: World) -> None:
    client = Client()
    wanted = f"/rounds/{world.open_round}/?q=a%20b"
    away = client.get(wanted)
    assert away.status_code == 302
    login = client.get(away["Location"])
    assert login.context is None or login.status_code == 200
    assert f'value="/rounds/{world.open_round}/?q=a%20b"' in login.content.decode()
    back = try_to_sign_in(client, "lan", PASSWORD, next=wanted)
    assert back.status_code == 302
    assert back["Location"] == wanted


def test_next_never_leads_to_another_host(world: World) -> None:
    back = try_to_sign_in(Client(), "lan", PASSWORD, next="https://elsewhere.example/")
    assert "elsewhere" not in back["Location"]


def test_signing_out_is_a_post(world: World) -> None:
    client = sign_in(world, "lan")
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/accounts/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.fixture
def newcomer(world: World) -> Client:
    system = world.actor("hanh")
    [person] = people_create(actor=system, people=[Person(full_name="Người Mới Đến")], now=world.now)
    account_open(actor=system, person_id=person.pk, username="moi", password="mã-một-lần-7731", now=world.now)
    client = Client()
    assert try_to_sign_in(client, "moi", "mã-một-lần-7731").status_code == 302
    return client


def test_the_first_sign_in_leads_to_the_new_password_from_every_page(newcomer: Client) -> None:
    answer = newcomer.get("/rounds/?q=x")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/password/change/?next=%2Frounds%2F%3Fq%3Dx"
    assert newcomer.post("/account/tokens/", {"name": "x"})["Location"] == "/accounts/password/change/"
    api = newcomer.get("/api/v1/units")
    assert (api.status_code, api.json()["code"]) == (403, "password_first")


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("ngắn", "Mật khẩu"),
        ("mã-một-lần-7731", "Mật khẩu mới phải khác mật khẩu hiện tại."),
    ],
)
def test_a_weak_or_unchanged_new_password_is_refused(newcomer: Client, new: str, words: str) -> None:
    answer = newcomer.post(
        "/accounts/password/change/", {"oldpassword": "mã-một-lần-7731", "password1": new, "password2": new}
    )
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert newcomer.get("/account/").status_code == 302


def test_the_wrong_old_password_is_refused(newcomer: Client) -> None:
    new = "mật-khẩu-của-riêng-tôi"
    answer = newcomer.post(
        "/accounts/password/change/", {"oldpassword": "khong-phai", "password1": new, "password2": new}
    )
    assert "Mật khẩu hiện tại không đúng." in answer.content.decode()


def test_after_the_change_everything_opens_and_history_knows_who(newcomer: Client, world: World) -> None:
    from django.contrib.auth import get_user_model

    new = "mật-khẩu-của-riêng-tôi"
    answer = newcomer.post(
        "/accounts/password/change/",
        {"oldpassword": "mã-một-lần-7731", "password1": new, "password2": new, "next": "/account/"},
    )
    assert answer.status_code == 302
    assert answer["Location"] == "/account/"
    assert newcomer.get("/account/").status_code == 200
    account = get_user_model().objects.get(username="moi")
    assert not account.must_change_password
    last = account.history.order_by("-pgh_id").first()
    assert (last.pgh_actor_id, last.pgh_act) == (account.pk, "account.change_password")


def test_the_account_page_says_why_i_may(world: World) -> None:
    words = sign_in(world, "tuan").get("/account/").content.decode()
    assert "Cán bộ xã" in words
    assert "Xã Thượng Sơn" in words
    assert "Xã Hạ Sơn" not in words


def test_a_token_is_shown_once_and_stops_when_revoked(world: World) -> None:
    client = sign_in(world, "lan")
    answer = client.post("/account/tokens/", {"name": "sổ tay", "scopes": ["read"], "expires_on": "31/12/2099"})
    secret = answer.content.decode().split("<code>")[1].split("</code>")[0]
    assert secret.startswith("dp_")
    assert secret not in client.get("/account/").content.decode()
    header = {"Authorization": f"Bearer {secret}"}
    assert Client(headers=header).get("/api/v1/rounds").status_code == 200
    token = client.get("/api/v1/tokens").json()["items"][0]["id"]
    assert sign_in(world, "vy").post(f"/account/tokens/{token}/revoke/").status_code == 404
    assert client.post(f"/account/tokens/{token}/revoke/").status_code == 302
    assert Client(headers=header).get("/api/v1/rounds").status_code == 401


def test_a_token_form_with_faults_keeps_what_was_typed(world: World) -> None:
    answer = sign_in(world, "lan").post("/account/tokens/", {"name": "sổ tay", "expires_on": "01/02/2020"})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "Ngày hết hạn phải sau hôm nay." in words
    assert 'value="sổ tay"' in words
