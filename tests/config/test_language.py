"""A page speaks Vietnamese unless its reader chose otherwise; a program is answered in what it asks for."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def said(client: Client, path: str, **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


def test_a_browser_installed_in_english_still_gets_vietnamese() -> None:
    page = said(Client(), "/accounts/login/", accept_language="en-US,en;q=0.9")
    assert 'lang="vi"' in page
    assert "Đăng nhập" in page


def test_the_footer_decides() -> None:
    client = Client()
    client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    page = said(client, "/accounts/login/", accept_language="vi")
    assert 'lang="en"' in page
    assert "Đăng nhập" not in page


def test_a_language_that_is_not_ours_is_vietnamese() -> None:
    client = Client()
    client.cookies["dieuphoi_language"] = "fr"
    assert 'lang="vi"' in said(client, "/accounts/login/")


def test_a_program_is_answered_in_the_language_it_asks_for() -> None:
    english = Client().get("/api/v1/rounds", headers={"accept-language": "en"}).json()
    vietnamese = Client().get("/api/v1/rounds", headers={"accept-language": "vi"}).json()
    assert english["status"] == vietnamese["status"] == 401
    assert english["detail"] != vietnamese["detail"]
