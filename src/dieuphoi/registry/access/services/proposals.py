"""Giving the roles that a change of units makes worth giving: ticked by somebody, never by itself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.notify.services import together
from dieuphoi.registry.access import policies
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.selectors.proposals import proposals
from dieuphoi.registry.access.services.roles import role_assign


def proposals_confirm(
    *, actor: Actor, change_id: int, keys: Collection[str], now: datetime, reason: str = ""
) -> list[RoleAssignment]:
    """Give the ticked roles on the successors, from the day of the change or from today, whichever is later, until the
    old role's end. All or none.

    Raises :class:`Refused` while the change is not applied, :class:`InputErrors` for a key that is no proposal.
    """
    require(policies.may_give_roles(actor))
    with act(actor, "role.propose", reason=reason):
        found = proposals(actor, change_id)
        if not found.applied:
            raise Refused("not_applied", _("Thay đổi chưa áp dụng nên đơn vị mới chưa có; hãy áp dụng trước."))
        open_rows = {row.key: row for row in found.rows if not row.done}
        unknown = [key for key in keys if key not in open_rows]
        if unknown or not keys:
            message = _("Có dòng không còn trong danh sách đề xuất. Hãy tải lại trang.") if keys else _(
                "Hãy chọn ít nhất một dòng."
            )
            raise InputErrors([InputError(message, field="keys")])
        start = max(found.effective_on, today(now))
        made = []
        with together(now):
            for key in keys:
                row = open_rows[key]
                words = _("Theo thay đổi địa giới: %(title)s") % {"title": found.title}
                made.append(
                    role_assign(
                        actor=actor,
                        account_id=row.account_id,
                        role=row.role,
                        org_id=row.org_id,
                        place_id=row.unit_id,
                        start=start,
                        end=row.end,
                        reason=f"{words}. {reason}".strip() if reason else words,
                        now=now,
                    )
                )
    return made
