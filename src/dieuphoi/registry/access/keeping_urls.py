"""The pages of who keeps accounts and roles."""

from __future__ import annotations

from django.urls import path, register_converter

from dieuphoi.registry.access.views import keeping, people, proposals, roles


class RoleActConverter:
    """The acts on a role that have a page; anything else is no address."""

    regex = "|".join(roles.RoleAct.ACTS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(RoleActConverter, "role_act")

app_name = "rights"

urlpatterns = [
    path("", keeping.Home.as_view(), name="home"),
    path("roles/", roles.RoleList.as_view(), name="roles"),
    path("roles/new/", roles.RoleNew.as_view(), name="role_new"),
    path("roles/<int:assignment_id>/", roles.RolePage.as_view(), name="role"),
    path("roles/<int:assignment_id>/<role_act:act>/", roles.RoleAct.as_view(), name="role_act"),
    path("reviews/", roles.ReviewList.as_view(), name="reviews"),
    path("tokens/", roles.TokenList.as_view(), name="tokens"),
    path("tokens/<int:token_id>/end/", roles.TokenEnd.as_view(), name="token_end"),
    path("journal/", roles.Journal.as_view(), name="journal"),
    path("people/<int:account_id>/", people.PersonPage.as_view(), name="person"),
    path("people/<int:account_id>/reset/", people.PasswordReset.as_view(), name="reset"),
    path("people/<int:account_id>/second-step/", people.SecondStepReset.as_view(), name="second_step_reset"),
    path("people/<int:account_id>/close/", people.Close.as_view(), name="close"),
    path("people/<int:account_id>/reopen/", people.Reopen.as_view(), name="reopen"),
    path("people/<int:account_id>/link/", people.LinkMake.as_view(), name="link"),
    path("people/<int:account_id>/unlink/", people.LinkEnd.as_view(), name="unlink"),
    path("sessions/<int:session_id>/end/", people.SessionEnd.as_view(), name="session_end"),
    path("changes/", proposals.ChangeList.as_view(), name="changes"),
    path("changes/<int:change_id>/", proposals.ChangePage.as_view(), name="change"),
    path("locks/", keeping.Locks.as_view(), name="locks"),
    path("locks/<int:lock_id>/open/", keeping.Unlock.as_view(), name="unlock"),
    path("rules/", keeping.Rules.as_view(), name="rules"),
    path("rules/second-step/", keeping.RuleNew.as_view(), name="rule_new"),
    path("rules/second-step/<int:rule_id>/end/", keeping.RuleEnd.as_view(), name="rule_end"),
    path("rules/intervals/", keeping.IntervalSet.as_view(), name="interval_set"),
]
