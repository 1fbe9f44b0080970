"""First sign-in by a printed slip: one-time passwords for accounts that have not been used yet.

No table keeps the slips. That one is out is told by the account itself: it is opened without a usable password, and
a slip gives it one. A slip does not lapse; it ends with the first sign-in or with the next slip of the account.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
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


def unused_accounts(actor: Actor, *, renew: bool = False) -> QuerySet[Account]:
    """Open accounts within the actor's scope that nobody has signed in to and that have no slip yet.

    With ``renew`` also those whose slip, or other first password, is out.
    """
    found: QuerySet[Account] = Account.objects.visible_to(actor).filter(
        is_active=True, is_system=False, last_login__isnull=True, must_change_password=True
    )
    return found if renew else found.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)


def slips_issue(
    *, actor: Actor, now: datetime, renew: bool = False, usernames: Collection[str] | None = None
) -> list[Slip]:
    """New one-time passwords for open accounts that nobody has signed in to yet, by given name.

    By default those without a slip: a slip that is out keeps working. With ``renew`` all of them, and with
    ``usernames`` exactly these, slip out or not; an earlier slip of theirs stops working.
    An account in use is left alone: a slip is not a reset. Nothing is changed where one of ``usernames`` is unknown
    (:class:`InputErrors`, all of them), or is in use or closed (:class:`Refused`, all of them with the reason).
    """
    require(may_manage_accounts(actor))
    with act(actor, "account.slip"):
        if usernames is None:
            accounts = unused_accounts(actor, renew=renew)
        else:
            accounts = _named(actor, usernames)
        chosen = list(
            accounts.select_related("person")
            .order_by("person__given_name_key", "username")
            .select_for_update(of=("self",))
        )
        if usernames is not None:
            _check_unused(chosen)
        people = {account.pk: account.person for account in chosen if account.person is not None}
        posts: dict[int, list[str]] = {}
        for row in holders_on(actor, today(now), people=[person.pk for person in people.values()]):
            posts.setdefault(row.person_id, []).append(f"{row.title}, {row.org_name}")
        slips = []
        for account in chosen:
            password = one_time_password()
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


def one_time_password() -> str:
    """A password for one sign-in that people can read from paper."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(_GROUPS))


def slip_of(*, actor: Actor, account: Account, now: datetime) -> Slip:
    """A new one-time password for one account, used or not, as a slip. Sessions end by the changed password.

    Inside the act of the caller, who has the right to it and says why (``registry.access.resets``).
    """
    password = one_time_password()
    account.password = make_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    person = account.person
    posts = holders_on(actor, today(now), people=[person.pk]) if person is not None else []
    return Slip(
        account_id=account.pk,
        full_name=str(account),
        username=account.username,
        password=password,
        posts="; ".join(f"{row.title}, {row.org_name}" for row in posts),
    )


def _named(actor: Actor, usernames: Collection[str]) -> QuerySet[Account]:
    """The accounts of these names, however they are written."""
    wanted = dict.fromkeys(name.strip().lower() for name in usernames)
    found: QuerySet[Account] = Account.objects.visible_to(actor).filter(username__in=wanted, is_system=False)
    known = set(found.values_list("username", flat=True))
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise InputErrors(
            [
                InputError(_("Không có tài khoản “%(name)s”.") % {"name": name}, field="username", value=name)
                for name in unknown
            ]
        )
    return found


def _check_unused(accounts: Collection[Account]) -> None:
    """Raise :class:`Refused` with the reason of each account that takes no first slip."""
    reasons = [(account.username, reason) for account in accounts if (reason := _why_no_slip(account))]
    if reasons:
        listed = "; ".join(f"“{username}”: {reason}" for username, reason in reasons)
        raise Refused(
            "no_first_slip",
            _("Phiếu chỉ dành cho lần đăng nhập đầu tiên. Chưa cấp phiếu nào: %(reasons)s.") % {"reasons": listed},
        )


def _why_no_slip(account: Account) -> str:
    if not account.is_active:
        return _("tài khoản đã đóng")
    if account.last_login is not None:
        return _("đã có người đăng nhập, lần gần nhất ngày %(day)s") % {"day": format_date(today(account.last_login))}
    if not account.must_change_password:
        return _("mật khẩu đã được đổi")
    return ""
