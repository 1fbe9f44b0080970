"""What may be typed: one file; a reason."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp bảng tính"),
        error_messages={
            "required": _("Hãy chọn một tệp."),
            "empty": _("Tệp rỗng. Hãy chọn lại tệp."),
            "missing": _("Hãy chọn một tệp."),
        },
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), required=False, max_length=2000)


class NameForm(forms.Form):
    name = forms.CharField(label=_("Tên bảng ghép cột"), max_length=120)
