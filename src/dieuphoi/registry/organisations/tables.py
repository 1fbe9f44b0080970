"""The registers of organisations, people, duties and handovers: what their lists show."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from dieuphoi.core.kernel.functions import VnKey
from dieuphoi.core.kernel.ranges import range_label
from dieuphoi.core.register.tables import Column, Register, StateLook
from dieuphoi.registry.organisations.filters import (
    CheckFilter,
    CommitteeFilter,
    ContactFilter,
    HandoverFilter,
    MonitorFilter,
    OrgFilter,
    PersonFilter,
)
from dieuphoi.registry.organisations.policies import (
    may_assign_work,
    may_enter_people,
    may_manage_organisations,
    may_open_handover,
)
from dieuphoi.registry.organisations.selectors import (
    KIND_LABELS,
    LEVEL_LABELS,
    MONITOR_LABELS,
    checks_query,
    committees_query,
    contacts_query,
    handovers_query,
    monitors_query,
    orgs_query,
    people_query,
    unit_words,
)
from dieuphoi.registry.territory.names import full_name


def phone_link(phone: str) -> Markup:
    """A telephone number that a phone can call."""
    return Markup('<a href="tel:{}">{}</a>').format(phone.replace(" ", ""), phone) if phone else Markup("")


def _place(row: Any) -> str:
    return full_name(row.day_place_type or "", row.day_place_name or "")


ORGS = Register(
    name="organisations",
    title=_("Cơ quan"),
    selector=orgs_query,
    filterset=OrgFilter,
    columns=(
        Column("name", _("Tên cơ quan"), value="day_name", sort=("day_name_key",), sticky=True),
        Column("short", _("Tên viết tắt"), value="day_short", sort=("day_short",), shown=False),
        Column("code", _("Mã"), sort=("code",)),
        Column("kind", _("Loại cơ quan"), value=lambda org: str(KIND_LABELS[org.kind]), sort=("kind",)),
        Column("level", _("Cấp"), value=lambda org: str(LEVEL_LABELS[org.level]), sort=("level",), shown=False),
        Column("parent", _("Cơ quan cấp trên"), value="parent_name", sort=(VnKey("parent_name"),)),
        Column("place", _("Địa bàn"), value=_place, sort=(VnKey("day_place_name"),)),
        Column("phone", _("Điện thoại"), html=lambda org: phone_link(org.phone)),
        Column("founded", _("Ngày thành lập"), value="founded_on", kind="date", sort=("founded_on",), shown=False),
        Column("decision", _("Quyết định thành lập"), value="founding_decision", shown=False),
    ),
    default_sort=("name",),
    row_url=lambda org: reverse("organisations:org", args=[org.pk]),
    label_of=lambda org: str(org.day_name),
    export_name="co-quan",
    new_url=lambda: reverse("organisations:org_new"),
    new_label=_("Thêm cơ quan"),
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
        Column("phone", _("Điện thoại"), html=lambda person: phone_link(person.phone)),
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

CONTACTS = Register(
    name="contacts",
    title=_("Danh bạ"),
    lead=_("Gọi ai: theo cơ quan, theo xã, theo chức vụ. Bấm vào số để gọi."),
    selector=contacts_query,
    filterset=ContactFilter,
    columns=(
        Column(
            "full_name", _("Họ và tên"), value="person.full_name", sort=("person__given_name_key",), sticky=True
        ),
        Column(
            "phone", _("Điện thoại"), value="person.phone", html=lambda row: phone_link(row.person.phone)
        ),
        Column("title", _("Chức vụ"), value="post.title", sort=("post__title_key",)),
        Column("org", _("Cơ quan"), value="day_org", sort=("day_org_key", "post__position")),
        Column("place", _("Địa bàn"), value=_place, sort=(VnKey("day_place_name"),)),
        Column(
            "org_phone",
            _("Điện thoại cơ quan"),
            value="post.org.phone",
            html=lambda row: phone_link(row.post.org.phone),
        ),
        Column("email", _("Thư điện tử"), value="person.email", shown=False),
    ),
    default_sort=("org", "full_name"),
    row_url=lambda row: reverse("organisations:person", args=[row.person_id]),
    label_of=lambda row: str(row.person.full_name),
    export_name="danh-ba",
    empty=_("Không tìm thấy ai. Hãy bỏ bớt điều kiện lọc."),
)

COMMITTEES = Register(
    name="committees",
    title=_("Ban Chỉ đạo"),
    selector=committees_query,
    filterset=CommitteeFilter,
    columns=(
        Column("name", _("Tên Ban Chỉ đạo"), sort=("name_key",), sticky=True),
        Column("level", _("Cấp"), value=lambda row: str(LEVEL_LABELS[row.level]), sort=("level",)),
        Column("place", _("Địa bàn"), value=_place, sort=(VnKey("day_place_name"),)),
        Column("head", _("Trưởng ban"), value="head_name"),
        Column("decision", _("Quyết định")),
        Column("decision_on", _("Ngày quyết định"), kind="date", sort=("decision_on",)),
    ),
    default_sort=("level", "name"),
    row_url=lambda row: reverse("organisations:committee", args=[row.pk]),
    export_name="ban-chi-dao",
    new_url=lambda: reverse("organisations:committee_new"),
    new_label=_("Thêm Ban Chỉ đạo"),
    new_policy=lambda actor, _row: may_assign_work(actor),
    empty=_("Chưa có Ban Chỉ đạo nào vào ngày này. Hãy thêm, hoặc nạp danh sách bằng bảng tính."),
)

MONITORS = Register(
    name="monitors",
    title=_("Phân công theo dõi"),
    lead=_("Ai theo dõi lĩnh vực nào, ở địa bàn nào, vào ngày đã chọn."),
    selector=monitors_query,
    filterset=MonitorFilter,
    columns=(
        Column("who", _("Người, phòng"), sort=("who_key",), sticky=True),
        Column(
            "phone",
            _("Điện thoại"),
            value=lambda row: row.person.phone if row.person else row.org.phone,
            html=lambda row: phone_link(row.person.phone if row.person else row.org.phone),
        ),
        Column("function", _("Việc"), value=lambda row: str(MONITOR_LABELS[row.function]), sort=("function",)),
        Column(
            "field",
            _("Lĩnh vực"),
            value=lambda row: row.field_name or _("Mọi lĩnh vực"),
            sort=("field__position", "field__name_key"),
        ),
        Column("unit", _("Địa bàn"), value=unit_words, sort=("day_unit_key",)),
        Column("since", _("Thời gian"), value=lambda row: range_label(row.valid)),
        Column("decision", _("Quyết định")),
    ),
    default_sort=("who", "field", "unit"),
    row_url=lambda row: reverse("organisations:monitor", args=[row.pk]),
    label_of=lambda row: str(row.who),
    export_name="phan-cong-theo-doi",
    new_url=lambda: reverse("organisations:monitor_new"),
    new_label=_("Phân công"),
    new_policy=lambda actor, _row: may_assign_work(actor),
    empty=_("Chưa phân công ai theo dõi. Hãy phân công, hoặc nạp bảng phân công."),
)

HANDOVER_LOOKS = {
    "OPEN": StateLook(_("Đang lập"), "neutral", "edit"),
    "HANDED": StateLook(_("Đã giao, chờ nhận"), "warn", "clock"),
    "RECEIVED": StateLook(_("Đã nhận"), "accent", "check"),
    "CLOSED": StateLook(_("Đã kết thúc"), "good", "check"),
    "CANCELLED": StateLook(_("Đã hủy"), "neutral", "cross"),
}


def giver_words(row: Any) -> str:
    """Who gives, with their body."""
    return _side(row.giver, row.giver_org)


def receiver_words(row: Any) -> str:
    """Who receives, with their body."""
    return _side(row.receiver, row.receiver_org)


def _side(person: Any, org: Any) -> str:
    return ", ".join(str(each) for each in (person, org) if each is not None)


HANDOVERS = Register(
    name="handovers",
    title=_("Bàn giao"),
    lead=_("Ai giao, ai nhận, còn gì để mở."),
    selector=handovers_query,
    filterset=HandoverFilter,
    columns=(
        Column("giver", _("Bên giao"), value=giver_words, sort=("giver__given_name_key",), sticky=True),
        Column("receiver", _("Bên nhận"), value=receiver_words, sort=("receiver__given_name_key",)),
        Column("on", _("Ngày bàn giao"), value="effective_on", kind="date", sort=("effective_on",)),
        Column("state", _("Trạng thái"), kind="state", states=HANDOVER_LOOKS, sort=("state",)),
        Column("items", _("Nội dung"), value="all_items", kind="number", sort=("all_items",)),
        Column("open", _("Chưa nhận"), value="open_items", kind="number", sort=("open_items",)),
        Column("why", _("Lý do"), value="reason", wide=True),
    ),
    default_sort=("-on",),
    row_url=lambda row: reverse("organisations:handover", args=[row.pk]),
    export_name="ban-giao",
    new_url=lambda: reverse("organisations:handover_new"),
    new_label=_("Lập bàn giao"),
    new_policy=may_open_handover,
    dated=False,
    empty=_("Chưa có bàn giao nào."),
)

CHECK_LOOKS = {
    "OPEN": StateLook(_("Cần xem lại"), "warn", "warning"),
    "DONE": StateLook(_("Đã xem lại"), "good", "check"),
}
CHECKS = Register(
    name="personnel-checks",
    title=_("Thay đổi cán bộ cần xem lại"),
    lead=_("Người thôi giữ chức vụ mà còn theo dõi lĩnh vực, còn trong Ban Chỉ đạo hoặc còn việc đang làm."),
    selector=checks_query,
    filterset=CheckFilter,
    columns=(
        Column(
            "person", _("Họ và tên"), value="person.full_name", sort=("person__given_name_key",), sticky=True
        ),
        Column("post", _("Thôi giữ"), value=lambda row: f"{row.holding.post.title}, {row.holding.post.org.name}"),
        Column("on", _("Từ ngày"), value="changed_on", kind="date", sort=("changed_on",)),
        Column("state", _("Trạng thái"), kind="state", states=CHECK_LOOKS, sort=("state",)),
        Column("note", _("Đã làm gì"), wide=True),
    ),
    default_sort=("-on",),
    row_url=lambda row: reverse("organisations:person", args=[row.person_id]),
    label_of=lambda row: str(row.person.full_name),
    export_name="thay-doi-can-bo",
    dated=False,
    empty=_("Không có thay đổi nào cần xem lại."),
)
