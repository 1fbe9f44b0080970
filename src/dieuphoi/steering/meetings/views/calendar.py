"""The week, one line of it, publishing, the print, and one's personal feeds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View as DjangoView
from markupsafe import Markup

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.dates import format_datetime, parse_date
from dieuphoi.core.kernel.dates import today as day_of
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.kernel.policy import Answer, require
from dieuphoi.core.letters.answers import letter_response
from dieuphoi.core.register.record import RecordPage, act_link, act_links
from dieuphoi.core.register.views import ActorView, RecordView, RegisterListView
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.organisations.selectors import orgs_on
from dieuphoi.steering.meetings import forms, ical, letters, policies, services, tables
from dieuphoi.steering.meetings.notices import when_words, where_words
from dieuphoi.steering.meetings.selectors import calendar as reading
from dieuphoi.steering.meetings.selectors import clashes, feeds, settings
from dieuphoi.steering.meetings.sheets import CALENDAR_KIND
from dieuphoi.steering.meetings.states import ENTRY_LIFE
from dieuphoi.steering.meetings.views.common import CALENDAR, MeetingsAct, to_calendar


def asked_week(request: HttpRequest, today: date) -> tuple[reading.WeekAsked, list[str]]:
    """The week of an address, and what of it cannot be read. Any day names its week."""
    faults: list[str] = []
    query = request.GET

    def number(name: str) -> int | None:
        typed = query.get(name, "").strip()
        if not typed:
            return None
        if typed.isascii() and typed.isdigit() and len(typed) < 18:
            return int(typed)
        faults.append(_("Không đọc được “%(value)s”.") % {"value": typed[:40]})
        return None

    day = today
    if typed := query.get("week", "").strip():
        try:
            day = parse_date(typed)
        except ValueError as error:
            faults.append(str(error))
        if not reading.is_near(day):
            faults.append(_("Năm phải từ 2000 đến 2199."))
            day = today
    kinds = tuple(each for each in query.getlist("kind") if each in reading.KIND_LABELS)
    return reading.WeekAsked(
        reading.monday_of(day), number("org"), number("person"), number("team"), number("place"), kinds,
        query.get("mine") == "1",
    ), faults  # fmt: skip


def _words(asked: reading.WeekAsked, choices: reading.Choices) -> list[str]:
    """The filters in words, for the print."""
    pairs = (
        (asked.person_id, choices.people), (asked.team_id, choices.teams), (asked.place_id, choices.places),
    )  # fmt: skip
    found = [dict(options).get(value, "") for value, options in pairs if value is not None]
    found += [str(reading.KIND_LABELS[each]) for each in asked.kinds]
    return [*(each for each in found if each), *([_("của tôi, cơ quan tôi")] if asked.mine else [])]


class WeekPage(ActorView):
    """A week, Monday first; narrowed by calendar, person, team, commune."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked, faults = asked_week(request, self.actor.on)
        week = reading.week(self.actor, asked)
        publishing = [row for row in settings.host_rows(self.actor, self.actor.on) if policies.may_publish(
            self.actor, row
        )]  # fmt: skip
        chosen = next((row for row in publishing if row.id == asked.org_id), publishing[0] if publishing else None)
        context = {
            "title": _("Lịch tuần"),
            "week": week,
            "asked": asked,
            "choices": reading.choices_of(self.actor, asked.monday),
            "kinds": reading.KIND_CHOICES,
            "kind_labels": reading.KIND_LABELS,
            "weekdays": letters.WEEKDAYS,
            "before": (asked.monday - timedelta(days=7)).isoformat(),
            "after": (asked.monday + timedelta(days=7)).isoformat(),
            "today": self.actor.on,
            "faults": [{"message": each} for each in faults],
            "params": request.GET,
            "looks": tables,
            "hours_on": letters.hours_on,
            "where": where_words,
            "may_add": policies.may_keep_calendar_some(self.actor),
            "may_import": bool(policies.may_import_calendar(self.actor)),
            "may_feed": bool(policies.may_feed(self.actor)),
            "publish": chosen,
            "import_href": reverse("exchange:new", args=[CALENDAR_KIND]),
            "rule": settings.rule_on(asked.monday),
        }
        return render(request, "meetings/week.html", context, status=400 if faults else 200)


class WeekPrint(ActorView):
    """The week as it is shown, as a Word letter."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked, faults = asked_week(request, self.actor.on)
        if faults:
            raise Refused("bad_view", faults[0], status=422)
        week = reading.week(self.actor, asked)
        wanted = asked.org_id
        if wanted is None and week.entries:
            orgs = {row.org_id for row in week.entries}
            wanted = orgs.pop() if len(orgs) == 1 else None
        rows = orgs_on(self.actor, asked.monday, ids=[wanted]) if wanted is not None else []
        words = _words(asked, reading.choices_of(self.actor, asked.monday))
        letter = letters.week_letter(self.actor, week, rows[0] if rows else None, words, now=self.now)
        return letter_response(letter.document, letter.name)


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


class Publish(MeetingsAct):
    """Publish a week."""

    title = gettext_lazy("Công bố lịch tuần")
    submit_label = gettext_lazy("Công bố và báo cho người liên quan")
    done_message = gettext_lazy("Đã công bố; người liên quan đã được báo.")

    def check(self, record: Any) -> Answer:
        return policies.may_publish_some(self.actor)

    def form(self, record: Any, **options: Any) -> forms.calendar.PublishForm:
        options.pop("files", None)
        rows = settings.host_rows(self.actor, self.actor.on)
        orgs = [(str(row.id), row.name) for row in rows if policies.may_publish(self.actor, row)]
        asked, _faults = asked_week(self.request, self.actor.on)
        initial = {"monday": asked.monday, "org": asked.org_id}
        return forms.calendar.PublishForm(orgs=orgs, initial=initial, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.week_publish(
            actor=self.actor, org_id=data["org"], monday=data["monday"], note=data["note"], now=self.now
        )

    def done_url(self, record: Any, result: Any) -> str:
        if result is None:
            return to_calendar("week")
        return reverse("calendar:week", query={"week": result.monday.isoformat(), "org": result.org_id})

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(CALENDAR), to_calendar("week"))]


# ---------------------------------------------------------------------------------------------------- feeds


class Feeds(ActorView):
    """One's own addresses; a new one is shown once, in the answer to the POST that made it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(policies.may_feed(self.actor))
        return self._page(request, forms.calendar.FeedForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        require(policies.may_feed(self.actor))
        form = forms.calendar.FeedForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        try:
            feed, secret = services.feed_create(
                actor=self.actor, name=form.cleaned_data["name"], whole=form.cleaned_data["whole"], now=self.now
            )
        except InputErrors as faults:
            for fault in faults.errors:
                form.add_error(fault.field or None, fault.message)
            return self._page(request, form, status=422)
        address = request.build_absolute_uri(to_calendar("feed", secret))
        return self._page(request, forms.calendar.FeedForm(), fresh=(feed, address))

    def _page(self, request: HttpRequest, form: Any, *, fresh: Any = None, status: int = 200) -> HttpResponse:
        context = {
            "title": _("Lịch trên điện thoại, máy tính của tôi"),
            "breadcrumbs": [(CALENDAR, to_calendar("week"))],
            "feeds": feeds.feeds(self.actor),
            "form": form,
            "fresh": fresh,
        }
        answer = render(request, "meetings/feeds.html", context, status=status)
        if fresh is not None:
            answer["Cache-Control"] = "no-store"
        return answer


class FeedRevoke(ActorView):
    """An address answers no more."""

    def post(self, request: HttpRequest, feed_id: int) -> HttpResponse:
        services.feed_revoke(actor=self.actor, feed_id=feed_id, now=self.now)
        return HttpResponseRedirect(to_calendar("feeds"))


@method_decorator(login_not_required, name="dispatch")
class FeedText(DjangoView):
    """A calendar by its secret address, without a sign-in: what its owner sees today, as iCalendar.

    Unknown, revoked, of a closed account: all look the same (404). Nothing is kept on the way, nothing is written.
    """

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        now = request.now  # type: ignore[attr-defined]
        feed = feeds.feed_by_secret(secret)
        if feed is None:
            raise Http404
        actor = actor_for(feed.account_id, day_of(now))
        if not actor.is_authenticated:
            raise Http404
        events = [
            ical.Event(
                uid=f"{row.uid}@dieuphoi", title=row.title, starts_at=row.starts_at, ends_at=row.ends_at,
                changed_at=row.changed_at, sequence=row.sequence, place=where_words(row),
                link=request.build_absolute_uri(tables.entry_url(row)), cancelled=row.state == "CANCELLED",
            )
            for row in feeds.feed_entries(actor, feed, now, actor.on)
        ]  # fmt: skip
        name = _("Lịch công tác – %(who)s") % {"who": actor.name}
        answer = HttpResponse(ical.calendar_text(name, events, now), content_type=ical.MIME)
        answer["Content-Disposition"] = 'inline; filename="lich-cong-tac.ics"'
        answer["Cache-Control"] = "private, no-store"
        answer["X-Robots-Tag"] = "noindex"
        answer["Referrer-Policy"] = "no-referrer"
        return answer


