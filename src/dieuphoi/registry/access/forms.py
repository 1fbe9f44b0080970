"""What may be typed on one's own account page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import DateField


class TokenForm(forms.Form):
    """A new token: what it is for, how far it reaches, until when."""

    name = forms.CharField(label=_("Dùng cho việc gì"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("Được làm gì"),
        choices=(("read", _("đọc")), ("write", _("ghi"))),
        widget=forms.CheckboxSelectMultiple,
        initial=["read"],
    )
    expires_on = DateField(label=_("Hết hạn vào ngày"))

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        if day <= self.today:
            raise forms.ValidationError(_("Ngày hết hạn phải sau hôm nay."))
        return day
