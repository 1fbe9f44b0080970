"""Giving a task, a part of one, a counter-request; saying one again; another person for it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.register.views import ActView
from dieuphoi.steering.tasks import forms, policies, selectors, services
from dieuphoi.steering.tasks.states import TASK_LIFE
from dieuphoi.steering.tasks.views.base import PLACE, OnTask, at


class TaskNew(ActView):
    """The form of a new task."""

    title = gettext_lazy("Giao việc")
    submit_label = gettext_lazy("Giao")
    done_message = gettext_lazy("Đã giao việc; người chịu trách nhiệm được báo ngay.")

    def load(self, **kwargs: Any) -> Any:
        return None

    def check(self, record: Any) -> Answer:
        return policies.may_give_some(self.actor)

    def form(self, record: Any, **options: Any) -> forms.TaskForm:
        options.pop("files", None)
        return forms.TaskForm(actor=self.actor, initial=self.initial(record), **options)

    def initial(self, record: Any) -> dict[str, Any]:
        return {"given_on": self.actor.on, "kind": "ORDINARY", "urgency": "NORMAL"}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.task_give(
            actor=self.actor, new=forms.new_task(data), alike_seen=self.alike_seen(), now=self.now
        )

    def done_url(self, record: Any, result: Any) -> str:
        return at("list") if result is None else at("page", result.pk)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(PLACE), at("list"))]


class _FromTask(OnTask):
    """A new task that belongs to one that is there."""

    submit_label = gettext_lazy("Giao")
    done_message = gettext_lazy("Đã giao việc; người chịu trách nhiệm được báo ngay.")

    def form(self, record: Any, **options: Any) -> forms.TaskForm:
        options.pop("files", None)
        return forms.TaskForm(actor=self.actor, initial=self.initial(record), **options)

    def initial(self, record: Any) -> dict[str, Any]:
        links = selectors.links_of(record.pk)
        return {
            "given_on": self.actor.on, "due_on": record.due_on, "kind": "ORDINARY", "urgency": record.urgency,
            "units": links["units"], "criteria": links["criteria"], "field": record.field_id,
        }  # fmt: skip

    def done_url(self, record: Any, result: Any) -> str:
        return at("page", record.pk if result is None else result.pk)


class TaskPart(_FromTask):
    """A part of a task."""

    title = gettext_lazy("Giao việc thành phần")

    def check(self, record: Any) -> Answer:
        return policies.may_split(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        new = forms.new_task(data, parent_id=record.pk)
        return services.task_give(actor=self.actor, new=new, alike_seen=self.alike_seen(), now=self.now)


class TaskReply(_FromTask):
    """A request that answers a task (S4-31)."""

    title = gettext_lazy("Đề nghị lại")
    submit_label = gettext_lazy("Gửi đề nghị")

    def check(self, record: Any) -> Answer:
        return policies.may_give_some(self.actor)

    def initial(self, record: Any) -> dict[str, Any]:
        return {"given_on": self.actor.on, "kind": "REQUEST", "urgency": "NORMAL",
                "source_line": f"{record.code} {record.title}"[:400]}  # fmt: skip

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        new = forms.new_task(data, reply_to_id=record.pk)
        return services.task_give(actor=self.actor, new=new, alike_seen=self.alike_seen(), now=self.now)


class TaskCorrect(OnTask):
    """Say it again as it should be."""

    title = gettext_lazy("Sửa nhiệm vụ")
    submit_label = gettext_lazy("Ghi bản sửa")
    done_message = gettext_lazy("Đã sửa; nội dung cũ vẫn ở lịch sử.")
    needs_reason = True

    def check(self, record: Any) -> Answer:
        return policies.may_correct(self.actor, record)

    def initial(self, record: Any) -> dict[str, Any]:
        same = (
            "title", "product", "given_on", "due_on", "no_due_reason", "kind", "every", "urgency", "text",
            "source_line", "restricted", "note",
        )  # fmt: skip
        links = selectors.links_of(record.pk)
        return {
            **{name: getattr(record, name) for name in same},
            **{name: links[name] for name in ("coordinating", "following", "units", "criteria")},
            "field": record.field_id,
            "lead_org": record.lead_org_id,
            "responsible": selectors.doer_choice(self.actor, record),
        }

    def form(self, record: Any, **options: Any) -> forms.TaskForm:
        options.pop("files", None)
        form = forms.TaskForm(actor=self.actor, initial=self.initial(record), **options)
        # Who gave it, and who answers for it, do not change by this form.
        for name in ("giver", "giver_org"):
            form.fields.pop(name, None)
        return form

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        new = forms.new_task(data, parent_id=record.parent_id, reply_to_id=record.reply_to_id)
        return services.task_correct(actor=self.actor, task_id=record.pk, new=new, reason=reason, now=self.now)


class TaskHandOver(OnTask):
    """Another person answers for it."""

    title = gettext_lazy("Chuyển người chịu trách nhiệm")
    submit_label = gettext_lazy("Chuyển")
    done_message = gettext_lazy("Đã chuyển; người nhận được báo ngay.")
    needs_reason = True

    def check(self, record: Any) -> Answer:
        return policies.may_hand_over(self.actor, record)

    def form(self, record: Any, **options: Any) -> forms.HandForm:
        options.pop("files", None)
        orgs = None if policies.may_direct(self.actor, record) else selectors.inside(record.lead_org_id)
        return forms.HandForm(choices=selectors.doers(self.actor, self.actor.on, orgs=orgs), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        person, org = data["person"]
        keeps = selectors.works_for(person, record.lead_org, self.actor.on)
        return services.task_hand_over(
            actor=self.actor, task_id=record.pk, person_id=person, org_id=record.lead_org_id if keeps else org,
            reason=reason, now=self.now,
        )  # fmt: skip


class TaskRegive(OnTask):
    """Refused, it is given again."""

    title = gettext_lazy("Giao lại")
    submit_label = gettext_lazy("Giao lại")
    done_message = gettext_lazy("Đã giao lại.")
    needs_reason = True

    def check(self, record: Any) -> Answer:
        return TASK_LIFE.check(self.actor, record, "regive", reason="…")

    def form(self, record: Any, **options: Any) -> forms.RegiveForm:
        options.pop("files", None)
        return forms.RegiveForm(choices=selectors.doers(self.actor, self.actor.on), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        person, org = data["person"] or (None, None)
        return services.task_regive(
            actor=self.actor, task_id=record.pk, person_id=person, org_id=org, due_on=data["due_on"], reason=reason,
            now=self.now,
        )  # fmt: skip
