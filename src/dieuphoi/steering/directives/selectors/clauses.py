"""The text of a document, what the reader finds in it, and for every duty found what a person may want to give.

Nothing here writes: a page that reads stores nothing. Whatever is suggested is a person's to change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import BooleanField, Count, ExpressionWrapper, Q
from django.utils.translation import gettext as _

from dieuphoi.core.files.models import BlobText
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.text import nfc, tidy
from dieuphoi.core.kernel.workdays import add_working_days
from dieuphoi.core.register.drafts import draft_open
from dieuphoi.registry.organisations.models import OrgKind
from dieuphoi.steering.directives.models import (
    Decision,
    Directive,
    DirectiveTask,
    Document,
    DocumentFile,
    FileRole,
)
from dieuphoi.steering.directives.origins import Origin, OriginClause, Placed, origin_of, squeezed
from dieuphoi.steering.directives.reading import (
    Deadline,
    DeadlineKind,
    Duty,
    Every,
    Mention,
    Reading,
    Since,
    read_text,
)
from dieuphoi.steering.directives.selectors.books import agency_book, place_book, places_of_province
from dieuphoi.steering.directives.selectors.one import keepers_line
from dieuphoi.steering.tasks.models import Task
from dieuphoi.steering.tasks.selectors import TIMELINESS, with_clock
from dieuphoi.steering.tasks.selectors import tasks as tasks_on
from dieuphoi.steering.tasks.selectors.day import Day, GroupLine, Holder, title_of

PASTED, FILE = "PASTED", "FILE"
PASTED_KEY: Final = "pasted"
MOST_PASTED: Final = 1_000_000
"""Characters of a text that is pasted: some 330 pages, read in four seconds. Longer ones are refused, never cut."""
DRAFT_FORM: Final = "directives:read"
"""The name under which a pasted text is kept as its person's draft; the record is the document's id."""
DECISION_LABELS: Final = dict(Decision.choices)


# ------------------------------------------------------------------------------------------------ the text


@dataclass(frozen=True, slots=True)
class Source:
    """A text of a document that may be read: ``key`` names it in addresses (``pasted``, or the id of a file)."""

    key: str
    name: str
    readable: bool
    cut: bool = False


@dataclass(frozen=True, slots=True)
class ReadText:
    """The text that is read: of one file, or pasted. Empty with ``why`` it is, in words that say what to do.

    ``key`` names where it is from and ``sources`` all that the document has, this one too. ``cut``: the file has more
    text than is read.
    """

    text: str
    source: str = ""
    why: str = ""
    cut: bool = False
    key: str = ""
    name: str = ""
    sources: tuple[Source, ...] = ()

    @property
    def sha(self) -> str:
        return sha_of(self.text)


def sha_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def quote_sha(quote: str) -> str:
    """The digest of a quote, however its lines were broken."""
    return sha_of(tidy(quote))


def clean_text(text: str) -> str:
    """A pasted text as it is read: line ends of one kind, nothing that a database cannot keep."""
    return nfc(text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", ""))


def text_of(actor: Actor, document_id: int, key: str = "") -> ReadText:
    """One text of a document found within scope: ``key`` names it; without one what the actor pasted, else the first
    main file that has words, else the first main file, else the first file. Four queries.

    Raises ``NotVisible`` for a key of nothing. A file has its own reading: of the Word file and the signed PDF of the
    same paper every duty would be found twice.
    """
    sources: list[Source] = []
    draft = draft_open(actor, DRAFT_FORM, str(document_id))
    pasted = clean_text("\n".join(draft.data.get("text", []))) if draft is not None else ""
    if pasted.strip():
        sources.append(Source(PASTED_KEY, _("Chữ đã dán"), True))
    rows = DocumentFile.objects.visible_to(actor).filter(document_id=document_id, withdrawal__isnull=True)
    order: dict[str, int] = {FileRole.MAIN: 0, FileRole.ANNEX: 1}
    files = sorted(rows.values_list("pk", "blob_id", "name", "role"), key=lambda row: (order.get(row[3], 2), row[0]))
    texts = {
        blob: (state, why, cut, has)
        for blob, state, why, cut, has in BlobText.objects.filter(blob_id__in=[row[1] for row in files])
        .annotate(has=ExpressionWrapper(~Q(text=""), output_field=BooleanField()))
        .values_list("blob_id", "state", "why", "cut", "has")
    }  # fmt: skip
    nothing = ("WAITING", "", False, False)
    for pk, blob, name, _role in files:
        _state, _why, cut, has = texts.get(blob, nothing)
        sources.append(Source(str(pk), name, has, cut))
    known = tuple(sources)
    if not key:
        mains = {str(pk) for pk, _blob, _name, role in files if role == FileRole.MAIN}
        first = [
            *(each for each in known if each.key == PASTED_KEY),
            *(each for each in known if each.key in mains and each.readable),
            *(each for each in known if each.key in mains), *known,
        ]  # fmt: skip
        if not first:
            why = _("Văn bản chưa có tệp nào. Hãy kèm tệp vào văn bản, hoặc dán chữ vào ô dưới đây.")
            return ReadText("", why=why)
        key = first[0].key
    chosen = next((each for each in known if each.key == key), None)
    if chosen is None:
        raise NotVisible(_("Không thấy chữ này của văn bản: tệp đã gỡ, hoặc chữ đã dán đã bỏ. Hãy mở lại trang đọc."))
    if key == PASTED_KEY:
        return ReadText(pasted, PASTED, key=key, name=chosen.name, sources=known)
    blob = next(row[1] for row in files if str(row[0]) == key)
    if chosen.readable:
        text = BlobText.objects.values_list("text", flat=True).get(blob_id=blob)
        return ReadText(text, FILE, cut=chosen.cut, key=key, name=chosen.name, sources=known)
    return ReadText("", why=_why_none(chosen.name, *texts.get(blob, nothing)[:2]), key=key, sources=known)


def cut_words(text: ReadText) -> list[str]:
    """What is not read of a text, in words; nothing where all is."""
    if not text.cut:
        return []
    return [
        _("Tệp %(name)s quá dài: chỉ %(n)s ký tự đầu được đọc. Phần còn lại hãy dán vào, hoặc giao việc bằng tay.")
        % {"name": text.name, "n": format_number(len(text.text))}
    ]


def _why_none(name: str, state: str, why: str) -> str:
    if state == "WAITING":
        said = _("Tệp %(name)s đang chờ đọc chữ. Hãy mở lại trang sau ít phút, hoặc dán chữ vào ô dưới đây.")
    elif state == "FAILED":
        said = _("Không đọc được chữ trong tệp %(name)s. %(why)s Hãy kèm lại tệp, hoặc dán chữ vào ô dưới đây.")
    else:
        said = _(
            "Tệp %(name)s là bản quét, không có chữ để đọc. Hãy kèm thêm bản Word hoặc PDF có chữ,"
            " hoặc dán chữ của văn bản vào ô dưới đây."
        )
    return said % {"name": name, "why": why}


def read(actor: Actor, row: Document, text: str) -> Reading:
    """What the reader finds in a text of this document, by the registry of the document's day."""
    within = places_of_province(row.province_id)
    return read_text(
        text, on=row.issued_on, registry=agency_book(actor, row.issued_on, within=within),
        places=place_book(actor, row.issued_on, within=within), calendar=work_calendar(),
    )  # fmt: skip


def clause_at(reading: Reading, start: int) -> str:
    """The numbering of the innermost clause around a character."""
    path = ""
    for clause in reading.clauses:
        if clause.span.start <= start < clause.span.end:
            path = clause.path
    return path


def place_of(text: str, quote: str, near: int | None = None) -> tuple[int, int] | None:
    """Where a quote stands in the text word for word (blanks may differ); the place nearest to ``near``."""
    words = tidy(quote)
    if not words:
        return None
    if near is not None and text[near : near + len(quote)] == quote:
        return near, near + len(quote)
    plain, at = squeezed(text)
    found, start = [], 0
    while (start := plain.find(words, start)) >= 0:
        found.append((at[start], at[start + len(words) - 1] + 1))
        start += 1
    return min(found, key=lambda span: abs(span[0] - (near or 0))) if found else None


# ------------------------------------------------------------------------------------------------ suggestions


@dataclass(slots=True)
class Suggestion:
    """A duty that was found, and a task as it might be given. ``number`` counts from 1 in the order of the text."""

    number: int
    duty: Duty
    title: str
    product: str
    lead_id: int | None
    lead_name: str
    people: list[Holder]
    person: Holder | None
    each: list[GroupLine]
    give_each: bool
    kind: str
    every: str
    due_on: date | None
    no_due_reason: str
    due_words: str
    coordinating: list[tuple[int, str]]
    units: list[tuple[int, str]]
    criteria: list[tuple[int, str]]
    warnings: list[str]
    decided: Decided | None = None
    above: tuple[OriginClause, ...] = ()
    """The items of the record above that it is, where the document is the letter of one."""
    why_not: str = ""
    """Why it is not given from this document, in words that say where it stands."""

    @property
    def is_open(self) -> bool:
        """Whether it still waits to be decided from this document."""
        return self.decided is None and not self.why_not

    @property
    def nobody(self) -> list[str]:
        """Bodies of the group for which nobody is on record."""
        return [line.name for line in self.each if line.person is None]


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided of a clause before, with the tasks that the actor sees."""

    directive: Directive
    tasks: tuple[Task, ...]


@dataclass(slots=True)
class Found:
    """All that a page of reading shows."""

    text: ReadText
    reading: Reading
    day: Day
    suggestions: list[Suggestion] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    elsewhere: list[Decided] = field(default_factory=list)
    """Decided clauses that do not stand in this text as it is read now."""
    origin: Origin | None = None
    """The record above of which the document is the letter."""


def given_day(row: Document, today: date) -> date:
    """The day on which tasks of a document are given: that of the document, never one to come."""
    return min(row.issued_on, today)


def suggestions_of(actor: Actor, row: Document, text: ReadText) -> Found:
    """What the reader finds in the text, each duty with what a person may want to give. Some twenty queries, however
    long the text is. Nothing is written.
    """
    reading = read(actor, row, text.text)
    day = Day(actor, given_day(row, actor.on))
    base = row.issued_on
    if row.direction == "IN" and (line := keepers_line(actor, row)) is not None:
        base = line.received_on or base
    decided = decided_of(actor, row.pk)
    keys = {(each.directive.clause, each.directive.quote_sha): each for each in decided}
    origin = origin_of(actor, row.pk)
    placed = Placed(origin, text.text) if origin is not None else None
    found = Found(text, reading, day, origin=origin)
    for number, duty in enumerate(reading.duties, start=1):
        made = _suggestion(number, duty, reading, day, row, base)
        made.decided = keys.pop((duty.clause, quote_sha(duty.quote)), None)
        if placed is not None:
            made.above = placed.of(duty.span.start, duty.span.end)
            made.why_not = placed.why_not(made.above) or getattr(placed.origin.may_give, "reason", "")
        found.suggestions.append(made)
    inside = [(duty.span.start, duty.span.end) for duty in reading.duties]
    found.warnings = [
        warning.words for warning in reading.warnings
        if not any(start <= warning.span.start < end for start, end in inside)
    ]  # fmt: skip
    found.elsewhere = list(keys.values())
    return found


def decided_of(actor: Actor, document_id: int) -> list[Decided]:
    """What became of the clauses of a document, in the order of its text. Two queries."""
    rows = list(Directive.objects.visible_to(actor).filter(document_id=document_id).order_by("start", "pk"))
    links = DirectiveTask.objects.visible_to(actor).filter(directive__document_id=document_id).select_related(
        "task__lead_org", "task__responsible"
    )  # fmt: skip
    tasks: dict[int, list[Task]] = {}
    for link in links.order_by("pk"):
        tasks.setdefault(link.directive_id, []).append(link.task)
    return [Decided(row, tuple(tasks.get(row.pk, ()))) for row in rows]


def directive_by_id(actor: Actor, directive_id: int) -> Directive:
    """Raises ``NotVisible``."""
    return Directive.objects.one_visible_to(actor, id=directive_id)


def tasks_of_document(actor: Actor, day: date, document_id: int) -> Any:
    """The tasks that were given from the clauses of a document, as of a day, within the actor's scope."""
    return tasks_on(actor, day).filter(directive_link__directive__document_id=document_id)


def timeliness_of(actor: Actor, day: date, document_id: int) -> list[tuple[str, str, int]]:
    """``(code, words, how many)`` of the document's tasks by how they stand to their dates. One query and the clock."""
    rows: Any = Task.objects.visible_to(actor).filter(
        directive_link__directive__document_id=document_id, given_on__lte=day
    )
    counted = with_clock(rows, day, today=actor.on).order_by().values("timeliness").annotate(n=Count("pk"))
    counts = {each["timeliness"]: each["n"] for each in counted}
    return [(code, str(words), counts[code]) for code, words in TIMELINESS if counts.get(code)]


def _suggestion(number: int, duty: Duty, reading: Reading, day: Day, row: Document, base: date) -> Suggestion:
    bodies, grouped = _bodies(duty, day)
    lead = bodies[0] if bodies and not grouped else None
    each = [GroupLine(org, day.bodies.name_on(org, day.on), day.default_of(org)) for org in bodies]
    give_each = len(each) > 1 and (grouped or all(day.bodies.rows[org].kind == OrgKind.COMMUNE for org in bodies))
    sharing = [mention.org_id for mention in duty.coordinating if mention.org_id is not None]
    if not give_each:
        sharing = [*bodies[1:], *sharing] if not grouped else sharing
    coordinating = {
        org: day.bodies.name_on(org, day.on) for org in sharing if day.bodies.there_on(org, day.on) and org != lead
    }
    units = {
        each.unit_id: day.communes[each.unit_id] for each in duty.communes if each.unit_id in day.communes
    }  # fmt: skip
    criteria = dict(found for each in duty.criteria if (found := day.criterion_named(each.code)) is not None)
    kind, every, due, why = _due(duty.deadline, base, row.issued_on, work=True)
    if kind == "ORDINARY" and not day.commands(bodies):
        kind = "REQUEST"
    people = day.people_of(lead) if lead is not None else []
    return Suggestion(
        number=number, duty=duty, title=_title(duty), product=_product(duty), lead_id=lead,
        lead_name=day.bodies.name_on(lead, day.on) if lead is not None else "",
        people=people, person=day.default_of(lead) if lead is not None else None,
        each=each if len(each) > 1 else [], give_each=give_each, kind=kind, every=every, due_on=due,
        no_due_reason=why, due_words=_due_words(duty.deadline, due, base), coordinating=list(coordinating.items()),
        units=[(pk, name) for pk, name in units.items() if pk is not None], criteria=list(criteria.items()),
        warnings=[
            warning.words for warning in reading.warnings
            if duty.span.start <= warning.span.start < duty.span.end
        ],
    )  # fmt: skip


def _bodies(duty: Duty, day: Day) -> tuple[list[int], bool]:
    """The bodies a duty is laid on, in the order of the text, and whether a group of them was named."""
    found: dict[int, None] = {}
    grouped = False
    places = [each.unit_id for each in duty.communes if each.unit_id is not None]
    for mention in duty.addressees:
        if mention.org_id is not None:
            if day.bodies.there_on(mention.org_id, day.on):
                found[mention.org_id] = None
        elif mention.group == "place":
            for org in _of_place(mention, day):
                found[org] = None
        elif listed := _of_group(mention, day, places, duty):
            grouped = True
            found.update(dict.fromkeys(listed))
    return list(found), grouped


def _of_place(mention: Mention, day: Day) -> list[int]:
    unit = day.commune_named(mention.words)
    org = day.body_of_commune(unit) if unit is not None else None
    return [] if org is None else [org]


def _of_group(mention: Mention, day: Day, places: Sequence[int], duty: Duty) -> list[int]:
    if mention.group in ("communes", "places"):
        # "UBND các xã: Thượng Sơn, Hạ Sơn" names those and no others.
        named = [
            each.unit_id for each in duty.communes
            if each.unit_id is not None and 0 <= each.span.start - mention.span.end < 60
        ]  # fmt: skip
        return day.bodies.communes_on(day.on, named if named else day.communes)
    if mention.group == "departments":
        return day.departments()
    return []


_EVERY: Final = {
    Every.DAY: "month", Every.WEEK: "month", Every.MONTH: "month", Every.QUARTER: "quarter", Every.HALF: "half",
    Every.NINE_MONTHS: "quarter", Every.YEAR: "year",
}  # fmt: skip
_ORDER: Final = ("month", "quarter", "half", "year")


def _due(deadline: Deadline | None, received: date, issued: date, *, work: bool) -> tuple[str, str, date | None, str]:
    """``(kind, every, due date, why there is none)`` of a deadline as it was read."""
    if deadline is None:
        return "ORDINARY", "", None, ""
    match deadline.kind:
        case DeadlineKind.DATE:
            return "ORDINARY", "", deadline.on, ""
        case DeadlineKind.STANDING:
            return "STANDING", "month", None, deadline.words
        case DeadlineKind.PERIODIC:
            wanted = [_EVERY[each] for each in deadline.every]
            return "STANDING", min(wanted, key=_ORDER.index, default="month"), None, deadline.words
        case DeadlineKind.RELATIVE if deadline.on is not None:
            return "ORDINARY", "", deadline.on, ""
        case DeadlineKind.RELATIVE if deadline.days is not None and deadline.since in (Since.RECEIPT, Since.ISSUE):
            start = received if deadline.since is Since.RECEIPT else issued
            if deadline.working:
                return "ORDINARY", "", add_working_days(start, deadline.days, work_calendar()), ""
            return "ORDINARY", "", start + timedelta(days=deadline.days), ""
    return "ORDINARY", "", None, ""


def _due_words(deadline: Deadline | None, due: date | None, received: date) -> str:
    """How the date came about, beside the field."""
    if deadline is None:
        return _("Văn bản không ghi hạn: hãy ghi hạn, hoặc vì sao không có hạn.")
    if deadline.kind is DeadlineKind.RELATIVE and due is not None and deadline.since is Since.RECEIPT:
        return _("“%(words)s”, tính từ ngày nhận %(day)s.") % {"words": deadline.words, "day": format_date(received)}
    if due is None and deadline.kind in (DeadlineKind.UNREADABLE, DeadlineKind.RELATIVE):
        return _("“%(words)s”: chưa tính được ngày, hãy ghi hạn, hoặc vì sao không có hạn.") % {"words": deadline.words}
    return _("“%(words)s”") % {"words": deadline.words}


def _title(duty: Duty) -> str:
    """The first words of the duty from its verb on, cut at a word."""
    start = 0
    if duty.verb is not None and duty.span.start <= duty.verb.span.start < duty.span.end:
        start = duty.verb.span.start - duty.span.start
    return title_of(duty.quote[start:])


def _product(duty: Duty) -> str:
    words = tidy(duty.product.words) if duty.product is not None else ""
    return (words[:1].upper() + words[1:])[:300] if words else _("Báo cáo kết quả")
