"""What may be typed about rounds and verification."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.assessments import selectors
from dieuphoi.programme.assessments.services.rounds import RoundPlan
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.registry.territory import selectors as territory
from dieuphoi.registry.territory.models import UnitType

_COMMUNE_TYPES = ("xa", "phuong", "thi_tran", "dac_khu")


class DayField(forms.DateField):
    """A day typed as dd/mm/yyyy."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy"}))
        super().__init__(**kwargs)


class RoundForm(forms.Form):
    """A new round. Choices are those of the actor on the day."""

    title = forms.CharField(label=_("Tên đợt"), max_length=200, help_text=_("Ví dụ: Rà soát 6 tháng đầu năm 2026"))
    province = forms.TypedChoiceField(label=_("Tỉnh"), coerce=int)
    version = forms.TypedChoiceField(label=_("Bộ tiêu chí"), coerce=int)
    period = forms.CharField(
        label=_("Kỳ"), max_length=30, help_text=_("2026 (năm), 2026-H1 (6 tháng), 2026-9M, 2026-Q1, 2026-05 (tháng)")
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
        self._offer("previous", [("", _("Không có")), *((round_.pk, round_.title) for round_ in frozen)])

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def plan(self) -> RoundPlan:
        data = self.cleaned_data
        return RoundPlan(
            title=data["title"],
            province_id=data["province"],
            version_id=data["version"],
            period=data["period"].strip(),
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
