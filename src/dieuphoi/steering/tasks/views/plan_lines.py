"""Headings and lines of a plan: added, said again by two people at a time, left out; their money; sheet and letter."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.errors import Conflict, Refused
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.letters.answers import XLSX_MIME, attached, letter_response
from dieuphoi.core.register.views import ActorView
from dieuphoi.steering.tasks import plan_forms, plan_letters, plan_policies, plan_sheets
from dieuphoi.steering.tasks.selectors import plans as selectors
from dieuphoi.steering.tasks.services import plans as services
from dieuphoi.steering.tasks.views.plan_base import OnPlan

_LABELS = {
    "text": gettext_lazy("Nhiệm vụ, giải pháp"), "product": gettext_lazy("Sản phẩm"), "group_id": gettext_lazy("Nhóm"),
    "lead_org_id": gettext_lazy("Chủ trì"), "coordinating": gettext_lazy("Phối hợp"),
    "person_id": gettext_lazy("Người phụ trách"), "timing": gettext_lazy("Thời gian"),
    "is_key": gettext_lazy("Trọng tâm"), "note": gettext_lazy("Ghi chú"),
}  # fmt: skip


class _Editing(OnPlan):
    """Something of a plan that is open."""

    def check(self, record: Any) -> Answer:
        return plan_policies.may_edit(self.actor, self.plan_of(record))


class GroupNew(_Editing):
    """A heading."""

    form_class = plan_forms.GroupForm
    title = gettext_lazy("Thêm nhóm nhiệm vụ, giải pháp")
    submit_label = gettext_lazy("Thêm")
    done_message = gettext_lazy("Đã thêm nhóm.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.group_add(actor=self.actor, plan_id=record.pk, now=self.now, **data)


class _OnGroup(_Editing):
    def load(self, **kwargs: Any) -> Any:
        group = selectors.group_by_id(self.actor, kwargs["group_id"])
        self.text = group.title
        return group

    def plan_of(self, record: Any) -> Any:
        return record.plan


class GroupCorrect(_OnGroup):
    """Other words for a heading, or another place."""

    form_class = plan_forms.GroupForm
    title = gettext_lazy("Sửa nhóm")
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã sửa nhóm.")

    def initial(self, record: Any) -> dict[str, Any]:
        return {"title": record.title}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.group_correct(actor=self.actor, group_id=record.pk, now=self.now, **data)


class GroupEnd(_OnGroup):
    """A heading goes."""

    title = gettext_lazy("Bỏ nhóm")
    done_message = gettext_lazy("Đã bỏ nhóm.")
    danger = True

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.group_end(actor=self.actor, group_id=record.pk, now=self.now)


class LineNew(_Editing):
    """One more line."""

    title = gettext_lazy("Thêm nhiệm vụ")
    submit_label = gettext_lazy("Thêm")
    done_message = gettext_lazy("Đã thêm nhiệm vụ.")

    def initial(self, record: Any) -> dict[str, Any]:
        asked = self.request.GET.get("group", "")
        return {"group": int(asked[:18]) if asked.isascii() and asked.isdigit() else None}

    def form(self, record: Any, **options: Any) -> plan_forms.LineForm:
        options.pop("files", None)
        return plan_forms.LineForm(actor=self.actor, plan_id=record.pk, initial=self.initial(record), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        new = plan_forms.new_line(data)
        return services.line_add(actor=self.actor, plan_id=record.pk, new=new, now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        url = super().done_url(record, result)
        return url if result is None else f"{url}#line-{result.pk}"


class _OnLine(_Editing):
    """One line; afterwards back to its place on the plan's page."""

    conflict: Conflict | None = None

    def load(self, **kwargs: Any) -> Any:
        return selectors.line_by_id(self.actor, kwargs["line_id"])

    def plan_of(self, record: Any) -> Any:
        return record.plan

    def done_url(self, record: Any, result: Any) -> str:
        return f"{super().done_url(record, result)}#line-{record.pk}"


class LineCorrect(_OnLine):
    """Say a line again. Where somebody wrote in the same field meanwhile, both are shown, and the person chooses."""

    title = gettext_lazy("Sửa nhiệm vụ")
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã sửa nhiệm vụ.")
    template_name = "tasks/plan_line.html"

    def initial(self, record: Any) -> dict[str, Any]:
        same = ("revision", "text", "product", "coordinating", "timing", "is_key", "note")
        return {
            **{name: getattr(record, name) for name in same}, "group": record.group_id,
            "lead_org": record.lead_org_id,
        }  # fmt: skip

    def form(self, record: Any, **options: Any) -> plan_forms.LineForm:
        options.pop("files", None)
        form = plan_forms.LineForm(
            actor=self.actor, plan_id=record.plan_id, line=record, initial=self.initial(record), **options
        )
        if record.person_id is not None:
            form.initial["person"] = self._person(form, record.person_id, record.lead_org_id)
        self.shown = form
        return form

    def _person(self, form: Any, person_id: int, org_id: int | None) -> str:
        return plan_forms.person_choice(person_id, org_id, form.fields["person"].choices)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        new = plan_forms.new_line(data)
        try:
            return services.line_correct(
                actor=self.actor, line_id=record.pk, new=new, revision=data["revision"] or 0, now=self.now
            )
        except Conflict as conflict:
            self.conflict = conflict
            self._fill(conflict)
            raise Refused("conflict", str(conflict)) from conflict

    def _fill(self, conflict: Any) -> None:
        """The form again: what only somebody else changed as they have it, what both changed as this person typed it;
        sent again, it is the decision.
        """
        merged, form = conflict.merged, self.shown
        person = "" if merged.person_id is None else self._person(form, merged.person_id, merged.lead_org_id)
        data: Any = form.data.copy()  # type: ignore[attr-defined]
        for name, value in {
            "revision": conflict.theirs["revision"], "text": merged.text, "product": merged.product,
            "group": merged.group_id or "", "lead_org": merged.lead_org_id or "", "person": person,
            "timing": merged.timing, "note": merged.note,
        }.items():  # fmt: skip
            data[name] = str(value)
        data.setlist("coordinating", [str(org) for org in merged.coordinating])
        data.setlist("is_key", ["on"] if merged.is_key else [])
        form.data = data

    def more_context(self, record: Any) -> dict[str, Any]:
        if self.conflict is None:
            return {"both": []}
        theirs: Any = self.conflict.theirs
        mine: Any = self.conflict.mine
        return {"both": [(_LABELS[name], theirs[name], mine[name]) for name in mine]}


class LineEnd(_OnLine):
    """A line is left out."""

    title = gettext_lazy("Bỏ nhiệm vụ khỏi chương trình")
    done_message = gettext_lazy("Đã bỏ; nhiệm vụ vẫn ở lịch sử và các phiên bản.")
    needs_reason = True
    danger = True

    def load(self, **kwargs: Any) -> Any:
        line = super().load(**kwargs)
        self.text = line.text
        return line

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.line_end(actor=self.actor, line_id=record.pk, reason=reason, now=self.now)


class LineRestore(_OnLine):
    """A line that was left out stands in the plan again."""

    title = gettext_lazy("Đưa lại vào chương trình")
    done_message = gettext_lazy("Đã đưa lại.")

    def load(self, **kwargs: Any) -> Any:
        line = super().load(**kwargs)
        self.text = _("%(line)s. Đã bỏ vì: %(why)s") % {"line": line.text, "why": line.end_reason}
        return line

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.line_restore(actor=self.actor, line_id=record.pk, now=self.now)


class LineMoney(_OnLine):
    """The money of a line."""

    title = gettext_lazy("Kinh phí của nhiệm vụ")
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã ghi kinh phí.")
    template_name = "tasks/plan_money.html"

    def load(self, **kwargs: Any) -> Any:
        line = super().load(**kwargs)
        self.text = line.text
        return line

    def form(self, record: Any, **options: Any) -> plan_forms.MoneyForm:
        options.pop("files", None)
        year = min(max(self.actor.on.year, record.plan.starts_on.year), record.plan.ends_on.year)
        self.shown = plan_forms.MoneyForm(
            held=selectors.money_of(record.pk), year=year, initial={"revision": record.money_revision}, **options
        )
        return self.shown

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        try:
            return services.budget_set(
                actor=self.actor, line_id=record.pk, rows=self.shown.money(), revision=data["revision"] or 0,
                now=self.now,
            )  # fmt: skip
        except Conflict as conflict:
            self.conflict = conflict
            again: Any = self.shown.data.copy()  # type: ignore[attr-defined]
            theirs: Any = conflict.theirs
            again["revision"] = str(theirs["revision"])
            self.shown.data = again
            raise Refused("conflict", str(conflict)) from conflict

    def more_context(self, record: Any) -> dict[str, Any]:
        theirs: Any = self.conflict.theirs if self.conflict is not None else None
        return {"theirs": theirs["rows"] if theirs is not None else None}


class PlanSheet(ActorView):
    """The lines as the sheet that can be brought back."""

    def get(self, request: HttpRequest, plan_id: int) -> HttpResponse:
        plan = selectors.plan(self.actor, plan_id)
        data = plan_sheets.plan_workbook(self.actor, plan, self.now)
        return attached(data, f"{plan.title}.xlsx", XLSX_MIME)


class PlanLetter(ActorView):
    """The plan as a Word document of the office's template."""

    def get(self, request: HttpRequest, plan_id: int) -> HttpResponse:
        plan = selectors.plan(self.actor, plan_id)
        return letter_response(plan_letters.letter_of(self.actor, plan, self.now), plan.title)
