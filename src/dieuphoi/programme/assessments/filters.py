"""How lists of rounds, sheets and indicators narrow. One filter serves page, export and API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import ChoiceFilter, ChoicesFilter, TextFilter, YesNoFilter
from dieuphoi.programme.assessments import selectors
from dieuphoi.programme.assessments.groups import group_choices, of_group
from dieuphoi.programme.assessments.notices import sheets_told
from dieuphoi.programme.assessments.states import ARGUED, RoundState, SheetState, Verification


class RoundFilter(django_filters.FilterSet):
    q = TextFilter(raw=("title",), label=_("Tìm"))
    state = ChoicesFilter(choices=RoundState.choices, label=_("Trạng thái"))


class OfRound(django_filters.FilterSet):
    """Rows of a round; the rounds offered are those the person sees. ``group``: of a group that year."""

    round_path = "round"
    sheet_path = ""

    group = ChoiceFilter(label=_("Nhóm xã"), method="of_unit_group", choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["group"].extra["choices"] = group_choices()
        self.filters["round"].extra["choices"] = selectors.round_titles(self.request.actor)


    def of_unit_group(self, rows: Any, _name: str, value: str) -> Any:
        actor = self.request.actor
        path = self.sheet_path
        return of_group(rows, actor, value, unit=f"{path}unit_id", year=f"{path}round__year", on=actor.on)


class SheetFilter(OfRound):
    round = ChoiceFilter(field_name="round_id", label=_("Đợt"))
    q = TextFilter(raw=("unit_name", "unit_code"), label=_("Tên hoặc mã xã"))
    state = ChoicesFilter(choices=SheetState.choices, label=_("Trạng thái"))
    returned = YesNoFilter(label=_("Có chỉ tiêu bị trả lại"), method="with_returned")

    def with_returned(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(rollup__returned__gt=0) if value else rows.filter(rollup__returned=0)


class ArguedFilter(OfRound):
    sheet_path = "sheet__"

    round = ChoiceFilter(field_name="sheet__round_id", label=_("Đợt"))
    q = TextFilter(raw=("sheet__unit_name", "indicator__code", "indicator__name"), label=_("Xã hoặc chỉ tiêu"))
    verification = ChoicesFilter(
        choices=[(state, label) for state, label in Verification.choices if state in ARGUED], label=_("Thẩm định")
    )


class QueueFilter(OfRound):
    sheet_path = "sheet__"

    round = ChoiceFilter(field_name="sheet__round_id", label=_("Đợt"))
    q = TextFilter(raw=("sheet__unit_name", "indicator__code", "indicator__name"), label=_("Xã hoặc chỉ tiêu"))
    indicator = django_filters.CharFilter(field_name="indicator__code", label=_("Mã chỉ tiêu"))
    verification = ChoicesFilter(choices=Verification.choices, label=_("Thẩm định"))
    told = ChoiceFilter(label=_("Phiếu trong tin báo"), method="of_notice", choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only whoever comes from a notice of their own sees this filter, with that one notice in it.
        asked = str((self.data or {}).get("told") or "")
        if not asked:
            del self.filters["told"]
            return
        found = sheets_told(self.request.actor, asked)
        self._told_sheets = [] if found is None else found[1]
        self.filters["told"].extra["choices"] = [] if found is None else [(asked, found[0])]

    def of_notice(self, rows: Any, _name: str, _value: str) -> Any:
        return rows.filter(sheet_id__in=self._told_sheets)
