"""Meetings for the list, one meeting's page, inputs, papers, the outcome; what of a commune; the series."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.steering.meetings.models import (
    AgendaItem,
    Attendance,
    BriefingMeeting,
    ConclusionAddressee,
    ConclusionItem,
    FilePurpose,
    Invitee,
    MeetingFile,
    MeetingInput,
    MeetingPoint,
    Minutes,
    Presence,
)
from dieuphoi.steering.meetings.models.scopes import own_orgs, own_person
from dieuphoi.steering.meetings.states import MeetingState

STATE_CHOICES = tuple(MeetingState.choices)
PRESENCE_CHOICES = tuple(Presence.choices)
AHEAD = ("PLANNED", "INVITED", "POSTPONED")

SENT, LATE, WAITING, MISSING = "SENT", "LATE", "WAITING", "MISSING"
"""How an input stands on a day: sent in time, sent late, not sent yet, overdue."""


def _many(rows: Any) -> Coalesce:
    """How many of ``rows`` (filtered by ``meeting=OuterRef("pk")``) there are."""
    counted = rows.order_by().values("meeting").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def meetings(actor: Actor, day: date) -> QuerySet[Any]:
    """All meetings in sight, unordered, with counts of what the actor may see of them: ``point_count``,
    ``input_count``, ``input_sent``, ``input_missing`` (not sent and overdue on ``day``), ``conclusion_count``,
    ``has_notice``. One query.
    """
    inputs = MeetingInput.objects.visible_to(actor).filter(meeting=OuterRef("pk")).exclude(state="WITHDRAWN")
    points = MeetingPoint.objects.filter(meeting=OuterRef("pk"), is_current=True)
    items = ConclusionItem.objects.visible_to(actor).filter(meeting=OuterRef("pk"), is_current=True)
    rows: Any = BriefingMeeting.objects.visible_to(actor)
    found: QuerySet[Any] = rows.select_related("kind", "host", "chair", "room", "series").annotate(
        point_count=_many(points),
        input_count=_many(inputs),
        input_sent=_many(inputs.filter(state="ANSWERED")),
        input_missing=_many(inputs.filter(state="ASKED", due_on__lt=day).exclude(meeting__state="CANCELLED")),
        conclusion_count=_many(items),
    )
    return found


def meeting(actor: Actor, meeting_id: int) -> Any:
    """One meeting. Raises ``NotVisible``."""
    rows: Any = BriefingMeeting.objects.select_related(
        "kind", "host", "chair", "room", "series", "previous", "request", "notice"
    )
    return rows.one_visible_to(actor, pk=meeting_id)


def sees_inside(actor: Actor, meeting_id: int) -> bool:
    """Whether the actor sees the host's working papers of a meeting (drafts, everybody's inputs). One query."""
    rows: Any = BriefingMeeting.objects.all()
    return bool(rows.of_host_side(actor).filter(pk=meeting_id).exists())


def is_mine(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of ``rows`` that the actor hosts, chairs or is called to, by name or organisation."""
    orgs, person = own_orgs(actor), own_person(actor)
    called = Invitee.objects.filter(
        Q(org__in=orgs) | Q(person__in=person), meeting=OuterRef("pk"), is_current=True
    )
    points = MeetingPoint.objects.filter(meeting=OuterRef("pk"), is_current=True, org__in=orgs)
    hosts = Q(host_id__in=sorted(actor.orgs()))
    found: QuerySet[Any] = rows.filter(hosts | Q(chair__in=person) | Exists(called) | Exists(points))
    return found


def invitees_of(actor: Actor, meeting_id: int) -> list[Any]:
    """Who is called, organisations first, then committees, people, groups; with their attendance."""
    rows: Any = Invitee.objects.visible_to(actor).filter(meeting_id=meeting_id, is_current=True)
    order = Case(
        When(committee__isnull=False, then=0), When(org__isnull=False, then=1), When(person__isnull=False, then=2),
        default=3,
    )  # fmt: skip
    rows = rows.select_related("org", "person", "committee").order_by(
        order, "org__name_key", "person__given_name_key", "pk"
    )
    seen = {
        row.invitee_id: row
        for row in Attendance.objects.visible_to(actor).filter(meeting_id=meeting_id, invitee__isnull=False)
    }
    found = list(rows)
    for row in found:
        row.seen = seen.get(row.pk)
    return found


def points_of(actor: Actor, meeting_id: int) -> list[Any]:
    """The connected points by name, with their attendance (``seen``)."""
    rows: Any = MeetingPoint.objects.visible_to(actor).filter(meeting_id=meeting_id, is_current=True)
    seen = {
        row.point_id: row
        for row in Attendance.objects.visible_to(actor).filter(meeting_id=meeting_id, point__isnull=False)
    }
    found = list(rows.select_related("org").order_by("org__name_key", "pk"))
    for row in found:
        row.seen = seen.get(row.pk)
    return found


def others_present(actor: Actor, meeting_id: int) -> list[Attendance]:
    """Who was noted by name without having been called."""
    rows = Attendance.objects.visible_to(actor).filter(meeting_id=meeting_id).exclude(name="")
    return list(rows.order_by("pk"))


def agenda_of(actor: Actor, meeting_id: int) -> list[Any]:
    rows = AgendaItem.objects.visible_to(actor).filter(meeting_id=meeting_id, is_current=True)
    return list(rows.select_related("presenter_org").order_by("position", "pk"))


def agenda_item(actor: Actor, item_id: int) -> Any:
    rows: Any = AgendaItem.objects.select_related("meeting__host")
    return rows.one_visible_to(actor, pk=item_id, is_current=True)


def point(actor: Actor, point_id: int) -> Any:
    rows: Any = MeetingPoint.objects.select_related("meeting__host", "org")
    return rows.one_visible_to(actor, pk=point_id, is_current=True)


def invitee(actor: Actor, invitee_id: int) -> Any:
    rows: Any = Invitee.objects.select_related("meeting__host", "org", "person", "committee")
    return rows.one_visible_to(actor, pk=invitee_id, is_current=True)


# --------------------------------------------------------------------------------------------------- inputs


def with_standing(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Inputs with ``standing`` on a day: SENT, LATE, WAITING, MISSING, or WITHDRAWN."""
    found: QuerySet[Any] = rows.annotate(
        standing=Case(
            When(state="WITHDRAWN", then=Value("WITHDRAWN")),
            When(state="ANSWERED", answered_at__date__lte=F("due_on"), then=Value(SENT)),
            When(state="ANSWERED", then=Value(LATE)),
            When(due_on__lt=day, then=Value(MISSING)),
            default=Value(WAITING),
            output_field=TextField(),
        )
    )
    return found


def inputs(actor: Actor, day: date) -> QuerySet[Any]:
    """The inputs in sight that are asked for or were sent, unordered; of a cancelled meeting only those that came."""
    rows: Any = MeetingInput.objects.visible_to(actor).exclude(state="WITHDRAWN")
    rows = rows.exclude(state="ASKED", meeting__state="CANCELLED")
    return with_standing(rows.select_related("meeting__kind", "meeting__host", "org", "person"), day)


def inputs_of(actor: Actor, meeting_id: int, day: date) -> list[Any]:
    """The inputs of a meeting that the actor sees: missing first."""
    order = Case(When(standing=MISSING, then=0), When(standing=WAITING, then=1), default=2)
    rows = inputs(actor, day).filter(meeting_id=meeting_id).annotate(urgency=order)
    return list(rows.order_by("urgency", "org__name_key", "pk"))


def input_by_id(actor: Actor, input_id: int, day: date) -> Any:
    MeetingInput.objects.one_visible_to(actor, pk=input_id)
    rows: Any = MeetingInput.objects.visible_to(actor).filter(pk=input_id)
    return with_standing(rows.select_related("meeting__host", "meeting__kind", "org", "person"), day).get()


def files_of(actor: Actor, meeting_id: int) -> list[Any]:
    """All papers of a meeting that the actor sees, in the order in which they came."""
    rows = MeetingFile.objects.visible_to(actor).filter(meeting_id=meeting_id)
    return list(rows.select_related("blob", "agenda_item", "point__org", "input__org", "input__person").order_by("pk"))


def file_by_id(actor: Actor, file_id: int) -> Any:
    rows: Any = MeetingFile.objects.select_related("blob")
    return rows.one_visible_to(actor, pk=file_id)


PURPOSE_LABELS = dict(FilePurpose.choices)


@dataclass(frozen=True, slots=True)
class InputsMissing:
    """For the board: how many inputs of meetings ahead are not sent, how many of them are overdue."""

    waiting: int
    missing: int


def inputs_missing(actor: Actor, day: date) -> InputsMissing:
    """The board's card. One query."""
    rows = MeetingInput.objects.visible_to(actor).filter(state="ASKED", meeting__state__in=AHEAD)
    found = rows.aggregate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=day)))
    return InputsMissing(found["n"], found["late"])


# -------------------------------------------------------------------------------------------------- outcome


def minutes_of(actor: Actor, meeting_id: int) -> list[Any]:
    """The versions of the minutes that the actor sees, the newest first."""
    rows = Minutes.objects.visible_to(actor).filter(meeting_id=meeting_id).select_related("approval")
    return list(rows.order_by("-version"))


def minutes_by_id(actor: Actor, minutes_id: int) -> Any:
    rows: Any = Minutes.objects.select_related("meeting__host", "approval")
    return rows.one_visible_to(actor, pk=minutes_id)


def conclusions_of(actor: Actor, meeting_ids: list[int]) -> dict[int, list[Any]]:
    """The items of conclusions by meeting, in order, with ``to`` (names of whom they speak to). Two queries."""
    rows: Any = ConclusionItem.objects.visible_to(actor).filter(meeting_id__in=meeting_ids, is_current=True)
    listed = list(rows.select_related("lead").order_by("meeting_id", "number"))
    named: dict[int, list[str]] = {}
    for item, name in (
        ConclusionAddressee.objects.filter(item__in=[row.pk for row in listed], is_current=True)
        .order_by("org__name_key")
        .values_list("item_id", "org__name")
    ):
        named.setdefault(item, []).append(name)
    found: dict[int, list[Any]] = {}
    for row in listed:
        row.to = named.get(row.pk, [])
        found.setdefault(row.meeting_id, []).append(row)
    return found


def conclusion(actor: Actor, item_id: int) -> Any:
    """One item, with ``addressee_ids``. Raises ``NotVisible``."""
    rows: Any = ConclusionItem.objects.select_related("meeting__host", "lead")
    row = rows.one_visible_to(actor, pk=item_id, is_current=True)
    row.addressee_ids = list(row.addressees.filter(is_current=True).values_list("org_id", flat=True))
    return row


def following_of(actor: Actor, meeting_id: int) -> list[Any]:
    """The meetings that come after this one."""
    return list(BriefingMeeting.objects.visible_to(actor).filter(previous_id=meeting_id).order_by("starts_at"))


# ------------------------------------------------------------------------------------------ of a commune


@dataclass(frozen=True, slots=True)
class UnitMeetings:
    """What of meetings concerns a commune: those to come, those that were held, inputs that it still owes."""

    ahead: tuple[Any, ...]
    held: tuple[Any, ...]
    owed: tuple[Any, ...]


def meetings_of_unit(actor: Actor, unit_id: int, day: date, *, most: int = 5) -> UnitMeetings:
    """Meetings held at a commune, hosted by it, or to which it is called or connected, as far as the actor sees them.

    For the panel of its page: three queries.
    """
    rows: Any = BriefingMeeting.objects.visible_to(actor).select_related("kind", "room")
    rows = rows.filter(of_unit(unit_id)).exclude(state="CANCELLED")
    ahead = rows.filter(state__in=AHEAD, ends_at__date__gte=day).order_by("starts_at", "pk")[:most]
    held = rows.filter(state__in=["HELD", "CONCLUDED"], starts_at__date__lte=day).order_by("-starts_at", "pk")[:most]
    owed = inputs(actor, day).filter(
        org__place_id=unit_id, state="ASKED", meeting__state__in=(*AHEAD, "HELD")
    ).order_by("due_on", "pk")  # fmt: skip
    return UnitMeetings(tuple(ahead), tuple(held), tuple(owed))


def of_unit(unit_id: int) -> Q:
    """The condition of :func:`meetings_of_unit`, for filters."""
    called = Invitee.objects.filter(meeting=OuterRef("pk"), is_current=True, org__place_id=unit_id)
    points = MeetingPoint.objects.filter(meeting=OuterRef("pk"), is_current=True, org__place_id=unit_id)
    there = Q(place_id=unit_id) | Q(host__place_id=unit_id)
    return there | Q(Exists(called)) | Q(Exists(points))


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many meetings of a group of kinds were held in a year, and how many conclusions they came to (S4-01)."""

    group: str
    held: int
    concluded: int
    items: int


def held_by_group(actor: Actor, rows: QuerySet[Any]) -> list[GroupCount]:
    """The meetings of ``rows`` that were held, by group of kinds. One query."""
    items = ConclusionItem.objects.visible_to(actor).filter(meeting=OuterRef("pk"), is_current=True)
    counted = (
        rows.order_by()
        .filter(state__in=["HELD", "CONCLUDED"])
        .annotate(n_items=_many(items), done=Case(When(state="CONCLUDED", then=True), default=False,
                                                  output_field=BooleanField()))
        .values_list("kind__group", "done", "n_items")
    )  # fmt: skip
    found: dict[str, list[int]] = {}
    for group, done, n in counted:
        line = found.setdefault(group, [0, 0, 0])
        line[0] += 1
        line[1] += bool(done)
        line[2] += n
    return [GroupCount(group, *line) for group, line in sorted(found.items())]
