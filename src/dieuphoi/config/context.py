"""What every page knows: who is here, where they can go, which language, which day is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.notify.selectors import unread_count
from dieuphoi.registry.access.policies import may_open_access


@dataclass(frozen=True, slots=True)
class NavItem:
    name: str
    label: Any
    url: str
    icon: str
    current: bool


_NAV = (
    ("desk:home", _("Việc của tôi"), "inbox"),
    ("board:board", _("Bảng điều hành"), "grid"),
    ("assessments:rounds", _("Đợt rà soát"), "clipboard"),
    ("recognition:list", _("Công nhận"), "check"),
    ("criteria:sets", _("Bộ tiêu chí"), "list"),
    ("territory:units", _("Địa bàn"), "map"),
    ("organisations:orgs", _("Cơ quan"), "building"),
    ("organisations:people", _("Cán bộ"), "people"),
    ("rights:home", _("Tài khoản và quyền"), "lock"),
    ("changes:changes", _("Đã thay đổi"), "clock"),
    ("guide:index", _("Hướng dẫn"), "help"),
)

_ONLY_FOR = {"rights:home": may_open_access}
"""Entries that would lead most people to a refusal, with who sees them."""


def page(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    signed_in = bool(actor and actor.is_authenticated)
    nav = []
    if signed_in:
        best = ""
        items = [
            (name, label, reverse(name), icon)
            for name, label, icon in _NAV
            if actor is not None and (name not in _ONLY_FOR or _ONLY_FOR[name](actor))
        ]
        for _name, _label, url, _icon in items:
            fits = request.path == url if url == "/" else request.path.startswith(url)
            if fits and len(url) > len(best):
                best = url
        nav = [NavItem(name, label, url, icon, url == best) for name, label, url, icon in items]
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
