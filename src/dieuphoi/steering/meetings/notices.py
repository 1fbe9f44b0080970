"""What of meetings and calendars people are told – invited, moved, cancelled at once – and by rules of reminding:
inputs that are due, requests that wait, meetings of tomorrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import yaml
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, format_datetime, local
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.notify.kinds import NoticeKind, register_kinds
from dieuphoi.core.notify.reminders import Due, RuleData, register_reminder
from dieuphoi.core.notify.services import house_language, notify
from dieuphoi.registry.access.recipients import accounts_of_people
from dieuphoi.steering.meetings import people
from dieuphoi.steering.meetings.models import (
    BriefingMeeting,
    CalendarEntry,
    ConclusionAddressee,
    ConclusionItem,
    Invitee,
    MeetingInput,
    MeetingPoint,
    MeetingRequest,
    WeekEdition,
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
INPUT_DUE: Final = "meeting.input_due"
REQUEST_DUE: Final = "meeting.request_due"
SOON: Final = "meeting.soon"
_DATA: Final = Path(__file__).parent / "data" / "reminders.yaml"


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


def _url(meeting: Any) -> str:
    return reverse("meetings:page", args=[meeting.pk])


def _tell_guests(
    actor: Actor, meeting: BriefingMeeting, kind: NoticeKind, once: str, title: str, text: str, now: datetime
) -> None:
    """Whoever is called, once it was announced; and the people of the host always."""
    to = people.of_host(meeting, actor.on)
    if meeting.invited_at is not None:
        to |= people.of_guests(meeting, actor.on)
    notify(actor=actor, to=to, kind=kind.key, once=once, title=title, text=text, url=_url(meeting), now=now)


# ------------------------------------------------------------------------------------------------- meetings


def _place_and_time(meeting: BriefingMeeting) -> str:
    return ". ".join(
        part for part in (when_words(meeting), where_words(meeting), meeting.about[:600]) if part
    )


def invited(actor: Actor, meeting: BriefingMeeting, again: bool, now: datetime) -> None:
    with house_language():
        title = _("Mời họp: %(title)s") if not again else _("Mời họp lại: %(title)s")
        notify(
            actor=actor, to=people.of_guests(meeting, actor.on), kind=INVITED.key,
            once=f"meeting:{meeting.pk}:invited:{meeting.sequence}:{now.isoformat()}",
            title=title % {"title": meeting.title}, text=_place_and_time(meeting), url=_url(meeting), now=now,
        )  # fmt: skip


def called(actor: Actor, meeting: BriefingMeeting, rows: Iterable[Invitee], now: datetime) -> None:
    """Those who are called after the others were."""
    with house_language():
        notify(
            actor=actor, to=people.of_invitees(rows, actor.on), kind=INVITED.key,
            once=f"meeting:{meeting.pk}:called:{now.isoformat()}",
            title=_("Mời họp: %(title)s") % {"title": meeting.title}, text=_place_and_time(meeting), url=_url(meeting),
            now=now,
        )  # fmt: skip


def connected(actor: Actor, meeting: BriefingMeeting, rows: Iterable[MeetingPoint], now: datetime) -> None:
    groups = people.accounts_of_orgs({row.org_id for row in rows}, actor.on)
    with house_language():
        notify(
            actor=actor, to={each for group in groups.values() for each in group}, kind=INVITED.key,
            once=f"meeting:{meeting.pk}:connected:{now.isoformat()}",
            title=_("Kết nối điểm cầu: %(title)s") % {"title": meeting.title}, text=_place_and_time(meeting),
            url=_url(meeting), now=now,
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
        _tell_guests(
            actor, meeting, MOVED, f"meeting:{meeting.pk}:moved:{meeting.sequence}",
            _("Đổi lịch họp: %(title)s") % {"title": meeting.title}, f"{text} {reason}".strip(), now,
        )  # fmt: skip


def postponed(actor: Actor, meeting: BriefingMeeting, old: str, reason: str, now: datetime) -> None:
    with house_language():
        text = _("Trước: %(old)s. Nay: %(new)s. Lý do: %(reason)s") % {
            "old": old, "new": when_words(meeting), "reason": reason
        }  # fmt: skip
        _tell_guests(
            actor, meeting, MOVED, f"meeting:{meeting.pk}:postponed:{meeting.sequence}",
            _("Hoãn họp: %(title)s") % {"title": meeting.title}, text, now,
        )  # fmt: skip


def cancelled(actor: Actor, meeting: BriefingMeeting, reason: str, now: datetime) -> None:
    with house_language():
        _tell_guests(
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
            actor=actor, to=guests, kind=CONCLUDED.key, once=once, title=title, text=text, url=_url(meeting), now=now
        )
        notify(
            actor=actor, to=strangers, kind=CONCLUDED.key, once=once, title=title,
            text=_("Kết luận có giao việc cho cơ quan bạn; văn bản sẽ được gửi."), now=now,
        )  # fmt: skip


def reopened(actor: Actor, meeting: BriefingMeeting, reason: str, now: datetime) -> None:
    with house_language():
        _tell_guests(
            actor, meeting, CONCLUDED, f"meeting:{meeting.pk}:reopened:{now.isoformat()}",
            _("Mở lại kết luận: %(title)s") % {"title": meeting.title}, reason, now,
        )  # fmt: skip


# --------------------------------------------------------------------------------------------------- inputs


def _of_input(row: MeetingInput, on: date) -> set[int]:
    if row.person_id is not None:
        return set(accounts_of_people([row.person_id]))
    return {each for group in people.accounts_of_orgs([row.org_id or 0], on).values() for each in group}


def _input_url(row: MeetingInput) -> str:
    return reverse("meetings:input", args=[row.pk])


def inputs_asked(actor: Actor, meeting: BriefingMeeting, rows: list[MeetingInput], now: datetime) -> None:
    """Each of those asked, with the page where it is answered."""
    groups = people.accounts_of_orgs({row.org_id for row in rows if row.org_id is not None}, actor.on)
    with house_language():
        for row in rows:
            to = groups.get(row.org_id, []) if row.org_id is not None else accounts_of_people([row.person_id or 0])
            notify(
                actor=actor, to=to, kind=ASKED.key, once=f"meeting-input:{row.pk}:asked",
                title=_("Gửi báo cáo trước %(day)s: %(topic)s") % {"day": format_date(row.due_on), "topic": row.topic},
                text=meeting.title, url=_input_url(row), now=now,
            )  # fmt: skip


def input_answered(actor: Actor, row: MeetingInput, now: datetime) -> None:
    with house_language():
        who = str(row.org or row.person)
        notify(
            actor=actor, to=people.of_host(row.meeting, actor.on), kind=SENT.key,
            once=f"meeting-input:{row.pk}:sent:{now.isoformat()}",
            title=_("%(who)s đã gửi báo cáo: %(topic)s") % {"who": who, "topic": row.topic}, text=row.meeting.title,
            url=_input_url(row), now=now,
        )  # fmt: skip


def input_returned(actor: Actor, row: MeetingInput, reason: str, now: datetime) -> None:
    with house_language():
        notify(
            actor=actor, to=_of_input(row, actor.on), kind=ASKED.key,
            once=f"meeting-input:{row.pk}:returned:{now.isoformat()}",
            title=_("Báo cáo bị trả lại để bổ sung: %(topic)s") % {"topic": row.topic}, text=reason,
            url=_input_url(row), at_once=True, now=now,
        )  # fmt: skip


def input_withdrawn(actor: Actor, row: MeetingInput, reason: str, now: datetime) -> None:
    with house_language():
        notify(
            actor=actor, to=_of_input(row, actor.on), kind=ASKED.key, once=f"meeting-input:{row.pk}:withdrawn",
            title=_("Thôi yêu cầu báo cáo: %(topic)s") % {"topic": row.topic}, text=reason, now=now,
        )  # fmt: skip


# ------------------------------------------------------------------------------------------------- requests


def _request_url(row: MeetingRequest) -> str:
    return reverse("meetings:request", args=[row.pk])


def _of_org(org_id: int, on: date) -> set[int]:
    return {each for group in people.accounts_of_orgs([org_id], on).values() for each in group}


def requested(actor: Actor, row: MeetingRequest, now: datetime) -> None:
    with house_language():
        names = {"asker": row.asker.name, "subject": row.subject}
        notify(
            actor=actor, to=_of_org(row.to_org_id, actor.on), kind=REQUESTED.key,
            once=f"meeting-request:{row.pk}:asked", title=_("%(asker)s đề nghị làm việc: %(subject)s") % names,
            text=row.wanted, url=_request_url(row), at_once=True, now=now,
        )  # fmt: skip


def request_answered(actor: Actor, row: MeetingRequest, now: datetime) -> None:
    with house_language():
        words = {"org": row.to_org.name, "what": str(row.get_state_display()), "subject": row.subject}
        text = row.answer
        if row.agreed_start is not None:
            text = f"{format_datetime(row.agreed_start)}, {row.agreed_venue}. {text}".strip()
        notify(
            actor=actor, to=_of_org(row.asker_id, actor.on) | _of_org(row.to_org_id, actor.on), kind=REQUESTED.key,
            once=f"meeting-request:{row.pk}:{row.state}:{now.isoformat()}",
            title=_("%(org)s %(what)s: %(subject)s") % words, text=text, url=_request_url(row), at_once=True, now=now,
        )  # fmt: skip


def request_withdrawn(actor: Actor, row: MeetingRequest, reason: str, now: datetime) -> None:
    with house_language():
        notify(
            actor=actor, to=_of_org(row.to_org_id, actor.on), kind=REQUESTED.key,
            once=f"meeting-request:{row.pk}:withdrawn",
            title=_("Rút đề nghị làm việc: %(subject)s") % {"subject": row.subject}, text=reason,
            url=_request_url(row), now=now,
        )  # fmt: skip


# ------------------------------------------------------------------------------------------------- calendar


def _entry_url(row: CalendarEntry) -> str:
    return reverse("calendar:entry", args=[row.pk])


def week_published(actor: Actor, edition: WeekEdition, entry_ids: Iterable[int], now: datetime) -> None:
    """The first version: the organisation's people and who takes part; a later one: whom the changed lines concern."""
    parts = people.of_entries(entry_ids, actor.on)
    to = {each for group in parts.values() for each in group}
    if edition.version == 1:
        to |= _of_org(edition.org_id, actor.on)
    with house_language():
        words = {"org": edition.org.name, "day": format_date(edition.monday), "n": format_number(edition.version)}
        notify(
            actor=actor, to=to, kind=CALENDAR.key,
            once=f"week:{edition.org_id}:{edition.monday:%Y%m%d}:{edition.version}",
            title=_("Lịch tuần từ %(day)s của %(org)s, bản %(n)s") % words, text=edition.note,
            url=reverse("calendar:week", query={"week": edition.monday.isoformat(), "org": edition.org_id}), now=now,
        )  # fmt: skip


def entry_changed(
    actor: Actor, entry: CalendarEntry, to: Iterable[int], old: str, reason: str, now: datetime
) -> None:
    with house_language():
        text = _("Nay: %(new)s, %(where)s.") % {"new": when_words(entry), "where": where_words(entry)}
        if old and old != when_words(entry):
            text = f"{_('Trước: %(old)s.') % {'old': old}} {text}"
        notify(
            actor=actor, to=to, kind=CHANGED.key, once=f"entry:{entry.pk}:changed:{now.isoformat()}",
            title=_("Lịch thay đổi: %(title)s") % {"title": entry.title}, text=f"{text} {reason}".strip(),
            url=_entry_url(entry), now=now,
        )  # fmt: skip


def entry_cancelled(actor: Actor, entry: CalendarEntry, to: Iterable[int], reason: str, now: datetime) -> None:
    with house_language():
        notify(
            actor=actor, to=to, kind=CHANGED.key, once=f"entry:{entry.pk}:cancelled:{entry.sequence}",
            title=_("Hủy việc trong lịch: %(title)s") % {"title": entry.title},
            text=f"{when_words(entry)}. {reason}", url=_entry_url(entry), now=now,
        )  # fmt: skip


def calendar_taken_back(actor: Actor, run_id: int, entry_ids: Iterable[int], now: datetime) -> None:
    """Those whose published lines the undo of an import changed; drafts are nobody's news."""
    told = people.of_entries(entry_ids, actor.on)
    with house_language():
        notify(
            actor=actor, to={each for group in told.values() for each in group}, kind=CHANGED.key,
            once=f"calendar-import:{run_id}:undone", title=_("Đã hoàn tác một lần nhập lịch có việc của bạn"),
            url=reverse("calendar:week"), now=now,
        )  # fmt: skip


# ------------------------------------------------------------------------------------------------ reminders


def inputs_due(day: date) -> Iterator[Due]:
    """Inputs that were not sent, of meetings that are still ahead or held: to who is asked. Fixed number of queries."""
    rows = list(
        MeetingInput.objects.filter(state="ASKED")
        .exclude(meeting__state__in=["CONCLUDED", "CANCELLED"])
        .select_related("meeting", "org", "person")
        .order_by("due_on", "pk")
    )
    groups = people.accounts_of_orgs({row.org_id for row in rows if row.org_id is not None}, day)
    for row in rows:
        to = groups.get(row.org_id, []) if row.org_id is not None else accounts_of_people([row.person_id or 0])
        words = {"topic": row.topic, "day": format_date(row.due_on)}
        title = _("Quá hạn gửi báo cáo (%(day)s): %(topic)s") if row.due_on < day else _(
            "Gửi báo cáo trước %(day)s: %(topic)s"
        )  # fmt: skip
        yield Due(
            record=f"meeting-input:{row.pk}", due_on=row.due_on, to=tuple(sorted(set(to))), title=title % words,
            text=row.meeting.title, url=_input_url(row),
        )  # fmt: skip


def requests_due(day: date) -> Iterator[Due]:
    """Requests that wait, by the day by which an answer is hoped for: to who is asked."""
    rows = list(
        MeetingRequest.objects.filter(state="ASKED", due_on__isnull=False).select_related("asker").order_by("pk")
    )
    groups = people.accounts_of_orgs({row.to_org_id for row in rows}, day)
    for row in rows:
        if row.due_on is None:
            continue
        yield Due(
            record=f"meeting-request:{row.pk}", due_on=row.due_on, to=tuple(groups.get(row.to_org_id, ())),
            title=_("Trả lời đề nghị làm việc của %(org)s: %(subject)s")
            % {"org": row.asker.name, "subject": row.subject},
            text=row.wanted, url=_request_url(row),
        )  # fmt: skip


def meetings_soon(day: date) -> Iterator[Due]:
    """Meetings of today and the days to come to which people are called."""
    rows = BriefingMeeting.objects.filter(state__in=["INVITED", "POSTPONED"], time_open=False, starts_at__date__gte=day)
    for row in rows.filter(invited_at__isnull=False).select_related("room").order_by("starts_at", "pk")[:200]:
        yield Due(
            record=f"meeting:{row.pk}", due_on=local(row.starts_at).date(),
            to=tuple(sorted(people.of_guests(row, day))),
            title=_("Sắp họp: %(title)s") % {"title": row.title}, text=_place_and_time(row), url=_url(row),
        )  # fmt: skip


def read_rules(text: str) -> dict[str, tuple[RuleData, ...]]:
    """The shipped rules, from YAML. Raises ``ValueError`` or ``KeyError`` for a faulty entry."""
    return {
        name: tuple(
            RuleData(int(each["offset"]), each.get("repeat"), each["from"], str(each["source"])) for each in entries
        )
        for name, entries in yaml.safe_load(text).items()
    }


def register() -> None:
    """Make kinds, finders and shipped rules known. Called once, when Django is ready."""
    labels = {
        INPUT_DUE: gettext_lazy("Báo cáo trước cuộc họp đến hạn, quá hạn"),
        REQUEST_DUE: gettext_lazy("Đề nghị làm việc chờ trả lời"),
        SOON: gettext_lazy("Sắp đến giờ họp"),
    }
    register_kinds(INVITED, MOVED, CANCELLED, ASKED, SENT, CONCLUDED, REQUESTED, CALENDAR, CHANGED)
    register_kinds(*(NoticeKind(key, label) for key, label in labels.items()))
    rules = read_rules(_DATA.read_text(encoding="utf-8"))
    register_reminder(INPUT_DUE, labels[INPUT_DUE], inputs_due, rules["inputs"])
    register_reminder(REQUEST_DUE, labels[REQUEST_DUE], requests_due, rules["requests"])
    register_reminder(SOON, labels[SOON], meetings_soon, rules["meetings"])
