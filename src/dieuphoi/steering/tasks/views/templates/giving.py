"""Give the items of a template to communes; what was given."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.register.views import ActorView
from dieuphoi.steering.tasks import forms_templates as forms
from dieuphoi.steering.tasks import policies, selectors, tables
from dieuphoi.steering.tasks.selectors import planning
from dieuphoi.steering.tasks.selectors import templates as reading
from dieuphoi.steering.tasks.services import templates as services
from dieuphoi.steering.tasks.views.base import at
from dieuphoi.steering.tasks.views.templates.keeping import crumbs


class TemplateGive(ActorView):
    """Choose the start and the communes; look at every task with its due date; choose who answers; give."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        found = self._load(ref)
        if "start_on" not in request.GET:
            initial = {"start_on": self.actor.on}
            form = forms.GiveForm(actor=self.actor, for_communes=found.for_communes, initial=initial)
            return self._show(found, form, None)
        form = forms.GiveForm(request.GET, actor=self.actor, for_communes=found.for_communes)
        if not form.is_valid():
            return self._show(found, form, None, status=422)
        plan = planning.plan_of(self.actor, found, form.wanted(_persons(request.GET)), self.actor.on)
        return self._show(found, form, plan)

    def post(self, request: HttpRequest, ref: str) -> HttpResponse:
        found = self._load(ref)
        form = forms.GiveForm(request.POST, actor=self.actor, for_communes=found.for_communes)
        if not form.is_valid():
            return self._show(found, form, None, status=422)
        wanted = form.wanted(_persons(request.POST))
        errors: list[dict[str, str]] = []
        try:
            token = uuid.UUID(request.POST.get("token", ""))
            use = services.template_give(actor=self.actor, ref=ref, wanted=wanted, token=token, now=self.now)
        except InputErrors as faults:
            errors = [{"message": fault.message, "field_id": _field_id(fault.field)} for fault in faults.errors]
            status = 422
        except Refused as refusal:
            errors, status = [{"message": refusal.reason}], refusal.status
        except ValueError:
            errors, status = [{"message": _("Trang này đã cũ. Hãy mở lại và giao.")}], 422
        else:
            done = len(use.task_ids)
            words = ngettext("Đã giao %(n)s việc theo mẫu.", "Đã giao %(n)s việc theo mẫu.", done)
            messages.success(request, words % {"n": format_number(done)})
            return HttpResponseRedirect(at("template_use", use.pk))
        plan = planning.plan_of(self.actor, found, wanted, self.actor.on)
        return self._show(found, form, plan, errors=errors, status=status)

    def _load(self, ref: str) -> reading.Template:
        found = reading.template(self.actor, ref)
        require(policies.may_give_some(self.actor))
        if not found.holds_on(self.actor.on):
            raise Refused("not_in_use", _("Hôm nay mẫu này không được dùng. Hãy chọn mẫu khác."))
        return found

    def _show(
        self, found: reading.Template, form: forms.GiveForm, plan: planning.Plan | None, *,
        errors: list[dict[str, str]] | None = None, status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        groups: list[dict[str, Any]] = []
        if plan is not None:
            tops = [row for row in plan.rows if row.unit_id is None]
            groups = [{"row": row, "people": plan.people.get(row.who, ())} for row in tops]
        context = {
            "title": _("Giao theo mẫu: %(name)s") % {"name": found.name},
            "breadcrumbs": crumbs((found.name, at("template", found.ref))),
            "template": found,
            "form": form,
            "plan": plan,
            "fixed": groups,
            "by_commune": [] if plan is None else _by_commune(plan),
            "errors": errors or [],
            "token": self.request.POST.get("token") or str(uuid.uuid4()),
            "kept": [] if plan is None else _kept(form),
            "cancel_href": at("template", found.ref),
            "urgency": tables.URGENCY_WORDS,
        }
        return render(self.request, "tasks/template_give.html", context, status=status)


def _persons(params: Any) -> dict[str, int]:
    """Who was chosen for what: the parameters ``person-…``; an empty choice is ``0``, nobody."""
    found = {}
    for name in params:
        if name.startswith("person-"):
            value = params[name]
            if value == "" or value.isdigit():
                found[name.removeprefix("person-")] = int(value[:18] or 0)
    return found


def _field_id(field: str) -> str:
    return f"person-{field}" if field[:1] in "isu" and field[1:].replace("_", "").isdigit() else f"id_{field}"


def _by_commune(plan: planning.Plan) -> list[dict[str, Any]]:
    """Each commune with its tasks: what the preview shows, who answers there being chosen once."""
    rows: dict[int, list[planning.Planned]] = {}
    for row in plan.rows:
        if row.unit_id is not None:
            rows.setdefault(row.unit_id, []).append(row)
    return [{"commune": each, "rows": rows.get(each.unit_id, [])} for each in plan.communes]


def _kept(form: forms.GiveForm) -> list[tuple[str, str]]:
    """What was typed, to be sent along with the choice of people."""
    found = []
    for name in form.fields:
        value = form.data.getlist(name) if hasattr(form.data, "getlist") else [form.data.get(name, "")]
        found += [(name, each) for each in value if each != ""]
    return found


class TemplateUsed(ActorView):
    """What came of giving a template: its tasks, and the communes that were left out with the reason."""

    def get(self, request: HttpRequest, use_id: int) -> HttpResponse:
        use = reading.use_by_id(self.actor, use_id)
        rows = selectors.tasks(self.actor, self.actor.on).filter(pk__in=use.task_ids)
        context = {
            "title": _("Đã giao theo mẫu: %(name)s") % {"name": use.name},
            "breadcrumbs": crumbs((use.name, at("template", str(use.template_id) if use.template_id else use.key))),
            "use": use,
            "rows": list(rows.order_by("number")),
            "looks": tables.TIMELINESS_LOOKS,
        }
        return render(request, "tasks/template_used.html", context)
