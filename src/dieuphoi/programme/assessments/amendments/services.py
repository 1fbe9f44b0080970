"""Acts on amendments: ask, rehearse, approve, reject, withdraw, and the clock that ends them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.assessments.amendments import notices, policies
from dieuphoi.programme.assessments.amendments.applying import apply_amendment
from dieuphoi.programme.assessments.amendments.asking import Asked, NewAmendment, NewItem, read_request
from dieuphoi.programme.assessments.amendments.contents import Differences, differences_from
from dieuphoi.programme.assessments.amendments.models import Amendment, AmendmentItem
from dieuphoi.programme.assessments.amendments.selectors import open_amendment, waiting_words
from dieuphoi.programme.assessments.amendments.states import AMENDMENT_LIFE, AmendmentState
from dieuphoi.programme.assessments.models import Sheet
from dieuphoi.programme.assessments.sides import sides_of

__all__ = ["NewAmendment", "NewItem"]


class _Rehearsed(Exception):
    """Ends a dry run: its savepoint is rolled back."""


def amendment_preview(*, actor: Actor, new: NewAmendment, now: datetime) -> Differences:
    """What the request would change, found by doing it and rolling it back. Raises as :func:`amendment_request`."""
    found: Differences | None = None
    try:
        with act(actor, "amendment.rehearse"):
            sheet = _sheet(actor, new.sheet_id)
            asked = read_request(actor, sheet, new, today(now))
            _lapse_of_sheet(sheet.pk, now)
            _refuse_second(sheet.pk, now)
            found = _rehearse(_record(actor, sheet, new, asked, now), now)
            raise _Rehearsed
    except _Rehearsed:
        pass
    assert found is not None
    return found


def _rehearse(amendment: Amendment, now: datetime) -> Differences:
    """Approve and apply by the system, which is nobody's second person: only ever inside a dry run."""
    system = system_actor(today(now))
    with act(system, "amendment.rehearse"):
        return apply_amendment(amendment, system, note="", now=now)


def amendment_request(*, actor: Actor, new: NewAmendment, now: datetime) -> Amendment:
    """Ask for an amendment of a frozen sheet: with its reason, the document it rests on, its end and its values.

    One request waits for a sheet at a time. What it would change is kept with it. Raises :class:`InputErrors` with
    every fault, ``Refused`` by right or state, ``NotVisible``.
    """
    foreseen = amendment_preview(actor=actor, new=new, now=now)
    with act(actor, "amendment.request", reason=new.reason):
        sheet = _sheet(actor, new.sheet_id)
        asked = read_request(actor, sheet, new, today(now))
        _lapse_of_sheet(sheet.pk, now)
        _refuse_second(sheet.pk, now)
        amendment = _record(actor, sheet, new, asked, now, foreseen)
        notices.requested(actor, amendment, now)
    return amendment


def _sheet(actor: Actor, sheet_id: int) -> Sheet:
    sheet = (
        Sheet.objects.select_related("round__version__set")
        .select_for_update(of=("self",))
        .one_visible_to(actor, id=sheet_id)
    )
    require(policies.may_request(actor, sheet))
    return sheet


def _refuse_second(sheet_id: int, now: datetime) -> None:
    waiting = open_amendment(sheet_id, today(now))
    if waiting is not None:
        raise Refused("one_waits", waiting_words(waiting))


def _record(
    actor: Actor, sheet: Sheet, new: NewAmendment, asked: Asked, now: datetime, foreseen: Differences | None = None
) -> Amendment:
    assert new.document_on is not None  # read_request has asked for it
    amendment = Amendment.objects.create(
        sheet=sheet,
        reason=new.reason.strip(),
        document=new.document.strip(),
        document_on=new.document_on,
        org_id=asked.org_id,
        ends_on=asked.ends_on,
        requested_by_id=actor.id,
        requested_at=now,
        foreseen={} if foreseen is None else foreseen.as_dict(),
    )
    for item in asked.items:
        item.pk, item.amendment, item.recorded_at = None, amendment, now
    AmendmentItem.objects.bulk_create(asked.items)
    return amendment


def _locked(actor: Actor, amendment_id: int) -> Amendment:
    return (
        Amendment.objects.select_related("sheet__round", "org")
        .select_for_update(of=("self",))
        .one_visible_to(actor, id=amendment_id)
    )


def amendment_rehearse(*, actor: Actor, amendment_id: int, now: datetime) -> Differences:
    """What approving would change today, by doing it and rolling it back. For who may decide."""
    found: Differences | None = None
    try:
        with act(actor, "amendment.rehearse"):
            amendment = _locked(actor, amendment_id)
            require(AMENDMENT_LIFE.check(actor, amendment, "approve"))
            found = apply_amendment(amendment, actor, note="", now=now)
            raise _Rehearsed
    except _Rehearsed:
        pass
    assert found is not None
    return found


def amendment_approve(*, actor: Actor, amendment_id: int, note: str = "", now: datetime) -> Amendment:
    """Decide for an amendment and apply it at once: values, verdicts, roll-ups, the next edition with its hash.

    Raises ``Refused``: who asked (``same_person``), after its end (``over``), when it would now change something else
    than what was foreseen with the request (``moved``).
    """
    with act(actor, "amendment.approve", reason=note):
        amendment = _locked(actor, amendment_id)
        require(AMENDMENT_LIFE.check(actor, amendment, "approve"))
        _refuse_own_values(actor, amendment)
        found = apply_amendment(amendment, actor, note=note, now=now)
        if _verdicts(found) != _verdicts(differences_from(amendment.foreseen)):
            raise Refused(
                "moved",
                _("Kết quả chấm nay khác lúc đề nghị. Hãy không duyệt, rồi để người đề nghị lập lại theo bộ hiện nay."),
            )
        notices.decided(actor, amendment, now)
    return amendment


def _verdicts(found: Differences) -> tuple[object, ...]:
    return (
        found.criteria,
        found.met_before,
        found.met_after,
        tuple((row.code, row.before.mark, row.after.mark, row.after.shown, row.after.document) for row in found.rows),
    )


def _refuse_own_values(actor: Actor, amendment: Amendment) -> None:
    """Nobody both enters and verifies the same value: figures that stand beside a new conclusion or part, too."""
    touched = set(AmendmentItem.objects.filter(amendment=amendment).values_list("indicator_id", "what", "part"))
    replaced = {(indicator, part) for indicator, what, part in touched if what == AmendmentItem.What.VALUE}
    indicators = {indicator for indicator, _what, _part in touched}
    for (_sheet_id, indicator), standing_there in sides_of([amendment.sheet_id]).items():
        for value in standing_there.all:
            standing = not value.cleared and (indicator, value.part) not in replaced
            if indicator in indicators and standing and value.actor_id == actor.id:
                raise Refused(
                    "same_person",
                    _("Bạn đã nhập số liệu của một chỉ tiêu trong đề nghị này; hãy để người khác quyết định."),
                    status=403,
                )


def amendment_reject(*, actor: Actor, amendment_id: int, reason: str, now: datetime) -> Amendment:
    """Decide against an amendment, with the reason. The sheet stays as it was frozen."""
    with act(actor, "amendment.reject", reason=reason):
        amendment = _locked(actor, amendment_id)
        AMENDMENT_LIFE.move(actor, amendment, "reject", reason=reason)
        amendment.decided_by_id, amendment.decided_at = actor.id, now
        amendment.decision_note = reason.strip()
        amendment.save(update_fields=["state", "decided_by_id", "decided_at", "decision_note"])
        notices.decided(actor, amendment, now)
    return amendment


def amendment_withdraw(*, actor: Actor, amendment_id: int, reason: str, now: datetime) -> Amendment:
    """Take one's own request back. It stays in the register."""
    with act(actor, "amendment.withdraw", reason=reason):
        amendment = _locked(actor, amendment_id)
        AMENDMENT_LIFE.move(actor, amendment, "withdraw", reason=reason)
        amendment.decision_note = reason.strip()
        amendment.save(update_fields=["state", "decision_note"])
        notices.withdrawn(actor, amendment, now)
    return amendment


def amendments_lapse(*, actor: Actor, now: datetime) -> int:
    """Record every request whose last day has passed, and tell both sides. Returns how many.

    The clock has decided already: nothing could be approved since, whether or not this ever runs.
    """
    with act(actor, "amendment.lapse"), transaction.atomic():
        rows = list(
            Amendment.objects.select_related("sheet__round", "org")
            .select_for_update(of=("self",))
            .filter(state=AmendmentState.REQUESTED, ends_on__lt=today(now))
            .order_by("id")
        )
        for amendment in rows:
            AMENDMENT_LIFE.move(actor, amendment, "lapse")
            amendment.save(update_fields=["state"])
            notices.lapsed(actor, amendment, now)
    return len(rows)


def _lapse_of_sheet(sheet_id: int, now: datetime) -> None:
    """A request that is over makes room for the next one, even where the nightly job did not run."""
    if Amendment.objects.filter(
        sheet_id=sheet_id, state=AmendmentState.REQUESTED, ends_on__lt=today(now)
    ).exists():
        amendments_lapse(actor=system_actor(today(now)), now=now)
