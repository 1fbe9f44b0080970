"""What may be typed: how one wants to be mailed, a rule of reminding, a webhook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.notify.kinds import kinds
from dieuphoi.core.notify.reminders import reminder_kinds
from dieuphoi.core.register.filters import DateField

WAYS = (("off", _("Không gửi thư")), ("digest", _("Trong bản tin hằng ngày")), ("at_once", _("Gửi ngay")))


class ChoicesForm(forms.Form):
    """The hour of the digest, and one field for every kind of notice."""

    hour = forms.TypedChoiceField(
        label=_("Gửi bản tin từ mấy giờ"), coerce=int, choices=[(n, f"{n} giờ") for n in range(24)]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in kinds():
            self.fields[f"kind:{kind.key}"] = forms.ChoiceField(label=str(kind.label), choices=WAYS)

    def ways(self) -> dict[str, str]:
        """``kind → way`` as chosen."""
        return {
            name.removeprefix("kind:"): value for name, value in self.cleaned_data.items() if name.startswith("kind:")
        }


class RuleForm(forms.Form):
    """When people are reminded of one kind of due date."""

    kind = forms.ChoiceField(label=_("Nhắc việc gì"))
    when = forms.ChoiceField(
        label=_("Trước hay sau hạn"),
        choices=[("before", _("Trước hạn")), ("on", _("Đúng ngày hạn")), ("after", _("Sau hạn"))],
    )
    days = forms.IntegerField(
        label=_("Số ngày làm việc"), min_value=0, max_value=260, initial=3, widget=forms.TextInput
    )
    repeat = forms.IntegerField(
        label=_("Nhắc lại sau mỗi (ngày làm việc)"),
        min_value=1,
        max_value=260,
        required=False,
        widget=forms.TextInput,
        help_text=_("Để trống: chỉ nhắc một lần."),
    )
    start = DateField(label=_("Áp dụng từ ngày"))
    source = forms.CharField(label=_("Căn cứ"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.key, kind.label) for kind in reminder_kinds()]  # type: ignore[attr-defined]

    def offset(self) -> int:
        """Working days from the due date, negative before it."""
        days = int(self.cleaned_data["days"])
        return {"before": -days, "on": 0, "after": days}[self.cleaned_data["when"]]


class EndForm(forms.Form):
    on = DateField(label=_("Thôi dùng từ ngày"))


class WebhookForm(forms.Form):
    """An address that is told what happens."""

    name = forms.CharField(label=_("Tên"), max_length=120)
    url = forms.CharField(label=_("Địa chỉ"), max_length=500, help_text=_("https://…"))
    kinds = forms.MultipleChoiceField(
        label=_("Báo những tin nào"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn gì là mọi tin."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = [(kind.key, kind.label) for kind in kinds()]  # type: ignore[attr-defined]
