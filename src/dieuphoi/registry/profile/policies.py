"""Who keeps the measures, and who enters the figures, planning documents and plans of a commune."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal

# Role codes live in registry.access, floors up; here they are plain words.
_OFFICE = ("office_head", "office_specialist")


def may_keep_measures(actor: Actor, record: Any = None) -> Answer:
    if actor.has_role(*_OFFICE):
        return Allowed()
    return Refusal("not_allowed", _("Chỉ Văn phòng điều phối được sửa danh mục chỉ số hồ sơ xã."))


def may_enter(actor: Actor, unit_id: int) -> Answer:
    """Write about a unit: its own officers, and the office."""
    if unit_id in actor.writes():
        return Allowed()
    return Refusal("not_allowed", _("Chỉ cán bộ của xã và Văn phòng điều phối được nhập hồ sơ của xã này."))


def may_enter_somewhere(actor: Actor, record: Any = None) -> Answer:
    if actor.writes():
        return Allowed()
    return Refusal("not_allowed", _("Chỉ cán bộ xã và Văn phòng điều phối được nhập hồ sơ xã."))
