"""What amendments tell the chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind, since
from dieuphoi.core.chain.search import nearest
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.programme.assessments.amendments.models import Amendment
from dieuphoi.registry.territory.names import FRONT_WORDS


def find_amendments(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Amendments by their commune, reason or document, newest first among equals."""
    sought = Sought.of(typed, front=FRONT_WORDS)
    if not sought:
        return []
    columns = ("sheet__unit_name", "document", "reason")
    rows: Any = Amendment.objects.visible_to(actor).select_related("sheet__round")
    rows = rows.annotate(**{f"folded_{number}": Fold(F(path)) for number, path in enumerate(columns)})
    rows = nearest(rows, sought, folded=("folded_0", "folded_1", "folded_2"), raw=columns, order=("-id",))
    return [
        Hit(
            title_of(row),
            reverse("assessments:amendment", args=[row.pk]),
            row.reason,
            sought.rank(row.sheet.unit_name, row.document, row.reason),
        )
        for row in rows[:limit]
    ]


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
