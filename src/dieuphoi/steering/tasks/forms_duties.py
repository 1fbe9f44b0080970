"""What may be typed about a recurring duty."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.fields import required_when
from dieuphoi.core.register.filters import DateField
from dieuphoi.steering.tasks import selectors
from dieuphoi.steering.tasks.forms import PersonInBodyField, _ids, _one
from dieuphoi.steering.tasks.occurrences import read_periods
from dieuphoi.steering.tasks.selectors import planning, recurring
from dieuphoi.steering.tasks.selectors import templates as keeping
from dieuphoi.steering.tasks.services.recurring import NewDuty


class DutyForm(forms.Form):
    """A recurring duty, new or said again."""

    title = forms.CharField(
        label=_("Tên việc"), max_length=240,
        help_text=_("Viết {kỳ} ở chỗ cần tên kỳ, {xã} ở chỗ cần tên xã. Không có {kỳ} thì tên kỳ được thêm ở cuối."),
    )  # fmt: skip
    product = forms.CharField(label=_("Sản phẩm"), max_length=300)
    source = forms.CharField(label=_("Căn cứ"), max_length=400, help_text=_("Văn bản quy định chế độ này."))
    rhythm = forms.ChoiceField(label=_("Bao lâu một lần"), choices=recurring.RHYTHM_CHOICES)
    periods = forms.CharField(
        label=_("Các kỳ nêu tên"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}),
        help_text=_("Chỉ khi chọn “các kỳ nêu tên”. Ví dụ: 2026-Q1; 2026-H1; 2026-9M; 2026; 2026-05."),
    )  # fmt: skip
    due_rule = forms.ChoiceField(label=_("Hạn"), choices=recurring.DUE_CHOICES)
    due_number = forms.IntegerField(
        label=_("n của hạn"), min_value=0, max_value=260, required=False,
        help_text=_("Số ngày, ngày trong tháng, hoặc thứ trong tuần, theo cách tính hạn đã chọn."),
    )  # fmt: skip
    ahead = forms.IntegerField(
        label=_("Giao trước hạn mấy ngày làm việc"), min_value=0, max_value=260, required=False,
        help_text=_("Để trống: giao vào ngày đầu kỳ."),
    )  # fmt: skip
    lead = forms.ChoiceField(label=_("Ai làm"), choices=recurring.DUTY_LEAD_CHOICES)
    responsible = required_when(
        _("(bắt buộc khi một cơ quan làm)"),
        PersonInBodyField(
            label=_("Người chịu trách nhiệm"), required=False,
            help_text=_("Việc của mỗi xã thì giao cho cán bộ phụ trách chương trình của xã."),
        ),
    )  # fmt: skip
    lead_org = _one(_("Cơ quan chủ trì, nếu khác"))
    units = _ids(_("Xã"), help_text=_("Để trống khi mỗi xã một việc: tất cả các xã của tỉnh."))
    coordinating = _ids(_("Phối hợp"))
    kind = forms.ChoiceField(
        label=_("Loại"), choices=[each for each in selectors.KIND_CHOICES if each[0] != "STANDING"]
    )
    urgency = forms.ChoiceField(label=_("Độ khẩn"), choices=selectors.URGENCY_CHOICES)
    field = _one(_("Lĩnh vực"))
    text = forms.CharField(
        label=_("Nội dung phải làm"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 3})
    )
    valid_from = DateField(label=_("Từ ngày"))
    valid_until = DateField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống: đến khi thôi."))
    org = forms.TypedChoiceField(label=_("Cơ quan giao"), coerce=int)
    giver = PersonInBodyField(label=_("Người giao"), required=False, help_text=_("Để trống: chính bạn."))

    def __init__(self, *args: Any, actor: Actor, kept: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = ("", _now("—"))
        day = actor.on
        bodies, people = selectors.bodies(actor, day), selectors.doers(actor, day)
        for name, choices in (
            ("responsible", [nobody, *people]), ("lead_org", [nobody, *bodies]), ("coordinating", bodies),
            ("units", selectors.communes(actor, day)), ("field", [nobody, *selectors.fields_on(actor, day)]),
            ("giver", [nobody, *people]), ("org", keeping.keeping_bodies(actor, day)),
        ):  # fmt: skip
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["org"].initial = planning.own_body(actor)
        if kept:
            # Who gives it, and since when, stays.
            for name in ("org", "giver", "valid_from"):
                del self.fields[name]

    def clean_periods(self) -> tuple[str, ...]:
        kept, faults = read_periods(self.cleaned_data["periods"])
        if faults:
            raise forms.ValidationError(faults)
        return tuple(kept)

    def new(self, valid_from: Any = None) -> NewDuty:
        data = self.cleaned_data
        person = data["responsible"] or (None, None)
        giver = data.get("giver")
        return NewDuty(
            title=data["title"], product=data["product"], source=data["source"], rhythm=data["rhythm"],
            due_rule=data["due_rule"], due_number=data["due_number"] or 0, ahead=data["ahead"], lead=data["lead"],
            lead_org_id=data["lead_org"] or person[1], responsible_id=person[0], unit_ids=tuple(data["units"]),
            coordinating=tuple(data["coordinating"]), periods=data["periods"], text=data["text"], kind=data["kind"],
            urgency=data["urgency"], field_id=data["field"], valid_from=data.get("valid_from") or valid_from,
            valid_until=data["valid_until"], org_id=data.get("org"), giver_id=giver[0] if giver else None,
        )  # fmt: skip
