"""What holds for every page: GET writes nothing, no foreign host, no inline style or script, no bare date or number."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.proof.stage import ask
from tests.support.matrix import API, PAGES, WHO, Row, Stage
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

COUNTS = Path(__file__).parents[1] / "snapshots" / "query_counts.json"
READERS = ("hanh", "thu", "tuan", "")


def _gets(rows: tuple[Row, ...], who: str) -> Iterator[Row]:
    """The GET lines that this person is answered with a page."""
    return (row for row in rows if row.method == "GET" and row.expected[WHO.index(who)] == "O")


@pytest.mark.parametrize("who", READERS, ids=lambda who: who or "signed out")
def test_get_never_writes(staged: Stage, who: str) -> None:
    """Fault 25: each GET of the table in a transaction that the database itself keeps read-only."""
    asked = 0
    client = sign_in(staged.world, who)
    for rows, is_api in ((PAGES, False), (API, True)):
        for row in _gets(rows, who):
            here = transaction.savepoint()
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION READ ONLY")
                answer = ask(client, row, staged, is_api=is_api)
            finally:
                transaction.savepoint_rollback(here)
            assert answer.status_code == 200, row.name
            asked += 1
    assert asked > (100 if who else 2)


def test_the_read_only_transaction_would_catch_a_write(world: World) -> None:
    from django.db import DatabaseError

    here = transaction.savepoint()
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
    with pytest.raises(DatabaseError, match="read-only"):
        sign_in(world, "lan").post(f"/api/v1/rounds/{world.open_round}/freeze")
    transaction.savepoint_rollback(here)


class Seen(HTMLParser):
    """What a page shows and points at."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.hosts: list[str] = []
        self.inline: list[str] = []
        self.text: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        for name in ("href", "src", "action", "srcset", "poster", "data"):
            if re.match(r"\s*(https?:)?//", values.get(name, "")):
                self.hosts.append(f"<{tag} {name}={values[name]}>")
        for name, value in values.items():
            if name == "style" or name.startswith(("on", "hx-on")) or value.strip().startswith("js:"):
                self.inline.append(f"<{tag} {name}={value[:60]}>")
        if tag == "script" and not values.get("src") and values.get("type") != "application/json":
            self.inline.append("<script> without src")
        if tag == "style":
            self.inline.append("<style>")
        if tag in ("script", "style", "code"):
            self.hidden += 1
        if tag == "input" and values.get("type", "text") in ("text", "number", "search"):
            self.text.append(values.get("value", ""))
        self.text += [values.get(name, "") for name in ("title", "aria-label", "placeholder")]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "code"):
            self.hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.text.append(data)


BARE = (
    (re.compile(r"\b\d{4}-\d{2}-\d{2}\b"), "an ISO date"),
    (re.compile(r"(?<![\d.,])\d{4,}\.\d{1,2}(?![\d.])"), "a number with a decimal point"),
    (re.compile(r"(?<![\d.,])\d+\.\d{4,}(?![\d.])"), "a number with a decimal point"),
    (re.compile(r"\b(None|True|False|nan|inf|Decimal\()\b"), "a value of the program"),
)


def _pages(stage: Stage, who: str) -> Iterator[tuple[str, Seen]]:
    client = sign_in(stage.world, who)
    for row in _gets(PAGES, who):
        answer = ask(client, row, stage, is_api=False)
        if answer["Content-Type"].startswith("text/html"):
            seen = Seen()
            seen.feed(answer.content.decode())
            yield row.name, seen


@pytest.mark.parametrize("who", READERS, ids=lambda who: who or "signed out")
def test_pages_are_self_contained_and_speak_vietnamese_numbers(staged: Stage, who: str) -> None:
    """No foreign host, nothing inline (strict CSP), no bare date or number (fault 29)."""
    wrong, count = [], 0
    for name, seen in _pages(staged, who):
        count += 1
        wrong += [f"{name}: points at another host: {host}" for host in seen.hosts]
        wrong += [f"{name}: inline: {what}" for what in seen.inline]
        for text in seen.text:
            for pattern, what in BARE:
                if found := pattern.search(text):
                    wrong.append(f"{name}: {what}: …{text[max(0, found.start() - 30) : found.end() + 10]}…")
    assert count > (40 if who else 2)
    assert not wrong, "\n".join(sorted(set(wrong)))


def test_the_look_at_pages_catches_what_it_looks_for() -> None:
    seen = Seen()
    seen.feed(
        '<a href="https://cdn.example/x.js">x</a><p style="color:red" onclick="f()">1234.5</p>'
        "<script>f()</script><input value='2026-12-31'><td>85.500000</td>"
    )
    assert len(seen.hosts) == 1
    assert len(seen.inline) == 3
    shown = " | ".join(seen.text)
    assert all(pattern.search(shown) for pattern, _what in BARE[:3])
    assert not any(pattern.search("1.234.567,89 – 31/12/2026 – 1.10 – 98001") for pattern, _what in BARE)


LISTS = (
    "jobs:list", "exchange:runs", "territory:units", "organisations:orgs", "organisations:people", "criteria:sets",
    "criteria:set", "criteria:rows", "assessments:rounds", "assessments:sheets", "assessments:sheet",
    "assessments:queue", "board:board", "board:commune", "board:criterion", "desk:home",
)  # fmt: skip
API_LISTS = (
    "units_list", "organisations_list", "sets_list", "set_indicators", "rounds_list", "round_wall", "round_sheets",
    "sheet_results", "imports_list", "tokens_list",
)  # fmt: skip


def _counts(stage: Stage) -> dict[str, int]:
    found: dict[str, int] = {}
    for who in ("hanh", "tuan"):
        client = sign_in(stage.world, who)
        for names, rows, is_api in ((LISTS, PAGES, False), (API_LISTS, API, True)):
            for name in names:
                row = next(row for row in rows if row.name == name and row.method == "GET")
                ask(client, row, stage, is_api=is_api)  # warms what is kept between requests
                with CaptureQueriesContext(connection) as queries:
                    assert ask(client, row, stage, is_api=is_api).status_code == 200
                found[f"{name} ({who})"] = len(queries)
    return dict(sorted(found.items()))


def test_the_cost_of_each_list_is_the_reviewed_one(staged: Stage) -> None:
    """To accept a change: ``UPDATE_SNAPSHOTS=1 pytest tests/proof/test_pages.py``, then read the difference."""
    now = _counts(staged)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        COUNTS.write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    kept: dict[str, Any] = json.loads(COUNTS.read_text(encoding="utf-8"))
    changed = [
        f"{name}: {kept.get(name)} → {now.get(name)}"
        for name in sorted({*kept, *now})
        if kept.get(name) != now.get(name)
    ]
    assert not changed, "queries of list pages changed (UPDATE_SNAPSHOTS=1 accepts):\n" + "\n".join(changed)
