"""Put documents on the register, one or thousands at once; say one again as it should be; take one off."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from dieuphoi.core.files.services import blob_store
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, MayBeThere
from dieuphoi.core.kernel.policy import require
from dieuphoi.steering.directives import notices, policies
from dieuphoi.steering.directives.models import (
    Addressee,
    Direction,
    Document,
    DocumentFile,
    DocumentPlace,
    DocumentRelation,
    Handling,
)
from dieuphoi.steering.directives.secrecy import refuse_secret_words
from dieuphoi.steering.directives.selectors.alike import Sketch, documents_alike
from dieuphoi.steering.directives.selectors.rules import AccessRules
from dieuphoi.steering.directives.services.files import refuse_secret_file
from dieuphoi.steering.directives.services.known import known_for
from dieuphoi.steering.directives.services.making import (
    BATCH,
    Made,
    clocks,
    doubles,
    fault_at,
    made_of,
    number_arrivals,
    working_days,
    write,
)
from dieuphoi.steering.directives.services.new import NewDocument
from dieuphoi.steering.directives.services.numbering import next_arrivals
from dieuphoi.steering.directives.services.relate import back_on_the_desk, off_the_desk
from dieuphoi.steering.directives.states import DOCUMENT_LIFE
from dieuphoi.steering.tasks.bodies_then import Bodies


def document_register(
    *, actor: Actor, new: NewDocument, files: Sequence[tuple[bytes, str]] = (),
    alike_seen: Collection[int] | None = None, now: datetime,
) -> Document:  # fmt: skip
    """Put one document on the register, with its files ``(content, name)``: all of it or nothing.

    ``alike_seen``: the documents of which a person says, having seen them, that this is another one; without it nobody
    is asked (an act of the program's own, with a number that it takes). Raises ``MayBeThere`` for others that may be
    this one (:mod:`~dieuphoi.steering.directives.selectors.alike`), ``Refused`` (422, ``secret``) where it is marked
    secret, (403) for whoever does not keep that register; ``InputErrors`` with every fault: a number that is there
    already (naming that document), days that cannot be, a body that did not exist then, a kind, field, person that
    nobody knows.
    """
    for content, name in files:
        if len(content) <= settings.DIEUPHOI_FILE_MAX_BYTES:
            refuse_secret_file(content, name)
    with act(actor, "document.register"):
        [row] = documents_register(actor=actor, rows=[new], alike_seen=alike_seen, now=now)
        for content, name in files:
            stored = blob_store(actor=actor, data=content, name=name, now=now)
            DocumentFile(document=row, blob=stored.blob, name=stored.name, recorded_at=now).save(force_insert=True)
    return row


def documents_register(
    *, actor: Actor, rows: Sequence[NewDocument], tell: bool = True, alike_seen: Collection[int] | None = None,
    now: datetime,
) -> list[Document]:  # fmt: skip
    """Many at once, all or nothing; as :func:`document_register`. A fixed number of statements, however many."""
    for new in rows:
        refuse_secret_words(_typed(new), grade=new.secrecy)
    with act(actor, "document.register"):
        known = known_for(actor, rows)
        made: list[Made] = []
        errors: list[InputError] = []
        for place, new in enumerate(rows):
            try:
                made.append(made_of(actor, new, known, now))
            except InputErrors as faults:
                errors += [fault_at(fault, place, len(rows)) for fault in faults.errors]
        if not errors:
            there = doubles(actor, [each.document for each in made])
            errors = [fault_at(fault, place, len(rows)) for place, fault in there]
        if errors:
            raise InputErrors(errors)
        if alike_seen is not None:
            _refuse_unseen(actor, made, alike_seen)
        number_arrivals(made)
        write(made, actor, now)
        if tell:
            notices.registered(actor, [(each.document, each.addressees) for each in made], now)
    return [each.document for each in made]


def document_correct(
    *, actor: Actor, document_id: int, new: NewDocument, reason: str, now: datetime
) -> Document:
    """Say it again as it should be; what it said before stays in its history. Keeper and direction stay.

    Addressees that are not named any more stay: :func:`addressees_add` and :func:`addressee_drop` change them.
    """
    refuse_secret_words(_typed(new), grade=new.secrecy)
    with act(actor, "document.correct", reason=reason):
        row = Document.objects.locked().one_visible_to(actor, id=document_id)
        require(policies.may_correct(actor, row))
        errors = [] if reason.strip() else [InputError(_("Hãy ghi lý do."), field="reason")]
        known = known_for(actor, [new])
        try:
            made = made_of(actor, new, known, now, keeper=row.keeper_id)
        except InputErrors as faults:
            raise InputErrors([*errors, *faults.errors]) from faults
        again = made.document
        if again.direction != row.direction or again.keeper_id != row.keeper_id:
            errors.append(InputError(_("Không chuyển văn bản sang sổ khác: hãy rút và ghi lại."), field="direction"))
        errors += [fault for _place, fault in doubles(actor, [again], besides=row.pk)]
        errors += _receipt_faults(row, again, made)
        if errors:
            raise InputErrors(errors)
        for name in CORRECTED:
            setattr(row, name, getattr(again, name))
        _correct_arrival(row, made)
        _correct_places(actor, row, made.places)
        _reckon_again(row, known.rules)
        row.save()
        readers_keep(actor, [row.pk], known.bodies)
        row.refresh_from_db(fields=["reader_orgs", "reader_people", "place_ids"])
    return row


CORRECTED: Final = (
    "kind_id", "kind_text", "number_text", "number", "number_suffix", "symbol", "symbol_key", "issued_on", "year",
    "issuer_id", "issuer_name", "issuer_key", "signer_id", "signer_name", "signer_post", "summary", "urgency",
    "field_id", "programme_id", "programme_text", "effective_on", "expires_on", "answer_due_on", "recipients_text",
    "is_public", "is_restricted", "copies", "archived_at", "note", "source",
)  # fmt: skip


def document_void(*, actor: Actor, document_id: int, reason: str, now: datetime) -> Document:
    """It was entered by mistake: it leaves all lists and stays in the history. Refused while others rest on it."""
    with act(actor, "document.void", reason=reason):
        row = Document.objects.locked().one_visible_to(actor, id=document_id)
        standing = DocumentRelation.objects.filter(target=row, ended_on__isnull=True)
        row.rested_on = standing.exclude(document__state="VOID").count()  # type: ignore[attr-defined]
        DOCUMENT_LIFE.move(actor, row, "void", reason=reason)
        row.ended_on, row.end_reason = today(now), reason.strip()
        row.save(update_fields=["state", "ended_on", "end_reason"])
        # Its number of arrival is free again: the line in the keeper's book never was.
        for own in _own_line(row, dropped=False):
            own.dropped_on = today(now)
            own.save(update_fields=["dropped_on"])
        back_on_the_desk(DocumentRelation.objects.filter(document=row, ended_on__isnull=True))
    return row


def _own_line(row: Document, *, dropped: bool) -> Any:
    """The keeper's own line of what came in, as it stands or as it was dropped with the document."""
    lines = Addressee.objects.locked().filter(document=row, org_id=row.keeper_id)
    return lines.filter(dropped_on__isnull=not dropped) if row.direction == Direction.IN else lines.none()


def document_restore(*, actor: Actor, document_id: int, reason: str, now: datetime) -> Document:
    """It was taken off by mistake. Refused (409) where its number was given to another meanwhile."""
    with act(actor, "document.restore", reason=reason):
        row = Document.objects.locked().one_visible_to(actor, id=document_id)
        DOCUMENT_LIFE.move(actor, row, "restore", reason=reason)
        row.ended_on, row.end_reason = None, ""
        row.save(update_fields=["state", "ended_on", "end_reason"])
        for own in _own_line(row, dropped=True).order_by("-pk")[:1]:
            taken = Addressee.objects.filter(
                org_id=own.org_id, arrival_year=own.arrival_year, arrival_number=own.arrival_number,
                arrival_number__isnull=False, dropped_on__isnull=True,
            )  # fmt: skip
            if taken.exists():
                own.arrival_number = next_arrivals(own.org_id or 0, own.arrival_year or 0, 1)[0]
            own.dropped_on = None
            own.save()
        off_the_desk(row, DocumentRelation.objects.filter(document=row, ended_on__isnull=True), today(now))
    return row


# ------------------------------------------------------------------------------------------------ readers


def readers_keep(actor: Actor, document_ids: Iterable[int], bodies: Bodies | None = None) -> None:
    """Write again who reads these documents, from their addressees, handlings and places. A few statements."""
    ids = list(document_ids)
    bodies = bodies or Bodies(actor)
    orgs: dict[int, set[int]] = {}
    people: dict[int, set[int]] = {}
    places: dict[int, set[int]] = {}
    for pk, keeper, issuer in Document.objects.filter(pk__in=ids).values_list("pk", "keeper_id", "issuer_id"):
        orgs[pk] = {each for each in (keeper, issuer) if each is not None}
        people[pk], places[pk] = set(), set()
    reached = Addressee.objects.filter(document_id__in=ids, dropped_on__isnull=True)
    given = Handling.objects.filter(document_id__in=ids)
    for pk, org, person in (
        *reached.values_list("document_id", "org_id", "person_id"),
        *given.values_list("document_id", "to_org_id", "to_person_id"),
    ):
        if org is not None:
            orgs[pk].add(org)
        if person is not None:
            people[pk].add(person)
    noted = DocumentPlace.objects.filter(document_id__in=ids, ended_on__isnull=True)
    for pk, unit in noted.values_list("document_id", "unit_id"):
        places[pk].add(unit)
    rows = list(Document.objects.filter(pk__in=ids).only("pk", "reader_orgs", "reader_people", "place_ids"))
    for row in rows:
        row.reader_orgs = sorted(bodies.with_bodies(orgs[row.pk]))
        row.reader_people = sorted(people[row.pk])
        row.place_ids = sorted(places[row.pk])
    Document.objects.bulk_update(rows, ["reader_orgs", "reader_people", "place_ids"], batch_size=BATCH)


# ------------------------------------------------------------------------------------------------ inside


def _refuse_unseen(actor: Actor, made: Sequence[Made], seen: Collection[int]) -> None:
    alike = {
        each.id: each
        for found in documents_alike(actor, [Sketch.of(each.document) for each in made], actor.on)
        for each in found
        if each.id not in seen
    }
    if alike:
        raise MayBeThere(list(alike.values()))


def _typed(new: NewDocument) -> tuple[str, ...]:
    return (new.number_text, new.summary, new.note, new.kind_text, new.recipients_text, new.archived_at)


def _receipt_faults(row: Document, again: Document, made: Made) -> list[InputError]:
    """A document is not issued after somebody has received it."""
    first = (
        Addressee.objects.filter(document=row, received_on__isnull=False, dropped_on__isnull=True)
        .exclude(org_id=row.keeper_id)
        .order_by("received_on")
        .values_list("received_on", flat=True)
        .first()
    )
    if first is not None and first < again.issued_on:
        words = _("Đã có nơi nhận văn bản này ngày %(day)s, trước ngày ban hành.") % {"day": format_date(first)}
        return [InputError(words, field="issued_on")]
    return []


def _correct_arrival(row: Document, made: Made) -> None:
    """The keeper's own line: day and number of arrival as they should be."""
    if made.own is None:
        return
    own = Addressee.objects.select_for_update().get(
        document=row, org_id=row.keeper_id, dropped_on__isnull=True
    )
    new = made.new
    if new.received_on is not None and new.received_on != own.received_on:
        if own.assigned_on is not None and own.assigned_on < new.received_on:
            raise InputErrors([InputError(_("Đã giao xử lý trước ngày đến này."), field="received_on")])
        own.received_on = own.sent_on = new.received_on
        own.arrival_year = new.received_on.year
    if new.arrival_number:
        own.arrival_number, own.arrival_year = new.arrival_number, (own.received_on or row.issued_on).year
    same = Addressee.objects.filter(
        org_id=own.org_id, arrival_year=own.arrival_year, arrival_number=own.arrival_number, dropped_on__isnull=True
    ).exclude(pk=own.pk)
    if own.arrival_number is not None and same.exists():
        words = {"n": own.arrival_number, "year": own.arrival_year}
        raise InputErrors(
            [InputError(_("Số đến %(n)d năm %(year)d đã dùng cho văn bản khác.") % words, field="arrival_number")]
        )
    own.save()


def _correct_places(actor: Actor, row: Document, wanted: Sequence[DocumentPlace]) -> None:
    there = {each.unit_id: each for each in DocumentPlace.objects.filter(document=row, ended_on__isnull=True)}
    for place in wanted:
        if place.unit_id not in there:
            place.document = row
            place.save(force_insert=True)
    for unit, place in there.items():
        if unit not in {each.unit_id for each in wanted}:
            place.ended_on = actor.on
            place.save(update_fields=["ended_on"])


def _reckon_again(row: Document, rules: AccessRules) -> None:
    """Due days after a change of day or urgency."""
    for each in Addressee.objects.select_for_update(of=("self",)).filter(
        document=row, dropped_on__isnull=True
    ).select_related("org"):
        each.document = row
        clocks(each, row, rules, each.org.kind if each.org is not None else "")
        if each.assigned_on is not None and each.received_on is not None:
            each.days_to_assign = working_days(each.received_on, each.assigned_on)
        each.save()
