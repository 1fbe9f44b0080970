"""Pages of requests for a meeting."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.register.record import RecordPage, act_link, act_links
from dieuphoi.core.register.views import RecordView, RegisterListView
from dieuphoi.steering.directives.forms import DocumentField
from dieuphoi.steering.directives.selectors import documents_offered
from dieuphoi.steering.directives.tables import document_page
from dieuphoi.steering.meetings import forms, policies, services, tables
from dieuphoi.steering.meetings.selectors import requests as reading
from dieuphoi.steering.meetings.states import REQUEST_LIFE
from dieuphoi.steering.meetings.views.common import PLACE, MeetingsAct, to


class RequestList(RegisterListView):
    register = tables.REQUESTS


class RequestRecord(RecordView):
    """One request: asked what, when, by which letter; answered how; which meeting came of it."""

    def load(self, **kwargs: Any) -> Any:
        return reading.request(self.actor, kwargs["request_id"], self.actor.on)

    def describe(self, record: Any) -> RecordPage:
        actor, pk = self.actor, record.pk
        acts = act_links(
            REQUEST_LIFE, actor, record,
            lambda move: to(f"request_{move}", pk) if move in ("agree", "answer") else to("request_act", pk, move),
            main="agree",
        )  # fmt: skip
        may_refer = policies.may_refer_request(actor, record)
        acts.append(act_link("refer", _("Gắn văn bản trong sổ"), to("request_refer", pk), may_refer))
        met: Any = ""
        if record.meeting_ref is not None:
            look = tables.STATE_LOOKS[record.meeting_state]
            met = Markup('<a href="{}">{}</a>').format(to("page", record.meeting_ref), look.label)
        elif record.state == "AGREED":
            href = reverse("meetings:new", query={"request": pk})
            acts.append(
                act_link("plan", _("Lập cuộc họp"), href, policies.may_plan_some(actor), kind="primary")
            )
        agreed = ""
        if record.agreed_start is not None:
            agreed = f"{format_datetime(record.agreed_start)} – {format_datetime(record.agreed_end)}"
        behalf = _("%(who)s (ghi theo văn bản giấy)") if record.on_behalf else "%(who)s"
        return RecordPage(
            title=record.subject,
            state=tables.REQUEST_LOOKS[record.state],
            header=[
                (_("Cơ quan đề nghị"), record.asker.name),
                (_("Cơ quan được đề nghị"), record.to_org.name),
                (_("Ngày đề nghị"), format_date(record.asked_on)),
                (_("Văn bản đề nghị"), _letter(record.document, record.letter_ref)),
                (_("Người đề nghị"), record.asked_by),
                (_("Thời gian đề nghị"), record.wanted),
                (_("Mong trả lời trước"), format_date(record.due_on)),
                (_("Ngày trả lời"), format_date(record.answered_on)),
                (_("Người trả lời"), behalf % {"who": record.answered_by} if record.answered_by else ""),
                (_("Nội dung trả lời"), record.answer),
                (_("Văn bản trả lời"), _letter(record.answer_document, record.answer_letter_ref)),
                (_("Hẹn họp"), ", ".join(part for part in (agreed, record.agreed_venue) if part)),
                (_("Cuộc họp"), met),
                (_("Chi tiết"), record.about),
            ],
            acts=acts,
            breadcrumbs=[(PLACE, to("list")), (_("Đề nghị làm việc"), to("requests"))],
            chain=chain_of(actor, "meeting_request", pk),
            history=history_of(record, actor=actor, hide=("asked_by_id",)),
        )  # fmt: skip


def _letter(called: str, document_id: int | None) -> Any:
    """A letter by its number; it opens where the reader sees the document."""
    if document_id is None:
        return called
    return Markup('<a href="{}">{}</a>').format(document_page(document_id), called)


class _WithLetters(MeetingsAct):
    """An act whose form names letters out of the register of documents."""

    template_name = "meetings/letters.html"

    def more_context(self, record: Any) -> dict[str, Any]:
        return {"offered_id": DocumentField.OFFERED, "offered": documents_offered(self.actor)}


class RequestNew(_WithLetters):
    """Ask another agency for a meeting."""

    title = gettext_lazy("Ghi đề nghị làm việc")
    submit_label = gettext_lazy("Gửi đề nghị")
    done_message = gettext_lazy("Đã gửi đề nghị.")

    def check(self, record: Any) -> Answer:
        return policies.may_request_some(self.actor)

    def form(self, record: Any, **options: Any) -> forms.requests.RequestForm:
        options.pop("files", None)
        return forms.requests.RequestForm(actor=self.actor, initial={"asked_on": self.actor.on}, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.request_ask(actor=self.actor, new=forms.requests.new_request(data), now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return to("requests") if result is None else tables.request_url(result)


class _OnRequest(MeetingsAct):
    done_message = gettext_lazy("Đã ghi.")

    def load(self, **kwargs: Any) -> Any:
        row = reading.request(self.actor, kwargs["request_id"], self.actor.on)
        self.text = f"{row.asker.name} → {row.to_org.name}: {row.subject}"
        return row

    def done_url(self, record: Any, result: Any) -> str:
        return tables.request_url(record)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [*super().crumbs(record), (_("Đề nghị làm việc"), to("requests"))]


class RequestAgree(_WithLetters, _OnRequest):
    """Agree, with a time."""

    title = gettext_lazy("Đồng ý, hẹn thời gian")
    submit_label = gettext_lazy("Đồng ý")

    def check(self, record: Any) -> Answer:
        return REQUEST_LIFE.check(self.actor, record, "agree")

    def form(self, record: Any, **options: Any) -> forms.requests.AgreeForm:
        options.pop("files", None)
        return forms.requests.AgreeForm(actor=self.actor, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.request_agree(
            actor=self.actor, request_id=record.pk, starts_at=data["starts_at"], ends_at=data["ends_at"],
            venue=data["venue"], answer=data["answer"], answer_document=data["answer_document"],
            answer_letter_id=data["answer_letter"], answered_on=data["answered_on"], now=self.now,
        )  # fmt: skip


class RequestAnswer(_WithLetters, _OnRequest):
    """Answer in writing."""

    title = gettext_lazy("Trả lời bằng văn bản")
    submit_label = gettext_lazy("Ghi trả lời")

    def check(self, record: Any) -> Answer:
        return REQUEST_LIFE.check(self.actor, record, "answer")

    def form(self, record: Any, **options: Any) -> forms.requests.InWritingForm:
        options.pop("files", None)
        return forms.requests.InWritingForm(actor=self.actor, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        data["answer_letter_id"] = data.pop("answer_letter")
        return services.request_answer(actor=self.actor, request_id=record.pk, now=self.now, **data)


class RequestRefer(_WithLetters, _OnRequest):
    """Say which documents of the register its letters are."""

    title = gettext_lazy("Gắn văn bản trong sổ")
    submit_label = gettext_lazy("Gắn")
    done_message = gettext_lazy("Đã gắn văn bản; số đã ghi trước vẫn ở lịch sử.")

    def check(self, record: Any) -> Answer:
        return policies.may_refer_request(self.actor, record)

    def form(self, record: Any, **options: Any) -> forms.requests.ReferForm:
        options.pop("files", None)
        typed = {"letter": record.document, "answer_letter": record.answer_document}
        known = {"letter": record.letter_ref, "answer_letter": record.answer_letter_ref}
        initial = {name: f"#{known[name]}" if known[name] else words for name, words in typed.items()}
        return forms.requests.ReferForm(
            actor=self.actor, answered=record.answered_on is not None, initial=initial, **options
        )

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.request_refer(
            actor=self.actor, request_id=record.pk, letter_id=data["letter"],
            answer_letter_id=data.get("answer_letter"), now=self.now,
        )  # fmt: skip


_SERVICES: dict[str, Any] = {
    "refuse": services.request_refuse,
    "withdraw": services.request_withdraw,
    "retract": services.request_retract,
}


class RequestAct(_OnRequest):
    """Refuse, withdraw, take an answer back."""

    needs_reason = True

    def load(self, **kwargs: Any) -> Any:
        self.move = kwargs["move"]
        if self.move not in _SERVICES:
            raise NotVisible(_("Không có thao tác này."))
        self.title = REQUEST_LIFE.moves[self.move].label
        self.danger = self.move == "refuse"
        return super().load(request_id=kwargs["request_id"])

    def check(self, record: Any) -> Answer:
        return REQUEST_LIFE.check(self.actor, record, self.move, reason="…")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return _SERVICES[self.move](actor=self.actor, request_id=record.pk, reason=reason, now=self.now)
