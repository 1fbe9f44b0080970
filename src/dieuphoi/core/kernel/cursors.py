"""Reading a long list page by page from where one stopped: a cursor holds the sort values of the last row.

A page that begins at an offset repeats or skips rows when somebody adds one meanwhile, and the database counts its way
there. A cursor does neither. It is opaque to the reader and good for the same list with the same filters.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import OrderBy


class BadCursor(ValueError):
    """The text is no cursor of this list."""


class _Key(NamedTuple):
    path: str
    descending: bool
    nulls_last: bool


def rows_after(rows: QuerySet[Any], cursor: str) -> QuerySet[Any]:
    """The rows of a list after the cursor (``""``: all of them), in the list's own order with the key as its last word.

    Raises :class:`BadCursor`, and :class:`TypeError` for a list that is ordered by something that is no column.
    """
    keys = _keys(rows)
    rows = rows.order_by(*(_order(key) for key in keys))
    return rows.filter(_after(keys, _read(rows, keys, cursor))) if cursor else rows


def cursor_after(rows: QuerySet[Any], place: int) -> str:
    """The cursor of the row at a place (counted from 0) of a list, ``""`` where no row follows it. Raises
    :class:`TypeError` as :func:`rows_after`.
    """
    keys = _keys(rows)
    rows = rows.order_by(*(_order(key) for key in keys))
    found = list(rows.values_list(*(key.path for key in keys))[place : place + 2])
    return _write(found[0]) if len(found) > 1 else ""


def cursor_at(place: int) -> str:
    """The cursor of a list that is put together in memory: how many rows were read."""
    return _write([place])


def place_in(cursor: str) -> int:
    """What :func:`cursor_at` wrote. Raises :class:`BadCursor`."""
    [place] = _plain(cursor, 1)
    if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < 2**31:
        raise BadCursor(cursor)
    return place


def _keys(rows: QuerySet[Any]) -> list[_Key]:
    keys: list[_Key] = []
    for each in rows.query.order_by or rows.model._meta.ordering:
        if isinstance(each, OrderBy) and isinstance(each.expression, F):
            last = each.nulls_last or (not each.descending and not each.nulls_first)
            path: str = each.expression.name  # type: ignore[attr-defined]
            keys.append(_Key(path, each.descending, bool(last)))
        elif isinstance(each, str) and each != "?":
            path = each.removeprefix("-")
            keys.append(_Key(path, each.startswith("-"), not each.startswith("-")))
        else:
            raise TypeError(f"{rows.model.__name__} is ordered by {each!r}: no cursor")
    if not any(key.path in ("pk", rows.model._meta.pk.attname) for key in keys):
        keys.append(_Key("pk", keys[-1].descending if keys else False, True))
    return keys


def _order(key: _Key) -> OrderBy:
    if key.descending:
        return F(key.path).desc(nulls_last=True) if key.nulls_last else F(key.path).desc(nulls_first=True)
    return F(key.path).asc(nulls_last=True) if key.nulls_last else F(key.path).asc(nulls_first=True)


def _after(keys: Sequence[_Key], values: Sequence[Any]) -> Q:
    """Rows that come later: by the first key, or equal in it and later by the second, and so on."""
    later = Q(pk__in=[])
    equal = Q()
    for key, value in zip(keys, values, strict=True):
        later |= equal & _beyond(key, value)
        equal &= Q(**{f"{key.path}__isnull": True}) if value is None else Q(**{key.path: value})
    return later


def _beyond(key: _Key, value: Any) -> Q:
    empty = Q(**{f"{key.path}__isnull": True})
    if value is None:
        return Q(pk__in=[]) if key.nulls_last else ~empty
    beyond = Q(**{f"{key.path}__{'lt' if key.descending else 'gt'}": value})
    return beyond | empty if key.nulls_last else beyond


def _write(values: Sequence[Any]) -> str:
    text = json.dumps(list(values), cls=DjangoJSONEncoder, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _plain(cursor: str, count: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:  # no base64, no UTF-8, no JSON
        raise BadCursor(cursor) from error
    if not isinstance(values, list) or len(values) != count:
        raise BadCursor(cursor)
    return values


def _read(rows: QuerySet[Any], keys: Sequence[_Key], cursor: str) -> list[Any]:
    values = _plain(cursor, len(keys))
    try:
        return [_value(rows, key.path, value) for key, value in zip(keys, values, strict=True)]
    except (ValidationError, TypeError, ValueError) as error:
        raise BadCursor(cursor) from error


def _value(rows: QuerySet[Any], path: str, value: Any) -> Any:
    """The value as its column, or what the query annotates, has it. Raises one of the errors of a bad value."""
    if value is None:
        return None
    if isinstance(value, list | dict) or (isinstance(value, str) and "\x00" in value):
        raise BadCursor(path)
    if path in rows.query.annotations:
        return rows.query.annotations[path].output_field.to_python(value)
    model: Any = rows.model
    field: Any = None
    for step in path.split(LOOKUP_SEP):
        meta = (model if field is None else field.related_model)._meta
        field = meta.pk if step == "pk" else meta.get_field(step)
    return field.to_python(value)
