"""One act on one record: asked for, checked, run, and what was typed kept until it is done."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.errors import Alike, InputErrors, MayBeThere, Refused
from dieuphoi.core.kernel.policy import Answer, require
from dieuphoi.core.register.drafts import draft_close, draft_open, draft_token, has_text, restored
from dieuphoi.core.register.views.actor import ActorView
from dieuphoi.core.ui.query import with_query


class ActView(ActorView):
    """One act on one record as a small page of its own (shown as a dialog where a script runs).

    GET asks and writes nothing; POST calls the service. What was typed stays when the service refuses. Where the
    service points at records that are there already (``MayBeThere``), these are shown with a tick to go on all the
    same; their ids then are :meth:`alike_seen`.
    """

    template_name: str = "register/act.html"
    drafts: ClassVar[bool | None] = None
    """Keep on the server what is typed (``None``: where the form has a text to type, or a reason is asked)."""
    form_class: ClassVar[type[forms.Form] | None] = None
    needs_reason: bool = False
    danger: bool = False
    title: Any = ""
    text: Any = ""
    submit_label: Any = ""
    done_message: Any = ""
    alike: tuple[Alike, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = super().dispatch(request, *args, **kwargs)
        if request.method == "POST" and answer.status_code == 302 and self.actor.is_authenticated and self.drafts in (
            None, True
        ):  # fmt: skip
            # Only a done act leads away: its draft is over.
            draft_close(actor=self.actor, **self._draft_key(), now=self.now)
        return answer

    def load(self, *args: Any, **kwargs: Any) -> Any:
        """The record within the actor's scope. Raises ``NotVisible``."""
        raise NotImplementedError

    def check(self, record: Any) -> Answer:
        """May this person do it now? The service asks the same policy again."""
        raise NotImplementedError

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        """Call the one service with ``actor=self.actor`` and ``now=self.now``."""
        raise NotImplementedError

    def done_url(self, record: Any, result: Any) -> str:
        """Where to go afterwards, unless the form named a ``next`` of this site."""
        raise NotImplementedError

    def initial(self, record: Any) -> dict[str, Any]:
        return {}

    def form(self, record: Any, **options: Any) -> forms.Form | None:
        return None if self.form_class is None else self.form_class(initial=self.initial(record), **options)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.load(**kwargs)
        require(self.check(record))
        return self.show(record, self.form(record))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.load(**kwargs)
        require(self.check(record))
        reason = (request.POST.get("reason") or "").strip()
        form = self.form(record, data=request.POST, files=request.FILES)
        errors: list[dict[str, str]] = []
        if self.needs_reason and not reason:
            errors.append({"message": _("Hãy ghi lý do."), "label": _("Lý do"), "field_id": "act-reason"})
        if (form is not None and not form.is_valid()) or errors:
            return self.show(record, form, errors=errors, reason=reason, status=422)
        try:
            result = self.run(record, reason=reason, data={} if form is None else dict(form.cleaned_data))
        except MayBeThere as found:
            self.alike = found.alike
            return self.show(record, form, reason=reason, status=422)
        except InputErrors as faults:
            for fault in faults.errors:
                if form is not None and fault.field in form.fields:
                    form.add_error(fault.field, fault.message)
                else:
                    errors.append({"message": str(fault)})
            return self.show(record, form, errors=errors, reason=reason, status=422)
        except Refused as refusal:
            errors.append({"message": refusal.reason})
            return self.show(record, form, errors=errors, reason=reason, status=refusal.status)
        if self.done_message:
            messages.success(request, str(self.done_message))
        return HttpResponseRedirect(self._next() or self.done_url(record, result))

    def show(
        self,
        record: Any,
        form: forms.Form | None,
        *,
        errors: list[dict[str, str]] | None = None,
        reason: str = "",
        status: int = 200,
    ) -> HttpResponse:
        keeps = self.drafts if self.drafts is not None else self.needs_reason or has_text(form)
        draft = None
        if keeps:
            draft = draft_open(self.actor, **self._draft_key())
            if draft is not None and self.request.method == "GET":
                if form is not None and not form.is_bound:
                    form.initial = {**form.initial, **restored(form, draft)}
                reason = reason or next(iter(draft.data.get("reason", [])), "")
        context = {
            "draft": draft if self.request.method == "GET" else None,
            "draft_token": draft_token(**self._draft_key()) if keeps else "",
            "draft_person": self.actor.id,
            "title": str(self.title),
            "breadcrumbs": self.crumbs(record),
            "record": record,
            "form": form,
            "errors": errors or [],
            "alike": self.alike,
            "alike_seen": ",".join(map(str, sorted({*self.alike_seen(), *(each.id for each in self.alike)}))),
            "files_lost": bool(self.alike and self.request.FILES),
            "reason": reason,
            "needs_reason": self.needs_reason,
            "danger": self.danger,
            "text": str(self.text),
            "submit_label": str(self.submit_label or self.title),
            "action": self.request.get_full_path(),
            "next": self._next(),
            "cancel_href": self._next() or self.cancel_url(record),
            **self.more_context(record),
        }
        return render(self.request, self.template_name, context, status=status)

    def alike_seen(self) -> frozenset[int]:
        """The records that the person was shown, and said that this is another one."""
        typed = self.request.POST.get(MayBeThere.FIELD, "").split(",")
        return frozenset(int(each) for each in typed if each.isascii() and each.isdigit() and len(each) < 19)

    def more_context(self, record: Any) -> dict[str, Any]:
        """What an act's own template wants besides (override with ``template_name``)."""
        return {}

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return []

    def cancel_url(self, record: Any) -> str:
        return self.done_url(record, None)

    def _draft_key(self) -> dict[str, str]:
        """The form by its route, the record by its address (without the way back)."""
        match = self.request.resolver_match
        address = with_query(self.request.GET, next=None).removeprefix("?")
        path = f"{self.request.path}?{address}" if address else self.request.path
        return {"form": match.view_name if match else type(self).__name__, "record": path}

    def _next(self) -> str:
        target = self.request.POST.get("next") or self.request.GET.get("next") or ""
        safe = url_has_allowed_host_and_scheme(
            target, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )
        return target if safe else ""
