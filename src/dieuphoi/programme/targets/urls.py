from __future__ import annotations

from django.urls import path

from dieuphoi.programme.targets import views

app_name = "targets"

urlpatterns = [
    path("", views.TargetList.as_view(), name="list"),
    path("new/", views.TargetNew.as_view(), name="new"),
    path("plan/", views.PlanPage.as_view(), name="plan"),
    path("pace/", views.PacePage.as_view(), name="pace"),
    path("pace/<slug:measure>/", views.PaceSet.as_view(), name="pace_set"),
    path("<int:target_id>/", views.TargetRecord.as_view(), name="page"),
    path("<int:target_id>/correct/", views.TargetCorrect.as_view(), name="correct"),
    path("<int:target_id>/confirm/", views.TargetConfirm.as_view(), name="confirm"),
    path("<int:target_id>/move/", views.TargetMove.as_view(), name="move"),
    path("<int:target_id>/files/", views.TargetFileAdd.as_view(), name="file_add"),
    path("<int:target_id>/act/<slug:move>/", views.TargetAct.as_view(), name="act"),
    path("files/<int:file_id>/", views.TargetFileOut.as_view(), name="file"),
]
