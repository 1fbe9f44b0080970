from __future__ import annotations

from django.urls import path

from dieuphoi.registry.access import views

app_name = "access"

urlpatterns = [
    path("", views.account, name="account"),
    path("tokens/", views.token_new, name="token_new"),
    path("tokens/<int:token_id>/revoke/", views.token_revoke, name="token_revoke"),
]
