"""Who keeps the templates of letters: the office of the place. Who reads a whole place sees them. Roles are names to
core."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.core.letters import places

KEEPERS: Final = ("office_head", "office_specialist")


def may_see(actor: Actor, _nothing: object = None) -> Answer:
    """Open the pages of templates: who reads some whole province."""
    if places.places_of(actor, actor.on):
        return Allowed()
    return Refusal("no_province", _("Chỉ người làm việc ở cấp tỉnh xem được mẫu văn bản của tỉnh."))


def may_keep_some(actor: Actor, _nothing: object = None) -> Answer:
    """Upload a template for some place: who is of an office."""
    if actor.is_system or actor.writes(*KEEPERS):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối được thay mẫu văn bản."))


def may_keep(actor: Actor, place_id: int) -> Answer:
    """Upload and withdraw for this place: its own office."""
    if actor.is_system or place_id in actor.writes(*KEEPERS):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối của tỉnh được thay mẫu văn bản của tỉnh."))


def may_withdraw(actor: Actor, template: Any) -> Answer:
    """The office withdraws a template that was not withdrawn yet."""
    answer = may_keep(actor, template.place_id)
    if not answer:
        return answer
    if template.is_withdrawn:
        return Refusal("withdrawn", _("Mẫu này đã được rút."), status=409)
    return Allowed()
