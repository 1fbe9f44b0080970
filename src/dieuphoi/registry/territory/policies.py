"""Who may change territory. Reading it is free to everybody signed in (``PublicQuerySet``)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal


def may_manage_territory(actor: Actor) -> Answer:
    # Role codes live in registry.access, floors up; here they are plain words.
    if actor.has_role("administrator", "office_head"):
        return Allowed()
    return Refusal("not_allowed", _("Chỉ quản trị hệ thống hoặc lãnh đạo Văn phòng được nạp, sửa địa bàn."))


def may_change_units(actor: Actor, _change: Any = None) -> Answer:
    """Plan, apply, undo or cancel a change of units."""
    return may_manage_territory(actor)
