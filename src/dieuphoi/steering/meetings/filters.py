"""How the lists narrow: the same on the page, in exports and by the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import ChoiceFilter, ChoicesFilter, DateFilter, TextFilter, YesNoFilter
from dieuphoi.steering.meetings.selectors import calendar, meetings, requests, settings

STANDING_CHOICES = (
    (meetings.MISSING, _("quá hạn chưa gửi")),
    (meetings.WAITING, _("chưa gửi")),
    (meetings.SENT, _("đã gửi")),
    (meetings.LATE, _("gửi muộn")),
)
MINE_CHOICES = (("me", _("của tôi, cơ quan tôi")),)


class MeetingFilter(django_filters.FilterSet):
    q = TextFilter(folded=("title_folded",), raw=("venue", "place_name"), label=_("Tên, nơi họp"))
    state = ChoicesFilter(choices=meetings.STATE_CHOICES, label=_("Trạng thái"))
    kind = ChoiceFilter(field_name="kind_id", label=_("Loại họp"))
    group = ChoiceFilter(field_name="kind__group", choices=settings.GROUP_CHOICES, label=_("Nhóm loại họp"))
    host = TextFilter(folded=("host__name_folded",), label=_("Cơ quan tổ chức"))
    since_day = DateFilter(field_name="starts_at", lookup_expr="date__gte", label=_("Từ ngày"))
    until_day = DateFilter(field_name="starts_at", lookup_expr="date__lte", label=_("Đến hết ngày"))
    online = YesNoFilter(field_name="is_online", label=_("Trực tuyến"))
    mine = ChoiceFilter(choices=MINE_CHOICES, method="of_mine", label=_("Của ai"))
    missing = YesNoFilter(method="with_missing", label=_("Còn báo cáo quá hạn"))
    unit = django_filters.CharFilter(method="of_unit", label=_("Tại đơn vị (số)"), max_length=20)
    concerns = django_filters.CharFilter(
        method="of_concerned", label=_("Họp tại xã, xã tổ chức hoặc dự (số)"), max_length=20
    )
    series = django_filters.NumberFilter(field_name="series_id", label=_("Chuỗi cuộc họp (số)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["kind"].extra["choices"] = settings.kind_choices(self.request.actor)

    def of_mine(self, rows: Any, _name: str, _value: str) -> Any:
        return meetings.is_mine(self.request.actor, rows)

    def with_missing(self, rows: Any, _name: str, value: bool) -> Any:
        return rows.filter(input_missing__gt=0) if value else rows.filter(input_missing=0)

    def of_unit(self, rows: Any, _name: str, value: str) -> Any:
        """``#12`` is the unit's own number, as links of ours write it."""
        text = value.strip().removeprefix("#")
        return rows.filter(place_id=int(text)) if text.isdigit() and len(text) < 18 else rows.none()

    def of_concerned(self, rows: Any, _name: str, value: str) -> Any:
        """As :meth:`of_unit`; also what the commune hosts or is called to."""
        text = value.strip().removeprefix("#")
        return rows.filter(meetings.of_unit(int(text))) if text.isdigit() and len(text) < 18 else rows.none()


class InputFilter(django_filters.FilterSet):
    q = TextFilter(folded=(), raw=("topic", "org__name", "person__full_name"), label=_("Nội dung, ai gửi"))
    standing = ChoicesFilter(choices=STANDING_CHOICES, label=_("Tình trạng"))
    due_by = DateFilter(field_name="due_on", lookup_expr="lte", label=_("Hạn đến ngày"))
    meeting = django_filters.NumberFilter(field_name="meeting_id", label=_("Cuộc họp (số)"))
    ahead = YesNoFilter(method="is_ahead", label=_("Của cuộc họp sắp tới"))

    def is_ahead(self, rows: Any, _name: str, value: bool) -> Any:
        ahead = {"meeting__state__in": meetings.AHEAD}
        return rows.filter(**ahead) if value else rows.exclude(**ahead)


class RequestFilter(django_filters.FilterSet):
    q = TextFilter(
        folded=("subject_folded", "asker__name_folded", "to_org__name_folded"), raw=("document",),
        label=_("Nội dung, cơ quan, số văn bản"),
    )  # fmt: skip
    state = ChoicesFilter(choices=requests.REQUEST_CHOICES, label=_("Trạng thái"))
    late = ChoiceFilter(field_name="lateness", choices=(("late", _("quá ngày mong trả lời")),), label=_("Chờ lâu"))


class EntryFilter(django_filters.FilterSet):
    q = TextFilter(folded=("title_folded",), raw=("venue", "place_name"), label=_("Nội dung, địa điểm"))
    kind = ChoicesFilter(choices=calendar.KIND_CHOICES, label=_("Loại việc"))
    state = ChoicesFilter(choices=calendar.ENTRY_STATE_CHOICES, label=_("Trạng thái"))
    since_day = DateFilter(field_name="starts_at", lookup_expr="date__gte", label=_("Từ ngày"))
    until_day = DateFilter(field_name="starts_at", lookup_expr="date__lte", label=_("Đến hết ngày"))
    org = TextFilter(folded=("org__name_folded",), label=_("Lịch của cơ quan"))
    published = YesNoFilter(method="is_published", label=_("Đã công bố"))
    mine = ChoiceFilter(choices=MINE_CHOICES, method="of_mine", label=_("Của ai"))
    unit = django_filters.CharFilter(method="of_unit", label=_("Tại đơn vị (số)"), max_length=20)

    def is_published(self, rows: Any, _name: str, value: bool) -> Any:
        return rows.filter(published_at__isnull=not value)

    def of_mine(self, rows: Any, _name: str, _value: str) -> Any:
        return calendar.mine(self.request.actor, rows)

    def of_unit(self, rows: Any, _name: str, value: str) -> Any:
        text = value.strip().removeprefix("#")
        return rows.filter(place_id=int(text)) if text.isdigit() and len(text) < 18 else rows.none()
