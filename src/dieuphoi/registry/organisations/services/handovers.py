"""Acts of a handover: open it, list what is in hand, give, receive, close with what stays open (S0-23, fault 15)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.history.announcing import announce
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.organisations import policies
from dieuphoi.registry.organisations.models import (
    Handover,
    HandoverItem,
    Holding,
    ItemKind,
    ItemState,
    OrgUnit,
    Person,
)
from dieuphoi.registry.organisations.selectors.handovers import found_for
from dieuphoi.registry.organisations.services.timeline import clean
from dieuphoi.registry.organisations.states import HANDOVER_LIFE


def handover_open(
    *,
    actor: Actor,
    effective_on: date,
    reason: str,
    now: datetime,
    giver_id: int | None = None,
    receiver_id: int | None = None,
    giver_org_id: int | None = None,
    receiver_org_id: int | None = None,
) -> Handover:
    """Open a handover from a person (or body) to another, filled with what the giver has in hand.

    A person gives for the body of their latest post, when none is named. One hands over one's own work; a head, the
    office and the administrator hand over that of others. Raises :class:`InputErrors` with every fault.
    """
    require(policies.may_open_handover(actor))
    errors = []
    if giver_id is None and giver_org_id is None:
        errors.append(InputError(_("Hãy chọn bên giao."), field="giver"))
    if receiver_id is None and receiver_org_id is None:
        errors.append(InputError(_("Hãy chọn bên nhận."), field="receiver"))
    if giver_id is not None and giver_id == receiver_id:
        errors.append(InputError(_("Bên giao và bên nhận phải là hai người khác nhau."), field="receiver"))
    if not reason.strip():
        errors.append(InputError(_("Hãy ghi lý do bàn giao."), field="reason"))
    if errors:
        raise InputErrors(errors)
    with act(actor, "handover.open", reason=reason):
        giver = None if giver_id is None else Person.objects.one_visible_to(actor, id=giver_id)
        receiver = None if receiver_id is None else Person.objects.one_visible_to(actor, id=receiver_id)
        for org_id in (giver_org_id, receiver_org_id):
            if org_id is not None:
                OrgUnit.objects.one_visible_to(actor, id=org_id)
        handover = Handover(
            giver=giver,
            receiver=receiver,
            giver_org_id=giver_org_id or _body_of(giver_id),
            receiver_org_id=receiver_org_id or _body_of(receiver_id),
            effective_on=effective_on,
            reason=reason.strip(),
            opened_at=now,
        )
        require(policies.may_run_handover(actor, handover))
        handover.save(force_insert=True)
        _fill(actor, handover, now)
    return handover


def handover_fill(*, actor: Actor, handover_id: int, now: datetime) -> int:
    """Add what the giver has in hand by now and the list lacks; returns how many items are new."""
    with act(actor, "handover.fill"):
        handover = _locked(actor, handover_id)
        require(policies.may_run_handover(actor, handover))
        _refuse_unless_open(handover)
        return _fill(actor, handover, now)


def item_add(
    *, actor: Actor, handover_id: int, kind: str, title: str, now: datetime, note: str = "", url: str = ""
) -> HandoverItem:
    """Add an item by hand: documents, dossiers, assets, accounts."""
    title = clean(title)
    errors = []
    if kind not in ItemKind.values:
        errors.append(InputError(_("Hãy chọn loại nội dung."), field="kind", value=kind))
    if not title:
        errors.append(InputError(_("Hãy ghi nội dung bàn giao."), field="title"))
    if errors:
        raise InputErrors(errors)
    with act(actor, "handover.item"):
        handover = _locked(actor, handover_id)
        require(policies.may_run_handover(actor, handover))
        _refuse_unless_open(handover)
        return HandoverItem.objects.create(handover=handover, kind=kind, title=title, note=note.strip(), url=url)


def handover_hand(
    *, actor: Actor, handover_id: int, now: datetime, keep_open: Iterable[int] = ()
) -> Handover:
    """Give: the listed items are handed, those in ``keep_open`` stay with the giver for now.

    Raises :class:`Refused` for an empty list: who hands nothing over says so when closing.
    """
    kept = set(keep_open)
    with act(actor, "handover.hand"):
        handover = _locked(actor, handover_id)
        HANDOVER_LIFE.move(actor, handover, "hand")
        items = HandoverItem.objects.filter(handover=handover)
        given = items.filter(state=ItemState.OPEN).exclude(id__in=kept)
        if not given.exists():
            raise Refused("nothing_to_hand", _("Chưa có nội dung nào để giao. Hãy thêm nội dung trước."))
        given.update(state=ItemState.HANDED)
        handover.handed_at = now
        handover.save(update_fields=["state", "handed_at"])
        _announce(actor, handover, now)
    return handover


def handover_receive(
    *, actor: Actor, handover_id: int, now: datetime, missing: Iterable[int] = (), note: str = ""
) -> Handover:
    """Receive: by the receiver alone. Items in ``missing`` were not received and stay open with the giver."""
    absent = set(missing)
    with act(actor, "handover.receive", reason=note):
        handover = _locked(actor, handover_id)
        HANDOVER_LIFE.move(actor, handover, "receive")
        items = HandoverItem.objects.filter(handover=handover, state=ItemState.HANDED)
        items.filter(id__in=absent).update(state=ItemState.OPEN, note=note.strip())
        items.exclude(id__in=absent).update(state=ItemState.RECEIVED)
        handover.received_at = now
        handover.save(update_fields=["state", "received_at"])
        _announce(actor, handover, now)
    return handover


def handover_return(*, actor: Actor, handover_id: int, reason: str, now: datetime) -> Handover:
    """The receiver gives the list back to be completed; nothing of it is received."""
    with act(actor, "handover.return", reason=reason):
        handover = _locked(actor, handover_id)
        HANDOVER_LIFE.move(actor, handover, "return", reason=reason)
        HandoverItem.objects.filter(handover=handover, state=ItemState.HANDED).update(state=ItemState.OPEN)
        handover.handed_at = None
        handover.save(update_fields=["state", "handed_at"])
        _announce(actor, handover, now)
    return handover


def handover_close(*, actor: Actor, handover_id: int, note: str, now: datetime) -> Handover:
    """Close: what was not received is left open, named in the record. Raises :class:`Refused` without
    a word about it.
    """
    with act(actor, "handover.close", reason=note):
        handover = _locked(actor, handover_id)
        HANDOVER_LIFE.move(actor, handover, "close")
        left = HandoverItem.objects.filter(handover=handover).exclude(state=ItemState.RECEIVED)
        if left.exists() and not note.strip():
            raise Refused(
                "say_what_stays",
                _("Còn %(count)s nội dung chưa nhận. Hãy ghi rõ để lại vì sao, ai theo tiếp.")
                % {"count": left.count()},
                status=422,
            )
        left.update(state=ItemState.LEFT_OPEN)
        handover.closed_at, handover.closing_note = now, note.strip()
        handover.save(update_fields=["state", "closed_at", "closing_note"])
    return handover


def handover_cancel(*, actor: Actor, handover_id: int, reason: str, now: datetime) -> Handover:
    """Opened by mistake: it stays as cancelled."""
    with act(actor, "handover.cancel", reason=reason):
        handover = _locked(actor, handover_id)
        HANDOVER_LIFE.move(actor, handover, "cancel", reason=reason)
        handover.closed_at, handover.closing_note = now, reason.strip()
        handover.save(update_fields=["state", "closed_at", "closing_note"])
    return handover


def _announce(actor: Actor, handover: Handover, now: datetime) -> None:
    announce(
        actor, "handover.moved", now, handover_id=handover.pk, state=str(handover.state), giver=handover.giver_id,
        receiver=handover.receiver_id, title=str(handover),
    )  # fmt: skip


def _locked(actor: Actor, handover_id: int) -> Handover:
    rows: Any = Handover.objects.select_for_update(of=("self",))
    handover: Handover = rows.one_visible_to(actor, id=handover_id)
    return handover


def _refuse_unless_open(handover: Handover) -> None:
    if handover.state != "OPEN":
        raise Refused("not_open", _("Danh sách đã giao nên không thêm được nữa."))


def _body_of(person_id: int | None) -> int | None:
    """The body of a person's latest post."""
    if person_id is None:
        return None
    return (
        Holding.objects.filter(person_id=person_id)
        .order_by("-valid", "-id")
        .values_list("post__org_id", flat=True)
        .first()
    )


def _fill(actor: Actor, handover: Handover, now: datetime) -> int:
    there = set(HandoverItem.objects.filter(handover=handover).values_list("source", "record_id"))
    new = [
        HandoverItem(
            handover=handover,
            kind=item.kind if item.kind in ItemKind.values else ItemKind.WORK,
            title=item.title[:300],
            url=item.url[:300],
            source=source.name,
            record_id=item.id,
        )
        for source, items in found_for(actor, handover, today(now))
        for item in items
        if (source.name, item.id) not in there
    ]
    HandoverItem.objects.bulk_create(new)
    return len(new)
