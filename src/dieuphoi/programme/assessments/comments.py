"""Comments on sheets and rounds: who may be mentioned, and who is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.notify.comments import tell_of_comment
from dieuphoi.core.register.comments import CommentKind
from dieuphoi.programme.assessments import policies, selectors
from dieuphoi.programme.assessments.models import (
    RoundComment,
    RoundCommentMark,
    SheetComment,
    SheetCommentMark,
)
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.registry.access.recipients import readers_of_unit


def sheet_url(sheet: Any) -> str:
    return reverse("assessments:sheet", args=[sheet.pk])


def round_url(round_: Any) -> str:
    return reverse("assessments:round", args=[round_.pk])


def _readers_of_sheet(actor: Actor, sheet: Any) -> list[tuple[int, str]]:
    return readers_of_unit(sheet.unit_id, actor.on)


def _readers_of_round(actor: Actor, round_: Any) -> list[tuple[int, str]]:
    return readers_of_unit(round_.province_id, actor.on)


def _indicators(actor: Actor, sheet: Any) -> list[tuple[str, str]]:
    return [(row.code, f"{row.code} {row.name}") for row in criteria.indicators_of(sheet.round.version_id)]


def _tell_of_sheet(actor: Actor, sheet: Any, comment: Any, now: datetime) -> None:
    where = f"{sheet.unit_name} – {sheet.round.title}"
    tell_of_comment(kind="sheet", url=sheet_url(sheet), where=where, actor=actor, comment=comment, now=now)


def _tell_of_round(actor: Actor, round_: Any, comment: Any, now: datetime) -> None:
    url, where = round_url(round_), round_.title
    tell_of_comment(kind="round", url=url, where=where, actor=actor, comment=comment, now=now)


SHEET_COMMENTS = CommentKind(
    key="sheet",
    comment=SheetComment,
    mark=SheetCommentMark,
    record_field="sheet",
    load=selectors.sheet_by_id,
    url=sheet_url,
    may_comment=policies.may_comment_sheet,
    people=_readers_of_sheet,
    anchors=_indicators,
    announce=_tell_of_sheet,
)

ROUND_COMMENTS = CommentKind(
    key="round",
    comment=RoundComment,
    mark=RoundCommentMark,
    record_field="round",
    load=selectors.round_by_id,
    url=round_url,
    may_comment=policies.may_comment_round,
    people=_readers_of_round,
    announce=_tell_of_round,
)
