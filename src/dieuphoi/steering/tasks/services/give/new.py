"""What a person says of a task that they give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from dieuphoi.steering.tasks.models import (
    Part,
    TaskKind,
    Urgency,
)

DEEPEST: Final = 3


@dataclass(frozen=True, slots=True)
class NewTask:
    """What is given. ``giver_org_id`` and ``giver_id`` are the actor's own unless the office records somebody's order;
    ``province_id`` may be left out where only one comes into question. A standing duty has ``every`` and no due date.
    ``parent_id``: the whole that it is a part of; of tasks that are given together ``-n`` is the n-th of them.
    """

    title: str
    product: str
    lead_org_id: int
    responsible_id: int
    given_on: date
    due_on: date | None = None
    no_due_reason: str = ""
    text: str = ""
    source_line: str = ""
    kind: str = TaskKind.ORDINARY.value
    urgency: str = Urgency.NORMAL.value
    restricted: bool = False
    field_id: int | None = None
    every: str = ""
    parent_id: int | None = None
    reply_to_id: int | None = None
    giver_id: int | None = None
    giver_org_id: int | None = None
    province_id: int | None = None
    coordinating: tuple[int, ...] = ()
    following: tuple[int, ...] = ()
    informed: tuple[int, ...] = ()
    unit_ids: tuple[int, ...] = ()
    criterion_ids: tuple[int, ...] = ()
    note: str = ""

    def parts(self) -> Iterable[tuple[int, str]]:
        """``(body, what it does)`` of the sharing bodies, each once: the first that names it counts."""
        seen = {self.lead_org_id}
        for part, ids in (
            (Part.COORDINATING, self.coordinating), (Part.FOLLOWING, self.following), (Part.INFORMED, self.informed),
        ):  # fmt: skip
            for org in ids:
                if org not in seen:
                    seen.add(org)
                    yield org, part.value


def line_of(text: str) -> str:
    return " ".join(text.split())
