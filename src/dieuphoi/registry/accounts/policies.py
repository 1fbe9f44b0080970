"""Who may open, close and repair accounts. Role codes live in registry.access, one floor up; here they are words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal


def may_manage_accounts(actor: Actor) -> Answer:
    """Open and close accounts, end sessions and tokens of others."""
    if actor.has_role("administrator", "office_head"):
        return Allowed()
    return Refusal("not_allowed", _("Chỉ quản trị hệ thống hoặc lãnh đạo Văn phòng được quản lý tài khoản."))


def may_see_lockouts(actor: Actor) -> Answer:
    """See who is locked out."""
    if actor.has_role("administrator", "office_head"):
        return Allowed()
    return Refusal("not_allowed", _("Chỉ quản trị hệ thống hoặc lãnh đạo Văn phòng xem được ai đang bị khóa."))


def may_unlock(actor: Actor) -> Answer:
    """Let a locked name try again."""
    if actor.has_role("administrator", "office_head"):
        return Allowed()
    return Refusal("not_allowed", _("Chỉ quản trị hệ thống hoặc lãnh đạo Văn phòng mở khóa được."))


def is_open(_actor: Actor, account: Any) -> Answer:
    """The account is not closed."""
    if account.is_active:
        return Allowed()
    return Refusal("account_closed", _("Tài khoản này đã đóng."), status=409)


def in_person(actor: Actor) -> Answer:
    """The person themselves, not a program with a token."""
    if actor.scopes is None:
        return Allowed()
    return Refusal("only_in_person", _("Việc này phải đăng nhập mà làm, mã truy cập không làm được."))
