"""Who is called hears of the invitation, of every move, of the conclusions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.notify.services import house_language, notify
from dieuphoi.steering.meetings import people
from dieuphoi.steering.meetings.models import (
    BriefingMeeting,
    ConclusionAddressee,
    ConclusionItem,
    Invitee,
    MeetingPoint,
)
from dieuphoi.steering.meetings.notices.kinds import (
    CANCELLED,
    CONCLUDED,
    INVITED,
    MOVED,
    tell_guests,
    url,
    when_words,
    where_words,
)


def place_and_time(meeting: BriefingMeeting) -> str:
    return ". ".join(
        part for part in (when_words(meeting), where_words(meeting), meeting.about[:600]) if part
    )


def invited(actor: Actor, meeting: BriefingMeeting, again: bool, now: datetime) -> None:
    with house_language():
        title = _("Mời họp: %(title)s") if not again else _("Mời họp lại: %(title)s")
        notify(
            actor=actor, to=people.of_guests(meeting, actor.on), kind=INVITED.key,
            once=f"meeting:{meeting.pk}:invited:{meeting.sequence}:{now.isoformat()}",
            title=title % {"title": meeting.title}, text=place_and_time(meeting), url=url(meeting), now=now,
        )  # fmt: skip


def called(actor: Actor, meeting: BriefingMeeting, rows: Iterable[Invitee], now: datetime) -> None:
    """Those who are called after the others were."""
    with house_language():
        notify(
            actor=actor, to=people.of_invitees(rows, actor.on), kind=INVITED.key,
            once=f"meeting:{meeting.pk}:called:{now.isoformat()}",
            title=_("Mời họp: %(title)s") % {"title": meeting.title}, text=place_and_time(meeting), url=url(meeting),
            now=now,
        )  # fmt: skip


def connected(actor: Actor, meeting: BriefingMeeting, rows: Iterable[MeetingPoint], now: datetime) -> None:
    groups = people.accounts_of_orgs({row.org_id for row in rows}, actor.on)
    with house_language():
        notify(
            actor=actor, to={each for group in groups.values() for each in group}, kind=INVITED.key,
            once=f"meeting:{meeting.pk}:connected:{now.isoformat()}",
            title=_("Kết nối điểm cầu: %(title)s") % {"title": meeting.title}, text=place_and_time(meeting),
            url=url(meeting), now=now,
        )  # fmt: skip


def uncalled(actor: Actor, meeting: BriefingMeeting, row: Any, reason: str, now: datetime) -> None:
    """Somebody, or a point, that was called is no more. Told before the row is ended: they saw the meeting."""
    if isinstance(row, MeetingPoint):
        groups = people.accounts_of_orgs([row.org_id], actor.on)
        to = {each for group in groups.values() for each in group}
    else:
        to = people.of_invitees([row], actor.on)
    with house_language():
        notify(
            actor=actor, to=to, kind=CANCELLED.key, once=f"meeting:{meeting.pk}:uncalled:{now.isoformat()}",
            title=_("Thôi mời dự: %(title)s") % {"title": meeting.title}, text=reason, now=now,
        )  # fmt: skip


def moved(actor: Actor, meeting: BriefingMeeting, old: str, reason: str, now: datetime) -> None:
    with house_language():
        words = {"old": old, "new": when_words(meeting), "where": where_words(meeting)}
        text = _("Trước: %(old)s. Nay: %(new)s. Nơi họp: %(where)s.") % words
        tell_guests(
            actor, meeting, MOVED, f"meeting:{meeting.pk}:moved:{meeting.sequence}",
            _("Đổi lịch họp: %(title)s") % {"title": meeting.title}, f"{text} {reason}".strip(), now,
        )  # fmt: skip


def postponed(actor: Actor, meeting: BriefingMeeting, old: str, reason: str, now: datetime) -> None:
    with house_language():
        text = _("Trước: %(old)s. Nay: %(new)s. Lý do: %(reason)s") % {
            "old": old, "new": when_words(meeting), "reason": reason
        }  # fmt: skip
        tell_guests(
            actor, meeting, MOVED, f"meeting:{meeting.pk}:postponed:{meeting.sequence}",
            _("Hoãn họp: %(title)s") % {"title": meeting.title}, text, now,
        )  # fmt: skip


def cancelled(actor: Actor, meeting: BriefingMeeting, reason: str, now: datetime) -> None:
    with house_language():
        tell_guests(
            actor, meeting, CANCELLED, f"meeting:{meeting.pk}:cancelled",
            _("Hủy họp: %(title)s") % {"title": meeting.title}, f"{when_words(meeting)}. {reason}", now,
        )  # fmt: skip


def concluded(actor: Actor, meeting: BriefingMeeting, now: datetime) -> None:
    """All who were called, and the organisations that the conclusions speak to."""
    items = ConclusionItem.objects.filter(meeting=meeting, is_current=True)
    named = ConclusionAddressee.objects.filter(item__in=items, is_current=True).values_list("org_id", flat=True)
    orgs = {*named, *items.exclude(lead=None).values_list("lead_id", flat=True)}
    groups = people.accounts_of_orgs(orgs, actor.on)
    # Only who may open the page: an organisation that was not called hears of it by the notice itself.
    guests = people.of_guests(meeting, actor.on) | people.of_host(meeting, actor.on)
    strangers = {each for group in groups.values() for each in group} - guests
    with house_language():
        title = _("Kết luận cuộc họp: %(title)s") % {"title": meeting.title}
        text = _("%(n)s mục kết luận.") % {"n": format_number(items.count())}
        once = f"meeting:{meeting.pk}:concluded:{now.isoformat()}"
        notify(
            actor=actor, to=guests, kind=CONCLUDED.key, once=once, title=title, text=text, url=url(meeting), now=now
        )
        notify(
            actor=actor, to=strangers, kind=CONCLUDED.key, once=once, title=title,
            text=_("Kết luận có giao việc cho cơ quan bạn; văn bản sẽ được gửi."), now=now,
        )  # fmt: skip


def reopened(actor: Actor, meeting: BriefingMeeting, reason: str, now: datetime) -> None:
    with house_language():
        tell_guests(
            actor, meeting, CONCLUDED, f"meeting:{meeting.pk}:reopened:{now.isoformat()}",
            _("Mở lại kết luận: %(title)s") % {"title": meeting.title}, reason, now,
        )  # fmt: skip
