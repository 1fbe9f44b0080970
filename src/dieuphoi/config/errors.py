"""Turns the errors of the house into pages: 404 outside scope, 403/409 with the reason, 422 with all faults."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote, urlencode, urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from dieuphoi.config import problems
from dieuphoi.core.kernel.errors import Conflict, InputErrors, NotVisible, Refused
from dieuphoi.registry.access.why import who_could

API_ROOT = "/api/"


class DieuphoiErrorMiddleware:
    """One translation for every page. The API has its own (problem details)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotVisible):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            return render(request, "ui/error.html", {"status": 404, "message": str(error)}, status=404)
        if isinstance(error, Refused):
            context = {"status": error.status, "message": error.reason, **_why(request, error)}
            if error.status == 409:
                context |= _back(request)
            return render(request, "ui/error.html", context, status=error.status)
        if isinstance(error, Conflict):
            context = {"status": 409, "message": str(error), **_back(request)}
            return render(request, "ui/error.html", context, status=409)
        if isinstance(error, InputErrors):
            return render(
                request, "ui/error.html", {"status": 422, "message": "", "errors": error.errors}, status=422
            )
        return None


def _why(request: HttpRequest, error: Refused) -> dict[str, object]:
    """For a missing right: who could, and the page that tells more. Roles in words only, never a name."""
    if error.status != 403 or not request.user.is_authenticated:
        return {}
    address = request.get_full_path()
    return {"who": who_could(request, address), "why_url": f"{reverse('access:why')}?{urlencode({'path': address})}"}


def _back(request: HttpRequest) -> dict[str, object]:
    """The page of this site that the refused act was sent from; nothing where it is the act's own, or foreign."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return {}
    return {} if unquote(urlsplit(referer).path) == request.path else {"back_url": referer}


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere, in our words and with the way back; to a program, as a problem."""
    if request.path.startswith(API_ROOT):
        return problems.not_found(request)
    message = _("Địa chỉ này không có trang nào. Hãy kiểm tra lại đường dẫn.")
    return render(request, "ui/error.html", {"status": 404, "message": message}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours. Plain on purpose: whatever broke must not break this page too."""
    words = _("Hệ thống gặp lỗi, đã ghi lại. Việc vừa làm chưa được lưu; hãy thử lại sau ít phút.")
    return HttpResponse(f"<!doctype html><meta charset=utf-8><title>500</title><p>{escape(words)}</p>", status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or in another session: what to do next."""
    message = _("Biểu mẫu đã hết hạn. Hãy quay lại trang trước, tải lại trang rồi gửi lần nữa.")
    return render(request, "ui/error.html", {"status": 403, "message": message}, status=403)
