"""Comments on versions of a set: who may be named, and who is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.notify.comments import tell_of_comment
from dieuphoi.core.register.comments import CommentKind
from dieuphoi.programme.criteria import policies, selectors
from dieuphoi.programme.criteria.models import SetVersionComment, SetVersionCommentMark
from dieuphoi.programme.criteria.states import VersionState
from dieuphoi.registry.access.recipients import people_in_roles
from dieuphoi.registry.access.roles import DEPARTMENT, OFFICE, Role


def set_url(version: Any) -> str:
    return reverse("criteria:set", args=[version.pk])


def _people(actor: Actor, version: Any) -> list[tuple[int, str]]:
    """The office; of what is shown also those who verify and lead. A draft is seen by the office alone."""
    shown = () if version.state == VersionState.DRAFT else (*DEPARTMENT, Role.LEADER)
    return people_in_roles((*OFFICE, *shown), actor.on)


def _rows(actor: Actor, version: Any) -> list[tuple[str, str]]:
    return [(row.code, f"{row.code} {row.name}") for row in selectors.indicators_of(version.pk)]


def _tell(actor: Actor, version: Any, comment: Any, now: datetime) -> None:
    tell_of_comment(
        kind=SET_COMMENTS.key, url=set_url(version), where=str(version), actor=actor, comment=comment, now=now
    )


SET_COMMENTS = CommentKind(
    key="set_version",
    comment=SetVersionComment,
    mark=SetVersionCommentMark,
    record_field="version",
    load=selectors.version,
    url=set_url,
    may_comment=policies.may_comment_set,
    people=_people,
    anchors=_rows,
    announce=_tell,
)
