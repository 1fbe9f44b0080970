"""The routers of meetings and inputs, and how a meeting, its parts and an input are told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from dieuphoi.core.kernel.api import BadQuery, actions_of
from dieuphoi.steering.meetings import tables
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.states import INPUT_LIFE, MEETING_LIFE

router = Router(tags=["meetings"])
inputs_router = Router(tags=["meetings"])


def actor_of(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def now_of(request: HttpRequest) -> datetime:
    return request.now  # type: ignore[attr-defined, no-any-return]


def narrowed(found: Any) -> Any:
    if not found.form.is_valid():
        raise BadQuery([(name, "; ".join(map(str, errors))) for name, errors in found.form.errors.items()])
    return found.qs


_SAME = (
    "title", "state", "host_id", "starts_at", "ends_at", "time_open", "venue", "place_id", "is_online", "previous_id",
    "request_id", "about", "shares_inputs", "is_internal", "state_reason", "clash_reason", "point_count",
    "input_count", "input_sent", "input_missing", "conclusion_count",
)  # fmt: skip


def meeting_out(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind.name,
        "group": row.kind.group,
        "host": row.host.name,
        "chair": tables.chair_words(row),
        "room": row.room.name if row.room is not None else "",
        "place": row.place_name,
        "series": row.series.name if row.series is not None else "",
        **{name: getattr(row, name) for name in _SAME},
    }


def meeting_whole(request: HttpRequest, meeting_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    one = reading.meeting(actor, meeting_id)
    counted = reading.meetings(actor, actor.on).get(pk=meeting_id)
    same = ("link", "invited_at", "concluded_at", "concluded_by", "no_conclusion")
    items = reading.conclusions_of(actor, [meeting_id]).get(meeting_id, [])
    notice = getattr(one, "notice", None)
    return {
        **meeting_out(counted),
        **{name: getattr(one, name) for name in same},
        "notice": str(notice) if notice is not None else "",
        "agenda": [_agenda(row) for row in reading.agenda_of(actor, meeting_id)],
        "invitees": [_invitee(row) for row in reading.invitees_of(actor, meeting_id)],
        "points": [_point(row) for row in reading.points_of(actor, meeting_id)],
        "files": [file_out(row) for row in reading.files_of(actor, meeting_id)],
        "inputs": [input_out(row) for row in reading.inputs_of(actor, meeting_id, actor.on)],
        "minutes": [_minutes(row) for row in reading.minutes_of(actor, meeting_id)],
        "conclusions": [_conclusion(row) for row in items],
        "available_actions": actions_of(MEETING_LIFE.options(actor, one)),
    }


def _agenda(row: Any) -> dict[str, Any]:
    org = row.presenter_org.name if row.presenter_org is not None else ""
    return {"id": row.pk, "presenter_org": org,
            **{name: getattr(row, name) for name in ("position", "title", "presenter", "minutes", "note")}}  # fmt: skip


def _invitee(row: Any) -> dict[str, Any]:
    seen = row.seen
    return {
        "id": row.pk, "org_id": row.org_id, "person_id": row.person_id, "committee_id": row.committee_id,
        "name": str(row), "presence": seen.presence if seen else "", "substitute": seen.substitute if seen else "",
        "note": row.note,
    }  # fmt: skip


def _point(row: Any) -> dict[str, Any]:
    seen = row.seen
    return {
        "id": row.pk, "org_id": row.org_id, "name": row.org.name, "venue": row.venue,
        "contact_name": row.contact_name, "contact_phone": row.contact_phone,
        "presence": seen.presence if seen else "", "head_count": seen.head_count if seen else None,
    }  # fmt: skip


def _minutes(row: Any) -> dict[str, Any]:
    approval = getattr(row, "approval", None)
    return {
        "id": row.pk, "version": row.version, "text": row.text, "consensus": row.consensus, "writer": row.writer_name,
        "written_at": row.recorded_at, "approved_by": approval.approver_name if approval is not None else "",
    }  # fmt: skip


def _conclusion(row: Any) -> dict[str, Any]:
    same = ("number", "text", "lead_id", "due_on", "no_due_reason", "product")
    lead = row.lead.name if row.lead is not None else ""
    return {"id": row.pk, "lead": lead, "addressees": row.to, **{name: getattr(row, name) for name in same}}


def input_out(row: Any) -> dict[str, Any]:
    same = ("meeting_id", "org_id", "person_id", "topic", "due_on", "standing", "text", "answered_at", "answered_by")
    return {
        "id": row.pk, "meeting": row.meeting.title, "who": tables.who_words(row),
        **{name: getattr(row, name) for name in same},
    }  # fmt: skip


def input_whole(request: HttpRequest, input_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    row = reading.input_by_id(actor, input_id, actor.on)
    files = [file_out(each) for each in reading.files_of(actor, row.meeting_id) if each.input_id == row.pk]
    return {**input_out(row), "files": files, "available_actions": actions_of(INPUT_LIFE.options(actor, row))}


def file_out(row: Any) -> dict[str, Any]:
    same = ("purpose", "name", "note", "agenda_item_id", "point_id", "input_id")
    return {"id": row.pk, "size": row.blob.size, **{name: getattr(row, name) for name in same}}
