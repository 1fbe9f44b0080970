"""What of recognitions communes are told: recorded, acknowledged for a successor, revoked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.notify.kinds import NoticeKind, register_kinds
from dieuphoi.core.notify.services import house_language, notify
from dieuphoi.programme.recognition.models import Acknowledgement, Recognition, Revocation
from dieuphoi.registry.access.recipients import officers_of_units

DECIDED: Final = NoticeKind("recognition.decided", gettext_lazy("Quyết định công nhận, thừa nhận lại, thu hồi"))


def _tell(
    actor: Actor, units: Sequence[int], fact: Recognition | Acknowledgement | Revocation, row: Recognition,
    title: str, now: datetime,
) -> None:  # fmt: skip
    officers = officers_of_units(units, actor.on)
    words = {"unit": row.unit_name, "level": row.get_level_display()}
    notify(
        actor=actor,
        to={account for group in officers.values() for account in group},
        kind=DECIDED.key,
        once=f"{type(fact).__name__.lower()}:{fact.pk}",
        title=title % words,
        text=_("Quyết định %(number)s ngày %(day)s")
        % {"number": fact.decision_number, "day": format_date(fact.decision_on)},
        url=reverse("recognition:page", args=[row.pk]),
        now=now,
    )


def recorded(actor: Actor, row: Recognition, now: datetime) -> None:
    """The commune that is recognised."""
    with house_language():
        _tell(actor, [row.unit_id], row, row, _("%(unit)s được công nhận %(level)s"), now)


def acknowledged(actor: Actor, fact: Acknowledgement, row: Recognition, now: datetime) -> None:
    """The successor for which it holds, and whoever is left of the recognised unit."""
    with house_language():
        title = _("Công nhận %(level)s của %(unit)s được thừa nhận cho đơn vị sau sắp xếp")
        _tell(actor, [fact.unit_id, row.unit_id], fact, row, title, now)


def revoked(actor: Actor, fact: Revocation, row: Recognition, now: datetime) -> None:
    """The commune that loses it, and the successors for which it held."""
    units = Acknowledgement.objects.filter(
        recognition_id=row.root_id, superseded_by__isnull=True, withdrawn=False
    ).values_list("unit_id", flat=True)
    with house_language():
        _tell(actor, [row.unit_id, *units], fact, row, _("Thu hồi công nhận %(level)s của %(unit)s"), now)


def register() -> None:
    """Make the kinds known. Called once, when Django is ready."""
    register_kinds(DECIDED)
