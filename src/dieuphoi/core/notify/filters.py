"""How the inbox and the lists around it narrow."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.notify.kinds import kinds
from dieuphoi.core.register.filters import ChoicesFilter, TextFilter, YesNoFilter


class NoticeFilter(django_filters.FilterSet):
    q = TextFilter(raw=("title", "text"), label=_("Tìm"))
    unread = YesNoFilter(label=_("Chưa đọc"), method="unread_or_not")
    kind = ChoicesFilter(choices=lambda: [(kind.key, kind.label) for kind in kinds()], label=_("Loại tin"))

    def unread_or_not(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(read_at__isnull=value)


class DeliveryFilter(django_filters.FilterSet):
    q = TextFilter(raw=("subject", "target"), label=_("Tìm"))
    state = ChoicesFilter(
        choices=[("QUEUED", _("chờ gửi")), ("SENT", _("đã gửi")), ("FAILED", _("không gửi được"))],
        label=_("Trạng thái"),
    )


class WebhookFilter(django_filters.FilterSet):
    ended = YesNoFilter(label=_("Đã thôi dùng"), method="ended_or_not")

    def ended_or_not(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(ended_at__isnull=not value)
