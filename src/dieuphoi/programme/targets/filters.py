"""How the list of targets narrows: the same on the page, in exports and by the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import ChoiceFilter, ChoicesFilter, TextFilter, YesNoFilter
from dieuphoi.programme.targets import selectors

OUTCOME_CHOICES = (
    (selectors.REACHED, _("đã đạt")),
    (selectors.LATE, _("đạt sau hạn")),
    (selectors.ON_TRACK, _("đúng tiến độ")),
    (selectors.BEHIND, _("chậm tiến độ")),
    (selectors.MISSED, _("quá năm chưa đạt")),
    (selectors.NO_DATA, _("chưa có số liệu rà soát")),
    (selectors.ENDED, _("của đơn vị trước sắp xếp")),
    (selectors.WITHDRAWN, _("đã rút đăng ký")),
    (selectors.MOVED, _("đã chuyển năm")),
)
STANDING_CHOICES = (
    ("REGISTERED", _("đã đăng ký")),
    ("CONFIRMED", _("tỉnh đã phê duyệt")),
    ("WITHDRAWN", _("đã rút đăng ký")),
    ("MOVED", _("đã chuyển sang năm khác")),
)


class TargetFilter(django_filters.FilterSet):
    q = TextFilter(
        folded=("unit_folded", "papers_folded"), raw=("unit_code", "confirmed_number"),
        label=_("Đơn vị hoặc số văn bản"),
    )  # fmt: skip
    year = ChoiceFilter(field_name="year", label=_("Năm về đích"))
    level = ChoicesFilter(choices=selectors.LEVEL_CHOICES, label=_("Mức"))
    goal = ChoicesFilter(choices=selectors.GOAL_CHOICES, label=_("Loại đích"))
    standing = ChoicesFilter(choices=STANDING_CHOICES, label=_("Trạng thái"))
    outcome = ChoicesFilter(choices=OUTCOME_CHOICES, label=_("Kết quả"))
    stagnant = YesNoFilter(field_name="stagnant", label=_("Không tiến thêm so với đợt trước"))
    group = ChoiceFilter(choices=selectors.GROUPS, method="of_group", label=_("Nhóm"))
    follower = django_filters.CharFilter(method="of_follower", label=_("Người theo dõi"), max_length=120)
    unit = django_filters.CharFilter(method="of_unit", label=_("Mã đơn vị khi ấy"), max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["year"].extra["choices"] = selectors.year_choices(self.request.actor)

    def of_group(self, rows: Any, _name: str, value: str) -> Any:
        """Of the year's registered: those followed, or those of them that reached."""
        rows = rows.filter(standing__in=selectors.LIVING_STATES).exclude(goal="UNITS")
        return rows if value == selectors.REGISTERED_GROUP else rows.filter(outcome=selectors.REACHED)

    def of_follower(self, rows: Any, _name: str, value: str) -> Any:
        """A part of a name; ``me`` is who asks, as the links of "my work" write it."""
        if value.strip() == "me":
            actor = self.request.actor
            return selectors.mine(actor, rows)
        return rows.filter(follower__full_name__icontains=value.strip())

    def of_unit(self, rows: Any, _name: str, value: str) -> Any:
        """A code of the time; ``#12`` is the unit's own number, as links of ours write it."""
        text = value.strip()
        if text.startswith("#"):
            return rows.filter(unit_id=int(text[1:])) if text[1:].isdigit() and len(text) < 18 else rows.none()
        return rows.filter(unit_code=text)
