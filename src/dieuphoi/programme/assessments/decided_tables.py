"""The register of commune-years as they were decided: how it narrows and what it shows."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.filters import ChoiceFilter, TextFilter
from dieuphoi.core.register.tables import Column, Register
from dieuphoi.programme.assessments import decided, policies


class DecidedFilter(django_filters.FilterSet):
    q = TextFilter(raw=("unit_name", "unit_code"), label=_("Tên hoặc mã xã"))
    year = ChoiceFilter(field_name="year", label=_("Năm"))
    set = ChoiceFilter(field_name="version_id", label=_("Bộ tiêu chí"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = self.request.actor
        self.filters["year"].extra["choices"] = decided.year_choices(actor)
        self.filters["set"].extra["choices"] = decided.version_choices(actor)


def _rows(actor: Actor, as_of: date) -> Any:
    return decided.decided_years(actor)


DECIDED = Register(
    name="assessments.decided",
    title=_("Kết quả đã công bố"),
    lead=_("Kết quả các năm trước như văn bản đã công bố, ghi cho xã của năm ấy. Không chấm lại."),
    selector=_rows,
    filterset=DecidedFilter,
    dated=False,
    columns=(
        Column("unit", _("Xã"), value="unit_name", sort=("unit_key", "unit_code"), sticky=True),
        Column("code", _("Mã khi ấy"), value="unit_code", sort=("unit_code",)),
        Column("year", _("Năm"), value=lambda row: str(row.year), sort=("year",)),
        Column("set", _("Bộ tiêu chí"), value=lambda row: row.version.set.name, wide=True),
        Column("met", _("Đạt, đếm từ các dòng"), value="criteria_met", kind="number", sort=("criteria_met",)),
        Column("reported", _("Đạt, theo văn bản"), value="reported_met", kind="number", sort=("reported_met",)),
        Column("not_met", _("Chưa đạt"), value="criteria_not_met", kind="number", sort=("criteria_not_met",)),
        Column("of", _("Số tiêu chí"), value="criteria_total", kind="number"),
    ),
    default_sort=("-year", "unit"),
    row_url=lambda row: reverse("assessments:decided", args=[row.pk]),
    export_name="ket-qua-da-cong-bo",
    new_url=lambda: reverse("assessments:decided_import"),
    new_label=_("Nhập từ bảng"),
    new_policy=lambda actor, _nothing: policies.may_record_past(actor),
    empty=_("Chưa có kết quả nào của các năm trước."),
)
