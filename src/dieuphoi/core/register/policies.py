"""The few rights that the mechanism itself asks for. Role codes are data of ``config``: core knows no role."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal


def manages(actor: Actor) -> bool:
    """Whether the actor looks after what is common to all (``DIEUPHOI_MANAGER_ROLES``)."""
    return actor.has_role(*settings.DIEUPHOI_MANAGER_ROLES)


def may_share_view(actor: Actor, share: str) -> Answer:
    """One's own and one's unit's views are everybody's affair; what all or a whole role get is the managers'."""
    if share in ("me", "unit") or manages(actor):
        return Allowed()
    return Refusal(
        "not_manager",
        _(
            "Chỉ lãnh đạo Văn phòng điều phối hoặc quản trị hệ thống chia sẻ khung nhìn cho mọi người"
            " hay cho một vai trò."
        ),
    )


def may_change_view(actor: Actor, view: Any) -> Answer:
    """Its owner; a view of all or of a role also the managers."""
    if view.owner_id == actor.id or actor.is_system:
        return Allowed()
    if view.share in ("all", "role") and manages(actor):
        return Allowed()
    return Refusal("not_owner", _("Chỉ người lưu khung nhìn này được sửa nó."))
