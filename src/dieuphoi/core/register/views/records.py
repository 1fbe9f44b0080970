"""The page of one record, told as a :class:`RecordPage`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dieuphoi.core.register.record import RecordPage
from dieuphoi.core.register.views.actor import ActorView


class RecordView(ActorView):
    """The page of one record. A package overrides :meth:`load` (a selector) and :meth:`describe`."""

    template_name: str = "register/record.html"

    def load(self, *args: Any, **kwargs: Any) -> Any:
        """The record within the actor's scope. Raises ``NotVisible``."""
        raise NotImplementedError

    def describe(self, record: Any) -> RecordPage:
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.load(**kwargs)
        page = self.describe(record)
        context = {"title": page.title, "breadcrumbs": page.breadcrumbs, "record": record, "page": page}
        return render(request, self.template_name, {**context, **page.context})
