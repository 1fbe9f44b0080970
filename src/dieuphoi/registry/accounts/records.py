"""Writing down what was done to an account, where its own row does not tell it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dieuphoi.core.history.context import act
from dieuphoi.registry.accounts.models import AccountAct, AccountActRecord
from dieuphoi.registry.accounts.sessions import self_actor


def record(account: Any, kind: AccountAct, reason: str, now: datetime) -> None:
    """One line of the journal, inside the caller's act."""
    AccountActRecord.objects.create(
        account=account, username=account.username, kind=kind, reason=reason, recorded_at=now
    )


def code_used(*, account: Any, now: datetime) -> None:
    """Somebody signed in with a recovery code: the owner should hear of it."""
    with act(self_actor(account, now), "account.code_used"):
        record(account, AccountAct.CODE_USED, "", now)
