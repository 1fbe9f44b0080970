"""What recognitions tell the chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind, since
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.text import fold
from dieuphoi.programme.recognition import selectors
from dieuphoi.programme.recognition.models import (
    Acknowledgement,
    CurrentAcknowledgement,
    CurrentRecognition,
    Recognition,
    Revocation,
)
from dieuphoi.programme.recognition.tables import recognition_url


def _title(row: Any) -> str:
    return f"{row.unit_name} – {selectors.LEVEL_LABELS[row.level]} ({row.decision_number})"


def find(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Recognitions by unit or decision number, with marks or without. What stands, decided by the day."""
    plain = " ".join(fold(typed).split())
    if not plain:
        return []
    match = Q(number_folded__contains=plain)
    words = Q()
    for word in plain.split():
        words &= Q(unit_folded__contains=word)
    rows = selectors.recognitions(actor, day).filter(match | words).order_by("unit_key", "-decision_on", "pk")
    hits = [
        Hit(_title(row), recognition_url(row), str(row.year), _rank(typed, plain, row)) for row in rows[: limit * 4]
    ]
    return sorted(hits, key=lambda hit: hit.rank)[:limit]


def _rank(typed: str, plain: str, row: Any) -> int:
    exact = " ".join(typed.split()).casefold()
    name = row.unit_name.casefold()
    short = name.partition(" ")[2]
    if exact in (name, short, row.decision_number.casefold()):
        return 0
    if name.startswith(exact) or short.startswith(exact) or row.decision_number.casefold().startswith(exact):
        return 1
    return 2 if plain in (row.unit_folded, row.unit_folded.partition(" ")[2], row.number_folded) else 3


_ACTS = {
    "recognition.record": _("ghi công nhận"),
    "recognition.correct": _("sửa công nhận"),
    "recognition.withdraw": _("rút vì ghi nhầm"),
    "recognition.acknowledge": _("ghi thừa nhận lại"),
    "acknowledgement.withdraw": _("rút quyết định thừa nhận ghi nhầm"),
    "recognition.revoke": _("ghi thu hồi"),
    "revocation.withdraw": _("rút quyết định thu hồi ghi nhầm"),
    "recognition.undo": _("hoàn tác lần nhập"),
}

KINDS = (
    Kind(
        key="recognition",
        label=_("Công nhận"),
        model=CurrentRecognition,
        title=_title,
        url=lambda row: reverse("recognition:page", args=[row.root_id]),
        reads=("unit_name", "level", "decision_number", "first_id"),
        find=find,
    ),
    Kind(
        key="acknowledgement",
        label=_("Thừa nhận lại"),
        model=CurrentAcknowledgement,
        reads=("unit_name", "decision_number", "recognition_id"),
        title=lambda row: f"{row.unit_name} ({row.decision_number})",
        url=lambda row: reverse("recognition:page", args=[row.recognition_id]),
    ),
    # What changed: every row ever written, also of what was taken back since (fault 20).
    Kind(
        key="recognition_row",
        label=_("Các lần ghi công nhận"),
        model=Recognition,
        reads=("unit_name", "level", "decision_number", "first_id"),
        title=_title,
        url=lambda row: reverse("recognition:page", args=[row.root_id]),
        history=True,
        acts=_ACTS,
    ),
    Kind(
        key="acknowledgement_row",
        label=_("Các lần ghi thừa nhận lại"),
        model=Acknowledgement,
        reads=("unit_name", "decision_number", "recognition_id"),
        title=lambda row: f"{row.unit_name} ({row.decision_number})",
        url=lambda row: reverse("recognition:page", args=[row.recognition_id]),
        history=True,
        acts=_ACTS,
    ),
    Kind(
        key="revocation",
        label=_("Thu hồi công nhận"),
        model=Revocation,
        title=lambda row: f"{row.recognition.unit_name} ({row.decision_number})",
        url=lambda row: reverse("recognition:page", args=[row.recognition_id]),
        reads=("decision_number", "recognition__unit_name"),
        history=True,
        acts=_ACTS,
    ),
)
EDGES: tuple[Edge, ...] = (
    Edge(
        upper="recognition",
        lower="unit",
        path="unit_id",
        down=_("của đơn vị"),
        up=_("quyết định công nhận"),
        rows_url=lambda unit: f"{reverse('recognition:list')}?unit=%23{unit}",
        at=since("decision_on"),
    ),
    Edge(
        "acknowledgement",
        "unit",
        "unit_id",
        _("cho đơn vị"),
        _("thừa nhận lại sau sắp xếp"),
        at=since("decision_on"),
    ),
    Edge(
        "recognition",
        "set_version",
        "version_id",
        _("theo bộ tiêu chí"),
        _("công nhận theo bộ này"),
        at=since("decision_on"),
    ),
)
