"""Sign-in. Only these of allauth's views exist here: no sign-up, no mail, no social accounts, no reset by mail."""

from __future__ import annotations

from django.urls import path

from dieuphoi.registry.accounts import views
from dieuphoi.registry.accounts.slip_views import SlipsPage

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.inactive, name="account_inactive"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("slips/", SlipsPage.as_view(), name="account_slips"),
    path("password/reset/", views.password_help, name="account_reset_password"),
]
