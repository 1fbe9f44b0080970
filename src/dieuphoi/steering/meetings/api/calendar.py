"""The calendar as JSON: lines, a week with its clashes, publishing."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.responses import Status

from dieuphoi.core.kernel.api import (
    Action,
    BadQuery,
    Day,
    Id,
    Line,
    Page,
    PageQuery,
    Reason,
    Text,
    actions_of,
    day_or_today,
    page_of,
)
from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.api.fields import Instant, Title
from dieuphoi.steering.meetings.filters import EntryFilter
from dieuphoi.steering.meetings.selectors import calendar as reading
from dieuphoi.steering.meetings.services import NewEntry
from dieuphoi.steering.meetings.states import ENTRY_LIFE

router = Router(tags=["meetings"])

KindCode = Literal["MEETING", "VISIT", "INSPECTION", "SESSION", "OTHER"]


class CalendarPart(Schema):
    id: int
    name: str


class CalendarEntryOut(Schema):
    """A line of a calendar. ``meeting_id`` names the meeting it is of, whether or not the asker may open it."""

    id: int
    org_id: int
    org: str
    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    room: str
    venue: str
    place_id: int | None
    place: str
    is_internal: bool
    state: str
    state_reason: str
    published_at: datetime | None
    meeting_id: int | None
    clash_reason: str
    result: str


class CalendarEntryWhole(CalendarEntryOut):
    note: str
    people: list[CalendarPart]
    teams: list[CalendarPart]
    available_actions: list[Action]


class WeekLine(CalendarEntryOut):
    people: list[CalendarPart]
    teams: list[CalendarPart]
    clashes: list[str]
    changed: bool


class WeekEditionOut(Schema):
    org_id: int
    org: str
    version: int
    note: str
    publisher: str
    published_at: datetime


class WeekOut(Schema):
    monday: Day
    editions: list[WeekEditionOut]
    entries: list[WeekLine]


class CalendarEntryQuery(PageQuery):
    q: Line = ""
    kind: KindCode | None = None
    state: Literal["PLANNED", "CANCELLED"] | None = None
    since_day: Day | None = None
    until_day: Day | None = None
    mine: Literal["me"] | None = None
    unit: Id | None = None


class WeekQuery(Schema):
    week: Day | None = None
    org: Id | None = None
    person: Id | None = None
    team: Id | None = None
    place: Id | None = None
    mine: bool = False


class CalendarEntryIn(Schema):
    org_id: Id
    kind: Literal["VISIT", "INSPECTION", "SESSION", "OTHER"]
    title: Title
    starts_at: Instant
    ends_at: Instant
    people: list[Id] = []
    teams: list[Id] = []
    room_id: Id | None = None
    venue: Title = ""
    place_id: Id | None = None
    note: Text = ""
    is_internal: bool = False
    clash_reason: Text = ""


class CalendarCorrectionIn(CalendarEntryIn):
    reason: Text = ""


class CalendarResultIn(Schema):
    result: Text


class WeekPublishIn(Schema):
    org_id: Id
    monday: Day
    note: Text = ""


@router.get("", response=Page[CalendarEntryOut], summary="Danh sách lịch công tác", operation_id="calendar_list")
def entries(request: HttpRequest, query: Query[CalendarEntryQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    params = QueryDict(mutable=True)
    for name in ("q", "kind", "state", "since_day", "until_day", "mine"):
        if (value := getattr(query, name)) not in (None, ""):
            params[name] = str(value)
    if query.unit is not None:
        params["unit"] = f"#{query.unit}"
    found = EntryFilter(params, reading.entries(actor, actor.on), request=request)
    if not found.form.is_valid():
        raise BadQuery([(name, "; ".join(map(str, errors))) for name, errors in found.form.errors.items()])
    return page_of(found.qs.order_by("-starts_at", "pk"), query, _out)


@router.get("/week", response=WeekOut, summary="Lịch một tuần", operation_id="calendar_week")
def week(request: HttpRequest, query: Query[WeekQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    day = day_or_today(request, query.week)
    if not reading.is_near(day):
        raise BadQuery([("week", _("Năm phải từ 2000 đến 2199."))])
    monday = reading.monday_of(day)
    asked = reading.WeekAsked(monday, query.org, query.person, query.team, query.place, mine=query.mine)
    found = reading.week(actor, asked)
    return {
        "monday": monday,
        "editions": [_edition(row) for row in found.editions],
        "entries": [
            {
                **_out(row),
                **_parts(row),
                "clashes": [each.words for each in found.clashes.get(row.pk, [])],
                "changed": row.pk in found.changed,
            }
            for row in found.entries
        ],
    }


@router.get("/{int:entry_id}", response=CalendarEntryWhole, summary="Một việc trong lịch", operation_id="calendar_read")
def entry(request: HttpRequest, entry_id: Id) -> Any:
    return _whole(request, entry_id)


@router.post("", response={201: CalendarEntryWhole}, summary="Ghi việc vào lịch", operation_id="calendar_add")
def add(request: HttpRequest, body: CalendarEntryIn) -> Any:
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    row = services.entry_add(actor=actor, new=_new(body.dict()), now=now)
    return Status(201, _whole(request, row.pk))


@router.post("/publish", response=WeekEditionOut, summary="Công bố lịch tuần", operation_id="calendar_publish")
def publish(request: HttpRequest, body: WeekPublishIn) -> Any:
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    return _edition(services.week_publish(actor=actor, now=now, **body.dict()))


@router.post(
    "/{int:entry_id}/correct", response=CalendarEntryWhole, summary="Sửa việc trong lịch",
    operation_id="calendar_correct",
)  # fmt: skip
def correct(request: HttpRequest, entry_id: Id, body: CalendarCorrectionIn) -> Any:
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    services.entry_correct(
        actor=actor, entry_id=entry_id, new=_new(body.dict(exclude={"reason"})), reason=body.reason, now=now
    )
    return _whole(request, entry_id)


@router.post("/{int:entry_id}/result", response=CalendarEntryWhole, summary="Ghi kết quả",
             operation_id="calendar_result")  # fmt: skip
def result(request: HttpRequest, entry_id: Id, body: CalendarResultIn) -> Any:
    return _done(request, services.entry_result, entry_id, body.dict())


@router.post("/{int:entry_id}/cancel", response=CalendarEntryWhole, summary="Hủy việc", operation_id="calendar_cancel")
def cancel(request: HttpRequest, entry_id: Id, body: Reason) -> Any:
    return _done(request, services.entry_cancel, entry_id, body.dict())


@router.post("/{int:entry_id}/restore", response=CalendarEntryWhole, summary="Khôi phục",
             operation_id="calendar_restore")  # fmt: skip
def restore(request: HttpRequest, entry_id: Id, body: Reason) -> Any:
    return _done(request, services.entry_restore, entry_id, body.dict())


@router.post("/{int:entry_id}/void", response=CalendarEntryWhole, summary="Rút vì ghi nhầm",
             operation_id="calendar_void")  # fmt: skip
def void(request: HttpRequest, entry_id: Id, body: Reason) -> Any:
    return _done(request, services.entry_void, entry_id, body.dict())


def _done(request: HttpRequest, service: Any, entry_id: int, values: dict[str, Any]) -> dict[str, Any]:
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    service(actor=actor, entry_id=entry_id, now=now, **values)
    return _whole(request, entry_id)


def _new(values: dict[str, Any]) -> NewEntry:
    return NewEntry(**{**values, "people": tuple(values["people"]), "teams": tuple(values["teams"])})


_SAME = (
    "org_id", "kind", "title", "starts_at", "ends_at", "venue", "place_id", "is_internal", "state", "state_reason",
    "published_at", "meeting_id", "clash_reason", "result",
)  # fmt: skip


def _out(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk, "org": row.org.name, "room": row.room.name if row.room is not None else "",
        "place": row.place_name, **{name: getattr(row, name) for name in _SAME},
    }  # fmt: skip


def _parts(row: Any) -> dict[str, Any]:
    return {
        name: [{"id": key, "name": said} for key, said in getattr(row, name)] for name in ("people", "teams")
    }


def _whole(request: HttpRequest, entry_id: int) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    row = reading.entry(actor, entry_id)
    return {
        **_out(row), **_parts(row), "note": row.note, "available_actions": actions_of(ENTRY_LIFE.options(actor, row)),
    }  # fmt: skip


def _edition(row: Any) -> dict[str, Any]:
    return {
        "org_id": row.org_id, "org": row.org.name, "version": row.version, "note": row.note,
        "publisher": row.publisher_name, "published_at": row.recorded_at,
    }  # fmt: skip
