from __future__ import annotations

from django.urls import path

from dieuphoi.registry.territory import views

app_name = "territory"
urlpatterns = [
    path("", views.UnitList.as_view(), name="units"),
    path("units/<int:unit_id>/", views.UnitPage.as_view(), name="unit"),
    path("units/<int:unit_id>/classify/", views.UnitClassify.as_view(), name="classify"),
    path("changes/", views.ChangeList.as_view(), name="changes"),
    path("changes/<int:change_id>/", views.ChangePage.as_view(), name="change"),
    path("changes/new/", views.ChangeNew.as_view(), name="change_new"),
    path("changes/<int:change_id>/edit/", views.ChangeEdit.as_view(), name="change_edit"),
    path("pick/", views.UnitPick.as_view(), name="pick"),
    path("changes/<int:change_id>/notes/", views.ChangeNotes.as_view(), name="change_notes"),
    path("changes/<int:change_id>/<slug:move>/", views.ChangeAct.as_view(), name="change_act"),
    path("batches/<int:batch_id>/", views.BatchPage.as_view(), name="batch"),
    path("batches/<int:batch_id>/<slug:move>/", views.BatchAct.as_view(), name="batch_act"),
]
