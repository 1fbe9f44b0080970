"""How the list of recognitions narrows: the same on the page, in exports and by the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import ChoiceFilter, ChoicesFilter, TextFilter
from dieuphoi.programme.recognition import selectors

STATUS_CHOICES = (
    (selectors.RECOGNISED, _("đang được công nhận")),
    (selectors.ACKNOWLEDGED, _("đã thừa nhận cho đơn vị sau sắp xếp")),
    (selectors.PREDECESSOR, _("của đơn vị trước sắp xếp, chưa thừa nhận lại")),
    (selectors.REVOKED, _("đã thu hồi")),
)


class RecognitionFilter(django_filters.FilterSet):
    q = TextFilter(folded=("unit_folded", "number_folded"), raw=("unit_code",), label=_("Đơn vị hoặc số quyết định"))
    level = ChoicesFilter(choices=selectors.LEVEL_CHOICES, label=_("Mức công nhận"))
    year = ChoiceFilter(field_name="year", label=_("Năm"))
    status = ChoicesFilter(choices=STATUS_CHOICES, label=_("Tình trạng"))
    province = ChoiceFilter(field_name="province_id", label=_("Tỉnh"))
    unit = django_filters.CharFilter(method="of_unit", label=_("Mã đơn vị khi ấy"), max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = self.request.actor
        self.filters["year"].extra["choices"] = selectors.year_choices(actor)
        self.filters["province"].extra["choices"] = selectors.province_choices(actor)

    def of_unit(self, rows: Any, _name: str, value: str) -> Any:
        """A code of the time; ``#12`` is the unit's own number, as links of ours write it."""
        text = value.strip()
        if text.startswith("#"):
            return rows.filter(unit_id=int(text[1:])) if text[1:].isdigit() and len(text) < 18 else rows.none()
        return rows.filter(unit_code=text)
