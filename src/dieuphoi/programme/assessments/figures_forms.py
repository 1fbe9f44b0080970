"""What is typed of one side's figure: a field for each cell of the indicator, the other sides' figures beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import DateField
from dieuphoi.programme.assessments.sides_shown import SideShown
from dieuphoi.programme.criteria.kinds import Input

SIDE_WORDS = {"commune": _("Xã"), "department": _("Sở, ngành"), "council": _("Hội đồng")}


class FigureForm(forms.Form):
    """One field a cell (``f0``, ``f1`` …) in the order of the grid; ``revision`` is what the person saw."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    _may_conclude = False

    def __init__(self, *args: Any, slots: Sequence[Input], sides: Sequence[SideShown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = [slot.part for slot in slots]
        self._make(slots, sides)

    def _make(self, slots: Sequence[Input], sides: Sequence[SideShown]) -> None:
        for place, slot in enumerate(slots):
            told = [
                f"{SIDE_WORDS[side.side]}: {figure}"
                for side in sides
                for part, _name, figure in side.cells
                if part == slot.part
            ]
            label = str(slot.name) or str(_("Số liệu"))
            self.fields[f"f{place}"] = forms.CharField(
                label=f"{label} ({slot.unit})" if slot.unit else label,
                # Of several parts some may be empty; the service says which may not.
                required=len(slots) == 1 and not self._may_conclude,
                max_length=100,
                help_text=" · ".join(told) or _("Xã chưa nhập."),
                widget=forms.TextInput(
                    attrs={"inputmode": "decimal" if slot.what == "number" else "text", "autocomplete": "off"}
                ),
            )

    def typed(self) -> dict[str, str]:
        """``{part: text}`` for the service."""
        return {part: self.cleaned_data.get(f"f{place}", "") for place, part in enumerate(self.parts)}

    def field_of(self, part: str) -> str:
        """The field of a part; a part that has none is a fault of the whole form."""
        return f"f{self.parts.index(part)}" if part in self.parts else ""


class CouncilForm(FigureForm):
    """What the council decided, by its minutes: a figure, or a conclusion where figures do not decide."""

    def __init__(self, *args: Any, figures: bool, concludes: bool, **kwargs: Any) -> None:
        self._figures, self._may_conclude = figures, concludes
        super().__init__(*args, **kwargs)

    def _make(self, slots: Sequence[Input], sides: Sequence[SideShown]) -> None:
        if self._figures:
            super()._make(slots, sides)
        else:
            self.parts = []
        if self._may_conclude:
            self.fields["verdict"] = forms.ChoiceField(
                label=_("Kết luận"),
                required=False,
                choices=[
                    ("", "—"),
                    ("MET", _("Đạt")),
                    ("NOT_MET", _("Chưa đạt")),
                    ("NOT_APPLICABLE", _("Không áp dụng")),
                ],
            )
        self.fields["document"] = forms.CharField(
            label=_("Biên bản họp hội đồng"), max_length=200, help_text=_("Số, ký hiệu của biên bản.")
        )
        self.fields["document_on"] = DateField(label=_("Ngày biên bản"))
        self.fields["comment"] = forms.CharField(
            label=_("Ý kiến của hội đồng"), required=False, widget=forms.Textarea(attrs={"rows": 3})
        )
