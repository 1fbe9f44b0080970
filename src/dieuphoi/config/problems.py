"""Errors of the API as RFC 9457 problem details (``application/problem+json``), one shape for all."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from dieuphoi.core.kernel.api import BadQuery, Precondition, Stale
from dieuphoi.core.kernel.errors import Conflict, InputErrors, MayBeThere, NotVisible, Refused

MEDIA_TYPE = "application/problem+json"


class ProblemError(Schema):
    """One fault of the input: where, and the words for the person."""

    place: str
    message: str


class Problem(Schema):
    """What went wrong. ``code`` is a stable machine word, ``detail`` the sentence for the person."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    errors: list[ProblemError] = []
    theirs: Any = None
    mine: Any = None


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """The answer for one problem; ``more`` are its further members (``errors``, ``theirs``, ``mine``)."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        **more,
    }
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False}, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


def install(api: NinjaAPI) -> None:
    """Give the API one handler for each error of the house. Anything else stays a 500 and is logged."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Refused: lambda request, error: problem(error.status, error.code, error.reason),
        InputErrors: _input_errors,
        MayBeThere: _may_be_there,
        NotVisible: lambda request, error: not_found(request),
        Http404: lambda request, error: not_found(request),
        Conflict: _conflict,
        BadQuery: lambda request, error: _bad_query(error.errors),
        Precondition: lambda request, error: problem(428, "revision_missing", str(error)),
        Stale: lambda request, error: problem(412, "stale", str(error)),
        ValidationError: _validation,
        AuthenticationError: _signed_out,
        HttpError: _http_error,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def not_found(request: HttpRequest) -> HttpResponse:
    """The same whether the thing is absent or out of scope."""
    return problem(404, "not_found", _("Không tìm thấy, hoặc ngoài phạm vi của bạn."))


def _signed_out(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(
        401, "signed_out", _("Hãy đăng nhập, hoặc gửi mã truy cập còn hiệu lực (Authorization: Bearer dp_…).")
    )


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == HTTPStatus.FORBIDDEN:
        return problem(403, "csrf", _("Thiếu mã chống giả mạo (CSRF). Hãy gửi X-CSRFToken, hoặc dùng mã truy cập."))
    return problem(error.status_code, "bad_request", str(error))


def _input_errors(request: HttpRequest, error: InputErrors) -> HttpResponse:
    errors = [{"place": each.place, "message": each.message} for each in error.errors]
    return problem(422, "input", _("Dữ liệu gửi lên có lỗi. Chưa ghi gì."), errors=errors)


def _may_be_there(request: HttpRequest, error: MayBeThere) -> HttpResponse:
    """``alike`` are the records to look at; their ids in the field named are the word that this is another one."""
    errors = [{"place": each.place, "message": each.message} for each in error.errors]
    alike = [{"id": each.id, "title": each.title, "url": each.url, "why": each.why} for each in error.alike]
    words = _("Có thể đã ghi rồi. Nếu là bản khác, hãy gửi lại với %(field)s là số của các bản đã xem.")
    return problem(422, "may_be_there", words % {"field": error.FIELD}, errors=errors, alike=alike)


def _conflict(request: HttpRequest, error: Conflict) -> HttpResponse:
    return problem(409, "conflict", str(error), theirs=error.theirs, mine=error.mine)


def _bad_query(errors: Any) -> HttpResponse:
    listed = [{"place": place, "message": message} for place, message in errors]
    return problem(400, "bad_query", _("Địa chỉ hỏi điều không có ở đây."), errors=listed)


def _validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What the schema refuses: of the path 404, of the query 400, of the body 422."""
    places = {str(each["loc"][0]) for each in error.errors}
    if "path" in places:
        return not_found(request)
    errors = [
        {"place": ".".join(str(part) for part in each["loc"][1:]), "message": str(each["msg"])} for each in error.errors
    ]
    if places <= {"query"}:
        return problem(400, "bad_query", _("Địa chỉ hỏi điều không có ở đây."), errors=errors)
    return problem(422, "input", _("Dữ liệu gửi lên có lỗi. Chưa ghi gì."), errors=errors)
