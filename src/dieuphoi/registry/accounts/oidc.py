"""Sign-in by another house (OpenID Connect): existing accounts only, by a link or the claim that is our user name."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.accounts.models import Account, AccountAct
from dieuphoi.registry.accounts.policies import is_open, may_manage_accounts
from dieuphoi.registry.accounts.records import record
from dieuphoi.registry.accounts.sessions import self_actor

PROVIDER: Final = "issuer"
BY_ISSUER: Final = "signed_in_by_issuer"
"""The session's note that the issuer vouches for the person: the first password need not be changed then."""


def oidc_label() -> str:
    """The words on the button; empty while this way is off."""
    return str(settings.OIDC.label) if settings.OIDC.complete else ""


class LinkOnlyAdapter(DefaultSocialAccountAdapter):
    """Never makes an account; nobody who left comes back this way."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        now = getattr(request, "now", timezone.now())
        if sociallogin.state.get("process") == "connect":
            return
        if not sociallogin.is_existing:
            account = _named_by_claim(sociallogin.account)
            if account is not None:
                sociallogin.user = account
                sociallogin.account.user = account
                with act(self_actor(account, now), "account.link"):
                    sociallogin.account.save()
                    record(account, AccountAct.LINKED, _("lần đầu đăng nhập qua đơn vị phát hành"), now)
        if not sociallogin.is_existing:
            raise ImmediateHttpResponse(render(request, "accounts/nobody.html", {"label": oidc_label()}, status=403))
        request.session[BY_ISSUER] = True

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("access:account")

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """Nothing goes by mail. That a person tied the two accounts is told here, and goes to the journal."""
        if template_prefix == "socialaccount/email/account_connected":
            now = timezone.now()
            with act(self_actor(user, now), "account.link"):
                record(user, AccountAct.LINKED, "", now)

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Any:
        # What the issuer says of a person changes nothing here.
        return sociallogin.user


def _claims(row: SocialAccount) -> dict[str, Any]:
    data = row.extra_data
    return {**(data.get("id_token") or {}), **(data.get("userinfo") or {})}


def _named_by_claim(row: SocialAccount) -> Any:
    """The open account whose user name the claim says, unless it is linked to somebody else there."""
    claim = settings.OIDC.claim
    name = str(_claims(row).get(claim) or "").strip().lower()
    if not name or claim == "-":
        return None
    account = Account.objects.filter(username=name, is_active=True, is_system=False).first()
    if account is None or SocialAccount.objects.filter(user=account, provider=PROVIDER).exists():
        return None
    return account


def link_of(account_id: int) -> str:
    """By which subject the account is known to the issuer; empty without a link."""
    row = SocialAccount.objects.filter(user_id=account_id, provider=PROVIDER).first()
    return str(row.uid) if row is not None else ""


def link_make(*, actor: Actor, account_id: int, subject: str, reason: str, now: datetime) -> None:
    """Tie an account to the issuer's subject (``sub``) by hand. Raises :class:`InputErrors` for one that is taken."""
    require(may_manage_accounts(actor))
    subject = subject.strip()
    with act(actor, "account.link", reason=reason):
        account = Account.objects.select_for_update(of=("self",)).one_visible_to(actor, id=account_id)
        require(is_open(actor, account))
        errors = []
        if not oidc_label():
            raise Refused("oidc_off", _("Chưa bật đăng nhập qua đơn vị phát hành khác (DIEUPHOI_OIDC_*)."))
        if not subject:
            errors.append(InputError(_("Hãy ghi mã định danh (sub)."), field="subject"))
        elif SocialAccount.objects.filter(provider=PROVIDER, uid=subject).exists():
            errors.append(InputError(_("Mã này đã nối với một tài khoản."), field="subject"))
        if SocialAccount.objects.filter(provider=PROVIDER, user=account).exists():
            errors.append(InputError(_("Tài khoản đã có nối. Hãy bỏ nối cũ trước."), field="subject"))
        if errors:
            raise InputErrors(errors)
        SocialAccount.objects.create(provider=PROVIDER, uid=subject, user=account, extra_data={})
        record(account, AccountAct.LINKED, reason, now)


def link_end(*, actor: Actor, account_id: int, reason: str, now: datetime) -> None:
    """Take the link away: one's own, or (who keeps the accounts) another's. The record of it stays."""
    if account_id != actor.id:
        require(may_manage_accounts(actor))
    with act(actor, "account.unlink", reason=reason):
        account = Account.objects.select_for_update(of=("self",)).one_visible_to(actor, id=account_id)
        if account_id == actor.id and not account.has_usable_password():
            raise Refused("no_password", _("Tài khoản không có mật khẩu; bỏ nối thì không còn cách đăng nhập."))
        count, _kinds = SocialAccount.objects.filter(provider=PROVIDER, user=account).delete()
        if not count:
            raise Refused("no_link", _("Tài khoản này không có nối nào."))
        record(account, AccountAct.UNLINKED, reason, now)

