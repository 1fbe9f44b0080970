"""How the register of public lists narrows: the same on the page, in exports and by the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import ChoiceFilter, ChoicesFilter, DateFilter, TextFilter
from dieuphoi.insight.portal import selectors
from dieuphoi.insight.portal.lists import kind_choices
from dieuphoi.insight.portal.states import ListState


class PublicListFilter(django_filters.FilterSet):
    q = TextFilter(folded=("title_folded",), label=_("Tên danh sách"))
    kind = ChoiceFilter(field_name="kind", label=_("Loại danh sách"))
    state = ChoicesFilter(choices=ListState.choices, label=_("Trạng thái"))
    province = ChoiceFilter(field_name="province_id", label=_("Tỉnh"))
    since = DateFilter(field_name="as_of", lookup_expr="gte", label=_("Của ngày, từ"))
    until = DateFilter(field_name="as_of", lookup_expr="lte", label=_("Của ngày, đến"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["kind"].extra["choices"] = kind_choices()
        self.filters["province"].extra["choices"] = selectors.provinces_listed(self.request.actor)
