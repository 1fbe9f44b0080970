"""First sign-in by a printed slip: one-time passwords for accounts that have not been used yet."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.accounts.policies import may_manage_accounts
from dieuphoi.registry.organisations.selectors import holders_on

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""No i l o 0 1: a slip is read by people."""
_GROUPS: Final = 3


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip. The only moment at which the password is known; it must be changed at the first sign-in."""

    account_id: int
    full_name: str
    username: str
    password: str
    posts: str


def unused_accounts(actor: Actor) -> QuerySet[Account]:
    """Open accounts within the actor's scope that nobody has signed in to yet."""
    found: QuerySet[Account] = Account.objects.visible_to(actor).filter(
        is_active=True, is_system=False, last_login__isnull=True, must_change_password=True
    )
    return found


def slips_issue(*, actor: Actor, now: datetime, account_ids: Collection[int] | None = None) -> list[Slip]:
    """New one-time passwords for open accounts that nobody has signed in to yet (all, or these), by
    given name.

    An account in use is left alone: a slip is not a reset. An earlier slip of the same account stops working.
    """
    require(may_manage_accounts(actor))
    with act(actor, "account.slip"):
        accounts = unused_accounts(actor)
        if account_ids is not None:
            accounts = accounts.filter(id__in=account_ids)
        chosen = list(
            accounts.select_related("person")
            .order_by("person__given_name_key", "username")
            .select_for_update(of=("self",))
        )
        people = {account.pk: account.person for account in chosen if account.person is not None}
        posts: dict[int, list[str]] = {}
        for row in holders_on(actor, today(now), people=[person.pk for person in people.values()]):
            posts.setdefault(row.person_id, []).append(f"{row.title}, {row.org_name}")
        slips = []
        for account in chosen:
            password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(_GROUPS))
            account.password = make_password(password)
            person = people[account.pk]
            slips.append(
                Slip(
                    account_id=account.pk,
                    full_name=person.full_name,
                    username=account.username,
                    password=password,
                    posts="; ".join(posts.get(person.pk, [])),
                )
            )
        Account.objects.bulk_update(chosen, ["password"], batch_size=500)
    return slips
