"""Who prepares, approves and withdraws public lists. What is published is read by everybody, signed in or not."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.insight.portal.content import Tampered, content_of
from dieuphoi.registry.access.roles import OFFICE, Role

READERS: Final = (*OFFICE, Role.LEADER, Role.INSPECTOR)
"""Who reads the register of public lists with its drafts: the office, the province's leaders, the inspectors."""


def may_read_some(actor: Actor, _nothing: object = None) -> Answer:
    """Open the register at all. Whoever may not reads what is public, like everybody."""
    if actor.is_system or actor.reads(*READERS):
        return Allowed()
    return Refusal(
        "not_office", _("Chỉ Văn phòng điều phối và lãnh đạo tỉnh xem việc soạn và duyệt danh sách công khai.")
    )


def may_prepare_some(actor: Actor, _nothing: object = None) -> Answer:
    """Prepare a list of some province: who is of the office."""
    if actor.is_system or actor.writes(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối được soạn danh sách công khai."))


def may_prepare(actor: Actor, province_id: int) -> Answer:
    """Prepare a list of this province: its own office."""
    if actor.is_system or province_id in actor.writes(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối của tỉnh được soạn danh sách công khai của tỉnh."))


def may_drop(actor: Actor, record: Any) -> Answer:
    """Put aside a list that waits: the office, also who prepared it."""
    return may_prepare(actor, record.province_id)


def may_approve(actor: Actor, record: Any) -> Answer:
    """The head of the office or a deputy – and never who prepared the list."""
    if not actor.is_system and record.province_id not in actor.writes(Role.OFFICE_HEAD):
        return Refusal("not_office_head", _("Chỉ lãnh đạo Văn phòng điều phối được duyệt danh sách công khai."))
    if record.prepared_by_id == actor.id:
        return Refusal(
            "same_person", _("Người soạn không tự duyệt danh sách của mình. Hãy để lãnh đạo khác của Văn phòng duyệt.")
        )
    return Allowed()


def may_withdraw(actor: Actor, record: Any) -> Answer:
    """The head of the office or a deputy takes a published list back; who prepared it may, too."""
    if actor.is_system or record.province_id in actor.writes(Role.OFFICE_HEAD):
        return Allowed()
    return Refusal("not_office_head", _("Chỉ lãnh đạo Văn phòng điều phối được rút danh sách đã công khai."))


def content_is_whole(_actor: Actor, record: Any) -> Answer:
    """Only what is still as it was prepared becomes public."""
    try:
        content_of(record)
    except Tampered as fault:
        return Refusal("tampered", str(fault), status=409)
    return Allowed()
