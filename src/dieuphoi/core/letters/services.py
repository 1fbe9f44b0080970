"""Acts on templates: put one into force from a day on, withdraw one. A template is never changed and never deleted."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from dieuphoi.core.files.services import Readable, blob_store
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.letters import policies, selectors
from dieuphoi.core.letters.checking import faults_of
from dieuphoi.core.letters.models import LetterTemplate, LetterWithdrawal
from dieuphoi.core.letters.registry import letter_kind


def template_add(
    *,
    actor: Actor,
    kind: str,
    place_id: int,
    data: bytes | Readable,
    name: str,
    valid_from: date,
    reason: str,
    now: datetime,
) -> LetterTemplate:
    """Put a template into force in a place from a day on (letters of earlier days keep the earlier one).

    Raises ``InputErrors`` with everything that is wrong with the file at once – no Word file, macros, words that are
    not known (each by its name and place), a trial rendering that fails – and for a reason that is missing.
    """
    found = letter_kind(kind)
    with act(actor, "letter.replace", reason=reason):
        require(policies.may_keep(actor, place_id))
        errors = [] if reason.strip() else [InputError(_("Hãy ghi lý do."), field="reason")]
        stored = None
        try:
            stored = blob_store(actor=actor, data=data, name=name, now=now, words=False)
        except InputErrors as faults:
            errors += faults.errors
        if stored is not None:
            errors += [InputError(fault, field="file", value=stored.name) for fault in faults_of(found, stored)]
        if errors or stored is None:
            raise InputErrors(errors)
        return LetterTemplate.objects.create(
            kind=kind,
            place_id=place_id,
            blob=stored.blob,
            name=stored.name,
            valid_from=valid_from,
            reason=reason.strip(),
            author_name=actor.name[:200],
            recorded_at=now,
        )


def template_withdraw(*, actor: Actor, template_id: int, reason: str, now: datetime) -> LetterWithdrawal:
    """Use a template no more: the one before it counts again, at last the shipped one."""
    with act(actor, "letter.withdraw", reason=reason):
        LetterTemplate.objects.select_for_update(of=("self",)).one_visible_to(actor, pk=template_id)
        template = selectors.template_by_id(actor, template_id)
        require(policies.may_withdraw(actor, template))
        if not reason.strip():
            raise Refused("needs_reason", _("Hãy ghi lý do."), status=422)
        return LetterWithdrawal.objects.create(
            template_id=template_id, reason=reason.strip(), author_name=actor.name[:200], recorded_at=now
        )
