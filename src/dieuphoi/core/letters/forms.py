"""What is asked for to replace a template."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import DateField


class TemplateForm(forms.Form):
    """The file, the place whose office replaces it, and from which day on."""

    file = forms.FileField(
        label=_("Tệp Word"),
        help_text=_("Dạng docx, không có macro. Từ không có trong danh sách sẽ được báo hết một lần."),
    )
    place = forms.TypedChoiceField(label=_("Của tỉnh"), coerce=int)
    valid_from = DateField(
        label=_("Dùng từ ngày"), help_text=_("Văn bản lập từ ngày này dùng mẫu mới; mẫu cũ vẫn được giữ.")
    )

    def __init__(self, *args: Any, places: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(pk), name) for pk, name in places]
