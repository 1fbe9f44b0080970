"""Addresses of views: the state of a list is its query string, and every link changes one part of it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import QueryDict


def with_query(params: QueryDict | Mapping[str, object] | None = None, /, **changes: object) -> str:
    """``?…`` with ``changes`` applied to ``params``; ``None`` or ``""`` removes a key, a list sets several.

    Changing anything but ``page`` goes back to the first page. The answer is ``?`` when nothing is left.
    """
    pairs: dict[str, list[str]] = {}
    if isinstance(params, QueryDict):
        pairs = {key: [str(value) for value in values] for key, values in params.lists()}
    elif params:
        pairs = {key: _values(value) for key, value in params.items()}
    if changes and "page" not in changes:
        pairs.pop("page", None)
    for key, value in changes.items():
        values = _values(value)
        if values:
            pairs[key] = values
        else:
            pairs.pop(key, None)
    return "?" + urlencode(pairs, doseq=True)


def _values(value: object) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, list | tuple | set | frozenset):
        return [str(each) for each in value]
    return [str(value)]
