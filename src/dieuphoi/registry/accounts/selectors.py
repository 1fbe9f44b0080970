"""Reading accounts' tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.registry.accounts.models import ApiToken
from dieuphoi.registry.accounts.services import token_digest


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """As whom a token acts, and how far."""

    token_id: int
    account_id: int
    scopes: frozenset[str]


def token_holder(secret: str, now: datetime) -> TokenHolder | None:
    """Whom a token's secret stands for; ``None`` when it is unknown, revoked, expired or its account closed.

    A token works until the day before ``expires_on``. Nobody is signed in yet here, so no actor is asked.
    """
    token = ApiToken.objects.filter(
        digest=token_digest(secret),
        revoked_at__isnull=True,
        expires_on__gt=today(now),
        account__is_active=True,
        account__is_system=False,
    ).first()
    if token is None:
        return None
    return TokenHolder(token.pk, token.account_id, frozenset(token.scopes))


def tokens_of(actor: Actor) -> QuerySet[ApiToken]:
    """One's own tokens, the newest first; revoked ones too."""
    return ApiToken.objects.visible_to(actor).order_by("-created_at", "-id")
