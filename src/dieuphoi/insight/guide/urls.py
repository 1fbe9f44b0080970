from __future__ import annotations

from django.urls import path

from dieuphoi.insight.guide import views

app_name = "guide"

urlpatterns = [
    path("", views.GuideIndex.as_view(), name="index"),
    path("<slug:slug>/", views.GuidePage.as_view(), name="page"),
]
