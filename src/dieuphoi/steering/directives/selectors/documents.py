"""Documents as of a day: one annotated query for list, page, export and API.

What is annotated: ``force`` (in force, replaced … on the day), ``answered`` (an answer to it stands), and of the
actor's own line of "nơi nhận" ``my`` (days, number of arrival, whether it was given and opened); ``reached`` and
``opened`` count the addressees and those who have opened it; ``given_to`` names whom it was given to.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject

from dieuphoi.core.files.selectors import text_matches, words_query
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.access.roles import OFFICE, Role
from dieuphoi.steering.directives.models import (
    ENDING,
    Addressee,
    Document,
    DocumentFile,
    DocumentRelation,
    Handling,
    RelationKind,
    StandingDocument,
    own_orgs,
    own_person,
)
from dieuphoi.steering.directives.numbers import parse_number
from dieuphoi.steering.directives.selectors.waits import with_tasks_done

IN_FORCE, AMENDED, REPLACED, ABOLISHED = "IN_FORCE", "AMENDED", "REPLACED", "ABOLISHED"
EXPIRED, NOT_YET = "EXPIRED", "NOT_YET"
FORCES: Final = (IN_FORCE, AMENDED, REPLACED, ABOLISHED, EXPIRED, NOT_YET)
STANDING_FORCES: Final = (IN_FORCE, AMENDED)

RECEIVED, ISSUED, GIVEN, GIVEN_DONE = "received", "issued", "given", "given-done"
BOXES: Final = (RECEIVED, ISSUED, GIVEN, GIVEN_DONE)
LATE_READ, LATE_ASSIGN, LATE_RECEIVE = "READ", "ASSIGN", "RECEIVE"
LATES: Final = (LATE_READ, LATE_ASSIGN, LATE_RECEIVE)


def _done_by(day: date, *kinds: str) -> Any:
    """Relations that took effect by the day, of documents that stand."""
    return DocumentRelation.objects.filter(
        target_id=OuterRef("pk"), ended_on__isnull=True, kind__in=kinds, effective_on__lte=day,
    ).exclude(document__state="VOID")  # fmt: skip


def force_case(day: date) -> Case:
    """Whether a document is in force on a day, from what others did to it by then."""
    return Case(
        When(Exists(_done_by(day, RelationKind.ABOLISHES)), then=Value(ABOLISHED)),
        When(Exists(_done_by(day, RelationKind.REPLACES)), then=Value(REPLACED)),
        When(expires_on__lte=day, then=Value(EXPIRED)),
        When(effective_on__gt=day, then=Value(NOT_YET)),
        When(Exists(_done_by(day, RelationKind.AMENDS)), then=Value(AMENDED)),
        default=Value(IN_FORCE),
        output_field=TextField(),
    )


def in_force(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Those that are in force on the day; the ended ones are few and looked up once."""
    ended = DocumentRelation.objects.filter(
        ended_on__isnull=True, kind__in=ENDING, effective_on__lte=day, target__isnull=False
    ).exclude(document__state="VOID")
    return (
        rows.exclude(pk__in=ended.values("target_id"))
        .exclude(expires_on__lte=day)
        .exclude(effective_on__gt=day)
    )


def own_lines(actor: Actor) -> Any:
    """The lines of "nơi nhận" of the actor and their organisations."""
    return Addressee.objects.filter(
        Q(org_id__in=own_orgs(actor)) | Q(person_id__in=own_person(actor)), dropped_on__isnull=True
    )


def documents(actor: Actor, day: date) -> QuerySet[Any]:
    """Everything issued by ``day`` that stands on the register, within the actor's scope. Unordered."""
    rows: Any = StandingDocument.objects.visible_to(actor)
    return annotated(actor, rows.filter(issued_on__lte=day), day)


def annotated(actor: Actor, rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    """The annotations of this module on any rows of documents."""
    mine = own_lines(actor).filter(document_id=OuterRef("pk")).order_by(F("org_id").desc(nulls_last=True), "pk")
    reached = Addressee.objects.filter(document_id=OuterRef("pk"), dropped_on__isnull=True).order_by()
    count = Func(F("pk"), function="COUNT", output_field=IntegerField())
    given = Handling.objects.filter(document_id=OuterRef("pk"), ended_on__isnull=True).order_by("role", "pk")
    found: QuerySet[Any] = rows.select_related("kind", "field").annotate(
        force=force_case(day),
        my=Subquery(
            mine.values(
                found=JSONObject(
                    id="pk", received_on="received_on", number="arrival_number", year="arrival_year",
                    assigned_on="assigned_on", read_on="read_on", duty="duty", sent_on="sent_on",
                    read_due_on="read_due_on", assign_due_on="assign_due_on",
                )
            )[:1]
        ),
        reached=Coalesce(Subquery(reached.annotate(n=count).values("n")), 0),
        opened=Coalesce(Subquery(reached.filter(read_on__isnull=False).annotate(n=count).values("n")), 0),
        given_to=ArraySubquery(given.values("name")),
        answered=Exists(
            DocumentRelation.objects.filter(
                target_id=OuterRef("pk"), ended_on__isnull=True, kind=RelationKind.ANSWERS
            ).exclude(document__state="VOID")
        ),
        has_files=Exists(DocumentFile.objects.filter(document_id=OuterRef("pk"), withdrawal__isnull=True)),
    )  # fmt: skip
    return found


def document(actor: Actor, document_id: int, day: date) -> Any:
    """One document as it stands on a day. Raises ``NotVisible``. One that was entered by mistake comes too."""
    Document.objects.one_visible_to(actor, id=document_id)
    rows: Any = Document.objects.visible_to(actor)
    wanted = rows.filter(pk=document_id).select_related("issuer", "keeper", "signer", "programme", "drafting")
    return annotated(actor, wanted, day).get()


# ------------------------------------------------------------------------------------------------ narrowing


def holding_words(rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
    """Rows in whose number, summary, issuer, signer – or the text of whose files – all words stand."""
    query = words_query(typed)
    if query is None:
        return rows.none()
    files = DocumentFile.objects.filter(text_matches(typed), withdrawal__isnull=True)
    return rows.filter(Q(words=query) | Q(pk__in=files.values("document_id")))


def of_number(rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
    """Those that bear a number as it is written (``4393`` or ``4393/UBND-NLN``); ``#12`` is the document's own key."""
    text = typed.strip()
    if text.startswith("#"):
        return rows.filter(pk=int(text[1:])) if text[1:].isdigit() and len(text) < 18 else rows.none()
    parsed = parse_number(text)
    if parsed.number is None or parsed.number > 2**31 - 1:
        return rows.filter(symbol_key=parsed.symbol_key) if parsed.symbol_key else rows.none()
    found = rows.filter(number=parsed.number)
    if parsed.suffix:
        found = found.filter(number_suffix=parsed.suffix)
    return found.filter(symbol_key=parsed.symbol_key) if parsed.symbol_key else found


def in_box(actor: Actor, rows: QuerySet[Any], box: str) -> QuerySet[Any]:
    """Those sent to us, those that we issued, those that were given to me or to my unit – or of these those whose tasks
    are all done.
    """
    if box == ISSUED:
        return rows.filter(issuer_id__in=own_orgs(actor))
    if box == GIVEN:
        return rows.filter(pk__in=given_to_me(actor).values("document_id"))
    if box == GIVEN_DONE:
        return rows.filter(pk__in=given_to_me(actor).values("document_id")).filter(pk__in=with_tasks_done())
    return rows.filter(pk__in=own_lines(actor).values("document_id"))


def given_to_me(actor: Actor) -> Any:
    """What lies on my desk, or on that of a unit of mine and of nobody by name."""
    return Handling.objects.filter(
        Q(to_person_id__in=own_person(actor)) | Q(to_org_id__in=own_orgs(actor), to_person__isnull=True),
        ended_on__isnull=True,
    )


def unread_by_me(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those sent to us that nobody of us has opened."""
    return rows.filter(pk__in=own_lines(actor).filter(read_on__isnull=True).values("document_id"))


def read_by_me(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those sent to us that one of us has opened."""
    return rows.filter(pk__in=own_lines(actor).filter(read_on__isnull=False).values("document_id"))


def unassigned_lines(actor: Actor) -> Any:
    """Our lines that wait to be given to somebody: received to act on, the clock runs."""
    return own_lines(actor).filter(assigned_on__isnull=True, assign_due_on__isnull=False)


def unassigned(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(pk__in=unassigned_lines(actor).values("document_id"))


def late_lines(day: date, kinds: tuple[str, ...] = LATES) -> Any:
    """Lines of "nơi nhận" of everybody whose clock has run out by the day and runs on."""
    late = Q(pk__in=[])
    if LATE_READ in kinds:
        late |= Q(read_on__isnull=True, read_due_on__lt=day)
    if LATE_ASSIGN in kinds:
        late |= Q(assigned_on__isnull=True, assign_due_on__lt=day)
    if LATE_RECEIVE in kinds:
        late |= Q(received_on__isnull=True, receive_due_on__lt=day)
    return Addressee.objects.filter(late, dropped_on__isnull=True)


def oversees(actor: Actor) -> bool:
    """Whether the clocks of everybody are the actor's business: the office, leaders, inspectors."""
    return actor.is_system or actor.has_role(*OFFICE, Role.LEADER, Role.INSPECTOR)


def late(actor: Actor, rows: QuerySet[Any], day: date, kinds: tuple[str, ...]) -> QuerySet[Any]:
    """Documents that reach somebody too slowly; to who oversees nobody, those that reach them so."""
    lines = late_lines(day, kinds)
    if not oversees(actor):
        lines = lines.filter(Q(org_id__in=own_orgs(actor)) | Q(person_id__in=own_person(actor)))
    return rows.filter(pk__in=lines.values("document_id"))


def slow_access_count(actor: Actor, day: date) -> int:
    """How many documents that stand, as the actor sees them, somebody has not opened in time. The very rows that the
    list shows under :data:`SLOW_QUERY`. For a card of the board. One query.
    """
    rows: Any = StandingDocument.objects.visible_to(actor).filter(issued_on__lte=day)
    return int(late(actor, rows, day, (LATE_READ,)).count())


SLOW_QUERY: Final = {"late": LATE_READ}
"""The filter of the list that shows what :func:`slow_access_count` counts."""


def documents_of_unit(actor: Actor, unit_id: int, day: date) -> QuerySet[Any]:
    """The documents of a commune: sent to its People's Committee, issued by it, or about its place, the newest first.

    Within the actor's scope; for the panel "Văn bản chỉ đạo" of a commune's page.
    """
    return documents(actor, day).filter(of_unit(unit_id)).order_by("-issued_on", "-pk")


def of_unit(unit_id: int) -> Q:
    """The condition of :func:`documents_of_unit`, for filters."""
    lines = Addressee.objects.filter(org__kind="commune", org__place_id=unit_id, dropped_on__isnull=True)
    return (
        Q(pk__in=lines.values("document_id"))
        | Q(issuer__kind="commune", issuer__place_id=unit_id)
        | Q(place_ids__contains=[unit_id])
    )


def issuer_choices(actor: Actor) -> list[tuple[str, str]]:
    """The bodies on record that issued what the actor sees, by the alphabet."""
    rows: Any = StandingDocument.objects.visible_to(actor).filter(issuer__isnull=False)
    found = rows.order_by("issuer__name_key", "issuer_id").values_list("issuer_id", "issuer__name").distinct()
    return [(str(pk), name) for pk, name in found]


def files_text(actor: Actor, document_ids: list[int]) -> Any:
    """Ids of the contents of these documents' files, for the search inside them."""
    rows = DocumentFile.objects.visible_to(actor).filter(document_id__in=document_ids, withdrawal__isnull=True)
    return rows.values_list("blob_id", flat=True)



def with_words(rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
    """Rows in which all words stand, not looking into files."""
    query = words_query(typed)
    return rows.none() if query is None else rows.filter(words=query)


def contents_within(actor: Actor, rows: QuerySet[Any]) -> Any:
    """The contents of the files of these rows, as one column for :func:`core.files.selectors.search_text`."""
    files = DocumentFile.objects.visible_to(actor).filter(document__in=rows.values("pk"), withdrawal__isnull=True)
    return files.values("blob_id")


def holding_content(rows: QuerySet[Any], blob_id: int) -> QuerySet[Any]:
    """The rows with a file of this content, the newest first."""
    files = DocumentFile.objects.filter(blob_id=blob_id, withdrawal__isnull=True)
    return rows.filter(pk__in=files.values("document_id")).order_by("-issued_on", "-pk")
