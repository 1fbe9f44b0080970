"""The kinds of notice about amendments."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy

from dieuphoi.core.notify.kinds import NoticeKind, register_kinds

REQUESTED: Final = NoticeKind("amendment.requested", gettext_lazy("Đề nghị điều chỉnh chờ bạn quyết định"))
DECIDED: Final = NoticeKind("amendment.decided", gettext_lazy("Điều chỉnh sau chốt: đã quyết định"))
LAPSED: Final = NoticeKind("amendment.lapsed", gettext_lazy("Đề nghị điều chỉnh hết hạn hoặc được rút"))


def register() -> None:
    """Make the kinds known. Called once, when Django is ready."""
    register_kinds(REQUESTED, DECIDED, LAPSED)
