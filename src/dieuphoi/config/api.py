"""``/api/v1``: the acts and reads of the product as JSON. Here are only who asks, the mounting and the contract.

A person asks with their session (writes need the CSRF token), a program with ``Authorization: Bearer dp_…``.
The contract is ``openapi.json``, kept under review as ``tests/snapshots/openapi.json``.
"""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError
from ninja.renderers import JSONRenderer
from ninja.security import APIKeyCookie, HttpBearer

from dieuphoi.config.problems import MEDIA_TYPE, Problem, install
from dieuphoi.config.versions import checks_version, versioned
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.api import BadQuery
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.letters import api as letters
from dieuphoi.core.register import api as comments
from dieuphoi.insight.board import api as board
from dieuphoi.insight.portal import api as portal
from dieuphoi.programme.assessments import api as assessments
from dieuphoi.programme.assessments import decided_api as decided
from dieuphoi.programme.assessments import entry_api as entry
from dieuphoi.programme.assessments.amendments import api as amendments
from dieuphoi.programme.assessments.amendments import round_api as beside_rounds
from dieuphoi.programme.assessments.urging import api as urging
from dieuphoi.programme.criteria import api as criteria
from dieuphoi.programme.recognition import api as recognition
from dieuphoi.programme.targets import api as targets
from dieuphoi.registry.access import api as access
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.accounts import api as accounts
from dieuphoi.registry.accounts.scopes import area_of
from dieuphoi.registry.accounts.selectors import token_holder
from dieuphoi.registry.organisations import api as organisations
from dieuphoi.registry.profile import api as profile
from dieuphoi.registry.territory import api as territory
from dieuphoi.steering.directives import api as directives
from dieuphoi.steering.directives import api_clauses as clauses
from dieuphoi.steering.meetings import api as meetings
from dieuphoi.steering.tasks import api as tasks
from dieuphoi.steering.tasks import api_more as tasks_more
from dieuphoi.steering.tasks import plan_api as plans

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Token(HttpBearer):
    """A program with a token: it acts as its account, never beyond the token's scopes."""

    openapi_description = (
        "Mã truy cập của một người (dp_…), chỉ trong phạm vi của mã (read, write, hoặc từng phần: criteria:write …)."
    )

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        holder = token_holder(token, request.now)  # type: ignore[attr-defined]
        if holder is None:
            # A wrong token is never tried as a session: the caller must hear that it no longer works.
            raise AuthenticationError
        actor = actor_for(holder.account_id, today(request.now), scopes=holder.scopes)  # type: ignore[attr-defined]
        request.actor = actor  # type: ignore[attr-defined]
        wanted = "read" if request.method in _SAFE else "write"
        area = area_of(request.path)
        if not holder.allows(area, wanted):
            scope = f"{area}:{wanted}" if area else wanted
            raise Refused(
                "token_scope", _("Mã truy cập này không có phạm vi “%(scope)s”.") % {"scope": scope}, status=403
            )
        return actor


class Session(APIKeyCookie):
    """A signed-in person; unsafe methods need the CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if not actor.is_authenticated:
            return None
        if getattr(request.user, "must_change_password", False):
            raise Refused("password_first", _("Hãy đổi mật khẩu lần đầu rồi làm tiếp."), status=403)
        if request.identity.second_step_missing:  # type: ignore[attr-defined]
            reason = _("Vai trò của bạn bắt buộc có bước thứ hai khi đăng nhập. Hãy bật rồi làm tiếp.")
            raise Refused("second_step_first", reason, status=403)
        return actor


def _known_query_only(view: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse a query parameter that the route does not read: a misspelt filter must not look like no filter."""
    hints = typing.get_type_hints(view)
    query = hints.get("query")
    known = frozenset(query.model_fields) if inspect.isclass(query) and issubclass(query, Schema) else frozenset()

    @functools.wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        unknown = sorted(set(request.GET) - known)
        if unknown:
            raise BadQuery([(name, _("Không có tham số “%(name)s”.") % {"name": name[:80]}) for name in unknown])
        return view(request, *args, **kwargs)

    return checked


def _is_cell(request: HttpRequest) -> bool:
    """A cell is saved by the version of its own that the sheet told."""
    return request.method == "PUT" and "/cells/" in request.path


_STATUSES = {
    400: "Tham số không có hoặc vượt giới hạn",
    401: "Chưa đăng nhập, hoặc mã truy cập không còn hiệu lực",
    403: "Không có quyền; kèm lý do",
    404: "Không có, hoặc ngoài phạm vi",
    409: "Trạng thái không cho phép, hoặc người khác vừa sửa",
    412: "Bản ghi đã khác với phiên bản nêu ở `If-Match`",
    422: "Dữ liệu gửi lên có lỗi; kể hết một lần",
    428: "Chưa nói phiên bản đã thấy",
}


class Json(JSONRenderer):
    """JSON that people can read in a terminal: Vietnamese letters as they are."""

    json_dumps_params = {"ensure_ascii": False}


class Api(NinjaAPI):
    """The API whose contract also names its refusals, and which says itself who is signed in (401, no redirect)."""

    @property
    def urls(self) -> Any:
        patterns, app_name, namespace = super().urls
        for pattern in patterns:
            setattr(pattern.callback, "login_required", False)  # noqa: B010 - a mark for Django's middleware
        return patterns, app_name, namespace

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> Any:
        return versioned(request, super().create_response(request, data, **options))

    def get_openapi_schema(self, **options: Any) -> Any:
        schema = super().get_openapi_schema(**options)
        parts = schema["components"]["schemas"]
        problem_schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        parts.update(problem_schema.pop("$defs", {}))
        parts["Problem"] = problem_schema
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                # A read may name a record in its query, depend on a state (what is frozen is verified), or compare.
                wanted = {400, 401, 403, 404, 409, 422}
                if method != "get":
                    wanted.add(412)
                if operation["operationId"] == "cell_save":
                    wanted.add(428)
                for status in sorted(wanted):
                    operation["responses"][status] = {
                        "description": _STATUSES[status],
                        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                    }
        return schema


def build() -> Api:
    """The API with every package's router."""
    made = Api(
        title="Điều Phối",
        version="1",
        description=(
            "Giao diện lập trình của hệ thống điều phối xây dựng nông thôn mới. Mỗi câu trả lời của GET có `ETag`: "
            "gửi lại bằng `If-None-Match` thì nhận 304 khi không có gì đổi, bằng `If-Match` cùng một việc thì việc chỉ "
            "làm khi bản ghi vẫn như đã đọc (412 nếu không). Danh sách đọc tiếp bằng `cursor` là `next_cursor` của "
            "trang trước."
        ),
        urls_namespace="api",
        renderer=Json(),
        docs_url=None,
        auth=[Token(), Session()],
    )
    install(made)
    made.add_decorator(_known_query_only, mode="operation")
    made.add_decorator(functools.partial(checks_version, asks_itself=_is_cell), mode="operation")
    made.add_router("/units", territory.router)
    made.add_router("/unit-changes", territory.changes_router)
    made.add_router("/organisations", organisations.router)
    made.add_router("/roles", access.router)
    made.add_router("/delegations", access.delegations_router)
    made.add_router("/profile", profile.router)
    made.add_router("/sets", criteria.router)
    made.add_router("/rounds", assessments.rounds_router)
    made.add_router("/rounds", beside_rounds.router)
    made.add_router("/amendments", amendments.router)
    made.add_router("/rounds", urging.router)
    made.add_router("/sheets", assessments.sheets_router)
    made.add_router("/sheets", entry.sheets_router)
    made.add_router("/rounds", entry.rounds_router)
    made.add_router("/results", assessments.results_router)
    made.add_router("/decided", decided.router)
    made.add_router("/recognitions", recognition.router)
    made.add_router("/targets", targets.router)
    made.add_router("/tasks", tasks.router)
    made.add_router("/task-templates", tasks_more.templates_router)
    made.add_router("/task-duties", tasks_more.duties_router)
    made.add_router("/task-urgings", tasks_more.urgings_router)
    made.add_router("/documents", directives.router)
    made.add_router("/meetings", meetings.router)
    made.add_router("/meeting-inputs", meetings.inputs_router)
    made.add_router("/meeting-requests", meetings.requests_router)
    made.add_router("/calendar", meetings.calendar_router)
    made.add_router("/documents", clauses.router)
    made.add_router("/plans", plans.router)
    made.add_router("/board", board.router)
    made.add_router("/publications", portal.router)
    made.add_router("/comments", comments.router)
    made.add_router("/letters", letters.router)
    made.add_router("/imports", assessments.imports_router)
    made.add_router("/tokens", accounts.router)
    return made


api = build()
