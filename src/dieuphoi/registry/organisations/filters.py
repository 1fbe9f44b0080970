"""How the lists of organisations and people narrow."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import ChoicesFilter, TextFilter
from dieuphoi.registry.organisations.selectors import KIND_CHOICES


class OrgFilter(django_filters.FilterSet):
    """Name and kind of an organisation."""

    q = TextFilter(label=_("Tên cơ quan"), folded=("day_name_folded", "day_short_folded"), help_text=_("Có dấu hoặc không dấu."))
    kind = ChoicesFilter(label=_("Loại cơ quan"), choices=KIND_CHOICES, field_name="kind")


class PersonFilter(django_filters.FilterSet):
    """Name or telephone of a person, and the kind of organisation they work in."""

    q = TextFilter(label=_("Họ và tên"), folded=("name_folded",), help_text=_("Có dấu hoặc không dấu."))
    phone = django_filters.CharFilter(
        label=_("Điện thoại"), field_name="phone", lookup_expr="contains", max_length=40
    )
    kind = ChoicesFilter(label=_("Loại cơ quan"), choices=KIND_CHOICES, method="by_kind")

    def by_kind(self, rows: QuerySet[Any], _name: str, value: list[str]) -> QuerySet[Any]:
        return rows.filter(day_kinds__overlap=value) if value else rows
