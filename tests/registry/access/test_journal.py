"""The journal: who did what when (S1-27), sign-ins too, for the administrator and who checks."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from dieuphoi.registry.access.models import JournalEntry
from dieuphoi.registry.access.services.roles import role_assign, role_end
from tests.support.world import PASSWORD, World, sign_in

pytestmark = pytest.mark.django_db


def page(client: Client, **query: Any) -> str:
    answer = client.get("/access/journal/", query)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


@pytest.mark.parametrize("name", ["hanh", "lan", "minh", "tuan", "phong"])
def test_nobody_else_reads_it(live: World, name: str) -> None:
    assert sign_in(live, name).get("/access/journal/").status_code == 403
    assert not JournalEntry.objects.visible_to(live.actor(name)).exists()


def test_a_role_given_and_ended_is_told_with_who_and_why(live: World) -> None:
    hanh = live.actor("hanh")
    row = role_assign(
        actor=hanh, account_id=live.accounts["vy"], role="commune_officer", start=live.today, end=None,
        org_id=live.orgs["UB-DONG"], place_id=live.units["dong"], reason="biệt phái", now=live.now,
    )  # fmt: skip
    role_end(actor=hanh, assignment_id=row.pk, on=live.today, reason="trả về", now=live.now)
    words = page(sign_in(live, "quantri"), area="role", whom="khanh vy")
    for said in ("giao vai trò", "kết thúc vai trò", "biệt phái", "trả về", "Nguyễn Thị Hạnh", "UBND xã Đông Sơn"):
        assert said in words
    assert "Vũ Anh Tuấn" not in words


def test_sign_ins_right_and_wrong_are_in_it(live: World) -> None:
    client = Client(headers={"user-agent": "Firefox/140.0"})
    client.post("/accounts/login/", {"login": "tuan", "password": "sai-mat-khau-roi"})
    client.post("/accounts/login/", {"login": "la-ai-do", "password": "sai-mat-khau-roi"})
    assert client.post("/accounts/login/", {"login": "tuan", "password": PASSWORD}).status_code == 302
    auditor = sign_in(live, "quantri")
    wrong = page(auditor, failed="sign_in.failed")
    assert "la-ai-do" in wrong
    assert "Vũ Anh Tuấn" in wrong
    right = page(auditor, failed="sign_in.done")
    assert "Vũ Anh Tuấn" in right
    assert "la-ai-do" not in right
    # The other house's rule: a password never gets anywhere near a log.
    assert PASSWORD not in wrong + right


def test_it_is_exported_as_it_is_filtered(live: World) -> None:
    auditor = sign_in(live, "quantri")
    answer = auditor.get("/access/journal/", {"area": "role", "export": "csv"})
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    rows = JournalEntry.objects.filter(area="role").count()
    assert rows == 12, "the cast's twelve roles"
    assert text.count("giao vai trò") == rows
