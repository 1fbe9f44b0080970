"""What may be typed when somebody is urged."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class UrgeForm(forms.Form):
    """The words that go with the notice."""

    words = forms.CharField(
        label=_("Lời nhắc"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Để trống: chỉ gửi câu đôn đốc có sẵn, với số chỉ tiêu còn lại và hạn."),
    )  # fmt: skip


class PauseForm(forms.Form):
    """How long one person is left in peace, and who says so."""

    days = forms.IntegerField(label=_("Số ngày"), min_value=1, max_value=60)
    source = forms.CharField(label=_("Căn cứ"), max_length=500, help_text=_("Văn bản hoặc người quyết định."))
