"""Comments on amendments: who may be mentioned, and who is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.notify.comments import tell_of_comment
from dieuphoi.core.register.comments import CommentKind
from dieuphoi.programme.assessments.amendments import policies, selectors
from dieuphoi.programme.assessments.amendments.models import AmendmentComment, AmendmentCommentMark
from dieuphoi.registry.access.recipients import readers_of_unit


def amendment_url(amendment: Any) -> str:
    return reverse("assessments:amendment", args=[amendment.pk])


def _readers(actor: Actor, amendment: Any) -> list[tuple[int, str]]:
    return readers_of_unit(amendment.sheet.unit_id, actor.on)


def _tell(actor: Actor, amendment: Any, comment: Any, now: datetime) -> None:
    where = f"{amendment.sheet.unit_name} – {amendment.sheet.round.title}"
    url = amendment_url(amendment)
    tell_of_comment(kind="amendment", url=url, where=where, actor=actor, comment=comment, now=now)


AMENDMENT_COMMENTS = CommentKind(
    key="amendment",
    comment=AmendmentComment,
    mark=AmendmentCommentMark,
    record_field="amendment",
    load=selectors.amendment_by_id,
    url=amendment_url,
    may_comment=policies.may_comment,
    people=_readers,
    announce=_tell,
    title=lambda amendment: amendment.sheet.unit_name,
)
