"""What amendments tell the chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind, since
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.kernel.text import fold
from dieuphoi.programme.assessments.amendments.models import Amendment


def find_amendments(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Amendments by their commune, reason or document, newest first."""
    plain = fold(typed)
    if not plain.strip():
        return []
    found = Q()
    for word in plain.split():
        found &= Q(folded_unit__contains=word) | Q(folded_reason__contains=word) | Q(folded_document__contains=word)
    rows = (
        Amendment.objects.visible_to(actor)
        .select_related("sheet__round")
        .annotate(
            folded_unit=Fold(F("sheet__unit_name")),
            folded_reason=Fold(F("reason")),
            folded_document=Fold(F("document")),
        )
        .filter(found)
        .order_by("-id")[:limit]
    )
    return [Hit(title_of(row), reverse("assessments:amendment", args=[row.pk]), row.reason, 3) for row in rows]


def title_of(row: Amendment) -> str:
    return f"{row.sheet.unit_name} – {row.sheet.round.title} – {row.document}"


KINDS = (
    Kind(
        key="amendment",
        label=_("Điều chỉnh sau chốt"),
        model=Amendment,
        title=title_of,
        reads=("sheet__unit_name", "sheet__round__title", "document"),
        url=lambda row: reverse("assessments:amendment", args=[row.pk]),
        find=find_amendments,
        history=True,
    ),
)
EDGES = (
    Edge(
        "amendment",
        "sheet",
        "sheet_id",
        _("điều chỉnh phiếu"),
        _("điều chỉnh sau chốt"),
        at=since("requested_at__date"),
    ),
)
