"""What may be asked for: a kind of list, a province, a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.filters import DateField
from dieuphoi.insight.portal import selectors
from dieuphoi.insight.portal.lists import kind_choices


class PrepareForm(forms.Form):
    """Which list of which day. The provinces are those of the actor's office."""

    kind = forms.ChoiceField(label=_("Loại danh sách"))
    province = forms.TypedChoiceField(label=_("Tỉnh"), coerce=int)
    as_of = DateField(label=_("Tính đến ngày"), help_text=_("Danh sách ghi lại đúng số liệu của ngày này."))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("kind", kind_choices()),
            ("province", selectors.province_choices(actor, actor.on)),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
