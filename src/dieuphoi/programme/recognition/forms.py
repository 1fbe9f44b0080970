"""What may be typed about recognitions. A unit is typed by code or name and found on the decision's day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.filters import DateField
from dieuphoi.programme.assessments.past import UnitsThen
from dieuphoi.programme.recognition import selectors
from dieuphoi.programme.recognition.services import KIND_OF_LEVEL, NewDecision, NewRecognition


def unit_typed(actor: Actor, typed: str, level: str, day: date) -> int:
    """The unit that was meant, on a day. Raises ``ValueError`` (Vietnamese, with the way out)."""
    units = UnitsThen(actor, kinds=(KIND_OF_LEVEL.get(level, "commune"),))
    text = typed.strip()
    return units.find(text if text.isdigit() else "", "" if text.isdigit() else text, [day]).unit.id


class DecisionForm(forms.Form):
    """The decision itself: number, day, who signed."""

    decision_number = forms.CharField(label=_("Số quyết định"), max_length=120)
    decision_on = DateField(label=_("Ngày quyết định"))
    issuer = forms.CharField(label=_("Cơ quan ký"), max_length=200, required=False)
    source = forms.CharField(
        label=_("Nguồn"), max_length=300, required=False, help_text=_("Lấy từ đâu: bản giấy, công báo, báo cáo.")
    )
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def find_unit(self, level: str) -> None:
        """Put ``unit_id`` beside the typed unit, or an error on its field."""
        typed, day = self.cleaned_data.get("unit"), self.cleaned_data.get("decision_on")
        if not typed or day is None:
            return
        try:
            self.cleaned_data["unit_id"] = unit_typed(self.actor, typed, level, day)
        except ValueError as error:
            self.add_error("unit", str(error))


class RecognitionForm(DecisionForm):
    """A recognition, new or corrected."""

    unit = forms.CharField(
        label=_("Đơn vị"), max_length=140, help_text=_("Mã hoặc tên của đơn vị vào ngày ký quyết định.")
    )
    level = forms.ChoiceField(label=_("Mức công nhận"), choices=selectors.LEVEL_CHOICES)
    year = forms.IntegerField(label=_("Năm"), min_value=1990, max_value=2100, required=False,
                              help_text=_("Để trống là năm ký quyết định."))  # fmt: skip
    version = forms.TypedChoiceField(label=_("Bộ tiêu chí"), coerce=int, required=False, empty_value=None)

    field_order = ("unit", "level", "decision_number", "decision_on", "year", "issuer", "version", "source", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["version"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("không rõ")), *selectors.set_choices(self.actor)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.find_unit(data.get("level", ""))
        if not data.get("year") and data.get("decision_on"):
            data["year"] = data["decision_on"].year
        return data


class AcknowledgeForm(DecisionForm):
    """An acknowledgement onto a unit after a merger."""

    unit = forms.CharField(
        label=_("Đơn vị sau sắp xếp"), max_length=140, help_text=_("Mã hoặc tên vào ngày ký quyết định thừa nhận.")
    )
    field_order = ("unit", "decision_number", "decision_on", "issuer", "source", "note")

    def __init__(self, *args: Any, level: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.level = level

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.find_unit(self.level)
        return data


class FileForm(forms.Form):
    """A scan of a decision."""

    file = forms.FileField(
        label=_("Tệp"),
        error_messages={"required": _("Hãy chọn một tệp."), "empty": _("Tệp rỗng. Hãy chọn lại tệp.")},
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)


def new_recognition(data: dict[str, Any]) -> NewRecognition:
    """The checked form as what the service takes."""
    return NewRecognition(
        unit_id=data["unit_id"],
        level=data["level"],
        year=data["year"],
        version_id=data["version"],
        **_decision(data),
    )


def new_decision(data: dict[str, Any], *, reason: str = "") -> NewDecision:
    return NewDecision(unit_id=data.get("unit_id"), reason=reason, **_decision(data))


def _decision(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in ("decision_number", "decision_on", "issuer", "source", "note")}
