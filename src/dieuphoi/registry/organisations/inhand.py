"""What of this package somebody has in hand: whom and what they follow, their seats on committees (fault 15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.organisations.openwork import Holder, OpenWork, register_open_work
from dieuphoi.registry.organisations.selectors.duties import monitors_of, seats, unit_words

MONITOR, SEAT = "monitor", "seat"


def monitors_in_hand(actor: Actor, holder: Holder, day: date) -> Sequence[OpenWork]:
    """The fields and communes that a person, or a room, follows on ``day``."""
    if holder.person_id is None and holder.org_id is None:
        return []
    rows = monitors_of(
        actor, day, person=holder.person_id, org=None if holder.person_id is not None else holder.org_id
    )
    return [
        OpenWork(
            row.pk,
            f"{row.field.name if row.field else _('Mọi lĩnh vực')} – {unit_words(row)}",
            reverse("organisations:monitor", args=[row.pk]),
        )
        for row in rows
    ]


def seats_in_hand(actor: Actor, holder: Holder, day: date) -> Sequence[OpenWork]:
    """The seats of a person on committees on ``day``; a body sits nowhere."""
    if holder.person_id is None:
        return []
    return [
        OpenWork(
            seat.id,
            f"{seat.function_label}, {seat.committee_name}",
            reverse("organisations:committee", args=[seat.committee_id]),
        )
        for seat in seats(actor, day=day, person=holder.person_id)
    ]


def register() -> None:
    """Called once, when Django is ready."""
    register_open_work(MONITOR, gettext_lazy("Việc theo dõi được phân công"), monitors_in_hand)
    register_open_work(SEAT, gettext_lazy("Ghế trong Ban Chỉ đạo"), seats_in_hand)
