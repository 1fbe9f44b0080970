"""Pages of drafts: the list with how long each step takes, one draft, its acts."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.files.views import blob_response
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.register.record import RecordPage, act_link, act_links
from dieuphoi.core.register.state import View
from dieuphoi.core.register.views import ActorView, ActView, RecordView, RegisterListView
from dieuphoi.steering.directives import forms, policies, selectors, services, tables
from dieuphoi.steering.directives.states import DRAFTING_LIFE
from dieuphoi.steering.directives.views.documents import PLACE, to

DRAFTS = gettext_lazy("Dự thảo văn bản")


class DraftingList(RegisterListView):
    register = tables.DRAFTINGS
    template_name = "directives/draftings.html"

    def more_context(self, view: View) -> dict[str, Any]:
        if view.faults:
            return {"means": [], "holders": []}
        return {
            "means": selectors.step_means(self.actor, view.as_of, self.now, rows=view.rows),
            "holders": selectors.holders(self.actor, view.as_of),
        }


class DraftingPage(RecordView):
    """One draft: on whose desk, since when, how long each step took, who was asked, its versions."""

    template_name = "directives/drafting.html"

    def load(self, **kwargs: Any) -> Any:
        return selectors.drafting(self.actor, kwargs["drafting_id"], self.as_of)

    def describe(self, record: Any) -> RecordPage:
        actor, pk = self.actor, record.pk
        late = tables.TIMELINESS_LOOKS[record.timeliness]
        document = getattr(record, "document", None)
        asked = record.asked_by_document
        opinions = selectors.opinions_of(actor, pk, actor.on)
        pairs: list[tuple[Any, Any]] = [
            (_("Loại văn bản"), record.kind_words),
            (_("Đang ở"), record.holder_name),
            (_("Hạn ban hành"), f"{format_date(record.due_on)} ({late.label})" if record.due_on else str(late.label)),
            (_("Cơ quan ban hành"), record.issuer.name),
            (_("Đơn vị soạn thảo"), record.drafter_org.name),
            (_("Người soạn thảo"), record.drafter.full_name if record.drafter else ""),
            (_("Người ký"), ", ".join(part for part in (record.signer_name, record.signer_post) if part)),
            (_("Ai yêu cầu"), record.asked_by),
            (_("Ngày yêu cầu"), format_date(record.asked_on)),
            (_("Theo văn bản"), asked.title if asked is not None else ""),
            (_("Đã ban hành"), document.title if document is not None else ""),
            (_("Ghi chú"), record.note),
        ]
        return RecordPage(
            title=record.title,
            state=tables.DRAFT_LOOKS[record.state],
            header=[pair for pair in pairs if pair[1]],
            acts=[
                *act_links(DRAFTING_LIFE, actor, record, lambda move: _move_href(move, pk), main=_main(record)),
                act_link("version", _("Tải bản dự thảo"), to("version_add", pk), policies.may_draft(actor, record)),
                act_link("correct", _("Sửa yêu cầu"), to("drafting_correct", pk),
                         policies.may_run_draft(actor, record)),
            ],
            breadcrumbs=[(PLACE, to("list")), (DRAFTS, to("draftings"))],
            chain=chain_of(actor, "drafting", pk, on=self.as_of),
            history=history_of(
                record, actor=actor,
                hide=("reader_orgs", "reader_people", "province", "created_at", "holder_org", "holder_person"),
            ),
            context={
                "steps": selectors.steps_of(actor, pk, self.now),
                "versions": selectors.versions_of(actor, pk),
                "opinions": opinions,
                "verdicts": selectors.VERDICT_LABELS,
                "may_answer": {
                    line.request.pk: bool(policies.may_answer_opinion(actor, _with(line.request, record)))
                    for line in opinions
                },
                "may_consult": bool(policies.may_draft(actor, record)),
                "looks": tables.DRAFT_LOOKS,
                "document": document,
                "open": record.ended_on is None and record.state != "SIGNED",
            },
        )  # fmt: skip


def _with(request: Any, record: Any) -> Any:
    request.drafting = record
    return request


def _main(record: Any) -> str:
    return {"ASKED": "start", "DRAFTING": "submit", "OPINIONS": "submit", "SUBMITTED": "sign", "SIGNED": "issue"}.get(
        record.state, ""
    )


def _move_href(move: str, pk: int) -> str:
    if move in ("consult", "issue"):
        return to(f"drafting_{move}", pk)
    return to("drafting_act", pk, move)


class DraftingNew(ActView):
    """Ask for a draft; ``?document=`` names the document that wants it."""

    title = gettext_lazy("Lập dự thảo")
    submit_label = gettext_lazy("Lập")
    done_message = gettext_lazy("Đã lập dự thảo.")

    def load(self, **kwargs: Any) -> Any:
        asked = self.request.GET.get("document", "")
        if not asked:
            return None
        if not asked.isdigit() or len(asked) > 18:
            raise NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn."))
        return selectors.document(self.actor, int(asked), self.actor.on)

    def check(self, record: Any) -> Answer:
        return policies.may_ask_draft(self.actor)

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        self.bound = forms.DraftingForm(actor=self.actor, initial=self.initial(record), **options)
        return self.bound

    def initial(self, record: Any) -> dict[str, Any]:
        own = next(iter(sorted(self.actor.orgs(*policies.KEEPERS))), None)
        found: dict[str, Any] = {"asked_on": self.actor.on, "issuer": own, "urgency": "NORMAL"}
        if record is not None:
            found |= {
                "asked_by_document": f"#{record.pk}", "asked_by": record.issuer_name,
                "due_on": record.answer_due_on, "field": record.field_id, "urgency": record.urgency,
            }  # fmt: skip
        return found

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.drafting_ask(actor=self.actor, new=self.bound.new(), now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return to("draftings") if result is None else to("drafting", result.pk)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(PLACE), to("list")), (str(DRAFTS), to("draftings"))]


class OnDrafting(ActView):
    """What the acts on one draft share."""

    def load(self, **kwargs: Any) -> Any:
        row = selectors.drafting(self.actor, kwargs["drafting_id"], self.actor.on)
        self.text = f"{row.kind_words}: {row.title}"
        return row

    def done_url(self, record: Any, result: Any) -> str:
        return to("drafting", record.pk)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [
            (str(PLACE), to("list")), (str(DRAFTS), to("draftings")),
            (record.title[:60], to("drafting", record.pk)),
        ]  # fmt: skip


class DraftingCorrect(OnDrafting):
    """Say again what is asked."""

    title = gettext_lazy("Sửa yêu cầu soạn thảo")
    submit_label = gettext_lazy("Ghi bản sửa")
    done_message = gettext_lazy("Đã sửa; nội dung cũ vẫn ở lịch sử.")
    needs_reason = True

    def check(self, record: Any) -> Answer:
        return policies.may_run_draft(self.actor, record)

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        same = ("title", "kind_text", "signer_name", "signer_post", "asked_by", "asked_on", "due_on", "urgency", "note")
        initial = {
            **{name: getattr(record, name) for name in same},
            "kind": record.kind_id, "issuer": record.issuer_id, "drafter_org": record.drafter_org_id,
            "drafter": record.drafter_id, "signer": record.signer_id, "field": record.field_id,
            "asked_by_document": f"#{record.asked_by_document_id}" if record.asked_by_document_id else "",
        }  # fmt: skip
        self.bound = forms.DraftingForm(actor=self.actor, initial=initial, **options)
        return self.bound

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.drafting_correct(
            actor=self.actor, drafting_id=record.pk, new=self.bound.new(), reason=reason, now=self.now
        )


class DraftingAct(OnDrafting):
    """Take it up, submit, return, sign, take a signature back, give it up."""

    done_message = gettext_lazy("Đã ghi.")

    def load(self, **kwargs: Any) -> Any:
        self.move = kwargs["move"]
        if self.move not in services.PLAIN_MOVES:
            raise NotVisible(_("Không có thao tác này."))
        row = super().load(drafting_id=kwargs["drafting_id"])
        self.title = DRAFTING_LIFE.moves[self.move].label
        self.needs_reason = DRAFTING_LIFE.moves[self.move].needs_reason
        self.danger = self.move == "withdraw"
        return row

    def check(self, record: Any) -> Answer:
        return DRAFTING_LIFE.check(self.actor, record, self.move, reason="…")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.drafting_move(
            actor=self.actor, drafting_id=record.pk, move=self.move, reason=reason, now=self.now
        )


class VersionAdd(OnDrafting):
    form_class = forms.VersionForm
    title = gettext_lazy("Tải bản dự thảo")
    submit_label = gettext_lazy("Tải lên")
    done_message = gettext_lazy("Đã nhận bản dự thảo.")

    def check(self, record: Any) -> Answer:
        return policies.may_draft(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.version_add(
            actor=self.actor, drafting_id=record.pk, data=data["file"], name=data["file"].name, note=data["note"],
            now=self.now,
        )  # fmt: skip


class VersionDownload(ActorView):
    def get(self, request: HttpRequest, version_id: int) -> HttpResponseBase:
        version = selectors.version_by_id(self.actor, version_id)
        return blob_response(version.blob, version.name)


class Consult(OnDrafting):
    title = gettext_lazy("Lấy ý kiến")
    submit_label = gettext_lazy("Gửi lấy ý kiến")
    done_message = gettext_lazy("Đã gửi lấy ý kiến.")

    def check(self, record: Any) -> Answer:
        if record.state == "OPINIONS":
            return policies.may_draft(self.actor, record)
        return DRAFTING_LIFE.check(self.actor, record, "consult")

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        return forms.ConsultForm(actor=self.actor, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.opinions_ask(
            actor=self.actor, drafting_id=record.pk, org_ids=data["orgs"], due_on=data["due_on"],
            question=data["question"], now=self.now,
        )  # fmt: skip


class OpinionGive(OnDrafting):
    form_class = forms.OpinionForm
    title = gettext_lazy("Trả lời ý kiến")
    submit_label = gettext_lazy("Trả lời")
    done_message = gettext_lazy("Đã ghi ý kiến.")

    def load(self, **kwargs: Any) -> Any:
        self.asked = selectors.opinion_request(self.actor, kwargs["request_id"])
        row = super().load(drafting_id=self.asked.drafting_id)
        self.text = f"{self.asked.org_name}. {self.asked.question or row.title}"
        return row

    def check(self, record: Any) -> Answer:
        return policies.may_answer_opinion(self.actor, self.asked)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        file = data["file"]
        return services.opinion_give(
            actor=self.actor, request_id=self.asked.pk, verdict=data["verdict"], text=data["text"], data=file or None,
            name=file.name if file else "", now=self.now,
        )  # fmt: skip


class OpinionDownload(ActorView):
    def get(self, request: HttpRequest, opinion_id: int) -> HttpResponseBase:
        opinion = selectors.opinion_file(self.actor, opinion_id)
        if opinion.blob is None:
            raise NotVisible(_("Không tìm thấy tệp."))
        return blob_response(opinion.blob, opinion.name)


class DraftingIssue(OnDrafting):
    title = gettext_lazy("Ban hành")
    submit_label = gettext_lazy("Ban hành, lấy số")
    done_message = gettext_lazy("Đã ban hành và ghi vào sổ văn bản đi.")

    def check(self, record: Any) -> Answer:
        return DRAFTING_LIFE.check(self.actor, record, "issue")

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        self.bound = forms.IssueForm(actor=self.actor, initial={"issued_on": self.actor.on}, **options)
        return self.bound

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.drafting_issue(
            actor=self.actor, drafting_id=record.pk, issue=self.bound.issue(), now=self.now
        )

    def done_url(self, record: Any, result: Any) -> str:
        return to("drafting", record.pk) if result is None else to("page", result.pk)
