"""``/style/``: every component of the kit, on one page, with invented figures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dieuphoi.core.ui import samples


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """The living style page. It holds no data of anybody, so everyone may see it."""
    return render(request, "ui/style.html", samples.context(request))
