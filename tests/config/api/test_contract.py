"""The contract is a file under review: ``tests/snapshots/openapi.json``.

To accept a change: ``UPDATE_SNAPSHOTS=1 pytest tests/config/api/test_contract.py``, then read the difference.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dieuphoi.config.api import api
from dieuphoi.registry.accounts.services import token_create
from tests.support.world import World

ROOT = Path(__file__).parents[3]
SNAPSHOT = Path(__file__).parents[2] / "snapshots" / "openapi.json"


def contract() -> dict[str, Any]:
    return json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))


def test_the_contract_is_the_reviewed_one() -> None:
    now = contract()
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text(json.dumps(now, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    kept = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    assert kept == now, "the API's contract changed: UPDATE_SNAPSHOTS=1 pytest tests/config/api/test_contract.py"


def test_no_two_forms_of_the_contract_share_a_name() -> None:
    """The contract knows a form by its class alone: a second one of the same name would take the first one's place."""
    found = Counter(
        name
        for path in (ROOT / "src/dieuphoi").rglob("*.py")
        for name in re.findall(r"^class (\w+(?:Out|In))\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert [name for name, times in found.items() if times > 1] == []


@pytest.mark.django_db
def test_the_served_contract_is_the_same() -> None:
    assert Client().get("/api/v1/openapi.json").json() == contract()


def test_every_operation_has_a_name_of_its_own_and_says_its_refusals() -> None:
    names = []
    for path, methods in contract()["paths"].items():
        for method, operation in methods.items():
            names.append(operation["operationId"])
            assert {"400", "401", "403"} <= set(operation["responses"]), (method, path)
            assert operation["summary"]
    assert len(names) == len(set(names))


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/v1/khong-co", "/api/v1/letters/a%0Ab", "/api/v9/units", "/api/"])
def test_an_address_that_is_no_route_answers_as_a_problem(path: str) -> None:
    for method in ("get", "post"):
        answer = getattr(Client(), method)(path)
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "not_found"


EXAMPLES = int(os.environ.get("API_EXAMPLES", "12"))
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


class _Undo(Exception):
    pass


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests through the WSGI door keep the test's connection, as Django's own test client sees to."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
def test_whatever_is_sent_the_answer_keeps_the_contract(world: World, one_connection: None) -> None:
    """No 5xx, no undocumented status, no answer outside its schema – with real ids and with invented ones."""
    fresh = token_create(
        actor=world.actor("hanh"), name="thử", scopes=["read", "write"], expires_on=date(2099, 1, 1), now=world.now
    )
    headers = {"Authorization": f"Bearer {fresh.secret}"}
    real = {
        "unit_id": world.units["ha"],
        "org_id": world.orgs["SNN"],
        "set_id": world.version_id,
        "round_id": world.open_round,
        "sheet_id": world.open_sheets["thuong"],
        "indicator_id": world.indicators["2.1"],
        "result_id": world.result(world.open_sheets["ha"], "3.1"),
    }
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    tried: list[tuple[str, int]] = []
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            ids = {name: real[name] for name in case.path_parameters or {} if name in real}
            for wanted in ({}, ids) if ids else ({},):
                case.path_parameters = {**(case.path_parameters or {}), **wanted}
                try:
                    with transaction.atomic():
                        answer = case.call(headers=headers)
                        case.validate_response(answer, checks=CHECKS)
                        tried.append((case.operation.label, answer.status_code))
                        raise _Undo
                except _Undo:
                    pass

        ask()
    paths = contract()["paths"]
    assert len({label for label, _status in tried}) == sum(len(methods) for methods in paths.values())
    # The tries reached the acts themselves, not only the doors.
    assert {200, 404, 422} <= {status for _label, status in tried}
