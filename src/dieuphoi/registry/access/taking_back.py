"""Taking an import of people back: nobody is removed, who never signed in is as if they had never come (S0-30)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.exchange.importers import Applied
from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.undoing import NEVER, Named, never_valid, refuse_rests, restore, stays, touched
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.registry.access import notices
from dieuphoi.registry.access.models import AccessReview, Delegation, RoleAssignment
from dieuphoi.registry.access.people import FREED
from dieuphoi.registry.access.roles import Role, role_label
from dieuphoi.registry.accounts.models import Account, ApiToken, SignInSession
from dieuphoi.registry.organisations.models import (
    CommitteeMember,
    FieldMonitor,
    Handover,
    Holding,
    Person,
    PersonnelCheck,
    Post,
)
from dieuphoi.registry.organisations.services import one_at_a_time
from dieuphoi.registry.organisations.sheets.undoing import POST_NAMED, never_valid_and_free, refuse_held

WRITES: Final = (Person, Post, Holding, PersonnelCheck, Account, RoleAssignment)
_SHOWN: Final = 8
_NAMES: Final = {
    Post: POST_NAMED,
    Holding: Named(lambda row: f"{row.person.full_name} – {row.post.title}", ("person", "post")),
    PersonnelCheck: Named(lambda row: row.person.full_name, ("person",)),
    Account: Named(lambda row: f"{row} ({row.username})", ("person",)),
    RoleAssignment: Named(lambda row: f"{row.account} – {role_label(row.role)}", ("account__person",)),
}


def people_take_back(*, actor: Actor, run: ImportRun, reason: str, now: datetime) -> Applied:
    """Put people, posts, accounts and roles as they were before an import of the sheet of people.

    What the run changed gets its former values. Posts and holdings that it made were never valid; accounts that it
    opened are closed and their user names set free; roles it gave were never valid, but of people who were here since
    the import: theirs end today, for they may have been used. Raises ``Refused`` (409): ``signed_in``
    when somebody has signed in with an account that the run opened, ``rests`` for work given to people it made and for
    what hangs on its roles, ``last_administrator`` where nobody would be left to keep the accounts.
    """
    one_at_a_time()
    fresh = {model: [pk for pk, is_new in touched(run, model).items() if is_new] for model in WRITES}
    _refuse_signed_in(fresh[Account])
    _refuse_what_rests(fresh[Person], fresh[RoleAssignment])
    posts: list[int] = []
    ended: list[RoleAssignment] = []

    def end_posts(rows: list[Any]) -> None:
        posts.extend(row.pk for row in rows)
        never_valid_and_free("title")(rows)

    def close_accounts(rows: list[Any]) -> None:
        for row in rows:
            mark = f"{FREED}{row.pk}"
            row.username = row.username[: 60 - len(mark)] + mark
            row.is_active, row.closed_at = False, now
        Account.objects.bulk_update(rows, ["username", "is_active", "closed_at"])

    def end_roles(rows: list[Any]) -> None:
        busy = _busy_since([row.account_id for row in rows], run)
        used = [row for row in rows if row.account_id in busy]
        if unused := [row for row in rows if row.account_id not in busy]:
            never_valid(unused)
            for row in unused:
                row.valid = NEVER
        day = today(now)
        for row in used:
            begins = row.valid.lower
            row.valid = DateRange(begins, day) if begins is None or begins < day else NEVER
        RoleAssignment.objects.bulk_update(used, ["valid"])
        # Whose account the run opened has never been here to be told anything.
        ended.extend(row for row in rows if row.account_id not in fresh[Account])

    def no_longer_asked(rows: list[Any]) -> None:
        PersonnelCheck.objects.filter(pk__in=[row.pk for row in rows]).update(
            state="DONE", note=_("Hoàn tác lần nhập danh sách cán bộ.")
        )

    rules = {
        Person: stays, Post: end_posts, Holding: never_valid, PersonnelCheck: no_longer_asked,
        Account: close_accounts, RoleAssignment: end_roles,
    }  # fmt: skip
    done = restore(run, WRITES, end=rules, named=_NAMES)
    refuse_held(posts)
    if not _administrators(actor):
        raise Refused(
            "last_administrator", _("Đây là người quản trị cuối cùng. Hãy giao vai trò quản trị cho người khác trước.")
        )
    notices.roles_ended(actor, ended, reason, now)
    return done


def _busy_since(accounts: Collection[int], run: ImportRun) -> set[int]:
    """The accounts with which somebody was here since the import was written."""
    sessions = SignInSession.objects.filter(account_id__in=accounts, last_seen_at__gte=run.applied_at)
    tokens = ApiToken.objects.filter(account_id__in=accounts, last_used_at__gte=run.applied_at)
    return {*sessions.values_list("account_id", flat=True), *tokens.values_list("account_id", flat=True)}


def _administrators(actor: Actor) -> bool:
    return actor.is_system or RoleAssignment.objects.filter(
        role=Role.ADMINISTRATOR, account__is_active=True, valid__contains=actor.on
    ).exists()  # fmt: skip


def _refuse_signed_in(accounts: Collection[int]) -> None:
    """An account that somebody has used stands for what they did: it is closed by hand, when they leave."""
    used = {
        *SignInSession.objects.filter(account_id__in=accounts).values_list("account_id", flat=True),
        *ApiToken.objects.filter(account_id__in=accounts).values_list("account_id", flat=True),
        *Account.objects.filter(id__in=accounts, last_login__isnull=False).values_list("id", flat=True),
    }
    if used:
        names = [str(row) for row in Account.objects.filter(id__in=used).select_related("person").order_by("id")]
        raise Refused(
            "signed_in",
            _(
                "Đã có người đăng nhập bằng tài khoản của lần nhập này: %(names)s. "
                "Hãy kết thúc vai trò, đóng tài khoản của từng người ở trang Tài khoản."
            )
            % {"names": "; ".join(names[:_SHOWN])},
        )


def _refuse_what_rests(people: Collection[int], roles: Sequence[int]) -> None:
    found = [
        f"{label}: {row.person}"
        for model, label in ((CommitteeMember, _("Ban Chỉ đạo")), (FieldMonitor, _("Phân công theo dõi")))
        for row in model.objects.filter(person_id__in=people, valid__isempty=False).select_related("person")[:_SHOWN]
    ]
    handed = Handover.objects.filter(giver_id__in=people) | Handover.objects.filter(receiver_id__in=people)
    found += [f"{_('Bàn giao')}: {row.giver or row.receiver}" for row in handed.select_related("giver", "receiver")]
    lent = Delegation.objects.filter(assignment_id__in=roles, valid__isempty=False).select_related("delegate__person")
    found += [f"{_('Ủy quyền')}: {row.delegate}" for row in lent[:_SHOWN]]
    looked = AccessReview.objects.filter(assignment_id__in=roles).select_related("assignment__account__person")
    found += [f"{_('Rà soát quyền')}: {row.assignment.account}" for row in looked[:_SHOWN]]
    refuse_rests(found)
