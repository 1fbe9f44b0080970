"""How the list of units narrows: the same on the page and in its exports."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.dates import parse_date, today
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.core.register.filters import ChoiceFilter, ChoicesFilter, DateFilter, TextFilter
from dieuphoi.registry.territory.models import ChangeKind
from dieuphoi.registry.territory.selectors import KIND_CHOICES, TYPE_CHOICES, province_choices
from dieuphoi.registry.territory.states import CHANGE_LIFE


class ChangeFilter(django_filters.FilterSet):
    """Words of the units, kind, level, state, day and batch of a change."""

    q = TextFilter(folded=("title_folded",), raw=("resolution_number",), label=_("Đơn vị hoặc nghị quyết"))
    kind = ChoicesFilter(choices=ChangeKind.choices, label=_("Loại"))
    level = ChoicesFilter(choices=KIND_CHOICES, label=_("Cấp"))
    state = ChoicesFilter(choices=list(CHANGE_LIFE.states.items()), label=_("Trạng thái"))
    from_day = DateFilter(field_name="effective_on", lookup_expr="gte", label=_("Hiệu lực từ ngày"))
    to_day = DateFilter(field_name="effective_on", lookup_expr="lte", label=_("Hiệu lực đến ngày"))
    batch = django_filters.NumberFilter(field_name="batch_id", label=_("Lần sắp xếp"))


class UnitFilter(django_filters.FilterSet):
    """Name or code, province, kind and type of a unit, all as they were on the day of the list."""

    q = django_filters.CharFilter(
        label=_("Tên hoặc mã"), method="by_text", max_length=120, help_text=_("Có dấu hoặc không dấu.")
    )
    province = ChoiceFilter(label=_("Tỉnh, thành phố"), method="by_province")
    kind = ChoiceFilter(label=_("Cấp"), choices=KIND_CHOICES, field_name="kind")
    type = ChoicesFilter(label=_("Loại"), choices=TYPE_CHOICES, field_name="day_type")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The provinces of the day that is asked for: a province that had not been made yet is no choice.
        actor = self.request.actor if self.request is not None else None
        if actor is not None:
            try:
                day = parse_date((self.data or {}).get("as_of") or "")
            except ValueError:
                day = today(self.request.now)
            self.filters["province"].extra["choices"] = province_choices(actor, day)

    def by_text(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """The code's start, or each syllable in the name: as it is written where it was typed with marks."""
        if value.strip().isdigit():
            return rows.filter(day_code__startswith=value.strip())
        return rows.filter(Sought.of(value).fits_as_typed("day_name_folded", "day_name"))

    def by_province(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(day_path__contains=[int(value)])
