"""The history of a record in plain words: who, when, in which act, from what to what, for which reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext as _

from dieuphoi.core.history.words import field_words, is_untold, record_names
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.numbers import format_number

CREATED, CHANGED, REMOVED = "insert", "update", "delete"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one change: what it is called, and its value before and after in words."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one record. ``kind`` is ``insert``, ``update`` or ``delete``; ``act`` is
    ``area.verb``.
    """

    at: datetime
    actor_id: int
    actor_name: str
    act: str
    kind: str
    reason: str
    differences: tuple[Difference, ...]

    @property
    def kind_words(self) -> str:
        return {CREATED: _("Tạo mới"), CHANGED: _("Sửa"), REMOVED: _("Xóa")}.get(self.kind, self.kind)


def history_of(
    record: models.Model,
    *,
    actor: Actor | None = None,
    labels: Mapping[str, str] | None = None,
    hide: Iterable[str] = (),
    newest_first: bool = True,
) -> list[Change]:
    """The changes of a tracked ``record`` that the caller has found within its actor's scope.

    ``labels`` are the words for field names (else the model's ``verbose_name``). A field that points to
    another record is shown by that record's own name when ``actor`` sees it, else as ``#id``. Fields named in
    ``hide`` and generated columns are left out. Queries: the events, the people, and one for each kind of
    record pointed to. Raises ``TypeError`` for a model that keeps no history.
    """
    events_of = getattr(type(record), "pgh_event_model", None)
    if events_of is None:
        raise TypeError(f"{type(record).__name__} keeps no history (core.history.models.tracked)")
    events = list(events_of._base_manager.filter(pgh_obj_id=record.pk).order_by("pgh_id"))
    people = account_names({event.pgh_actor_id for event in events})
    pairs = list(zip([None, *events], events, strict=False))
    told = differences(type(record), pairs, actor=actor, labels=labels, hide=hide)
    changes = [
        Change(
            at=event.pgh_created_at,
            actor_id=event.pgh_actor_id,
            actor_name=people.get(event.pgh_actor_id, f"#{event.pgh_actor_id}"),
            act=event.pgh_act,
            kind=event.pgh_label,
            reason=event.pgh_reason,
            differences=tuple(difference),
        )
        for event, difference in zip(events, told, strict=True)
    ]
    return changes[::-1] if newest_first else changes


def differences(
    model: type[models.Model],
    pairs: Sequence[tuple[Any, Any]],
    *,
    actor: Actor | None = None,
    labels: Mapping[str, Any] | None = None,
    hide: Iterable[str] = (),
    only_labelled: bool = False,
) -> list[list[Difference]]:
    """What differs, in words, between the two events of each pair (``None`` first: the record was made).

    ``labels`` are the words for field names; with ``only_labelled`` other fields are left out. One query for each kind
    of record pointed to, however many pairs.
    """
    events_of: Any = getattr(model, "pgh_event_model", None)
    hidden = {*hide, model._meta.pk.attname if model._meta.pk is not None else ""}
    known = labels or {}
    fields: list[Any] = [
        f
        for f in model._meta.concrete_fields
        if f.name not in hidden
        and not getattr(f, "generated", False)
        and hasattr(events_of, f.attname)
        and (f.name in known or not (only_labelled or is_untold(f.name)))
    ]
    seen = [event for pair in pairs for event in pair if event is not None]
    targets = {f.name: _names_pointed_to(f, seen, actor) for f in fields if f.is_relation}
    told = []
    for before, after in pairs:
        one = []
        for each in fields:
            now = getattr(after, each.attname)
            was = None if before is None else getattr(before, each.attname)
            if after.pgh_label == REMOVED:
                was, now = now, None
            if was == now:
                continue
            names = targets.get(each.name)
            one.append(
                Difference(
                    field=each.name,
                    label=str(known.get(each.name) or field_words(model, each.name) or each.verbose_name),
                    before=_words(each, was, names),
                    after=_words(each, now, names),
                )
            )
        told.append(one)
    return told


def account_names(ids: Iterable[int]) -> dict[int, str]:
    """The names of accounts by id, in one query. Who acted is told to everybody who may see the act."""
    accounts = get_user_model()
    to_one = [f.name for f in accounts._meta.concrete_fields if f.is_relation]
    rows = accounts._base_manager.filter(pk__in=set(ids)).select_related(*to_one)
    return {row.pk: str(row) for row in rows}


def _names_pointed_to(field: Any, events: list[Any], actor: Actor | None) -> dict[Any, str]:
    ids = {value for event in events if (value := getattr(event, field.attname)) is not None}
    manager = field.related_model._default_manager
    if not ids or actor is None or not hasattr(manager, "visible_to"):
        return {}
    names = record_names(field.related_model, actor, ids)
    if names is not None:
        return dict(names)
    return {row.pk: str(row) for row in manager.visible_to(actor).filter(pk__in=ids)}


def _words(field: Any, value: Any, names: Mapping[Any, str] | None) -> str:
    if value is None or value == "":
        return ""
    if names is not None:
        return names.get(value, f"#{value}")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, int | float | Decimal):
        # A year is a name, not a quantity.
        return str(value) if field.name.endswith("year") else format_number(value)
    if isinstance(value, datetime):
        return format_datetime(value)
    if isinstance(value, date):
        return format_date(value)
    lower, upper = getattr(value, "lower", None), getattr(value, "upper", None)
    if hasattr(value, "lower_inc") and (isinstance(lower, date | None) and isinstance(upper, date | None)):
        since = _("từ %(day)s") % {"day": format_date(lower)} if lower else _("từ trước")
        return f"{since} {_('đến trước %(day)s') % {'day': format_date(upper)}}" if upper else since
    return str(value)
