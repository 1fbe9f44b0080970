"""What every page knows: who is here, where they can go, which language, which day is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.exchange.selectors import kinds_for
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.letters.policies import may_keep_some as may_keep_letters
from dieuphoi.core.notify.selectors import unread_count
from dieuphoi.insight.desk.start import may_start
from dieuphoi.insight.portal.policies import may_read_some
from dieuphoi.registry.access.policies import may_open_access, may_read_journal


@dataclass(frozen=True, slots=True)
class NavItem:
    name: str
    label: Any
    url: str
    icon: str
    current: bool
    group: Any = ""


Who = Callable[[Actor], object]


def _brings_sheets_in(actor: Actor) -> bool:
    return bool(kinds_for(actor))


_NAV: tuple[tuple[Any, tuple[tuple[str, Any, str, Who | None], ...]], ...] = (
    ("", (
        ("desk:home", _("Việc của tôi"), "inbox", None),
        ("board:board", _("Bảng điều hành"), "grid", None),
        ("reports:summary", _("Tổng hợp"), "board", None),
    )),
    (_("Điều hành"), (
        ("tasks:list", _("Nhiệm vụ"), "tasks", None),
        ("tasks:plans", _("Chương trình công tác"), "list", None),
        ("directives:list", _("Văn bản"), "document", None),
        ("directives:draftings", _("Dự thảo"), "edit", None),
        ("meetings:list", _("Cuộc họp"), "people", None),
        ("calendar:week", _("Lịch tuần"), "calendar", None),
    )),
    (_("Rà soát"), (
        ("assessments:rounds", _("Đợt rà soát"), "clipboard", None),
        ("assessments:amendments", _("Điều chỉnh sau chốt"), "edit", None),
        ("assessments:decided_list", _("Các năm trước"), "calendar", None),
        ("recognition:list", _("Công nhận"), "check", None),
        ("targets:list", _("Đăng ký về đích"), "flag", None),
        ("portal:list", _("Công bố công khai"), "link", may_read_some),
        ("criteria:sets", _("Bộ tiêu chí"), "list", None),
        ("criteria:questions", _("Hỏi – đáp"), "question", None),
    )),
    (_("Danh bạ"), (
        ("territory:units", _("Địa bàn"), "map", None),
        ("territory:changes", _("Sắp xếp đơn vị"), "chain", None),
        ("organisations:orgs", _("Cơ quan"), "building", None),
        ("organisations:people", _("Cán bộ"), "people", None),
        ("organisations:contacts", _("Danh bạ liên hệ"), "phone", None),
        ("organisations:handovers", _("Bàn giao"), "return", None),
        ("profile:statistics", _("Số liệu xã"), "commune", None),
    )),
    (_("Quản trị"), (
        ("rights:home", _("Tài khoản và quyền"), "lock", may_open_access),
        ("exchange:runs", _("Nhập liệu"), "upload", _brings_sheets_in),
        ("letters:list", _("Mẫu văn bản"), "document", may_keep_letters),
        ("rights:journal", _("Nhật ký"), "history", may_read_journal),
        ("desk:start", _("Bắt đầu"), "tasks", may_start),
    )),
    ("", (
        ("changes:changes", _("Đã thay đổi"), "clock", None),
        ("guide:index", _("Hướng dẫn"), "help", None),
    )),
)  # fmt: skip
"""The side menu by groups: route, words, picture, and who is offered it where others would meet a refusal."""


def navigation(actor: Actor, path: str) -> tuple[NavItem, ...]:
    """The entries that lead this person to a page; the one with the longest address that fits is current."""
    names = tuple(
        name for _group, entries in _NAV for name, _label, _icon, offered in entries
        if offered is None or offered(actor)
    )  # fmt: skip
    urls = _addresses(names, get_script_prefix())
    fits = [url for url in urls if (path == url if url == "/" else path.startswith(url))]
    return _items(names, urls, max(fits, key=len, default=""), get_language())


@lru_cache(256)
def _addresses(names: tuple[str, ...], prefix: str) -> tuple[str, ...]:
    """Where entries lead, below the address that the program is served at."""
    return tuple(reverse(name) for name in names)


@lru_cache(1024)
def _items(names: tuple[str, ...], urls: tuple[str, ...], current: str, language: str | None) -> tuple[NavItem, ...]:
    """The entries in the language of the thread, which must be ``language``."""
    known = {name: (label, icon, group) for group, entries in _NAV for name, label, icon, _offered in entries}
    found = []
    for name, url in zip(names, urls, strict=True):
        label, icon, group = known[name]
        found.append(NavItem(name, str(label), url, icon, url == current, str(group)))
    return tuple(found)


def page(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    signed_in = bool(actor and actor.is_authenticated)
    nav = navigation(actor, request.path) if actor is not None and signed_in else ()
    return {
        "actor": actor,
        "nav": nav,
        "language": get_language() or settings.LANGUAGE_CODE,
        "languages": settings.LANGUAGES,
        "sign_in_url": reverse("account_login"),
        "sign_out_url": reverse("account_logout"),
        "guide_url": reverse("guide:index"),
        "search_url": reverse("search:search") if signed_in else "",
        "palette_url": reverse("search:palette") if signed_in else "",
        "account_url": reverse("access:account"),
        "inbox_url": reverse("notify:inbox"),
        "inbox_unread": lambda: unread_count(actor) if actor is not None and signed_in else 0,
        "now": getattr(request, "now", None),
        # The day that the page read, where it read one: told in the page's head when it is not today.
        "read_on": getattr(request, "read_on", None) if signed_in else None,
    }
