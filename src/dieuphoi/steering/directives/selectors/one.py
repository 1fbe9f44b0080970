"""One document's page: its files, relations, addressees, handlings, receipts; and who may be given it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from dieuphoi.core.files.models import BlobText
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.text import fold, tidy
from dieuphoi.registry.organisations.models import Holding
from dieuphoi.registry.organisations.selectors import holders_on, orgs_below, orgs_on, person_of_account
from dieuphoi.steering.directives import policies
from dieuphoi.steering.directives.models import (
    Addressee,
    Document,
    DocumentFile,
    DocumentPlace,
    DocumentReceipt,
    DocumentRelation,
    FileWithdrawal,
    Handling,
    StandingDocument,
)
from dieuphoi.steering.directives.numbers import parse_number
from dieuphoi.steering.directives.selectors.waits import tasks_counted


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file as the page shows it. ``text``: what became of reading its words (``DONE``, ``NONE`` …) and why."""

    file: Any
    text: str
    why: str

    @property
    def is_scan(self) -> bool:
        """Nothing to be found in it: a scan without text, or a file that cannot be read."""
        return self.text in ("NONE", "FAILED")


def files_of(actor: Actor, document_id: int) -> list[FileLine]:
    """The files that stand, the paper itself first. Two queries."""
    rows = list(
        DocumentFile.objects.visible_to(actor)
        .filter(document_id=document_id, withdrawal__isnull=True)
        .select_related("blob")
        .order_by("role", "pk")
    )
    order = {"MAIN": 0, "ANNEX": 1, "PHOTO": 2}
    texts = {
        pk: (state, why)
        for pk, state, why in BlobText.objects.filter(blob_id__in=[row.blob_id for row in rows]).values_list(
            "blob_id", "state", "why"
        )
    }
    rows.sort(key=lambda row: (order.get(row.role, 9), row.pk))
    return [FileLine(row, *texts.get(row.blob_id, ("", ""))) for row in rows]


def file_by_id(actor: Actor, file_id: int) -> DocumentFile:
    """A file that stands. Raises ``NotVisible``."""
    return DocumentFile.objects.select_related("blob").filter(withdrawal__isnull=True).one_visible_to(
        actor, id=file_id
    )  # fmt: skip


def places_of(actor: Actor, document_id: int) -> list[tuple[str, str]]:
    """``(id, name)`` of the units that it concerns, as they were called when that was noted."""
    rows = DocumentPlace.objects.visible_to(actor).filter(document_id=document_id, ended_on__isnull=True)
    return [(str(unit), name) for unit, name in rows.order_by("unit_name").values_list("unit_id", "unit_name")]


def keepers_line(actor: Actor, record: Any) -> Addressee | None:
    """The keeper's own line of what came in."""
    rows = Addressee.objects.visible_to(actor).filter(document_id=record.pk, dropped_on__isnull=True)
    return rows.filter(org_id=record.keeper_id).first()


def withdrawn_files(actor: Actor, document_id: int) -> list[FileWithdrawal]:
    """Files that were put with it by mistake, for those who look at the past."""
    rows = FileWithdrawal.objects.visible_to(actor).filter(document_id=document_id).select_related("file")
    return list(rows.order_by("pk"))


@dataclass(frozen=True, slots=True)
class RelationLine:
    """One relation as a page tells it; ``other`` is the document on the far side, ``None`` where the actor may not see
    it or it is not on record (then ``text``).
    """

    relation: Any
    other: Any
    text: str
    away: bool
    """This document does it to the other; else the other does it to this one."""


def relations_of(actor: Actor, row: Any) -> tuple[list[RelationLine], list[RelationLine]]:
    """``(what it does, what is done to it)``; documents out of the actor's sight are not named. Two queries."""
    standing = DocumentRelation.objects.filter(ended_on__isnull=True).select_related("target__kind", "document__kind")
    away = list(standing.filter(document_id=row.pk).order_by("kind", "pk"))
    back = list(standing.filter(target_id=row.pk).exclude(document__state="VOID").order_by("kind", "pk"))
    ids = {each.target_id for each in away if each.target_id} | {each.document_id for each in back}
    seen = set(Document.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    return (
        [
            RelationLine(each, each.target if each.target_id in seen else None, each.target_text, True)
            for each in away
        ],
        [RelationLine(each, each.document, "", False) for each in back if each.document_id in seen],
    )


def relation_by_id(actor: Actor, relation_id: int) -> DocumentRelation:
    """Raises ``NotVisible``."""
    return DocumentRelation.objects.select_related("document", "target").one_visible_to(actor, id=relation_id)


def addressees_of(actor: Actor, document_id: int) -> list[Addressee]:
    """Everybody it is addressed to, who acts on it first, then by name."""
    rows = Addressee.objects.visible_to(actor).filter(document_id=document_id, dropped_on__isnull=True)
    return list(rows.select_related("org", "person").order_by("-duty", "name", "pk"))


def waiting_readers(actor: Actor, document_ids: list[int]) -> dict[int, list[str]]:
    """``{document: names of the addressees who have not opened it}``. One query."""
    found: dict[int, list[str]] = {}
    rows = Addressee.objects.visible_to(actor).filter(
        document_id__in=document_ids, read_on__isnull=True, dropped_on__isnull=True
    )
    for pk, name in rows.order_by("document_id", "name").values_list("document_id", "name"):
        found.setdefault(pk, []).append(name)
    return found


def addressee_by_id(actor: Actor, addressee_id: int) -> Addressee:
    """Raises ``NotVisible``."""
    return Addressee.objects.select_related("document__kind", "org").one_visible_to(actor, id=addressee_id)


def handlings_of(actor: Actor, document_id: int) -> list[Handling]:
    """Whom it was given to, the newest first; those that ended too."""
    rows = Handling.objects.visible_to(actor).filter(document_id=document_id)
    return list(rows.select_related("addressee__org", "to_org", "to_person").order_by("ended_on", "-pk"))


def handling_by_id(actor: Actor, handling_id: int) -> Handling:
    """Raises ``NotVisible``."""
    return Handling.objects.select_related("document__kind", "addressee__org", "addressee__document").one_visible_to(
        actor, id=handling_id
    )


def receipts_of(actor: Actor, document_id: int) -> list[DocumentReceipt]:
    """Who of the addressees has opened it, the first one first."""
    return list(DocumentReceipt.objects.visible_to(actor).filter(document_id=document_id).order_by("recorded_at", "pk"))


@dataclass(frozen=True, slots=True)
class Stand:
    """How the actor stands to a document: the lines they speak for, what lies on their desk, whether they read it."""

    lines: tuple[Addressee, ...]
    desk: tuple[Handling, ...]
    has_read: bool
    tasks: tuple[int, int] | None = None
    """``(tasks given from the document, open ones)``; asked only where it lies on their desk."""
    person: int | None = None
    """Who the actor is."""

    @property
    def should_report(self) -> bool:
        """The page reports that it was shown: addressed or given to them, and not reported yet."""
        return bool(self.lines or self.desk) and not self.has_read

    @property
    def tasks_are_done(self) -> bool:
        """What was to be done of it is done: it may leave the desk."""
        return self.tasks is not None and not self.tasks[1]

    @property
    def waits_for_receipt(self) -> bool:
        return any(line.received_on is None for line in self.lines)


def stand_of(actor: Actor, document_id: int) -> Stand:
    """Four queries; five where it lies on their desk."""
    person = person_of_account(actor.id)
    lines = Addressee.objects.visible_to(actor).filter(document_id=document_id, dropped_on__isnull=True)
    desk = Handling.objects.visible_to(actor).filter(document_id=document_id, ended_on__isnull=True)
    mine = tuple(row for row in desk.select_related("to_org") if policies.is_handler(actor, row, person))
    return Stand(
        tuple(
            row for row in lines.select_related("org", "document") if policies.is_addressee(actor, row, person)
        ),
        mine,
        DocumentReceipt.objects.filter(document_id=document_id, actor_id=actor.id).exists(),
        tasks_counted([document_id]).get(document_id) if mine else None,
        person,
    )


# ------------------------------------------------------------------------------------------------ whom to give it to


def handler_orgs(actor: Actor, org_id: int, day: date) -> dict[int, str]:
    """The body and what lies below it on a day: ``{id: name}``. Empty where it did not exist then."""
    if not orgs_on(actor, day, ids=[org_id]):
        return {}
    return {row.id: row.name for row in orgs_below(actor, org_id, day)}


def works_in(person_id: int, org_ids: Any, day: date) -> bool:
    """Whether somebody holds a post in one of these organisations on a day."""
    held = Holding.objects.filter(person_id=person_id, post__org_id__in=list(org_ids), valid__contains=day)
    return held.exists()


def handler_choices(actor: Actor, org_id: int, day: date) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """``(people, units)`` of a body that a document may be given to."""
    within = handler_orgs(actor, org_id, day)
    rows = holders_on(actor, day, orgs=within)
    people: dict[int, str] = {}
    for row in rows:
        people.setdefault(row.person_id, f"{row.full_name} – {row.title}")
    units = [(str(pk), name) for pk, name in within.items() if pk != org_id]
    return [(str(pk), words) for pk, words in people.items()], units


def handler_named(actor: Actor, document_id: int, typed: str, day: date) -> tuple[int | None, int | None]:
    """The person or unit of ours that is called so: ``(person, unit)``. Raises ``InputErrors`` for none or several."""
    name = tidy(typed)
    lines = [line for line in stand_of(actor, document_id).lines if line.org_id is not None]
    people: set[int] = set()
    units: set[int] = set()
    for line in lines:
        within = handler_orgs(actor, line.org_id or 0, day)
        units |= {pk for pk, called in within.items() if fold(called) == fold(name)}
        people |= {row.person_id for row in holders_on(actor, day, orgs=within) if fold(row.full_name) == fold(name)}
    if len(people) + len(units) == 1:
        return next(iter(people), None), next(iter(units), None)
    message = (
        _("Có nhiều người hoặc đơn vị tên “%(name)s”: hãy giao ở trang của văn bản.")
        if people or units
        else _("Không có ai hoặc đơn vị nào tên “%(name)s” trong cơ quan nhận.")
    )
    raise InputErrors([InputError(message % {"name": name[:80]}, field="reason")])


def document_named(actor: Actor, typed: str, day: date) -> Document:
    """The document that a person means by number (``4393/UBND-NLN``, ``#12`` for its key) among those they see.

    Raises ``ValueError`` (Vietnamese) for none, or several – then with their issuers.
    """
    text = typed.strip()
    rows: Any = Document.objects.visible_to(actor).exclude(state="VOID").select_related("kind")
    if text.startswith("#") and text[1:].isdigit() and len(text) < 18:
        found = list(rows.filter(pk=int(text[1:])))
    else:
        day_text, year = text.rpartition(" ")[0], text.rpartition(" ")[2].strip("()")
        parsed = parse_number(text)
        same = Q(number=parsed.number, number_suffix=parsed.suffix, symbol_key=parsed.symbol_key)
        found = list(rows.filter(same).order_by("-issued_on")[:6]) if parsed.number is not None else []
        if not found and year.isdigit() and len(year) == 4:
            parsed = parse_number(day_text)
            same = Q(number=parsed.number, number_suffix=parsed.suffix, symbol_key=parsed.symbol_key, year=int(year))
            found = list(rows.filter(same).order_by("-issued_on")[:6]) if parsed.number is not None else []
    if len(found) == 1:
        return found[0]  # type: ignore[no-any-return]
    if found:
        named = "; ".join(f"#{row.pk}: {row.title}, {row.issuer_name}, {row.year}" for row in found)
        raise ValueError(
            _("Có nhiều văn bản mang số này. Hãy ghi mã của văn bản muốn chọn: %(named)s") % {"named": named}
        )
    raise ValueError(_("Không tìm thấy văn bản mang số này trong những văn bản bạn được xem."))


OFFERED: Final = 40


def documents_offered(actor: Actor) -> list[tuple[str, str]]:
    """The newest documents of the actor's own registers, as one types them for :func:`document_named`, each with its
    issuer, day and summary. One query.
    """
    rows: Any = StandingDocument.objects.visible_to(actor).filter(keeper__in=actor.orgs(*policies.KEEPERS))
    return [
        (
            f"{row.number_text} {row.year}" if row.number is not None else f"#{row.pk}",
            f"{row.issuer_name}, {format_date(row.issued_on)}: {row.summary[:100]}",
        )
        for row in rows.order_by("-issued_on", "-pk")[:OFFERED]
    ]  # fmt: skip


def me(actor: Actor) -> int | None:
    """The person behind the account; ``None`` for the system."""
    return person_of_account(actor.id)
