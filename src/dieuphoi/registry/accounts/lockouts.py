"""Wrong passwords and codes are counted by django-axes, in the database; here is who is locked, and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off, get_credentials
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Min, Sum
from django.http import HttpRequest
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.accounts.models import Account, AccountAct, AccountActRecord
from dieuphoi.registry.accounts.policies import may_see_lockouts, may_unlock


@dataclass(frozen=True, slots=True)
class Lock:
    """A user name that may not try from an address for now. ``account_id`` is empty for a name that is nobody's."""

    id: int
    username: str
    ip: str
    account_id: int | None
    full_name: str
    tries: int
    since: datetime
    until: datetime


def may_try(request: HttpRequest, username: str) -> bool:
    """Whether this name may try from here now. Where not, the answer of the request becomes the page that says so."""
    if AxesProxyHandler.is_allowed(request, get_credentials(username=username)):
        return True
    request.axes_locked_out = True  # type: ignore[attr-defined]
    request.axes_credentials = get_credentials(username=username)  # type: ignore[attr-defined]
    return False


def count_wrong(request: HttpRequest, username: str) -> None:
    """One more wrong try (password or code) of this name from this address."""
    credentials = get_credentials(username=username)
    AxesProxyHandler.user_login_failed(sender=count_wrong, credentials=credentials, request=request)


def locks(actor: Actor, now: datetime) -> list[Lock]:
    """Who is locked now, the latest first; nobody for who may not see it."""
    if not may_see_lockouts(actor):
        return []
    wait = get_cool_off() or timedelta()
    rows = (
        AccessAttempt.objects.filter(attempt_time__gte=now - wait)
        .values("username", "ip_address")
        .annotate(
            first=Min("pk"), tries=Sum("failures_since_start"), since=Max("attempt_time"),
        )
        .filter(tries__gte=settings.AXES_FAILURE_LIMIT)
        .order_by("-since")
    )  # fmt: skip
    found = list(rows)
    names = {row["username"] for row in found if row["username"]}
    owners = {
        account.username: account
        for account in Account.objects.visible_to(actor).filter(username__in=names).select_related("person")
    }
    return [
        Lock(
            id=row["first"],
            username=row["username"] or "",
            ip=row["ip_address"] or "",
            account_id=owners[row["username"]].pk if row["username"] in owners else None,
            full_name=str(owners[row["username"]]) if row["username"] in owners else "",
            tries=row["tries"],
            since=row["since"],
            until=row["since"] + wait,
        )
        for row in found
    ]


def lock_of(actor: Actor, lock_id: int, now: datetime) -> Lock:
    """One lock. Raises :class:`NotVisible` when it is over, or not this person's to see."""
    for lock in locks(actor, now):
        if lock.id == lock_id:
            return lock
    raise NotVisible(_("Không còn khóa này: đã hết giờ, đã mở, hoặc ngoài phạm vi của bạn."))


def unlock(*, actor: Actor, lock_id: int, reason: str, now: datetime) -> Lock:
    """Let a locked name try again at once. The failed tries stay in the log of failures."""
    with act(actor, "account.unlock", reason=reason):
        require(may_unlock(actor))
        lock = lock_of(actor, lock_id, now)
        AccessAttempt.objects.filter(username=lock.username or None, ip_address=lock.ip or None).delete()
        AccountActRecord.objects.create(
            account_id=lock.account_id,
            username=lock.username,
            kind=AccountAct.UNLOCKED,
            reason=reason,
            recorded_at=now,
        )
    return lock

