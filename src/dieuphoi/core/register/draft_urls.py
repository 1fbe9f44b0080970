"""Drafts (``config`` mounts them under ``/drafts/``)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from dieuphoi.core.register import draft_views

app_name = "drafts"
urlpatterns = [
    # Signed out, the script is told so (401) instead of being led to a page.
    path("", login_not_required(draft_views.DraftSave.as_view()), name="save"),
    path("drop/", draft_views.DraftDrop.as_view(), name="drop"),
]
