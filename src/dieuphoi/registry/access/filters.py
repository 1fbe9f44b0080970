"""How the registers of roles, reviews, tokens and the journal narrow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.core.register.filters import ChoiceFilter, ChoicesFilter, DateFilter, TextFilter, YesNoFilter
from dieuphoi.registry.access.roles import Role
from dieuphoi.registry.access.selectors.journal import AREAS
from dieuphoi.registry.access.selectors.roles import FINE, NEVER, OVERDUE

STATES = (("now", _("đang giữ")), ("later", _("chưa bắt đầu")), ("ended", _("đã kết thúc")))
REVIEWS = ((NEVER, _("chưa rà soát lần nào")), (OVERDUE, _("quá hạn rà soát")), (FINE, _("đã rà soát")))


class RoleFilter(django_filters.FilterSet):
    """Roles: whose, which, where, how long."""

    q = TextFilter(
        label=_("Họ và tên"), folded=("account__person__name_folded",), raw=("account__username",),
        help_text=_("Hoặc tên đăng nhập. Có dấu hoặc không dấu."),
    )  # fmt: skip
    role = ChoicesFilter(label=_("Vai trò"), choices=Role.choices, field_name="role")
    org = TextFilter(label=_("Cơ quan"), folded=("org__name_folded",))
    place = django_filters.CharFilter(label=_("Địa bàn"), max_length=120, method="by_place")
    state = ChoicesFilter(label=_("Tình trạng"), choices=STATES, field_name="state")
    within = django_filters.NumberFilter(
        label=_("Kết thúc trong bao nhiêu ngày tới"), min_value=0, max_value=3660, method="ending_within",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    open_end = YesNoFilter(label=_("Không có ngày kết thúc"), field_name="valid", lookup_expr="upper_inf")
    coordinator = YesNoFilter(label=_("Là người điều phối"), field_name="coordinator")
    left = YesNoFilter(label=_("Người không còn giữ chức vụ hoặc tài khoản đã đóng"), method="person_left")

    def by_place(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        rows = rows.alias(folded_place=Fold("day_place_name"))
        return rows.filter(Sought.of(value).fits("folded_place"))

    def ending_within(self, rows: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
        day = self.request.actor.on
        return rows.filter(ends__gt=day, ends__lte=day + timedelta(days=int(value)))

    def person_left(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        gone = Q(account__is_active=False) | Q(works=False)
        return rows.filter(gone) if value else rows.exclude(gone)


class ReviewFilter(RoleFilter):
    """Roles of today by their review."""

    review = ChoicesFilter(label=_("Rà soát"), choices=REVIEWS, field_name="review")
    state = None  # type: ignore[assignment]


class TokenFilter(django_filters.FilterSet):
    """Tokens: whose, still working, soon over."""

    q = TextFilter(
        label=_("Của ai, dùng cho việc gì"), folded=("account__person__name_folded",), raw=("name", "account__username")
    )
    working = YesNoFilter(label=_("Còn dùng được"), method="still_working")

    def still_working(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        works = Q(revoked_at__isnull=True, expires_on__gt=self.request.actor.on)
        return rows.filter(works) if value else rows.exclude(works)


class JournalFilter(django_filters.FilterSet):
    """The journal: who, to whom, what, when, from where."""

    who = TextFilter(
        label=_("Ai làm"), folded=("actor_account__person__name_folded",), raw=("actor_account__username",)
    )
    whom = TextFilter(label=_("Với tài khoản của ai"), folded=("account__person__name_folded",), raw=("username",))
    area = ChoicesFilter(label=_("Về việc gì"), choices=tuple(AREAS.items()), field_name="area")
    since = DateFilter(label=_("Từ ngày"), field_name="at", lookup_expr="date__gte")
    until = DateFilter(label=_("Đến hết ngày"), field_name="at", lookup_expr="date__lte")
    ip = django_filters.CharFilter(label=_("Địa chỉ mạng"), max_length=45, method="by_ip")
    failed = ChoiceFilter(
        label=_("Đăng nhập"), choices=(("sign_in.failed", _("sai")), ("sign_in.done", _("được"))), field_name="act"
    )

    def by_ip(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.alias(ip_text=Cast("ip", TextField())).filter(ip_text__startswith=value.strip())
        return found
