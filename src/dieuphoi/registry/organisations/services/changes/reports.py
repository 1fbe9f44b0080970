"""By which decision an act on organisations is done, and what it does in words: told before, and told after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.registry.organisations.services.timeline import clean


@dataclass(frozen=True, slots=True)
class Decision:
    """By which decision something changes. ``number`` with symbol, its day, and where it can be read."""

    number: str = ""
    on: date | None = None
    source: str = ""
    note: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """As the columns of a sourced row."""
        return {"decision": clean(self.number), "decision_on": self.on, "source": clean(self.source)}


@dataclass(slots=True)
class Report:
    """What an act on organisations does, in words for people: the same for the preview and for the deed."""

    done: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """What still rests on an organisation that ends, and moves nowhere by itself."""
    change_id: int = 0
    made: dict[str, int] = field(default_factory=dict)
    """Codes of new organisations → ids. Of a preview they mean nothing afterwards."""


class _RolledBack(Exception):
    """Takes the savepoint of a preview back."""


def preview(deed: Callable[[], Report]) -> Report:
    """The real act in a savepoint, rolled back: its report, and nothing written.

    ``deed`` calls one service of this package. Raises what the act raises.
    """
    found: list[Report] = []
    try:
        with transaction.atomic():
            found.append(deed())
            raise _RolledBack
    except _RolledBack:
        return found[0]


def some(names: Sequence[str], most: int = 5) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else _("%(names)s và %(more)s nữa") % {
        "names": shown, "more": len(names) - most
    }  # fmt: skip
