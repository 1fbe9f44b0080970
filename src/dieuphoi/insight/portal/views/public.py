"""What everybody reads without an account: approved snapshots, and nothing else.

These pages read the frozen row alone. They ask nobody who they are, set no cookie, carry no form and no script, and
their language is part of their address, so that one copy serves everybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views import View

from dieuphoi.core.kernel.dates import url_date
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.insight.portal import downloads, selectors
from dieuphoi.insight.portal.content import Content, Tampered, content_of
from dieuphoi.insight.portal.lists import kind_label, list_kind
from dieuphoi.insight.portal.states import ListState

PAGE: Final = 30
SHAPE: Final = "1"
"""Grows when these pages show the same content in another way: a copy in a cache must not outlive that."""


class PublicView(View):
    """One address of the public part: its language, its caching, its words to search engines."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wanted = request.GET.get("lang", "")
        self.language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with override(self.language):
            try:
                response = super().dispatch(request, *args, **kwargs)
            except NotVisible as fault:
                response = self.told(404, _("Không tìm thấy"), str(fault))
            except Tampered:
                words = _("Danh sách này tạm không hiện được. Hãy quay lại sau hoặc hỏi cơ quan đã công khai.")
                response = self.told(503, _("Tạm không hiện được"), words)
        response["Content-Language"] = self.language
        if response.status_code not in (200, 304):
            response["X-Robots-Tag"] = "noindex"
        return response

    def cached(self, parts: list[object], make: Callable[[], HttpResponse]) -> HttpResponseBase:
        """The answer with its ETag, or 304 where the reader has it already; ``make`` runs only when needed."""
        told = "|".join(str(part) for part in (SHAPE, self.language, self.request.path, *parts))
        etag = f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
        answer: HttpResponseBase | None = get_conditional_response(self.request, etag=etag)
        if answer is None:
            answer = make()
            answer["ETag"] = etag
        answer["Cache-Control"] = f"public, max-age={settings.DIEUPHOI_PUBLIC_MAX_AGE}"
        return answer

    def page(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        here = self.request.path
        context |= {
            "language": self.language,
            "lang_query": "" if self.language == settings.LANGUAGE_CODE else f"?lang={self.language}",
            "other_languages": [
                (code, name, here if code == settings.LANGUAGE_CODE else f"{here}?lang={code}")
                for code, name in settings.LANGUAGES
            ],
            "index_url": reverse("public:index"),
            "status": status,
        }
        return render(self.request, f"portal/public/{template}", context, status=status)

    def told(self, status: int, title: str, message: str, **more: Any) -> HttpResponse:
        """A page without a list: not there, withdrawn, not to be shown. Never kept in a cache."""
        response = self.page("told.html", {"title": title, "message": message, "offices": [], **more}, status)
        response["Cache-Control"] = "no-store"
        return response


class PublicIndex(PublicView):
    """``/public/``: what is public, newest first."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        asked = request.GET.get("kind", "")
        kind = asked if list_kind(asked) is not None else ""
        rows = selectors.published(kind=kind)
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        shown = list(page.object_list)
        parts = [kind, page.number, page.paginator.count, *(row.content_hash for row in shown)]

        def make() -> HttpResponse:
            context = {
                "title": _("Phần công khai"),
                "offices": selectors.offices_published(),
                "kinds": selectors.kinds_published(),
                "kind": kind,
                "rows": [(row, kind_label(row.kind)) for row in shown],
                "page": page,
                "params": {name: value for name in ("kind", "lang") if (value := request.GET.get(name))},
            }
            return self.page("index.html", context)

        return self.cached(parts, make)


class _OfOne(PublicView):
    """One list that is public; one that was withdrawn says so (410) and shows nothing of its content."""

    def get(self, request: HttpRequest, list_id: int) -> HttpResponseBase:
        record = selectors.published_one(list_id)
        if record.state == ListState.WITHDRAWN:
            return self.told(
                410,
                _("Danh sách đã được rút"),
                "",
                withdrawn_on=record.ended_at,
                withdrawn=record,
            )
        content = content_of(record)
        newer = self.newer(record)
        parts = [content.sha256, record.approved_at, newer.pk if newer is not None else ""]
        return self.cached(parts, lambda: self.make(record, content, newer))

    def newer(self, record: Any) -> Any:
        """The list that came after it, where the answer tells of it."""
        return None

    def make(self, record: Any, content: Content, newer: Any) -> HttpResponse:
        raise NotImplementedError


class PublicListView(_OfOne):
    """``/public/<id>/``: the table, and in its footnote the day, the office, the hash."""

    def newer(self, record: Any) -> Any:
        return selectors.newer_of(record)

    def make(self, record: Any, content: Content, newer: Any) -> HttpResponse:
        context = {
            "title": content.title,
            "offices": [record.approved_office],
            "record": record,
            "content": content,
            "kind_words": kind_label(record.kind),
            "newer": newer,
            "source": downloads.source_line(record),
            "hash_words": downloads.hash_line(content),
            "files": [(form.upper(), reverse(f"public:{form}", args=[record.pk])) for form in ("xlsx", "csv", "json")],
        }
        return self.page("list.html", context)


class PublicListFile(_OfOne):
    """``/public/<id>.xlsx`` and ``.csv``."""

    form = "xlsx"

    def make(self, record: Any, content: Content, newer: Any) -> HttpResponse:
        return downloads.list_file(record, content, self.form)


class PublicListJson(_OfOne):
    """``/public/<id>.json``: the content as it was hashed, so that anybody can reckon the hash again."""

    def make(self, record: Any, content: Content, newer: Any) -> HttpResponse:
        told = {
            "id": record.pk,
            "kind": record.kind,
            "approved_office": record.approved_office,
            "published_on": url_date(record.approved_at),
            "sha256": content.sha256,
            "content": content.plain,
        }
        return JsonResponse(told, json_dumps_params={"ensure_ascii": False})
