"""Every variable of the environment that the program reads. ``deploy/dieuphoi.env.example`` tells what each means.

A test holds this list, the example and the source to each other. Nothing here imports Django.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Final

SECRET: Final = frozenset(
    {"DATABASE_URL", "DIEUPHOI_SECRET_KEY", "DIEUPHOI_MAIL_URL", "DIEUPHOI_OIDC_CLIENT_SECRET"}
)
"""Those that hold a password or a key: never printed, never in a backup (but the key, when it is asked for)."""

OPEN: Final = frozenset(
    {
        "PORT",
        "DIEUPHOI_BACKUP_DIR",
        "DIEUPHOI_BACKUP_MAX_AGE_HOURS",
        "DIEUPHOI_CLOCK_DRIFT_SECONDS",
        "DIEUPHOI_COMPRESS",
        "DIEUPHOI_DB_ACCOUNT",
        "DIEUPHOI_DEBUG",
        "DIEUPHOI_DIGEST_HOUR",
        "DIEUPHOI_FILE_MAX_MB",
        "DIEUPHOI_HOSTS",
        "DIEUPHOI_HTTPS",
        "DIEUPHOI_JOB_DEATHS",
        "DIEUPHOI_LANGUAGE",
        "DIEUPHOI_LIBREOFFICE",
        "DIEUPHOI_LOG_LEVEL",
        "DIEUPHOI_MAIL_FROM",
        "DIEUPHOI_OIDC_AUTHORIZE_ORIGIN",
        "DIEUPHOI_OIDC_CLAIM",
        "DIEUPHOI_OIDC_CLIENT_ID",
        "DIEUPHOI_OIDC_ISSUER",
        "DIEUPHOI_OIDC_LABEL",
        "DIEUPHOI_ORIGINS",
        "DIEUPHOI_PUBLIC_MAX_AGE",
        "DIEUPHOI_SCHEDULE_GRACE_SECONDS",
        "DIEUPHOI_SIGN_IN_ATTEMPTS",
        "DIEUPHOI_SIGN_IN_COOLOFF_HOURS",
        "DIEUPHOI_URL",
        "DIEUPHOI_VAR",
        "DIEUPHOI_WORKER_SILENCE_SECONDS",
    }
)
OF_TESTS: Final = frozenset({"DIEUPHOI_TESTING", "DIEUPHOI_STORIES"})
"""Set by the tests for themselves; nobody else sets them."""

KNOWN: Final = SECRET | OPEN | OF_TESTS


def misspelt(environment: Mapping[str, str]) -> list[tuple[str, str]]:
    """``(name, the nearest known one or "")`` of what begins like a variable of ours and is none."""
    wrong = sorted(name for name in environment if name.startswith("DIEUPHOI_") and name not in KNOWN)
    return [(name, next(iter(difflib.get_close_matches(name, KNOWN, n=1)), "")) for name in wrong]


def open_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """What is set and no secret."""
    return {name: environment[name] for name in sorted(OPEN) if name in environment}
