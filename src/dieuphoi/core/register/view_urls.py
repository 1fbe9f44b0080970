"""The pages of saved views (``config`` mounts them under ``/views/``)."""

from __future__ import annotations

from django.urls import path

from dieuphoi.core.register import view_pages

app_name = "views"
urlpatterns = [
    path("", view_pages.ViewList.as_view(), name="list"),
    path("new/", view_pages.ViewNew.as_view(), name="new"),
    path("<int:view_id>/", view_pages.ViewEdit.as_view(), name="edit"),
    path("<int:view_id>/replace/", view_pages.ViewReplace.as_view(), name="replace"),
    path("<int:view_id>/end/", view_pages.ViewEnd.as_view(), name="end"),
]
