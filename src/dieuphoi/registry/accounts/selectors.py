"""Reading accounts' tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.registry.accounts.models import Account, ApiToken
from dieuphoi.registry.accounts.scopes import allows
from dieuphoi.registry.accounts.services import token_digest
from dieuphoi.registry.accounts.token_use import note_use


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """As whom a token acts, and how far."""

    token_id: int
    account_id: int
    scopes: frozenset[str]

    def allows(self, area: str, wanted: str) -> bool:
        """Whether the scopes reach ``wanted`` (``read``, ``write``) in ``area``."""
        return allows(self.scopes, area, wanted)


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
    note_use(token.pk, token.last_used_at, now)
    return TokenHolder(token.pk, token.account_id, frozenset(token.scopes))


def tokens_of(actor: Actor) -> QuerySet[ApiToken]:
    """One's own tokens, the newest first; revoked ones too."""
    return ApiToken.objects.visible_to(actor).filter(account_id=actor.id).order_by("-created_at", "-id")


def tokens_query(actor: Actor, _day: date) -> QuerySet[ApiToken]:
    """All tokens within the actor's scope, with their owners. For the register of who keeps the accounts."""
    return ApiToken.objects.visible_to(actor).select_related("account__person")


def token_visible(actor: Actor, token_id: int) -> ApiToken:
    """One token within the actor's scope. Raises ``NotVisible``."""
    return ApiToken.objects.select_related("account__person").one_visible_to(actor, id=token_id)


def account_visible(actor: Actor, account_id: int) -> Account:
    """One account within the actor's scope. Raises ``NotVisible``."""
    rows = Account.objects.select_related("person").filter(is_system=False)
    account: Account = rows.one_visible_to(actor, id=account_id)
    return account


def account_named(actor: Actor, username: str) -> Account:
    """The account of a user name within the actor's scope, however it is written. Raises ``NotVisible``."""
    rows = Account.objects.select_related("person").filter(is_system=False)
    account: Account = rows.one_visible_to(actor, username=username.strip().lower())
    return account


def account_of_person(person_id: int) -> int | None:
    """The id of the account of a person the caller has found within its scope."""
    found: int | None = Account.objects.filter(person_id=person_id).values_list("id", flat=True).first()
    return found
