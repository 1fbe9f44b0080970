"""Who urges, and while what."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.registry.access.roles import OFFICE, Role


def may_urge_some(actor: Actor, _nothing: object = None) -> Answer:
    """Whether the button is offered at all: the office."""
    if actor.writes(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối được đôn đốc."))


def may_urge(actor: Actor, round_: Any) -> Answer:
    """The office of the province, while the round is open: nothing waits in a frozen one."""
    if round_.province_id not in actor.writes(*OFFICE):
        return Refusal("not_office", _("Chỉ Văn phòng điều phối được đôn đốc."))
    if round_.state != "OPEN":
        return Refusal("round_not_open", _("Đợt rà soát này không mở: không còn gì để đôn đốc."), status=409)
    return Allowed()


def may_set_pause(actor: Actor, _nothing: object = None) -> Answer:
    """The head of the office says how often one may be urged."""
    if actor.writes(Role.OFFICE_HEAD):
        return Allowed()
    return Refusal("not_office_head", _("Chỉ lãnh đạo Văn phòng điều phối được đặt khoảng cách đôn đốc."))
