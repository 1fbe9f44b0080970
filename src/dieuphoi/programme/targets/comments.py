"""Comments on registered targets: who may be named, and who is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.notify.comments import tell_of_comment
from dieuphoi.core.register.comments import CommentKind
from dieuphoi.programme.targets import policies, selectors
from dieuphoi.programme.targets.models import TargetComment, TargetCommentMark
from dieuphoi.programme.targets.tables import target_url
from dieuphoi.registry.access.recipients import readers_of_unit


def _load(actor: Actor, target_id: int) -> Any:
    return selectors.target(actor, target_id, actor.on)


def _people(actor: Actor, record: Any) -> list[tuple[int, str]]:
    return readers_of_unit(record.unit_id, actor.on)


def _tell(actor: Actor, record: Any, comment: Any, now: datetime) -> None:
    tell_of_comment(
        kind=TARGET_COMMENTS.key, url=target_url(record), where=str(record), actor=actor, comment=comment, now=now
    )


TARGET_COMMENTS = CommentKind(
    key="target",
    comment=TargetComment,
    mark=TargetCommentMark,
    record_field="target",
    load=_load,
    url=target_url,
    may_comment=policies.may_comment,
    people=_people,
    announce=_tell,
)
