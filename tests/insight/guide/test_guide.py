"""The guide: every page opens, the glossary is whole and in Vietnamese order, pages lead to it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pytest
from django.test import Client
from django.urls import reverse

from dieuphoi.core.kernel.text import vn_key
from dieuphoi.insight.guide.pages import GLOSSARY, PAGES
from tests.insight.builder import html
from tests.support.world import World

SignIn = Callable[[str], Client]


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
