"""The system checks itself. A public installation that is not safe does not start.

``manage.py check`` and every command run them; :func:`require_safe_production` is called by the WSGI door, which runs
no checks of its own. Both speak to the one at the terminal, in its language (``DIEUPHOI_LANGUAGE``).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

from dieuphoi.config.console import _
from dieuphoi.config.variables import misspelt

_ORDER = (
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dieuphoi.registry.access.middleware.ActorMiddleware",
)


@register()
def production(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    """With ``DIEUPHOI_HTTPS=1`` the machine is public: its key, names and debug mode must have been chosen."""
    if not settings.HTTPS:
        return []
    errors = []
    key = os.environ.get("DIEUPHOI_SECRET_KEY", "")
    if not key:
        errors.append(
            Error(
                _("DIEUPHOI_HTTPS=1 cần DIEUPHOI_SECRET_KEY: khóa riêng, giữ qua các lần cài lại."),
                hint="python -c 'import secrets; print(secrets.token_urlsafe(50))'",
                id="dieuphoi.E001",
            )
        )
    elif len(key) < 40 or len(set(key)) < 10:
        errors.append(Error(_("DIEUPHOI_SECRET_KEY quá ngắn hoặc quá đơn điệu."), id="dieuphoi.E002"))
    hosts = [host for host in os.environ.get("DIEUPHOI_HOSTS", "").split(",") if host.strip()]
    if not hosts or "*" in hosts:
        errors.append(
            Error(
                _("DIEUPHOI_HTTPS=1 cần DIEUPHOI_HOSTS: tên miền của hệ thống, không phải “*”."),
                hint="DIEUPHOI_HOSTS=dieuphoi.tinh.gov.vn",
                id="dieuphoi.E003",
            )
        )
    if settings.DEBUG:
        errors.append(Error(_("DIEUPHOI_DEBUG=1 không được dùng cùng DIEUPHOI_HTTPS=1."), id="dieuphoi.E004"))
    return errors


@register()
def order(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    """What the product relies on in the settings: who acts is known after sign-in; our pages are found first."""
    errors = []
    places = [settings.MIDDLEWARE.index(name) if name in settings.MIDDLEWARE else -1 for name in _ORDER]
    if -1 in places or places != sorted(places):
        errors.append(Error(_("ActorMiddleware phải đứng sau AuthenticationMiddleware."), id="dieuphoi.E010"))
    if not str(settings.TEMPLATES[0]["BACKEND"]).endswith("Jinja2"):
        errors.append(Error(_("Jinja2 phải đứng đầu TEMPLATES: trang đăng nhập là của chúng ta."), id="dieuphoi.E011"))
    return errors


@register()
def addresses(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    """With ``DIEUPHOI_HTTPS=1``: addresses that people follow are ``https``, and every variable is known."""
    if not settings.HTTPS:
        return []
    errors = []
    if os.environ.get("DIEUPHOI_URL", "") and not settings.DIEUPHOI_URL.startswith("https://"):
        errors.append(Error(_("DIEUPHOI_URL phải bắt đầu bằng https:// khi DIEUPHOI_HTTPS=1."), id="dieuphoi.E005"))
    plain = [origin for origin in settings.CSRF_TRUSTED_ORIGINS if not origin.startswith("https://")]
    if plain:
        errors.append(
            Error(
                _("DIEUPHOI_ORIGINS phải là địa chỉ https://: %(names)s.") % {"names": ", ".join(plain)},
                id="dieuphoi.E006",
            )
        )
    for name, near in misspelt(os.environ):
        words = _("Không có biến nào tên %(name)s.") % {"name": name}
        errors.append(Error(words, hint=near or None, id="dieuphoi.E007"))
    return errors


@register()
def oidc(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    """Sign-in by another house is set up whole or not at all: half a configuration does not start."""
    return [
        Error(message % {"name": name}, hint="docs/operations/sign-in-by-another-house.md", id="dieuphoi.E020")
        for name, message in settings.OIDC.faults()
    ]


@register()
def letters(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    """A LibreOffice that the settings name must be there: else every PDF of a letter would fail."""
    program = settings.DIEUPHOI_LIBREOFFICE
    if not program or shutil.which(program):
        return []
    words = _("DIEUPHOI_LIBREOFFICE trỏ tới %(program)s, không chạy được.") % {"program": program}
    return [Error(words, hint="DIEUPHOI_LIBREOFFICE=/usr/bin/soffice", id="dieuphoi.E030")]


def require_safe_production() -> None:
    """Raise ``ImproperlyConfigured`` with every reason why this machine must not serve."""
    errors: Sequence[Error] = [*production(), *order(), *oidc(), *addresses(), *letters()]
    if errors:
        raise ImproperlyConfigured("\n".join(f"{error.id}: {error.msg}" for error in errors))
