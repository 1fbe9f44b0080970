"""“Chép lời nhắc”: a short text with the link, written by the server for exactly the rows of a view."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dieuphoi.core.register.state import View
from dieuphoi.core.ui.query import with_query

REMINDER: Final = "reminder"
"""``?export=reminder``: the text alone for the page's script (``Accept: text/plain``), else a page to copy it from."""


def reminder_response(view: View, request: HttpRequest) -> HttpResponse:
    """The text of the view's register. The list must have one."""
    assert view.register.reminder_text is not None
    back = request.path + with_query(view.params, export=None).removesuffix("?")
    text = view.register.reminder_text(view.actor, view.rows, request.build_absolute_uri(back))
    if "text/plain" in request.headers.get("Accept", ""):
        return HttpResponse(text, content_type="text/plain; charset=utf-8")
    crumbs = [(str(label), href) for label, href in view.register.breadcrumbs()]
    context = {
        "title": _("Lời nhắc"),
        "breadcrumbs": [*crumbs, (str(view.register.title), back)],
        "text": text,
        "back": back,
    }
    return render(request, "register/reminder.html", context)
