from __future__ import annotations

from django.urls import path

from dieuphoi.registry.profile import views

app_name = "profile"
urlpatterns = [
    path("statistics/", views.StatisticList.as_view(), name="statistics"),
    path("years/", views.Years.as_view(), name="years"),
    path("planning/", views.PlanningList.as_view(), name="planning"),
    path("planning/new/", views.PlanningNew.as_view(), name="planning_new"),
    path("planning/<int:document_id>/", views.PlanningPage.as_view(), name="planning_document"),
    path("planning/<int:document_id>/edit/", views.PlanningEdit.as_view(), name="planning_edit"),
    path("planning/<int:document_id>/file/", views.PlanningFileNew.as_view(), name="planning_file_new"),
    path("files/<int:file_id>/", views.PlanningFileOut.as_view(), name="planning_file"),
    path("plans/", views.PlanList.as_view(), name="plans"),
    path("plans/new/", views.PlanNew.as_view(), name="plan_new"),
    path("plans/<int:plan_id>/", views.PlanPage.as_view(), name="plan"),
    path("plans/<int:plan_id>/targets/", views.TargetSet.as_view(), name="target_set"),
]
