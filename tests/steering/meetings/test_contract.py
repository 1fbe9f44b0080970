"""Whatever is sent to the operations of meetings, real ids among it, the answer keeps the contract."""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from dieuphoi.registry.accounts.services import token_create
from tests.config.api.test_contract import CHECKS, one_connection
from tests.support.matrix import Stage

__all__ = ["one_connection"]
EXAMPLES = int(os.environ.get("API_EXAMPLES", "15"))
MINE = ("/api/v1/meetings", "/api/v1/meeting-inputs", "/api/v1/meeting-requests", "/api/v1/calendar")


class _Undo(Exception):
    pass


@pytest.mark.django_db
def test_whatever_is_sent_the_answer_keeps_the_contract(staged: Stage, one_connection: None) -> None:
    world, things = staged.world, staged.things
    fresh = token_create(
        actor=world.actor("hanh"), name="thử", scopes=["read", "write"], now=world.now,
        expires_on=world.today.replace(year=2099),
    )  # fmt: skip
    headers = {"Authorization": f"Bearer {fresh.secret}"}
    real = {
        "meeting_id": (things["meetings.ahead"], things["meetings.held"], things["meetings.concluded"]),
        "input_id": (things["meetings.input"],), "request_id": (things["meetings.request"],),
        "entry_id": (things["meetings.entry"], things["meetings.published"]),
        "item_id": (things["meetings.held_item"],), "minutes_id": (things["meetings.held_minutes"],),
        "point_id": (things["meetings.point"],),
        "part_id": (things["meetings.agenda"],),
    }  # fmt: skip
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    statuses: set[int] = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        if not operation.full_path.startswith(MINE):
            continue

        @settings(
            max_examples=EXAMPLES, derandomize=True, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            names = [name for name in case.path_parameters or {} if name in real]
            tries: list[dict[str, int]] = [{}]
            for turn in range(max((len(real[name]) for name in names), default=0)):
                tries.append({name: real[name][turn % len(real[name])] for name in names})
            for wanted in tries:
                case.path_parameters = {**(case.path_parameters or {}), **wanted}
                try:
                    with transaction.atomic():
                        answer = case.call(headers=headers)
                        case.validate_response(answer, checks=CHECKS)
                        statuses.add(answer.status_code)
                        raise _Undo
                except _Undo:
                    pass

        ask()
    assert {200, 404, 409, 422} <= statuses
