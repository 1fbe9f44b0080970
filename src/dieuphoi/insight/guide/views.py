"""The guide: pages for people who use the product, in the words of their decisions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.text import vn_key
from dieuphoi.core.register.views import ActorView
from dieuphoi.insight.guide.pages import GLOSSARY, PAGES, page_of


class GuideIndex(ActorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "guide/index.html", {"pages": PAGES})


class GuidePage(ActorView):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        page = page_of(slug)
        if page is None:
            raise NotVisible(_("Hướng dẫn không có trang này."))
        at = PAGES.index(page)
        context = {
            "page": page,
            "pages": PAGES,
            "before": PAGES[at - 1] if at else None,
            "after": PAGES[at + 1] if at + 1 < len(PAGES) else None,
            "glossary": sorted(GLOSSARY, key=lambda term: vn_key(str(term.word))),
        }
        return render(request, page.template, context)
