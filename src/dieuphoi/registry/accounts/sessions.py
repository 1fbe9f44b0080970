"""Sign-ins as sessions that people can see and end.

A session is written at sign-in; ``last_seen_at`` moves at sign-in and with what the person posts (at most every five
minutes): reading a page never writes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from axes.helpers import get_client_ip_address
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.accounts.models import SessionEnd, SignInSession
from dieuphoi.registry.accounts.policies import may_manage_accounts

SEEN_EVERY: Final = timedelta(minutes=5)
"""So long a session stays as it was last seen."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One open session in words."""

    id: int
    device: str
    ip: str
    started_at: datetime
    last_seen_at: datetime
    is_this: bool


def self_actor(account: Any, now: datetime) -> Actor:
    """The account as the one who acts upon itself, before anybody asks for its roles."""
    return Actor(id=account.pk, name=str(account), on=today(now))


def session_open(*, account: Any, request: HttpRequest, now: datetime) -> SignInSession:
    """Write down the sign-in of this request's session. A second call for the same session changes nothing."""
    if request.session.session_key is None:
        request.session.save()
    key = str(request.session.session_key)
    with act(self_actor(account, now), "session.open"):
        row, _made = SignInSession.objects.get_or_create(
            key=key,
            defaults={
                "account_id": account.pk,
                "ip": get_client_ip_address(request) or None,
                "device": request.META.get("HTTP_USER_AGENT", "")[:300].replace("\0", ""),
                "started_at": now,
                "last_seen_at": now,
            },
        )
    return row


def session_seen(*, account: Any, request: HttpRequest, now: datetime) -> None:
    """The person did something just now. Called for what is posted only."""
    key = request.session.session_key
    if key is None:
        return
    mine = SignInSession.objects.filter(key=key)
    if mine.filter(last_seen_at__lt=now - SEEN_EVERY).update(last_seen_at=now):
        return
    if not mine.exists():
        session_open(account=account, request=request, now=now)


def session_signed_out(*, account: Any, key: str | None, now: datetime) -> None:
    """The person left by themselves."""
    if key is not None and account is not None and account.pk:
        with act(self_actor(account, now), "session.sign_out"):
            _end(SignInSession.objects.filter(key=key, account_id=account.pk), SessionEnd.SIGNED_OUT, now)


def session_end(*, actor: Actor, session_id: int, now: datetime, reason: str = "") -> SignInSession:
    """End one session of one's own, or (who keeps the accounts, with a reason) of another. It is signed out at once."""
    with act(actor, "session.end", reason=reason):
        row: SignInSession = SignInSession.objects.select_for_update().one_visible_to(actor, id=session_id)
        if row.account_id != actor.id:
            require(may_manage_accounts(actor))
        _end(SignInSession.objects.filter(pk=row.pk), SessionEnd.ENDED, now)
    row.refresh_from_db()
    return row


def sessions_end_others(*, actor: Actor, but: str | None, now: datetime) -> int:
    """End all of one's own sessions but the one with the key ``but``; how many."""
    with act(actor, "session.end"):
        rows = SignInSession.objects.filter(account_id=actor.id, ended_at__isnull=True).exclude(key=but or "")
        return _end(rows, SessionEnd.ENDED, now)


def sessions_end_all(*, account_id: int, how: SessionEnd, now: datetime) -> int:
    """End all sessions of an account, inside the act of the caller, who has the right to it."""
    return _end(SignInSession.objects.filter(account_id=account_id, ended_at__isnull=True), how, now)


def _end(rows: Any, how: SessionEnd, now: datetime) -> int:
    keys = list(rows.filter(ended_at__isnull=True).values_list("key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return int(SignInSession.objects.filter(key__in=keys, ended_at__isnull=True).update(ended_at=now, ended_how=how))


def open_sessions(actor: Actor, *, account_id: int, now: datetime, this: str | None = None) -> list[SessionRow]:
    """The open sessions of an account within the actor's scope, the last seen first."""
    rows = list(
        SignInSession.objects.visible_to(actor)
        .filter(account_id=account_id, ended_at__isnull=True)
        .order_by("-last_seen_at", "-id")
    )
    alive = set(
        Session.objects.filter(session_key__in=[row.key for row in rows], expire_date__gt=now).values_list(
            "session_key", flat=True
        )
    )
    return [
        SessionRow(row.pk, device_words(row.device), row.ip or "", row.started_at, row.last_seen_at, row.key == this)
        for row in rows
        if row.key in alive
    ]


def session_of(actor: Actor, session_id: int) -> SessionRow:
    """One session within the actor's scope, for the page that asks before ending it. Raises :class:`NotVisible`."""
    row = SignInSession.objects.visible_to(actor).filter(id=session_id, ended_at__isnull=True).first()
    if row is None:
        raise NotVisible(_("Phiên này không có, đã kết thúc, hoặc ngoài phạm vi của bạn."))
    return SessionRow(row.pk, device_words(row.device), row.ip or "", row.started_at, row.last_seen_at, False)


def session_owner(actor: Actor, session_id: int) -> int:
    """Whose session it is. Raises :class:`NotVisible`."""
    return int(SignInSession.objects.all().one_visible_to(actor, id=session_id).account_id)


_BROWSERS: Final = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("coc_coc_browser", "Cốc Cốc"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("HeadlessChrome", "Chrome"),
    ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_words(agent: str) -> str:
    """A browser's own long name in two words people know: ``Chrome, Windows``. Order matters: Edge also says Chrome."""
    browser = next((name for mark, name in _BROWSERS if re.search(rf"\b{mark}\w*/", agent)), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part) or _("Thiết bị không rõ")
