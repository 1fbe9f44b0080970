"""The list of work programmes, the page of one, starting one, its editions, its review by a period."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.dates import format_date, format_datetime, today
from dieuphoi.core.kernel.numbers import format_money
from dieuphoi.core.kernel.period import Period, parse_period
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.register.comments import thread_of
from dieuphoi.core.register.record import ActLink, RecordPage, act_link, act_links
from dieuphoi.core.register.views import ActorView, ActView, RecordView, RegisterListView
from dieuphoi.core.ui.query import with_query
from dieuphoi.programme.targets.filters import OUTCOME_CHOICES
from dieuphoi.steering.tasks import plan_comments, plan_forms, plan_policies, plan_tables, tables
from dieuphoi.steering.tasks.plan_content import content_of
from dieuphoi.steering.tasks.plan_editions import compared
from dieuphoi.steering.tasks.plan_states import PLAN_LIFE
from dieuphoi.steering.tasks.selectors import plan_lines, plan_targets
from dieuphoi.steering.tasks.selectors import plans as selectors
from dieuphoi.steering.tasks.services import plans as services
from dieuphoi.steering.tasks.views.base import PLACE, at
from dieuphoi.steering.tasks.views.plan_base import PLANS, OnPlan, crumbs_of

_MAIN = {"DRAFT": "submit", "CONSULTED": "submit", "SUBMITTED": "approve", "AMENDED": "submit"}
_TARGETS = dict(OUTCOME_CHOICES)
_OWN_PAGES = {"consult": "plan_consult", "approve": "plan_approve"}


class PlanList(RegisterListView):
    register = plan_tables.PLANS
    template_name = "tasks/plans.html"


class PlanLineList(RegisterListView):
    register = plan_tables.PLAN_LINES
    template_name = "tasks/plan_lines.html"


class PlanRecord(RecordView):
    """One plan: its lines with what became of them, who writes, who was asked, who signed, its editions."""

    template_name = "tasks/plan.html"

    def load(self, **kwargs: Any) -> Any:
        return selectors.plan(self.actor, kwargs["plan_id"])

    def describe(self, record: Any) -> RecordPage:
        actor, pk = self.actor, record.pk
        whole = plan_lines.lines_of(actor, record, actor.on)
        inside = record.inside
        edits = plan_policies.may_edit(actor, record)
        thread = thread_of(actor, plan_comments.PLAN_COMMENTS.key, record) if inside else None
        context: dict[str, Any] = {
            "whole": whole,
            "line_looks": plan_tables.LINE_LOOKS,
            "task_looks": tables.TIMELINESS_LOOKS,
            "stances": plan_tables.STANCE_LOOKS,
            "inside": inside,
            "may_edit": edits,
            "may_link": plan_policies.may_link(actor, record),
            "may_organise": plan_policies.may_organise(actor, record),
            "every_words": plan_lines.EVERY_LABELS,
            "said_on": _said_on(thread),
            "counts": self._counts(record, whole),
            "editions": selectors.editions_of(actor, pk),
            "edition_labels": selectors.EDITION_LABELS,
            "day": actor.on,
        }
        if inside:
            digest = selectors.digest_now(record)
            context |= {
                "members": selectors.members_of(actor, pk),
                "steps": selectors.milestones_of(actor, pk),
                "consults": [
                    (each, plan_policies.may_answer(actor, _with_plan(each, record)))
                    for each in selectors.consults_of(actor, pk)
                ],
                "signs": [_sign(each, digest) for each in selectors.signs_of(actor, pk)],
                "left_out": selectors.left_out(actor, pk),
                "digest": digest,
                "open_comments": thread.open_count if thread is not None else 0,
            }
        return RecordPage(
            title=record.title,
            state=plan_tables.STATE_LOOKS[record.state],
            header=self._header(record),
            acts=[*self._acts(record, edits)],
            front=("line_new", "give", "return", "consult", "review", "letter"),
            breadcrumbs=[(PLACE, at("list")), (PLANS, at("plans"))],
            chain=chain_of(actor, "workplan", pk),
            thread=thread,
            history=history_of(
                record, actor=actor, hide=("province", "starts_on", "ends_on", "submitted_by", "approved_by")
            )
            if inside
            else (),
            context=context,
        )

    def _header(self, record: Any) -> list[tuple[Any, Any]]:
        org = Markup('<a href="{}">{}</a>').format(
            reverse("organisations:org", args=[record.org_id]), record.org.name
        )
        decision = ", ".join(
            part for part in (record.decision_number, format_date(record.decision_on), record.approver_name) if part
        )
        submitted = ", ".join(part for part in (format_date(record.submitted_on), record.submitter_name) if part)
        return [
            (_("Cơ quan"), org),
            (_("Kỳ"), plan_tables.period_words(record.period)),
            (_("Loại"), str(plan_tables.KIND_WORDS[record.kind])),
            (_("Phê duyệt"), decision),
            *([(_("Trình"), submitted)] if submitted else []),
            *([(_("Hạn cho ý kiến"), format_date(record.opinions_due_on))] if record.state == "CONSULTED" else []),
            *([(_("Theo khung"), _plan_link(record.frame))] if record.frame_id else []),
            *([(_("Tiếp nối"), _plan_link(record.before))] if record.before_id else []),
            *([(_("Căn cứ"), record.source_line)] if record.source_line else []),
            *([(_("Kết thúc"), f"{format_date(record.ended_on)}, {record.end_reason}")] if record.ended_on else []),
            *([(_("Ghi chú"), record.note)] if record.note else []),
        ]

    def _counts(self, record: Any, whole: plan_lines.Whole) -> dict[str, Any]:
        """The figures on top, each with the list that it opens (where the list holds the same lines)."""

        def href(**more: Any) -> str:
            return at("plan_lines") + with_query({"plan": record.pk}, **more) if whole.edition is None else ""

        return {
            "all": (whole.count(), href()),
            "key": (whole.count(key=True), href(key="true")),
            "done": (whole.count(plan_lines.DONE), href(standing=plan_lines.DONE)),
            "doing": (whole.count(plan_lines.DOING, plan_lines.GIVEN), href(standing=["DOING", "GIVEN"])),
            "late": (whole.count(plan_lines.LATE, plan_lines.MISSED), href(standing=["LATE", "MISSED"])),
            "not_given": (whole.count(plan_lines.NOT_GIVEN), href(standing=plan_lines.NOT_GIVEN)),
            "money": format_money(whole.money_total) if whole.money_total else "",
        }

    def _acts(self, record: Any, edits: Answer) -> Any:
        actor, pk = self.actor, record.pk

        def href(move: str) -> str:
            return at(_OWN_PAGES[move], pk) if move in _OWN_PAGES else at("plan_act", pk, move)

        if record.inside:
            yield from act_links(PLAN_LIFE, actor, record, href, main=_MAIN.get(record.state, ""))
        if record.inside and record.state in plan_policies.OPEN:
            yield act_link("line_new", _("Thêm nhiệm vụ"), at("plan_line_new", pk), edits)
            yield act_link("group_new", _("Thêm nhóm"), at("plan_group_new", pk), edits)
            yield act_link("sign", _("Ký nháy"), at("plan_sign", pk), plan_policies.may_sign(actor, record))
            yield act_link("save", _("Lưu phiên bản"), at("plan_save", pk), edits)
            yield act_link("correct", _("Sửa phần đầu"), at("plan_correct", pk), edits)
            yield act_link(
                "import", _("Nhập từ bảng"), reverse("exchange:new", args=["plan-lines"], query={"plan": pk}), edits
            )
        if record.inside and record.state == "APPROVED":
            yield act_link(
                "give", _("Giao thành nhiệm vụ"), at("plan_give", pk), plan_policies.may_give_tasks(actor, record),
                kind="primary",
            )
        if record.inside and record.edition:
            yield act_link("carry", _("Lập kỳ sau"), at("plan_carry", pk), plan_policies.may_carry(actor, record))
        yield ActLink("review", _("Sơ kết theo kỳ"), at("plan_review", pk))
        yield ActLink("sheet", _("Xuất Excel"), at("plan_sheet", pk))
        yield ActLink("letter", _("Xuất Word"), at("plan_letter", pk))


def _with_plan(consult: Any, plan: Any) -> Any:
    consult.plan = plan
    return consult


def _plan_link(plan: Any) -> Markup:
    return Markup('<a href="{}">{}</a>').format(at("plan", plan.pk), plan.title)


def _said_on(thread: Any) -> dict[str, int]:
    """How many open comments speak of each line."""
    found: dict[str, int] = {}
    for line in thread.lines if thread is not None else ():
        if line.resolved is None and line.comment.anchor:
            found[line.comment.anchor] = found.get(line.comment.anchor, 0) + 1
    return found


def _sign(each: Any, digest: str) -> dict[str, str]:
    """A signature as a moment of a timeline. One of an older text says so."""
    older = each.step == "SIGNED" and each.digest != digest
    words = str(each.get_step_display())
    if each.edition:
        words += " " + _("(bản %(n)s)") % {"n": each.edition}
    if older:
        words += " – " + _("nội dung đã sửa sau khi ký")
    tone = {"APPROVED": "good", "SIGNED": "good", "RETURNED": "bad", "AMENDED": "warn"}.get(each.step, "neutral")
    return {
        "when": format_datetime(each.recorded_at),
        "who": f"{each.signer_name} ({each.org_name})" if each.org_name else each.signer_name,
        "text": words[:1].upper() + words[1:],
        "note": each.text,
        "tone": "warn" if older else tone,
    }


class PlanNew(ActView):
    """The form of a new plan."""

    title = gettext_lazy("Lập chương trình công tác")
    submit_label = gettext_lazy("Lập")
    done_message = gettext_lazy("Đã lập; hãy thêm nhóm và nhiệm vụ, mời người cùng soạn.")

    def load(self, **kwargs: Any) -> Any:
        return None

    def check(self, record: Any) -> Answer:
        return plan_policies.may_start_some(self.actor)

    def initial(self, record: Any) -> dict[str, Any]:
        own = sorted(self.actor.orgs())
        return {"org": own[0] if len(own) == 1 else None, "kind": "PROGRAMME", "period": str(self.actor.on.year)}

    def form(self, record: Any, **options: Any) -> plan_forms.PlanForm:
        options.pop("files", None)
        return plan_forms.PlanForm(actor=self.actor, initial=self.initial(record), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        new = plan_forms.new_plan(data, data["org"])
        return services.plan_start(actor=self.actor, new=new, now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return at("plans") if result is None else at("plan", result.pk)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(PLACE), at("list")), (str(PLANS), at("plans"))]


class PlanCorrect(OnPlan):
    """Say the head of a plan again."""

    title = gettext_lazy("Sửa phần đầu của chương trình")
    submit_label = gettext_lazy("Ghi bản sửa")
    done_message = gettext_lazy("Đã sửa.")

    def check(self, record: Any) -> Answer:
        return plan_policies.may_edit(self.actor, record)

    def initial(self, record: Any) -> dict[str, Any]:
        same = ("kind", "title", "period", "source_line", "text", "note")
        return {**{name: getattr(record, name) for name in same}, "frame": record.frame_id}

    def form(self, record: Any, **options: Any) -> plan_forms.PlanForm:
        options.pop("files", None)
        return plan_forms.PlanForm(actor=self.actor, plan=record, initial=self.initial(record), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        new = plan_forms.new_plan(data, record.org_id)
        return services.plan_correct(actor=self.actor, plan_id=record.pk, new=new, now=self.now)


class PlanEdition(ActorView):
    """One edition, whole; and what differs from another one (``?with=2``) or from what stands now (``?with=now``)."""

    def get(self, request: HttpRequest, plan_id: int, number: int) -> HttpResponse:
        actor = self.actor
        plan = selectors.plan(actor, plan_id)
        edition = selectors.edition_of(actor, plan_id, number)
        editions = selectors.editions_of(actor, plan_id)
        other, words = self._other(plan, editions)
        context = {
            "title": _("Bản %(n)s: %(plan)s") % {"n": number, "plan": plan.title},
            "breadcrumbs": crumbs_of(plan),
            "plan": plan,
            "edition": edition,
            "label": selectors.EDITION_LABELS[edition.kind],
            "whole": plan_lines.whole_of(actor, edition.content, actor.on, edition=number, with_tasks=False),
            "holds": selectors.edition_holds(edition),
            "editions": [each for each in editions if each.number != number],
            "may_compare_now": plan_lines.reads_working_copy(plan),
            "compared": compared(edition.content, other) if other is not None else None,
            "compared_with": words,
            "every_words": plan_lines.EVERY_LABELS,
        }
        return render(request, "tasks/plan_edition.html", context)

    def _other(self, plan: Any, editions: Any) -> tuple[Any, str]:
        asked = self.request.GET.get("with", "")
        if asked == "now" and plan_lines.reads_working_copy(plan):
            return content_of(plan), _("hiện nay")
        if asked.isascii() and asked.isdigit() and int(asked[:6]) in {each.number for each in editions}:
            number = int(asked[:6])
            return selectors.edition_of(self.actor, plan.pk, number).content, _("bản %(n)s") % {"n": number}
        return None, ""


class PlanReview(ActorView):
    """What became of a plan by the end of a period, and what is still ahead: the look at half a year (S4-04), with the
    targets of the year (S4-48).
    """

    def get(self, request: HttpRequest, plan_id: int) -> HttpResponse:
        actor = self.actor
        plan = selectors.plan(actor, plan_id)
        periods = _parts(parse_period(plan.period), today(self.now))
        asked = request.GET.get("period", "")
        period = next((each for each in periods if str(each) == asked), periods[0])
        whole = plan_lines.lines_of(actor, plan, actor.on)
        parts = plan_lines.by_period(whole.rows, period.last_day)
        year, targets_on, targets = plan_targets.targets_of(actor, period)
        context = {
            "title": _("Sơ kết: %(plan)s") % {"plan": plan.title},
            "breadcrumbs": crumbs_of(plan),
            "plan": plan,
            "period": period,
            "tabs": [
                {"label": each.label, "href": with_query({"period": str(each)}), "current": each == period}
                for each in periods
            ],
            "parts": [
                (_("Đã hoàn thành đến hết kỳ"), "done", parts["done"]),
                (_("Đến hạn trong kỳ mà chưa hoàn thành"), "left", parts["left"]),
                (_("Nhiệm vụ của thời gian còn lại"), "ahead", parts["ahead"]),
                (_("Thường xuyên, không có hạn"), "lasting", parts["lasting"]),
            ],
            "due_by_then": len(parts["done"]) + len(parts["left"]),
            "targets_title": _("Chỉ tiêu đăng ký năm %(year)s") % {"year": year},
            "targets_on": targets_on,
            "targets": [(_TARGETS[each.outcome], each) for each in targets],
            "line_looks": plan_tables.LINE_LOOKS,
            "task_looks": tables.TIMELINESS_LOOKS,
        }
        return render(request, "tasks/plan_review.html", context)


def _parts(whole: Period, day: date) -> list[Period]:
    """The periods by which a plan is looked at, the one that is wanted first first: of a year its halves and quarters,
    of a stage its years. In the second half one looks at the year.
    """
    years = [Period.of_year(year) for year in range(whole.start.year, whole.last_day.year + 1)]
    if whole.kind == "stage":
        found = years
        first = next((each for each in years if each.contains(day)), years[0])
    elif whole.kind == "year":
        halves = [Period.half(whole.year, 1), Period.half(whole.year, 2)]
        quarters = [Period.quarter(whole.year, number) for number in (1, 2, 3, 4)]
        found = [halves[0], whole, *quarters]
        first = whole if day >= Period.quarter(whole.year, 4).start else halves[0]
    else:
        found = [whole]
        first = whole
    return [first, *(each for each in found if each != first)]
