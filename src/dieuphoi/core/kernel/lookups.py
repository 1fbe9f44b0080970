"""``unit__any_of=[…]``: one array parameter instead of thousands of placeholders.

A scope of 3,321 communes written as ``IN (%s, %s, …)`` costs more to build, send and plan than the query it limits;
``= ANY(…)`` is one parameter whatever its length.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import BigAutoField, ForeignKey, Lookup


def id_array(ids: Iterable[int]) -> str:
    """Ids as PostgreSQL writes an array of them: ``{1,2,3}``, in order. For ``%s::bigint[]``: the driver takes ten
    times as long over a list of 3,321. Raises ``TypeError`` or ``ValueError`` for what is no number.
    """
    return f"{{{','.join(map(str, sorted(map(int, ids))))}}}"


class AnyOf(Lookup):
    """``column = ANY(array)`` for ids."""

    lookup_name = "any_of"
    prepare_rhs = False

    def get_prep_lookup(self) -> str:
        return id_array(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s::bigint[])", [*params, self.rhs]


def register() -> None:
    """Make the lookup known; the kernel's app calls it once."""
    ForeignKey.register_lookup(AnyOf)
    BigAutoField.register_lookup(AnyOf)
