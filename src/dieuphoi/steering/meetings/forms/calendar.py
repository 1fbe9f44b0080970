"""What may be typed about the calendar, one's feeds, and what the office sets."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.filters import DateField
from dieuphoi.steering.meetings.forms.fields import (
    ActorForm,
    IdField,
    IdsField,
    PlaceMixin,
    WhenMixin,
    room_options,
)
from dieuphoi.steering.meetings.forms.meetings import ClashField
from dieuphoi.steering.meetings.selectors import calendar as reading
from dieuphoi.steering.meetings.selectors import settings
from dieuphoi.steering.meetings.services import NewEntry


class EntryForm(WhenMixin, PlaceMixin, ActorForm):
    """A line of the calendar."""

    seldom = ("note", "is_internal", "clash_reason")
    seldom_label = _("Thêm: ghi chú, nội bộ, trùng lịch")
    org = IdField(label=_("Lịch của cơ quan"), required=True)
    kind = forms.ChoiceField(label=_("Loại việc"), choices=reading.TYPED_KINDS)
    title = forms.CharField(label=_("Nội dung"), max_length=300)
    people = IdsField(
        label=_("Người tham gia"), required=False, widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Giữ Ctrl để chọn nhiều người."),
    )  # fmt: skip
    teams = IdsField(
        label=_("Đoàn, tổ, cơ quan tham gia"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))
    is_internal = forms.BooleanField(
        label=_("Nội bộ"), required=False, help_text=_("Khi công bố, chỉ người của cơ quan và người tham gia thấy.")
    )
    clash_reason = ClashField()

    field_order = (
        "org", "kind", "title", "day", "start_time", "end_time", "end_day", "room", "venue", "place", "people",
        "teams", "note", "is_internal", "clash_reason",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.offer("org", settings.host_choices(actor, actor.on))
        self.offer("room", room_options(actor), empty=True)
        self.offer("people", self.people_options())
        self.offer("teams", self.org_options(without=("commune",)))


def new_entry(data: dict[str, Any]) -> NewEntry:
    """The checked form as what the service takes."""
    return NewEntry(
        org_id=data["org"], kind=data["kind"], title=data["title"], starts_at=data["starts_at"],
        ends_at=data["ends_at"], people=tuple(data["people"]), teams=tuple(data["teams"]), room_id=data["room"],
        venue=data["venue"], place_id=data["place_id"], note=data["note"], is_internal=data["is_internal"],
        clash_reason=data["clash_reason"],
    )  # fmt: skip


class ResultForm(forms.Form):
    """What came of it."""

    result = forms.CharField(label=_("Kết quả"), max_length=10_000, widget=forms.Textarea({"rows": 5}))


class PublishForm(forms.Form):
    """Which week of whose calendar, and a word to it."""

    org = IdField(label=_("Lịch của cơ quan"), required=True)
    monday = DateField(label=_("Tuần từ thứ Hai"))
    note = forms.CharField(label=_("Ghi chú của bản này"), max_length=500, required=False)

    def __init__(self, *args: Any, orgs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].choices = orgs  # type: ignore[attr-defined]

    def clean_monday(self) -> date:
        return reading.monday_of(self.cleaned_data["monday"])


class FeedForm(forms.Form):
    """A new address: where it is used, how much it shows."""

    name = forms.CharField(label=_("Dùng ở đâu"), max_length=80, help_text=_("Ví dụ: điện thoại của tôi."))
    whole = forms.BooleanField(
        label=_("Cả lịch tôi xem được"), required=False,
        help_text=_("Không chọn: chỉ việc của tôi và cơ quan tôi."),
    )  # fmt: skip


class KindForm(forms.Form):
    """A kind of meeting."""

    name = forms.CharField(label=_("Tên loại họp"), max_length=120)
    group = forms.ChoiceField(label=_("Nhóm"), choices=settings.GROUP_CHOICES)
    source = forms.CharField(label=_("Căn cứ"), max_length=300, help_text=_("Văn bản hoặc người quyết định."))


class RoomForm(ActorForm):
    """A room that can be booked."""

    name = forms.CharField(label=_("Phòng họp"), max_length=160)
    org = IdField(label=_("Cơ quan quản lý"), required=True)
    address = forms.CharField(label=_("Địa chỉ"), max_length=200, required=False)
    seats = forms.IntegerField(label=_("Số chỗ"), min_value=1, max_value=10_000, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.offer("org", self.org_options())


class TeamRuleForm(forms.Form):
    """From how many teams within how many days a clash is shown."""

    teams = forms.IntegerField(label=_("Từ số đoàn"), min_value=2, max_value=50)
    window_days = forms.IntegerField(label=_("Trong số ngày"), min_value=1, max_value=60)
    kinds = forms.MultipleChoiceField(
        label=_("Tính các việc"), choices=reading.KIND_CHOICES, widget=forms.CheckboxSelectMultiple
    )
    source = forms.CharField(label=_("Căn cứ"), max_length=500, help_text=_("Văn bản hoặc người quyết định."))
