"""A frozen sheet says so, before anything else that its indicators could say (M06)."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.policy import Allowed, Refusal
from dieuphoi.programme.assessments import policies

ACTOR = system_actor(date(2026, 6, 30))


def result(sheet_state: str, verification: str) -> SimpleNamespace:
    sheet = SimpleNamespace(state=sheet_state, round=SimpleNamespace(state="OPEN"))
    return SimpleNamespace(sheet=sheet, verification=verification, judged_by="figures", reason="")


@pytest.mark.parametrize("verification", ["EMPTY", "ENTERED", "RETURNED", "ACCEPTED", "CONCLUDED"])
@pytest.mark.parametrize(
    "condition",
    [
        policies.sheet_is_not_frozen,
        policies.entry_is_open,
        policies.verification_is_open,
        policies.can_be_accepted,
        policies.can_be_concluded,
    ],
)
def test_a_frozen_sheet_is_the_reason(condition: object, verification: str) -> None:
    answer = condition(ACTOR, result("FROZEN", verification))  # type: ignore[operator]
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.status) == ("frozen", 409)
    assert answer.reason == "Phiếu đã chốt. Muốn sửa phải có điều chỉnh sau chốt."


def test_another_sheet_has_other_reasons() -> None:
    assert isinstance(policies.sheet_is_not_frozen(ACTOR, result("CONSOLIDATED", "ACCEPTED")), Allowed)
    closed = policies.entry_is_open(ACTOR, result("CONSOLIDATED", "ACCEPTED"))
    assert isinstance(closed, Refusal)
    assert closed.code == "not_open_for_entry"
    waiting = policies.verification_is_open(ACTOR, result("OPEN", "ENTERED"))
    assert isinstance(waiting, Refusal)
    assert waiting.code == "not_submitted"
    assert isinstance(policies.entry_is_open(ACTOR, result("SUBMITTED", "RETURNED")), Allowed)
