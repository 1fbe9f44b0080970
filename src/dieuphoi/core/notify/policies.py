"""The rights around notices: rules, webhooks and what left the house are the managers'."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.core.register.policies import manages


def may_manage(actor: Actor, record: Any) -> Answer:
    if manages(actor):
        return Allowed()
    return Refusal("not_manager", _("Chỉ lãnh đạo Văn phòng điều phối hoặc quản trị hệ thống được sửa chỗ này."))


def may_retry(actor: Actor, delivery: Any) -> Answer:
    allowed = may_manage(actor, delivery)
    if not allowed or delivery is None or delivery.state == "FAILED":
        return allowed
    return Refusal("not_failed", _("Chỉ gửi lại được tin đã không gửi được."), status=409)


def anyone(actor: Actor, record: Any) -> Answer:
    """One's own notices: whoever is signed in."""
    if actor.is_authenticated:
        return Allowed()
    return Refusal("signed_out", _("Phiên làm việc đã hết. Hãy đăng nhập lại."))
