"""How the lists of organisations, people, duties and handovers narrow."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import ChoicesFilter, TextFilter
from dieuphoi.registry.organisations.selectors import KIND_CHOICES, LEVEL_CHOICES, MONITOR_CHOICES
from dieuphoi.registry.organisations.states import CheckState, HandoverState

_ANY_MARKS = _("Có dấu hoặc không dấu.")


class OrgFilter(django_filters.FilterSet):
    """Name, kind and level of an organisation."""

    q = TextFilter(
        label=_("Tên cơ quan"), folded=("day_name_folded", "day_short_folded"), help_text=_ANY_MARKS
    )
    kind = ChoicesFilter(label=_("Loại cơ quan"), choices=KIND_CHOICES, field_name="kind")
    level = ChoicesFilter(label=_("Cấp"), choices=LEVEL_CHOICES, field_name="level")


class PersonFilter(django_filters.FilterSet):
    """Name or telephone of a person, and the kind of organisation they work in."""

    q = TextFilter(label=_("Họ và tên"), folded=("name_folded",), help_text=_ANY_MARKS)
    phone = django_filters.CharFilter(
        label=_("Điện thoại"), field_name="phone", lookup_expr="contains", max_length=40
    )
    kind = ChoicesFilter(label=_("Loại cơ quan"), choices=KIND_CHOICES, method="by_kind")

    def by_kind(self, rows: QuerySet[Any], _name: str, value: list[str]) -> QuerySet[Any]:
        return rows.filter(day_kinds__overlap=value) if value else rows


class ContactFilter(django_filters.FilterSet):
    """Whom to call: by name, body or commune, whatever is remembered."""

    q = TextFilter(
        label=_("Tên người, cơ quan hoặc xã"),
        folded=("person__name_folded", "day_org_folded", "day_short_folded", "day_place_folded"),
        raw=("post__title",),
        help_text=_ANY_MARKS,
    )
    phone = django_filters.CharFilter(
        label=_("Điện thoại"), field_name="person__phone", lookup_expr="contains", max_length=40
    )
    level = ChoicesFilter(label=_("Cấp"), choices=LEVEL_CHOICES, field_name="post__org__level")
    kind = ChoicesFilter(label=_("Loại cơ quan"), choices=KIND_CHOICES, field_name="post__org__kind")


class CommitteeFilter(django_filters.FilterSet):
    q = TextFilter(label=_("Tên Ban Chỉ đạo"), folded=("name_folded",), help_text=_ANY_MARKS)
    level = ChoicesFilter(label=_("Cấp"), choices=LEVEL_CHOICES, field_name="level")


class MonitorFilter(django_filters.FilterSet):
    """Who, what, where."""

    q = TextFilter(
        label=_("Người, phòng, lĩnh vực hoặc xã"),
        folded=("who_folded", "field__name_folded", "day_unit_folded"),
        help_text=_ANY_MARKS,
    )
    function = ChoicesFilter(label=_("Việc"), choices=MONITOR_CHOICES, field_name="function")


class HandoverFilter(django_filters.FilterSet):
    q = TextFilter(
        label=_("Bên giao hoặc bên nhận"),
        folded=(
            "giver__name_folded",
            "receiver__name_folded",
            "giver_org__name_folded",
            "receiver_org__name_folded",
        ),
        help_text=_ANY_MARKS,
    )
    state = ChoicesFilter(label=_("Trạng thái"), choices=HandoverState.choices, field_name="state")


class CheckFilter(django_filters.FilterSet):
    q = TextFilter(label=_("Họ và tên"), folded=("person__name_folded",), help_text=_ANY_MARKS)
    state = ChoicesFilter(label=_("Trạng thái"), choices=CheckState.choices, field_name="state")
