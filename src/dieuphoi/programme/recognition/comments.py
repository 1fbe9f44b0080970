"""Comments on recognitions: who may be named, and who is told. They hang on the first row of the chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.notify.comments import tell_of_comment
from dieuphoi.core.register.comments import CommentKind
from dieuphoi.programme.recognition import policies, selectors
from dieuphoi.programme.recognition.models import RecognitionComment, RecognitionCommentMark
from dieuphoi.programme.recognition.tables import recognition_url
from dieuphoi.registry.access.recipients import readers_of_unit


def _load(actor: Actor, recognition_id: int) -> Any:
    return selectors.recognition(actor, recognition_id, actor.on)


def _people(actor: Actor, record: Any) -> list[tuple[int, str]]:
    return readers_of_unit(record.unit_id, actor.on)


def _tell(actor: Actor, record: Any, comment: Any, now: datetime) -> None:
    tell_of_comment(
        kind=RECOGNITION_COMMENTS.key,
        url=recognition_url(record),
        where=str(record),
        actor=actor,
        comment=comment,
        now=now,
    )


RECOGNITION_COMMENTS = CommentKind(
    key="recognition",
    comment=RecognitionComment,
    mark=RecognitionCommentMark,
    record_field="recognition",
    load=_load,
    url=recognition_url,
    may_comment=policies.may_comment,
    people=_people,
    announce=_tell,
    key_of=lambda record: int(record.root_id),
)
