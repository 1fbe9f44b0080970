"""Comments on tasks: the thread that all bodies of a task share (S0-50)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.notify.comments import tell_of_comment
from dieuphoi.core.register.comments import CommentKind
from dieuphoi.steering.tasks import policies, selectors
from dieuphoi.steering.tasks.models import TaskComment, TaskCommentMark
from dieuphoi.steering.tasks.tables import task_url


def _load(actor: Actor, task_id: int) -> Any:
    return selectors.task(actor, task_id, actor.on)


def _people(actor: Actor, record: Any) -> list[tuple[int, str]]:
    return selectors.readers_of(record, actor.on)


def _tell(actor: Actor, record: Any, comment: Any, now: datetime) -> None:
    tell_of_comment(
        kind=TASK_COMMENTS.key, url=task_url(record), where=str(record), actor=actor, comment=comment, now=now
    )


TASK_COMMENTS = CommentKind(
    key="task",
    comment=TaskComment,
    mark=TaskCommentMark,
    record_field="task",
    load=_load,
    url=task_url,
    may_comment=policies.may_comment,
    people=_people,
    announce=_tell,
)
