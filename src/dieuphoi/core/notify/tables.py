"""The inbox, and the lists of those who look after it: rules, webhooks, what left the house."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.notify import policies, selectors, services
from dieuphoi.core.notify.filters import DeliveryFilter, NoticeFilter, WebhookFilter
from dieuphoi.core.notify.kinds import label_of
from dieuphoi.core.notify.reminders import reminder_kinds
from dieuphoi.core.register.tables import BulkAct, Column, Register, StateLook

READ_LOOKS = {"new": StateLook(_("mới"), "accent", "ring"), "read": StateLook(_("đã đọc"), "neutral", "check")}
DELIVERY_LOOKS = {
    "QUEUED": StateLook(_("chờ gửi"), "neutral", "clock"),
    "SENT": StateLook(_("đã gửi"), "good", "check"),
    "FAILED": StateLook(_("không gửi được"), "bad", "stop"),
}


def _headline(row: Any) -> Markup:
    """The title leads to what it is about; what is new stands out also without colour."""
    words = Markup(f"<strong>{escape(row.title)}</strong>") if row.read_at is None else escape(row.title)  # noqa: S704 - escaped
    return Markup(f'<a href="{escape(row.url)}">{words}</a>') if row.url else Markup(words)  # noqa: S704 - escaped


NOTICES = Register(
    name="notify.inbox",
    title=_("Hộp thư"),
    selector=selectors.notices,
    filterset=NoticeFilter,
    dated=False,
    columns=(
        Column("title", _("Tin"), html=_headline, sticky=True, wide=True),
        Column("text", _("Nội dung"), wide=True),
        Column("kind", _("Loại tin"), value=lambda row: label_of(row.kind), sort=("kind",)),
        Column("created_at", _("Lúc"), sort=("created_at",)),
        Column(
            "state",
            _("Trạng thái"),
            kind="state",
            states=READ_LOOKS,
            value=lambda row: "new" if row.read_at is None else "read",
        ),
    ),
    default_sort=("-created_at",),
    page_size=50,
    label_of=lambda row: row.title,
    export_name="hop-thu",
    bulk_acts=(BulkAct("read", _("Đánh dấu đã đọc"), services.notice_read, policies.anyone, argument="notice_id"),),
    empty=_("Hộp thư chưa có tin nào"),
)


def offset_words(row: Any) -> str:
    """``3 ngày làm việc trước hạn``, ``đúng ngày hạn``, ``1 ngày làm việc sau hạn``."""
    if row.offset == 0:
        return _now("đúng ngày hạn")
    words = _now("%(n)s ngày làm việc trước hạn") if row.offset < 0 else _now("%(n)s ngày làm việc sau hạn")
    return words % {"n": format_number(abs(row.offset))}


def repeat_words(row: Any) -> str:
    if row.repeat is None:
        return _now("một lần")
    return _now("rồi cứ %(n)s ngày làm việc một lần") % {"n": format_number(row.repeat)}


def reminder_label(key: str) -> str:
    return next((str(kind.label) for kind in reminder_kinds() if kind.key == key), key)


RULES = Register(
    name="notify.rules",
    title=_("Quy tắc nhắc hạn"),
    lead=_("Ngày làm việc tính theo lịch nghỉ của cơ quan nhà nước. Mỗi lần nhắc chỉ báo một lần cho mỗi người."),
    selector=selectors.rules,
    columns=(
        Column("kind", _("Nhắc việc gì"), value=lambda row: reminder_label(row.kind), sort=("kind",), sticky=True),
        Column("offset", _("Khi nào"), value=offset_words, sort=("offset",)),
        Column("repeat", _("Nhắc lại"), value=repeat_words),
        Column("start", _("Từ ngày"), value=lambda row: row.valid.lower, kind="date", sort=("valid",)),
        Column(
            "end", _("Đến trước ngày"), value=lambda row: format_date(row.valid.upper) if row.valid.upper else ""
        ),
        Column("source", _("Căn cứ"), wide=True),
        Column("act", _("Thao tác"), value=lambda row: _now("Thôi dùng") if row.may_end else "",
               href=lambda row: reverse("notify:rule_end", args=[row.pk])),
    ),
    default_sort=("kind", "offset"),
    new_url=lambda: reverse("notify:rule_new"),
    new_label=_("Thêm quy tắc"),
    new_policy=policies.may_manage,
    export_name="quy-tac-nhac-han",
    empty=_("Chưa có quy tắc nào. Quy tắc kèm theo chương trình được ghi khi việc nền chạy lần đầu."),
    breadcrumbs=lambda: [(_("Hộp thư"), reverse("notify:inbox"))],
)  # fmt: skip

WEBHOOKS = Register(
    name="notify.webhooks",
    title=_("Webhook"),
    lead=_("Địa chỉ của hệ thống khác được báo tin. Chỉ https, hoặc http tới chính máy này."),
    selector=selectors.webhooks,
    filterset=WebhookFilter,
    dated=False,
    columns=(
        Column("name", _("Tên"), sort=("name",), sticky=True),
        Column("url", _("Địa chỉ"), wide=True),
        Column("kinds", _("Loại tin"), value=lambda row: ", ".join(map(label_of, row.kinds)) or _now("mọi tin")),
        Column("created_at", _("Từ lúc"), sort=("created_at",)),
        Column("ended_at", _("Thôi dùng lúc"), sort=("ended_at",)),
        Column("act", _("Thao tác"), value=lambda row: _now("Thôi dùng") if row.ended_at is None else "",
               href=lambda row: reverse("notify:webhook_end", args=[row.pk])),
    ),
    default_sort=("name",),
    new_url=lambda: reverse("notify:webhook_new"),
    new_label=_("Thêm webhook"),
    new_policy=policies.may_manage,
    export_name="webhook",
    empty=_("Chưa có webhook nào"),
    breadcrumbs=lambda: [(_("Hộp thư"), reverse("notify:inbox"))],
)  # fmt: skip

DELIVERIES = Register(
    name="notify.deliveries",
    title=_("Tin gửi ra ngoài"),
    selector=selectors.deliveries,
    filterset=DeliveryFilter,
    dated=False,
    columns=(
        Column("subject", _("Tin"), sticky=True, wide=True),
        Column("channel", _("Kênh"), value=lambda row: row.get_channel_display(), sort=("channel",)),
        Column("target", _("Nơi nhận"), sort=("target",)),
        Column("state", _("Trạng thái"), kind="state", states=DELIVERY_LOOKS, sort=("state",)),
        Column("tries", _("Số lần thử"), kind="number", sort=("tries",)),
        Column("created_at", _("Lúc"), sort=("created_at",)),
        Column("sent_at", _("Gửi lúc"), sort=("sent_at",)),
        Column("error", _("Lỗi"), wide=True),
    ),
    default_sort=("-created_at",),
    export_name="tin-gui-ra-ngoai",
    bulk_acts=(BulkAct("retry", _("Gửi lại"), services.delivery_retry, policies.may_retry, argument="delivery_id"),),
    empty=_("Chưa có tin nào gửi ra ngoài"),
    breadcrumbs=lambda: [(_("Hộp thư"), reverse("notify:inbox"))],
)
