"""Constraints of time without any extension: for one owner at most one row is valid on a day."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db.models import Func, Q


class IdRange(Func):
    """``int8range(id, id, '[]')``: lets an exclusion constraint compare ids without btree_gist."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, '[]')"

    def __init__(self, field: str) -> None:
        super().__init__(field, field)


def no_overlap(name: str, owner: str, *, condition: Q | None = None) -> ExclusionConstraint:
    """For one ``owner`` at most one row is valid on any day."""
    return ExclusionConstraint(
        name=name,
        expressions=[(IdRange(owner), RangeOperators.OVERLAPS), ("valid", RangeOperators.OVERLAPS)],
        condition=condition,
    )
