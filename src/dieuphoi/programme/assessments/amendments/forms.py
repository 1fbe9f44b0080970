"""What may be typed about amendments, papers and terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import DateField
from dieuphoi.programme.assessments.amendments.asking import NewAmendment, NewItem
from dieuphoi.programme.assessments.amendments.models import Paper, Term
from dieuphoi.programme.assessments.amendments.papers import NewPaper
from dieuphoi.programme.assessments.selectors import GridRow
from dieuphoi.programme.assessments.states import HAS_CONCLUSION

_CONCLUSIONS = [
    ("", _("Giữ như đã chốt")),
    ("MET", _("Đạt")),
    ("NOT_MET", _("Chưa đạt")),
    ("NOT_APPLICABLE", _("Không áp dụng")),
]


class AmendmentForm(forms.Form):
    """A request: why, on which document, until when; then each chosen indicator with its cells as frozen."""

    reason = forms.CharField(label=_("Vì sao phải điều chỉnh"), widget=forms.Textarea(attrs={"rows": 3}))
    document = forms.CharField(
        label=_("Văn bản làm căn cứ"), max_length=200, help_text=_("Số, ký hiệu, cơ quan: 15/BB-VPDP")
    )
    document_on = DateField(label=_("Ngày văn bản"))
    ends_on = DateField(
        label=_("Quyết định trước hết ngày"),
        help_text=_("Quá ngày này đề nghị tự hết hạn, không ai duyệt được nữa."),
    )

    def __init__(self, *args: Any, rows: Sequence[GridRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            pk, indicator = row.indicator.pk, row.indicator
            for place, cell in enumerate(row.cells):
                label = f"{indicator.code} {cell.slot.name or indicator.name}"
                self.fields[self.cell(pk, place)] = forms.CharField(
                    label=f"{label} ({cell.slot.unit})" if cell.slot.unit else label,
                    required=False,
                    max_length=200,
                    initial=cell.shown,
                    help_text=_now("Đã chốt: %(shown)s") % {"shown": cell.shown or "–"},
                )
            if row.result.judged_by != "figures" or row.result.verification in HAS_CONCLUSION:
                self.fields[f"verdict-{pk}"] = forms.ChoiceField(
                    label=_now("%(code)s: kết luận mới") % {"code": indicator.code}, choices=_CONCLUSIONS,
                    required=False,
                )  # fmt: skip
                self.fields[f"paper-{pk}"] = forms.CharField(
                    label=_now("%(code)s: văn bản kết luận") % {"code": indicator.code},
                    max_length=200,
                    required=False,
                    help_text=_now("Số, ký hiệu, ngày: 120/SXD-KT ngày 15/05/2026"),
                )

    @staticmethod
    def cell(indicator_id: int, place: int) -> str:
        """The name of a cell's field; the first one bears the faults of its row."""
        return f"row-{indicator_id}-{place}" if place else f"row-{indicator_id}"

    def request(self, sheet_id: int) -> NewAmendment:
        data = self.cleaned_data
        return NewAmendment(
            sheet_id=sheet_id,
            reason=data["reason"],
            document=data["document"],
            document_on=data["document_on"],
            ends_on=data["ends_on"],
            items=[
                NewItem(
                    row.indicator.pk,
                    {
                        cell.slot.part: data[self.cell(row.indicator.pk, place)]
                        for place, cell in enumerate(row.cells)
                    },
                    verdict=data.get(f"verdict-{row.indicator.pk}", ""),
                    document=data.get(f"paper-{row.indicator.pk}", ""),
                )
                for row in self.rows
            ],
        )


class DecideForm(forms.Form):
    """A word with the approval."""

    note = forms.CharField(label=_("Lời kèm quyết định"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class PaperForm(forms.Form):
    """The signed paper. ``correcting``: a reason is asked, and a scan that is there may stay."""

    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=Paper.choices)
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=60, help_text=_("Ví dụ: 125/QĐ-UBND"))
    signed_on = DateField(label=_("Ngày ký"))
    signer = forms.CharField(label=_("Người ký"), max_length=120)
    signer_post = forms.CharField(label=_("Chức vụ người ký"), max_length=120, required=False)
    scan = forms.FileField(
        label=_("Bản chụp"), required=False, help_text=_("PDF hoặc ảnh. Có thể bổ sung sau, bằng cách sửa.")
    )

    def new(self) -> NewPaper:
        data = self.cleaned_data
        return NewPaper(
            kind=data["kind"],
            number=data["number"],
            signed_on=data["signed_on"],
            signer=data["signer"],
            signer_post=data["signer_post"],
            scan=data["scan"],
            scan_name=data["scan"].name if data["scan"] else "",
        )


class TermForm(forms.Form):
    """How long something after a freeze may take, from today on."""

    key = forms.ChoiceField(label=_("Quy định"), choices=Term.choices)
    days = forms.IntegerField(label=_("Số ngày"), min_value=1, max_value=3660)
    source = forms.CharField(label=_("Căn cứ"), max_length=300, help_text=_("Văn bản, người quyết định."))
