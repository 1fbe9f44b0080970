"""Groups of units that packages above offer as a filter of sheets, queue and submissions: the registered of the year.

``config`` hangs them in (:func:`set_unit_groups`), as ``core.notify`` is given finders; nothing is imported upwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils.functional import Promise

from dieuphoi.core.kernel.actor import Actor

Words = str | Promise
Condition = Callable[[Actor, str, str, str, date], Any]
"""``(actor, group, path of the unit, path of the year, day) → condition`` on the rows."""

_choices: Sequence[tuple[str, Words]] = ()
_condition: Condition | None = None


def set_unit_groups(choices: Sequence[tuple[str, Words]], condition: Condition) -> None:
    """Offer groups. Called once, when Django is ready."""
    global _choices, _condition
    _choices, _condition = tuple(choices), condition


def group_choices() -> list[tuple[str, Words]]:
    """The groups that are offered; none where nobody hung any in."""
    return list(_choices)


def of_group(rows: Any, actor: Actor, group: str, *, unit: str, year: str, on: date) -> Any:
    """The rows whose unit is of the group in the year of their round. No query of its own."""
    return rows if _condition is None else rows.filter(_condition(actor, group, unit, year, on))
