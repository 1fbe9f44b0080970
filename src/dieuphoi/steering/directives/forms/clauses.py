"""What may be typed about a clause that becomes a task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.text import tidy
from dieuphoi.core.register.filters import DateField
from dieuphoi.steering.directives.selectors.clauses import MOST_PASTED, Day, Suggestion, names_line
from dieuphoi.steering.directives.services.clauses import NewDuty
from dieuphoi.steering.tasks.selectors import EVERY_CHOICES, KIND_CHOICES

PEOPLE_LIST = "people-of-day"
"""The list of the page that offers everybody of the day."""


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


class DutyForm(forms.Form):
    """One card. Nothing of a card that is not ticked is checked."""

    use_required_attribute = False
    """A card that is not ticked may stay empty: the browser must not ask."""

    accept = forms.BooleanField(label=_("Giao việc này"), required=False)
    quote = forms.CharField(
        label=_("Nguyên văn"), required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("Chép đúng lời của văn bản."),
    )  # fmt: skip
    title = forms.CharField(label=_("Tên việc"), max_length=300)
    product = forms.CharField(label=_("Sản phẩm"), max_length=300)
    give_each = forms.BooleanField(required=False)
    responsible = forms.ChoiceField(label=_("Người chịu trách nhiệm"), required=False)
    other = forms.CharField(
        label=_("Hoặc người khác"), required=False, max_length=300,
        widget=forms.TextInput({"list": PEOPLE_LIST, "autocomplete": "off"}),
        help_text=_("Gõ họ tên; cơ quan chủ trì là cơ quan của người này."),
    )  # fmt: skip
    due_on = DateField(label=_("Hạn"), required=False)
    no_due_reason = forms.CharField(label=_("Nếu không có hạn, vì sao"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Loại"), choices=KIND_CHOICES, required=False)
    every = forms.ChoiceField(
        label=_("Báo cáo tiến độ"), choices=[("", "—"), *EVERY_CHOICES], required=False,
        help_text=_("Chỉ của việc thường xuyên."),
    )  # fmt: skip
    coordinating = forms.CharField(
        label=_("Phối hợp"), required=False, max_length=2000, help_text=_("Nhiều tên cách nhau bằng dấu chấm phẩy.")
    )
    units = forms.CharField(label=_("Xã liên quan"), required=False, max_length=4000)
    criteria = forms.CharField(
        label=_("Tiêu chí liên quan"), required=False, max_length=300, help_text=_("Số tiêu chí, ví dụ: 2; 17.")
    )

    def __init__(self, *args: Any, day: Day, suggestion: Suggestion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.suggestion = suggestion
        people = suggestion.people if suggestion is not None else []
        self.fields["responsible"].choices = [  # type: ignore[attr-defined]
            ("", "—"), *((each.value, each.label) for each in people)
        ]  # fmt: skip
        if not people:
            del self.fields["responsible"]
            self.fields["other"].label = _now("Người chịu trách nhiệm")
        if suggestion is not None:
            del self.fields["quote"]
            self.fields["due_on"].help_text = suggestion.due_words
        if suggestion is None or not suggestion.each:
            del self.fields["give_each"]
        else:
            able = len(suggestion.each) - len(suggestion.nobody)
            self.fields["give_each"].label = _now("Giao riêng cho từng đơn vị (%(n)s)") % {"n": able}
            self.fields["give_each"].help_text = _now("Mỗi đơn vị một việc, cho người đứng đầu hoặc người phụ trách.")

    @staticmethod
    def initial_of(each: Suggestion) -> dict[str, Any]:
        return {
            "title": each.title, "product": each.product, "give_each": each.give_each,
            "responsible": each.person.value if each.person else "", "due_on": each.due_on,
            "no_due_reason": each.no_due_reason[:300], "kind": each.kind, "every": each.every,
            "coordinating": names_line(each.coordinating), "units": names_line(each.units),
            "criteria": names_line(each.criteria),
        }  # fmt: skip

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.cleaned_data.get("accept"):
            self.errors.clear()

    @property
    def accepted(self) -> bool:
        return self.is_bound and self.errors is not None and bool(self.cleaned_data.get("accept"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("accept"):
            return data
        data["doers"] = self._doers(data)
        data["coordinating_ids"] = self._named("coordinating", self._body)
        data["unit_ids"] = self._named("units", self._commune)
        data["criterion_ids"] = self._named("criteria", self._criterion)
        return data

    def _doers(self, data: dict[str, Any]) -> tuple[tuple[int, int], ...]:
        each = self.suggestion
        if each is not None and data.get("give_each"):
            lines = [(line.org_id, line.person.person_id) for line in each.each if line.person is not None]
            if not lines:
                self.add_error("give_each", _now("Không đơn vị nào trong nhóm có người để giao. Hãy ghi cán bộ trước."))
            return tuple(lines)
        if typed := tidy(data.get("other") or ""):
            person = self.day.person_named(typed)
            if person is None:
                self.add_error("other", _now("Không có, hoặc có nhiều người tên này. Hãy chọn trong danh sách."))
                return ()
            return ((person.org_id, person.person_id),)
        chosen = data.get("responsible") or ""
        if not chosen:
            field = "responsible" if "responsible" in self.fields else "other"
            self.add_error(field, _now("Hãy chọn một người chịu trách nhiệm: mỗi việc có đúng một người."))
            return ()
        person_id, _dash, org = chosen.partition("-")
        lead = each.lead_id if each is not None and each.lead_id is not None else int(org)
        return ((lead, int(person_id)),)

    def _named(self, name: str, find: Callable[[str], int]) -> tuple[int, ...]:
        """The ids of what a field names; every name that is not known is a fault of the field."""
        found = []
        for typed in (self.cleaned_data.get(name) or "").split(";"):
            if tidy(typed):
                try:
                    found.append(find(tidy(typed)))
                except ValueError as error:
                    self.add_error(name, str(error))
        return tuple(dict.fromkeys(found))

    def _body(self, typed: str) -> int:
        found = self.day.bodies.find(typed, self.day.on)
        if found is None:
            words = _now("Danh bạ không có, hoặc có nhiều cơ quan tên “%(name)s” vào ngày văn bản. Hãy ghi tên đầy đủ.")
            raise ValueError(words % {"name": typed})
        return found

    def _commune(self, typed: str) -> int:
        found = self.day.commune_named(typed)
        if found is None:
            raise ValueError(_now("Không có, hoặc có nhiều xã tên “%(name)s” vào ngày văn bản.") % {"name": typed})
        return found

    def _criterion(self, typed: str) -> int:
        found = self.day.criterion_named(typed)
        if found is None:
            raise ValueError(_now("Bộ tiêu chí xã mới nhất không có tiêu chí “%(name)s”.") % {"name": typed})
        return found[0]

    def new(self) -> NewDuty:
        """The checked card as what the service takes."""
        data = self.cleaned_data
        duty = self.suggestion.duty if self.suggestion is not None else None
        standing = data["kind"] == "STANDING"
        return NewDuty(
            quote=duty.quote if duty else data["quote"], start=duty.span.start if duty else None, title=data["title"],
            product=data["product"], doers=data["doers"], due_on=data["due_on"], no_due_reason=data["no_due_reason"],
            kind=data["kind"] or "ORDINARY", every=data["every"] if standing else "",
            coordinating=data["coordinating_ids"], unit_ids=data["unit_ids"], criterion_ids=data["criterion_ids"],
        )  # fmt: skip
