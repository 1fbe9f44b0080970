"""Sign-in. Only these of allauth's views exist here: no sign-up, no mail, no reset by mail."""

from __future__ import annotations

from django.urls import path

from dieuphoi.registry.accounts import views
from dieuphoi.registry.accounts.slip_views import SlipsPage

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.inactive, name="account_inactive"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("code/", views.code, name="mfa_authenticate"),
    path("again/", views.password_again, name="account_reauthenticate"),
    path("again/code/", views.code_again, name="mfa_reauthenticate"),
    path("oidc/cancelled/", views.oidc_cancelled, name="socialaccount_login_cancelled"),
    path("oidc/<str:provider_id>/login/", views.oidc_login, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", views.oidc_callback, name="openid_connect_callback"),
    path("slips/", SlipsPage.as_view(), name="account_slips"),
    path("password/reset/", views.password_help, name="account_reset_password"),
]
