"""The public part: its own set of addresses over approved snapshots, each marked as open without a sign-in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from dieuphoi.insight.portal.views import public

app_name = "public"

urlpatterns = [
    path("", login_not_required(public.PublicIndex.as_view()), name="index"),
    path("<int:list_id>/", login_not_required(public.PublicListView.as_view()), name="list"),
    path("<int:list_id>.xlsx", login_not_required(public.PublicListFile.as_view(form="xlsx")), name="xlsx"),
    path("<int:list_id>.csv", login_not_required(public.PublicListFile.as_view(form="csv")), name="csv"),
    path("<int:list_id>.json", login_not_required(public.PublicListJson.as_view()), name="json"),
]
