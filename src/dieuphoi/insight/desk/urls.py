from __future__ import annotations

from django.urls import path

from dieuphoi.insight.desk import views

app_name = "desk"

urlpatterns = [
    path("", views.DeskView.as_view(), name="home"),
    path("start/", views.StartView.as_view(), name="start"),
]
