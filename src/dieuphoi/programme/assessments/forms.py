"""What may be typed about rounds and verification."""

from __future__ import annotations

from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.period import Period, parse_period
from dieuphoi.programme.assessments import selectors
from dieuphoi.programme.assessments.services.rounds import RoundPlan
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.registry.territory import selectors as territory
from dieuphoi.registry.territory.models import UnitType

_NEIGHBOURS = (-1, 0, 1)
"""Years around a day whose periods are offered."""
_COMMUNE_TYPES = ("xa", "phuong", "thi_tran", "dac_khu")


class DayField(forms.DateField):
    """A day typed as dd/mm/yyyy."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy"}))
        super().__init__(**kwargs)


class _PeriodSelect(forms.Select):
    """May be sent empty: the answer offers the periods of the territory day's year too."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


def _periods_of(year: int) -> list[tuple[str, str]]:
    """``(code, what people call it)`` of every period of a year, the long ones first."""
    periods = [Period.of_year(year), Period.half(year, 1), Period.half(year, 2), Period.nine_months(year)]
    periods += [Period.quarter(year, number) for number in range(1, 5)]
    periods += [Period.month(year, number) for number in range(1, 13)]
    return [(str(period), period.label) for period in periods]


class RoundForm(forms.Form):
    """A new round. Choices are those of the actor on the day."""

    title = forms.CharField(label=_("Tên đợt"), max_length=200, help_text=_("Ví dụ: Rà soát 6 tháng đầu năm 2026"))
    province = forms.TypedChoiceField(label=_("Tỉnh"), coerce=int)
    version = forms.TypedChoiceField(label=_("Bộ tiêu chí"), coerce=int)
    period = forms.ChoiceField(
        label=_("Kỳ"),
        widget=_PeriodSelect,
        help_text=_("Cần kỳ của năm khác: ghi ngày địa giới thuộc năm đó rồi gửi, danh sách có thêm kỳ của năm ấy."),
    )
    territory_on = DayField(label=_("Ngày địa giới"), help_text=_("Đợt lấy các xã có trong ngày này."))
    types = forms.MultipleChoiceField(
        label=_("Loại đơn vị"),
        initial=["xa"],
        widget=forms.CheckboxSelectMultiple,
        choices=[(value, UnitType(value).label) for value in _COMMUNE_TYPES],
        help_text=_("Chương trình chỉ đánh giá xã; chọn thêm loại khác khi tỉnh yêu cầu."),
    )
    entry_due_on = DayField(label=_("Hạn xã gửi phiếu"))
    verify_due_on = DayField(label=_("Hạn sở, ngành thẩm định"))
    freeze_due_on = DayField(label=_("Hạn chốt"))
    previous = forms.TypedChoiceField(label=_("Đợt trước để so sánh"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("province", [(unit.id, unit.full_name) for unit in territory.provinces_on(actor, actor.on)])
        self._offer(
            "version",
            [
                (version.pk, f"{version.set.name} ({version.decision_number})")
                for version in criteria.usable_versions(actor)
            ],
        )
        frozen = selectors.rounds(actor).filter(state="FROZEN")
        # Asked for when it is shown: a kept draft is put into ``initial`` after the form is made.
        self._offer("period", lambda: self._periods(actor.on))
        self._offer("previous", [("", _("Không có")), *((round_.pk, round_.title) for round_ in frozen)])

    def _periods(self, today: date) -> list[tuple[Any, Any]]:
        """The periods around today and around the territory day; what was chosen before stays one of them."""
        years = {today.year + step for step in _NEIGHBOURS}
        try:
            day = self.fields["territory_on"].clean(self["territory_on"].value())
            years |= {year for step in _NEIGHBOURS if MINYEAR <= (year := day.year + step) < MAXYEAR}
        except forms.ValidationError:
            pass  # its own field says so
        groups = [(Period.of_year(year).label, _periods_of(year)) for year in sorted(years, reverse=True)]
        chosen = str(self["period"].value() or "").strip()
        if chosen and not any(chosen == code for _year, periods in groups for code, _label in periods):
            try:
                return [("", _("Chọn kỳ")), (chosen, parse_period(chosen).label), *groups]
            except ValueError:
                pass  # not a period: the field refuses it
        return [("", _("Chọn kỳ")), *groups]

    def _offer(self, name: str, choices: list[tuple[Any, Any]] | Callable[[], list[tuple[Any, Any]]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def plan(self) -> RoundPlan:
        data = self.cleaned_data
        return RoundPlan(
            title=data["title"],
            province_id=data["province"],
            version_id=data["version"],
            period=data["period"],
            territory_on=data["territory_on"],
            entry_due_on=data["entry_due_on"],
            verify_due_on=data["verify_due_on"],
            freeze_due_on=data["freeze_due_on"],
            types=tuple(data["types"]),
            previous_id=data["previous"],
        )


class VerifyForm(forms.Form):
    """Accept, return or conclude."""

    decision = forms.ChoiceField(
        label=_("Thao tác"),
        choices=[("accept", _("Chấp nhận")), ("return", _("Trả lại")), ("conclude", _("Kết luận bằng văn bản"))],
    )
    comment = forms.CharField(
        label=_("Ý kiến"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bắt buộc khi trả lại: xã cần biết phải sửa gì."),
    )  # fmt: skip
    verdict = forms.ChoiceField(
        label=_("Kết luận"),
        required=False,
        choices=[
            ("", "—"),
            ("as_claimed", _("Theo xã tự đánh giá")),
            ("MET", _("Đạt")),
            ("NOT_MET", _("Chưa đạt")),
            ("NOT_APPLICABLE", _("Không áp dụng")),
        ],
    )
    document = forms.CharField(
        label=_("Văn bản kết luận"),
        max_length=200,
        required=False,
        help_text=_("Số, ký hiệu, ngày: 120/SXD-KT ngày 15/05/2026"),
    )


    _FIELDS = {"accept": ("comment",), "return": ("comment",), "conclude": ("verdict", "document", "comment")}

    def keep_for(self, decision: str) -> None:
        """Leave the fields that this decision asks for; the decision itself comes from the address."""
        for name in ("comment", "verdict", "document"):
            if name not in self._FIELDS[decision]:
                del self.fields[name]
        self.fields["decision"].widget = forms.HiddenInput()
        if decision == "return":
            self.fields["comment"].required = True
        if decision == "conclude":
            self.fields["verdict"].required = self.fields["document"].required = True


class EvidenceForm(forms.Form):
    """A file that proves a value."""

    file = forms.FileField(label=_("Tệp minh chứng"))
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)
