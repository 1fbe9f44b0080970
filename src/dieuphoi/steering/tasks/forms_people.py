"""What may be typed about the tasks of one person, and about the scorecard."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.steering.tasks.forms import HandForm


class MandatesForm(forms.Form):
    """Which functions of the lead body a task serves."""

    mandates = forms.TypedMultipleChoiceField(
        label=_("Chức năng, nhiệm vụ"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mandates"].choices = offered  # type: ignore[attr-defined]
        if not offered:
            self.fields["mandates"].help_text = _(
                "Danh bạ chưa có chức năng, nhiệm vụ nào của cơ quan chủ trì: ghi ở trang của cơ quan, rồi gắn sau."
            )


class HandManyForm(HandForm):
    """Tick the tasks that go to another person."""

    tasks = forms.TypedMultipleChoiceField(label=_("Việc chuyển"), coerce=int, widget=forms.CheckboxSelectMultiple)
    field_order = ("person", "tasks")

    def __init__(self, *args: Any, listed: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tasks"].choices = listed  # type: ignore[attr-defined]
