"""The journal: who did what when to accounts and roles, and who signed in from where."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.access.models import JournalEntry
from dieuphoi.registry.access.roles import Role
from dieuphoi.registry.access.selectors.rules import INTERVAL_LABELS
from dieuphoi.registry.accounts.sessions import device_words
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.selectors import day_names

AREAS: Final = {
    "sign_in": gettext_lazy("Đăng nhập"),
    "account": gettext_lazy("Tài khoản"),
    "role": gettext_lazy("Vai trò"),
    "delegation": gettext_lazy("Ủy quyền"),
    "review": gettext_lazy("Rà soát quyền"),
    "token": gettext_lazy("Mã truy cập"),
    "session": gettext_lazy("Phiên"),
    "rule": gettext_lazy("Quy định truy cập"),
}
ACTS: Final = {
    "sign_in.done": gettext_lazy("đăng nhập"),
    "sign_in.failed": gettext_lazy("đăng nhập sai"),
    "sign_in.locked": gettext_lazy("bị khóa vì sai nhiều lần"),
    "account.open": gettext_lazy("mở tài khoản"),
    "account.close": gettext_lazy("đóng tài khoản"),
    "account.reopen": gettext_lazy("mở lại tài khoản"),
    "account.leave": gettext_lazy("đóng tài khoản vì thôi việc"),
    "account.change_password": gettext_lazy("đổi mật khẩu"),
    "account.slip": gettext_lazy("cấp phiếu đăng nhập"),
    "account.first_sign_in": gettext_lazy("đăng nhập lần đầu"),
    "account.reset_password": gettext_lazy("đặt lại mật khẩu"),
    "account.reset_second_step": gettext_lazy("gỡ bước thứ hai"),
    "account.second_step_on": gettext_lazy("bật bước thứ hai"),
    "account.second_step_off": gettext_lazy("tắt bước thứ hai"),
    "account.renew_codes": gettext_lazy("tạo lại mã dự phòng"),
    "account.code_used": gettext_lazy("dùng một mã dự phòng"),
    "account.link": gettext_lazy("nối tài khoản ngoài"),
    "account.unlink": gettext_lazy("bỏ nối tài khoản ngoài"),
    "account.unlock": gettext_lazy("mở khóa đăng nhập"),
    "role.assign": gettext_lazy("giao vai trò"),
    "role.end": gettext_lazy("kết thúc vai trò"),
    "role.extend": gettext_lazy("gia hạn vai trò"),
    "role.coordinator": gettext_lazy("đổi dấu người điều phối"),
    "role.review_keep": gettext_lazy("rà soát: giữ vai trò"),
    "role.review_end": gettext_lazy("rà soát: kết thúc vai trò"),
    "role.propose": gettext_lazy("giao vai trò theo thay đổi địa giới"),
    "delegation.give": gettext_lazy("ủy quyền"),
    "delegation.end": gettext_lazy("thôi ủy quyền"),
    "token.create": gettext_lazy("tạo mã truy cập"),
    "token.revoke": gettext_lazy("thu hồi mã truy cập"),
    "token.end": gettext_lazy("thu hồi mã của người khác"),
    "session.open": gettext_lazy("mở phiên"),
    "session.end": gettext_lazy("kết thúc phiên"),
    "session.sign_out": gettext_lazy("đăng xuất"),
    "rule.second_step": gettext_lazy("đặt quy định bước thứ hai"),
    "rule.second_step_end": gettext_lazy("bỏ quy định bước thứ hai"),
    "rule.interval": gettext_lazy("đặt thời hạn"),
    "exchange.apply": gettext_lazy("nạp từ bảng tính"),
    "system.install": gettext_lazy("cài đặt hệ thống"),
}
"""Acts of the journal in words. An act without words is shown by its own name."""


def journal(actor: Actor, day: date) -> QuerySet[JournalEntry]:
    """All lines within the actor's scope with the names of people, organisation and place. For the register."""
    names = day_names(actor, day).filter(unit_id=OuterRef("place_id"))
    return (
        JournalEntry.objects.visible_to(actor)
        .select_related("actor_account__person", "account__person", "org")
        .annotate(
            actor_key=F("actor_account__person__given_name_key"),
            account_key=F("account__person__given_name_key"),
            day_place_type=Subquery(names.values("type")[:1]),
            day_place_name=Subquery(names.values("name")[:1]),
        )
    )


def act_words(act: str) -> str:
    """An act in words."""
    return str(ACTS.get(act, act))


def detail_words(row: Any) -> str:
    """What of: the role with organisation and place, the name of a token, the device of a session."""
    parts = []
    if row.role:
        label = str(Role(row.role).label) if row.role in Role.values else row.role
        parts.append(label)
    if row.org_id is not None:
        parts.append(row.org.name)
    if row.day_place_name:
        parts.append(full_name(row.day_place_type or "", row.day_place_name))
    if row.detail:
        parts.append(device_words(row.detail) if row.area in ("sign_in", "session") else _detail(row.detail))
    return " – ".join(parts)


def _detail(detail: str) -> str:
    key, _colon, days = detail.partition(": ")
    if key in INTERVAL_LABELS:
        return _("%(what)s: %(days)s ngày") % {"what": INTERVAL_LABELS[key], "days": days}
    return detail


def whom(row: Any) -> str:
    """To whose account it was done; a name that is nobody's as it was typed."""
    if row.account is not None:
        return str(row.account)
    return _("“%(name)s” (không có tài khoản này)") % {"name": row.username} if row.username else ""


def who(row: Any) -> str:
    """Who did it; nobody is known for a failed sign-in."""
    return str(row.actor_account) if row.actor_account is not None else ""
