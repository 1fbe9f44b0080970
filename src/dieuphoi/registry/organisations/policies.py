"""Who keeps the register of organisations and people. Reading organisations is free to everybody signed
in.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal


def may_manage_organisations(actor: Actor) -> Answer:
    # Role codes live in registry.access, two floors up; here they are plain words.
    if actor.has_role("administrator", "office_head", "office_specialist"):
        return Allowed()
    return Refusal(
        "not_allowed",
        _("Chỉ Văn phòng điều phối hoặc quản trị hệ thống được sửa danh sách cơ quan và cán bộ."),
    )


def may_enter_people(actor: Actor) -> Answer:
    """Bring people in by a sheet: it opens accounts and gives roles, so it takes the right to do both."""
    if actor.has_role("administrator", "office_head"):
        return Allowed()
    return Refusal(
        "not_allowed",
        _("Chỉ quản trị hệ thống hoặc lãnh đạo Văn phòng được nạp danh sách cán bộ và tài khoản."),
    )
