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


def may_edit_plan(actor: Actor, change: Any, *, by_hand: bool = True) -> Answer:
    """Write a planned change anew on the page; ``by_hand`` is whether the form can say all of it."""
    answer = may_change_units(actor, change)
    if isinstance(answer, Refusal):
        return answer
    if change.state != "PLANNED":
        return Refusal("wrong_state", _("Chỉ sửa được phương án còn dự kiến. Muốn đổi, hãy lập một thay đổi mới."), 409)
    if not by_hand:
        return Refusal(
            "not_by_hand",
            _("Biểu mẫu không ghi được hết thay đổi này: hãy hủy rồi lập lại bằng bảng tính."),
            409,
        )
    return Allowed()


def may_add_units(actor: Actor, _none: Any = None) -> Answer:
    """Bring units in by a sheet."""
    return may_manage_territory(actor)
