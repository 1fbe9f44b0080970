"""A register over units of territory, its routes and the people who open it: for these tests alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import django_filters
from django.db.models import DecimalField, ExpressionWrapper, F, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import timezone

from dieuphoi.core.history.context import act
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.actor import Actor, anonymous_actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.models import Job
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.core.register.filters import ChoicesFilter, DateFilter, TextFilter, YesNoFilter
from dieuphoi.core.register.record import Panel, RecordPage, act_links
from dieuphoi.core.register.tables import BulkAct, Column, Register, StateLook
from dieuphoi.core.register.views import ActView, RecordView, RegisterListView
from dieuphoi.core.workflow.machine import Machine, Move
from dieuphoi.registry.territory.models import UnitName, UnitType

DAY = dt.date(2026, 3, 5)
LAN = Actor(id=77, name="Lan", on=DAY)
GUEST = Actor(id=78, name="Khách", on=DAY)
PEOPLE = {"lan": LAN, "guest": GUEST}


class PutActor:
    """Who opens the page stands in a header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        request.actor = PEOPLE.get(request.headers.get("X-Person", ""), anonymous_actor(DAY))  # type: ignore[attr-defined]
        return self.get_response(request)


def names(actor: Actor, as_of: dt.date) -> QuerySet[Any, Any]:
    share = ExpressionWrapper(
        F("unit_id") % 7 * Value(Decimal("1.05")), output_field=DecimalField(max_digits=12, decimal_places=2)
    )
    return UnitName.objects.visible_to(actor).on(as_of).annotate(people=F("unit_id") * 0 + 1500, share=share)


def may_rename(actor: Actor, record: Any) -> Answer:
    return Allowed() if actor.id == LAN.id else Refusal("not_office", "Chỉ văn phòng được đổi tên.")


def unit_rename(*, actor: Actor, name_id: int, reason: str, now: dt.datetime) -> UnitName:
    with act(actor, "unit.rename", reason=reason):
        row = UnitName.objects.select_for_update().one_visible_to(actor, pk=name_id)
        if row.type == UnitType.PHUONG:
            raise Refused("not_xa", "Phường không đổi tên ở đây.")
        if row.name == "Xã hỏng":
            raise ZeroDivisionError
        row.name = f"{row.name} mới"
        row.save(update_fields=["name"])
    return row


class Filters(django_filters.FilterSet):
    q = TextFilter(label="Tên", folded=["name_folded"])
    raw = TextFilter(label="Tên thô", raw=["name"])
    type = ChoicesFilter(label="Loại", choices=UnitType.choices)
    town = django_filters.BooleanFilter(label="Phường", method="in_town")
    rural = YesNoFilter(label="Nông thôn", method="in_country")
    since = DateFilter(label="Từ ngày", field_name="valid__startswith", lookup_expr="gte")

    def in_country(self, rows: QuerySet[Any, Any], name: str, value: bool) -> QuerySet[Any, Any]:
        return rows.filter(type="xa") if value else rows.exclude(type="xa")

    def in_town(self, rows: QuerySet[Any, Any], name: str, value: bool) -> QuerySet[Any, Any]:
        assert self.request.actor.is_authenticated
        return rows.filter(type="phuong") if value else rows.exclude(type="phuong")


UNITS = Register(
    name="test-units",
    title="Danh sách xã",
    selector=names,
    filterset=Filters,
    columns=(
        Column("name", "Tên", sort=("name_key",), sticky=True),
        Column(
            "type",
            "Loại",
            kind="state",
            sort=("type",),
            states={"xa": StateLook("Xã", "good", "check"), "phuong": "Phường"},
        ),
        Column("people", "Dân số", kind="number", total="sum", sort=("people",)),
        Column("share", "Tỷ lệ", kind="percent", sort=("share",)),
        Column("since", "Từ ngày", value="valid.lower", kind="date"),
        Column("unit", "Mã trong máy", value="unit_id", kind="number", total="count", shown=False),
    ),
    row_url=lambda row: f"/unit/{row.pk}/",
    default_sort=("name",),
    page_size=25,
    page_sizes=(5, 25, 100),
    bulk_acts=(
        BulkAct(
            "rename", "Đổi tên", unit_rename, may_rename, argument="name_id", needs_reason=True, at_once=50
        ),
    ),
    export_name="Danh sách xã đường bộ",
    label_of=lambda row: row.name,
)


JOBS = Register(
    name="test-jobs",
    title="Việc",
    selector=lambda actor, as_of: Job.objects.visible_to(actor),
    columns=(Column("label", "Tên", sort=("label",)),),
    dated=False,
)

LIFE = Machine(
    field="type",
    states={"xa": "Xã", "phuong": "Phường", "dac_khu": "Đặc khu"},
    moves=(
        Move("urbanise", ("xa",), "phuong", "Lên phường", may=may_rename),
        Move(
            "special",
            ("xa",),
            "dac_khu",
            "Thành đặc khu",
            may=lambda actor, record: Refusal("no", "Chưa đủ điều kiện."),
        ),
        Move("back", ("phuong",), "xa", "Về xã", may=may_rename),
    ),
    start="xa",
)


class UnitPage(RecordView):
    def load(self, **kwargs: Any) -> UnitName:
        return UnitName.objects.all().one_visible_to(self.actor, pk=kwargs["pk"])

    def describe(self, record: UnitName) -> RecordPage:
        return RecordPage(
            title=record.name,
            state=StateLook("Đang có", "good", "check"),
            header=[("Người phụ trách", "Lan · 0912 000 111"), ("Việc kế tiếp", "")],
            acts=act_links(
                LIFE, self.actor, record, lambda name: f"/unit/{record.pk}/{name}/", main="urbanise"
            ),
            panels=[Panel("Hồ sơ", pairs=[("Tên", record.name)], id="facts")],
            history=history_of(record, actor=self.actor, labels={"name": "Tên"}),
            breadcrumbs=[("Danh sách xã", "/units/")],
        )


class Rename(ActView):
    title = "Đổi tên"
    needs_reason = True

    def load(self, **kwargs: Any) -> UnitName:
        return UnitName.objects.all().one_visible_to(self.actor, pk=kwargs["pk"])

    def check(self, record: UnitName) -> Answer:
        return may_rename(self.actor, record)

    def run(self, record: UnitName, *, reason: str, data: dict[str, Any]) -> UnitName:
        return unit_rename(actor=self.actor, name_id=record.pk, reason=reason, now=self.now)

    def done_url(self, record: UnitName, result: Any) -> str:
        return f"/unit/{record.pk}/"


urlpatterns = [
    path("units/", RegisterListView.as_view(register=UNITS)),
    path("job-list/", RegisterListView.as_view(register=JOBS)),
    path("unit/<int:pk>/", UnitPage.as_view()),
    path("unit/<int:pk>/rename/", Rename.as_view()),
    path("jobs/", include("dieuphoi.core.register.urls")),
    path("views/", include("dieuphoi.core.register.view_urls")),
    path("drafts/", include("dieuphoi.core.register.draft_urls")),
]
