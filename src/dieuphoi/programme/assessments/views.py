"""Pages of rounds, sheets and indicators: load, bind, call one service, answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.files.views import blob_response
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import Conflict, InputError, InputErrors, NotVisible, Refused
from dieuphoi.core.kernel.period import parse_period
from dieuphoi.core.kernel.policy import Allowed, Answer, require
from dieuphoi.core.register.comments import thread_of
from dieuphoi.core.register.record import act_links, timeline
from dieuphoi.core.register.views import ActorView, ActView, RegisterListView
from dieuphoi.programme.assessments import comments, forms, policies, presenting, selectors, tables
from dieuphoi.programme.assessments.amendments.presenting import round_context, sheet_context
from dieuphoi.programme.assessments.handing_in import HandInCheck, hand_in_check
from dieuphoi.programme.assessments.services import rounds as round_services
from dieuphoi.programme.assessments.services import values as value_services
from dieuphoi.programme.assessments.services import verification as verify_services
from dieuphoi.programme.assessments.services.carrying import sheet_carry_confirm
from dieuphoi.programme.assessments.sheets import KIND
from dieuphoi.programme.assessments.states import RESULT_LIFE, ROUND_LIFE, SHEET_LIFE
from dieuphoi.programme.criteria.words import sentence_in_words

# ------------------------------------------------------------------------------------------------- rounds


class RoundList(RegisterListView):
    register = tables.ROUNDS


class SheetList(RegisterListView):
    register = tables.SHEETS


class Queue(RegisterListView):
    register = tables.QUEUE
    template_name = "assessments/queue.html"


class Argued(RegisterListView):
    """The indicators over which two sides differ: the rows behind the counts of a round's page."""

    register = tables.ARGUED
    template_name = "assessments/queue.html"


class RoundNew(ActView):
    """The form of a new round."""

    form_class = forms.RoundForm
    title = gettext_lazy("Lập đợt rà soát")
    submit_label = gettext_lazy("Lập đợt")
    done_message = gettext_lazy("Đã lập đợt. Hãy kiểm tra danh sách xã rồi mở đợt.")

    def load(self, **kwargs: Any) -> None:
        return None

    def check(self, record: None) -> Answer:
        return tables.may_add_rounds(self.actor, None)

    def form(self, record: None, **options: Any) -> forms.RoundForm:
        return forms.RoundForm(actor=self.actor, **options)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require(self.check(None))
        form = self.form(None, data=request.POST)
        if not form.is_valid():
            return self.show(None, form, status=422)
        try:
            round_ = round_services.round_create(actor=self.actor, plan=form.plan(), now=self.now)
        except InputErrors as faults:
            for fault in faults.errors:
                form.add_error(fault.field if fault.field in form.fields else None, fault.message)
            return self.show(None, form, status=422)
        return HttpResponseRedirect(reverse("assessments:round", args=[round_.id]))

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("assessments:rounds")

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(_("Đợt rà soát"), reverse("assessments:rounds"))]


class RoundPage(ActorView):
    """One round: where it stands, what may be done, its sheets in numbers."""

    def get(self, request: HttpRequest, round_id: int) -> HttpResponse:
        round_ = selectors.round_by_id(self.actor, round_id)
        context = {
            "title": round_.title,
            "breadcrumbs": [(_("Đợt rà soát"), reverse("assessments:rounds"))],
            "round": round_,
            "look": tables.ROUND_LOOKS[round_.state],
            "period": parse_period(round_.period).label,
            "round_acts": act_links(
                ROUND_LIFE,
                self.actor,
                round_,
                lambda move: reverse("assessments:round_act", args=[round_id, move]),
                main="freeze" if round_.state == "OPEN" else "open",
            ),
            "counts": selectors.round_counts(self.actor, round_id),
            "argued": selectors.argued_counts(self.actor, round_id),
            "argued_states": presenting.ARGUED_CARDS,
            "by_owner": selectors.waiting_by_owner(self.actor, round_id),
            "thread": thread_of(self.actor, comments.ROUND_COMMENTS.key, round_),
            "chain": chain_of(self.actor, "round", round_.id, on=self.as_of),
            **round_context(self.actor, round_),
            "rejudge": policies.may_rejudge(self.actor, round_),
            "may_import": isinstance(policies.may_import(self.actor, round_), Allowed) and round_.state == "OPEN",
            "import_kind": KIND,
            "timeline": timeline(
                history_of(
                    round_, actor=self.actor, labels=presenting.ROUND_LABELS, hide=presenting.ROUND_HIDDEN
                )
            ),
        }
        return render(request, "assessments/round.html", context)


class RoundAct(ActView):
    """Open, cancel or freeze a round."""

    def load(self, round_id: int, move: str) -> Any:
        if move not in ROUND_LIFE.moves:
            raise NotVisible(_("Không có thao tác này."))
        self.move = ROUND_LIFE.moves[move]
        self.needs_reason = self.move.needs_reason
        self.title = self.move.label
        self.text = presenting.ROUND_QUESTIONS[move]
        return selectors.round_by_id(self.actor, round_id)

    def check(self, record: Any) -> Answer:
        return ROUND_LIFE.check(self.actor, record, self.move.name, reason="…")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        if self.move.name == "cancel":
            return round_services.round_cancel(actor=self.actor, round_id=record.id, reason=reason, now=self.now)
        act = round_services.round_open if self.move.name == "open" else round_services.round_freeze
        return act(actor=self.actor, round_id=record.id, now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("assessments:round", args=[record.id])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(record.title, reverse("assessments:round", args=[record.id]))]


class RoundRejudge(ActView):
    """Judge again after rows of the set were confirmed."""

    title = gettext_lazy("Chấm lại đợt")
    text = gettext_lazy("Chấm lại mọi số liệu theo những dòng của bộ tiêu chí đã được xác nhận đến hôm nay.")

    def load(self, round_id: int) -> Any:
        return selectors.round_by_id(self.actor, round_id)

    def check(self, record: Any) -> Answer:
        return policies.may_rejudge(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> int:
        changed = round_services.round_rejudge(actor=self.actor, round_id=record.id, now=self.now)
        self.done_message = _("Đã chấm lại: %(n)d kết quả thay đổi.") % {"n": changed}
        return changed

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("assessments:round", args=[record.id])


# ------------------------------------------------------------------------------------------------- one sheet


class SheetPage(ActorView):
    """The entry grid of one commune."""

    def get(self, request: HttpRequest, sheet_id: int) -> HttpResponse:
        sheet = selectors.sheet_by_id(self.actor, sheet_id)
        rows = selectors.grid(sheet)
        groups = presenting.grid_groups(self.actor, rows)
        context = {
            "title": sheet.unit_name,
            "breadcrumbs": [
                (_("Đợt rà soát"), reverse("assessments:rounds")),
                (sheet.round.title, reverse("assessments:round", args=[sheet.round_id])),
            ],
            "sheet": sheet,
            "look": tables.SHEET_LOOKS[sheet.state],
            "thread": thread_of(self.actor, comments.SHEET_COMMENTS.key, sheet),
            "chain": chain_of(self.actor, "sheet", sheet.id, on=self.as_of),
            "groups": groups,
            "grid_filters": presenting.grid_filters(groups),
            "tools": presenting.sheet_tools(self.actor, sheet, rows),
            **sheet_context(self.actor, sheet),
            "sheet_acts": [
                link
                for link in act_links(
                    SHEET_LIFE,
                    self.actor,
                    sheet,
                    lambda move: reverse("assessments:sheet_act", args=[sheet_id, move]),
                    main="submit" if sheet.state == "OPEN" else "consolidate",
                )
                if link.name in SheetAct.MOVES
            ],
        }
        return render(request, "assessments/sheet.html", context)


class CellSave(ActorView):
    """Saves one cell of the grid; answers JSON as the head of ``grid.js`` describes."""

    def post(self, request: HttpRequest, sheet_id: int, indicator_id: int) -> JsonResponse:
        part = request.POST.get("name", "").partition(":")[2]
        version = request.POST.get("version") or ""
        explanation = request.POST.get("explanation", "").strip()
        try:
            if request.POST.get("confirm"):
                # The carried figure is right as it stands: it becomes this person's own.
                sheet_carry_confirm(
                    actor=self.actor, sheet_id=sheet_id, indicator_ids={indicator_id}, part=part, now=self.now
                )
            saved = value_services.value_save(
                actor=self.actor,
                sheet_id=sheet_id,
                indicator_id=indicator_id,
                typed={part: request.POST.get("value", "")},
                explanation=explanation,
                seen={part: int(version)} if version.isascii() and version.isdigit() else None,
                now=self.now,
            )
        except InputErrors as faults:
            return JsonResponse({"state": "error", "errors": [f.message for f in faults.errors]}, status=422)
        except Refused as refusal:
            return JsonResponse({"state": "error", "errors": [refusal.reason]}, status=refusal.status)
        except NotVisible as absent:
            return JsonResponse({"state": "error", "errors": [str(absent)]}, status=404)
        except Conflict:
            return JsonResponse(
                presenting.conflict_answer(self.actor, sheet_id, indicator_id, part), status=409
            )
        return JsonResponse(presenting.saved_answer(saved, part, explanation))


class CellEvidence(ActorView):
    """Takes a file that proves a value, from the grid; answers JSON with where it is to be had."""

    def post(self, request: HttpRequest, sheet_id: int, indicator_id: int) -> JsonResponse:
        file = request.FILES.get("file")
        try:
            require(_may_attach(self.actor, selectors.result_of(self.actor, sheet_id, indicator_id)))
            if file is None:
                raise InputErrors([InputError(_("Hãy chọn một tệp."), field="file")])
            stored = value_services.evidence_add(
                actor=self.actor,
                sheet_id=sheet_id,
                indicator_id=indicator_id,
                data=file,
                name=file.name or "",
                now=self.now,
            )
        except InputErrors as faults:
            return JsonResponse({"state": "error", "errors": [f.message for f in faults.errors]}, status=422)
        except Refused as refusal:
            return JsonResponse({"state": "error", "errors": [refusal.reason]}, status=refusal.status)
        except NotVisible as absent:
            return JsonResponse({"state": "error", "errors": [str(absent)]}, status=404)
        url = reverse("assessments:evidence", args=[stored.pk])
        return JsonResponse({"state": "saved", "name": stored.name, "url": url, "words": _("Đã lưu minh chứng.")})


class SheetAct(ActView):
    """Hand in, give back or consolidate a sheet."""

    MOVES = ("submit", "reopen", "consolidate")
    hand_in: HandInCheck | None = None

    def load(self, sheet_id: int, move: str) -> Any:
        if move not in self.MOVES:
            raise NotVisible(_("Không có thao tác này."))
        self.move = SHEET_LIFE.moves[move]
        self.needs_reason = self.move.needs_reason
        self.title = self.move.label
        sheet = selectors.sheet_by_id(self.actor, sheet_id)
        self.text = presenting.sheet_question(self.actor, sheet, move)
        if move == "submit":
            self.template_name = "assessments/hand_in.html"
            self.hand_in = hand_in_check(sheet)
            self.needs_reason = self.hand_in.missing > 0
        return sheet

    def more_context(self, record: Any) -> dict[str, Any]:
        return {"hand_in": self.hand_in}

    def check(self, record: Any) -> Answer:
        return SHEET_LIFE.check(self.actor, record, self.move.name, reason="…")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        if self.move.name == "submit":
            return value_services.sheet_submit(actor=self.actor, sheet_id=record.id, now=self.now, reason=reason)
        if self.move.name == "reopen":
            return verify_services.sheet_reopen(actor=self.actor, sheet_id=record.id, reason=reason, now=self.now)
        return verify_services.sheet_consolidate(actor=self.actor, sheet_id=record.id, now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("assessments:sheet", args=[record.id])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(record.unit_name, reverse("assessments:sheet", args=[record.id]))]


# ------------------------------------------------------------------------------------------------- one indicator


class ResultPage(ActorView):
    """One indicator of one commune: figures, verdict and why, what was said, files."""

    def get(self, request: HttpRequest, result_id: int) -> HttpResponse:
        result = selectors.result_in_full(self.actor, result_id)
        row = selectors.grid_row(result)
        context = {
            "title": f"{result.indicator.code} – {result.sheet.unit_name}",
            "breadcrumbs": [
                (result.sheet.round.title, reverse("assessments:round", args=[result.sheet.round_id])),
                (result.sheet.unit_name, reverse("assessments:sheet", args=[result.sheet_id])),
            ],
            "result": result,
            "row": row,
            "mark": presenting.mark_of(result),
            "sentence": sentence_in_words(row.judged),
            "steps": presenting.trace_lines(row.judged),
            "look": tables.VERIFICATION_LOOKS[result.verification],
            "timeline": presenting.result_timeline(selectors.happenings(self.actor, result)),
            "sides": presenting.side_cards(row),
            "result_acts": presenting.result_links(self.actor, row.result),
            "may_add_evidence": isinstance(_may_attach(self.actor, row.result), Allowed),
            "evidence_form": forms.EvidenceForm(),
            "reminder": presenting.reminder(result, request.build_absolute_uri()),
            "chain": chain_of(self.actor, "result", result_id, on=self.as_of),
        }
        return render(request, "assessments/result.html", context)


def _may_attach(actor: Actor, result: Any) -> Answer:
    ways = [RESULT_LIFE.check(actor, result, move, reason="…") for move in value_services.ATTACHING]
    return policies.may_attach(actor, result, ways)


class ResultVerify(ActView):
    """Accept, return or conclude one indicator."""

    form_class = forms.VerifyForm

    def load(self, result_id: int, decision: str) -> Any:
        if decision not in ("accept", "return", "conclude"):
            raise NotVisible(_("Không có thao tác này."))
        self.decision = decision
        self.title = RESULT_LIFE.moves[decision].label
        result = selectors.result_in_full(self.actor, result_id)
        self.text = f"{result.sheet.unit_name} – {result.indicator.code} {result.indicator.name}"
        return result

    def check(self, record: Any) -> Answer:
        return RESULT_LIFE.check(self.actor, record, self.decision, reason="…")

    def form(self, record: Any, **options: Any) -> forms.VerifyForm:
        if options.get("data") is not None:
            options["data"] = {**options["data"].dict(), "decision": self.decision}
        form = forms.VerifyForm(initial={"decision": self.decision}, **options)
        form.keep_for(self.decision)
        return form

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        outcome = verify_services.results_verify(
            actor=self.actor,
            result_ids=[record.id],
            decision=self.decision,
            comment=data.get("comment", ""),
            verdict=data.get("verdict", ""),
            document=data.get("document", ""),
            now=self.now,
        )
        if outcome.refused:
            raise Refused("refused", outcome.refused[0][2])
        return outcome

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("assessments:result", args=[record.id])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return presenting.result_crumbs(record)


class EvidenceAdd(ActView):
    """Put a file beside a value."""

    form_class = forms.EvidenceForm
    title = gettext_lazy("Thêm minh chứng")
    submit_label = gettext_lazy("Tải lên")
    done_message = gettext_lazy("Đã lưu minh chứng.")

    def load(self, result_id: int) -> Any:
        return selectors.result_in_full(self.actor, result_id)

    def check(self, record: Any) -> Answer:
        return _may_attach(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return value_services.evidence_add(
            actor=self.actor,
            sheet_id=record.sheet_id,
            indicator_id=record.indicator_id,
            data=data["file"],
            name=data["file"].name,
            note=data["note"],
            now=self.now,
        )

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("assessments:result", args=[record.id])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return presenting.result_crumbs(record)


class EvidenceFile(ActorView):
    """One file of evidence, as an attachment, after the scope check."""

    def get(self, request: HttpRequest, evidence_id: int) -> HttpResponseBase:
        file = selectors.evidence_by_id(self.actor, evidence_id)
        return blob_response(file.blob, file.name)
