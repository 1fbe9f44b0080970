"""One card of a page that gives tasks from the words of a paper or a meeting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Protocol

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.errors import InputError
from dieuphoi.core.kernel.text import tidy
from dieuphoi.core.register.fields import required_when
from dieuphoi.core.register.filters import DateField
from dieuphoi.steering.tasks.selectors import EVERY_CHOICES, KIND_CHOICES
from dieuphoi.steering.tasks.selectors.day import Day, GroupLine, Holder

PEOPLE_LIST: Final = "people-of-day"
"""The list of the page that offers everybody of the day (``tasks/_giving.html``)."""
_FIELDS: Final = {"lead_org": "responsible", "orgs": "coordinating"}
"""Faults of the services, by the field of the card where they are mended."""


class Offer(Protocol):
    """What is known of a task that might be given: the lead body with its people, or a group of bodies (``each``)."""

    @property
    def lead_id(self) -> int | None: ...
    @property
    def people(self) -> Sequence[Holder]: ...
    @property
    def each(self) -> Sequence[GroupLine]: ...


class GivingForm(forms.Form):
    """One card. Nothing of a card that is not ticked is checked. ``cleaned_data["doers"]`` are ``(lead body, person)``:
    one task for each of them.
    """

    accept = forms.BooleanField(label=_("Giao việc này"), required=False)
    title = forms.CharField(label=_("Tên việc"), max_length=300, required=False)
    product = forms.CharField(label=_("Sản phẩm"), max_length=300, required=False)
    give_each = forms.BooleanField(required=False)
    responsible = required_when(
        _("(bắt buộc: chọn ở đây hoặc gõ ở ô sau)"),
        forms.ChoiceField(label=_("Người chịu trách nhiệm"), required=False),
    )
    other = required_when(
        _("(thay người chọn ở trên)"),
        forms.CharField(
            label=_("Hoặc người khác"), required=False, max_length=300,
            widget=forms.TextInput({"list": PEOPLE_LIST, "autocomplete": "off"}),
            help_text=_("Gõ họ tên; cơ quan chủ trì là cơ quan của người này."),
        ),
    )  # fmt: skip
    due_on = required_when(_("(hoặc ghi vì sao không có hạn)"), DateField(label=_("Hạn"), required=False))
    no_due_reason = required_when(
        _("(bắt buộc khi không có hạn)"),
        forms.CharField(label=_("Nếu không có hạn, vì sao"), max_length=300, required=False),
    )
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

    def __init__(self, *args: Any, day: Day, offer: Offer | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.offer = offer
        # Of a card that is not ticked nothing is checked (``full_clean``).
        self.use_required_attribute = False
        for name in ("title", "product"):
            self.fields[name].required = True
        people = offer.people if offer is not None else []
        self.fields["responsible"].choices = [  # type: ignore[attr-defined]
            ("", "—"), *((each.value, each.label) for each in people)
        ]  # fmt: skip
        if not people:
            del self.fields["responsible"]
            required_when("", self.fields["other"]).label = _now("Người chịu trách nhiệm")
        if offer is None or not offer.each:
            del self.fields["give_each"]
        else:
            able = sum(line.person is not None for line in offer.each)
            self.fields["give_each"].label = _now("Giao riêng cho từng đơn vị (%(n)s)") % {"n": able}
            when = _now("(bắt buộc khi giao chung)")
            required_when(when, self.fields["other"]).label = _now("Nếu giao chung: người chịu trách nhiệm")
            if "responsible" in self.fields:
                required_when(_now("(bắt buộc khi giao chung: ở đây hoặc ở ô sau)"), self.fields["responsible"])
            self.fields["give_each"].help_text = _now("Mỗi đơn vị một việc, cho người đứng đầu hoặc người phụ trách.")

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

    def given(self) -> dict[str, Any]:
        """The checked card, by the names of the services."""
        data = self.cleaned_data
        standing = data["kind"] == "STANDING"
        return {
            "title": data["title"], "product": data["product"], "doers": data["doers"], "due_on": data["due_on"],
            "no_due_reason": data["no_due_reason"], "kind": data["kind"] or "ORDINARY",
            "every": data["every"] if standing else "", "coordinating": data["coordinating_ids"],
            "unit_ids": data["unit_ids"], "criterion_ids": data["criterion_ids"],
        }  # fmt: skip

    def take(self, fault: InputError) -> None:
        """A fault of the service, beside the field that it is about."""
        name = _FIELDS.get(fault.field, fault.field)
        if name == "responsible" and name not in self.fields:
            name = "other"
        self.add_error(name if name in self.fields else None, fault.message)

    def without(self) -> list[str]:
        """Bodies of a group that were left out, for nobody is on record there."""
        if self.offer is None or not self.cleaned_data.get("give_each"):
            return []
        return [line.name for line in self.offer.each if line.person is None]

    def _doers(self, data: dict[str, Any]) -> tuple[tuple[int, int], ...]:
        offer = self.offer
        if offer is not None and data.get("give_each"):
            lines = [(line.org_id, line.person.person_id) for line in offer.each if line.person is not None]
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
        lead = offer.lead_id if offer is not None and offer.lead_id is not None else int(org)
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
            raise ValueError(_now("Danh bạ không có cơ quan “%(name)s”.") % {"name": typed})
        return found

    def _commune(self, typed: str) -> int:
        found = self.day.commune_named(typed)
        if found is None:
            raise ValueError(_now("Không có, hoặc có nhiều xã tên “%(name)s” vào ngày giao việc.") % {"name": typed})
        return found

    def _criterion(self, typed: str) -> int:
        found = self.day.criterion_named(typed)
        if found is None:
            raise ValueError(_now("Bộ tiêu chí xã mới nhất không có tiêu chí “%(name)s”.") % {"name": typed})
        return found[0]


def faults_listed(cards: Iterable[tuple[GivingForm, Any]], errors: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """All faults of the ticked cards for the summary on top of the page, ``(form, number of the card)``."""
    listed = list(errors)
    for form, label in cards:
        if not form.accepted:
            continue
        for name, faults in form.errors.items():
            bound = form[name] if name in form.fields else None
            words = f"{label}. {bound.label}" if bound is not None else str(label)
            for message in faults:
                listed.append(
                    {"message": str(message), "label": words,
                     "field_id": bound.id_for_label if bound is not None else f"duty-{label}"}
                )  # fmt: skip
    return listed
