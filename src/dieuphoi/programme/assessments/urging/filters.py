"""How the list of who has not submitted narrows."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.dates import today
from dieuphoi.core.register.filters import ChoiceFilter, ChoicesFilter, TextFilter, YesNoFilter
from dieuphoi.programme.assessments.groups import group_choices, of_group
from dieuphoi.programme.assessments.urging import selectors


class SubmissionFilter(django_filters.FilterSet):
    group = ChoiceFilter(label=_("Nhóm xã"), method="of_unit_group", choices=())
    round = ChoiceFilter(field_name="round_id", label=_("Đợt"))
    q = TextFilter(raw=("unit_name", "unit_code"), label=_("Tên hoặc mã xã"))
    step = ChoicesFilter(choices=selectors.STEPS, label=_("Đang ở bước"))
    turn = YesNoFilter(label=_("Đến lượt xã"), method="of_commune")
    late = YesNoFilter(label=_("Quá hạn"), method="is_late")
    unsent = YesNoFilter(label=_("Chưa gửi phiếu"), method="is_unsent")
    urged = YesNoFilter(label=_("Đã đôn đốc"), method="was_urged")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["group"].extra["choices"] = group_choices()
        rounds = selectors.open_rounds(self.request.actor)
        self.filters["round"].extra["choices"] = [(str(pk), title) for pk, title in rounds.values_list("id", "title")]

    def of_unit_group(self, rows: Any, _name: str, value: str) -> Any:
        actor = self.request.actor
        return of_group(rows, actor, value, unit="unit_id", year="round__year", on=actor.on)

    def of_commune(self, rows: Any, _name: str, value: bool) -> Any:
        return rows.filter(step__in=selectors.TO_URGE) if value else rows.exclude(step__in=selectors.TO_URGE)

    def is_unsent(self, rows: Any, _name: str, value: bool) -> Any:
        return rows.filter(state="OPEN") if value else rows.exclude(state="OPEN")

    def is_late(self, rows: Any, _name: str, value: bool) -> Any:
        day = today(self.request.now)
        return rows.filter(due_on__lt=day) if value else rows.exclude(due_on__lt=day)

    def was_urged(self, rows: Any, _name: str, value: bool) -> Any:
        return rows.filter(urged__gt=0) if value else rows.filter(urged=0)
