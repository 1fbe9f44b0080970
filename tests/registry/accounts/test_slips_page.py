"""The page of sign-in slips: who may open it, that GET makes nothing, that a password is shown once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import RequestFactory

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, Grant, anonymous_actor, system_actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.registry.accounts import slip_views
from dieuphoi.registry.accounts.slips import slips_issue
from dieuphoi.registry.organisations.services import person_create
from tests.support.world import build_world, sign_in

DAY = date(2026, 3, 2)
SYSTEM = system_actor(DAY)
HEAD = Actor(id=1, name="Hạnh", on=DAY, grants=(Grant(role="office_head"),))


@pytest.fixture(autouse=True)
def account(db: None, now: datetime) -> Any:
    person = person_create(actor=SYSTEM, full_name="Vũ Anh Tuấn", now=now)
    with act(SYSTEM, "account.open"):
        return get_user_model().objects.create(person=person, username="moi", password="!", must_change_password=True)


def ask(
    method: str, actor: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch, **typed: str
) -> tuple[Any, dict[str, Any]]:
    """The answer, and what its template was given (the frame of the page is not what is tested here)."""
    given: dict[str, Any] = {}

    def remember(request: Any, template: str, context: dict[str, Any]) -> Any:
        from django.http import HttpResponse

        given.update(context, template=template)
        return HttpResponse("")

    monkeypatch.setattr(slip_views, "render", remember)
    request: Any = getattr(RequestFactory(), method)("/accounts/slips/", typed)
    request.actor, request.now = actor, now
    return slip_views.SlipsPage.as_view()(request), given


def test_signed_out_leads_to_the_sign_in_page(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    answer, given = ask("get", anonymous_actor(DAY), now, monkeypatch)
    assert (answer.status_code, given) == (302, {})


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ["office_specialist", "commune_officer", "leader", "department_head"])
def test_only_who_manages_accounts_may(method: str, role: str, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused) as refusal:
        ask(method, Actor(id=9, name="?", on=DAY, grants=(Grant(role=role),)), now, monkeypatch)
    assert refusal.value.status == 403


def test_opening_the_page_makes_no_password(account: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    _answer, given = ask("get", HEAD, now, monkeypatch)
    assert (given["waiting"], given["slips"]) == (1, None)
    account.refresh_from_db()
    assert not account.has_usable_password()


def test_the_post_shows_the_password_and_no_cache_keeps_it(
    account: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, given = ask("post", HEAD, now, monkeypatch)
    account.refresh_from_db()
    assert account.check_password(given["slips"][0].password)
    assert answer["Cache-Control"] == "no-store"


def test_the_page_leaves_slips_alone_that_are_out(account: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    slip = slips_issue(actor=SYSTEM, now=now)[0]
    _answer, given = ask("get", HEAD, now, monkeypatch)
    assert given["waiting"] == 0
    _answer, given = ask("post", HEAD, now, monkeypatch)
    assert given["slips"] == []
    account.refresh_from_db()
    assert account.check_password(slip.password)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"choice": "all"}, "all"),
        ({"choice": "named"}, "Hãy ghi tên đăng nhập."),
        ({"choice": "named", "names": " , "}, "Hãy ghi tên đăng nhập."),
        ({"choice": "new", "names": "moi"}, "hãy chọn"),
        ({"choice": "renew", "names": "moi"}, "hãy chọn"),
        ({"choice": "named", "names": "moi, la, mặt"}, "“la”"),
        ({"choice": "named", "names": "moi, la, mặt"}, "“mặt”"),
    ],
)
def test_a_faulty_choice_is_asked_again_and_makes_no_password(
    typed: dict[str, str], said: str, account: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answer, given = ask("post", HEAD, now, monkeypatch, **typed)
    assert given["slips"] is None
    assert said in str(given["form"].errors)
    account.refresh_from_db()
    assert not account.has_usable_password()


def test_a_name_in_use_is_refused_with_the_reason(account: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    type(account).objects.filter(pk=account.pk).update(last_login=now)
    _answer, given = ask("post", HEAD, now, monkeypatch, choice="named", names="moi")
    assert given["slips"] is None
    assert "đã có người đăng nhập, lần gần nhất ngày 02/03/2026" in str(given["form"].errors)


@pytest.mark.parametrize("typed", [{"choice": "renew"}, {"choice": "named", "names": "Moi"}])
def test_a_slip_that_is_out_is_renewed_when_asked(
    typed: dict[str, str], account: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = slips_issue(actor=SYSTEM, now=now)[0]
    _answer, given = ask("get", HEAD, now, monkeypatch)
    assert (given["waiting"], given["handed_out"]) == (0, 1)
    _answer, given = ask("post", HEAD, now, monkeypatch, **typed)
    account.refresh_from_db()
    assert account.check_password(given["slips"][0].password)
    assert not account.check_password(first.password)


def test_the_page_itself_asks_and_then_shows_the_slip(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: now)
    client = sign_in(build_world(now), "hanh")
    page = client.get("/accounts/slips/").content.decode()
    assert "Tài khoản chưa có phiếu: 1." in page
    assert 'name="choice"' in page
    page = client.post("/accounts/slips/", {"choice": "named", "names": "ai-đó"}).content.decode()
    assert "Không có tài khoản “ai-đó”." in page
    page = client.post("/accounts/slips/", {"choice": "new"}).content.decode()
    assert "Vũ Anh Tuấn" in page
    assert "Mật khẩu dùng một lần" in page
