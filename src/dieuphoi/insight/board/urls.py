from __future__ import annotations

from django.urls import path

from dieuphoi.insight.board import board_views, commune_views, steering_views, views

app_name = "board"

urlpatterns = [
    path("", board_views.BoardView.as_view(), name="board"),
    path("steering/", steering_views.SteeringView.as_view(), name="steering"),
    path("past/", views.PastView.as_view(), name="past"),
    path("compare/", views.CompareView.as_view(), name="compare"),
    path("communes/<int:unit_id>/", commune_views.CommuneView.as_view(), name="commune"),
    path("communes/<int:unit_id>/brief/", commune_views.BriefView.as_view(), name="brief"),
    path(
        "rounds/<int:round_id>/criteria/<int:criterion_id>/", views.CriterionView.as_view(), name="criterion"
    ),
    path("rounds/<int:round_id>/progress/", board_views.ProgressView.as_view(), name="progress"),
    path("rounds/<int:round_id>/slides/", board_views.SlidesView.as_view(), name="slides"),
]
