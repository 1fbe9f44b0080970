"""Giving and ending roles."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.access import policies
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.roles import COMMUNE, DEPARTMENT, Role


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
) -> RoleAssignment:
    """Give a role from ``start`` until before ``end`` (``None``: until ended). Rights never grow by themselves.

    Raises :class:`InputErrors` for an unknown role, a missing place or organisation, or an end before the start.
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
    if errors:
        raise InputErrors(errors)
    with act(actor, "role.assign", reason=reason):
        return RoleAssignment.objects.create(
            account_id=account_id,
            role=role,
            org_id=org_id,
            place_id=place_id,
            valid=DateRange(start, end),
            reason=reason,
        )


def role_end(*, actor: Actor, assignment_id: int, on: date, reason: str, now: datetime) -> RoleAssignment:
    """End a role on a day: from that day on it opens nothing. What was done under it stays."""
    assignment = RoleAssignment.objects.visible_to(actor).select_for_update()
    with act(actor, "role.end", reason=reason):
        row = assignment.one_visible_to(actor, id=assignment_id)
        require(policies.may_assign_roles(actor, row.role))
        if row.valid.lower is not None and on < row.valid.lower:
            raise InputErrors([InputError(_("Ngày kết thúc không được trước ngày bắt đầu vai trò."), field="on")])
        row.valid = DateRange(row.valid.lower, on)
        row.save(update_fields=["valid"])
    return row
