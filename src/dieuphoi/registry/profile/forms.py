"""What may be typed about planning documents, plans and targets."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.numbers import parse_number
from dieuphoi.core.register.filters import DateField
from dieuphoi.registry.profile import selectors
from dieuphoi.registry.territory.selectors import units_on


class NumberField(forms.CharField):
    """A number as people type it: ``1.234,5``."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_number(text).value
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class UnitForm(forms.Form):
    """Base: offers the communes that the person may write."""

    unit = forms.TypedChoiceField(label=_("Xã"), coerce=int)

    def __init__(self, *args: Any, actor: Actor, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        writes = actor.writes()
        field = self.fields.get("unit")
        if isinstance(field, forms.ChoiceField):
            rows = units_on(actor, day, kind="commune")
            field.choices = [("", "—"), *((row.id, row.full_name) for row in rows if row.id in writes)]


class PlanningForm(UnitForm):
    kind = forms.ChoiceField(label=_("Loại"), choices=selectors.KIND_CHOICES)
    title = forms.CharField(label=_("Tên quy hoạch"), max_length=300)
    state = forms.ChoiceField(label=_("Trạng thái"), choices=selectors.STATE_CHOICES)
    decision = forms.CharField(
        label=_("Quyết định phê duyệt"), max_length=200, required=False, help_text=_("Bắt buộc khi đã phê duyệt.")
    )
    decision_on = DateField(label=_("Ngày quyết định"), required=False)
    start = DateField(label=_("Thời kỳ từ ngày"), required=False)
    end = DateField(label=_("Đến trước ngày"), required=False)
    note = forms.CharField(label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class PlanningEditForm(PlanningForm):
    unit = None  # type: ignore[assignment]


class FileForm(forms.Form):
    file = forms.FileField(label=_("Tệp"), help_text=_("PDF, Word, Excel, ảnh."))


class PlanForm(UnitForm):
    title = forms.CharField(label=_("Tên kế hoạch"), max_length=300)
    first_year = forms.IntegerField(label=_("Năm đầu"), min_value=1990, max_value=2100)
    last_year = forms.IntegerField(label=_("Năm cuối"), min_value=1990, max_value=2100)
    decision = forms.CharField(label=_("Quyết định, nghị quyết"), max_length=200, required=False)
    decision_on = DateField(label=_("Ngày"), required=False)


class TargetForm(forms.Form):
    measure = forms.TypedChoiceField(label=_("Chỉ số"), coerce=int)
    year = forms.IntegerField(label=_("Năm"), min_value=1990, max_value=2100)
    number = NumberField(label=_("Mục tiêu"), required=False, help_text=_("Để trống: bỏ mục tiêu này."))

    def __init__(self, *args: Any, actor: Actor, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["measure"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (row.pk, f"{row.name} ({row.unit_name})") for row in selectors.measures_on(actor, day)
            ]
