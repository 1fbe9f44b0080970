"""Pages of amendments, editions, signed papers and terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.files.views import blob_response
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.errors import InputError, InputErrors, NotVisible
from dieuphoi.core.kernel.policy import Answer, require
from dieuphoi.core.register.comments import thread_of
from dieuphoi.core.register.record import RecordPage, act_links
from dieuphoi.core.register.views import ActorView, ActView, RecordView, RegisterListView
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.amendments import comments, forms, papers, policies, selectors, services, terms
from dieuphoi.programme.assessments.amendments.contents import differences_from
from dieuphoi.programme.assessments.amendments.presenting import NamedDifferences, named
from dieuphoi.programme.assessments.amendments.states import AMENDMENT_LIFE, PERSONS_MOVES
from dieuphoi.programme.assessments.amendments.tables import AMENDMENTS, LOOKS


class AmendmentList(RegisterListView):
    register = AMENDMENTS
    template_name = "assessments/amendments/list.html"

    def more_context(self, view: Any) -> dict[str, Any]:
        return {
            "terms_pairs": [
                (label, _("%(n)d ngày (%(source)s)") % {"n": held.days, "source": held.source})
                for key, label in terms.TERMS
                for held in [terms.term_on(key, self.actor.on)]
            ],
            "may_set_terms": bool(policies.may_set_terms(self.actor)),
        }


class AmendmentPage(RecordView):
    """One amendment: who asked, why, until when, what it changes, what was decided."""

    template_name = "assessments/amendments/page.html"

    def load(self, **kwargs: Any) -> Any:
        return selectors.amendment_in_full(self.actor, kwargs["amendment_id"])

    def describe(self, record: Any) -> RecordPage:
        actor, sheet = self.actor, record.sheet
        link = Markup('<a href="{}">{}</a>')
        decided = [
            (_("Người quyết định"), record.decider),
            (_("Quyết định lúc"), format_datetime(record.decided_at) if record.decided_at else None),
            (_("Lời kèm"), record.decision_note),
        ]
        acts = [
            each
            for each in act_links(
                AMENDMENT_LIFE,
                actor,
                record,
                lambda move: reverse("assessments:amendment_act", args=[record.pk, move]),
                main="approve",
            )
            if each.name in PERSONS_MOVES
        ]
        return RecordPage(
            title=_("Điều chỉnh phiếu %(unit)s") % {"unit": sheet.unit_name},
            state=LOOKS[record.standing],
            header=[
                (_("Phiếu"), link.format(reverse("assessments:sheet", args=[sheet.pk]), sheet.unit_name)),
                (_("Đợt"), link.format(reverse("assessments:round", args=[sheet.round_id]), sheet.round.title)),
                (_("Lý do"), record.reason),
                (_("Văn bản căn cứ"), f"{record.document}, {format_date(record.document_on)}"),
                (_("Người đề nghị"), record.asker),
                (_("Cơ quan đề nghị"), record.org.name if record.org else _("Văn phòng điều phối")),
                (_("Đề nghị lúc"), format_datetime(record.requested_at)),
                (_("Hạn quyết định"), format_date(record.ends_on)),
                *[pair for pair in decided if pair[1]],
            ],
            acts=acts,
            breadcrumbs=[(AMENDMENTS.title, reverse("assessments:amendments"))],
            thread=thread_of(actor, comments.AMENDMENT_COMMENTS.key, record),
            chain=chain_of(actor, "amendment", record.pk, on=self.as_of),
            history=history_of(record, actor=actor, hide=("foreseen", "sheet", "requested_by_id", "decided_by_id")),
            context={
                "found": named(actor, sheet.round, differences_from(record.foreseen)),
                "is_done": record.state == "APPLIED",
                "editions_href": reverse("assessments:sheet_editions", args=[sheet.pk])
                + (f"?before={record.edition - 1}&after={record.edition}" if record.edition else ""),
            },
        )


@dataclass(slots=True)
class Asking:
    """The sheet that is to be amended, its rows, those chosen, and what a dry run found."""

    sheet: Any
    offered: list[Any]
    chosen: list[Any]
    found: NamedDifferences | None = None
    waiting: Any = None
    """The request of this sheet that waits: nothing else is asked before it is decided."""
    waiting_words: str = ""


class _WithDryRun(ActView):
    """An act whose page shows first, by a dry run, what it would do."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.POST.get("step") != "preview":
            return super().post(request, **kwargs)
        record = self.load(**kwargs)
        require(self.check(record))
        form = self.form(record, data=request.POST, files=request.FILES)
        if form is not None and not form.is_valid():
            return self.show(record, form, status=422)
        try:
            self.rehearse(record, form)
        except InputErrors as faults:
            errors = []
            for fault in faults.errors:
                if form is not None and fault.field in form.fields:
                    form.add_error(fault.field, fault.message)
                else:
                    errors.append({"message": str(fault)})
            return self.show(record, form, errors=errors, status=422)
        return self.show(record, form)

    def rehearse(self, record: Any, form: Any) -> None:
        raise NotImplementedError


class AmendmentNew(_WithDryRun):
    """Ask for an amendment: choose rows (``?rows=``), type what they should be, see what would change, send."""

    template_name = "assessments/amendments/request.html"
    title = gettext_lazy("Đề nghị điều chỉnh sau chốt")
    submit_label = gettext_lazy("Gửi đề nghị")
    done_message = gettext_lazy("Đã gửi đề nghị. Lãnh đạo Văn phòng quyết định trước khi hết hạn.")

    def load(self, **kwargs: Any) -> Asking:
        sheet = selectors.sheet_for_amendment(self.actor, kwargs["sheet_id"])
        self.text = f"{sheet.unit_name} – {sheet.round.title}"
        offered = {row.indicator_id for row in selectors.rows_to_amend(self.actor, sheet)}
        rows = [row for row in assessments.grid(sheet) if row.indicator.pk in offered]
        waiting = selectors.open_amendment(sheet.pk, self.actor.on)
        wanted = {int(each) for each in self.request.GET.getlist("rows") if each.isascii() and each.isdigit()}
        return Asking(
            sheet, rows, [row for row in rows if row.indicator.pk in wanted], waiting=waiting,
            waiting_words="" if waiting is None else selectors.waiting_words(waiting),
        )  # fmt: skip

    def check(self, record: Asking) -> Answer:
        return policies.may_request(self.actor, record.sheet)

    def form(self, record: Asking, **options: Any) -> forms.AmendmentForm:
        options.pop("files", None)
        return forms.AmendmentForm(
            rows=record.chosen, initial={"ends_on": format_date(terms.usual_end(self.actor.on))}, **options
        )

    def rehearse(self, record: Asking, form: Any) -> None:
        new = form.request(record.sheet.pk)
        with _faults_of_the_form():
            found = services.amendment_preview(actor=self.actor, new=new, now=self.now)
        record.found = named(self.actor, record.sheet.round, found)

    def run(self, record: Asking, *, reason: str, data: dict[str, Any]) -> Any:
        form = self.form(record, data=self.request.POST)
        form.is_valid()
        with _faults_of_the_form():
            return services.amendment_request(actor=self.actor, new=form.request(record.sheet.pk), now=self.now)

    def done_url(self, record: Asking, result: Any) -> str:
        if result is None:
            return reverse("assessments:sheet", args=[record.sheet.pk])
        return reverse("assessments:amendment", args=[result.pk])

    def crumbs(self, record: Asking) -> list[tuple[str, str]]:
        return [(record.sheet.unit_name, reverse("assessments:sheet", args=[record.sheet.pk]))]


class _faults_of_the_form:  # noqa: N801 - used like a function
    """Faults of the whole request stand above the form, without the name of a field that people do not see."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: Any, error: Any, _trace: Any) -> None:
        if isinstance(error, InputErrors):
            raise InputErrors(
                [InputError(each.message, field="" if each.field == "items" else each.field) for each in error.errors]
            ) from None


@dataclass(slots=True)
class Deciding:
    amendment: Any
    found: NamedDifferences
    is_fresh: bool = False


class AmendmentAct(_WithDryRun):
    """Approve, reject or withdraw. Before the approval the dry run shows what would change."""

    template_name = "assessments/amendments/decide.html"

    def load(self, amendment_id: int, move: str) -> Deciding:
        if move not in PERSONS_MOVES:
            raise NotVisible(_("Không có thao tác này."))
        self.move = AMENDMENT_LIFE.moves[move]
        self.needs_reason = self.move.needs_reason
        self.danger = move == "reject"
        self.title = self.move.label
        amendment = selectors.amendment_by_id(self.actor, amendment_id)
        self.text = f"{amendment.sheet.unit_name} – {amendment.sheet.round.title}: {amendment.reason}"
        foreseen = differences_from(amendment.foreseen)
        return Deciding(amendment, named(self.actor, amendment.sheet.round, foreseen))

    def check(self, record: Deciding) -> Answer:
        return AMENDMENT_LIFE.check(self.actor, record.amendment, self.move.name, reason="…")

    def form(self, record: Deciding, **options: Any) -> Any:
        options.pop("files", None)
        return forms.DecideForm(**options) if self.move.name == "approve" else None

    def rehearse(self, record: Deciding, form: Any) -> None:
        found = services.amendment_rehearse(actor=self.actor, amendment_id=record.amendment.pk, now=self.now)
        record.found, record.is_fresh = named(self.actor, record.amendment.sheet.round, found), True

    def run(self, record: Deciding, *, reason: str, data: dict[str, Any]) -> Any:
        where = {"actor": self.actor, "amendment_id": record.amendment.pk, "now": self.now}
        if self.move.name == "approve":
            return services.amendment_approve(note=data.get("note", ""), **where)
        if self.move.name == "reject":
            return services.amendment_reject(reason=reason, **where)
        return services.amendment_withdraw(reason=reason, **where)

    def done_url(self, record: Deciding, result: Any) -> str:
        return reverse("assessments:amendment", args=[record.amendment.pk])

    def crumbs(self, record: Deciding) -> list[tuple[str, str]]:
        return [
            (str(AMENDMENTS.title), reverse("assessments:amendments")),
            (record.amendment.sheet.unit_name, reverse("assessments:amendment", args=[record.amendment.pk])),
        ]


class SheetEditions(ActorView):
    """Two editions of a frozen sheet side by side: ``?before=1&after=2`` (by itself: the last two)."""

    def get(self, request: HttpRequest, sheet_id: int) -> HttpResponse:
        sheet = selectors.sheet_for_amendment(self.actor, sheet_id)
        editions = selectors.editions_of_sheet(self.actor, sheet_id)
        if not editions:
            raise NotVisible(_("Phiếu này chưa chốt nên chưa có bản nào."))
        numbers = [each.edition for each in editions]
        after = self.number("after", numbers, numbers[-1])
        before = self.number("before", numbers, max(after - 1, 1))
        by_edition = {row.edition: row for row in selectors.amendments_of_sheet(self.actor, sheet_id) if row.edition}
        found = selectors.differences_between(self.actor, sheet_id, before, after)
        context = {
            "title": _("Các bản chốt của phiếu %(unit)s") % {"unit": sheet.unit_name},
            "breadcrumbs": [
                (sheet.round.title, reverse("assessments:round", args=[sheet.round_id])),
                (sheet.unit_name, reverse("assessments:sheet", args=[sheet_id])),
            ],
            "sheet": sheet,
            "editions": [(each, by_edition.get(each.edition)) for each in editions],
            "pairs": [(each, str(each)) for each in numbers],
            "before": before,
            "after": after,
            "found": named(self.actor, sheet.round, found),
        }
        return render(request, "assessments/amendments/editions.html", context)

    def number(self, name: str, known: list[int], default: int) -> int:
        typed = self.request.GET.get(name, "")
        if not typed:
            return default
        if not (typed.isascii() and typed.isdigit() and int(typed[:6]) in known):
            raise InputErrors([InputError(_("Không có bản “%(n)s” của phiếu này.") % {"n": typed[:20]})])
        return int(typed)


class PaperRecord(ActView):
    """Record the signed paper beside a freeze, or correct it with a reason."""

    form_class = forms.PaperForm
    title = gettext_lazy("Văn bản ký chốt đợt")
    submit_label = gettext_lazy("Ghi văn bản")
    done_message = gettext_lazy("Đã ghi văn bản ký chốt.")

    def load(self, round_id: int) -> Any:
        round_ = assessments.round_by_id(self.actor, round_id)
        self.paper = papers.current_paper(self.actor, round_id)
        self.needs_reason = self.paper is not None
        self.text = round_.title
        return round_

    def check(self, record: Any) -> Answer:
        return policies.may_record_paper(self.actor, record)

    def initial(self, record: Any) -> dict[str, Any]:
        paper = self.paper
        if paper is None:
            return {}
        plain = {name: getattr(paper, name) for name in ("kind", "number", "signer", "signer_post")}
        return {**plain, "signed_on": format_date(paper.signed_on)}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        form = self.form(record, data=self.request.POST, files=self.request.FILES)
        assert isinstance(form, forms.PaperForm)
        form.is_valid()
        return papers.paper_record(actor=self.actor, round_id=record.pk, new=form.new(), reason=reason, now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("assessments:round", args=[record.pk])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(record.title, reverse("assessments:round", args=[record.pk]))]


class PaperFile(ActorView):
    """The scan of a signed paper."""

    def get(self, request: HttpRequest, paper_id: int) -> HttpResponseBase:
        paper = papers.paper_by_id(self.actor, paper_id)
        if paper.blob is None:
            raise NotVisible(_("Văn bản này chưa có bản chụp."))
        return blob_response(paper.blob, paper.file_name)


class TermSet(ActView):
    """Set how long something after a freeze may take."""

    form_class = forms.TermForm
    title = gettext_lazy("Thời hạn sau chốt")
    text = gettext_lazy("Áp dụng từ hôm nay; quy định trước vẫn được giữ trong lịch sử.")
    submit_label = gettext_lazy("Đặt thời hạn")
    done_message = gettext_lazy("Đã đặt thời hạn.")

    def load(self, **kwargs: Any) -> None:
        return None

    def check(self, record: Any) -> Answer:
        return policies.may_set_terms(self.actor)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return terms.term_set(actor=self.actor, now=self.now, **data)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("assessments:amendments")

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(AMENDMENTS.title), reverse("assessments:amendments"))]

