"""The mail server as one address: ``smtp://user:password@host:587/?tls=1`` or ``smtps://host:465``."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    user: str
    password: str
    starttls: bool
    ssl: bool


def mail_settings(address: str) -> MailServer | None:
    """The server that ``DIEUPHOI_MAIL_URL`` names; ``None`` where it is empty: then no mail leaves the house.

    Raises ``ValueError`` for anything but ``smtp`` and ``smtps``, or without a host: settings fail loudly.
    """
    if not address.strip():
        return None
    parts = urlsplit(address.strip())
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("DIEUPHOI_MAIL_URL: smtp://user:password@host:port/?tls=1 or smtps://… expected")
    secure = parts.scheme == "smtps"
    starttls = not secure and parse_qs(parts.query).get("tls", ["0"])[-1] in ("1", "true", "yes")
    port = parts.port or (465 if secure else 587 if starttls else 25)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port, user, password, starttls, secure)
