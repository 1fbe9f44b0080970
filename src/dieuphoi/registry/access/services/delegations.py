"""Lending a role for a bounded time, and ending that."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import day_after, first_day
from dieuphoi.registry.access import policies
from dieuphoi.registry.access.models import Delegation, DelegationPlace, RoleAssignment
from dieuphoi.registry.access.notices import delegation_given
from dieuphoi.registry.access.roles import LENT_IN_PARTS
from dieuphoi.registry.access.selectors.actor import units_inside
from dieuphoi.registry.accounts.models import Account


def delegation_give(
    *,
    actor: Actor,
    assignment_id: int,
    delegate_id: int,
    start: date,
    end: date | None,
    reason: str,
    now: datetime,
    place_ids: Collection[int] = (),
) -> Delegation:
    """Lend one's own role from ``start`` until before ``end``, whole or on some of its places.

    It can never reach further than the role: it ends with it, is not lent on, and carries no mark of coordinator.
    Raises :class:`Refused` for another's role, :class:`InputErrors` with everything that does not fit.
    """
    with act(actor, "delegation.give", reason=reason):
        row = RoleAssignment.objects.select_for_update(of=("self",)).one_visible_to(actor, id=assignment_id)
        require(policies.may_lend(actor, row))
        errors = [
            *_faults_of_time(row, start, end, today(now)),
            *_faults_of_places(row, place_ids),
            *_faults_of_delegate(actor, delegate_id),
        ]
        if not reason.strip():
            errors.append(InputError(_("Hãy ghi lý do."), field="reason"))
        if errors:
            raise InputErrors(errors)
        made = Delegation.objects.create(
            assignment=row, delegate_id=delegate_id, valid=DateRange(start, end), reason=reason
        )
        DelegationPlace.objects.bulk_create(
            [DelegationPlace(delegation=made, unit_id=unit, recorded_at=now) for unit in sorted(set(place_ids))]
        )
        delegation_given(actor, made, row.role, now)
    return made


def delegation_end(*, actor: Actor, delegation_id: int, reason: str, now: datetime) -> Delegation:
    """End what was lent, from today on: by who lent, who borrowed, or who keeps the roles."""
    day = today(now)
    with act(actor, "delegation.end", reason=reason):
        row = (
            Delegation.objects.select_related("assignment")
            .select_for_update(of=("self",))
            .one_visible_to(actor, id=delegation_id)
        )
        require(policies.may_end_delegation(actor, row))
        until = day_after(row.valid)
        if row.valid.isempty or (until is not None and until <= day):
            raise Refused("delegation_ended", _("Ủy quyền này đã kết thúc."))
        row.valid = DateRange(row.valid.lower, max(day, row.valid.lower))
        row.save(update_fields=["valid"])
    return row


def _faults_of_time(row: RoleAssignment, start: date, end: date | None, day: date) -> list[InputError]:
    errors = []
    if end is None:
        return [InputError(_("Ủy quyền phải có ngày kết thúc."), field="end")]
    if start < day:
        errors.append(InputError(_("Ủy quyền không ghi lùi: ngày bắt đầu phải từ hôm nay."), field="start"))
    if end <= start:
        errors.append(InputError(_("Ngày kết thúc phải sau ngày bắt đầu."), field="end"))
    first, until = first_day(row.valid), day_after(row.valid)
    if row.valid.isempty or (until is not None and until <= day):
        errors.append(InputError(_("Vai trò này đã kết thúc."), field="start"))
    elif first is not None and start < first:
        message = _("Vai trò của bạn chỉ bắt đầu từ ngày %(day)s.")
        errors.append(InputError(message % {"day": format_date(first)}, field="start"))
    elif until is not None and end > until:
        message = _("Vai trò của bạn chỉ đến trước ngày %(day)s; không ủy quyền lâu hơn thế được.")
        errors.append(InputError(message % {"day": format_date(until)}, field="end"))
    return errors


def _faults_of_places(row: RoleAssignment, place_ids: Collection[int]) -> list[InputError]:
    if not place_ids:
        return []
    if row.role not in LENT_IN_PARTS:
        message = _("Quyền của vai trò này không chia theo địa bàn, nên chỉ ủy quyền được cả vai trò.")
        return [InputError(message, field="places")]
    if row.place_id is not None and not set(place_ids) <= units_inside(row.place_id):
        return [InputError(_("Có đơn vị không thuộc phạm vi vai trò của bạn."), field="places")]
    return []


def _faults_of_delegate(actor: Actor, delegate_id: int) -> list[InputError]:
    if delegate_id == actor.id:
        return [InputError(_("Không ủy quyền cho chính mình."), field="delegate")]
    if not Account.objects.filter(id=delegate_id, is_active=True, is_system=False).exists():
        return [InputError(_("Tài khoản này không có hoặc đã đóng."), field="delegate")]
    return []
