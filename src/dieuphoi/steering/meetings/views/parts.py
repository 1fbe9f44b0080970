"""Pages of the parts of a meeting: who is called, points, agenda, papers, inputs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.files.views import blob_response
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.register.record import RecordPage, act_links
from dieuphoi.core.register.views import ActorView, RecordView
from dieuphoi.steering.meetings import forms, policies, services, tables
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.states import INPUT_LIFE
from dieuphoi.steering.meetings.views.common import PLACE, OnMeeting, OnPart, to


class _Prepare(OnMeeting):
    def check(self, record: Any) -> Answer:
        return policies.may_prepare(self.actor, record)


class Call(_Prepare):
    """Call organisations, people, committees, groups."""

    title = gettext_lazy("Mời thêm thành phần")
    submit_label = gettext_lazy("Thêm vào danh sách mời")
    done_message = gettext_lazy("Đã thêm vào danh sách mời.")
    anchor = "invitees"

    def form(self, record: Any, **options: Any) -> forms.meetings.InviteesForm:
        options.pop("files", None)
        self.bound = forms.meetings.InviteesForm(actor=self.actor, **options)
        return self.bound

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.invitees_add(
            actor=self.actor, meeting_id=record.pk, now=self.now, **self.bound.called()
        )


class Connect(_Prepare):
    """Connect points."""

    title = gettext_lazy("Thêm điểm cầu")
    submit_label = gettext_lazy("Thêm")
    done_message = gettext_lazy("Đã thêm điểm cầu; đầu mối lấy theo danh bạ, sửa được.")
    anchor = "points"

    def form(self, record: Any, **options: Any) -> forms.meetings.PointsForm:
        options.pop("files", None)
        self.bound = forms.meetings.PointsForm(actor=self.actor, **options)
        return self.bound

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.points_add(
            actor=self.actor, meeting_id=record.pk, points=self.bound.points(), now=self.now
        )


class PointEdit(OnPart):
    """Where a point is, whom to call there."""

    form_class = forms.meetings.PointForm
    title = gettext_lazy("Điểm cầu")
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã ghi.")
    anchor = "points"

    def load(self, **kwargs: Any) -> Any:
        row = reading.point(self.actor, kwargs["point_id"])
        self.text = str(row.org)
        return row

    def check(self, record: Any) -> Answer:
        return policies.may_add_point_paper(self.actor, record)

    def initial(self, record: Any) -> dict[str, Any]:
        return {name: getattr(record, name) for name in ("venue", "contact_name", "contact_phone")}

    def form(self, record: Any, **options: Any) -> Any:
        options.pop("files", None)
        return super().form(record, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.point_correct(actor=self.actor, point_id=record.pk, now=self.now, **data)


class PointPaper(OnPart):
    """A paper of a point."""

    title = gettext_lazy("Gửi tài liệu của điểm cầu")
    submit_label = gettext_lazy("Tải lên")
    done_message = gettext_lazy("Đã nhận tệp.")
    anchor = "points"

    def load(self, **kwargs: Any) -> Any:
        row = reading.point(self.actor, kwargs["point_id"])
        self.text = str(row.org)
        return row

    def check(self, record: Any) -> Answer:
        return policies.may_add_point_paper(self.actor, record)

    def form(self, record: Any, **options: Any) -> forms.meetings.PaperForm:
        return forms.meetings.PaperForm(of_point=True, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.paper_add(
            actor=self.actor, meeting_id=record.meeting_id, data=data["file"], name=data["file"].name,
            point_id=record.pk, purpose=data["purpose"], note=data["note"], now=self.now,
        )  # fmt: skip


class AgendaAdd(_Prepare):
    """A new item of the agenda."""

    title = gettext_lazy("Thêm mục chương trình")
    submit_label = gettext_lazy("Thêm")
    done_message = gettext_lazy("Đã thêm vào chương trình.")
    anchor = "agenda"

    def form(self, record: Any, **options: Any) -> forms.meetings.AgendaForm:
        options.pop("files", None)
        return forms.meetings.AgendaForm(actor=self.actor, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.agenda_add(
            actor=self.actor, meeting_id=record.pk, new=forms.meetings.new_agenda_item(data), now=self.now
        )


class AgendaEdit(OnPart):
    """An item of the agenda, said again or moved."""

    title = gettext_lazy("Sửa mục chương trình")
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã ghi.")
    anchor = "agenda"

    def load(self, **kwargs: Any) -> Any:
        return reading.agenda_item(self.actor, kwargs["item_id"])

    def check(self, record: Any) -> Answer:
        return policies.may_prepare(self.actor, record.meeting)

    def form(self, record: Any, **options: Any) -> forms.meetings.AgendaForm:
        options.pop("files", None)
        initial = {name: getattr(record, name) for name in ("title", "position", "presenter", "minutes", "note")}
        initial["presenter_org"] = record.presenter_org_id
        return forms.meetings.AgendaForm(actor=self.actor, initial=initial, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.agenda_correct(
            actor=self.actor, item_id=record.pk, new=forms.meetings.new_agenda_item(data), now=self.now
        )


_ENDS = {
    "invitee": (gettext_lazy("Thôi mời"), "invitees", reading.invitee),
    "point": (gettext_lazy("Thôi kết nối điểm cầu"), "points", reading.point),
    "agenda": (gettext_lazy("Bỏ mục khỏi chương trình"), "agenda", reading.agenda_item),
}


class PartEnd(OnPart):
    """Take somebody off the list, a point out of the connection, an item off the agenda."""

    needs_reason = True
    danger = True
    done_message = gettext_lazy("Đã ghi.")

    def load(self, **kwargs: Any) -> Any:
        self.part = kwargs["part"]
        if self.part not in _ENDS:
            raise NotVisible(_("Không có thao tác này."))
        self.title, self.anchor, find = _ENDS[self.part]
        row = find(self.actor, kwargs["part_id"])
        self.text = str(row)
        return row

    def check(self, record: Any) -> Answer:
        return policies.may_prepare(self.actor, record.meeting)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.part_end(
            actor=self.actor, part=self.part, part_id=record.pk, reason=reason, now=self.now
        )


class PaperAdd(OnMeeting):
    """A paper of the agenda or of the outcome."""

    title = gettext_lazy("Kèm tài liệu")
    submit_label = gettext_lazy("Tải lên")
    done_message = gettext_lazy("Đã nhận tệp.")
    anchor = "papers"

    def check(self, record: Any) -> Answer:
        return policies.may_add_papers(self.actor, record)

    def form(self, record: Any, **options: Any) -> forms.meetings.PaperForm:
        initial = {"purpose": "OUTCOME" if record.state in ("HELD", "CONCLUDED") else "AGENDA"}
        items = reading.agenda_of(self.actor, record.pk)
        return forms.meetings.PaperForm(items=items, initial=initial, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.paper_add(
            actor=self.actor, meeting_id=record.pk, data=data["file"], name=data["file"].name,
            purpose=data["purpose"], agenda_item_id=data["agenda_item"], note=data["note"], now=self.now,
        )  # fmt: skip


class PaperDownload(ActorView):
    """One file, as an attachment, after the scope check."""

    def get(self, request: HttpRequest, file_id: int) -> HttpResponseBase:
        file = reading.file_by_id(self.actor, file_id)
        return blob_response(file.blob, file.name)


# --------------------------------------------------------------------------------------------------- inputs


class InputAsk(_Prepare):
    """Ask for written inputs."""

    title = gettext_lazy("Yêu cầu báo cáo trước cuộc họp")
    submit_label = gettext_lazy("Gửi yêu cầu")
    done_message = gettext_lazy("Đã gửi yêu cầu; nơi nhận được báo ngay và được nhắc trước hạn.")
    anchor = "inputs"

    def form(self, record: Any, **options: Any) -> forms.meetings.InputsForm:
        options.pop("files", None)
        rows = [*reading.invitees_of(self.actor, record.pk), *reading.points_of(self.actor, record.pk)]
        called = {row.org_id: str(row.org) for row in rows if row.org_id is not None}
        return forms.meetings.InputsForm(actor=self.actor, called=called.items(), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.inputs_ask(
            actor=self.actor, meeting_id=record.pk, topic=data["topic"], due_on=data["due_on"], orgs=data["orgs"],
            people=data["people"], now=self.now,
        )  # fmt: skip


class InputRecord(RecordView):
    """One input: what is asked, until when, what was sent."""

    template_name = "meetings/input.html"

    def load(self, **kwargs: Any) -> Any:
        return reading.input_by_id(self.actor, kwargs["input_id"], self.actor.on)

    def describe(self, record: Any) -> RecordPage:
        actor, pk = self.actor, record.pk
        meeting = Markup('<a href="{}">{}</a>').format(tables.meeting_url(record.meeting), record.meeting.title)
        files = [row for row in reading.files_of(actor, record.meeting_id) if row.input_id == pk]
        return RecordPage(
            title=f"{record.topic} – {tables.who_words(record)}",
            state=tables.STANDING_LOOKS[record.standing],
            header=[
                (_("Cuộc họp"), meeting),
                (_("Ai gửi"), tables.who_words(record)),
                (_("Hạn gửi"), format_date(record.due_on)),
                (_("Yêu cầu lúc"), format_datetime(record.asked_at)),
                (_("Gửi lúc"), format_datetime(record.answered_at)),
                (_("Người gửi"), record.answered_by),
            ],
            acts=act_links(
                INPUT_LIFE, actor, record,
                lambda move: to("input_answer", pk) if move == "answer" else to("input_act", pk, move), main="answer",
            ),
            breadcrumbs=[(PLACE, to("list")), (record.meeting.title, tables.meeting_url(record.meeting))],
            chain=chain_of(actor, "meeting_input", pk),
            history=history_of(record, actor=actor, hide=("answered_by_id", "asked_at")),
            context={"files": files},
        )  # fmt: skip


class _OnInput(OnPart):
    def load(self, **kwargs: Any) -> Any:
        row = reading.input_by_id(self.actor, kwargs["input_id"], self.actor.on)
        self.text = f"{row.topic} – {tables.who_words(row)}"
        return row

    def done_url(self, record: Any, result: Any) -> str:
        return tables.input_url(record)


class InputAnswer(_OnInput):
    """Send the input, or send it again."""

    form_class = forms.meetings.AnswerForm
    title = gettext_lazy("Gửi báo cáo trước cuộc họp")
    submit_label = gettext_lazy("Gửi")
    done_message = gettext_lazy("Đã gửi báo cáo.")

    def check(self, record: Any) -> Answer:
        return INPUT_LIFE.check(self.actor, record, "answer")

    def initial(self, record: Any) -> dict[str, Any]:
        return {"text": record.text}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        file = data["file"]
        return services.input_answer(
            actor=self.actor, input_id=record.pk, text=data["text"], data=file,
            name=file.name if file is not None else "", now=self.now,
        )  # fmt: skip


_INPUT_ACTS: dict[str, Any] = {"return": services.input_return, "withdraw": services.input_withdraw}


class InputAct(_OnInput):
    """Send an input back, or ask for it no more."""

    needs_reason = True
    done_message = gettext_lazy("Đã ghi.")

    def load(self, **kwargs: Any) -> Any:
        self.move = kwargs["move"]
        if self.move not in _INPUT_ACTS:
            raise NotVisible(_("Không có thao tác này."))
        self.title = INPUT_LIFE.moves[self.move].label
        return super().load(input_id=kwargs["input_id"])

    def check(self, record: Any) -> Answer:
        return INPUT_LIFE.check(self.actor, record, self.move, reason="…")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return _INPUT_ACTS[self.move](actor=self.actor, input_id=record.pk, reason=reason, now=self.now)
