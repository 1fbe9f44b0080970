"""How the register of published results narrows: the same on the page, in exports and by the API."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import ChoicesFilter, TextFilter
from dieuphoi.steering.tasks.period_field import PeriodFilter
from dieuphoi.steering.tasks.result_states import ResultState


class ResultFilter(django_filters.FilterSet):
    q = TextFilter(folded=("title_folded",), label=_("Tên kết quả"))
    period = PeriodFilter(
        method="of_period", label=_("Kỳ"), max_length=24, help_text=_("Ví dụ: 2026-Q1, 2026-H1, 2026.")
    )
    state = ChoicesFilter(choices=ResultState.choices, label=_("Trạng thái"))

    def of_period(self, rows: object, _name: str, value: object) -> object:
        return rows.filter(period=str(value))  # type: ignore[attr-defined]
