"""What of recognitions communes are told: recorded, acknowledged for a successor, revoked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.notify.kinds import NoticeKind, register_kinds
from dieuphoi.core.notify.services import house_language, notify
from dieuphoi.programme.recognition.models import Acknowledgement, Recognition, Revocation
from dieuphoi.registry.access.recipients import concerned_with_units, officers_of_units

DECIDED: Final = NoticeKind("recognition.decided", gettext_lazy("Quyết định công nhận, thừa nhận lại, thu hồi"))

BROUGHT: Final = NoticeKind("recognition.imported", gettext_lazy("Nhập danh sách công nhận có đơn vị bạn"))


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


def brought_in(actor: Actor, run_id: int, units: Sequence[int], count: int, now: datetime) -> None:
    """The communes that an import tells of, and whoever is above them: once a run, in the digest."""
    with house_language():
        words = ngettext(
            "Đã nhập %(n)s quyết định công nhận, thừa nhận lại, thu hồi",
            "Đã nhập %(n)s quyết định công nhận, thừa nhận lại, thu hồi",
            count,
        )
        notify(
            actor=actor,
            to=concerned_with_units(units, actor.on),
            kind=BROUGHT.key,
            once=f"recognition-import:{run_id}",
            title=words % {"n": format_number(count)},
            text=_("Xem danh sách công nhận. Nếu có chỗ sai, hãy báo Văn phòng điều phối."),
            url=reverse("recognition:list"),
            now=now,
        )


def taken_back(actor: Actor, run_id: int, units: Sequence[int], now: datetime) -> None:
    """The same people: the import was undone, what stood before stands again."""
    with house_language():
        notify(
            actor=actor,
            to=concerned_with_units(units, actor.on),
            kind=BROUGHT.key,
            once=f"recognition-import:{run_id}:undone",
            title=_("Đã hoàn tác một lần nhập danh sách công nhận"),
            url=reverse("recognition:list"),
            now=now,
        )


def register() -> None:
    """Make the kinds known. Called once, when Django is ready."""
    register_kinds(DECIDED, BROUGHT)
