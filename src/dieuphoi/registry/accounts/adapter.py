"""allauth: sign-up is closed; accounts come from the office's table. Secrets of the second step are kept encrypted."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils import timezone

from dieuphoi.registry.accounts.sessions import session_open, session_signed_out


class ClosedSignUpAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if getattr(request.user, "must_change_password", False):
            return "/accounts/password/change/"
        return str(super().get_login_redirect_url(request))

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        if user.is_system or user.closed_at is not None:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        session_open(account=user, request=request, now=getattr(request, "now", timezone.now()))

    def logout(self, request: HttpRequest) -> None:
        account, key = request.user, request.session.session_key
        super().logout(request)
        session_signed_out(account=account, key=key, now=getattr(request, "now", timezone.now()))

    def reauthenticate(self, user: Any, password: str) -> bool:
        """The password once more; wrong ones are counted with all others (django-axes)."""
        return authenticate(self.request, username=user.username, password=password) is not None

    def is_safe_url(self, url: Any) -> bool:
        return bool(super().is_safe_url(url))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing goes by mail; the journal has it."""


class SecondStepAdapter(DefaultMFAAdapter):
    """Secrets are encrypted with a key made of ``DIEUPHOI_SECRET_KEY``: a copy of the tables alone opens nothing."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"dieuphoi second step:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
