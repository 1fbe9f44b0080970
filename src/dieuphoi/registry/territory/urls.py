from __future__ import annotations

from django.urls import path

from dieuphoi.registry.territory.views import UnitList

app_name = "territory"
urlpatterns = [path("", UnitList.as_view(), name="units")]
