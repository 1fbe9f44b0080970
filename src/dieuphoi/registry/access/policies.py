"""Who may give roles."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.registry.access.roles import Role


def may_assign_roles(actor: Actor, role: str) -> Answer:
    """The administrator gives every role; the head of the office every role but the administrator's."""
    if actor.has_role(Role.ADMINISTRATOR):
        return Allowed()
    if actor.has_role(Role.OFFICE_HEAD) and role != Role.ADMINISTRATOR:
        return Allowed()
    return Refusal("not_allowed", _("Chỉ quản trị hệ thống hoặc lãnh đạo Văn phòng được giao vai trò."))
