"""The kinds of notices of this package, and the words for when and where."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, format_datetime, local
from dieuphoi.core.notify.kinds import NoticeKind
from dieuphoi.core.notify.services import notify
from dieuphoi.steering.meetings import people
from dieuphoi.steering.meetings.models import (
    BriefingMeeting,
)

INVITED: Final = NoticeKind("meeting.invited", gettext_lazy("Được mời họp"), mail="at_once")
MOVED: Final = NoticeKind("meeting.moved", gettext_lazy("Cuộc họp dời lịch, đổi nơi họp, hoãn"), mail="at_once")
CANCELLED: Final = NoticeKind("meeting.cancelled", gettext_lazy("Cuộc họp bị hủy, thôi mời"), mail="at_once")
ASKED: Final = NoticeKind("meeting.input_asked", gettext_lazy("Được yêu cầu gửi báo cáo trước cuộc họp"))
SENT: Final = NoticeKind("meeting.input_sent", gettext_lazy("Đã nhận báo cáo gửi trước cuộc họp"))
CONCLUDED: Final = NoticeKind("meeting.concluded", gettext_lazy("Có kết luận cuộc họp"))
REQUESTED: Final = NoticeKind("meeting.requested", gettext_lazy("Đề nghị làm việc và trả lời"))
CALENDAR: Final = NoticeKind("calendar.published", gettext_lazy("Công bố lịch tuần"))
CHANGED: Final = NoticeKind("calendar.changed", gettext_lazy("Lịch đã công bố thay đổi"), mail="at_once")


def when_words(row: Any) -> str:
    """``từ 08:00 đến 11:30 ngày 05/03/2026``; over several days both days are said. Of a meeting or an entry."""
    start, end = local(row.starts_at), local(row.ends_at)
    if getattr(row, "time_open", False):
        return _("chưa ấn định thời gian")
    if start.date() == end.date():
        return _("từ %(from)s đến %(to)s ngày %(day)s") % {
            "from": f"{start:%H:%M}", "to": f"{end:%H:%M}", "day": format_date(start.date())
        }  # fmt: skip
    return _("từ %(from)s đến %(to)s") % {"from": format_datetime(start), "to": format_datetime(end)}


def where_words(row: Any) -> str:
    """Room, place in words, commune; "trực tuyến" where it is joined online too."""
    parts = [row.room.name if row.room_id is not None else "", row.venue, row.place_name]
    if getattr(row, "is_online", False):
        parts.append(_("trực tuyến"))
    return ", ".join(part for part in parts if part)


def url(meeting: Any) -> str:
    return reverse("meetings:page", args=[meeting.pk])


def tell_guests(
    actor: Actor, meeting: BriefingMeeting, kind: NoticeKind, once: str, title: str, text: str, now: datetime
) -> None:
    """Whoever is called, once it was announced; and the people of the host always."""
    to = people.of_host(meeting, actor.on)
    if meeting.invited_at is not None:
        to |= people.of_guests(meeting, actor.on)
    notify(actor=actor, to=to, kind=kind.key, once=once, title=title, text=text, url=url(meeting), now=now)
