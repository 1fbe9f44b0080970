"""What is typed to confirm that a row was read in the decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

DOCUMENT_LENGTH = 200
PAGE_LENGTH = 40


class ConfirmForm(forms.Form):
    """Where a row was read. ``columns`` are ``(code, words)`` of its threshold cells."""

    document = forms.CharField(
        label=_("Văn bản đã đọc"),
        max_length=DOCUMENT_LENGTH,
        help_text=_("Số, ký hiệu, ngày của văn bản mà bạn cầm trong tay. Ví dụ: 1980/QĐ-TTg ngày 17/10/2016"),
    )
    page = forms.CharField(
        label=_("Trang, mục"),
        max_length=PAGE_LENGTH,
        required=False,
        help_text=_("Ví dụ: trang 5, Phụ lục I"),
    )
    cells = forms.MultipleChoiceField(
        label=_("Chỉ những ô này"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Để trống nếu bạn đã đọc cả dòng. Đánh dấu nếu chỉ một số ô khớp với văn bản."),
    )

    def __init__(self, *args: Any, columns: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(columns) > 1:
            self.fields["cells"].choices = list(columns)  # type: ignore[attr-defined]
        else:
            # One cell is the row: there is nothing to choose.
            del self.fields["cells"]
