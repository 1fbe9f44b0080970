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
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.accounts import policies
from dieuphoi.registry.accounts.models import Account, ApiToken


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
    """Close an account: it cannot sign in and its tokens stop. Nothing it did is removed."""
    require(policies.may_manage_accounts(actor))
    with act(actor, "account.close", reason=reason):
        account: Account = Account.objects.select_for_update().one_visible_to(actor, id=account_id)
        account.is_active = False
        account.closed_at = now
        account.save(update_fields=["is_active", "closed_at"])
        ApiToken.objects.filter(account=account, revoked_at__isnull=True).update(revoked_at=now)
    return account


@dataclass(frozen=True, slots=True)
class FreshToken:
    """The only moment at which the secret of a token is known."""

    token: ApiToken
    secret: str


def token_create(
    *, actor: Actor, name: str, scopes: list[str], expires_on: date, now: datetime, account_id: int | None = None
) -> FreshToken:
    """Make an API token for oneself (the system may for anybody). ``scopes``: ``read``, ``write``."""
    unknown = set(scopes) - {"read", "write"}
    if unknown or not scopes:
        raise InputErrors([InputError(_("Phạm vi của mã phải là read hoặc write."), field="scopes")])
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
    """Stop a token at once."""
    with act(actor, "token.revoke"):
        token = ApiToken.objects.select_for_update().one_visible_to(actor, id=token_id)
        token.revoked_at = token.revoked_at or now
        token.save(update_fields=["revoked_at"])


def token_digest(secret: str) -> str:
    """What is stored of a token. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
