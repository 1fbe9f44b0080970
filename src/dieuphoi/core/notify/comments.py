"""Who hears of a comment: whoever was named, at once; the one who is answered, with the digest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.notify.kinds import MENTION, REPLY
from dieuphoi.core.notify.services import house_language, notify


def tell_of_comment(*, kind: str, url: str, where: str, actor: Actor, comment: Any, now: datetime) -> None:
    """Tell of a comment of a kind (``core.register.comments``) on the record at ``url``, which is called ``where``.

    Inside the act that adds the comment: what is refused tells nobody.
    """
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
