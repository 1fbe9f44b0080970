"""How the registers of the profile narrow."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import ChoicesFilter, TextFilter
from dieuphoi.registry.profile.selectors import KIND_CHOICES, STATE_CHOICES

_MARKS = _("Có dấu hoặc không dấu.")


class StatisticFilter(django_filters.FilterSet):
    q = TextFilter(label=_("Xã hoặc chỉ số"), folded=("u_folded",), raw=("measure__name",), help_text=_MARKS)
    year = django_filters.NumberFilter(label=_("Năm"), field_name="year", min_value=1990, max_value=2100)
    measure = django_filters.CharFilter(label=_("Mã chỉ số"), field_name="measure__code", max_length=40)


class PlanningFilter(django_filters.FilterSet):
    q = TextFilter(label=_("Tên quy hoạch hoặc xã"), folded=("title_folded", "u_folded"), help_text=_MARKS)
    kind = ChoicesFilter(label=_("Loại"), choices=KIND_CHOICES, field_name="kind")
    state = ChoicesFilter(label=_("Trạng thái"), choices=STATE_CHOICES, field_name="state")


class PlanFilter(django_filters.FilterSet):
    q = TextFilter(label=_("Tên kế hoạch hoặc xã"), folded=("title_folded", "u_folded"), help_text=_MARKS)
    year = django_filters.NumberFilter(label=_("Có năm"), method="in_year", min_value=1990, max_value=2100)

    def in_year(self, rows, _name, value):  # type: ignore[no-untyped-def]
        return rows if value is None else rows.filter(first_year__lte=value, last_year__gte=value)
