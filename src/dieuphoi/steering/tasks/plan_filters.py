"""How the lists of work programmes and of their lines narrow: the same on the page, in exports and by the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import ChoiceFilter, ChoicesFilter, DateFilter, TextFilter, YesNoFilter
from dieuphoi.steering.tasks import selectors
from dieuphoi.steering.tasks.plan_states import PlanState
from dieuphoi.steering.tasks.selectors import plan_lines, plans


class PlanFilter(django_filters.FilterSet):
    q = TextFilter(folded=("title_folded",), raw=("decision_number",), label=_("Tên hoặc số quyết định"))
    kind = ChoicesFilter(choices=plans.KIND_CHOICES, label=_("Loại"))
    state = ChoicesFilter(choices=PlanState.choices, label=_("Trạng thái"))
    org = ChoiceFilter(field_name="org_id", label=_("Cơ quan"))
    year = django_filters.NumberFilter(method="of_year", label=_("Năm"), min_value=1990, max_value=2100)
    mine = YesNoFilter(field_name="is_member", label=_("Tôi trong nhóm soạn thảo"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = self.request.actor
        self.filters["org"].extra["choices"] = selectors.bodies(actor, actor.on)

    def of_year(self, rows: Any, _name: str, value: Any) -> Any:
        """Plans of which a day lies in the year."""
        year = int(value)
        return rows.filter(starts_on__year__lte=year, ends_on__year__gte=year)


class PlanLineFilter(django_filters.FilterSet):
    q = TextFilter(folded=("text_folded",), raw=("product",), label=_("Nhiệm vụ, sản phẩm"))
    plan = django_filters.NumberFilter(field_name="plan_id", label=_("Chương trình (số của hệ thống)"))
    key = YesNoFilter(field_name="is_key", label=_("Trọng tâm"))
    standing = ChoicesFilter(choices=plan_lines.LINE_STANDINGS, label=_("Kết quả"))
    org = ChoiceFilter(field_name="lead_org_id", label=_("Chủ trì"))
    person = django_filters.CharFilter(
        method="of_person", label=_("Người phụ trách"), max_length=120, help_text=_("Một phần của tên.")
    )
    plan_org = ChoiceFilter(field_name="plan__org_id", label=_("Chương trình của"))
    plan_kind = ChoicesFilter(field_name="plan__kind", choices=plans.KIND_CHOICES, label=_("Loại chương trình"))
    approved = YesNoFilter(method="was_approved", label=_("Chương trình đã phê duyệt"))
    year = django_filters.NumberFilter(method="of_year", label=_("Năm"), min_value=1990, max_value=2100)
    due_from = DateFilter(field_name="due_on", lookup_expr="gte", label=_("Hạn từ ngày"))
    due_to = DateFilter(field_name="due_on", lookup_expr="lte", label=_("Hạn đến ngày"))
    done_from = DateFilter(field_name="done_on", lookup_expr="gte", label=_("Hoàn thành từ ngày"))
    done_to = DateFilter(field_name="done_on", lookup_expr="lte", label=_("Hoàn thành đến ngày"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = self.request.actor
        bodies = selectors.bodies(actor, actor.on)
        for name in ("org", "plan_org"):
            self.filters[name].extra["choices"] = bodies

    def of_person(self, rows: Any, _name: str, value: str) -> Any:
        """A part of a name; ``#12`` is the person's own number, as links of ours write it."""
        text = value.strip()
        if text.startswith("#"):
            return rows.filter(person_id=int(text[1:])) if text[1:].isdigit() and len(text) < 18 else rows.none()
        return rows.filter(person__full_name__icontains=text)

    def was_approved(self, rows: Any, _name: str, value: bool) -> Any:
        return rows.filter(plan__edition__gt=0) if value else rows.filter(plan__edition=0)

    def of_year(self, rows: Any, _name: str, value: Any) -> Any:
        year = int(value)
        return rows.filter(plan__starts_on__year__lte=year, plan__ends_on__year__gte=year)
