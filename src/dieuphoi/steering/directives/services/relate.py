"""What a document does to others: rests on, replaces, amends, abolishes, answers, implements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.text import tidy
from dieuphoi.core.notify.services import house_language
from dieuphoi.steering.directives import notices, policies
from dieuphoi.steering.directives.models import (
    ENDING,
    Direction,
    Document,
    DocumentRelation,
    Handling,
    HandlingRole,
    RelationKind,
)
from dieuphoi.steering.directives.secrecy import refuse_secret_words

_LATER = (RelationKind.REPLACES, RelationKind.AMENDS, RelationKind.ABOLISHES, RelationKind.ANSWERS)
"""A document does these to an earlier one only."""


def relation_add(
    *, actor: Actor, document_id: int, kind: str, target_id: int | None = None, target_text: str = "",
    effective_on: date | None = None, note: str = "", now: datetime,
) -> DocumentRelation:
    """Note what the document does to another on the register, or to one that is not (``target_text``).

    Raises ``InputErrors`` with every fault: itself, an earlier one that replaces a later one, the same again, a circle
    of replacing; ``NotVisible`` for a document out of scope. What is answered leaves the desks of the body
    that answers.
    """  # fmt: skip
    refuse_secret_words((target_text, note))
    with act(actor, "document.relate"):
        row = Document.objects.select_related("kind").locked().one_visible_to(actor, id=document_id)
        require(policies.may_correct(actor, row))
        errors = []
        if kind not in RelationKind.values:
            raise InputErrors([InputError(_("Hãy chọn quan hệ."), field="kind", value=kind)])
        target = None
        if target_id is not None:
            target = Document.objects.select_related("kind").one_visible_to(actor, id=target_id)
            errors += _target_faults(row, target, kind)
        elif not tidy(target_text):
            errors.append(InputError(_("Hãy chọn văn bản, hoặc ghi văn bản chưa có trong sổ."), field="target"))
        if len(target_text) > 300 or len(note) > 300:
            errors.append(InputError(_("Dài quá %(most)d ký tự.") % {"most": 300}, field="target_text"))
        day = effective_on or row.effective_on or row.issued_on
        if day < row.issued_on:
            words = {"day": format_date(row.issued_on)}
            errors.append(
                InputError(_("Không có hiệu lực trước ngày ban hành %(day)s.") % words, field="effective_on")
            )
        if errors:
            raise InputErrors(errors)
        relation = DocumentRelation(
            document=row, kind=kind, target=target, target_text="" if target else tidy(target_text),
            effective_on=day, note=tidy(note),
        )  # fmt: skip
        relation.save(force_insert=True)
        off_the_desk(row, [relation], today(now))
        if target is not None:
            notices.related(actor, row, relation, target, now)
    return relation


def relation_end(*, actor: Actor, relation_id: int, reason: str, now: datetime) -> DocumentRelation:
    """It was noted by mistake; what it ended is in force again, and what it answered lies where it lay."""
    with act(actor, "document.unrelate", reason=reason):
        relation = DocumentRelation.objects.locked().one_visible_to(actor, id=relation_id)
        row = Document.objects.locked().one_visible_to(actor, id=relation.document_id)
        require(policies.may_correct(actor, row))
        if relation.ended_on is not None:
            raise Refused("ended", _("Quan hệ này đã được gỡ."))
        if not reason.strip():
            raise InputErrors([InputError(_("Hãy ghi lý do."), field="reason")])
        relation.ended_on, relation.end_reason = today(now), reason.strip()
        relation.save(update_fields=["ended_on", "end_reason"])
        back_on_the_desk([relation])
    return relation


def off_the_desk(row: Document, relations: Iterable[DocumentRelation], day: date) -> None:
    """What a body has answered lies on no desk of its people any more; of other bodies it still does.

    Only a letter of its own book (outgoing) says so: what somebody registers as come in from a body ends nothing there.
    """
    answers = {each.target_id: each for each in relations if each.kind == RelationKind.ANSWERS and each.target_id}
    if not answers or row.direction != Direction.OUT or row.issuer_id is None:
        return
    waiting = Handling.objects.locked().filter(
        document__in=list(answers), addressee__org_id=row.issuer_id, ended_on__isnull=True
    )
    with house_language():
        words = (_("đã trả lời bằng %(document)s") % {"document": row.title})[:300]
    for handling in waiting:
        handling.ended_on, handling.end_reason = day, words
        handling.answered_with = answers[handling.document_id]
        handling.save(update_fields=["ended_on", "end_reason", "answered_with"])


def back_on_the_desk(relations: Iterable[DocumentRelation]) -> None:
    """It is not answered after all: it lies where it lay, but where somebody else has the lead by now."""
    led = Handling.objects.filter(
        addressee=OuterRef("addressee"), role=HandlingRole.LEAD, ended_on__isnull=True
    )
    rows = Handling.objects.locked().filter(answered_with__in=[each.pk for each in relations])
    for handling in rows.exclude(Exists(led), role=HandlingRole.LEAD):
        handling.ended_on, handling.end_reason, handling.answered_with = None, "", None
        handling.save(update_fields=["ended_on", "end_reason", "answered_with"])


def _target_faults(row: Document, target: Document, kind: str) -> list[InputError]:
    errors = []
    if target.pk == row.pk:
        errors.append(InputError(_("Một văn bản không có quan hệ với chính nó."), field="target"))
        return errors
    if target.state != "REGISTERED":
        errors.append(InputError(_("Văn bản kia đã rút vì ghi nhầm."), field="target"))
    if kind in _LATER and target.issued_on > row.issued_on:
        words = {"title": target.title, "day": format_date(target.issued_on)}
        errors.append(
            InputError(_("%(title)s ban hành sau, ngày %(day)s: không thể chịu quan hệ này.") % words, field="target")
        )
    standing = DocumentRelation.objects.filter(ended_on__isnull=True)
    if standing.filter(document=row, kind=kind, target=target).exists():
        errors.append(InputError(_("Đã ghi quan hệ này từ trước."), field="target"))
    if kind in ENDING and standing.filter(document=target, target=row, kind__in=ENDING).exists():
        errors.append(InputError(_("Văn bản kia đã thay thế hoặc bãi bỏ văn bản này."), field="target"))
    return errors
