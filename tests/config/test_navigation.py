"""The side menu leads everybody only to pages that open (experience.md: no entry that ends in a refusal)."""

from __future__ import annotations

import re

import pytest

from dieuphoi.config.context import navigation
from tests.support.world import CAST, World, sign_in

pytestmark = pytest.mark.django_db

KEEPING = {"rights:home", "exchange:runs", "rights:journal", "desk:start"}


def test_every_entry_opens_for_who_is_offered_it(world: World) -> None:
    for who in CAST:
        if who == "quan":
            continue
        client, actor = sign_in(world, who), world.actor(who)
        html = client.get("/").content.decode()
        for item in navigation(actor, "/"):
            assert f'href="{item.url}"' in html, (who, item.name)
            assert client.get(item.url).status_code == 200, (who, item.name)


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("tuan", set()),
        ("phong", set()),
        ("lan", {"exchange:runs", "desk:start"}),
        ("hanh", {"exchange:runs", "desk:start", "rights:home"}),
        ("quantri", {"exchange:runs", "desk:start", "rights:home", "rights:journal"}),
    ],
)
def test_keeping_is_offered_to_who_keeps(world: World, who: str, offered: set[str]) -> None:
    got = {item.name for item in navigation(world.actor(who), "/")} & KEEPING
    assert got == offered


def test_entries_stand_in_groups_and_one_is_current(world: World) -> None:
    items = navigation(world.actor("lan"), "/rounds/past/7/")
    assert [item.name for item in items if item.current] == ["assessments:decided_list"]
    groups = [str(item.group) for item in items]
    assert sorted(set(groups)) == ["", "Danh bạ", "Họp và lịch", "Quản trị", "Rà soát"]
    # A group is one run of entries: the template opens a list where the group changes.
    runs = [group for at, group in enumerate(groups) if at == 0 or groups[at - 1] != group]
    assert runs == ["", "Rà soát", "Họp và lịch", "Danh bạ", "Quản trị", ""]


def test_the_menu_names_no_page_twice(world: World) -> None:
    for who in ("lan", "tuan"):
        client = sign_in(world, who)
        for page in ("/", "/board/", "/territory/", "/guide/"):
            html = client.get(page).content.decode()
            menu = html[html.index('<nav class="side"') :].split("</nav>")[0]
            names = re.findall(r"<span>([^<]+)</span></a>", menu)
            links = re.findall(r'<a [^>]*href="(/[^"]*)"', menu)
            assert "Hướng dẫn" in names, (who, page)
            assert len(names) == len(set(names)), (who, page, names)
            assert len(links) == len(set(links)), (who, page, links)
