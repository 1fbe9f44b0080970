"""From a plan to tasks and to the next plan; the key tasks of a period."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dieuphoi.core.kernel.dates import url_date
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.period import Period, parse_period
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.register.state import read_view
from dieuphoi.core.register.views import ActorView
from dieuphoi.core.ui.query import with_query
from dieuphoi.steering.tasks import plan_forms, plan_policies, plan_tables, tables
from dieuphoi.steering.tasks.selectors import bodies, plan_lines
from dieuphoi.steering.tasks.selectors import plans as selectors
from dieuphoi.steering.tasks.services import plans as services
from dieuphoi.steering.tasks.views.base import PLACE, at
from dieuphoi.steering.tasks.views.plan_base import PLANS, OnPlan


class PlanGive(OnPlan):
    """Lines that have no open task are given as tasks."""

    title = gettext_lazy("Giao thành nhiệm vụ")
    submit_label = gettext_lazy("Giao các nhiệm vụ đã chọn")
    template_name = "tasks/plan_give.html"
    drafts = False

    def check(self, record: Any) -> Answer:
        return plan_policies.may_give_tasks(self.actor, record)

    def initial(self, record: Any) -> dict[str, Any]:
        return {"given_on": self.actor.on}

    def form(self, record: Any, **options: Any) -> plan_forms.GiveForm:
        options.pop("files", None)
        whole = plan_lines.lines_of(self.actor, record, self.actor.on)
        free = [
            line for line in whole.rows
            if line.standing in (plan_lines.NOT_GIVEN, plan_lines.MISSED, plan_lines.GONE)
        ]  # fmt: skip
        self.left = whole.count() - len(free)
        self.shown = plan_forms.GiveForm(actor=self.actor, lines=free, initial=self.initial(record), **options)
        return self.shown

    def more_context(self, record: Any) -> dict[str, Any]:
        return {"left": self.left}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        made = services.plan_give(
            actor=self.actor, plan_id=record.pk, rows=self.shown.given(), given_on=data["given_on"], now=self.now
        )
        count = len(made)
        said = ngettext("Đã giao %(n)s việc; người chịu trách nhiệm được báo ngay.",
                        "Đã giao %(n)s việc; người chịu trách nhiệm được báo ngay.", count)  # fmt: skip
        messages.success(self.request, said % {"n": count})
        return made


class TaskLink(OnPlan):
    """A task that was given otherwise serves this line too."""

    form_class = plan_forms.LinkForm
    title = gettext_lazy("Gắn việc đã giao")
    submit_label = gettext_lazy("Gắn")
    done_message = gettext_lazy("Đã gắn.")

    def load(self, **kwargs: Any) -> Any:
        line = selectors.line_by_id(self.actor, kwargs["line_id"])
        self.text = line.text
        return line

    def plan_of(self, record: Any) -> Any:
        return record.plan

    def check(self, record: Any) -> Answer:
        return plan_policies.may_link(self.actor, record.plan)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        task = selectors.task_of_code(self.actor, data["code"])
        if task is None:
            raise InputErrors([InputError(_("Không có việc số này trong phạm vi của bạn."), field="code")])
        return services.task_link(actor=self.actor, line_id=record.pk, task_id=task, now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return f"{super().done_url(record, result)}#line-{record.pk}"


class TaskUnlink(OnPlan):
    """A task does not serve the line after all."""

    title = gettext_lazy("Gỡ việc khỏi nhiệm vụ")
    done_message = gettext_lazy("Đã gỡ; cả hai vẫn còn.")
    needs_reason = True

    def load(self, **kwargs: Any) -> Any:
        link = selectors.link_by_id(self.actor, kwargs["link_id"])
        self.text = link.line.text
        return link

    def plan_of(self, record: Any) -> Any:
        return record.line.plan

    def check(self, record: Any) -> Answer:
        return plan_policies.may_link(self.actor, record.line.plan)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.task_unlink(actor=self.actor, link_id=record.pk, reason=reason, now=self.now)


class PlanCarry(OnPlan):
    """Start the plan of the next period from this one."""

    title = gettext_lazy("Lập chương trình kỳ sau")
    submit_label = gettext_lazy("Lập")
    done_message = gettext_lazy("Đã lập; hãy ghi lại thời gian của các nhiệm vụ chuyển sang.")
    needs_reason = True

    def check(self, record: Any) -> Answer:
        return plan_policies.may_carry(self.actor, record)

    def initial(self, record: Any) -> dict[str, Any]:
        following = plan_forms.next_period(parse_period(record.period))
        return {
            "kind": record.kind, "title": record.title.replace(str(record.starts_on.year), str(following.year)),
            "period": str(following), "frame": record.frame_id, "with_steps": True,
            "lines": [row.id for row in self.lines if row.standing in plan_lines.NOT_DONE],
        }  # fmt: skip

    def form(self, record: Any, **options: Any) -> plan_forms.CarryForm:
        options.pop("files", None)
        self.lines = list(plan_lines.lines_of(self.actor, record, self.actor.on).rows)
        choices = [
            (str(row.id), f"{row.number}. {row.text[:160]} ({plan_tables.LINE_LOOKS[row.standing].label})")
            for row in self.lines
        ]
        return plan_forms.CarryForm(actor=self.actor, choices=choices, initial=self.initial(record), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        new = plan_forms.new_plan(data, record.org_id)
        return services.plan_carry(
            actor=self.actor, plan_id=record.pk, new=new, line_ids=data["lines"], reason=reason, now=self.now
        )

    def done_url(self, record: Any, result: Any) -> str:
        return at("plan", record.pk if result is None else result.pk)


class KeyTasks(ActorView):
    """The key tasks of a period, counted: done, not done, overdue, not given; each count opens its list (S0-09)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        period = self._period()
        first, last = url_date(period.start), url_date(period.last_day)
        org = request.GET.get("org", "")
        only = {"org": org} if org.isascii() and org.isdigit() and len(org) < 19 else {}
        within = {"due_from": first, "due_to": last}
        task_queries: list[tuple[str, dict[str, Any]]] = [
            (_("Nhiệm vụ trọng tâm có hạn trong kỳ"), {**within}),
            (_("Hoàn thành trong kỳ"), {"done_from": first, "done_to": last}),
            (_("Có hạn trong kỳ, chưa hoàn thành"), {**within, "open": "true"}),
            (_("Quá hạn"), {**within, "timeliness": "OVERDUE"}),
        ]
        line_queries: list[tuple[str, dict[str, Any]]] = [
            (_("Trong các chương trình, có hạn trong kỳ"), {**within}),
            (_("Hoàn thành"), {**within, "standing": "DONE"}),
            (_("Đang làm"), {**within, "standing": ["DOING", "GIVEN"]}),
            (_("Quá hạn hoặc đã qua thời gian"), {**within, "standing": ["LATE", "MISSED"]}),
            (_("Chưa giao"), {**within, "standing": "NOT_GIVEN"}),
        ]
        context = {
            "title": _("Nhiệm vụ trọng tâm"),
            "breadcrumbs": [(PLACE, at("list")), (PLANS, at("plans"))],
            "period": period,
            "periods": plan_forms.period_choices(self.actor.on.year),
            "org": org if only else "",
            "orgs": [("", _("Mọi cơ quan")), *bodies(self.actor, self.actor.on)],
            "tasks": [
                self._count(label, tables.TASKS, "list", {"kind": "KEY", **query, **only})
                for label, query in task_queries
            ],
            "lines": [
                self._count(label, plan_tables.PLAN_LINES, "plan_lines",
                            {"key": "true", "approved": "true", **query, **only})
                for label, query in line_queries
            ],
        }  # fmt: skip
        return render(request, "tasks/plan_key.html", context)

    def _period(self) -> Period:
        asked = self.request.GET.get("period", "")
        if not asked:
            return Period.of_year(self.actor.on.year)
        try:
            return parse_period(asked)
        except ValueError as fault:
            raise InputErrors([InputError(str(fault), field=_("Kỳ"), value=asked)]) from fault

    def _count(self, label: str, register: Any, name: str, query: dict[str, Any]) -> dict[str, Any]:
        """A figure, counted over the very list that it opens."""
        address = with_query({}, **query)
        view = read_view(register, self.actor, QueryDict(address.removeprefix("?")), None)
        return {"label": label, "count": view.rows.order_by().count(), "href": at(name) + address,
                "faults": view.faults}  # fmt: skip
