from __future__ import annotations

from django.urls import path

from dieuphoi.insight.changes import views

app_name = "changes"

urlpatterns = [path("", views.ChangesView.as_view(), name="changes")]
