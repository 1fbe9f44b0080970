"""The life of a plan: moves, opinions, signatures, editions, the group that writes it and the steps of making it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.steering.tasks import plan_forms, plan_policies
from dieuphoi.steering.tasks.plan_states import PLAN_LIFE
from dieuphoi.steering.tasks.selectors import plans as selectors
from dieuphoi.steering.tasks.services import plans as services
from dieuphoi.steering.tasks.views.plan_base import OnPlan

_ACTS: dict[str, Any] = {
    "submit": services.plan_submit,
    "return": services.plan_return,
    "recall": services.plan_recall,
    "amend": services.plan_amend,
    "keep": services.plan_keep,
    "end": services.plan_end,
    "resume": services.plan_resume,
    "drop": services.plan_drop,
}
_TEXTS = {
    "submit": gettext_lazy("Chương trình được gửi thủ trưởng phê duyệt; trong lúc chờ không ai sửa được."),
    "return": gettext_lazy("Chương trình trở về nhóm soạn thảo, kèm lý do."),
    "recall": gettext_lazy("Chương trình trở về nhóm soạn thảo để sửa."),
    "amend": gettext_lazy("Bản đang có hiệu lực vẫn giữ nguyên cho đến khi bản điều chỉnh được phê duyệt."),
    "keep": gettext_lazy("Chỉ thôi được khi nội dung vẫn như bản đang có hiệu lực."),
    "end": gettext_lazy("Chương trình chỉ còn để đọc; các việc đã giao vẫn tiếp tục."),
    "resume": gettext_lazy("Chương trình có hiệu lực trở lại."),
    "drop": gettext_lazy("Dự thảo không dùng nữa; vẫn xem được."),
}


class PlanAct(OnPlan):
    """A move that asks for a reason at most."""

    done_message = gettext_lazy("Đã ghi.")

    def load(self, **kwargs: Any) -> Any:
        self.move = kwargs["move"]
        if self.move not in _ACTS:
            raise NotVisible(_("Không có thao tác này."))
        plan = super().load(plan_id=kwargs["plan_id"])
        self.title = PLAN_LIFE.moves[self.move].label
        self.text = f"{plan.title}. {_TEXTS[self.move]}"
        self.needs_reason = PLAN_LIFE.moves[self.move].needs_reason
        self.danger = self.move in ("end", "drop")
        return plan

    def check(self, record: Any) -> Answer:
        return PLAN_LIFE.check(self.actor, record, self.move, reason="…")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        given = {"reason": reason} if self.needs_reason else {}
        return _ACTS[self.move](actor=self.actor, plan_id=record.pk, now=self.now, **given)


class PlanConsult(OnPlan):
    """Bodies are asked."""

    title = gettext_lazy("Gửi lấy ý kiến")
    submit_label = gettext_lazy("Gửi")
    done_message = gettext_lazy("Đã gửi; người của các cơ quan được báo.")

    def check(self, record: Any) -> Answer:
        return PLAN_LIFE.check(self.actor, record, "consult")

    def form(self, record: Any, **options: Any) -> plan_forms.ConsultForm:
        options.pop("files", None)
        return plan_forms.ConsultForm(actor=self.actor, besides=record.org_id, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.plan_consult(
            actor=self.actor, plan_id=record.pk, org_ids=data["orgs"], due_on=data["due_on"], now=self.now
        )


class PlanAnswer(OnPlan):
    """A body says what it thinks."""

    form_class = plan_forms.AnswerForm
    title = gettext_lazy("Cho ý kiến")
    submit_label = gettext_lazy("Gửi ý kiến")
    done_message = gettext_lazy("Đã gửi ý kiến.")

    def load(self, **kwargs: Any) -> Any:
        asked = selectors.consult_by_id(self.actor, kwargs["consult_id"])
        words = {"plan": asked.plan.title, "org": asked.org.name, "day": format_date(asked.due_on)}
        self.text = _("%(plan)s. Ý kiến của %(org)s, hạn %(day)s.") % words
        return asked

    def plan_of(self, record: Any) -> Any:
        return record.plan

    def check(self, record: Any) -> Answer:
        return plan_policies.may_answer(self.actor, record)

    def initial(self, record: Any) -> dict[str, Any]:
        return {"stance": record.stance, "text": record.text, "document": record.document}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.consult_answer(actor=self.actor, consult_id=record.pk, now=self.now, **data)


class PlanApprove(OnPlan):
    """A head approves, by a decision."""

    form_class = plan_forms.ApproveForm
    title = gettext_lazy("Phê duyệt chương trình")
    submit_label = gettext_lazy("Phê duyệt")
    done_message = gettext_lazy("Đã phê duyệt; nay có thể giao thành nhiệm vụ.")

    def load(self, **kwargs: Any) -> Any:
        plan = super().load(**kwargs)
        self.text = _("%(plan)s. Người trình: %(who)s, %(day)s.") % {
            "plan": plan.title, "who": plan.submitter_name, "day": format_date(plan.submitted_on),
        }  # fmt: skip
        return plan

    def check(self, record: Any) -> Answer:
        return PLAN_LIFE.check(self.actor, record, "approve")

    def initial(self, record: Any) -> dict[str, Any]:
        return {"decision_on": self.actor.on}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.plan_approve(actor=self.actor, plan_id=record.pk, now=self.now, **data)


class PlanSave(OnPlan):
    """Keep the plan as it is now."""

    form_class = plan_forms.WordsForm
    title = gettext_lazy("Lưu phiên bản")
    submit_label = gettext_lazy("Lưu")
    done_message = gettext_lazy("Đã lưu phiên bản.")

    def check(self, record: Any) -> Answer:
        return plan_policies.may_edit(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.plan_save(actor=self.actor, plan_id=record.pk, reason=data["text"], now=self.now)


class PlanSign(OnPlan):
    """Put one's name to the text as it stands."""

    form_class = plan_forms.WordsForm
    title = gettext_lazy("Ký nháy")
    submit_label = gettext_lazy("Ký nháy nội dung đang có")
    done_message = gettext_lazy("Đã ký nháy.")

    def check(self, record: Any) -> Answer:
        return plan_policies.may_sign(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.plan_sign(actor=self.actor, plan_id=record.pk, text=data["text"], now=self.now)


class _Organising(OnPlan):
    """The group and the steps of making a plan."""

    def check(self, record: Any) -> Answer:
        return plan_policies.may_organise(self.actor, self.plan_of(record))


class MemberNew(_Organising):
    """Somebody joins the group that writes."""

    title = gettext_lazy("Mời cùng soạn")
    submit_label = gettext_lazy("Mời")
    done_message = gettext_lazy("Đã mời; người ấy được báo và soạn được ngay.")

    def form(self, record: Any, **options: Any) -> plan_forms.MemberForm:
        options.pop("files", None)
        return plan_forms.MemberForm(actor=self.actor, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.member_add(
            actor=self.actor, plan_id=record.pk, person_id=data["person"][0], duty=data["duty"], now=self.now
        )


class MemberEnd(_Organising):
    """Somebody leaves it."""

    title = gettext_lazy("Cho ra khỏi nhóm soạn thảo")
    done_message = gettext_lazy("Đã ghi.")

    def load(self, **kwargs: Any) -> Any:
        member = selectors.member_by_id(self.actor, kwargs["member_id"])
        self.text = member.person.full_name
        return member

    def plan_of(self, record: Any) -> Any:
        return record.plan

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.member_end(actor=self.actor, member_id=record.pk, now=self.now)


class StepNew(_Organising):
    """A step on the way to the plan."""

    title = gettext_lazy("Thêm bước xây dựng chương trình")
    submit_label = gettext_lazy("Thêm")
    done_message = gettext_lazy("Đã thêm bước.")

    def form(self, record: Any, **options: Any) -> plan_forms.StepForm:
        options.pop("files", None)
        return plan_forms.StepForm(actor=self.actor, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.milestone_add(
            actor=self.actor, plan_id=record.pk, title=data["title"], due_on=data["due_on"], org_id=data["org"],
            source=data["source"], now=self.now,
        )  # fmt: skip


class _OnStep(_Organising):
    def load(self, **kwargs: Any) -> Any:
        step = selectors.milestone_by_id(self.actor, kwargs["step_id"])
        self.text = f"{step.title}, {format_date(step.due_on)}"
        return step

    def plan_of(self, record: Any) -> Any:
        return record.plan


class StepCorrect(_OnStep):
    """Another day or other words."""

    title = gettext_lazy("Sửa bước")
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã sửa bước.")

    def initial(self, record: Any) -> dict[str, Any]:
        return {"title": record.title, "due_on": record.due_on, "org": record.org_id, "source": record.source}

    def form(self, record: Any, **options: Any) -> plan_forms.StepForm:
        options.pop("files", None)
        return plan_forms.StepForm(actor=self.actor, initial=self.initial(record), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.milestone_correct(
            actor=self.actor, milestone_id=record.pk, title=data["title"], due_on=data["due_on"], org_id=data["org"],
            source=data["source"], now=self.now,
        )  # fmt: skip


class StepDone(_OnStep):
    """A step is done."""

    form_class = plan_forms.StepDoneForm
    title = gettext_lazy("Ghi bước đã xong")
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã ghi.")

    def initial(self, record: Any) -> dict[str, Any]:
        return {"done_on": self.actor.on}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.milestone_done(actor=self.actor, milestone_id=record.pk, now=self.now, **data)


class StepEnd(_OnStep):
    """A step is not needed."""

    title = gettext_lazy("Bỏ bước")
    done_message = gettext_lazy("Đã bỏ bước.")
    danger = True

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.milestone_end(actor=self.actor, milestone_id=record.pk, now=self.now)
