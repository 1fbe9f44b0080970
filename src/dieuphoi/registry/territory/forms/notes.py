"""What may be added to a change, and the classes of a unit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import DateField
from dieuphoi.registry.territory.models import ShareOf
from dieuphoi.registry.territory.selectors import DIMENSIONS, ChangeView
from dieuphoi.registry.territory.services import ChangeNotes, ShareValue
from dieuphoi.registry.territory.services.annotate import FIELDS


class NotesForm(forms.Form):
    """Resolution and note of a change, and the shares of its divided units."""

    resolution_number = forms.CharField(label=_("Số nghị quyết"), max_length=80, required=False)
    resolution_on = DateField(label=_("Ngày nghị quyết"), required=False)
    resolution_by = forms.CharField(label=_("Cơ quan ban hành"), max_length=200, required=False)
    note = forms.CharField(label=_("Ghi chú"), max_length=400, required=False)
    share_of = forms.ChoiceField(label=_("Tỷ lệ chia tính theo"), choices=(("", "—"), *ShareOf.choices), required=False)

    def __init__(self, *args: Any, view: ChangeView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.view = view
        self.links: dict[int, tuple[str, str]] = {}
        olds = {each.unit: each for each in view.predecessors}
        for to in view.successors:
            for share in to.shares:
                if share.whole:
                    continue
                names = (f"part_{share.link}", f"whole_{share.link}")
                words = {"old": olds[share.unit].full_name, "new": to.full_name}
                self.fields[names[0]] = forms.DecimalField(
                    label=_("%(old)s vào %(new)s: phần") % words, required=False, min_value=0, max_digits=18,
                    decimal_places=4, localize=True, initial=share.numerator,
                )  # fmt: skip
                self.fields[names[1]] = forms.DecimalField(
                    label=_("%(old)s: trên tổng") % words, required=False, min_value=0, max_digits=18,
                    decimal_places=4, localize=True, initial=share.denominator,
                )  # fmt: skip
                self.links[share.link] = names
                if share.share_of:
                    self.fields["share_of"].initial = share.share_of
        if not self.links:
            del self.fields["share_of"]

    def notes(self, data: dict[str, Any]) -> ChangeNotes:
        shares = {}
        for link, (part, whole) in self.links.items():
            known = data[part] is not None or data[whole] is not None
            shares[link] = ShareValue(data[part], data[whole], data["share_of"] if known else "")
        return ChangeNotes({name: data[name] for name in FIELDS}, shares)


class ClassForm(forms.Form):
    """A class from a day on, by a decision."""

    dimension = forms.ChoiceField(label=_("Phân loại theo"), choices=tuple(DIMENSIONS.items()))
    value = forms.CharField(label=_("Giá trị"), max_length=60)
    decision = forms.CharField(label=_("Quyết định"), max_length=400)
    since = DateField(label=_("Từ ngày"), required=False, help_text=_("Để trống: có từ trước, không rõ ngày."))
    until = DateField(label=_("Đến hết ngày"), required=False)
