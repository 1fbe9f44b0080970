"""Routes of the imports, mounted at ``/imports/``."""

from __future__ import annotations

from django.urls import path

from dieuphoi.core.exchange.views import maps
from dieuphoi.core.exchange.views import runs as views

app_name = "exchange"

urlpatterns = [
    path("", views.RunListView.as_view(), name="runs"),
    path("new/<slug:kind>/", views.UploadView.as_view(), name="new"),
    path("new/<slug:kind>/template.xlsx", views.TemplateView.as_view(), name="template"),
    path("<int:run_id>/", views.RunView.as_view(), name="run"),
    path("<int:run_id>/file/", views.RunFileView.as_view(), name="file"),
    path("<int:run_id>/errors.xlsx", views.RunErrorsView.as_view(), name="errors"),
    path("<int:run_id>/difference.xlsx", views.RunDifferenceView.as_view(), name="difference"),
    path("<int:run_id>/check/", views.RunCheckView.as_view(), name="check"),
    path("<int:run_id>/apply/", views.RunApplyView.as_view(), name="apply"),
    path("<int:run_id>/discard/", views.RunDiscardView.as_view(), name="discard"),
    path("<int:run_id>/undo/", views.RunUndoView.as_view(), name="undo"),
    path("<int:run_id>/undo/preview/", views.RunUndoPreviewView.as_view(), name="undo-preview"),
    path("<int:run_id>/marked.xlsx", views.RunMarkedView.as_view(), name="marked"),
    path("<int:run_id>/map/", maps.RunMapView.as_view(), name="map"),
    path("<int:run_id>/map/use/", maps.RunMapUseView.as_view(), name="map-use"),
    path("maps/", maps.MapListView.as_view(), name="maps"),
    path("maps/<int:map_id>/", maps.MapView.as_view(), name="map-page"),
    path("maps/<int:map_id>/rename/", maps.MapRenameView.as_view(), name="map-rename"),
    path("maps/<int:map_id>/retire/", maps.MapRetireView.as_view(), name="map-retire"),
]
