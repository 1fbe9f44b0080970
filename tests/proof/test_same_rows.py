"""Fault 10 over every register: list, count, export, detail, API and search of one person are the same set of rows.

Registers are found by walking the routes, so a new one is proven without a line here; only the address of its list in
the API, where it has one, is written by hand.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.register.tables import Register
from dieuphoi.core.register.views import RegisterListView
from dieuphoi.registry.territory.selectors import units_query
from tests.proof.stage import page_routes
from tests.support.matrix import WHO, Stage
from tests.support.world import sign_in

pytestmark = pytest.mark.django_db

PEOPLE = tuple(name for name in WHO if name)

API_LISTS: dict[str, str] = {
    "units": "/units",
    "territory.changes": "/unit-changes",
    "roles": "/roles",
    "assessments.decided": "/decided",
    "organisations": "/organisations",
    "assessments.rounds": "/rounds",
    "portal.lists": "/publications",
    "tasks.plans": "/plans",
    "tasks.plan_lines": "/plans/lines",
}
"""Registers whose rows the API lists under the same ids."""

NARROWER = frozenset({"assessments.queue"})
"""Lists of what waits for me: others may open the same rows, only not find them among their own work."""

NO_PAGE_OF_ITS_OWN = {
    "views:list": "a saved view leads to the list that it narrows, which is the reader's own whoever follows it",
    "profile:statistics": "a figure leads to the list of its measure and year",
}
"""Lists whose rows lead to a list: what that list shows is proven by its own line of this test."""

EMPTY_IN_THE_WORLD = {
    "notify:deliveries": "deliveries are written by the worker, and no worker runs in the tests",
}
"""Lists of which the world has no row, and why it cannot have one."""

MOST_OPENED = 25
"""Pages of single rows that are asked for, for each person and register: first those the person must not see."""


def registers() -> Iterator[tuple[str, type[RegisterListView]]]:
    for name, callback in page_routes():
        view = getattr(callback, "view_class", None)
        if view is not None and issubclass(view, RegisterListView):
            yield name, view


REGISTERS = sorted(registers(), key=lambda each: each[0])


class Rows(HTMLParser):
    """The rows of the one table of a list page: the text and the link of each first cell."""

    def __init__(self) -> None:
        super().__init__()
        self.body = self.head = False
        self.names: list[str] = []
        self.links: list[str] = []
        self.counts: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "tbody":
            self.body = True
        elif tag == "th" and self.body and given.get("scope") == "row":
            self.head = True
            self.names.append("")
        elif tag == "a" and self.head:
            self.links.append(given.get("href") or "")
        if "data-total" in given:
            self.counts.append(int(given["data-total"] or 0))

    def handle_endtag(self, tag: str) -> None:
        if tag == "tbody":
            self.body = False
        elif tag == "th":
            self.head = False

    def handle_data(self, data: str) -> None:
        if self.head:
            self.names[-1] += data


def read(html: str) -> Rows:
    rows = Rows()
    # The first table: a page may count its rows once more below (by year and level).
    rows.feed(html.split("<main", 1)[-1].split("</main>", 1)[0].split("</table>", 1)[0])
    return rows


def said_count(html: str) -> int | None:
    """The number that the page says under its list ("1.234 dòng")."""
    found = re.search(r'class="pagination".*?([\d.]+) dòng', html, re.DOTALL)
    return int(found[1].replace(".", "")) if found else None


def exported(client: Client, url: str) -> list[str]:
    """The first column of the CSV export; head lines, column heads and the footer left out."""
    answer = client.get(url, {"export": "csv", "size": "500"})
    assert answer.status_code == 200, answer.content.decode()[:2000]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    rows = lines[lines.index([]) + 2 :]
    return [" ".join(row[0].removeprefix("'").split()) for row in rows if not row[0].startswith("Tổng (")]


@pytest.fixture
def stage(staged: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: staged.world.now)
    return staged


def address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        pytest.skip(f"{name} lists the rows of one record: its own tests prove it")


def wanted(register: Register, actor: Actor, stage: Stage) -> dict[int, Any]:
    return {row.pk: row for row in register.selector(actor, stage.world.today)}


@pytest.mark.parametrize(("name", "view"), REGISTERS, ids=[name for name, _view in REGISTERS])
def test_one_person_meets_one_set_of_rows(name: str, view: type[RegisterListView], stage: Stage) -> None:
    url = address(name)
    register = view.register
    of_each = {person: wanted(register, stage.world.actor(person), stage) for person in PEOPLE}
    everything = wanted(register, system_actor(stage.world.today), stage)
    for rows_of_one in of_each.values():
        everything |= rows_of_one
    for person in PEOPLE:
        client = sign_in(stage.world, person)
        # After signing in: the journal tells of it.
        of_each[person] = mine = wanted(register, stage.world.actor(person), stage)
        answer = client.get(url, {"size": "500"})
        if answer.status_code == 403:
            continue
        assert answer.status_code == (302 if person == "quan" else 200), (person, answer.status_code)
        if person == "quan":
            continue
        html = answer.content.decode()
        assert len(mine) <= 500, "the world grew: ask page by page"
        rows = read(html)
        assert len(rows.names) == len(mine), (person, "list")
        counted = said_count(html)
        assert counted is None or counted == len(mine), (person, "count")
        shown = sorted(" ".join(each.split()) for each in rows.names)
        assert sorted(exported(client, url)) == shown, (person, "export")
        if api := API_LISTS.get(register.name):
            told = client.get(f"/api/v1{api}", {"limit": 200}).json()
            assert told["count"] == len(mine), (person, "API")
            assert {row["id"] for row in told["items"]} <= set(mine), (person, "API")
        if register.row_url is not None and name not in NO_PAGE_OF_ITS_OWN:
            hidden = {} if register.name in NARROWER else everything
            foreign = [row for pk, row in hidden.items() if pk not in mine]
            for row in foreign[:MOST_OPENED]:
                there = client.get(register.row_url(row)).status_code
                assert there in (403, 404), (person, register.row_url(row), there)
            for row in list(mine.values())[: MOST_OPENED - len(foreign)]:
                there = client.get(register.row_url(row)).status_code
                assert there == 200, (person, register.row_url(row), there)
    assert any(of_each.values()) != (name in EMPTY_IN_THE_WORLD), (
        f"nobody of the cast sees a row of {name}, so the proof says nothing; or it is no longer empty"
    )


def test_the_registers_were_found() -> None:
    names = {name for name, _view in REGISTERS}
    assert {"territory:units", "organisations:people", "assessments:rounds"} <= names
    assert {*NO_PAGE_OF_ITS_OWN, *EMPTY_IN_THE_WORLD} <= names


def test_the_reading_of_a_list_sees_names_links_and_counts() -> None:
    html = """<main><table><thead><tr><th scope="col">Tên</th></tr></thead><tbody>
        <tr><th scope="row"><a href="/x/1/">Xã A</a></th><td>1</td></tr>
        <tr><th scope="row">Xã B</th></tr></tbody></table>
        <nav class="pagination"><p>Trang 1 / 1 · 1.002 dòng</p></nav></main>"""
    rows = read(html)
    assert (rows.names, rows.links, said_count(html)) == (["Xã A", "Xã B"], ["/x/1/"], 1002)


def test_a_day_without_a_unit_has_it_nowhere(stage: Stage) -> None:
    """Fault 3: what does not exist on a day is in no list, count or export as of that day."""
    client = sign_in(stage.world, "lan")
    before = {"as_of": "01/01/1900", "size": "500"}
    rows = read(client.get(reverse("territory:units"), before).content.decode())
    day = date(1900, 1, 1)
    assert len(rows.names) == units_query(system_actor(stage.world.today), day).count()
    assert format_date(day) in client.get(reverse("territory:units"), before).content.decode()
