"""A document leaves a desk without a letter that answers it: filed, its tasks done, answered by word, passed on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.text import tidy
from dieuphoi.registry.organisations.selectors import person_of_account
from dieuphoi.steering.directives import policies, selectors
from dieuphoi.steering.directives.models import NOTED, Document, Finish, Handling, HandlingRole

LONGEST: Final = 300


def handling_finish(*, actor: Actor, handling_id: int, how: str, note: str = "", now: datetime) -> Handling:
    """It was dealt with otherwise than by an answer: whoever has it on the desk says how, or whoever gave it.

    Raises ``InputErrors`` for no way of finishing, or one that tells nothing without words (:data:`NOTED`); ``Refused``
    (403) for others, (409) where it has ended, or where tasks of the document are said to be done and are not.
    """
    with act(actor, "document.finish"):
        row: Handling = _locked().one_visible_to(actor, id=handling_id)
        require(policies.may_finish(actor, row, person_of_account(actor.id)))
        _finish(actor, [row], how, note, now)
    return row


def document_finish(*, actor: Actor, document_id: int, how: str, note: str = "", now: datetime) -> list[Handling]:
    """As :func:`handling_finish`, for all that lies on the actor's own desk of this document. Raises ``Refused`` (403,
    ``not_handler``) where nothing does.
    """
    with act(actor, "document.finish"):
        document = Document.objects.one_visible_to(actor, id=document_id)
        person = person_of_account(actor.id)
        there = _locked().filter(document=document, ended_on__isnull=True)
        rows = [row for row in there if policies.is_handler(actor, row, person)]
        if not rows:
            raise Refused("not_handler", _("Văn bản này không nằm trên bàn của bạn."), status=403)
        _finish(actor, rows, how, note, now)
    return rows


def document_finish_by(*, actor: Actor, document_id: int, way: str, reason: str, now: datetime) -> list[Handling]:
    """As :func:`document_finish`: the bulk act."""
    return document_finish(actor=actor, document_id=document_id, how=way, note=reason, now=now)


def handling_reopen(*, actor: Actor, handling_id: int, reason: str, now: datetime) -> Handling:
    """It is not dealt with after all: it lies where it lay.

    Raises ``Refused`` (409) for what did not end so, and where somebody else has the lead by now.
    """
    with act(actor, "document.unfinish", reason=reason):
        row: Handling = _locked().one_visible_to(actor, id=handling_id)
        require(policies.may_finish(actor, row, person_of_account(actor.id)))
        require(policies.was_finished(actor, row))
        if not reason.strip():
            raise InputErrors([InputError(_("Hãy ghi lý do."), field="reason")])
        open_ones: Any = Handling.objects.filter(addressee=row.addressee_id, ended_on__isnull=True)
        if row.role == HandlingRole.LEAD and open_ones.filter(role=HandlingRole.LEAD).exists():
            words = _("Văn bản đã được giao người khác chủ trì. Muốn làm tiếp, hãy đề nghị giao cho bạn phối hợp.")
            raise Refused("led", words)
        row.finished, row.finished_by, row.ended_on, row.end_reason = "", "", None, ""
        row.save(update_fields=["finished", "finished_by", "ended_on", "end_reason"])
    return row


def _locked() -> Any:
    return Handling.objects.select_related("addressee__org", "addressee__document", "to_org").locked()


def _finish(actor: Actor, rows: Iterable[Handling], how: str, note: str, now: datetime) -> None:
    words, errors = tidy(note), []
    if how not in Finish.values:
        errors.append(InputError(_("Hãy chọn cách kết thúc."), field="how", value=how))
    elif how in NOTED and not words:
        errors.append(InputError(_("Hãy ghi rõ: với ai, chuyển đến đâu, hoặc cách nào."), field="note"))
    if len(words) > LONGEST:
        errors.append(InputError(_("Dài quá %(most)d ký tự.") % {"most": LONGEST}, field="note"))
    if errors:
        raise InputErrors(errors)
    for row in rows:
        if row.addressee.document.state != "REGISTERED":
            raise Refused("void", _("Văn bản này đã rút vì ghi nhầm: chỉ đọc."))
        require(policies.still_open(actor, row))
        if how == Finish.TASKS:
            counts = selectors.tasks_counted([row.document_id]).get(row.document_id)
            require(policies.tasks_are_done(actor, counts))
        row.finished, row.finished_by, row.ended_on, row.end_reason = how, actor.name[:120], today(now), words
        row.save(update_fields=["finished", "finished_by", "ended_on", "end_reason"])
