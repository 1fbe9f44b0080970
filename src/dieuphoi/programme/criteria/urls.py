from __future__ import annotations

from django.urls import path

from dieuphoi.programme.criteria import views

app_name = "criteria"

urlpatterns = [
    path("", views.SetList.as_view(), name="sets"),
    path("<int:version_id>/", views.SetPage.as_view(), name="set"),
    path("rows/", views.RowList.as_view(), name="rows"),
    path("rows/<int:indicator_id>/", views.RowPage.as_view(), name="row"),
    path("rows/<int:indicator_id>/confirm/", views.RowConfirm.as_view(), name="row_confirm"),
]
