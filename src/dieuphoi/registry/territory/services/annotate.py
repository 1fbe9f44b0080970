"""What an office learns later about a change: its resolution, and the shares of a divided unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, NotVisible, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.territory import policies
from dieuphoi.registry.territory.models import ShareOf, UnitChange, UnitChangeLink
from dieuphoi.registry.territory.services.units import BATCH, one_at_a_time
from dieuphoi.registry.territory.states import APPLIED, PLANNED

FIELDS = ("resolution_number", "resolution_on", "resolution_by", "note")


@dataclass(frozen=True, slots=True)
class ShareValue:
    """``numerator`` of ``denominator`` of the predecessor's ``share_of``; all empty: unknown."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    share_of: str = ""


@dataclass(frozen=True, slots=True)
class ChangeNotes:
    """``values`` of :data:`FIELDS` to set, ``shares`` by the link's id. What is not named stays."""

    values: Mapping[str, Any] = field(default_factory=dict)
    shares: Mapping[int, ShareValue] = field(default_factory=dict)


def changes_annotate(*, actor: Actor, notes: Mapping[int, ChangeNotes], now: datetime) -> int:
    """Set resolutions and shares of planned or applied changes; which units there are does not change by it.

    Figures that were blank for want of a share are re-expressed from then on. Returns how many changes were set.
    Raises :class:`Refused` for one that was undone or cancelled, :class:`InputErrors` for impossible shares.
    """
    require(policies.may_change_units(actor))
    with act(actor, "change.annotate"):
        one_at_a_time()
        changes = {
            change.pk: change
            for change in UnitChange.objects.visible_to(actor).select_for_update(of=("self",)).filter(id__any_of=notes)
        }
        if len(changes) < len(notes):
            raise NotVisible(_("Không tìm thấy thay đổi này."))
        links = {
            link.pk: link
            for link in UnitChangeLink.objects.visible_to(actor)
            .filter(change_id__any_of=notes)
            .select_related("successor")
        }
        errors: list[InputError] = []
        for pk, note in notes.items():
            change = changes[pk]
            if change.state not in (PLANNED, APPLIED):
                raise Refused("wrong_state", _("Thay đổi số %(id)d đã hủy hoặc đã hoàn tác.") % {"id": pk})
            for name in FIELDS:
                if name in note.values:
                    setattr(change, name, note.values[name])
            for link_id, share in note.shares.items():
                link = links.get(link_id)
                if link is None or link.change_id != pk:
                    raise NotVisible(_("Không tìm thấy liên kết này của thay đổi."))
                link.numerator, link.denominator, link.share_of = share.numerator, share.denominator, share.share_of
        touched = {link for note in notes.values() for link in note.shares}
        errors += _share_faults([link for link in links.values() if link.pk in touched], list(links.values()))
        if errors:
            raise InputErrors(errors)
        UnitChange.objects.bulk_update(changes.values(), FIELDS, batch_size=BATCH)
        UnitChangeLink.objects.bulk_update(
            [links[pk] for pk in touched], ["numerator", "denominator", "share_of"], batch_size=BATCH
        )
    return len(changes)


def _share_faults(set_now: list[UnitChangeLink], everything: list[UnitChangeLink]) -> list[InputError]:
    errors = []
    for link in set_now:
        if message := share_fault(ShareValue(link.numerator, link.denominator, link.share_of)):
            errors.append(InputError(message, field=f"share_{link.pk}"))
    if errors:
        return errors
    for predecessor in {link.predecessor_id for link in set_now}:
        shares = [link for link in everything if link.predecessor_id == predecessor and link.denominator]
        total = sum(
            link.numerator / link.denominator for link in shares if link.numerator is not None and link.denominator
        )
        if total > Decimal("1.000001"):
            errors.append(
                InputError(_("Tổng các phần chia của một đơn vị cũ vượt quá 100%."), field=f"share_{shares[0].pk}")
            )
        if len({link.share_of for link in shares}) > 1:
            message = _("Các phần chia của một đơn vị cũ phải tính theo cùng một căn cứ.")
            errors.append(InputError(message, field=f"share_{shares[0].pk}"))
    return errors


def share_fault(share: ShareValue) -> str:
    """What is wrong with one share by itself; empty: nothing."""
    if share.numerator is None and share.denominator is None:
        return "" if not share.share_of else _("Chưa ghi phần và tổng của tỷ lệ chia.")
    if share.numerator is None or share.denominator is None:
        return _("Tỷ lệ chia phải ghi đủ phần và tổng.")
    if share.share_of not in ShareOf.values:
        return _("Hãy ghi tỷ lệ chia tính theo gì: dân số, số hộ hay diện tích.")
    if not 0 <= share.numerator <= share.denominator or not share.denominator:
        return _("Phần chia phải từ 0 đến tổng, và tổng phải lớn hơn 0.")
    return ""
