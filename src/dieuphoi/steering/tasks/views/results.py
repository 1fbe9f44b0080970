"""The pages of published results: the register, preparing one, one edition with the one before it, its acts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.period import parse_period
from dieuphoi.core.kernel.policy import Answer, require
from dieuphoi.core.letters.answers import XLSX_MIME, attached
from dieuphoi.core.letters.tables import PaperHead, PaperTable, workbook
from dieuphoi.core.register.record import RecordPage, act_links
from dieuphoi.core.register.views import ActorView, ActView, RecordView, RegisterListView
from dieuphoi.steering.tasks import result_policies, result_tables
from dieuphoi.steering.tasks.plan_content import digest_of
from dieuphoi.steering.tasks.result_content import compared, holds, tables_of
from dieuphoi.steering.tasks.result_states import RESULT_EDITION_LIFE
from dieuphoi.steering.tasks.selectors import results as selectors
from dieuphoi.steering.tasks.services import results as services
from dieuphoi.steering.tasks.views.base import PLACE, at
from dieuphoi.steering.tasks.views.tabs import people_tabs

_HIDDEN = (
    "province", "period", "starts_on", "ends_on", "number", "digest", "bodies", "prepared_by", "prepared_at",
    "approved_by", "approved_at", "ended_at", "end_reason", "as_of",
)  # fmt: skip


def _crumbs() -> list[tuple[Any, str]]:
    return [(PLACE, at("list")), (result_tables.RESULTS.title, at("results"))]


class ResultForm(forms.Form):
    """Of which province and period."""

    province = forms.TypedChoiceField(label=gettext_lazy("Tỉnh"), coerce=int)
    period = forms.ChoiceField(label=gettext_lazy("Kỳ"), help_text=gettext_lazy("Chỉ những kỳ đã kết thúc."))

    def __init__(self, *args: Any, provinces: Any, periods: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("province", provinces), ("period", periods)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


class ResultList(RegisterListView):
    register = result_tables.RESULTS
    template_name = "tasks/results.html"

    def more_context(self, view: Any) -> dict[str, Any]:
        return {"tabs": people_tabs(self.actor, "results")}


class ResultNew(ActorView):
    """Choose a period (GET), look at the very figures, freeze them (POST)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(result_policies.may_prepare_some(self.actor))
        if "period" not in request.GET:
            return self.page(self.form())
        form = self.form(request.GET)
        return self.page(form, *self.preview(form))

    def post(self, request: HttpRequest) -> HttpResponse:
        require(result_policies.may_prepare_some(self.actor))
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            row = services.results_prepare(
                actor=self.actor, province_id=form.cleaned_data["province"], period=form.cleaned_data["period"],
                seen=request.POST.get("seen", "")[:64], now=self.now,
            )  # fmt: skip
        except InputErrors as faults:
            for fault in faults.errors:
                form.add_error(fault.field or None, fault.message)
            return self.page(form, status=422)
        except Refused as refusal:
            content, _status = self.preview(form)
            return self.page(form, content, refusal.status, refused=refusal.reason)
        return HttpResponseRedirect(at("result", row.pk))

    def form(self, data: Any = None) -> ResultForm:
        return ResultForm(
            data, provinces=selectors.province_choices(self.actor), periods=selectors.period_choices(self.actor.on)
        )

    def preview(self, form: ResultForm) -> tuple[Any, int]:
        if not form.is_valid():
            return None, 422
        try:
            chosen = form.cleaned_data
            return selectors.results_prepared(self.actor, chosen["province"], chosen["period"])[1], 200
        except InputErrors as faults:
            for fault in faults.errors:
                form.add_error(fault.field or None, fault.message)
            return None, 422

    def page(self, form: ResultForm, content: Any = None, status: int = 200, *, refused: str = "") -> HttpResponse:
        context = {
            "title": _("Lập kết quả để công bố"),
            "breadcrumbs": _crumbs(),
            "form": form,
            "content": content,
            "digest": digest_of(content) if content is not None else "",
            "tables": tables_of(content) if content is not None else [],
            "refused": refused,
        }
        return render(self.request, "tasks/result_new.html", context, status=status)


def shown(record: Any) -> list[PaperTable]:
    """The frozen tables; nothing where the content is not whole."""
    return tables_of(record.content.content) if holds(record) else []


class ResultRecord(RecordView):
    """One edition: its figures, who prepared and approved it, what became of it, the one before beside it."""

    template_name = "tasks/result.html"

    def load(self, **kwargs: Any) -> Any:
        return selectors.result(self.actor, kwargs["edition_id"])

    def describe(self, record: Any) -> RecordPage:
        def signed(person: Any, when: Any) -> str:
            words = {"person": person, "at": format_datetime(when)}
            return _("%(person)s, %(at)s") % words if person is not None else ""

        tables = shown(record)
        other = selectors.before(self.actor, record)
        beside = compared(record.content.content, other.content.content) if other and tables and holds(other) else None
        header = [
            (_("Kỳ"), parse_period(record.period).label),
            (_("Bản"), format_number(record.number)),
            (_("Số liệu ngày"), format_date(record.as_of)),
            (_("Người lập"), signed(record.prepared_by, record.prepared_at)),
            (_("Người duyệt"), signed(record.approved_by, record.approved_at)),
            (_("Đã rút hoặc bỏ"), record.ended_at and f"{format_datetime(record.ended_at)}: {record.end_reason}"),
        ]
        return RecordPage(
            title=record.title,
            state=result_tables.STATE_LOOKS[record.state],
            header=[pair for pair in header if pair[1]],
            acts=act_links(
                RESULT_EDITION_LIFE, self.actor, record, lambda name: at(f"result_{name}", record.pk), main="approve"
            ),
            breadcrumbs=_crumbs(),
            history=history_of(record, actor=self.actor, hide=_HIDDEN),
            chain=chain_of(self.actor, "task_result", record.pk),
            context={
                "tables": tables, "other": other, "beside": beside, "sheet": at("result_sheet", record.pk),
                "other_url": at("result", other.pk) if other else "", **self.amending(record),
            },
        )  # fmt: skip

    def amending(self, record: Any) -> dict[str, str]:
        """Where a mistake in the figures is mended: this edition is withdrawn, then another one is prepared, and each
        step leads to the next. Two people do it: whoever prepares does not approve.
        """
        found = dict.fromkeys(("mend", "again", "newer", "newer_title"), "")
        if record.state == "PUBLISHED" and result_policies.may_withdraw(self.actor, record):
            found["mend"] = at("result_withdraw", record.pk)
        if record.state not in ("WITHDRAWN", "DROPPED"):
            return found
        standing = selectors.standing_of_period(self.actor, record)
        if standing is not None:
            found |= {"newer": at("result", standing.pk), "newer_title": standing.title}
        elif result_policies.may_prepare(self.actor, record.province_id):
            query = {"province": record.province_id, "period": record.period}
            found["again"] = reverse("tasks:result_new", query=query)
        return found


class ResultSheet(ActorView):
    """The edition as a workbook, with the one before it."""

    def get(self, request: HttpRequest, edition_id: int) -> HttpResponse:
        record = selectors.result(self.actor, edition_id)
        tables = shown(record)
        if not tables:
            raise Refused("tampered", _("Nội dung không khớp mã kiểm tra lúc lập. Hãy báo người quản trị."))
        other = selectors.before(self.actor, record)
        if other is not None and holds(other):
            tables.insert(1, compared(record.content.content, other.content.content))
        state = str(result_tables.STATE_LOOKS[record.state].label)
        head = PaperHead(
            record.title,
            (
                _("Bản %(n)s, %(state)s, số liệu ngày %(day)s")
                % {"n": format_number(record.number), "state": state, "day": format_date(record.as_of)},
                _("Mã kiểm tra (SHA-256): %(hash)s") % {"hash": record.digest},
            ),
        )
        return attached(workbook(head, tables), f"{record.title}.xlsx", XLSX_MIME)


class _OnResult(ActView):
    """What the acts on one edition share: the very figures stand below the question."""

    template_name = "tasks/result_act.html"
    move = ""
    drafts = False

    def load(self, **kwargs: Any) -> Any:
        record = selectors.result(self.actor, kwargs["edition_id"])
        self.text = record.title
        record.shown = shown(record)
        return record

    def check(self, record: Any) -> Answer:
        return RESULT_EDITION_LIFE.check(self.actor, record, self.move, reason="…")

    def done_url(self, record: Any, result: Any) -> str:
        return at("result", record.pk)

    def crumbs(self, record: Any) -> list[tuple[Any, str]]:
        return [*_crumbs(), (record.title, at("result", record.pk))]


class ResultApprove(_OnResult):
    move = "approve"
    title = gettext_lazy("Duyệt và công bố")
    submit_label = gettext_lazy("Duyệt và công bố")
    done_message = gettext_lazy("Đã công bố. Thủ trưởng các cơ quan đã được báo.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.result_approve(actor=self.actor, edition_id=record.pk, now=self.now)


class ResultDrop(_OnResult):
    move = "drop"
    title = gettext_lazy("Không công bố")
    submit_label = gettext_lazy("Không công bố")
    done_message = gettext_lazy("Kết quả không được công bố; người lập đã được báo.")
    needs_reason = True
    danger = True

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.result_drop(actor=self.actor, edition_id=record.pk, reason=reason, now=self.now)


class ResultWithdraw(_OnResult):
    move = "withdraw"
    title = gettext_lazy("Rút kết quả")
    submit_label = gettext_lazy("Rút")
    done_message = gettext_lazy("Đã rút. Bản này vẫn được giữ cùng lý do; hãy lập bản sửa nếu cần.")
    needs_reason = True
    danger = True

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.result_withdraw(actor=self.actor, edition_id=record.pk, reason=reason, now=self.now)
