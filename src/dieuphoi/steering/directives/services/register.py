"""Put documents on the register, one or thousands at once; say one again as it should be; take one off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.files.services import blob_store
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.text import fold, tidy
from dieuphoi.core.kernel.workdays import working_days_between
from dieuphoi.registry.organisations.models import OrgUnit, Person, ServedProgramme, WorkField
from dieuphoi.registry.territory.selectors import units_on
from dieuphoi.steering.directives import notices, policies
from dieuphoi.steering.directives.bodies import Bodies
from dieuphoi.steering.directives.models import (
    Addressee,
    Direction,
    Document,
    DocumentFile,
    DocumentKind,
    DocumentPlace,
    DocumentRelation,
    Duty,
    Handling,
    Measure,
    Urgency,
)
from dieuphoi.steering.directives.numbers import ParsedNumber, format_number, parse_number
from dieuphoi.steering.directives.secrecy import refuse_secret_words
from dieuphoi.steering.directives.selectors.rules import AccessRules, numbers_per_kind
from dieuphoi.steering.directives.services.files import refuse_secret_file
from dieuphoi.steering.directives.services.numbering import next_arrivals, next_number
from dieuphoi.steering.directives.states import DOCUMENT_LIFE, DocumentState

BATCH: Final = 2_000
EARLIEST: Final = date(1945, 9, 2)
"""No document of this state is older."""
MOST_RECIPIENTS: Final = 2_000
_LENGTHS: Final = {
    "kind_text": 60, "number_text": 80, "issuer_name": 200, "signer_name": 120, "signer_post": 120, "summary": 1000,
    "programme_text": 200, "recipients_text": 1000, "archived_at": 200, "source": 300,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recipient:
    """One line of "nơi nhận": an organisation or a person, to act on it or to know of it."""

    org_id: int | None = None
    person_id: int | None = None
    duty: str = Duty.MAIN


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What is registered.

    IN: ``keeper_id`` received it on ``received_on`` (empty: today), under ``arrival_number`` (empty: the next one of
    its year; 0: none, for registers of former years). OUT: its issuer keeps it; with ``take_number`` it gets the next
    number of the year and ``number_text`` is its symbol. ``issuer_id`` is a body on record, or ``issuer_name`` one that
    is not. ``to_all_communes``: to the People's Committee of each xã of the province as well. ``secrecy`` is what a
    sheet says under "độ mật": anything but "không" is refused. ``given_*``: it was given to somebody already.
    """

    direction: str
    issued_on: date
    summary: str
    number_text: str = ""
    keeper_id: int | None = None
    kind_id: int | None = None
    kind_text: str = ""
    issuer_id: int | None = None
    issuer_name: str = ""
    received_on: date | None = None
    arrival_number: int | None = None
    take_number: bool = False
    signer_id: int | None = None
    signer_name: str = ""
    signer_post: str = ""
    urgency: str = Urgency.NORMAL
    field_id: int | None = None
    programme_id: int | None = None
    programme_text: str = ""
    effective_on: date | None = None
    expires_on: date | None = None
    answer_due_on: date | None = None
    places: tuple[int, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    to_all_communes: bool = False
    recipients_text: str = ""
    is_public: bool = False
    is_restricted: bool = False
    copies: int | None = None
    archived_at: str = ""
    note: str = ""
    source: str = ""
    secrecy: str = ""
    drafting_id: int | None = None
    given_to_org_id: int | None = None
    given_to_person_id: int | None = None
    given_on: date | None = None


@dataclass(slots=True)
class Known:
    """What the checks of many rows read, once for all of them."""

    bodies: Bodies
    rules: AccessRules
    provinces: dict[int, int | None]
    kinds: dict[int, Any]
    fields: set[int]
    programmes: set[int]
    people: dict[int, str]
    units: dict[int, Any]
    communes: dict[int | None, list[int]] = field(default_factory=dict)

    def all_communes(self, actor: Actor, province_id: int | None) -> list[int]:
        """The People's Committees of the province's xã today."""
        if province_id not in self.communes:
            rows = [] if province_id is None else units_on(
                actor, actor.on, kind="commune", types=("xa",), province=province_id
            )  # fmt: skip
            self.communes[province_id] = self.bodies.communes_on(actor.on, [row.id for row in rows])
        return self.communes[province_id]


@dataclass(slots=True)
class Made:
    """One document with all that goes with it, before it is written."""

    document: Document
    new: NewDocument
    own: Addressee | None
    addressees: list[Addressee]
    places: list[DocumentPlace]


def document_register(
    *, actor: Actor, new: NewDocument, files: Sequence[tuple[bytes, str]] = (), now: datetime
) -> Document:
    """Put one document on the register, with its files ``(content, name)``: all of it or nothing.

    Raises ``Refused`` (422, ``secret``) where it is marked secret, (403) for whoever does not keep that register;
    ``InputErrors`` with every fault: a number that is there already (naming that document), days that cannot be, a body
    that did not exist then, a kind, field, person that nobody knows.
    """
    for content, name in files:
        if len(content) <= settings.DIEUPHOI_FILE_MAX_BYTES:
            refuse_secret_file(content, name)
    with act(actor, "document.register"):
        [row] = documents_register(actor=actor, rows=[new], now=now)
        for content, name in files:
            stored = blob_store(actor=actor, data=content, name=name, now=now)
            DocumentFile(document=row, blob=stored.blob, name=stored.name, recorded_at=now).save(force_insert=True)
    return row


def documents_register(
    *, actor: Actor, rows: Sequence[NewDocument], tell: bool = True, now: datetime
) -> list[Document]:
    """Many at once, all or nothing; as :func:`document_register`. A fixed number of statements, however many."""
    for new in rows:
        refuse_secret_words(_typed(new), grade=new.secrecy)
    with act(actor, "document.register"):
        known = known_for(actor, rows)
        made: list[Made] = []
        errors: list[InputError] = []
        for place, new in enumerate(rows):
            try:
                made.append(_made(actor, new, known, now))
            except InputErrors as faults:
                errors += [_at(fault, place, len(rows)) for fault in faults.errors]
        if not errors:
            errors = [_at(fault, place, len(rows)) for place, fault in doubles(actor, [each.document for each in made])]
        if errors:
            raise InputErrors(errors)
        _number_arrivals(made)
        _write(made, actor, now)
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
            made = _made(actor, new, known, now, keeper=row.keeper_id)
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


def _typed(new: NewDocument) -> tuple[str, ...]:
    return (new.number_text, new.summary, new.note, new.kind_text, new.recipients_text, new.archived_at)


def _at(fault: InputError, place: int, count: int) -> InputError:
    """A fault of one of many rows says of which."""
    if count == 1 or fault.row is not None:
        return fault
    return InputError(fault.message, fault.field, fault.sheet, place + 1, fault.column, fault.value)


def known_for(actor: Actor, rows: Sequence[NewDocument]) -> Known:
    """Everything that the checks of these rows ask for, in a fixed number of queries."""
    bodies = Bodies(actor)
    keepers = {each for new in rows for each in (new.keeper_id, new.issuer_id) if each is not None}
    people = {
        each for new in rows
        for each in (new.signer_id, new.given_to_person_id, *(one.person_id for one in new.recipients))
        if each is not None
    }  # fmt: skip
    units = {each for new in rows for each in new.places}
    return Known(
        bodies=bodies,
        rules=AccessRules.read(),
        provinces=bodies.provinces_of(keepers, actor.on),
        kinds={row.pk: row for row in DocumentKind.objects.visible_to(actor)},
        fields=set(WorkField.objects.visible_to(actor).values_list("pk", flat=True)),
        programmes=set(ServedProgramme.objects.visible_to(actor).values_list("pk", flat=True)),
        people=dict(Person.objects.visible_to(actor).filter(pk__in=people).values_list("pk", "full_name")),
        units={unit.id: unit for unit in units_on(actor, actor.on, ids=units)} if units else {},
    )


def _made(actor: Actor, new: NewDocument, known: Known, now: datetime, *, keeper: int | None = None) -> Made:
    """The rows of one document, checked. Raises ``InputErrors``, ``Refused``."""
    if new.direction not in Direction.values:
        raise InputErrors([InputError(_("Hãy chọn sổ đến hay sổ đi."), field="direction", value=new.direction)])
    out = new.direction == Direction.OUT
    keeper = keeper or (new.issuer_id if out else new.keeper_id)
    if keeper is None or keeper not in known.bodies.rows:
        missing = _("Văn bản đi phải có cơ quan ban hành trong danh bạ.") if out else _("Hãy chọn sổ của cơ quan nào.")
        raise InputErrors([InputError(missing, field="issuer" if out else "keeper")])
    if keeper not in known.provinces:
        known.provinces |= known.bodies.provinces_of([keeper], actor.on)
    province = known.provinces[keeper]
    # Rights first: who may not is told so, whatever was typed.
    require(policies.may_keep_register(actor, keeper, province))
    errors = [*_text_faults(new), *_day_faults(actor, new), *_kind_faults(new, known)]
    errors += [*_body_faults(new, known, keeper), *_other_faults(new, known)]
    parsed, number_faults = _number(actor, new, known, errors)
    errors += number_faults
    if errors or parsed is None:
        raise InputErrors(errors)
    name = tidy(new.issuer_name)
    if new.issuer_id is not None:
        name = known.bodies.name_on(new.issuer_id, new.issued_on)
    signer = known.people.get(new.signer_id or 0, tidy(new.signer_name))
    document = Document(
        keeper_id=keeper, province_id=province, direction=new.direction, kind_id=new.kind_id,
        kind_text="" if new.kind_id else tidy(new.kind_text), number_text=parsed.text, number=parsed.number,
        number_suffix=parsed.suffix, symbol=parsed.symbol, symbol_key=parsed.symbol_key, issued_on=new.issued_on,
        year=new.issued_on.year, issuer_id=new.issuer_id, issuer_name=name, issuer_key=issuer_key(new.issuer_id, name),
        signer_id=new.signer_id, signer_name=signer, signer_post=tidy(new.signer_post), summary=tidy(new.summary),
        urgency=new.urgency, field_id=new.field_id, programme_id=new.programme_id,
        programme_text="" if new.programme_id else tidy(new.programme_text), effective_on=new.effective_on,
        expires_on=new.expires_on, answer_due_on=new.answer_due_on, recipients_text=new.recipients_text.strip(),
        is_public=new.is_public, is_restricted=new.is_restricted, copies=new.copies, archived_at=tidy(new.archived_at),
        note=new.note.strip(), source=tidy(new.source), registered_at=now, drafting_id=new.drafting_id,
    )  # fmt: skip
    own, others = _reached(actor, new, known, document)
    places = [DocumentPlace(unit_id=unit, unit_name=known.units[unit].full_name) for unit in dict.fromkeys(new.places)]
    made = Made(document, new, own, others, places)
    _set_readers(made, known)
    return made


def issuer_key(issuer_id: int | None, name: str) -> str:
    """By what issuers are told apart: the body on record, else its name without marks."""
    return f"#{issuer_id}" if issuer_id is not None else fold(name)[:220]


def _number(
    actor: Actor, new: NewDocument, known: Known, so_far: Sequence[InputError]
) -> tuple[ParsedNumber | None, list[InputError]]:
    if not new.take_number:
        parsed = parse_number(new.number_text)
        if parsed.number == 0:
            return None, [InputError(_("Số văn bản phải từ 1 trở lên."), field="number_text", value=new.number_text)]
        return parsed, []
    if new.direction != Direction.OUT or new.issuer_id is None:
        return None, [InputError(_("Chỉ cấp số cho văn bản đi của cơ quan trong danh bạ."), field="take_number")]
    if so_far:
        return ParsedNumber("", None, "", ""), []  # no number is used up by a form with faults
    parsed = parse_number(new.number_text)
    if parsed.number is not None:
        return None, [
            InputError(_("Đã ghi số thì không cấp số nữa: chỉ ghi ký hiệu (ví dụ QĐ-UBND)."), field="number_text")
        ]
    symbol = parsed.symbol.lstrip("/-") or symbol_of(known, new)
    number = next_number(
        new.issuer_id, issuer_key(new.issuer_id, ""), new.issued_on.year, kind_id=new.kind_id,
        per_kind=numbers_per_kind(new.issuer_id, new.issued_on),
    )  # fmt: skip
    return parse_number(format_number(number, "", symbol)), []


def symbol_of(known: Known, new: NewDocument) -> str:
    """The symbol that a body writes behind its numbers: kind and body (``QĐ-VPĐP``), of a công văn the body alone."""
    body = known.bodies.rows[new.issuer_id or 0].document_symbol if new.issuer_id else ""
    kind = known.kinds[new.kind_id].short if new.kind_id in known.kinds else ""
    return "-".join(part for part in (kind, body) if part)


def _text_faults(new: NewDocument) -> list[InputError]:
    errors = []
    if not tidy(new.summary):
        errors.append(InputError(_("Hãy ghi trích yếu."), field="summary"))
    for name, most in _LENGTHS.items():
        if len(getattr(new, name)) > most:
            errors.append(
                InputError(_("Dài quá %(most)d ký tự.") % {"most": most}, field=name, value=getattr(new, name)[:60])
            )
    if new.urgency not in Urgency.values:
        errors.append(InputError(_("Không có độ khẩn này."), field="urgency", value=new.urgency))
    if new.is_public and new.is_restricted:
        errors.append(InputError(_("Văn bản hạn chế không mở cho xã liên quan xem được."), field="is_public"))
    if new.is_public and not new.places:
        errors.append(InputError(_("Hãy chọn xã liên quan để mở cho xã xem."), field="places"))
    return errors


def _day_faults(actor: Actor, new: NewDocument) -> list[InputError]:
    errors = []
    if new.issued_on > actor.on:
        words = {"day": format_date(new.issued_on)}
        errors.append(InputError(_("Ngày ban hành %(day)s chưa tới.") % words, field="issued_on"))
    elif new.issued_on < EARLIEST:
        errors.append(InputError(_("Ngày ban hành này không thể có. Hãy xem lại năm."), field="issued_on"))
    for name, label in (("received_on", _("Ngày đến")), ("given_on", _("Ngày chuyển"))):
        day = getattr(new, name)
        if day is None:
            continue
        if day > actor.on:
            errors.append(InputError(_("%(what)s chưa tới.") % {"what": label}, field=name, value=format_date(day)))
        elif day < new.issued_on:
            errors.append(
                InputError(
                    _("%(what)s %(day)s trước ngày ban hành %(issued)s.")
                    % {"what": label, "day": format_date(day), "issued": format_date(new.issued_on)},
                    field=name,
                )
            )
    if new.given_on is not None and new.received_on is not None and new.given_on < new.received_on:
        errors.append(InputError(_("Ngày chuyển trước ngày đến."), field="given_on"))
    if new.expires_on is not None and new.expires_on <= (new.effective_on or new.issued_on):
        errors.append(InputError(_("Ngày hết hiệu lực phải sau ngày có hiệu lực."), field="expires_on"))
    if new.effective_on is not None and new.effective_on < EARLIEST:
        errors.append(InputError(_("Ngày có hiệu lực này không thể có."), field="effective_on"))
    if new.answer_due_on is not None and new.answer_due_on < new.issued_on:
        errors.append(InputError(_("Hạn trả lời trước ngày ban hành."), field="answer_due_on"))
    for name in ("effective_on", "expires_on", "answer_due_on"):
        day = getattr(new, name)
        if day is not None and day > actor.on + timedelta(days=36_525):
            errors.append(InputError(_("Ngày này không thể có. Hãy xem lại năm."), field=name))
    return errors


def _kind_faults(new: NewDocument, known: Known) -> list[InputError]:
    if new.kind_id is None:
        if tidy(new.kind_text):
            return []
        return [InputError(_("Hãy chọn loại văn bản, hoặc ghi loại khác."), field="kind")]
    row = known.kinds.get(new.kind_id)
    if row is None:
        return [InputError(_("Không có loại văn bản này."), field="kind", value=str(new.kind_id))]
    # Documents older than the decree bear the names of their time, which are the same words.
    if row.valid.upper is not None and new.issued_on >= row.valid.upper:
        words = {"kind": row.name, "day": format_date(new.issued_on)}
        return [InputError(_("Ngày %(day)s không còn loại “%(kind)s”.") % words, field="kind")]
    return []


def _body_faults(new: NewDocument, known: Known, keeper: int) -> list[InputError]:
    errors = []
    if new.issuer_id is None:
        if not tidy(new.issuer_name):
            errors.append(InputError(_("Hãy ghi cơ quan ban hành."), field="issuer"))
    elif not known.bodies.there_on(new.issuer_id, new.issued_on):
        errors.append(InputError(known.bodies.why_not_on(new.issuer_id, new.issued_on), field="issuer"))
    if new.direction == Direction.IN:
        if new.issuer_id == keeper:
            errors.append(
                InputError(_("Văn bản của chính cơ quan giữ sổ thì ghi vào sổ văn bản đi."), field="issuer")
            )
        if not known.bodies.there_on(keeper, new.received_on or new.issued_on):
            errors.append(
                InputError(known.bodies.why_not_on(keeper, new.received_on or new.issued_on), field="keeper")
            )
    elif new.issuer_id != keeper:
        errors.append(InputError(_("Văn bản đi được ghi vào sổ của cơ quan ban hành."), field="issuer"))
    return errors


def _other_faults(new: NewDocument, known: Known) -> list[InputError]:
    errors = []
    if new.field_id is not None and new.field_id not in known.fields:
        errors.append(InputError(_("Không có lĩnh vực này."), field="field"))
    if new.programme_id is not None and new.programme_id not in known.programmes:
        errors.append(InputError(_("Không có chương trình này."), field="programme"))
    if new.signer_id is not None and new.signer_id not in known.people:
        errors.append(InputError(_("Không có người này trong danh sách cán bộ."), field="signer"))
    if any(unit not in known.units for unit in new.places):
        errors.append(InputError(_("Có đơn vị hành chính không còn vào hôm nay. Hãy chọn lại."), field="places"))
    if len(new.recipients) > MOST_RECIPIENTS:
        errors.append(InputError(_("Quá nhiều nơi nhận trong một văn bản."), field="recipients"))
    for one in new.recipients:
        if (one.org_id is None) == (one.person_id is None) or one.duty not in Duty.values:
            errors.append(InputError(_("Mỗi nơi nhận là một cơ quan hoặc một người."), field="recipients"))
        elif one.org_id is not None and not known.bodies.there_on(one.org_id, max(new.issued_on, EARLIEST)):
            errors.append(InputError(known.bodies.why_not_on(one.org_id, new.issued_on), field="recipients"))
        elif one.person_id is not None and one.person_id not in known.people:
            errors.append(InputError(_("Không có người này trong danh sách cán bộ."), field="recipients"))
    if new.given_to_person_id is not None and new.given_to_person_id not in known.people:
        errors.append(InputError(_("Không có người này trong danh sách cán bộ."), field="given_to"))
    if new.given_to_org_id is not None and new.given_to_org_id not in known.bodies.rows:
        errors.append(InputError(_("Không có cơ quan này trong danh bạ."), field="given_to"))
    if new.copies is not None and not 0 < new.copies < 1_000_000:
        errors.append(InputError(_("Số lượng bản phải từ 1."), field="copies"))
    if new.arrival_number is not None and not 0 <= new.arrival_number < 10_000_000:
        errors.append(InputError(_("Số đến phải từ 1."), field="arrival_number"))
    return errors


def _reached(
    actor: Actor, new: NewDocument, known: Known, document: Document
) -> tuple[Addressee | None, list[Addressee]]:
    """The addressees: the keeper of what came in first, then "nơi nhận", each once."""
    own = None
    if new.direction == Direction.IN:
        received = new.received_on or actor.on
        own = Addressee(
            org_id=document.keeper_id, name=known.bodies.name_on(document.keeper_id, received), sent_on=received,
            received_on=received, arrival_year=received.year, arrival_number=new.arrival_number or None,
        )  # fmt: skip
        if not own.arrival_number and new.arrival_number == 0:
            own.arrival_year = None
        clocks(own, document, known.rules, known.bodies.rows[document.keeper_id].kind)
        if new.given_to_org_id or new.given_to_person_id:
            own.assigned_on = new.given_on or received
            own.days_to_assign = _days(received, own.assigned_on)
    wanted = list(new.recipients)
    if new.to_all_communes:
        wanted += [Recipient(org_id=org) for org in known.all_communes(actor, document.province_id)]
    seen: set[tuple[int | None, int | None]] = {(document.keeper_id, None)}
    others = []
    for one in wanted:
        if (one.org_id, one.person_id) in seen:
            continue
        seen.add((one.org_id, one.person_id))
        others.append(addressee(one, document, known.bodies, known.rules, known.people, actor.on))
    return own, others


def addressee(
    one: Recipient, document: Document, bodies: Bodies, rules: AccessRules, people: dict[int, str], sent_on: date
) -> Addressee:
    """A further line of "nơi nhận", to whom the document goes on ``sent_on``."""
    kind = ""
    if one.org_id is not None:
        name, kind = bodies.name_on(one.org_id, document.issued_on), bodies.rows[one.org_id].kind
    else:
        name = people[one.person_id or 0]
    row = Addressee(org_id=one.org_id, person_id=one.person_id, name=name, duty=one.duty, sent_on=sent_on)
    clocks(row, document, rules, kind)
    return row


def clocks(row: Addressee, document: Document, rules: AccessRules, org_kind: str) -> None:
    """The due days of an addressee, by the rules of the days on which the clocks begin; and what has passed already."""
    row.receive_due_on = rules.due(Measure.RECEIVE, document.urgency, document.issued_on, org_kind)
    row.read_due_on = rules.due(Measure.READ, document.urgency, row.sent_on, org_kind)
    row.assign_due_on = None
    if row.received_on is not None:
        row.days_to_receive = _days(document.issued_on, row.received_on)
        if row.org_id is not None and row.duty == Duty.MAIN:
            row.assign_due_on = rules.due(Measure.ASSIGN, document.urgency, row.received_on, org_kind)


def _days(start: date, end: date) -> int:
    """Working days from one day to another; the same day is none."""
    return max(0, working_days_between(start, end, work_calendar()))


def _set_readers(made: Made, known: Known) -> None:
    document, new = made.document, made.new
    reached = [*([made.own] if made.own else []), *made.addressees]
    orgs = {each.org_id for each in reached} | {document.keeper_id, document.issuer_id, new.given_to_org_id}
    people = {each.person_id for each in reached} | {new.given_to_person_id}
    document.reader_orgs = sorted(known.bodies.with_bodies(each for each in orgs if each is not None))
    document.reader_people = sorted(each for each in people if each is not None)
    document.place_ids = sorted(set(new.places))


def doubles(actor: Actor, rows: Sequence[Document], besides: int | None = None) -> list[tuple[int, InputError]]:
    """What bears the number of a document that is there already, or of another of the same list: ``(place, fault)``.

    The document that is there is named and linked where the actor sees it; a restricted one of others is not.
    """
    numbered = [(place, row) for place, row in enumerate(rows) if row.number is not None]
    keys = {_key(row) for _place, row in numbered}
    if not keys:
        return []
    there: dict[tuple[Any, ...], Document] = {}
    candidates = (
        Document.objects.filter(
            issuer_key__in={key[0] for key in keys}, year__in={key[1] for key in keys},
            number__in={key[2] for key in keys},
        )
        .exclude(state=DocumentState.VOID)
        .exclude(pk=besides or 0)
        .select_related("kind")
    )  # fmt: skip
    for row in candidates:
        there[_key(row)] = row
    ids = [row.pk for row in there.values()]
    seen_ids = set(Document.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))
    found: list[tuple[int, InputError]] = []
    first: dict[tuple[Any, ...], int] = {}
    for place, row in numbered:
        key = _key(row)
        words = {"number": row.number_text, "issuer": row.issuer_name, "year": row.year}
        if key in there:
            found.append((place, _double(there[key], words, there[key].pk in seen_ids)))
        elif key in first:
            words["row"] = first[key] + 1
            found.append(
                (place, InputError(
                    _("Số %(number)s của %(issuer)s năm %(year)d trùng với dòng %(row)d.") % words, field="number_text"
                ))
            )  # fmt: skip
        first.setdefault(key, place)
    return found


def _double(row: Document, words: dict[str, Any], visible: bool) -> InputError:
    message = _("Đã có văn bản số %(number)s của %(issuer)s năm %(year)d trong sổ.") % words
    if visible:
        message += " " + _("Đó là “%(summary)s”, ban hành %(day)s: %(url)s") % {
            "summary": row.summary[:120], "day": format_date(row.issued_on),
            "url": reverse("directives:page", args=[row.pk]),
        }  # fmt: skip
    else:
        message += " " + _("Văn bản ấy chưa gửi đến bạn; hãy hỏi cơ quan đã ghi sổ hoặc Văn phòng điều phối.")
    return InputError(message, field="number_text", value=row.number_text)


def _key(row: Document) -> tuple[Any, ...]:
    return (row.issuer_key, row.year, row.number, row.number_suffix, row.symbol_key)


def _number_arrivals(made: Sequence[Made]) -> None:
    """Numbers of arrival for those that bring none, in the order in which they stand."""
    waiting: dict[tuple[int, int], list[Addressee]] = {}
    for each in made:
        own = each.own
        if own is not None and own.arrival_number is None and each.new.arrival_number is None:
            waiting.setdefault((own.org_id or 0, own.arrival_year or 0), []).append(own)
    for (org, year), rows in sorted(waiting.items()):
        for row, number in zip(rows, next_arrivals(org, year, len(rows)), strict=True):
            row.arrival_number = number
    typed = Counter(
        (each.own.org_id, each.own.arrival_year, each.own.arrival_number)
        for each in made
        if each.own is not None and each.own.arrival_number is not None
    )
    errors = _arrival_doubles(made, typed)
    if errors:
        raise InputErrors(errors)


def _arrival_doubles(made: Sequence[Made], typed: Counter[tuple[Any, ...]]) -> list[InputError]:
    if not typed:
        return []
    there = set(
        Addressee.objects.filter(
            org_id__in={key[0] for key in typed}, arrival_year__in={key[1] for key in typed},
            arrival_number__in={key[2] for key in typed}, dropped_on__isnull=True,
        ).values_list("org_id", "arrival_year", "arrival_number")
    )  # fmt: skip
    errors = []
    for place, each in enumerate(made):
        if each.own is None or each.own.arrival_number is None:
            continue
        key = (each.own.org_id, each.own.arrival_year, each.own.arrival_number)
        if key in there or typed[key] > 1:
            words = {"n": each.own.arrival_number, "year": each.own.arrival_year}
            fault = InputError(
                _("Số đến %(n)d năm %(year)d đã dùng cho văn bản khác.") % words, field="arrival_number"
            )
            errors.append(_at(fault, place, len(made)))
    return errors


def _write(made: Sequence[Made], actor: Actor, now: datetime) -> None:
    try:
        with transaction.atomic():
            Document.objects.bulk_create([each.document for each in made], batch_size=BATCH)
    except IntegrityError:
        # Somebody else registered the same number between our look and our write.
        errors = [_at(fault, place, len(made)) for place, fault in doubles(actor, [each.document for each in made])]
        if errors:
            raise InputErrors(errors) from None
        raise
    addressees, places, handlings = [], [], []
    for each in made:
        for row in (*([each.own] if each.own else []), *each.addressees):
            row.document = each.document
            addressees.append(row)
        for place in each.places:
            place.document = each.document
            places.append(place)
    Addressee.objects.bulk_create(addressees, batch_size=BATCH)
    DocumentPlace.objects.bulk_create(places, batch_size=BATCH)
    names = _names_given(made)
    for each in made:
        if each.own is not None and each.own.assigned_on is not None:
            handlings.append(
                Handling(
                    document=each.document, addressee=each.own, to_org_id=each.new.given_to_org_id,
                    to_person_id=each.new.given_to_person_id, name=names[id(each)], given_on=each.own.assigned_on,
                    given_at=now, given_by=actor.name[:120],
                )
            )  # fmt: skip
    Handling.objects.bulk_create(handlings, batch_size=BATCH)


def _names_given(made: Sequence[Made]) -> dict[int, str]:
    people = {each.new.given_to_person_id for each in made if each.new.given_to_person_id}
    orgs = {each.new.given_to_org_id for each in made if each.new.given_to_org_id}
    named = dict(Person.objects.filter(pk__in=people).values_list("pk", "full_name")) if people else {}
    bodies = dict(OrgUnit.objects.filter(pk__in=orgs).values_list("pk", "name")) if orgs else {}
    return {
        id(each): named.get(each.new.given_to_person_id or 0) or bodies.get(each.new.given_to_org_id or 0, "")
        for each in made
    }


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
            each.days_to_assign = _days(each.received_on, each.assigned_on)
        each.save()

