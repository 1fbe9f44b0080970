"""Opening, closing and equipping accounts."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.accounts import policies
from dieuphoi.registry.accounts import scopes as areas
from dieuphoi.registry.accounts.models import Account, ApiToken, SessionEnd
from dieuphoi.registry.accounts.sessions import sessions_end_all


def account_open(
    *, actor: Actor, person_id: int, username: str, password: str | None, now: datetime
) -> Account:
    """Open an account for a person. The first password must be changed at the first sign-in.

    Without a password nobody can sign in with it yet (the coordinator hands out a first one later).
    """
    require(policies.may_manage_accounts(actor))
    username = username.strip().lower()
    errors = []
    if not username:
        errors.append(InputError(_("Hãy ghi tên đăng nhập."), field="username"))
    elif Account.objects.filter(username=username).exists():
        errors.append(
            InputError(_("Tên đăng nhập “%(name)s” đã có người dùng.") % {"name": username}, field="username")
        )
    if Account.objects.filter(person_id=person_id).exists():
        errors.append(InputError(_("Người này đã có tài khoản."), field="person"))
    if errors:
        raise InputErrors(errors)
    with act(actor, "account.open"):
        account: Account = Account.objects.create(
            person_id=person_id, username=username, password=make_password(password), must_change_password=True
        )
    return account


def account_close(*, actor: Actor, account_id: int, reason: str, now: datetime) -> Account:
    """Close an account: it cannot sign in; its sessions and tokens end at once. Nothing it did is removed.

    Raises :class:`Refused` for one's own account and for the system's.
    """
    require(policies.may_manage_accounts(actor))
    if account_id == actor.id:
        reason_not = _("Không tự đóng tài khoản của mình. Hãy nhờ một người quản trị khác.")
        raise Refused("own_account", reason_not, status=403)
    with act(actor, "account.close", reason=reason):
        account: Account = (
            Account.objects.filter(is_system=False).select_for_update(of=("self",)).one_visible_to(actor, id=account_id)
        )
        require(policies.is_open(actor, account))
        account.is_active = False
        account.closed_at = now
        account.save(update_fields=["is_active", "closed_at"])
        ApiToken.objects.filter(account=account, revoked_at__isnull=True).update(revoked_at=now)
        sessions_end_all(account_id=account.pk, how=SessionEnd.CLOSED, now=now)
    return account


def account_reopen(*, actor: Actor, account_id: int, reason: str, now: datetime) -> Account:
    """Open a closed account again (who left came back, or it was closed by mistake). It comes back as it was, but its
    tokens stay ended and its first sign-in takes a new slip.
    """
    require(policies.may_manage_accounts(actor))
    with act(actor, "account.reopen", reason=reason):
        account: Account = (
            Account.objects.filter(is_system=False).select_for_update(of=("self",)).one_visible_to(actor, id=account_id)
        )
        if account.is_active:
            raise Refused("account_open", _("Tài khoản này đang mở."))
        account.is_active = True
        account.closed_at = None
        account.password = make_password(None)
        account.must_change_password = True
        account.save(update_fields=["is_active", "closed_at", "password", "must_change_password"])
    return account


@dataclass(frozen=True, slots=True)
class FreshToken:
    """The only moment at which the secret of a token is known."""

    token: ApiToken
    secret: str


def token_create(
    *, actor: Actor, name: str, scopes: list[str], expires_on: date, now: datetime, account_id: int | None = None
) -> FreshToken:
    """Make an API token for oneself (the system may for anybody). ``scopes``: see :mod:`.scopes`."""
    unknown = set(scopes) - set(areas.ALL)
    if unknown or not scopes:
        known = ", ".join(areas.ALL)
        message = _("Phạm vi của mã phải là một hay nhiều trong: %(known)s.") % {"known": known}
        raise InputErrors([InputError(message, field="scopes")])
    owner = account_id if actor.is_system and account_id else actor.id
    secret = "dp_" + secrets.token_urlsafe(32)
    with act(actor, "token.create"):
        token = ApiToken.objects.create(
            account_id=owner,
            name=name,
            prefix=secret[:9],
            digest=token_digest(secret),
            scopes=sorted(scopes),
            created_at=now,
            expires_on=expires_on,
        )
    return FreshToken(token, secret)


def token_revoke(*, actor: Actor, token_id: int, now: datetime) -> None:
    """Stop one's own token at once."""
    with act(actor, "token.revoke"):
        token = ApiToken.objects.filter(account_id=actor.id).select_for_update().one_visible_to(actor, id=token_id)
        token.revoked_at = token.revoked_at or now
        token.save(update_fields=["revoked_at"])


def token_end(*, actor: Actor, token_id: int, reason: str, now: datetime) -> ApiToken:
    """Stop anybody's token at once. For who keeps the accounts."""
    require(policies.may_manage_accounts(actor))
    with act(actor, "token.end", reason=reason):
        token = ApiToken.objects.select_for_update().one_visible_to(actor, id=token_id)
        if token.revoked_at is not None:
            raise Refused("token_ended", _("Mã này đã thu hồi."))
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
    return token


def token_digest(secret: str) -> str:
    """What is stored of a token. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
