"""Everything that happened to an indicator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.programme.assessments.entries import typed_form
from dieuphoi.programme.assessments.models import IndicatorResult, Side, Value, Verified
from dieuphoi.programme.assessments.selectors.values import account_names


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to an indicator: who, when, what, in which words; ``act`` of a value."""

    at: Any
    who: str
    what: str
    words: str
    on_behalf: bool = False
    why: str = ""
    act: str = ""


def happenings(actor: Actor, result: IndicatorResult) -> list[Happening]:
    """Everything that was entered and said about an indicator, oldest first. Private to who reads the commune."""
    values = list(
        Value.objects.visible_to(actor)
        .filter(sheet_id=result.sheet_id, indicator_id=result.indicator_id)
        .order_by("id")
    )
    said = list(
        Verified.objects.visible_to(actor)
        .filter(sheet_id=result.sheet_id, indicator_id=result.indicator_id)
        .order_by("id")
    )
    names = account_names({row.actor_id for row in (*values, *said)})
    rows = [
        Happening(
            v.recorded_at, names.get(v.actor_id, ""), "value", _figure_words(v), v.on_behalf, v.explanation, v.act
        )
        for v in values
        if v.side == Side.COMMUNE
    ]
    # A figure of another side is told with the word that brought it.
    figures: dict[tuple[Any, int], list[str]] = {}
    for v in values:
        if v.side != Side.COMMUNE and not v.cleared:
            figures.setdefault((v.recorded_at, v.actor_id), []).append(_figure_words(v))
    rows += [
        Happening(
            v.recorded_at,
            names.get(v.actor_id, ""),
            v.decision,
            " – ".join(
                part
                for part in (
                    v.get_verdict_display(),
                    "; ".join(figures.get((v.recorded_at, v.actor_id), ()))
                    if v.decision in ("counter", "council")
                    else "",
                    v.document,
                    format_date(v.document_on) if v.document_on else "",
                    v.comment,
                )
                if part
            ),
        )
        for v in said
    ]
    return sorted(rows, key=lambda row: row.at)


def _figure_words(value: Value) -> str:
    return f"{value.part}: {typed_form(value)}".removeprefix(": ")
