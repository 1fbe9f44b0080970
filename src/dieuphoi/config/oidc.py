"""Sign-in by an OpenID Connect issuer (of the province, of the ministry): off unless ``DIEUPHOI_OIDC_*`` is set.

``DIEUPHOI_OIDC_ISSUER``
    address of the issuer; ``/.well-known/openid-configuration`` is read below it.
``DIEUPHOI_OIDC_CLIENT_ID``, ``DIEUPHOI_OIDC_CLIENT_SECRET``
    what the issuer gave this installation.
``DIEUPHOI_OIDC_LABEL``
    the words on the button; else the issuer's host.
``DIEUPHOI_OIDC_CLAIM``
    the claim that equals our user name, ``preferred_username`` unless said otherwise; ``-`` matches nobody, then
    only links made here count.
``DIEUPHOI_OIDC_AUTHORIZE_ORIGIN``
    the origin of the page on which people sign in there, where it is not the issuer's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from dieuphoi.config.console import _

PROVIDER_ID: Final = "issuer"
"""The one issuer's name in our addresses (``/accounts/oidc/issuer/login/``)."""
_NEEDED: Final = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")
_PREFIX: Final = "DIEUPHOI_OIDC_"


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """What the environment says about the issuer. ``given`` are the variables that are set."""

    issuer: str = ""
    client_id: str = ""
    client_secret: str = ""
    label: str = ""
    claim: str = "preferred_username"
    authorize_origin: str = ""
    given: frozenset[str] = frozenset()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> OidcSettings:
        said = {
            name.removeprefix(_PREFIX): value.strip()
            for name, value in environment.items()
            if name.startswith(_PREFIX) and value.strip()
        }
        issuer = said.get("ISSUER", "").rstrip("/")
        return cls(
            issuer=issuer,
            client_id=said.get("CLIENT_ID", ""),
            client_secret=said.get("CLIENT_SECRET", ""),
            label=said.get("LABEL") or urlsplit(issuer).netloc,
            claim=said.get("CLAIM", "preferred_username"),
            authorize_origin=said.get("AUTHORIZE_ORIGIN", "").rstrip("/"),
            given=frozenset(said),
        )

    @property
    def complete(self) -> bool:
        """Everything that is needed is there and readable."""
        return bool(self.given) and not list(self.faults())

    def faults(self) -> Iterator[tuple[str, str]]:
        """``(variable, sentence in Vietnamese)`` for each fault; none where nothing at all is set."""
        if not self.given:
            return
        for name in _NEEDED:
            if name not in self.given:
                yield _PREFIX + name, _("Đăng nhập qua OIDC mới khai báo một nửa: thiếu %(name)s.")
        for name, value in (("ISSUER", self.issuer), ("AUTHORIZE_ORIGIN", self.authorize_origin)):
            if value and not _is_safe(value):
                yield _PREFIX + name, _("%(name)s phải là địa chỉ https (http chỉ dùng cho chính máy này).")
        if unknown := sorted(self.given - {*_NEEDED, "LABEL", "CLAIM", "AUTHORIZE_ORIGIN"}):
            yield _PREFIX + unknown[0], _("Không có biến %(name)s.")

    def origins(self) -> list[str]:
        """Where the browser is sent to: origins for the content security policy."""
        found = [self.authorize_origin or _origin(self.issuer)]
        return [origin for origin in found if origin]

    def providers(self) -> dict[str, Any]:
        """``SOCIALACCOUNT_PROVIDERS`` of allauth: no app while this is off or half."""
        if not self.complete:
            return {}
        app = {
            "provider_id": PROVIDER_ID,
            "name": self.label[:40],
            "client_id": self.client_id,
            "secret": self.client_secret,
            "settings": {"server_url": self.issuer},
        }
        return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) and (
        parts.scheme == "https"
        or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1"))
    )
