from __future__ import annotations

from django.urls import path

from dieuphoi.registry.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.OrgList.as_view(), name="orgs"),
    path("<int:org_id>/", views.OrgPage.as_view(), name="org"),
    path("people/", views.PersonList.as_view(), name="people"),
    path("people/<int:person_id>/", views.PersonPage.as_view(), name="person"),
]
