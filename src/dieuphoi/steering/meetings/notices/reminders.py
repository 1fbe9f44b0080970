"""By rules of reminding: inputs that are due, requests that wait, meetings of tomorrow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.dates import format_date, local
from dieuphoi.core.notify.kinds import NoticeKind, register_kinds
from dieuphoi.core.notify.reminders import Due, RuleData, register_reminder
from dieuphoi.registry.access.recipients import accounts_of_people
from dieuphoi.steering.meetings import people
from dieuphoi.steering.meetings.models import (
    BriefingMeeting,
    MeetingInput,
    MeetingRequest,
)
from dieuphoi.steering.meetings.notices.inputs import input_url
from dieuphoi.steering.meetings.notices.kinds import (
    ASKED,
    CALENDAR,
    CANCELLED,
    CHANGED,
    CONCLUDED,
    INVITED,
    MOVED,
    REQUESTED,
    SENT,
    url,
)
from dieuphoi.steering.meetings.notices.meetings import place_and_time
from dieuphoi.steering.meetings.notices.requests import request_url

INPUT_DUE: Final = "meeting.input_due"
REQUEST_DUE: Final = "meeting.request_due"
SOON: Final = "meeting.soon"
_DATA: Final = Path(__file__).parent.parent / "data" / "reminders.yaml"


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
            text=row.meeting.title, url=input_url(row),
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
            text=row.wanted, url=request_url(row),
        )  # fmt: skip


def meetings_soon(day: date) -> Iterator[Due]:
    """Meetings of today and the days to come to which people are called."""
    rows = BriefingMeeting.objects.filter(state__in=["INVITED", "POSTPONED"], time_open=False, starts_at__date__gte=day)
    for row in rows.filter(invited_at__isnull=False).select_related("room").order_by("starts_at", "pk")[:200]:
        yield Due(
            record=f"meeting:{row.pk}", due_on=local(row.starts_at).date(),
            to=tuple(sorted(people.of_guests(row, day))),
            title=_("Sắp họp: %(title)s") % {"title": row.title}, text=place_and_time(row), url=url(row),
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
