"""One act: one transaction whose every written row carries the actor, the act and the reason.

The setting lives in PostgreSQL (``set_config(…, true)``), so triggers, ``COPY`` and raw SQL see it too, and a
write without it is refused by the database itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg import errors

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class RunningAct:
    actor_id: int
    name: str
    reason: str


_running: ContextVar[RunningAct | None] = ContextVar("dieuphoi_act", default=None)


@contextmanager
def act(actor: Actor, name: str, *, reason: str = "") -> Iterator[None]:
    """Run one business act: open a transaction and tell the database who acts, in which act and why.

    ``name`` is ``area.verb`` (``round.freeze``). An act inside an act is a savepoint that writes under its own
    name; afterwards the outer one goes on. Raises :class:`Refused` for a signed-out actor, and (``busy``) where the
    database ended the act because it and another waited for each other: nothing is written, it may be tried again.
    """
    if not actor.id:
        raise Refused("signed_out", _("Phiên làm việc đã hết. Hãy đăng nhập lại."), status=403)
    outer = _running.get()
    this = RunningAct(actor.id, name, reason)
    with _refused_when_ended(), transaction.atomic():
        _tell_database(this)
        token = _running.set(this)
        try:
            yield
        finally:
            _running.reset(token)
        if outer is not None:
            _tell_database(outer)
        elif len(connection.savepoint_ids) > 0:
            # Inside somebody else's transaction (a test, a dry run): do not lend our name to what follows.
            _tell_database(RunningAct(0, "", ""))


@contextmanager
def _refused_when_ended() -> Iterator[None]:
    try:
        yield
    except (OperationalError, errors.DeadlockDetected) as error:
        # COPY raises the driver's own error.
        if isinstance(error.__cause__ or error, errors.DeadlockDetected):
            raise Refused("busy", _("Có người vừa ghi vào cùng chỗ này. Chưa ghi gì; hãy làm lại.")) from error
        raise


def _tell_database(running: RunningAct) -> None:
    """Who acts, in which act and why; and that no trigger is to be ignored. Where that is not said, every trigger of
    every row asks for it in vain: a subtransaction that fails and walks through all keys that wait to be checked, so
    that a statement of 100,000 rows takes minutes instead of seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('dieuphoi.actor', %s, true), set_config('dieuphoi.act', %s, true),"
            " set_config('dieuphoi.reason', %s, true), set_config('pgtrigger.ignore', '{}', true)",
            [str(running.actor_id or ""), running.name, running.reason],
        )
