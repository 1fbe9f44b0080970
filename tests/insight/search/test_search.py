"""The search page, the list under the box, and what short forms stand for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from dieuphoi.insight.search.abbreviations import MOST_WAYS, ways_to_say


@pytest.mark.parametrize(
    ("typed", "also"),
    [
        ("Sở NN&MT", "Sở Nông nghiệp và Môi trường"),
        ("ubnd xã Thượng Sơn", "Ủy ban nhân dân xã Thượng Sơn"),
        ("VPĐP NTM", "Văn phòng điều phối nông thôn mới"),
        ("vpdp ntm", "Văn phòng điều phối nông thôn mới"),
    ],
)
def test_a_short_form_is_also_looked_for_spelled_out(typed: str, also: str) -> None:
    ways = ways_to_say(typed)
    assert ways[0] == typed
    assert also in ways


def test_many_short_forms_do_not_multiply_without_end() -> None:
    assert len(ways_to_say("TT TC CT TT TC CT TT")) <= MOST_WAYS


def test_words_that_are_no_short_form_stay_as_they_are() -> None:
    assert ways_to_say("Thượng Sơn") == ["Thượng Sơn"]


def test_an_unknown_kind_is_told(signed_in: Callable[[str], Client]) -> None:
    answer = signed_in("lan").get(reverse("search:search"), {"q": "thuong", "kind": "nothing"})
    assert answer.status_code == 422
    assert "nothing" in answer.content.decode()


def test_one_letter_is_not_looked_for(signed_in: Callable[[str], Client]) -> None:
    answer = signed_in("lan").get(reverse("search:search"), {"q": "a"})
    assert answer.status_code == 200
    assert "ít nhất hai chữ" in answer.content.decode()


def test_what_was_typed_comes_back_escaped(signed_in: Callable[[str], Client]) -> None:
    answer = signed_in("lan").get(reverse("search:palette"), {"q": "<b>xx"})
    assert "&lt;b&gt;xx" in answer.content.decode()
