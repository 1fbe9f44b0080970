"""What may be typed about a clause that becomes a task."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.steering.directives.selectors.clauses import MOST_PASTED, Suggestion
from dieuphoi.steering.directives.services.clauses import NewDuty
from dieuphoi.steering.tasks.forms_giving import GivingForm
from dieuphoi.steering.tasks.selectors.day import Day, names_line


class TextForm(forms.Form):
    text = forms.CharField(
        label=_("Chữ của văn bản"), widget=forms.Textarea({"rows": 16}), strip=False,
        help_text=_("Dán toàn văn. Chữ này là bản nháp của riêng bạn; giao việc rồi mới ghi vào hệ thống."),
    )  # fmt: skip

    def clean_text(self) -> str:
        # No maxlength on the page: a browser would cut what is pasted and say nothing.
        text: str = self.cleaned_data["text"]
        if len(text) > MOST_PASTED:
            raise forms.ValidationError(
                _now("Chữ dài %(n)s ký tự, quá %(most)s ký tự đọc được một lần. Hãy chia văn bản thành nhiều phần.")
                % {"n": format_number(len(text)), "most": format_number(MOST_PASTED)}
            )
        return text


class DutyForm(GivingForm):
    """One card of the reader, or one for a duty that it did not see."""

    quote = forms.CharField(
        label=_("Nguyên văn"), required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("Chép đúng lời của văn bản."),
    )  # fmt: skip

    def __init__(self, *args: Any, day: Day, suggestion: Suggestion | None, **kwargs: Any) -> None:
        super().__init__(*args, day=day, offer=suggestion, **kwargs)
        self.suggestion = suggestion
        if suggestion is not None:
            del self.fields["quote"]
            self.fields["due_on"].help_text = suggestion.due_words

    @staticmethod
    def initial_of(each: Suggestion) -> dict[str, Any]:
        return {
            "title": each.title, "product": each.product, "give_each": each.give_each,
            "responsible": each.person.value if each.person else "", "due_on": each.due_on,
            "no_due_reason": each.no_due_reason[:300], "kind": each.kind, "every": each.every,
            "coordinating": names_line(each.coordinating), "units": names_line(each.units),
            "criteria": names_line(each.criteria),
        }  # fmt: skip

    def new(self) -> NewDuty:
        """The checked card as what the service takes."""
        duty = self.suggestion.duty if self.suggestion is not None else None
        return NewDuty(
            quote=duty.quote if duty else self.cleaned_data["quote"], start=duty.span.start if duty else None,
            **self.given(),
        )  # fmt: skip
