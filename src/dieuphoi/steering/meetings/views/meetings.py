"""The list of meetings, one meeting, planning, and the moves of its life."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.dates import format_datetime
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.policy import Allowed, Answer
from dieuphoi.core.register.comments import thread_of
from dieuphoi.core.register.record import ActLink, RecordPage, act_link, act_links
from dieuphoi.core.register.state import View
from dieuphoi.core.register.views import RecordView, RegisterListView
from dieuphoi.registry.organisations.selectors import person_of_account
from dieuphoi.steering.meetings import comments, forms, policies, services, tables
from dieuphoi.steering.meetings.notices import when_words, where_words
from dieuphoi.steering.meetings.selectors import given as giving
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.selectors import requests as asking
from dieuphoi.steering.meetings.selectors import settings
from dieuphoi.steering.meetings.states import MEETING_LIFE
from dieuphoi.steering.meetings.views.common import PLACE, MeetingsAct, OnMeeting, to
from dieuphoi.steering.meetings.views.given import standing_card

_OWN_PAGE = ("postpone", "conclude")
_MAIN = {"PLANNED": "invite", "POSTPONED": "invite", "INVITED": "hold", "HELD": "conclude"}


class MeetingList(RegisterListView):
    register = tables.MEETINGS
    template_name = "meetings/list.html"

    def more_context(self, view: View) -> dict[str, Any]:
        groups = [] if view.faults else reading.held_by_group(self.actor, view.rows)
        return {"groups": [(settings.GROUP_LABELS[each.group], each) for each in groups]}


class InputList(RegisterListView):
    register = tables.INPUTS


class MeetingRecord(RecordView):
    """One meeting: when, where, who, about what; what came in; what it came to."""

    template_name = "meetings/page.html"

    def load(self, **kwargs: Any) -> Any:
        return reading.meeting(self.actor, kwargs["meeting_id"])

    def describe(self, record: Any) -> RecordPage:
        actor, pk = self.actor, record.pk
        files = reading.files_of(actor, pk)
        before = giving.opens_with(actor, record)
        stood = giving.conclusions_standing(actor, [pk, before.pk if before is not None else 0], actor.on)
        previous_stand = standing_card(actor, stood.get(before.pk), before) if before is not None else None
        own = stood.get(pk)
        invitees = reading.invitees_of(actor, pk)
        person = person_of_account(actor.id)
        inputs = reading.inputs_of(actor, pk, actor.on)
        waiting = any(row.state == "ASKED" for row in inputs)
        minutes = reading.minutes_of(actor, pk)
        for version in minutes:
            version.meeting = record
        return RecordPage(
            title=record.title,
            state=tables.STATE_LOOKS[record.state],
            header=self._header(record),
            acts=[
                *act_links(
                    MEETING_LIFE, actor, record, lambda move: _move_href(move, pk), main=_MAIN.get(record.state, ""),
                    further={"hold": policies.begun(record, self.now)},
                ),
                act_link("correct", _("Sửa"), to("correct", pk), policies.may_prepare(actor, record)),
            ],
            breadcrumbs=[(PLACE, to("list"))],
            chain=chain_of(actor, "meeting", pk),
            thread=thread_of(actor, comments.MEETING_COMMENTS.key, record),
            history=history_of(record, actor=actor, hide=("sequence", "changed_at", "place")),
            reminder_text=self._reminder(record, waiting),
            context={
                "can": _acts(actor, record),
                "inside": reading.sees_inside(actor, pk),
                "previous": before,
                "previous_stand": previous_stand,
                "following": reading.following_of(actor, pk),
                "items": [each.item for each in own.items] if own is not None else [],
                "stand": standing_card(actor, own, record) if record.state == "CONCLUDED" else None,
                "invitees": invitees,
                "invited_myself": any(row.person_id is not None and row.person_id == person for row in invitees),
                "points": reading.points_of(actor, pk),
                "others": reading.others_present(actor, pk),
                "agenda": reading.agenda_of(actor, pk),
                "inputs": inputs,
                "minutes": [(row, act_link(
                    f"approve-{row.pk}", _("Duyệt biên bản"), to("minutes_approve", row.pk),
                    policies.may_approve_minutes(actor, row),
                )) for row in minutes],
                "files": files,
                "photos": _photos(files),
                "files_by_item": _by([each for each in files if each.purpose != "PHOTO"], "agenda_item_id"),
                "files_by_point": _by([each for each in files if each.purpose != "PHOTO"], "point_id"),
                "files_by_input": _by(files, "input_id"),
                "looks": tables,
                "purposes": reading.PURPOSE_LABELS,
                "day": actor.on,
                "late": record.state in policies.OPEN_STATES and record.ends_at < self.now and not record.time_open,
                "open_states": policies.OPEN_STATES,
            },
        )  # fmt: skip

    def _reminder(self, record: Any, waiting: bool) -> str:
        """Whose input is still missing, for those who urge."""
        if not waiting or record.state not in policies.OPEN_STATES or not policies.may_keep(self.actor, record):
            return ""
        rows = reading.inputs(self.actor, self.actor.on).filter(meeting_id=record.pk).order_by("org__name_key", "pk")
        url = self.request.build_absolute_uri(tables.meeting_url(record))
        return f"{record.title}\n{tables.inputs_reminder(self.actor, rows, url)}"

    def _header(self, record: Any) -> list[tuple[Any, Any]]:
        link = Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(record.link) if record.link else ""
        request = ""
        if record.request is not None:
            request = Markup('<a href="{}">{}</a>').format(tables.request_url(record.request), record.request.subject)
        pairs = [
            (_("Loại họp"), record.kind.name),
            (_("Thời gian"), when_words(record)),
            (_("Nơi họp"), where_words(record)),
            (_("Cơ quan tổ chức"), record.host.name),
            (_("Chủ trì"), tables.chair_words(record)),
            (_("Họp trực tuyến"), link),
            (_("Chuỗi cuộc họp"), "" if record.series is None else record.series.name),
            (_("Theo đề nghị"), request),
            (_("Mời lúc"), format_datetime(record.invited_at)),
            (_("Kết luận duyệt"), ", ".join(
                part for part in (record.concluded_by, format_datetime(record.concluded_at)) if part
            )),
            (_("Lý do hoãn, hủy"), record.state_reason),
            (_("Trùng lịch, vẫn giữ vì"), record.clash_reason),
            (_("Nội dung"), record.about),
        ]  # fmt: skip
        always = {_("Loại họp"), _("Thời gian"), _("Nơi họp"), _("Cơ quan tổ chức"), _("Chủ trì")}
        return [(label, value) for label, value in pairs if value or label in always]


def _photos(files: list[Any]) -> list[dict[str, Any]]:
    """The photos of a meeting for the wall of them: address, caption, at which point."""
    return [
        {"href": to("file", each.pk), "caption": each.note, "at": each.point.org.name if each.point else ""}
        for each in files
        if each.purpose == "PHOTO"
    ]


def _by(rows: list[Any], name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        if (key := getattr(row, name)) is not None:
            found.setdefault(key, []).append(row)
    return found


def _acts(actor: Any, record: Any) -> dict[str, ActLink]:
    """The acts on parts of a meeting, beside the parts."""
    pk = record.pk
    prepare, write = policies.may_prepare(actor, record), policies.may_record(actor, record)
    found = (
        act_link("call", _("Mời thêm"), to("call", pk), prepare),
        act_link("connect", _("Thêm điểm cầu"), to("connect", pk), prepare),
        act_link("agenda_add", _("Thêm mục"), to("agenda_add", pk), prepare),
        act_link("input_ask", _("Yêu cầu báo cáo"), to("input_ask", pk), policies.may_ask_input(actor, record)),
        act_link("paper_add", _("Kèm tài liệu"), to("paper_add", pk), policies.may_add_papers(actor, record)),
        act_link("attendance", _("Điểm danh"), to("attendance", pk), write),
        act_link("minutes", _("Ghi biên bản"), to("minutes", pk), write),
        act_link("conclusion_add", _("Thêm mục kết luận"), to("conclusion_add", pk), write),
        act_link("give", _("Giao việc theo kết luận"), to("give", pk), policies.may_give_conclusions(actor, record)),
        act_link("number", _("Cấp số thông báo"), to("number", pk), policies.may_number(actor, record)),
        act_link("next", _("Lập cuộc họp tiếp theo"), reverse("meetings:new", query={"after": pk}),
                 policies.may_keep(actor, record)),
    )  # fmt: skip
    return {each.name: each for each in found}


def _move_href(move: str, pk: int) -> str:
    return to(move, pk) if move in _OWN_PAGE else to("act", pk, move)


class MeetingNew(MeetingsAct):
    """Plan a meeting; ``?request=`` one that was agreed, ``?after=`` the next of a series."""

    title = gettext_lazy("Lập cuộc họp")
    submit_label = gettext_lazy("Lập")
    done_message = gettext_lazy("Đã lập cuộc họp. Hãy thêm thành phần rồi gửi lời mời.")

    def load(self, **kwargs: Any) -> Any:
        self.request_row = self.after = None
        query = self.request.GET
        if (asked := query.get("request", "")).isdigit():
            self.request_row = asking.request(self.actor, int(asked[:18]), self.actor.on)
            self.text = _("Theo đề nghị: %(subject)s") % {"subject": self.request_row.subject}
        if (after := query.get("after", "")).isdigit():
            self.after = reading.meeting(self.actor, int(after[:18]))
            self.text = _("Tiếp theo cuộc họp: %(title)s") % {"title": self.after.title}

    def check(self, record: Any) -> Answer:
        return policies.may_plan_some(self.actor)

    def form(self, record: Any, **options: Any) -> forms.meetings.MeetingForm:
        options.pop("files", None)
        return forms.meetings.MeetingForm(actor=self.actor, initial=self.initial(record), **options)

    def initial(self, record: Any) -> dict[str, Any]:
        if self.request_row is not None and self.request_row.agreed_start is not None:
            row = self.request_row
            when = _Agreed(row.agreed_start, row.agreed_end)
            return {"title": row.subject, "venue": row.agreed_venue, "host": row.to_org_id, **forms.when_initial(when)}
        if self.after is not None:
            before = self.after
            names = ("chair_title", "venue", "is_online", "link", "shares_inputs", "is_internal")
            return {
                **{name: getattr(before, name) for name in names},
                "title": before.title, "kind": before.kind_id, "host": before.host_id, "chair": before.chair_id,
                "room": before.room_id, "series": before.title if before.series is None else before.series.name,
            }  # fmt: skip
        return {}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        new = forms.meetings.new_meeting(
            data, request_id=None if self.request_row is None else self.request_row.pk,
            previous_id=None if self.after is None else self.after.pk,
        )  # fmt: skip
        return services.meeting_plan(actor=self.actor, new=new, now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return to("list") if result is None else tables.meeting_url(result)


class _Agreed:
    """The time of a request, as the form wants it."""

    def __init__(self, start: Any, end: Any) -> None:
        self.starts_at, self.ends_at = start, end


class MeetingCorrect(OnMeeting):
    """Say a meeting again as it should be."""

    title = gettext_lazy("Sửa cuộc họp")
    submit_label = gettext_lazy("Ghi bản sửa")
    done_message = gettext_lazy("Đã sửa; nội dung cũ vẫn ở lịch sử.")

    def load(self, **kwargs: Any) -> Any:
        row = super().load(**kwargs)
        self.needs_reason = row.state != "PLANNED"
        return row

    def check(self, record: Any) -> Answer:
        return policies.may_prepare(self.actor, record)

    def initial(self, record: Any) -> dict[str, Any]:
        names = (
            "title", "chair_title", "venue", "is_online", "link", "about", "shares_inputs", "is_internal",
            "clash_reason",
        )  # fmt: skip
        return {
            **{name: getattr(record, name) for name in names},
            **forms.when_initial(record),
            "kind": record.kind_id,
            "host": record.host_id,
            "chair": record.chair_id,
            "room": record.room_id,
            "place": record.place_name,
            "series": "" if record.series is None else record.series.name,
        }

    def form(self, record: Any, **options: Any) -> forms.meetings.MeetingForm:
        options.pop("files", None)
        return forms.meetings.MeetingForm(actor=self.actor, initial=self.initial(record), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        new = forms.meetings.new_meeting(data, request_id=record.request_id, previous_id=record.previous_id)
        return services.meeting_correct(
            actor=self.actor, meeting_id=record.pk, new=new, reason=reason, now=self.now
        )


class MeetingPostpone(OnMeeting):
    """Put a meeting off."""

    form_class = forms.meetings.PostponeForm
    title = gettext_lazy("Hoãn, dời lịch họp")
    submit_label = gettext_lazy("Ghi hoãn và báo cho mọi người")
    done_message = gettext_lazy("Đã hoãn; người được mời đã được báo.")
    needs_reason = True

    def check(self, record: Any) -> Answer:
        return MEETING_LIFE.check(self.actor, record, "postpone", reason="…")

    def form(self, record: Any, **options: Any) -> forms.meetings.PostponeForm:
        options.pop("files", None)
        return forms.meetings.PostponeForm(**options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.meeting_postpone(
            actor=self.actor, meeting_id=record.pk, reason=reason, starts_at=data["starts_at"],
            ends_at=data["ends_at"], clash_reason=data["clash_reason"], now=self.now,
        )  # fmt: skip


class MeetingConclude(OnMeeting):
    """Approve the conclusions, which the page shows word for word."""

    template_name = "meetings/conclude.html"
    title = gettext_lazy("Duyệt kết luận")
    submit_label = gettext_lazy("Duyệt")
    done_message = gettext_lazy("Đã duyệt kết luận; người dự họp đã được báo.")
    anchor = "conclusions"

    def check(self, record: Any) -> Answer:
        return MEETING_LIFE.check(self.actor, record, "conclude")

    def more_context(self, record: Any) -> dict[str, Any]:
        return {"items": self.items(record)}

    def items(self, record: Any) -> list[Any]:
        return reading.conclusions_of(self.actor, [record.pk]).get(record.pk, [])

    def form(self, record: Any, **options: Any) -> forms.meetings.ConcludeForm | None:
        options.pop("files", None)
        return None if self.items(record) else forms.meetings.ConcludeForm(**options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.meeting_conclude(
            actor=self.actor, meeting_id=record.pk, no_conclusion=data.get("no_conclusion", ""), now=self.now
        )


_SERVICES: dict[str, Any] = {
    "invite": services.meeting_invite,
    "hold": services.meeting_hold,
    "cancel": services.meeting_cancel,
    "unhold": services.meeting_unhold,
    "reopen": services.meeting_reopen,
}
_TEXTS = {
    "invite": gettext_lazy("Mọi người trong danh sách được báo ngay, và từ nay thấy cuộc họp này."),
    "hold": gettext_lazy("Từ nay ghi được điểm danh, biên bản và kết luận."),
    "cancel": gettext_lazy("Mọi người được mời được báo ngay, kèm lý do."),
    "unhold": gettext_lazy("Cuộc họp trở lại như trước khi ghi đã họp."),
    "reopen": gettext_lazy("Kết luận trở lại bản thảo để sửa, rồi phải duyệt lại."),
}


class MeetingAct(OnMeeting):
    """Invite, note as held, cancel, take back, open again."""

    done_message = gettext_lazy("Đã ghi.")

    def load(self, **kwargs: Any) -> Any:
        self.move = kwargs["move"]
        if self.move not in _SERVICES:
            raise NotVisible(_("Không có thao tác này."))
        row = super().load(meeting_id=kwargs["meeting_id"])
        self.title = MEETING_LIFE.moves[self.move].label
        self.text = f"{self.text}. {_TEXTS[self.move]}"
        self.needs_reason = MEETING_LIFE.moves[self.move].needs_reason
        self.danger = self.move == "cancel"
        return row

    def check(self, record: Any) -> Answer:
        answer = MEETING_LIFE.check(self.actor, record, self.move, reason="…")
        if isinstance(answer, Allowed) and self.move == "hold":
            return policies.begun(record, self.now)
        return answer

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        more = {"reason": reason} if self.needs_reason else {}
        return _SERVICES[self.move](actor=self.actor, meeting_id=record.pk, now=self.now, **more)


