"""What waits for a department, what went back to a commune."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.programme.assessments.models import IndicatorResult, Side, Value
from dieuphoi.registry.access.roles import DEPARTMENT, OFFICE
from dieuphoi.registry.access.touched import Touched, touched


def verifiers_waited_for() -> Touched:
    """The departments of whose verdicts any open round waits, for everybody at once."""
    waiting = IndicatorResult.objects.filter(
        sheet__state__in=["SUBMITTED", "VERIFYING"], sheet__round__state="OPEN", owner__isnull=False
    )
    return touched(orgs=waiting.order_by().values("owner_id").distinct())


def verification_queue(actor: Actor, round_id: int | None = None) -> QuerySet[IndicatorResult]:
    """What waits for this actor's department (or for the office, where no department owns the row)."""
    mine = Q(owner_id__in=sorted(actor.orgs(*DEPARTMENT)))
    if actor.writes(*OFFICE):
        mine |= Q(owner__isnull=True)
    rows = IndicatorResult.objects.visible_to(actor).filter(
        mine, sheet__state__in=["SUBMITTED", "VERIFYING"], sheet__round__state="OPEN"
    )
    if round_id is not None:
        rows = rows.filter(sheet__round_id=round_id)
    return (
        rows.select_related("sheet__round", "indicator", "criterion", "owner")
        .annotate(
            claims=ArraySubquery(
                _CURRENT.order_by("id").values(
                    claim=JSONObject(
                        side="side",
                        part="part",
                        text="text",
                        number=Cast("number", TextField()),
                        numerator=Cast("numerator", TextField()),
                        denominator=Cast("denominator", TextField()),
                        applicable="applicable",
                    )
                )
            )
        )
        .order_by("indicator__position", "sheet__unit_key")
    )


_CURRENT = Value.objects.filter(
    sheet_id=OuterRef("sheet_id"), indicator_id=OuterRef("indicator_id"), cleared=False
).filter(~Exists(Value.objects.filter(supersedes_id=OuterRef("id"))))


def claim_words(result: Any, *sides: str) -> str:
    """What a side says (the commune, when none is named), in words: of :func:`verification_queue`'s ``claims``."""
    wanted = sides or (Side.COMMUNE,)
    parts = []
    for claim in (each for each in result.claims or () if each["side"] in wanted):
        shown = claim["text"]
        if claim["applicable"] is False:
            shown = gettext("không áp dụng")
        elif claim["numerator"] is not None:
            over, under = (format_number(Decimal(claim[key]).normalize()) for key in ("numerator", "denominator"))
            shown = f"{over}/{under}"
        elif claim["number"] is not None:
            shown = format_number(Decimal(claim["number"]).normalize())
        parts.append(f"{claim['part']}: {shown}" if claim["part"] else shown)
    return "; ".join(parts)


def returned_to(actor: Actor) -> QuerySet[IndicatorResult]:
    """Indicators that departments returned to the actor's communes."""
    return (
        IndicatorResult.objects.visible_to(actor)
        .filter(verification="RETURNED", sheet__round__state="OPEN")
        .select_related("sheet__round", "indicator", "owner")
        .order_by("sheet__round__entry_due_on", "sheet__unit_key", "indicator__position")
    )
