"""The rows of documents, checked and numbered, before and while they are written: one or thousands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.text import fold, tidy
from dieuphoi.core.kernel.workdays import working_days_between
from dieuphoi.registry.organisations.models import OrgUnit, Person
from dieuphoi.steering.directives import policies
from dieuphoi.steering.directives.models import Addressee, Direction, Document, DocumentPlace, Duty, Handling, Measure
from dieuphoi.steering.directives.numbers import ParsedNumber, format_number, parse_number
from dieuphoi.steering.directives.selectors.rules import AccessRules, numbers_per_kind
from dieuphoi.steering.directives.services.checks import body_faults, day_faults, kind_faults, other_faults, text_faults
from dieuphoi.steering.directives.services.known import Known
from dieuphoi.steering.directives.services.new import NewDocument, Recipient
from dieuphoi.steering.directives.services.numbering import next_arrivals, next_number
from dieuphoi.steering.directives.states import DocumentState
from dieuphoi.steering.tasks.bodies_then import Bodies

BATCH: Final = 2_000


@dataclass(slots=True)
class Made:
    """One document with all that goes with it, before it is written."""

    document: Document
    new: NewDocument
    own: Addressee | None
    addressees: list[Addressee]
    places: list[DocumentPlace]


def fault_at(fault: InputError, place: int, count: int) -> InputError:
    """A fault of one of many rows says of which."""
    if count == 1 or fault.row is not None:
        return fault
    return InputError(fault.message, fault.field, fault.sheet, place + 1, fault.column, fault.value)


def made_of(actor: Actor, new: NewDocument, known: Known, now: datetime, *, keeper: int | None = None) -> Made:
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
    errors = [*text_faults(new), *day_faults(actor, new), *kind_faults(new, known)]
    errors += [*body_faults(new, known, keeper), *other_faults(new, known)]
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
            own.days_to_assign = working_days(received, own.assigned_on)
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
        row.days_to_receive = working_days(document.issued_on, row.received_on)
        if row.org_id is not None and row.duty == Duty.MAIN:
            row.assign_due_on = rules.due(Measure.ASSIGN, document.urgency, row.received_on, org_kind)


def working_days(start: date, end: date) -> int:
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


def number_arrivals(made: Sequence[Made]) -> None:
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
            errors.append(fault_at(fault, place, len(made)))
    return errors


def write(made: Sequence[Made], actor: Actor, now: datetime) -> None:
    try:
        with transaction.atomic():
            Document.objects.bulk_create([each.document for each in made], batch_size=BATCH)
    except IntegrityError:
        # Somebody else registered the same number between our look and our write.
        again = doubles(actor, [each.document for each in made])
        errors = [fault_at(fault, place, len(made)) for place, fault in again]
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
