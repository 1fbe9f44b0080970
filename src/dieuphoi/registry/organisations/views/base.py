"""What the pages of this package share: fragments, links, acts with a preview."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.core.kernel.policy import Answer, require
from dieuphoi.core.register.views import ActView
from dieuphoi.registry.organisations import policies
from dieuphoi.registry.organisations.forms import OrgForm
from dieuphoi.registry.organisations.services import Report, preview


def org_url(org_id: int | None) -> str:
    return reverse("organisations:org", args=[org_id])


def person_url(person_id: int) -> str:
    return reverse("organisations:person", args=[person_id])


def linked(href: str, words: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(href, words)


def fragment(template: str, context: dict[str, Any]) -> Markup:
    """A fragment of ours: it needs nothing of the request."""
    return Markup(render_to_string(template, context))  # noqa: S704 - our own escaped template


class OrgAct(ActView):
    """An act of this package: its form is given who asks and the day."""

    form_class: ClassVar[type[OrgForm] | None] = None  # type: ignore[assignment]

    def load(self, **kwargs: Any) -> Any:
        return None

    def form_options(self, record: Any) -> dict[str, Any]:
        """More arguments of the form."""
        return {}

    def form(self, record: Any, **options: Any) -> Any:
        if self.form_class is None:
            return None
        return self.form_class(
            actor=self.actor,
            day=self.as_of,
            initial=self.initial(record),
            **self.form_options(record),
            **options,
        )

    def check(self, record: Any) -> Answer:
        return policies.may_manage_organisations(self.actor, record)


class ChangeView(OrgAct):
    """An act on organisations: first what it would do (the real act, rolled back), then the deed."""

    template_name = "organisations/change.html"
    done_message = gettext_lazy("Đã thực hiện.")

    def deed(self, record: Any, data: dict[str, Any]) -> Report:
        raise NotImplementedError

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.load(**kwargs)
        require(self.check(record))
        form = self.form(record, data=request.POST)
        if not form.is_valid():
            return self.show(record, form, status=422)
        data = dict(form.cleaned_data)
        try:
            if request.POST.get("confirmed") != "1":
                return self.show_report(record, form, preview(lambda: self.deed(record, data)))
            report = self.deed(record, data)
        except InputErrors as faults:
            errors = []
            for fault in faults.errors:
                if fault.field in form.fields:
                    form.add_error(fault.field, fault.message)
                else:
                    errors.append({"message": fault.message})
            return self.show(record, form, errors=errors, status=422)
        except Refused as refusal:
            return self.show(record, form, errors=[{"message": refusal.reason}], status=refusal.status)
        messages.success(request, str(self.done_message))
        return HttpResponseRedirect(self.done_url(record, report))

    def show_report(self, record: Any, form: Any, report: Report) -> HttpResponse:
        context = self.context(record, form) | {"report": report}
        return render(self.request, self.template_name, context)

    def show(self, record: Any, form: Any, **options: Any) -> HttpResponse:
        context = self.context(record, form) | {"errors": options.get("errors") or []}
        return render(self.request, self.template_name, context, status=options.get("status", 200))

    def context(self, record: Any, form: Any) -> dict[str, Any]:
        return {
            "title": str(self.title),
            "breadcrumbs": self.crumbs(record),
            "record": record,
            "form": form,
            "text": str(self.text),
            "errors": [],
            "report": None,
            "action": self.request.get_full_path(),
            "cancel_href": self.cancel_url(record),
            "submit_label": str(self.submit_label or self.title),
        }

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        crumbs = [(_("Cơ quan"), reverse("organisations:orgs"))]
        return crumbs if record is None else [*crumbs, (record.name, org_url(record.id))]

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("organisations:orgs") if record is None else org_url(record.id)


def joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)
