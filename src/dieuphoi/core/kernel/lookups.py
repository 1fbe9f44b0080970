"""``unit__any_of=[…]``: one array parameter instead of thousands of placeholders.

A scope of 3,321 communes written as ``IN (%s, %s, …)`` costs more to build, send and plan than the query it limits;
``= ANY(…)`` is one parameter whatever its length.
"""

from __future__ import annotations

from typing import Any

from django.db.models import BigAutoField, ForeignKey, Lookup


class AnyOf(Lookup):
    """``column = ANY(array)`` for ids."""

    lookup_name = "any_of"
    prepare_rhs = False

    def get_prep_lookup(self) -> list[int]:
        return sorted(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s::bigint[])", [*params, self.rhs]


def register() -> None:
    """Make the lookup known; the kernel's app calls it once."""
    ForeignKey.register_lookup(AnyOf)
    BigAutoField.register_lookup(AnyOf)
