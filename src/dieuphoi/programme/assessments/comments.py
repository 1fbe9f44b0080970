"""Comments on sheets and rounds: who may be mentioned, and who is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.notify.kinds import MENTION, REPLY
from dieuphoi.core.notify.services import house_language, notify
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


def _announce(kind: str, url: str, where: str, actor: Actor, comment: Any, now: datetime) -> None:
    """Whoever was named hears of it at once; the one who is answered with the digest."""
    parent = comment.reply_to
    link = f"{url}#comment-{comment.reply_to_id or comment.pk}"
    with house_language():
        notify(
            actor=actor,
            to=comment.mentions,
            kind=MENTION.key,
            once=f"comment:{kind}:{comment.pk}:mention",
            title=_("%(who)s nhắc tới bạn: %(where)s") % {"who": actor.name, "where": where},
            text=comment.text,
            url=link,
            at_once=True,
            now=now,
        )
        if parent is not None and parent.actor_id not in comment.mentions:
            notify(
                actor=actor,
                to=[parent.actor_id],
                kind=REPLY.key,
                once=f"comment:{kind}:{comment.pk}:reply",
                title=_("%(who)s trả lời ý kiến của bạn: %(where)s") % {"who": actor.name, "where": where},
                text=comment.text,
                url=link,
                now=now,
            )


def _tell_of_sheet(actor: Actor, sheet: Any, comment: Any, now: datetime) -> None:
    where = f"{sheet.unit_name} – {sheet.round.title}"
    _announce("sheet", sheet_url(sheet), where, actor, comment, now)


def _tell_of_round(actor: Actor, round_: Any, comment: Any, now: datetime) -> None:
    _announce("round", round_url(round_), round_.title, actor, comment, now)


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
