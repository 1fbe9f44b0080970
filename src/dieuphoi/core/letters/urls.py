from __future__ import annotations

from django.urls import path

from dieuphoi.core.letters import views

app_name = "letters"

urlpatterns = [
    path("", views.KindsView.as_view(), name="list"),
    path("templates/<int:template_id>/file/", views.TemplateFileView.as_view(), name="file"),
    path("templates/<int:template_id>/preview/", views.TemplatePreviewView.as_view(), name="preview"),
    path("templates/<int:template_id>/withdraw/", views.WithdrawView.as_view(), name="withdraw"),
    path("<slug:kind>/", views.KindView.as_view(), name="kind"),
    path("<slug:kind>/shipped/", views.ShippedFileView.as_view(), name="shipped"),
    path("<slug:kind>/shipped/preview/", views.ShippedPreviewView.as_view(), name="shipped_preview"),
    path("<slug:kind>/new/", views.ReplaceView.as_view(), name="new"),
]
