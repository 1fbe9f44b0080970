"""The review of access: somebody looks at each role and says whether it is still needed."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import day_after
from dieuphoi.registry.access import policies
from dieuphoi.registry.access.models import AccessReview, RoleAssignment
from dieuphoi.registry.access.notices import roles_ended
from dieuphoi.registry.access.services.roles import end_row


def role_keep(*, actor: Actor, assignment_id: int, now: datetime, reason: str = "") -> AccessReview:
    """The role is still needed."""
    return _review(actor, assignment_id, AccessReview.Decision.KEEP, reason, now)


def role_end_by_review(*, actor: Actor, assignment_id: int, reason: str, now: datetime) -> AccessReview:
    """The role is no longer needed: it ends today, and the review says why."""
    if not reason.strip():
        raise Refused("reason_missing", _("Hãy ghi lý do."), status=422)
    return _review(actor, assignment_id, AccessReview.Decision.END, reason, now)


def _review(
    actor: Actor, assignment_id: int, decision: AccessReview.Decision, reason: str, now: datetime
) -> AccessReview:
    with act(actor, f"role.review_{decision}", reason=reason):
        row = RoleAssignment.objects.select_for_update(of=("self",)).one_visible_to(actor, id=assignment_id)
        require(policies.may_review(actor, row))
        until = day_after(row.valid)
        if row.valid.isempty or (until is not None and until <= today(now)):
            raise Refused("role_ended", _("Vai trò này đã kết thúc, không cần rà soát."))
        if decision == AccessReview.Decision.END:
            lower = row.valid.lower
            end_row(actor, row, today(now) if lower is None else max(today(now), lower))
            roles_ended(actor, [row], reason, now)
        return AccessReview.objects.create(assignment=row, decision=decision, reason=reason, recorded_at=now)
