"""The base of every history row, and of tables that are their own history."""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.db import models
from pghistory.models import Event

from dieuphoi.core.kernel.functions import CurrentAct, CurrentActor, CurrentReason


class HistoryEvent(Event):
    """One change of one row: the values after it, who made it, in which act, for which reason.

    ``actor_id`` and ``act`` are NOT NULL and default to the transaction's setting, so the database refuses a
    change made outside an act – ``COPY`` and raw SQL included.
    """

    pgh_id = models.BigAutoField(primary_key=True)
    pgh_actor_id = models.BigIntegerField(db_default=CurrentActor())
    pgh_act = models.TextField(db_default=CurrentAct())
    pgh_reason = models.TextField(db_default=CurrentReason())

    class Meta:
        abstract = True


def tracked(*, exclude: list[str] | None = None, meta: dict[str, Any] | None = None) -> Any:
    """Class decorator: keep the history of this model, row by row, append-only."""
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        base_model=HistoryEvent,
        context_field=None,
        obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="history"),
        append_only=True,
        exclude=exclude,
        meta=meta,
    )


class AppendOnly(models.Model):
    """A table that is its own history: rows are added, never changed or removed."""

    actor_id = models.BigIntegerField(db_default=CurrentActor(), editable=False)
    act = models.TextField(db_default=CurrentAct(), editable=False)
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
