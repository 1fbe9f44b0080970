"""Who may bring in, publish and confirm criteria."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.registry.access.roles import OFFICE


def may_edit_sets(actor: Actor) -> Answer:
    if actor.is_system or actor.has_role(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối được nạp và sửa bộ tiêu chí."))


def may_confirm_rows(actor: Actor) -> Answer:
    if actor.is_system or actor.has_role(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ người của Văn phòng điều phối được xác nhận dòng đã đọc trong quyết định."))
