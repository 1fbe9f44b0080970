"""The pages of the office. Those of everybody are in ``public_urls``."""

from __future__ import annotations

from django.urls import path

from dieuphoi.insight.portal.views import office

app_name = "portal"

urlpatterns = [
    path("", office.PublicLists.as_view(), name="list"),
    path("new/", office.Prepare.as_view(), name="new"),
    path("<int:list_id>/", office.PublicListPage.as_view(), name="page"),
    path("<int:list_id>/approve/", office.Approve.as_view(), name="approve"),
    path("<int:list_id>/drop/", office.Drop.as_view(), name="drop"),
    path("<int:list_id>/withdraw/", office.Withdraw.as_view(), name="withdraw"),
    path("<int:list_id>/file/<slug:form>/", office.ListFile.as_view(), name="file"),
]
