"""Pages through Django's own request machinery: middleware, session, signed-in person, scope – against bare ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from benchmarks import reference, saving
from benchmarks.country import Place
from benchmarks.figures import Figure, at_most, in_turns, least
from benchmarks.walls import bare_wall
from dieuphoi.core.kernel.dates import url_date
from dieuphoi.insight.board import kept
from dieuphoi.insight.board import tables as board
from dieuphoi.insight.board.board_views import WALL_PAGE
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.registry.accounts.models import Account

LIST_AIM = 3.0
AS_OF_AIM = 1.3
"""What a list of another day may cost, over the same list of today."""


def signed_in(place: Place) -> Client:
    """The browser of the specialist of the place's office."""
    client = Client()
    account = Account.objects.get(id=place.account_id)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def get(client: Client, url: str) -> Any:
    """A page, which must be there."""
    answer = client.get(url)
    if answer.status_code != 200:
        raise AssertionError(f"{url}: {answer.status_code}")
    return answer


def list_of_100(place: Place, name: str, *, times: int) -> Figure:
    """The register of sheets, 100 a page, with filters, totals and links, against the bare view of the same query."""
    client = signed_in(place)
    page, bare = f"{reverse('assessments:sheets')}?size=100", reverse("bench_list")
    shown = min(100, place.communes * len(place.rounds))
    for url in (page, bare):
        rows = get(client, url).content.decode().count("<tr")
        if not shown <= rows <= shown + 20:
            raise AssertionError(f"{url} shows {rows} rows, not {shown}")
    mine, limit = in_turns(lambda: get(client, page), lambda: get(client, bare), times=times)
    return at_most(name, mine * 1000, "ms", limit=limit * 1000, aim=LIST_AIM)


def list_as_of(place: Place, name: str, *, times: int) -> Figure:
    """The register of units, 100 a page, read on a day of the past, against the same list read today."""
    client = signed_in(place)
    today = f"{reverse('territory:units')}?kind=commune&size=100"
    past = f"{today}&as_of={url_date(place.today.replace(year=place.today.year - 1))}"
    for url in (today, past):
        if get(client, url).content.decode().count("<tr") < min(100, place.communes):
            raise AssertionError(f"{url} shows too few rows")
    then, now = in_turns(lambda: get(client, past), lambda: get(client, today), times=times)
    return at_most(name, then * 1000, "ms", limit=now * 1000, aim=AS_OF_AIM)


def wall(place: Place, name: str, *, times: int) -> Figure:
    """The criteria wall of the place's newest round, from the roll-ups in the database to its HTML.

    40 ms for 124 × 19 are allowed on the machine of reference, where the bare wall takes what
    :mod:`benchmarks.reference` says; the same ratio counts for the country's 3,321 × 19.
    """
    actor = place.actor()
    round_ = assessments.round_by_id(actor, place.rounds[-1])
    columns = criteria.criteria_of(round_.version_id)

    def product() -> str:
        rows = assessments.wall_rows(assessments.wall(actor, round_.pk))
        before = assessments.wall_rows(assessments.wall(actor, round_.previous_id)) if round_.previous_id else []
        marks = {row.unit_id: row.marks for row in before}
        return board.wall_markup(round_, columns, rows, marks, QueryDict())

    for made in (product(), bare_wall(round_.pk)):
        cells = made.count("<td")
        if cells < place.communes * 20:
            raise AssertionError(f"a wall of {cells} cells for {place.communes} communes")
    mine, limit = in_turns(product, lambda: bare_wall(round_.pk), times=times)
    return at_most(name, mine * 1000, "ms", limit=limit * 1000, aim=reference.WALL_MS / reference.BARE_WALL_MS)


def board_of(place: Place) -> str:
    """The address of the board of the place's newest round."""
    return f"{reverse('board:board')}?round={place.rounds[-1]}"


def board_head(place: Place, *, times: int) -> Iterator[Figure]:
    """The board of the country as the server gives it: figures, cards and the first page of the wall, from roll-ups.

    ``board_head`` as it is read again while nothing of it has changed, ``board_head_anew`` as it is after each save.
    The limit is the bare view of the same rows, which draws them all.
    """
    client = signed_in(place)
    page, bare = board_of(place), reverse("bench_wall", args=[place.rounds[-1]])
    for url, least_cells in ((page, min(place.communes, WALL_PAGE) * 20), (bare, place.communes * 20)):
        if get(client, url).content.decode().count("<td") < least_cells:
            raise AssertionError(f"{url} shows no wall")

    def anew() -> None:
        kept.BOARDS.clear()
        get(client, page)

    mine, limit = in_turns(lambda: get(client, page), lambda: get(client, bare), times=times)
    yield at_most("board_head", mine * 1e3, "ms", limit=limit * 1e3, aim=reference.BOARD_HEAD_TO_BARE)
    first, limit = in_turns(anew, lambda: get(client, bare), times=times)
    yield at_most("board_head_anew", first * 1e3, "ms", limit=limit * 1e3, aim=reference.BOARD_ANEW_TO_BARE)


def board_seconds(place: Place, *, times: int) -> float:
    """The board page of the place's newest round, made anew each time: what is kept does not grow with the data."""
    client = signed_in(place)
    url = board_of(place)
    # A wall of the country is turned page by page.
    if get(client, url).content.decode().count("<td") < min(place.communes, WALL_PAGE) * 20:
        raise AssertionError("the board shows no wall")

    def anew() -> None:
        kept.BOARDS.clear()
        get(client, url)

    return least(anew, times=times)


def board_again_seconds(place: Place, *, times: int) -> float:
    """The same page as it is read again while nothing of it has changed."""
    client = signed_in(place)
    url = board_of(place)
    return least(lambda: get(client, url), times=times)


def cell_page(place: Place, round_id: int, name: str, *, times: int) -> Figure:
    """The request behind a typed cell, against a bare view that updates a row and inserts one."""
    client, texts = signed_in(place), saving.typed()
    cells, bare = saving.cells_of(place, round_id), saving.cells_of(place, round_id)

    def save() -> None:
        _result, sheet_id, indicator_id = next(cells)
        url = reverse("assessments:cell", args=[sheet_id, indicator_id])
        answer = client.post(url, {"name": f"{indicator_id}:", "value": next(texts)})
        if answer.status_code != 200:
            raise AssertionError(f"{url}: {answer.status_code} {answer.content[:200]!r}")

    def bare_one() -> None:
        answer = client.post(reverse("bench_cell", args=[next(bare)[0]]), {"value": next(texts)})
        if answer.status_code != 200:
            raise AssertionError(f"bench_cell: {answer.status_code}")

    mine, limit = in_turns(save, bare_one, times=times)
    return at_most(name, mine * 1000, "ms", limit=limit * 1000, aim=saving.AIM)
