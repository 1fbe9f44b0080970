from __future__ import annotations

from django.http import HttpResponse
from django.urls import path

app_name = "targets"
urlpatterns = [
    path("", lambda r: HttpResponse(""), name="list"),
    path("<int:target_id>/", lambda r, target_id: HttpResponse(""), name="page"),
]
