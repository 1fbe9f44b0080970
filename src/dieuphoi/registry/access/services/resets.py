"""Repairing somebody's sign-in: a new one-time password on a slip, a lost second step; and closing an account whole."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.access import policies
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.notices import sign_in_repaired
from dieuphoi.registry.access.selectors.people import standing
from dieuphoi.registry.access.services.roles import end_row
from dieuphoi.registry.accounts import second_step, slips
from dieuphoi.registry.accounts.models import Account, AccountAct, SessionEnd
from dieuphoi.registry.accounts.policies import in_person
from dieuphoi.registry.accounts.records import record
from dieuphoi.registry.accounts.services import account_close
from dieuphoi.registry.accounts.sessions import sessions_end_all


def _account(actor: Actor, account_id: int) -> Account:
    rows = Account.objects.filter(is_system=False).select_related("person")
    account: Account = rows.select_for_update(of=("self",)).one_visible_to(actor, id=account_id)
    return account


def password_reset(*, actor: Actor, account_id: int, reason: str, now: datetime) -> slips.Slip:
    """A new one-time password, to be handed over; the sessions of the account end at once.

    The second step stays: who has the paper alone does not get in.
    """
    require(in_person(actor))
    with act(actor, "account.reset_password", reason=reason):
        account = _account(actor, account_id)
        require(policies.may_reset(actor, standing(account_id, today(now))))
        slip = slips.slip_of(actor=actor, account=account, now=now)
        sessions_end_all(account_id=account_id, how=SessionEnd.RESET, now=now)
        record(account, AccountAct.RESET, reason, now)
        sign_in_repaired(actor, account_id, "password", reason, now)
    return slip


def second_step_reset(*, actor: Actor, account_id: int, reason: str, now: datetime) -> None:
    """Take the second step off an account whose owner lost the telephone; its sessions end at once."""
    require(in_person(actor))
    with act(actor, "account.reset_second_step", reason=reason):
        account = _account(actor, account_id)
        require(policies.may_reset(actor, standing(account_id, today(now))))
        if not second_step.remove(account_id):
            raise Refused("no_second_step", _("Tài khoản này chưa bật bước thứ hai."))
        sessions_end_all(account_id=account_id, how=SessionEnd.RESET, now=now)
        record(account, AccountAct.SECOND_STEP_RESET, reason, now)
        sign_in_repaired(actor, account_id, "second_step", reason, now)


def person_leave(*, actor: Actor, account_id: int, reason: str, now: datetime, end_roles: bool = True) -> Account:
    """Close an account because its owner leaves; with ``end_roles`` the roles end today too. Nothing is removed."""
    day = today(now)
    with act(actor, "account.leave", reason=reason):
        for role in standing(account_id, day).roles:
            # Who may not take a role away does not take it away by closing its holder's account.
            require(policies.may_assign_roles(actor, role))
        account = account_close(actor=actor, account_id=account_id, reason=reason, now=now)
        if end_roles:
            rows = RoleAssignment.objects.filter(account_id=account_id, valid__overlap=DateRange(day, None))
            for row in rows.select_for_update(of=("self",)):
                lower = row.valid.lower
                end_row(actor, row, day if lower is None else max(day, lower))
    return account
