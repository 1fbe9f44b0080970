"""Comments on work programmes: on the whole, or on one line of it, settled or not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.notify.comments import tell_of_comment
from dieuphoi.core.register.comments import CommentKind
from dieuphoi.steering.tasks import plan_policies
from dieuphoi.steering.tasks.models import PlanComment, PlanCommentMark
from dieuphoi.steering.tasks.plan_tables import plan_url
from dieuphoi.steering.tasks.selectors import plans


def _people(actor: Actor, record: Any) -> list[tuple[int, str]]:
    return plans.readers_inside(record, actor.on)


def _anchors(actor: Actor, record: Any) -> list[tuple[str, str]]:
    return plans.anchors_of(record)


def _tell(actor: Actor, record: Any, comment: Any, now: datetime) -> None:
    tell_of_comment(
        kind=PLAN_COMMENTS.key, url=plan_url(record), where=record.title, actor=actor, comment=comment, now=now
    )


PLAN_COMMENTS = CommentKind(
    key="plan",
    comment=PlanComment,
    mark=PlanCommentMark,
    record_field="plan",
    load=plans.plan,
    url=plan_url,
    may_comment=plan_policies.may_comment,
    people=_people,
    anchors=_anchors,
    announce=_tell,
)
