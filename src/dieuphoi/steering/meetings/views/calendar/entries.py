"""The lines of the calendar: the list, one, and its acts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.dates import format_datetime, parse_date
from dieuphoi.core.kernel.dates import today as day_of
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.register.record import RecordPage, act_link, act_links
from dieuphoi.core.register.views import RecordView, RegisterListView
from dieuphoi.steering.meetings import forms, policies, services, tables
from dieuphoi.steering.meetings.notices import when_words
from dieuphoi.steering.meetings.selectors import calendar as reading
from dieuphoi.steering.meetings.selectors import clashes
from dieuphoi.steering.meetings.states import ENTRY_LIFE
from dieuphoi.steering.meetings.views.common import CALENDAR, MeetingsAct, to_calendar


class EntryList(RegisterListView):
    register = tables.ENTRIES


class EntryRecord(RecordView):
    """One line of the calendar."""

    template_name = "meetings/entry.html"

    def load(self, **kwargs: Any) -> Any:
        return reading.entry(self.actor, kwargs["entry_id"])

    def describe(self, record: Any) -> RecordPage:
        actor, pk = self.actor, record.pk
        found = clashes.clashes_in(actor, [record], record.starts_at, record.ends_at)
        named = [name for _id, name in [*record.people, *record.teams]]
        place: Any = record.place_name
        if record.place_id is not None:
            place = Markup('<a href="{}">{}</a>').format(reverse("board:commune", args=[record.place_id]), place)
        published = _("chưa công bố")
        if record.published_at is not None:
            published = format_datetime(record.published_at)
        meeting: Any = ""
        if record.meeting_id is not None and self._sees_meeting(record):
            meeting = Markup('<a href="{}">{}</a>').format(tables.meeting_url(record.meeting), _("Mở cuộc họp"))
        return RecordPage(
            title=record.title,
            state=tables.ENTRY_LOOKS[record.state],
            header=_said(
                (_("Loại việc"), str(reading.KIND_LABELS[record.kind])),
                (_("Thời gian"), when_words(record)),
                (_("Địa điểm"), ", ".join(
                    part for part in (record.room.name if record.room else "", record.venue) if part
                )),
                (_("Tại xã"), place),
                (_("Lịch của cơ quan"), record.org.name),
                (_("Tham gia"), "; ".join(named)),
                (_("Công bố"), published),
                (_("Nội bộ"), _("có") if record.is_internal else _("không")),
                (_("Trùng lịch, vẫn giữ vì"), record.clash_reason),
                (_("Lý do hủy"), record.state_reason),
                (_("Ghi chú"), record.note),
                (_("Kết quả"), record.result),
                (_("Cuộc họp"), meeting),
            ),
            acts=[
                *act_links(ENTRY_LIFE, actor, record, lambda move: to_calendar("act", pk, move)),
                act_link("correct", _("Sửa"), to_calendar("correct", pk), policies.may_correct_entry(actor, record)),
                act_link("result", _("Ghi kết quả"), to_calendar("result", pk), self._may_result(record)),
            ],
            breadcrumbs=[(CALENDAR, to_calendar("week"))],
            chain=chain_of(actor, "calendar_entry", pk),
            history=history_of(record, actor=actor, hide=("sequence", "changed_at", "uid", "place", "meeting")),
            context={"clashes": found.get(pk, []), "week": reading.monday_of(format_day(record)).isoformat()},
        )  # fmt: skip

    def _may_result(self, record: Any) -> Answer:
        answer = policies.may_correct_entry(self.actor, record)
        return policies.begun(record, self.now) if answer else answer

    def _sees_meeting(self, record: Any) -> bool:
        from dieuphoi.steering.meetings.selectors import meetings

        try:
            meetings.meeting(self.actor, record.meeting_id)
        except NotVisible:
            return False
        return True


def _said(*pairs: tuple[str, Any]) -> list[tuple[str, Any]]:
    """The pairs that say something: of a line most are empty."""
    return [pair for pair in pairs if pair[1]]


def format_day(row: Any) -> date:
    """The local day on which an entry begins."""
    return day_of(row.starts_at)


class EntryNew(MeetingsAct):
    """A new line of the calendar."""

    title = gettext_lazy("Ghi việc vào lịch")
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã ghi. Việc này là bản thảo cho tới khi lịch tuần được công bố.")

    def check(self, record: Any) -> Answer:
        return policies.may_keep_calendar_some(self.actor)

    def initial(self, record: Any) -> dict[str, Any]:
        day = self.request.GET.get("day", "")
        try:
            return {"day": parse_date(day)} if day else {}
        except ValueError:
            return {}

    def form(self, record: Any, **options: Any) -> forms.calendar.EntryForm:
        options.pop("files", None)
        return forms.calendar.EntryForm(actor=self.actor, initial=self.initial(record), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.entry_add(actor=self.actor, new=forms.calendar.new_entry(data), now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        if result is None:
            return to_calendar("week")
        return reverse("calendar:week", query={"week": reading.monday_of(format_day(result)).isoformat()})

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(CALENDAR), to_calendar("week"))]


class _OnEntry(MeetingsAct):
    done_message = gettext_lazy("Đã ghi.")

    def load(self, **kwargs: Any) -> Any:
        row = reading.entry(self.actor, kwargs["entry_id"])
        self.text = f"{row.title} – {when_words(row)}"
        return row

    def done_url(self, record: Any, result: Any) -> str:
        return tables.entry_url(record)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(CALENDAR), to_calendar("week")), (record.title, tables.entry_url(record))]


class EntryCorrect(_OnEntry):
    """A line said again."""

    title = gettext_lazy("Sửa việc trong lịch")
    submit_label = gettext_lazy("Ghi bản sửa")
    done_message = gettext_lazy("Đã sửa; nội dung cũ vẫn ở lịch sử.")

    def load(self, **kwargs: Any) -> Any:
        row = super().load(**kwargs)
        self.needs_reason = row.published_at is not None
        return row

    def check(self, record: Any) -> Answer:
        return policies.may_correct_entry(self.actor, record)

    def form(self, record: Any, **options: Any) -> forms.calendar.EntryForm:
        options.pop("files", None)
        names = ("kind", "title", "venue", "note", "is_internal", "clash_reason")
        initial = {
            **{name: getattr(record, name) for name in names},
            **forms.when_initial(record),
            "org": record.org_id,
            "room": record.room_id,
            "place": record.place_name,
            "people": [key for key, _name in record.people],
            "teams": [key for key, _name in record.teams],
        }
        return forms.calendar.EntryForm(actor=self.actor, initial=initial, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.entry_correct(
            actor=self.actor, entry_id=record.pk, new=forms.calendar.new_entry(data), reason=reason, now=self.now
        )


_SERVICES: dict[str, Any] = {
    "cancel": services.entry_cancel,
    "restore": services.entry_restore,
    "void": services.entry_void,
}


class EntryAct(_OnEntry):
    """Cancel a line, or let it take place after all."""

    needs_reason = True

    def load(self, **kwargs: Any) -> Any:
        self.move = kwargs["move"]
        if self.move not in _SERVICES:
            raise NotVisible(_("Không có thao tác này."))
        self.title = ENTRY_LIFE.moves[self.move].label
        self.danger = self.move in ("cancel", "void")
        return super().load(entry_id=kwargs["entry_id"])

    def check(self, record: Any) -> Answer:
        return ENTRY_LIFE.check(self.actor, record, self.move, reason="…")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return _SERVICES[self.move](actor=self.actor, entry_id=record.pk, reason=reason, now=self.now)


class EntryResult(_OnEntry):
    """What came of it."""

    form_class = forms.calendar.ResultForm
    title = gettext_lazy("Ghi kết quả")
    submit_label = gettext_lazy("Ghi")

    def check(self, record: Any) -> Answer:
        answer = policies.may_correct_entry(self.actor, record)
        return policies.begun(record, self.now) if answer else answer

    def initial(self, record: Any) -> dict[str, Any]:
        return {"result": record.result}

    def form(self, record: Any, **options: Any) -> Any:
        options.pop("files", None)
        return super().form(record, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.entry_result(actor=self.actor, entry_id=record.pk, result=data["result"], now=self.now)
