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

DAY = date(2026, 3, 2)
SYSTEM = system_actor(DAY)
HEAD = Actor(id=1, name="Hạnh", on=DAY, grants=(Grant(role="office_head"),))


@pytest.fixture(autouse=True)
def account(db: None, now: datetime) -> Any:
    person = person_create(actor=SYSTEM, full_name="Vũ Anh Tuấn", now=now)
    with act(SYSTEM, "account.open"):
        return get_user_model().objects.create(
            person=person, username="tuan", password="!", must_change_password=True
        )


def ask(
    method: str, actor: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> tuple[Any, dict[str, Any]]:
    """The answer, and what its template was given (the frame of the page is not what is tested here)."""
    given: dict[str, Any] = {}

    def remember(request: Any, template: str, context: dict[str, Any]) -> Any:
        from django.http import HttpResponse

        given.update(context, template=template)
        return HttpResponse("")

    monkeypatch.setattr(slip_views, "render", remember)
    request: Any = getattr(RequestFactory(), method)("/accounts/slips/")
    request.actor, request.now = actor, now
    return slip_views.SlipsPage.as_view()(request), given


def test_signed_out_leads_to_the_sign_in_page(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    answer, given = ask("get", anonymous_actor(DAY), now, monkeypatch)
    assert (answer.status_code, given) == (302, {})


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ["office_specialist", "commune_officer", "leader", "department_head"])
def test_only_who_manages_accounts_may(
    method: str, role: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused) as refusal:
        ask(method, Actor(id=9, name="?", on=DAY, grants=(Grant(role=role),)), now, monkeypatch)
    assert refusal.value.status == 403


def test_opening_the_page_makes_no_password(
    account: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
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


def test_an_earlier_slip_stops_working(account: Any, now: datetime) -> None:
    first = slips_issue(actor=SYSTEM, now=now)[0]
    second = slips_issue(actor=SYSTEM, now=now)[0]
    account.refresh_from_db()
    assert not account.check_password(first.password)
    assert account.check_password(second.password)
