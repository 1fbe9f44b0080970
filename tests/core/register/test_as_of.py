"""``as_of`` is one value of the request: the page's own, told in its head, refused when it cannot be read."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputErrors
from dieuphoi.core.register.views import ActorView

ACTOR = Actor(id=7, name="Lan", on=date(2026, 3, 2))


class Page(ActorView):
    def get(self, request: object) -> HttpResponse:
        return HttpResponse(self.as_of.isoformat())


def ask(query: str) -> tuple[HttpResponse, object]:
    request = RequestFactory().get("/x/", query_params={"as_of": query} if query else {})
    request.actor = ACTOR  # type: ignore[attr-defined]
    request.now = timezone.now()  # type: ignore[attr-defined]
    return Page.as_view()(request), request


def test_an_unreadable_day_is_refused_with_the_way_out() -> None:
    with pytest.raises(InputErrors, match="ngày/tháng/năm"):
        ask("31/13/2026")


def test_without_it_a_page_reads_the_actors_day() -> None:
    assert ask("")[0].content == b"2026-03-02"


@pytest.mark.parametrize("typed", ["01/02/2026", "2026-02-01"])
def test_the_day_of_the_address_is_read_and_told(typed: str) -> None:
    answer, request = ask(typed)
    assert answer.content == b"2026-02-01"
    assert request.read_on == date(2026, 2, 1)  # type: ignore[attr-defined]
