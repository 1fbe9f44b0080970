"""Saving a draft while one types, and dropping it. Both are POSTs by their owner."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_datetime
from dieuphoi.core.kernel.errors import DieuphoiError, InputErrors
from dieuphoi.core.register.drafts import LARGEST, draft_close, draft_save, read_token
from dieuphoi.core.register.views import ActorView


class DraftSave(ActorView):
    """``token`` and ``data`` (JSON) → ``{"said": "Đã lưu nháp lúc …"}``; signed out is 401, never a page."""

    http_method_names = ["post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.actor.is_authenticated:
            return JsonResponse({"said": _("Phiên làm việc đã hết. Hãy đăng nhập lại.")}, status=401)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        typed = request.POST.get("data") or ""
        try:
            data = json.loads(typed) if len(typed) <= 2 * LARGEST else None
        except ValueError:
            data = None
        try:
            draft = draft_save(actor=self.actor, token=request.POST.get("token") or "", data=data, now=self.now)
        except DieuphoiError as error:
            return JsonResponse({"said": str(error)}, status=422 if isinstance(error, InputErrors) else 403)
        return JsonResponse({"said": _("Đã lưu nháp lúc %(at)s") % {"at": format_datetime(draft.saved_at)}})


class DraftDrop(ActorView):
    """The person does not want what they had typed."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form, record = read_token(request.POST.get("token") or "")
        draft_close(actor=self.actor, form=form, record=record, how="dropped", now=self.now)
        target = record if url_has_allowed_host_and_scheme(record, allowed_hosts=None) else "/"
        return HttpResponseRedirect(target)
