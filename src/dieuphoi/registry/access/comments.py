"""Comments on changes of units. Territory keeps them; who may be named and who is told, is known here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.notify.comments import tell_of_comment
from dieuphoi.core.register.comments import CommentKind
from dieuphoi.registry.access import policies
from dieuphoi.registry.access.recipients import readers_of_unit
from dieuphoi.registry.territory import selectors
from dieuphoi.registry.territory.models import UnitChangeComment, UnitChangeCommentMark
from dieuphoi.registry.territory.tables import change_url


def _url(change: Any) -> str:
    return change_url(change.pk)


def _people(actor: Actor, change: Any) -> list[tuple[int, str]]:
    """Whoever reads one of the units that it ends: everybody signed in sees a change, these it concerns."""
    found: dict[int, str] = {}
    for unit in change.froms.order_by("id").values_list("unit_id", flat=True):
        found.update(readers_of_unit(unit, actor.on))
    return list(found.items())


def _tell(actor: Actor, change: Any, comment: Any, now: datetime) -> None:
    tell_of_comment(
        kind=CHANGE_COMMENTS.key, url=_url(change), where=change.title, actor=actor, comment=comment, now=now
    )


CHANGE_COMMENTS = CommentKind(
    key="unit_change",
    comment=UnitChangeComment,
    mark=UnitChangeCommentMark,
    record_field="change",
    load=selectors.change_of,
    url=_url,
    may_comment=policies.may_comment_change,
    people=_people,
    announce=_tell,
)
