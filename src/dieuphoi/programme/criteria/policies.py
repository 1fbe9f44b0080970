"""Who may bring in, publish and confirm criteria."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.programme.criteria.states import VersionState
from dieuphoi.registry.access.policies import may_say
from dieuphoi.registry.access.roles import COMMUNE, DEPARTMENT, OFFICE, Role


def may_edit_sets(actor: Actor) -> Answer:
    if actor.is_system or actor.has_role(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối được nạp và sửa bộ tiêu chí."))


def may_confirm_rows(actor: Actor) -> Answer:
    if actor.is_system or actor.has_role(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ người của Văn phòng điều phối được xác nhận dòng đã đọc trong quyết định."))


def may_act_for_province(actor: Actor, province_id: int) -> Answer:
    """The office of that province writes its thresholds and its own set."""
    if actor.is_system or province_id in actor.writes(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối của tỉnh này được ghi mức đạt và bộ của tỉnh."))


def may_guide(actor: Actor, owner_id: int | None) -> Answer:
    """The office and the owner department write guidance."""
    if actor.is_system or actor.has_role(*OFFICE) or (owner_id is not None and owner_id in actor.orgs(*DEPARTMENT)):
        return Allowed()
    return Refusal("not_owner", _("Chỉ cơ quan thẩm định chỉ tiêu này và Văn phòng điều phối được viết hướng dẫn."))


def may_ask(actor: Actor) -> Answer:
    """Whoever works with indicators asks: communes, departments, the office, assigned leaders."""
    if actor.is_system or actor.has_role(*OFFICE, *DEPARTMENT, *COMMUNE, Role.ASSIGNED_LEADER):
        return Allowed()
    return Refusal("not_asking", _("Chỉ xã, sở ngành, lãnh đạo được phân công và Văn phòng được đặt câu hỏi ở đây."))


def may_answer(actor: Actor, owner_id: int | None) -> Answer:
    if isinstance(may_guide(actor, owner_id), Allowed):
        return Allowed()
    return Refusal("not_owner", _("Chỉ cơ quan thẩm định chỉ tiêu này và Văn phòng điều phối được trả lời."))


def may_comment_set(actor: Actor, version: Any) -> Answer:
    """A draft is discussed by who sees it, a version in force by all; a retired one is only read."""
    if version.state == VersionState.RETIRED:
        return Refusal("set_retired", _("Bộ tiêu chí đã hết áp dụng: chỉ đọc ý kiến."), status=409)
    return may_say(actor)


def speaking_for(actor: Actor) -> int | None:
    """The agency in whose name a person asks or answers: that of their first role, if any."""
    return next((grant.org_id for grant in actor.grants if grant.org_id is not None), None)


def may_read() -> Answer:
    """What a record page links to is already within the actor's scope."""
    return Allowed()
