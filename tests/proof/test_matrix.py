"""Each route × the cast and the signed-out (S3-02): every route is in the written table; every answer is as written."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.proof.stage import api_operations, ask, page_routes
from tests.support.matrix import API, PAGES, STATUS, WHO, Row, Stage
from tests.support.world import sign_in


def test_every_page_route_is_in_the_table() -> None:
    told = {(row.name, row.method) for row in PAGES}
    names = {row.name for row in PAGES}
    missing = []
    for name, view in page_routes():
        kind = getattr(view, "view_class", None)
        wanted = [m for m in ("get", "post") if hasattr(kind, m)] if kind is not None else []
        own = [m.upper() for m in wanted if not _from_allauth(kind, m)]
        missing += [f"{method} {name}" for method in own if (name, method) not in told]
        if name not in names:
            missing.append(name)
    assert not missing, f"routes without a line in tests/support/matrix.py: {sorted(set(missing))}"


def _from_allauth(kind: type, method: str) -> bool:
    """A page that only shows something inherits a ``post`` it never offers."""
    return kind.__name__ == "AccountInactiveView"


def test_every_operation_of_the_api_is_in_the_table() -> None:
    assert {row.name for row in API} - {"openapi-json"} == set(api_operations())
    for row in API:
        if row.name in api_operations():
            assert row.method == api_operations()[row.name][0], row.name


def test_every_line_says_something_for_everybody() -> None:
    for row in (*PAGES, *API):
        assert len(row.expected) == len(WHO), row.name
        assert set(row.expected) <= set(STATUS), row.name


def _asked(stage: Stage, who: str, rows: tuple[Row, ...], *, is_api: bool) -> list[str]:
    wrong = []
    at = WHO.index(who)
    client = sign_in(stage.world, who, raise_request_exception=False)
    cookies = client.cookies.copy()
    for row in rows:
        client.cookies = cookies.copy()
        transaction_id = transaction.savepoint()
        answer = ask(client, row, stage, is_api=is_api)
        transaction.savepoint_rollback(transaction_id)
        letter = row.expected[at]
        got = str(answer.status_code)
        fits = answer.status_code == STATUS[letter]
        if answer.status_code == 302:
            to_login = answer["Location"].startswith("/accounts/login/")
            got += " → " + answer["Location"]
            fits = fits and to_login == (letter == "L")
        if not fits:
            wrong.append(f"{who or 'signed out'}: {row.method} {row.name} {row.note}: {letter} expected, got {got}")
    return wrong


def _named(who: str) -> str:
    return who or "signed out"


@pytest.mark.parametrize("who", WHO, ids=_named)
def test_every_page_answers_everybody_as_written(staged: Stage, who: str) -> None:
    wrong = _asked(staged, who, PAGES, is_api=False)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", WHO, ids=_named)
def test_every_operation_answers_everybody_as_written(staged: Stage, who: str) -> None:
    wrong = _asked(staged, who, API, is_api=True)
    assert not wrong, "\n".join(wrong)
