"""Comments on documents: who may be named, and who is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.notify.comments import tell_of_comment
from dieuphoi.core.register.comments import CommentKind
from dieuphoi.steering.directives import policies, selectors
from dieuphoi.steering.directives.models import DocumentComment, DocumentCommentMark
from dieuphoi.steering.directives.recipients import readers_of_document
from dieuphoi.steering.directives.tables import document_url


def _load(actor: Actor, document_id: int) -> Any:
    return selectors.document(actor, document_id, actor.on)


def _people(actor: Actor, record: Any) -> list[tuple[int, str]]:
    return readers_of_document(record, actor.on)


def _tell(actor: Actor, record: Any, comment: Any, now: datetime) -> None:
    tell_of_comment(
        kind=DOCUMENT_COMMENTS.key, url=document_url(record), where=str(record), actor=actor, comment=comment, now=now
    )


DOCUMENT_COMMENTS = CommentKind(
    key="document",
    comment=DocumentComment,
    mark=DocumentCommentMark,
    record_field="document",
    load=_load,
    url=document_url,
    may_comment=policies.may_comment,
    people=_people,
    announce=_tell,
)
