"""Give the clauses of a document as tasks, or note that one is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, NotVisible, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.register.drafts import draft_close
from dieuphoi.registry.access.roles import HEADS, OFFICE, Role
from dieuphoi.registry.organisations.selectors import person_of_account
from dieuphoi.steering.directives import policies
from dieuphoi.steering.directives.models import Decision, Directive, DirectiveTask, Document
from dieuphoi.steering.directives.origins import Placed, origin_of
from dieuphoi.steering.directives.reading import Reading
from dieuphoi.steering.directives.secrecy import mark_in_head, refuse_secret, refuse_secret_words
from dieuphoi.steering.directives.selectors.clauses import (
    DRAFT_FORM,
    PASTED,
    ReadText,
    clause_at,
    clean_text,
    given_day,
    place_of,
    quote_sha,
    read,
    text_of,
)
from dieuphoi.steering.tasks.bodies import is_leadership
from dieuphoi.steering.tasks.models import Task
from dieuphoi.steering.tasks.services import NewTask, tasks_give

_LONGEST_QUOTE = 20_000


@dataclass(frozen=True, slots=True)
class NewDuty:
    """A clause that is given: its words as they stand in the text (``start``: near which character), and the task.

    ``doers`` are ``(lead body, person who answers for it)``: one task for each of them.
    """

    quote: str
    title: str
    product: str
    doers: tuple[tuple[int, int], ...]
    start: int | None = None
    due_on: Any = None
    no_due_reason: str = ""
    kind: str = "ORDINARY"
    every: str = ""
    urgency: str = ""
    coordinating: tuple[int, ...] = ()
    unit_ids: tuple[int, ...] = ()
    criterion_ids: tuple[int, ...] = ()


def directive_give(
    *, actor: Actor, document_id: int, duties: Sequence[NewDuty], text: str = "", text_sha: str = "", source: str = "",
    now: datetime,
) -> list[Directive]:
    """Give all these clauses in one act, all or nothing.

    ``text`` is a text the caller brings; else ``source`` names one of the document (as
    :func:`~dieuphoi.steering.directives.selectors.clauses.text_of` does). ``text_sha`` is that of the text the person
    saw. Raises ``InputErrors`` with every fault of every row (from 1): words that do not stand in
    the text, a clause that was given before, here or where the record stands of which the document is the letter
    (:mod:`~dieuphoi.steering.directives.origins`), twice the same, nobody to do it, and all that
    :func:`~dieuphoi.steering.tasks.services.give.tasks_give` finds; ``Refused`` where the text changed meanwhile (409),
    for whoever may not give (403); ``NotVisible``.
    """
    known = _seen(actor, document_id, text, text_sha, source, given=len(duties))
    read_text, reading = known.text, known.reading
    with act(actor, "directive.give"):
        row = Document.objects.select_related("kind", "issuer").locked().one_visible_to(actor, id=document_id)
        require(policies.may_read_clauses(actor, row))
        _still_the_same(actor, row, known)
        origin = origin_of(actor, row.pk, lock=True)
        if origin is not None:
            require(origin.may_give)
        placed = Placed(origin, read_text.text) if origin is not None else None
        errors: list[InputError] = []
        made: list[Directive | None] = []
        seen: set[tuple[str, str]] = set()
        before = {
            (each.clause, each.quote_sha): each for each in Directive.objects.locked().filter(document_id=row.pk)
        }
        for number, duty in enumerate(duties, start=1):
            made.append(_clause(actor, row, duty, number, read_text, reading, before, seen, errors, now))
            _refuse_elsewhere(placed, made, number, errors)
        rows, owners = _tasks(actor, row, duties, made, errors, now)
        given: list[Task] = []
        try:
            given = tasks_give(actor=actor, rows=rows, now=now)
        except InputErrors as faults:
            errors += [
                InputError(fault.message, field=fault.field, row=owners[(fault.row or 1) - 1] + 1)
                for fault in faults.errors
            ]
        if errors:
            raise InputErrors(_once(errors))
        for directive in made:
            assert directive is not None
            directive.save()
        DirectiveTask.objects.bulk_create(
            [DirectiveTask(directive=made[owner], task=task, recorded_at=now)
             for owner, task in zip(owners, given, strict=True)]
        )  # fmt: skip
        if placed is not None:
            pairs = [
                (placed.of(each.start, each.end)[0].id, task.pk)
                for each, task in ((made[owner], task) for owner, task in zip(owners, given, strict=True))
                if each is not None
            ]
            placed.origin.keeper.took(placed.origin, pairs, now)
        _close_when_done(actor, row, reading, read_text, placed, now)
    return [each for each in made if each is not None]


def directive_drop(
    *, actor: Actor, document_id: int, quote: str, reason: str, start: int | None = None, text: str = "",
    text_sha: str = "", source: str = "", now: datetime,
) -> Directive:
    """Note that a clause is no task. It may be given later; one that was given is not dropped (409), nor one that is an
    item of a record above: that is decided there (409).
    """  # fmt: skip
    refuse_secret_words((reason,))
    known = _seen(actor, document_id, text, text_sha, source)
    read_text, reading = known.text, known.reading
    with act(actor, "directive.drop", reason=reason):
        row = Document.objects.select_related("kind").locked().one_visible_to(actor, id=document_id)
        require(policies.may_read_clauses(actor, row))
        _still_the_same(actor, row, known)
        errors = []
        if not reason.strip():
            errors.append(InputError(_("Hãy ghi lý do."), field="reason"))
        span = place_of(read_text.text, quote, start)
        if span is None:
            errors.append(_not_there())
        if errors or span is None:
            raise InputErrors(errors)
        words = read_text.text[span[0] : span[1]]
        origin = origin_of(actor, row.pk)
        placed = Placed(origin, read_text.text) if origin is not None else None
        _refuse_drop(placed, span)
        clause, sha = clause_at(reading, span[0]), quote_sha(words)
        found = Directive.objects.locked().filter(document_id=row.pk, clause=clause, quote_sha=sha).first()
        if found is not None:
            if found.decision == Decision.GIVEN:
                raise Refused("given", _("Mục này đã giao thành nhiệm vụ. Muốn thôi, hãy rút nhiệm vụ ấy."))
            raise Refused("dropped", _("Mục này đã được ghi là không giao."))
        made = Directive(
            document=row, clause=clause, quote=words, quote_sha=sha, start=span[0], end=span[1], text_sha=read_text.sha,
            decision=Decision.DROPPED, reason=reason.strip(), decided_by=actor.name[:200], decided_on=today(now),
        )  # fmt: skip
        made.save(force_insert=True)
        _close_when_done(actor, row, reading, read_text, placed, now)
    return made


# --- inside ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Seen:
    """A text that was read before the document's row was locked, and what the reading rested on."""

    text: ReadText
    reading: Reading
    brought: bool
    day: date
    province_id: int | None


def _seen(
    actor: Actor, document_id: int, text: str, text_sha: str, key: str, *, given: int | None = None
) -> _Seen:
    """Read the text while nothing is locked: 300 pages take seconds, and nobody is to wait for them.

    :func:`_still_the_same` says under the lock whether it may be used.
    """
    row = Document.objects.select_related("kind", "issuer").one_visible_to(actor, id=document_id)
    require(policies.may_read_clauses(actor, row))
    if given == 0:
        raise InputErrors([InputError(_("Hãy chọn ít nhất một nhiệm vụ để giao."))])
    brought = bool(text.strip())
    source = ReadText(clean_text(text)) if brought else text_of(actor, row.pk, key)
    if not source.text.strip():
        raise Refused("no_text", source.why or _("Chưa có chữ của văn bản."), status=409)
    refuse_secret(mark_in_head(source.text))
    if text_sha and text_sha != source.sha:
        raise _changed()
    return _Seen(source, read(actor, row, source.text), brought, row.issued_on, row.province_id)


def _still_the_same(actor: Actor, row: Document, seen: _Seen) -> None:
    """Refuse where the text, or what its names and days are read by, changed between reading and locking (409)."""
    same = (row.issued_on, row.province_id) == (seen.day, seen.province_id)
    if same and not seen.brought:
        try:
            same = text_of(actor, row.pk, seen.text.key).sha == seen.text.sha
        except NotVisible:
            same = False  # the file was withdrawn, or what was pasted is gone
    if not same:
        raise _changed()


def _changed() -> Refused:
    return Refused("text_changed", _("Chữ của văn bản đã đổi từ khi mở trang. Chưa giao gì; hãy đọc lại văn bản."))


def _refuse_elsewhere(
    placed: Placed | None, made: list[Directive | None], number: int, errors: list[InputError]
) -> None:
    """The newest clause is none where the record of which the document is the letter says so."""
    last = made[-1]
    if placed is None or last is None:
        return
    if why := placed.why_not(placed.of(last.start, last.end)):
        errors.append(InputError(why, field="quote", row=number))
        made[-1] = None


def _refuse_drop(placed: Placed | None, span: tuple[int, int]) -> None:
    if placed is not None and (met := placed.of(*span)):
        raise Refused(
            "decided_above",
            _("Đoạn này là mục %(n)s của %(record)s. Hãy ghi “không giao” ở đó.")
            % {"n": met[0].number, "record": placed.origin.title},
        )


def _not_there() -> InputError:
    return InputError(_("Đoạn này không có nguyên văn trong văn bản. Hãy chép đúng lời của văn bản."), field="quote")


def _clause(
    actor: Actor, row: Document, duty: NewDuty, number: int, source: ReadText, reading: Reading,
    before: dict[tuple[str, str], Directive], seen: set[tuple[str, str]], errors: list[InputError], now: datetime,
) -> Directive | None:
    """The row of a clause, new or taken up again; its faults are added."""  # fmt: skip

    def fault(error: InputError) -> None:
        errors.append(InputError(error.message, field=error.field, row=number))

    if not duty.doers:
        fault(InputError(_("Hãy chọn người chịu trách nhiệm."), field="responsible"))
    span = place_of(source.text, duty.quote, duty.start)
    if span is None or span[1] - span[0] > _LONGEST_QUOTE:
        fault(_not_there())
        return None
    words = source.text[span[0] : span[1]]
    key = (clause_at(reading, span[0]), quote_sha(words))
    found = before.get(key)
    if found is not None and found.decision == Decision.GIVEN:
        fault(
            InputError(
                _("Mục này đã được %(name)s giao ngày %(day)s.")
                % {"name": found.decided_by, "day": format_date(found.decided_on)},
                field="quote",
            )
        )
        return None
    if key in seen:
        fault(InputError(_("Mục này được chọn hai lần."), field="quote"))
        return None
    seen.add(key)
    made = found or Directive(document=row, clause=key[0], quote=words, quote_sha=key[1])
    made.start, made.end, made.text_sha = span[0], span[1], source.sha
    made.decision, made.reason = Decision.GIVEN, ""
    made.decided_by, made.decided_on = actor.name[:200], today(now)
    return made


def _tasks(
    actor: Actor, row: Document, duties: Sequence[NewDuty], made: Sequence[Directive | None],
    errors: list[InputError], now: datetime,
) -> tuple[list[NewTask], list[int]]:
    """What is given, and of which duty each is."""  # fmt: skip
    giver_org, giver = _giver(actor, row)
    rows: list[NewTask] = []
    owners: list[int] = []
    for place, (duty, directive) in enumerate(zip(duties, made, strict=True)):
        if directive is None:
            continue
        for lead, person in dict.fromkeys(duty.doers):
            owners.append(place)
            rows.append(
                NewTask(
                    title=duty.title, product=duty.product, lead_org_id=lead, responsible_id=person,
                    given_on=given_day(row, today(now)), due_on=duty.due_on, no_due_reason=duty.no_due_reason,
                    text=directive.quote, source_line=source_line(row, directive.clause), kind=duty.kind,
                    urgency=duty.urgency or _URGENCY[row.urgency], restricted=row.is_restricted, every=duty.every,
                    field_id=row.field_id, giver_id=giver, giver_org_id=giver_org, province_id=row.province_id,
                    coordinating=tuple(org for org in duty.coordinating if org != lead), unit_ids=duty.unit_ids,
                    criterion_ids=duty.criterion_ids,
                )
            )  # fmt: skip
    return rows, owners


_URGENCY = {"NORMAL": "NORMAL", "URGENT": "URGENT", "VERY_URGENT": "VERY_URGENT", "AT_ONCE": "FLASH"}


def source_line(row: Document, clause: str) -> str:
    """``Thông báo 5/TB-VPDP ngày 12/03/2026, mục 2.a``."""
    said = _("%(title)s ngày %(day)s") % {"title": row.title, "day": format_date(row.issued_on)}
    if clause:
        said = _("%(document)s, mục %(clause)s") % {"document": said, "clause": clause}
    return said[:400]


def _giver(actor: Actor, row: Document) -> tuple[int | None, int | None]:
    """``(body, person)`` who gives: the issuer and who signed, where the issuer is one of the leadership (or one's own
    body) and the actor may record its orders; else the actor for their own body.
    """
    if row.issuer is None:
        return None, None
    if actor.writes(*OFFICE):
        return (row.issuer_id, row.signer_id) if is_leadership(row.issuer) else (None, None)
    if row.issuer_id in actor.orgs(*HEADS, Role.LEADER):
        signed = row.signer_id if row.signer_id == person_of_account(actor.id) else None
        return row.issuer_id, signed
    return None, None


def _close_when_done(
    actor: Actor, row: Document, reading: Reading, source: ReadText, placed: Placed | None, now: datetime
) -> None:
    """A pasted text is scratch paper until every duty found in it is decided, here or above."""
    if source.source != PASTED:
        return
    done = set(Directive.objects.filter(document_id=row.pk).values_list("clause", "quote_sha"))
    left = [duty for duty in reading.duties if (duty.clause, quote_sha(duty.quote)) not in done]
    if placed is not None:
        left = [duty for duty in left if not placed.why_not(placed.of(duty.span.start, duty.span.end))]
    if not left:
        draft_close(actor=actor, form=DRAFT_FORM, record=str(row.pk), now=now)


def _once(errors: Sequence[InputError]) -> list[InputError]:
    """Of a duty of many bodies each fault once."""
    return list({(error.row, error.field, error.message): error for error in errors}.values())
