"""The guide: every page opens, the glossary is whole and in Vietnamese order, pages lead to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from dieuphoi.core.kernel.text import vn_key
from dieuphoi.insight import guide
from dieuphoi.insight.guide.pages import GLOSSARY, PAGES
from tests.insight.builder import html
from tests.support.world import World

SignIn = Callable[[str], Client]
SOURCE = Path(guide.__file__).parents[2]
_QUOTED = re.compile("“([^”]+)”")
_TYPED = {"for", "endfor"}
"""What a person types, which is no word of a page."""


def test_an_unknown_page_is_not_found(world: World, signed_in: SignIn) -> None:
    assert signed_in("tuan").get(reverse("guide:page", args=["khong-co"])).status_code == 404


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_every_page_opens_and_leads_on(world: World, signed_in: SignIn, page: object) -> None:
    client = signed_in("tuan")
    body = html(client.get(reverse("guide:page", args=[page.slug])))  # type: ignore[attr-defined]
    assert f"<h1>{page.title}</h1>" in body  # type: ignore[attr-defined]
    assert len(body.split("guide-text")[1]) > 600
    for other in PAGES:
        assert reverse("guide:page", args=[other.slug]) in body


def test_the_glossary_is_in_the_order_of_the_vietnamese_alphabet(world: World, signed_in: SignIn) -> None:
    body = html(signed_in("tuan").get(reverse("guide:page", args=["thuat-ngu"])))
    places = [(body.index(f">{escape(str(term.word))}</th>"), vn_key(str(term.word))) for term in GLOSSARY]
    keys = [key for _place, key in sorted(places)]
    assert keys == sorted(keys)


def test_the_pages_of_insight_lead_to_the_guide(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    for url in (
        reverse("board:board"),
        reverse("desk:home"),
        reverse("board:commune", args=[world.units["ha"]]),
    ):
        assert reverse("guide:index") in html(client.get(url))
    assert reverse("guide:page", args=["bang-dieu-hanh"]) in html(client.get(reverse("board:board")))


def words_of_the_product() -> str:
    """Every template and module but the guide's own, small letters."""
    found = [
        path.read_text(encoding="utf-8")
        for kind in ("*.py", "*.html", "*.js")
        for path in SOURCE.rglob(kind)
        if "guide" not in path.parts and "migrations" not in path.parts
    ]
    return "\n".join(found).casefold()


def test_what_the_guide_quotes_is_on_the_pages() -> None:
    said = words_of_the_product()
    pages = sorted((SOURCE / "insight/guide/jinja2/guide").glob("*.html"))
    quoted = {(path.stem, name) for path in pages for name in _QUOTED.findall(path.read_text(encoding="utf-8"))}
    assert len(quoted) > 60
    wrong = sorted((page, name) for page, name in quoted if name not in _TYPED and name.casefold() not in said)
    assert not wrong


@pytest.mark.parametrize(
    ("route", "slug"),
    [
        ("reports:summary", "bao-cao"), ("assessments:amendments", "sau-khi-chot"),
        ("assessments:punctuality", "tong-hop-va-chot"), ("letters:list", "mau-van-ban"),
    ],
)  # fmt: skip
def test_a_page_leads_to_the_guide_of_its_work(world: World, signed_in: SignIn, route: str, slug: str) -> None:
    assert reverse("guide:page", args=[slug]) in html(signed_in("hanh").get(reverse(route)))
