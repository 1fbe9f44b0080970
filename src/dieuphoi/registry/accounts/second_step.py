"""The second step of sign-in: six digits of an application on the telephone, or a recovery code.

The mechanics; who may turn it off or take it from another is decided one floor up. allauth keeps the secret
(``Authenticator``), encrypted by :class:`.adapter.SecondStepAdapter`; the codes already used are kept in the cache of
the database, so that a code that was seen over a shoulder opens nothing on any worker.
"""

from __future__ import annotations

import hmac
import logging
from typing import Any, Final

import qrcode  # type: ignore[import-untyped]
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from cryptography.fernet import InvalidToken
from django.core.cache import cache
from markupsafe import Markup, escape

TOTP_TYPE: Final = Authenticator.Type.TOTP
CODES_TYPE: Final = Authenticator.Type.RECOVERY_CODES
SECRET_IN_SESSION: Final = "second_step_secret"  # noqa: S105 - the name of a place
_BORDER: Final = 4
"""Quiet modules around a QR code, as the standard asks."""

logger = logging.getLogger(__name__)


def has_second_step(account_id: int) -> bool:
    """Whether the account asks for a code at sign-in."""
    return bool(Authenticator.objects.filter(user_id=account_id, type=TOTP_TYPE).exists())


def codes_left(account_id: int) -> int:
    """How many recovery codes are still unused."""
    row = Authenticator.objects.filter(user_id=account_id, type=CODES_TYPE).first()
    if row is None:
        return 0
    used = int(row.data.get("used_mask", 0))
    return int(app_settings.RECOVERY_CODE_COUNT) - used.bit_count()


def new_secret() -> str:
    """A fresh secret, to be kept in the session until the first code proves that the telephone has it."""
    return str(generate_totp_secret())


def otpauth_address(account: Any, secret: str) -> str:
    """What the QR code says to the application."""
    return str(get_adapter().build_totp_url(account, secret))


def qr_picture(text: str, label: str) -> Markup:
    """A QR code as an SVG that holds under a strict policy: one path, no style, black on white in every theme."""
    code = qrcode.QRCode(border=_BORDER)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    runs = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                runs.append(f"M{start} {y}h{x - start}v1H{start}z")
            x += 1
    size = len(rows)
    return Markup(  # noqa: S704 - numbers, and an escaped label
        f'<svg class="qr" viewBox="0 0 {size} {size}" width="{size * 5}" height="{size * 5}" role="img"'
        f' aria-label="{escape(label)}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path fill="#000" d="{"".join(runs)}"/></svg>'
    )


def secret_fits(account_id: int, secret: str, code: str) -> bool:
    """Whether ``code`` is one of ``secret`` now and was not used before."""
    return bool(validate_totp_code(secret, code)) and _first_use(account_id, code)


def turn_on(account: Any, secret: str) -> list[str]:
    """Keep the secret and give the recovery codes, the only time that they are known. Inside the caller's act."""
    TOTP.activate(account, secret)
    return fresh_codes(account)


def fresh_codes(account: Any) -> list[str]:
    """New recovery codes; the old ones stop. Inside the caller's act."""
    Authenticator.objects.filter(user_id=account.pk, type=CODES_TYPE).delete()
    return [_grouped(code) for code in RecoveryCodes.activate(account).generate_codes()]


def remove(account_id: int) -> bool:
    """Forget secret and recovery codes; whether there were any. Inside the caller's act, which is what remains."""
    count, _by_kind = Authenticator.objects.filter(user_id=account_id).delete()
    return bool(count)


def authenticator_of(account: Any, code: str) -> Authenticator | None:
    """The authenticator that ``code`` belongs to (each code opens once); ``None`` for a wrong or used code."""
    plain = normalize_user_code(code)
    for row in Authenticator.objects.filter(user_id=account.pk).order_by("type"):
        try:
            if row.type == TOTP_TYPE:
                fits = secret_fits(account.pk, get_adapter().decrypt(row.data["secret"]), plain)
            else:
                fits = bool(row.wrap().validate_code(plain))
        except InvalidToken:
            logger.error("the second step of account %s was written with another DIEUPHOI_SECRET_KEY", account.pk)
            continue
        if fits:
            row.user = account
            return row
    return None


def _first_use(account_id: int, code: str) -> bool:
    # As long as the code itself is taken: allauth's own mark would end a period too early.
    lives = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    digest = hmac.new(b"totp", normalize_user_code(code).encode(), "sha256").hexdigest()[:20]
    return bool(cache.add(f"second-step-used:{account_id}:{digest}", "y", timeout=lives))


def _grouped(code: str) -> str:
    return f"{code[:4]} {code[4:]}"
