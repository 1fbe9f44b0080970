"""What recognitions tell the chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind, since
from dieuphoi.core.chain.search import nearest
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.programme.recognition import selectors
from dieuphoi.programme.recognition.models import (
    Acknowledgement,
    CurrentAcknowledgement,
    CurrentRecognition,
    Recognition,
    Revocation,
)
from dieuphoi.programme.recognition.tables import recognition_url
from dieuphoi.registry.territory.names import FRONT_WORDS


def _title(row: Any) -> str:
    return f"{row.unit_name} – {selectors.LEVEL_LABELS[row.level]} ({row.decision_number})"


def find(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Recognitions by unit or decision number. What stands, decided by the day."""
    sought = Sought.of(typed, front=FRONT_WORDS)
    if not sought:
        return []
    rows = nearest(
        selectors.recognitions(actor, day),
        sought,
        folded=("unit_folded", "number_folded"),
        raw=("unit_name", "decision_number"),
        order=("unit_key", "-decision_on", "pk"),
    )
    return [
        Hit(_title(row), recognition_url(row), str(row.year), sought.rank(row.unit_name, row.decision_number))
        for row in rows[:limit]
    ]


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
