"""The fields that the form is made of: a unit, an amount, the words in front of names; a unit's fields together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.urls import reverse

from dieuphoi.registry.territory.models import UnitType
from dieuphoi.registry.territory.names import TYPE_WORD
from dieuphoi.registry.territory.services.units import TYPES_OF

TYPE_WORDS: Final = [
    (level.label, [(str(kind), TYPE_WORD[kind]) for kind in UnitType if kind in kinds])
    for level, kinds in TYPES_OF.items()
]
"""The words in front of names, by level: ``Thành phố`` stands under the province and under the district."""


@dataclass(slots=True)
class Side:
    """One unit of the form: its heading and its fields."""

    title: str
    fields: list[Any]
    more: list[Any]


def unit_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    field = forms.CharField(label=label, max_length=200, required=required, help_text=help_text)
    # What is offered while one types is asked of the day in the form; without a script one types the whole name.
    field.widget.attrs |= {
        "list": "units-found",
        "autocomplete": "off",
        "hx-get": reverse("territory:pick"),
        "hx-trigger": "input changed delay:200ms",
        "hx-target": "#units-found",
        "hx-include": "[name=day]",
        "hx-sync": "this:replace",
    }
    return field


def number(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, min_value=0, max_digits=18, decimal_places=4, localize=True)
