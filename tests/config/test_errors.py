"""A refused act leads back to the page it was sent from, and never out of this site."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.urls import reverse

from dieuphoi.core.kernel.errors import Conflict
from dieuphoi.programme.assessments.views import RoundPage
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

BACK = "Về trang vừa mở"


def refused(world: World, referer: str, **extra: str) -> str:
    """The page that answers the opening of a round that is open already, sent from ``referer``."""
    act = reverse("assessments:round_act", args=[world.open_round, "open"])
    sent = {"HTTP_REFERER": referer} if referer else {}
    answer = sign_in(world, "hanh").post(act, **sent, **extra)
    assert answer.status_code == 409
    words: str = answer.content.decode()
    assert 'href="/"><svg' in words or 'href="/"><span' in words
    return words


@pytest.mark.parametrize(
    "referer",
    [
        "https://elsewhere.example/rounds/1/",
        "http://elsewhere.example/rounds/1/",
        "//elsewhere.example/rounds/1/",
        "http://testserver.elsewhere.example/rounds/1/",
        "http://testserver@elsewhere.example/rounds/1/",
        "http://elsewhere.example\\@testserver/",
        "http:///elsewhere.example/",
        "javascript:alert(1)",
        "http://[elsewhere.example/",
        "",
    ],
)
def test_no_address_of_another_site_is_ever_linked(world: World, referer: str) -> None:
    words = refused(world, referer)
    assert BACK not in words and "elsewhere" not in words and "javascript:alert" not in words


def test_over_https_no_page_without_it_is_linked(world: World) -> None:
    referer = f"http://testserver/rounds/{world.open_round}/"
    words = refused(world, referer, **{"wsgi.url_scheme": "https"})
    assert BACK not in words


def test_the_acts_own_page_is_no_way_back(world: World) -> None:
    act = reverse("assessments:round_act", args=[world.open_round, "open"])
    for address in (act, f"{act}?next=/rounds/"):
        assert BACK not in refused(world, f"http://testserver{address}")


def test_a_refused_act_leads_back_to_the_record_it_was_sent_from(world: World) -> None:
    referer = f"http://testserver/rounds/{world.open_round}/?q={quote('xã')}&page=2"
    words = refused(world, referer)
    assert f'href="{referer.replace("&", "&amp;")}"' in words and BACK in words


def test_a_page_overtaken_by_another_leads_back_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def overtaken(*args: object, **kwargs: object) -> None:
        raise Conflict("Người khác vừa sửa.")

    monkeypatch.setattr(RoundPage, "get", overtaken)
    answer = sign_in(world, "hanh").get(f"/rounds/{world.open_round}/", HTTP_REFERER="http://testserver/rounds/")
    words = answer.content.decode()
    assert answer.status_code == 409
    assert 'href="http://testserver/rounds/"' in words and BACK in words


def test_a_missing_right_is_told_as_before(world: World) -> None:
    answer = sign_in(world, "thu").get("/rounds/new/", HTTP_REFERER="http://testserver/rounds/")
    assert answer.status_code == 403 and BACK not in answer.content.decode()
