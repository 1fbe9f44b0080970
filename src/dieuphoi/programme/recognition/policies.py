"""Who records recognitions. Reading them is free to everybody signed in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.registry.access.policies import may_say
from dieuphoi.registry.access.roles import OFFICE


def may_record_some(actor: Actor, _nothing: object = None) -> Answer:
    """Whether the actor records recognitions of any unit at all: who is of the office."""
    if actor.is_system or actor.reads(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối được ghi danh sách công nhận."))


def may_record(actor: Actor, unit_id: int, province_id: int | None) -> Answer:
    """The office, for units that lie in its province or once did."""
    places = actor.reads(*OFFICE)
    if actor.is_system or unit_id in places or province_id in places:
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối của tỉnh được ghi công nhận của đơn vị này."))


def may_change(actor: Actor, record: Any) -> Answer:
    """Correct, acknowledge, revoke, take back: the office, while the row stands."""
    if record.withdrawn:
        return Refusal("withdrawn", _("Công nhận này đã được rút vì ghi nhầm."), status=409)
    return may_record(actor, record.unit_id, record.province_id)


def may_acknowledge(actor: Actor, record: Any) -> Answer:
    """As :func:`may_change`, unless it was revoked."""
    if getattr(record, "revoked_on", None) is not None:
        return Refusal("revoked", _("Công nhận này đã bị thu hồi nên không thừa nhận lại được."), status=409)
    return may_change(actor, record)


def may_revoke(actor: Actor, record: Any) -> Answer:
    """As :func:`may_change`, unless it was revoked already."""
    if getattr(record, "revoked_on", None) is not None:
        return Refusal("revoked", _("Công nhận này đã bị thu hồi."), status=409)
    return may_change(actor, record)


def may_comment(actor: Actor, record: Any) -> Answer:
    """Who works with the programme, while the recognition stands; revoked or taken back it is only read."""
    if record.withdrawn:
        return Refusal("withdrawn", _("Công nhận này đã được rút vì ghi nhầm: chỉ đọc ý kiến."), status=409)
    if record.revoked_on is not None:
        return Refusal("revoked", _("Công nhận này đã bị thu hồi: chỉ đọc ý kiến."), status=409)
    return may_say(actor)
