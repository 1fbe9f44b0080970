"""Turning one's own second step on and off, and new recovery codes. Secrets are made by POST and shown once."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.core.kernel.policy import Allowed, Answer
from dieuphoi.core.register.views import ActorView, ActView
from dieuphoi.registry.access.forms import CodeOnceForm
from dieuphoi.registry.access.services import second_step as acts
from dieuphoi.registry.accounts import second_step


def _again(request: HttpRequest) -> HttpResponse | None:
    """The way to the page that asks for the password (or a code) once more, unless that was just done."""
    if did_recently_reauthenticate(request):
        return None
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")


class SecondStepPage(ActorView):
    """Where it stands; while it is being turned on, the picture for the telephone."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(CodeOnceForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CodeOnceForm(request.POST)
        secret = request.session.get(second_step.SECRET_IN_SESSION, "")
        if form.is_valid():
            try:
                codes = acts.second_step_on(
                    actor=self.actor, account=request.user, secret=secret, code=form.cleaned_data["code"], now=self.now
                )
            except InputErrors as faults:
                form.add_error("code", [fault.message for fault in faults.errors])
            except Refused as refusal:
                form.add_error(None, refusal.reason)
            else:
                request.session.pop(second_step.SECRET_IN_SESSION, None)
                return show_codes(request, codes)
        return self.show(form, status=422)

    def show(self, form: CodeOnceForm, status: int = 200) -> HttpResponse:
        request = self.request
        on = second_step.has_second_step(self.actor.id)
        secret = "" if on else request.session.get(second_step.SECRET_IN_SESSION, "")
        address = second_step.otpauth_address(request.user, secret) if secret else ""
        context = {
            "title": _("Đăng nhập hai bước"),
            "breadcrumbs": [(_("Tài khoản của tôi"), reverse("access:account"))],
            "on": on,
            "required": request.identity.second_step_required,  # type: ignore[attr-defined]
            "left": second_step.codes_left(self.actor.id),
            "form": form,
            "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
            "picture": second_step.qr_picture(address, _("Mã QR của tài khoản này")) if secret else "",
        }
        answer = render(request, "access/second_step.html", context, status=status)
        answer["Cache-Control"] = "no-store"
        return answer


class SecondStepBegin(ActorView):
    """Make the secret, once the person has proven to be who they are."""

    def get(self, request: HttpRequest) -> HttpResponse:
        # Back from the page that asked for the password: the button makes the secret, not this.
        return HttpResponseRedirect(reverse("access:second_step"))

    def post(self, request: HttpRequest) -> HttpResponse:
        if second_step.has_second_step(self.actor.id):
            raise Refused("second_step_on", _("Bước thứ hai đã bật."))
        away = _again(request)
        if away is not None:
            return away
        request.session[second_step.SECRET_IN_SESSION] = second_step.new_secret()
        return HttpResponseRedirect(reverse("access:second_step"))


class CodesRenew(ActorView):
    """New recovery codes, shown once."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("access:second_step"))

    def post(self, request: HttpRequest) -> HttpResponse:
        away = _again(request)
        if away is not None:
            return away
        return show_codes(request, acts.codes_renew(actor=self.actor, account=request.user, now=self.now))


class SecondStepOff(ActView):
    """Turn it off: password again, and why."""

    title = gettext_lazy("Tắt bước thứ hai")
    text = gettext_lazy("Từ nay chỉ cần mật khẩu là vào được tài khoản của bạn. Mã dự phòng cũng hết tác dụng.")
    needs_reason = True
    danger = True
    done_message = gettext_lazy("Đã tắt bước thứ hai.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.actor.is_authenticated and second_step.has_second_step(self.actor.id):
            away = _again(request)
            if away is not None:
                return away
        return super().dispatch(request, *args, **kwargs)

    def load(self, **kwargs: Any) -> Any:
        return self.request.user

    def check(self, record: Any) -> Answer:
        if not second_step.has_second_step(record.pk):
            raise Refused("no_second_step", _("Tài khoản này chưa bật bước thứ hai."))
        if self.request.identity.second_step_required:  # type: ignore[attr-defined]
            raise Refused("second_step_required", _("Vai trò của bạn bắt buộc có bước thứ hai, nên không tắt được."))
        return Allowed()

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        acts.second_step_off(actor=self.actor, account=record, reason=reason, now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("access:second_step")

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(_("Tài khoản của tôi"), reverse("access:account"))]


def show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """The recovery codes, in this answer only."""
    context = {
        "title": _("Mã dự phòng"),
        "breadcrumbs": [(_("Tài khoản của tôi"), reverse("access:account"))],
        "codes": codes,
        "text": "\n".join(codes),
    }
    answer = render(request, "access/recovery_codes.html", context)
    answer["Cache-Control"] = "no-store"
    return answer
