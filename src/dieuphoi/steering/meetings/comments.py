"""Comments on meetings: who may be named, and who is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.notify.comments import tell_of_comment
from dieuphoi.core.register.comments import CommentKind
from dieuphoi.steering.meetings import people, policies, tables
from dieuphoi.steering.meetings.models import MeetingComment, MeetingCommentMark
from dieuphoi.steering.meetings.selectors import meetings as reading


def _people(actor: Actor, record: Any) -> list[tuple[int, str]]:
    return people.who_reads(record, actor.on)


def _tell(actor: Actor, record: Any, comment: Any, now: datetime) -> None:
    tell_of_comment(
        kind=MEETING_COMMENTS.key, url=tables.meeting_url(record), where=str(record), actor=actor, comment=comment,
        now=now,
    )  # fmt: skip


MEETING_COMMENTS = CommentKind(
    key="meeting",
    comment=MeetingComment,
    mark=MeetingCommentMark,
    record_field="meeting",
    load=lambda actor, meeting_id: reading.meeting(actor, meeting_id),
    url=tables.meeting_url,
    may_comment=policies.may_comment,
    people=_people,
    announce=_tell,
)
