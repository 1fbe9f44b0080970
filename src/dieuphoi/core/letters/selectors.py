"""Reading templates: which one is in force, all of a kind, one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.letters.models import LetterTemplate, LetterWithdrawal
from dieuphoi.core.letters.registry import LetterKind, letter_kinds


@dataclass(frozen=True, slots=True)
class InForce:
    """A kind with the office's template that is used on a day; ``None`` means the shipped one. ``older``: how many
    rows."""

    kind: LetterKind
    template: LetterTemplate | None
    uploads: int


def _rows(actor: Actor) -> QuerySet[Any]:
    withdrawn = LetterWithdrawal.objects.filter(template=OuterRef("pk"))
    return LetterTemplate.objects.visible_to(actor).annotate(is_withdrawn=Exists(withdrawn))


def template_in_force(kind: str, place_id: int | None, on: date) -> LetterTemplate | None:
    """The office's template that counts in a place on a day; ``None`` where the shipped one does."""
    if place_id is None:
        return None
    found: LetterTemplate | None = LetterTemplate.objects.in_force(kind, place_id, on).select_related("blob").first()
    return found


def kinds_in_force(actor: Actor, place_id: int, on: date) -> list[InForce]:
    """Every kind with what is in force in a place on a day. One query."""
    used: dict[str, LetterTemplate] = {}
    counts: dict[str, int] = {}
    for row in _rows(actor).filter(place_id=place_id).order_by("-valid_from", "-id"):
        counts[row.kind] = counts.get(row.kind, 0) + 1
        if not row.is_withdrawn and row.valid_from <= on:
            used.setdefault(row.kind, row)
    return [InForce(kind, used.get(kind.key), counts.get(kind.key, 0)) for kind in letter_kinds()]


def templates_of(actor: Actor, kind: str, place_id: int) -> list[Any]:
    """All templates of a kind in a place, the newest first, with who withdrew it and why (``is_withdrawn``)."""
    rows = _rows(actor).filter(kind=kind, place_id=place_id).select_related("withdrawal", "blob")
    return list(rows.order_by("-valid_from", "-id"))


def template_by_id(actor: Actor, template_id: int) -> Any:
    """One template within the actor's scope. Raises ``NotVisible``."""
    rows: Any = _rows(actor).select_related("blob", "withdrawal")
    found = rows.filter(pk=template_id).first()
    if found is None:
        # The same answer for what is not there and for what is not theirs.
        return LetterTemplate.objects.one_visible_to(actor, pk=template_id)
    return found
