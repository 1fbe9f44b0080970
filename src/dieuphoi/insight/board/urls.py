from __future__ import annotations

from django.urls import path

from dieuphoi.insight.board import views

app_name = "board"

urlpatterns = [
    path("", views.BoardView.as_view(), name="board"),
    path("past/", views.PastView.as_view(), name="past"),
    path("compare/", views.CompareView.as_view(), name="compare"),
    path("communes/<int:unit_id>/", views.CommuneView.as_view(), name="commune"),
    path(
        "rounds/<int:round_id>/criteria/<int:criterion_id>/", views.CriterionView.as_view(), name="criterion"
    ),
]
