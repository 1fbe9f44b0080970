"""One's own account."""

from __future__ import annotations

from django.urls import path

from dieuphoi.registry.access.views import account, lending, second_step

app_name = "access"

urlpatterns = [
    path("", account.account, name="account"),
    path("tokens/", account.token_new, name="token_new"),
    path("tokens/<int:token_id>/revoke/", account.token_revoke, name="token_revoke"),
    path("sessions/end-others/", account.sessions_end, name="sessions_end"),
    path("sessions/<int:session_id>/end/", account.session_end, name="session_end"),
    path("second-step/", second_step.SecondStepPage.as_view(), name="second_step"),
    path("second-step/begin/", second_step.SecondStepBegin.as_view(), name="second_step_begin"),
    path("second-step/codes/", second_step.CodesRenew.as_view(), name="codes_renew"),
    path("second-step/off/", second_step.SecondStepOff.as_view(), name="second_step_off"),
    path("lend/<int:assignment_id>/", lending.Lend.as_view(), name="lend"),
    path("delegations/<int:delegation_id>/end/", lending.DelegationEnd.as_view(), name="delegation_end"),
    path("unlink/", lending.Unlink.as_view(), name="unlink"),
    path("why/", lending.WhyPage.as_view(), name="why"),
]
