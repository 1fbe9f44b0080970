"""The registers of organisations and of people: what their lists show."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.functions import VnKey
from dieuphoi.core.register.tables import Column, Register
from dieuphoi.registry.organisations.filters import OrgFilter, PersonFilter
from dieuphoi.registry.organisations.policies import may_enter_people, may_manage_organisations
from dieuphoi.registry.organisations.selectors import KIND_LABELS, orgs_query, people_query
from dieuphoi.registry.territory.names import full_name

ORGS = Register(
    name="organisations",
    title=_("Cơ quan"),
    selector=orgs_query,
    filterset=OrgFilter,
    columns=(
        Column("name", _("Tên cơ quan"), value="day_name", sort=("day_name_key",), sticky=True),
        Column("code", _("Mã"), sort=("code",)),
        Column("kind", _("Loại cơ quan"), value=lambda org: str(KIND_LABELS[org.kind]), sort=("kind",)),
        Column("parent", _("Cơ quan cấp trên"), value="parent_name", sort=(VnKey("parent_name"),)),
        Column(
            "place",
            _("Địa bàn"),
            value=lambda org: full_name(org.day_place_type or "", org.day_place_name or ""),
            sort=(VnKey("day_place_name"),),
        ),
        Column("phone", _("Điện thoại")),
    ),
    default_sort=("name",),
    row_url=lambda org: reverse("organisations:org", args=[org.pk]),
    export_name="co-quan",
    new_url=lambda: reverse("exchange:new", args=["organisations"]),
    new_label=_("Nạp từ bảng tính"),
    new_policy=lambda actor, _row: may_manage_organisations(actor),
    empty=_("Chưa có cơ quan nào vào ngày này. Hãy nạp danh sách bằng bảng tính."),
)

PEOPLE = Register(
    name="people",
    title=_("Cán bộ"),
    lead=_("Người giữ chức vụ vào ngày đã chọn."),
    selector=people_query,
    filterset=PersonFilter,
    columns=(
        Column("full_name", _("Họ và tên"), sort=("given_name_key",), sticky=True),
        Column("phone", _("Điện thoại")),
        Column("posts", _("Chức vụ"), value=lambda person: "; ".join(person.day_posts)),
        Column("email", _("Thư điện tử"), shown=False),
    ),
    default_sort=("full_name",),
    row_url=lambda person: reverse("organisations:person", args=[person.pk]),
    export_name="can-bo",
    new_url=lambda: reverse("exchange:new", args=["people"]),
    new_label=_("Nạp từ bảng tính"),
    # Bringing people in opens accounts and gives roles; the page of the import asks for that right again.
    new_policy=lambda actor, _row: may_enter_people(actor),
    empty=_("Chưa có ai giữ chức vụ vào ngày này. Hãy nạp danh sách cán bộ bằng bảng tính."),
)
