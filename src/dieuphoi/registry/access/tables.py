"""The registers of access: roles, their reviews, tokens, the journal."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.words import act_words
from dieuphoi.core.kernel.functions import VnKey
from dieuphoi.core.register.tables import BulkAct, Column, Register, StateLook
from dieuphoi.registry.access import policies
from dieuphoi.registry.access.filters import JournalFilter, ReviewFilter, RoleFilter, TokenFilter
from dieuphoi.registry.access.roles import Role
from dieuphoi.registry.access.selectors.journal import AREAS, detail_words, journal, who, whom
from dieuphoi.registry.access.selectors.roles import FINE, NEVER, OVERDUE, place_words, roles_now, roles_query
from dieuphoi.registry.access.services.reviews import role_end_by_review, role_keep
from dieuphoi.registry.accounts.scopes import scope_words
from dieuphoi.registry.accounts.selectors import tokens_query

STATE_LOOKS = {
    "now": StateLook(_("đang giữ"), "good", "check"),
    "later": StateLook(_("chưa bắt đầu"), "neutral", "clock"),
    "ended": StateLook(_("đã kết thúc"), "neutral", "dash"),
}
REVIEW_LOOKS = {
    NEVER: StateLook(_("chưa lần nào"), "warn", "warning"),
    OVERDUE: StateLook(_("quá hạn"), "bad", "warning"),
    FINE: StateLook(_("đã rà soát"), "good", "check"),
}


def _person(row: Any) -> str:
    name = str(row.account)
    return name if row.account.is_active else _now("%(name)s (tài khoản đã đóng)") % {"name": name}


def _role_label(row: Any) -> str:
    label = str(Role(row.role).label)
    return _now("%(role)s, người điều phối") % {"role": label} if row.coordinator else label


def _home() -> list[tuple[Any, str]]:
    return [(_("Tài khoản và quyền"), reverse("rights:home"))]


_PERSON = Column("person", _("Họ và tên"), value=_person, sort=("account__person__given_name_key",), sticky=True)
_ROLE = Column("role", _("Vai trò"), value=_role_label, sort=("role",))
_ORG = Column("org", _("Cơ quan"), value=lambda row: row.org.name if row.org else "", sort=("org__name_key",))
_PLACE = Column("place", _("Địa bàn"), value=place_words, sort=(VnKey("day_place_name"),))
_START = Column("starts", _("Từ ngày"), kind="date", sort=("starts",))
_END = Column("ends", _("Đến trước ngày"), kind="date", sort=("ends",))

ROLES = Register(
    name="roles",
    title=_("Vai trò"),
    lead=_("Ai được làm gì, ở đâu, đến bao giờ. Vai trò hết hạn thì tự thôi; không có gì bị xóa."),
    selector=roles_query,
    filterset=RoleFilter,
    columns=(
        _PERSON,
        _ROLE,
        _ORG,
        _PLACE,
        _START,
        _END,
        Column("state", _("Tình trạng"), kind="state", states=STATE_LOOKS, sort=("state",)),
        Column("username", _("Tên đăng nhập"), value="account.username", sort=("account__username",), shown=False),
        Column("reason", _("Lý do"), value="reason", shown=False, wide=True),
    ),
    default_sort=("person",),
    row_url=lambda row: reverse("rights:role", args=[row.pk]),
    label_of=lambda row: f"{row.account} – {Role(row.role).label}",
    export_name="vai-tro",
    new_url=lambda: reverse("rights:role_new"),
    new_label=_("Giao vai trò"),
    new_policy=policies.may_give_roles,
    empty=_("Không có vai trò nào trong phạm vi của bạn."),
    breadcrumbs=_home,
)

REVIEWS = Register(
    name="role-reviews",
    title=_("Rà soát quyền"),
    lead=_("Xem từng vai trò đang giữ của đơn vị: còn cần thì giữ, không thì kết thúc. Không ai tự rà soát mình."),
    selector=roles_now,
    filterset=ReviewFilter,
    columns=(
        _PERSON,
        _ROLE,
        _ORG,
        _PLACE,
        _END,
        Column("review", _("Rà soát"), kind="state", states=REVIEW_LOOKS),
        Column("reviewed_at", _("Lần gần nhất"), kind="datetime", sort=("reviewed_at",)),
    ),
    default_sort=("reviewed_at", "person"),
    row_url=lambda row: reverse("rights:role", args=[row.pk]),
    label_of=lambda row: f"{row.account} – {Role(row.role).label}",
    bulk_acts=(
        BulkAct("keep", _("Vẫn cần, giữ"), role_keep, policies.may_review, argument="assignment_id"),
        BulkAct(
            "end", _("Không cần nữa, kết thúc"), role_end_by_review, policies.may_review,
            argument="assignment_id", needs_reason=True, danger=True,
        ),
    ),
    export_name="ra-soat-quyen",
    empty=_("Không có vai trò nào trong phạm vi của bạn."),
    breadcrumbs=_home,
)  # fmt: skip

TOKENS = Register(
    name="tokens",
    title=_("Mã truy cập"),
    lead=_("Mã của các chương trình làm thay người. Lần dùng cuối chính xác đến giờ."),
    selector=tokens_query,
    filterset=TokenFilter,
    columns=(
        Column("person", _("Của ai"), value=lambda row: str(row.account), sort=("account__person__given_name_key",),
               sticky=True),
        Column("name", _("Dùng cho việc gì"), sort=("name",)),
        Column("prefix", _("Mã"), value=lambda row: f"{row.prefix}…"),
        Column("scopes", _("Phạm vi"), value=lambda row: ", ".join(scope_words(each) for each in row.scopes)),
        Column("created_at", _("Tạo lúc"), kind="datetime", sort=("created_at",)),
        Column("last_used_at", _("Dùng lần cuối"), kind="datetime", sort=("last_used_at",)),
        Column("expires_on", _("Hết hạn"), kind="date", sort=("expires_on",)),
        Column("revoked_at", _("Thu hồi lúc"), kind="datetime", sort=("revoked_at",)),
    ),
    default_sort=("-created_at",),
    row_url=lambda row: reverse("rights:token_end", args=[row.pk]),
    export_name="ma-truy-cap",
    dated=False,
    empty=_("Chưa có mã nào."),
    breadcrumbs=_home,
)  # fmt: skip

JOURNAL = Register(
    name="journal",
    title=_("Nhật ký"),
    lead=_("Ai làm gì, khi nào: đăng nhập, tài khoản, vai trò, ủy quyền, rà soát, mã truy cập, quy định."),
    selector=journal,
    filterset=JournalFilter,
    columns=(
        Column("at", _("Lúc"), kind="datetime", sort=("at",), sticky=True),
        Column("who", _("Ai làm"), value=who, sort=("actor_key",)),
        Column("act", _("Việc"), value=lambda row: act_words(row.act), sort=("act",)),
        Column("whom", _("Với tài khoản"), value=whom, sort=("account_key",)),
        Column("detail", _("Chi tiết"), value=detail_words),
        Column("reason", _("Lý do"), wide=True),
        Column("ip", _("Địa chỉ mạng"), value=lambda row: row.ip or ""),
        Column("area", _("Về việc gì"), value=lambda row: str(AREAS.get(row.area, row.area)), shown=False),
    ),
    default_sort=("-at",),
    export_name="nhat-ky",
    dated=False,
    empty=_("Không có dòng nào khớp."),
    breadcrumbs=_home,
)
