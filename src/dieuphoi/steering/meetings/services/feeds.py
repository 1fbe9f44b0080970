"""Personal addresses of one's calendar: made, shown once, revoked."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.steering.meetings import policies
from dieuphoi.steering.meetings.models import CalendarFeed
from dieuphoi.steering.meetings.selectors.feeds import digest_of

MOST: Final = 10
"""So many addresses of one person may be open at once."""


def feed_create(*, actor: Actor, name: str, whole: bool = False, now: datetime) -> tuple[CalendarFeed, str]:
    """A new secret address; the secret is returned this once and never kept."""
    require(policies.may_feed(actor))
    with act(actor, "calendar.feed"):
        if not name.strip():
            raise InputErrors([InputError(_("Hãy ghi dùng ở đâu, ví dụ: điện thoại."), field="name")])
        if CalendarFeed.objects.visible_to(actor).filter(revoked_at=None).count() >= MOST:
            raise Refused("too_many", _("Đã có 10 địa chỉ đang dùng: hãy thu hồi bớt rồi tạo thêm."))
        secret = secrets.token_urlsafe(32)
        feed = CalendarFeed(
            account_id=actor.id, name=" ".join(name.split())[:80], whole=whole, prefix=secret[:6],
            digest=digest_of(secret), created_at=now,
        )  # fmt: skip
        feed.save(force_insert=True)
    return feed, secret


def feed_revoke(*, actor: Actor, feed_id: int, now: datetime) -> CalendarFeed:
    """The address answers no more, from this instant on."""
    with act(actor, "calendar.feed_revoke"):
        feed = CalendarFeed.objects.locked().one_visible_to(actor, pk=feed_id)
        if feed.revoked_at is not None:
            raise Refused("revoked", _("Địa chỉ này đã thu hồi."))
        feed.revoked_at = now
        feed.save(update_fields=["revoked_at"])
    return feed
