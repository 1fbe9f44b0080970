"""Giving, extending and ending roles."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import day_after
from dieuphoi.registry.access import policies
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.notices import roles_ended, roles_given
from dieuphoi.registry.access.roles import COMMUNE, DEPARTMENT, Role
from dieuphoi.registry.accounts.models import Account


def role_assign(
    *,
    actor: Actor,
    account_id: int,
    role: str,
    start: date,
    end: date | None,
    now: datetime,
    org_id: int | None = None,
    place_id: int | None = None,
    reason: str = "",
    coordinator: bool = False,
) -> RoleAssignment:
    """Give a role from ``start`` until before ``end`` (``None``: until ended). Rights never grow by themselves.

    ``coordinator``: its holder also looks after the accounts of the organisation's people.
    Raises :class:`InputErrors` for an unknown role, a missing place or organisation, an end before the start, a
    closed account, or the same role twice on one day.
    """
    require(policies.may_assign_roles(actor, role))
    errors = []
    if role not in Role.values:
        errors.append(InputError(_("Vai trò “%(role)s” không có.") % {"role": role}, field="role"))
    if role in {*COMMUNE, Role.ASSIGNED_LEADER} and place_id is None:
        errors.append(InputError(_("Vai trò này cần một xã."), field="place"))
    if role in DEPARTMENT and org_id is None:
        errors.append(InputError(_("Vai trò này cần một sở, ngành."), field="org"))
    if end is not None and end <= start:
        errors.append(InputError(_("Ngày kết thúc phải sau ngày bắt đầu."), field="end"))
    if coordinator and org_id is None:
        errors.append(InputError(_("Người điều phối cần một cơ quan."), field="org"))
    if errors:
        raise InputErrors(errors)
    with act(actor, "role.assign", reason=reason):
        _check_account(account_id, role, org_id, place_id, start, end)
        made = RoleAssignment.objects.create(
            account_id=account_id,
            role=role,
            org_id=org_id,
            place_id=place_id,
            valid=DateRange(start, end),
            reason=reason,
            coordinator=coordinator,
        )
        roles_given(actor, [made], now)
    return made


def _check_account(
    account_id: int, role: str, org_id: int | None, place_id: int | None, start: date, end: date | None
) -> None:
    """The account is open and does not hold the same role already on one of the days."""
    account = Account.objects.select_for_update(of=("self",)).filter(id=account_id, is_system=False).first()
    if account is None or not account.is_active:
        raise InputErrors([InputError(_("Tài khoản này không có hoặc đã đóng."), field="account")])
    same = RoleAssignment.objects.filter(
        account_id=account_id, role=role, org_id=org_id, place_id=place_id, valid__overlap=DateRange(start, end)
    ).first()
    if same is not None:
        until = day_after(same.valid)
        words = _("đến trước ngày %(day)s") % {"day": format_date(until)} if until else _("chưa có ngày kết thúc")
        message = _("Người này đã có đúng vai trò đó (%(until)s). Hãy gia hạn thay vì giao lại.")
        raise InputErrors([InputError(message % {"until": words}, field="role")])


def role_extend(
    *, actor: Actor, assignment_id: int, end: date | None, reason: str, now: datetime
) -> RoleAssignment:
    """Let a role that has not ended last until before ``end`` (``None``: until ended). A sooner end is no extension."""
    with act(actor, "role.extend", reason=reason):
        row = RoleAssignment.objects.select_for_update(of=("self",)).one_visible_to(actor, id=assignment_id)
        require(policies.may_assign_roles(actor, row.role))
        until = day_after(row.valid)
        if row.valid.isempty or (until is not None and until <= today(now)):
            raise Refused("role_ended", _("Vai trò này đã kết thúc; hãy giao vai trò mới."))
        if until is None:
            raise Refused("role_open", _("Vai trò này không có ngày kết thúc."))
        if end is not None and end <= until:
            message = _("Ngày mới phải sau ngày kết thúc hiện nay (đến trước ngày %(day)s).")
            raise InputErrors([InputError(message % {"day": format_date(until)}, field="end")])
        row.valid = DateRange(row.valid.lower, end)
        row.save(update_fields=["valid"])
        roles_given(actor, [row], now)
    return row


def coordinator_mark(*, actor: Actor, assignment_id: int, on: bool, reason: str, now: datetime) -> RoleAssignment:
    """Make the holder of a role the coordinator of its organisation, or no longer."""
    with act(actor, "role.coordinator", reason=reason):
        row = RoleAssignment.objects.select_for_update(of=("self",)).one_visible_to(actor, id=assignment_id)
        require(policies.may_assign_roles(actor, row.role))
        until = day_after(row.valid)
        if row.valid.isempty or (until is not None and until <= today(now)):
            raise Refused("role_ended", _("Vai trò này đã kết thúc; hãy giao vai trò mới."))
        if on and row.org_id is None:
            raise InputErrors([InputError(_("Người điều phối cần một cơ quan."), field="org")])
        if row.coordinator == on:
            raise Refused("unchanged", _("Đã như vậy rồi."))
        row.coordinator = on
        row.save(update_fields=["coordinator"])
    return row


def role_end(*, actor: Actor, assignment_id: int, on: date, reason: str, now: datetime) -> RoleAssignment:
    """End a role on a day: from then on it opens nothing, nor does what was lent of it. What was done under it stays.

    Raises :class:`Refused` where nobody would be left to keep the accounts.
    """
    with act(actor, "role.end", reason=reason):
        row = RoleAssignment.objects.select_for_update(of=("self",)).one_visible_to(actor, id=assignment_id)
        require(policies.may_assign_roles(actor, row.role))
        end_row(actor, row, on)
        roles_ended(actor, [row], reason, now)
    return row


def end_row(actor: Actor, row: RoleAssignment, on: date) -> None:
    """The change itself, for acts that have asked their own policy."""
    if row.valid.lower is not None and on < row.valid.lower:
        raise InputErrors([InputError(_("Ngày kết thúc không được trước ngày bắt đầu vai trò."), field="on")])
    until = day_after(row.valid)
    if not actor.is_system and (row.valid.isempty or (until is not None and until < on)):
        raise Refused("role_ended", _("Vai trò này kết thúc trước ngày đó rồi."))
    if row.role == Role.ADMINISTRATOR and not actor.is_system:
        _check_last_administrator(row, on)
    row.valid = DateRange(row.valid.lower, on)
    row.save(update_fields=["valid"])


def _check_last_administrator(row: RoleAssignment, on: date) -> None:
    others = RoleAssignment.objects.filter(
        role=Role.ADMINISTRATOR, account__is_active=True, valid__contains=on
    ).exclude(pk=row.pk)
    if not others.exists():
        raise Refused(
            "last_administrator", _("Đây là người quản trị cuối cùng. Hãy giao vai trò quản trị cho người khác trước.")
        )
