"""“Bắt đầu”: what the system still lacks, counted by the same selectors as the lists; the administrator is led to it
first while something lacks.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, Grant, system_actor
from dieuphoi.insight.desk.start import something_lacks, steps
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.services import role_end
from tests.support.world import World

SignIn = Callable[[str], Client]
ADMINISTRATOR = Actor(id=99, name="Trí", on=date(2026, 3, 2), grants=(Grant("administrator"),))


@pytest.mark.parametrize("who", ["tuan", "thu", "phong", "quang"])
def test_it_is_the_offices_and_the_administrators(signed_in: SignIn, who: str) -> None:
    assert signed_in(who).get("/start/").status_code == 403


@pytest.mark.django_db
def test_an_empty_system_lacks_everything_in_order() -> None:
    found = steps(ADMINISTRATOR, ADMINISTRATOR.on)
    assert [step.key for step in found] == ["province", "people", "set", "past", "round"]
    assert [step.lacks for step in found] == [True, True, True, False, True]
    assert not found[3].is_done


def test_a_system_that_is_set_up_lacks_nothing_and_the_administrator_goes_to_work(
    world: World, signed_in: SignIn
) -> None:
    assert not something_lacks(world.actor("quantri"), world.today)
    assert signed_in("quantri").get("/").status_code == 200
    page = signed_in("quantri").get("/start/").content.decode()
    # By hand: one province, four communes of which three are xã; three xã have an officer; one frozen, one open round.
    for words in ("1 tỉnh", "4 xã, phường", "3 xã<", "3 xã có cán bộ đăng nhập được", "1 đợt đã chốt", "1 đợt đang mở"):
        assert words in page, words
    assert "còn thiếu" not in page


def test_a_commune_without_an_officer_lacks_and_leads_the_administrator_there_first(
    world: World, signed_in: SignIn
) -> None:
    role = RoleAssignment.objects.get(account_id=world.accounts["vy"])
    with act(system_actor(world.today), "test"):
        role_end(actor=world.actor("quantri"), assignment_id=role.pk, on=world.today, reason="thử", now=world.now)
    answer = signed_in("quantri").get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/start/")
    assert "1 xã chưa có cán bộ nào có tài khoản và vai trò" in signed_in("quantri").get("/start/").content.decode()
    assert signed_in("quantri").get("/", {"work": "1"}).status_code == 200
    assert signed_in("lan").get("/").status_code == 200


def test_every_link_of_the_page_opens_for_who_sees_it(signed_in: SignIn) -> None:
    import re

    for who in ("lan", "hanh", "quantri"):
        client = signed_in(who)
        page = client.get("/start/").content.decode().split('<ol class="steps">')[1].split("</ol>")[0]
        hrefs = sorted({href.replace("&amp;", "&") for href in re.findall(r'href="([^"]+)"', page)})
        assert len(hrefs) > 8
        answers = {href: client.get(href).status_code for href in hrefs}
        assert set(answers.values()) == {200}, answers
