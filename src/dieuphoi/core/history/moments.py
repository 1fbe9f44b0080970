"""What differs between two moments: each record once, as it was at the first and as it is at the second.

One mechanism for "what changed since": pages, lists and digests ask here. Nothing is ever removed from the history, so
a record that was withdrawn or cancelled meanwhile is told like any other change (fault 20).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import Count, Max, QuerySet

from dieuphoi.core.history.models import AppendOnly
from dieuphoi.core.history.selectors import REMOVED, Difference, account_names, differences
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import LOCAL_ZONE


@dataclass(frozen=True, slots=True)
class Moved:
    """One record between two moments. ``is_new``: it was not there at the first. ``reasons`` are those of the acts."""

    id: int
    is_new: bool
    at: datetime
    """Its last change before the second moment."""
    times: int
    acts: tuple[str, ...]
    who: tuple[str, ...]
    reasons: tuple[str, ...]
    differences: tuple[Difference, ...]


def keeps_history(model: type[models.Model]) -> bool:
    """Whether moments of this model can be compared: it is tracked, or append-only."""
    return getattr(model, "pgh_event_model", None) is not None or issubclass(model, AppendOnly)


def window(since: date, until: date) -> tuple[datetime, datetime]:
    """The moments of two days: from the beginning of ``since`` to the end of ``until``, local time."""
    return (
        datetime.combine(since, time.min, LOCAL_ZONE),
        datetime.combine(until + timedelta(days=1), time.min, LOCAL_ZONE),
    )


def changed_ids(model: type[models.Model], since: datetime, until: datetime) -> QuerySet[Any, Any]:
    """The ids of the records that changed in ``[since, until)``: for filters, as a subquery."""
    events: Any = getattr(model, "pgh_event_model", None)
    if events is None:
        rows: QuerySet[Any, Any] = model._base_manager.filter(recorded_at__gte=since, recorded_at__lt=until)
        return rows.values("pk")
    within: QuerySet[Any, Any] = events._base_manager.filter(pgh_created_at__gte=since, pgh_created_at__lt=until)
    return within.values("pgh_obj_id")


def moved_between(
    rows: QuerySet[Any, Any],
    since: datetime,
    until: datetime,
    *,
    actor: Actor,
    labels: Mapping[str, Any] | None = None,
    hide: Iterable[str] = (),
    offset: int = 0,
    limit: int = 100,
) -> list[Moved]:
    """What became of ``rows`` (within the actor's scope) in ``[since, until)``, the last changed first.

    With ``labels`` only the fields they name are told, else all but ``hide``. A record that was changed and changed
    back is left in: its acts happened. Queries: four, and one for each kind of record pointed to.
    """
    events: Any = getattr(rows.model, "pgh_event_model", None)
    if events is None:
        return _added(rows, since, until, offset, limit)
    within = events._base_manager.filter(pgh_created_at__gte=since, pgh_created_at__lt=until)
    touched = list(
        within.filter(pgh_obj_id__in=rows.values("pk"))
        .values("pgh_obj_id")
        .annotate(
            last=Max("pgh_id"),
            times=Count("pgh_id"),
            acts=ArrayAgg("pgh_act", distinct=True),
            people=ArrayAgg("pgh_actor_id", distinct=True),
            reasons=ArrayAgg("pgh_reason", distinct=True),
        )
        .order_by("-last")[offset : offset + limit]
    )
    after = events._base_manager.in_bulk([each["last"] for each in touched])
    before = _before(events, [each["pgh_obj_id"] for each in touched], since)
    names = account_names({person for each in touched for person in each["people"]})
    pairs = [(before.get(each["pgh_obj_id"]), after[each["last"]]) for each in touched]
    told = differences(rows.model, pairs, actor=actor, labels=labels, hide=hide, only_labelled=bool(labels))
    return [
        Moved(
            id=each["pgh_obj_id"],
            is_new=was is None,
            at=now.pgh_created_at,
            times=each["times"],
            acts=tuple(each["acts"]),
            who=tuple(names.get(person, f"#{person}") for person in each["people"]),
            reasons=tuple(filter(None, each["reasons"])),
            differences=tuple(difference),
        )
        for each, (was, now), difference in zip(touched, pairs, told, strict=True)
    ]


def moved_counts(rows: QuerySet[Any, Any], since: datetime, until: datetime) -> int:
    """How many of ``rows`` changed in ``[since, until)``: the count of :func:`moved_between`."""
    return rows.filter(pk__in=changed_ids(rows.model, since, until)).count()


def _before(events: Any, ids: Iterable[int], since: datetime) -> dict[int, Any]:
    """The records as they were at ``since``; absent for one that was not there yet, or not any more."""
    earlier = events._base_manager.filter(pgh_obj_id__in=list(ids), pgh_created_at__lt=since)
    last = earlier.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    return {event.pgh_obj_id: event for event in last if event.pgh_label != REMOVED}


def _added(rows: QuerySet[Any, Any], since: datetime, until: datetime, offset: int, limit: int) -> list[Moved]:
    added = list(
        rows.filter(recorded_at__gte=since, recorded_at__lt=until).order_by("-recorded_at", "-pk")[
            offset : offset + limit
        ]
    )
    names = account_names({row.actor_id for row in added})
    return [
        Moved(
            id=row.pk,
            is_new=True,
            at=row.recorded_at,
            times=1,
            acts=(row.act,),
            who=(names.get(row.actor_id, f"#{row.actor_id}"),),
            reasons=(),
            differences=(),
        )
        for row in added
    ]
