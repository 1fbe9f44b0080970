from __future__ import annotations

from django.urls import path

from dieuphoi.insight.reports import views

app_name = "reports"

urlpatterns = [
    path("", views.SummaryView.as_view(), name="summary"),
    path("communes/", views.CommunesView.as_view(), name="communes"),
    path("moves/", views.MovesView.as_view(), name="moves"),
    path("forms/<slug:form>/", views.FormView.as_view(), name="form"),
    path("sector/", views.SectorView.as_view(), name="sector"),
]
