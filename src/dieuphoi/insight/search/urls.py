from __future__ import annotations

from django.urls import path

from dieuphoi.insight.search import views

app_name = "search"

urlpatterns = [
    path("", views.SearchView.as_view(), name="search"),
    path("palette/", views.PaletteView.as_view(), name="palette"),
]
