from __future__ import annotations

from django.urls import path

from dieuphoi.programme.assessments.urging import views

urlpatterns = [
    path("submissions/", views.SubmissionList.as_view(), name="submissions"),
    path("submissions/pause/", views.PauseSet.as_view(), name="urge_pause"),
    path("<int:round_id>/urge/<slug:whom>/", views.RoundUrge.as_view(), name="urge"),
]
