"""Who prepares, approves and withdraws the results of a period. Two people: nobody approves what they prepared."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.registry.access.roles import OFFICE, Role


def may_prepare_some(actor: Actor, _nothing: object = None) -> Answer:
    """Prepare the results of some province: who is of the office."""
    if actor.is_system or actor.writes(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối được lập kết quả để công bố."))


def may_prepare(actor: Actor, province_id: int) -> Answer:
    if actor.is_system or province_id in actor.writes(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối của tỉnh được lập kết quả của tỉnh."))


def may_drop(actor: Actor, record: Any) -> Answer:
    """Put aside what waits: the office, also who prepared it."""
    return may_prepare(actor, record.province_id)


def may_approve(actor: Actor, record: Any) -> Answer:
    """The head of the office or a deputy, and never who prepared it – nor who stands in for them."""
    if not actor.is_system and record.province_id not in actor.writes(Role.OFFICE_HEAD):
        return Refusal("not_office_head", _("Chỉ lãnh đạo Văn phòng điều phối được duyệt kết quả để công bố."))
    if record.prepared_by_id == actor.id:
        return Refusal(
            "same_person", _("Người lập không tự duyệt kết quả của mình. Hãy để lãnh đạo khác của Văn phòng duyệt.")
        )
    return Allowed()


def may_withdraw(actor: Actor, record: Any) -> Answer:
    if actor.is_system or record.province_id in actor.writes(Role.OFFICE_HEAD):
        return Allowed()
    return Refusal("not_office_head", _("Chỉ lãnh đạo Văn phòng điều phối được rút kết quả đã công bố."))


def content_is_whole(_actor: Actor, record: Any) -> Answer:
    """Only what is still as it was prepared is published."""
    from dieuphoi.steering.tasks.result_content import holds  # the content reads models, which read the states

    if holds(record):
        return Allowed()
    return Refusal("tampered", _("Nội dung không khớp mã kiểm tra lúc lập. Hãy báo người quản trị."), status=409)
