"""The register of templates, one template, its items."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import Answer, Refusal
from dieuphoi.core.kernel.ranges import range_label
from dieuphoi.core.register.record import timeline
from dieuphoi.core.register.views import ActorView, ActView
from dieuphoi.steering.tasks import forms_templates as forms
from dieuphoi.steering.tasks import policies, selectors, tables
from dieuphoi.steering.tasks.selectors import templates as reading
from dieuphoi.steering.tasks.services import templates as services
from dieuphoi.steering.tasks.views.base import PLACE, at

TEMPLATES = gettext_lazy("Mẫu việc")


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(str(PLACE), at("list")), (str(TEMPLATES), at("templates")), *more]


class TemplateList(ActorView):
    """Templates kept here, and those that come with the product."""

    def get(self, request: HttpRequest) -> HttpResponse:
        answer = policies.may_keep_some(self.actor)
        context = {
            "title": str(TEMPLATES),
            "breadcrumbs": [(str(PLACE), at("list"))],
            "rows": [(row, range_label(row.valid)) for row in reading.templates(self.actor)],
            "shipped": list(reading.shipped_templates().values()),
            "may_keep": answer if isinstance(answer, Refusal) else None,
            "may_give": policies.may_give_some(self.actor),
        }
        return render(request, "tasks/templates.html", context)


class TemplatePage(ActorView):
    """One template: its tree, where it comes from, when it was given."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        found = reading.template(self.actor, ref)
        row = found.row
        keep: Answer | None = None if row is None else policies.may_keep_template(self.actor, row)
        give = policies.may_give_some(self.actor)
        context = {
            "title": found.name,
            "breadcrumbs": crumbs(),
            "template": found,
            "valid": range_label(found.valid),
            "keep": keep if isinstance(keep, Refusal) else None,
            "kept_here": row is not None,
            "may_keep": bool(keep),
            "copy_refusal": _refusal(policies.may_keep_some(self.actor)),
            "give_refusal": _refusal(give),
            "items": [_said(item) for item in found.items],
            "uses": reading.uses_of(self.actor, ref),
            "history": []
            if row is None
            else timeline(history_of(row, actor=self.actor, labels={"valid": _("Thời gian")})),
        }
        return render(request, "tasks/template.html", context)


def _refusal(answer: Answer) -> Refusal | None:
    return answer if isinstance(answer, Refusal) else None


def _said(item: reading.Item) -> dict[str, Any]:
    """A task of a template in words."""
    lead = item.lead_org_name or str(reading.LEAD_LABELS[item.lead])
    kind = [] if item.kind == "ORDINARY" else [str(tables.KIND_WORDS[item.kind])]
    if item.urgency != "NORMAL":
        kind.append(str(tables.URGENCY_WORDS[item.urgency]))
    return {
        "item": item,
        "lead": ", ".join(part for part in (lead, item.responsible_name) if part),
        "due": ngettext("%(n)s ngày làm việc", "%(n)s ngày làm việc", item.days) % {"n": format_number(item.days)}
        if item.days is not None
        else item.no_due_reason,
        "kind": ", ".join(kind),
    }


class TemplateNew(ActView):
    """A template of one's own, empty."""

    title = gettext_lazy("Lập mẫu việc")
    submit_label = gettext_lazy("Lập")
    done_message = gettext_lazy("Đã lập mẫu. Hãy thêm các việc của mẫu.")

    def load(self, **kwargs: Any) -> Any:
        return None

    def check(self, record: Any) -> Answer:
        return policies.may_keep_some(self.actor)

    def form(self, record: Any, **options: Any) -> forms.TemplateForm:
        options.pop("files", None)
        self.bound = forms.TemplateForm(actor=self.actor, initial=self.initial(record), **options)
        return self.bound

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.template_make(actor=self.actor, new=self.bound.new(), now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return at("templates") if result is None else at("template", str(result.pk))

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return crumbs()


class TemplateCopy(TemplateNew):
    """A template of one's own that begins as another one."""

    title = gettext_lazy("Chép thành mẫu của cơ quan mình")
    submit_label = gettext_lazy("Chép")
    done_message = gettext_lazy("Đã chép. Hãy sửa các việc và thời hạn cho đúng nơi mình.")

    def load(self, **kwargs: Any) -> Any:
        return reading.template(self.actor, kwargs["ref"])

    def initial(self, record: Any) -> dict[str, Any]:
        return {"name": record.name, "about": record.about}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.template_copy(actor=self.actor, ref=record.ref, new=self.bound.new(), now=self.now)


class _OnTemplate(ActView):
    def load(self, **kwargs: Any) -> Any:
        found = reading.template(self.actor, str(kwargs["template_id"]))
        self.text = found.name
        return found.row

    def check(self, record: Any) -> Answer:
        return policies.may_keep_template(self.actor, record)

    def done_url(self, record: Any, result: Any) -> str:
        return at("template", str(record.pk))

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return crumbs((record.name, at("template", str(record.pk))))


class TemplateCorrect(_OnTemplate):
    """Name, use and source said again."""

    title = gettext_lazy("Sửa mẫu")
    done_message = gettext_lazy("Đã sửa mẫu; việc đã giao theo mẫu không đổi.")
    needs_reason = True

    def form(self, record: Any, **options: Any) -> forms.TemplateForm:
        options.pop("files", None)
        initial = {"name": record.name, "about": record.about, "source": record.source}
        self.bound = forms.TemplateForm(actor=self.actor, kept=True, initial=initial, **options)
        return self.bound

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        new = self.bound.new(record.org_id)
        return services.template_correct(
            actor=self.actor, template_id=record.pk, new=new, reason=reason, now=self.now
        )


class TemplateEnd(_OnTemplate):
    """It is used no more."""

    title = gettext_lazy("Thôi dùng mẫu")
    done_message = gettext_lazy("Mẫu không dùng nữa; vẫn xem được.")
    needs_reason = True
    danger = True

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.template_end(actor=self.actor, template_id=record.pk, reason=reason, now=self.now)


class ItemAdd(_OnTemplate):
    """One more task, or (``?part_of=12``) a part of one."""

    title = gettext_lazy("Thêm việc vào mẫu")
    submit_label = gettext_lazy("Thêm")
    done_message = gettext_lazy("Đã thêm việc.")

    def load(self, **kwargs: Any) -> Any:
        row = super().load(**kwargs)
        asked = self.request.GET.get("part_of", "")
        self.whole = reading.item_by_id(self.actor, int(asked[:18])) if asked.isdigit() else None
        if self.whole is not None:
            self.text = _("Việc thành phần của “%(title)s”") % {"title": self.whole.title}
        return row

    def form(self, record: Any, **options: Any) -> forms.ItemForm:
        options.pop("files", None)
        initial: dict[str, Any] = {"kind": "ORDINARY", "urgency": "NORMAL"}
        if self.whole is not None:
            initial |= {"lead": self.whole.lead, "days": self.whole.days, "urgency": self.whole.urgency}
        self.bound = forms.ItemForm(actor=self.actor, initial=initial, **options)
        return self.bound

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        new = self.bound.new(None if self.whole is None else self.whole.pk)
        return services.item_add(actor=self.actor, template_id=record.pk, new=new, now=self.now)


class _OnItem(ActView):
    def load(self, **kwargs: Any) -> Any:
        row = reading.item_by_id(self.actor, kwargs["item_id"])
        self.text = row.title
        return row

    def check(self, record: Any) -> Answer:
        return policies.may_keep_template(self.actor, record.template)

    def done_url(self, record: Any, result: Any) -> str:
        return at("template", str(record.template_id))

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return crumbs((record.template.name, at("template", str(record.template_id))))


class ItemCorrect(_OnItem):
    """A task of a template said again."""

    title = gettext_lazy("Sửa việc của mẫu")
    done_message = gettext_lazy("Đã sửa; việc đã giao theo mẫu không đổi.")

    def form(self, record: Any, **options: Any) -> forms.ItemForm:
        options.pop("files", None)
        same = ("title", "product", "lead", "days", "no_due_reason", "kind", "every", "urgency", "text", "coordinating")
        initial = {
            **{name: getattr(record, name) for name in same},
            "lead_org": record.lead_org_id,
            "field": record.field_id,
            "responsible": ""
            if record.responsible_id is None
            else selectors.doer_choice(self.actor, record),
        }
        self.bound = forms.ItemForm(actor=self.actor, initial=initial, **options)
        return self.bound

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.item_correct(actor=self.actor, item_id=record.pk, new=self.bound.new(), now=self.now)


class ItemEnd(_OnItem):
    """A task is taken out of a template, with its parts."""

    title = gettext_lazy("Bỏ việc khỏi mẫu")
    done_message = gettext_lazy("Đã bỏ khỏi mẫu, cùng các việc thành phần của nó.")
    danger = True

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.item_end(actor=self.actor, item_id=record.pk, now=self.now)


class ItemMove(_OnItem):
    """One place up or down among the tasks of the same whole."""

    def load(self, **kwargs: Any) -> Any:
        self.up = kwargs["where"] == "up"
        self.title = _("Đưa việc lên trên") if self.up else _("Đưa việc xuống dưới")
        return super().load(item_id=kwargs["item_id"])

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.item_move(actor=self.actor, item_id=record.pk, up=self.up, now=self.now)
