"""Ask for written inputs before a meeting; answer, send back, ask no more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import IO, Any

from django.utils.translation import gettext as _

from dieuphoi.core.files.services import blob_store
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import local, today
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.steering.meetings import notices, policies
from dieuphoi.steering.meetings.models import FilePurpose, MeetingFile, MeetingInput
from dieuphoi.steering.meetings.services.common import meeting_locked, orgs_known, people_known
from dieuphoi.steering.meetings.states import INPUT_LIFE


def inputs_ask(
    *,
    actor: Actor,
    meeting_id: int,
    topic: str,
    due_on: date,
    orgs: Iterable[int] = (),
    people: Iterable[int] = (),
    now: datetime,
) -> list[MeetingInput]:
    """Ask organisations and people for a written input by a day; each is told at once.

    Whoever was asked for the same topic already is left alone. Raises ``InputErrors`` for no topic, a day that is past
    or after the meeting, nobody.
    """
    with act(actor, "meeting.input_ask"):
        meeting = meeting_locked(actor, meeting_id)
        require(policies.may_ask_input(actor, meeting))
        said = " ".join(topic.split())
        wanted_orgs, wanted_people = set(orgs), set(people)
        errors = orgs_known(wanted_orgs, "orgs") + people_known(actor, wanted_people, "people")
        if not said:
            errors.append(InputError(_("Hãy ghi nội dung cần báo cáo."), field="topic"))
        if due_on < today(now):
            errors.append(InputError(_("Hạn gửi không được ở trong quá khứ."), field="due_on"))
        elif not meeting.time_open and due_on > local(meeting.starts_at).date():
            errors.append(InputError(_("Hạn gửi phải trước hoặc trong ngày họp."), field="due_on"))
        if not (wanted_orgs or wanted_people):
            errors.append(InputError(_("Hãy chọn cơ quan hoặc người phải báo cáo."), field="orgs"))
        if errors:
            raise InputErrors(errors)
        there = set(
            MeetingInput.objects.filter(meeting=meeting, topic=said)
            .exclude(state="WITHDRAWN")
            .values_list("org_id", "person_id")
        )
        keys: list[tuple[int | None, int | None]] = [(each, None) for each in sorted(wanted_orgs)]
        keys += [(None, each) for each in sorted(wanted_people)]
        made = MeetingInput.objects.bulk_create(
            [
                MeetingInput(
                    meeting=meeting, org_id=org, person_id=person, topic=said, due_on=due_on, asked_at=now
                )
                for org, person in keys
                if (org, person) not in there
            ]
        )
        notices.inputs_asked(actor, meeting, made, now)
    return made


def input_answer(
    *,
    actor: Actor,
    input_id: int,
    text: str,
    data: IO[bytes] | None = None,
    name: str = "",
    now: datetime,
) -> MeetingInput:
    """Send the input, or send it again in better words: text, file, or both. Late is told as late, never refused
    before the meeting is concluded."""
    with act(actor, "meeting.input_answer"):
        row = _locked(actor, input_id)
        INPUT_LIFE.move(actor, row, "answer")
        if not text.strip() and data is None and not MeetingFile.objects.filter(input=row).exists():
            raise InputErrors([InputError(_("Hãy ghi nội dung hoặc kèm tệp báo cáo."), field="text")])
        row.text, row.answered_at, row.answered_by, row.answered_by_id = text.strip(), now, actor.name, actor.id
        row.save(update_fields=["state", "text", "answered_at", "answered_by", "answered_by_id"])
        if data is not None:
            stored = blob_store(actor=actor, data=data, name=name, now=now)
            MeetingFile(
                meeting_id=row.meeting_id, purpose=FilePurpose.INPUT, input=row, blob=stored.blob, name=stored.name,
                recorded_at=now,
            ).save(force_insert=True)  # fmt: skip
        notices.input_answered(actor, row, now)
    return row


def input_return(*, actor: Actor, input_id: int, reason: str, now: datetime) -> MeetingInput:
    """Send it back to be completed, for a reason; what was sent stays in the history."""
    with act(actor, "meeting.input_return", reason=reason):
        row = _locked(actor, input_id)
        INPUT_LIFE.move(actor, row, "return", reason=reason)
        row.save(update_fields=["state"])
        notices.input_returned(actor, row, reason, now)
    return row


def input_withdraw(*, actor: Actor, input_id: int, reason: str, now: datetime) -> MeetingInput:
    """It is asked for no more."""
    with act(actor, "meeting.input_withdraw", reason=reason):
        row = _locked(actor, input_id)
        INPUT_LIFE.move(actor, row, "withdraw", reason=reason)
        row.save(update_fields=["state"])
        notices.input_withdrawn(actor, row, reason, now)
    return row


def _locked(actor: Actor, input_id: int) -> MeetingInput:
    rows: Any = MeetingInput.objects.locked().select_related("meeting__host", "org", "person")
    found: MeetingInput = rows.one_visible_to(actor, pk=input_id)
    return found
