"""Every variable of the environment that the program reads. ``deploy/dieuphoi.env.example`` tells what each means.

A test holds this list, the example and the source to each other. Nothing here imports Django.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Final

from dieuphoi.config.console import _
from dieuphoi.core.kernel.errors import EXIT_USAGE, DieuphoiError

SECRET: Final = frozenset({"DATABASE_URL", "DIEUPHOI_SECRET_KEY", "DIEUPHOI_MAIL_URL", "DIEUPHOI_OIDC_CLIENT_SECRET"})
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
        "DIEUPHOI_LIBREOFFICE_SECONDS",
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


NUMBERS: Final[Mapping[str, tuple[int, int]]] = {
    "PORT": (1, 65535),
    "DIEUPHOI_CLOCK_DRIFT_SECONDS": (1, 86_400),
    "DIEUPHOI_DIGEST_HOUR": (0, 23),
    "DIEUPHOI_FILE_MAX_MB": (1, 2_000),
    "DIEUPHOI_JOB_DEATHS": (1, 100),
    "DIEUPHOI_LIBREOFFICE_SECONDS": (1, 3_600),
    "DIEUPHOI_PUBLIC_MAX_AGE": (0, 86_400),
    "DIEUPHOI_SCHEDULE_GRACE_SECONDS": (60, 86_400),
    "DIEUPHOI_SIGN_IN_ATTEMPTS": (1, 1_000),
    "DIEUPHOI_WORKER_SILENCE_SECONDS": (30, 86_400),
}
"""Whole numbers, and between which they make sense."""
DECIMALS: Final[Mapping[str, tuple[int, int]]] = {
    "DIEUPHOI_BACKUP_MAX_AGE_HOURS": (1, 8_760),
    "DIEUPHOI_SIGN_IN_COOLOFF_HOURS": (0, 8_760),
}
YES: Final = frozenset({"1", "true", "yes", "on"})
NO: Final = frozenset({"0", "false", "no", "off", ""})
FLAGS: Final = ("DIEUPHOI_COMPRESS", "DIEUPHOI_DEBUG", "DIEUPHOI_HTTPS", "DIEUPHOI_TESTING")
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "DIEUPHOI_LANGUAGE": ("vi", "en"),
    "DIEUPHOI_LOG_LEVEL": ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"),
}
ADDRESSES: Final[Mapping[str, tuple[str, str]]] = {
    "DIEUPHOI_URL": (r"https?://[^\s/]+.*", "https://dieuphoi.tinh.gov.vn"),
    "DIEUPHOI_MAIL_URL": (r"smtps?://[^\s/]+.*", "smtp://tai-khoan:mat-khau@may-chu:587/?tls=1"),
}
"""What an address must look like, and one that does. The mail server's is never printed: it holds a password."""


class VariablesWrong(DieuphoiError):
    """Variables of the environment that cannot be used: all of them at once, each with the way out."""

    exit_code = EXIT_USAGE


def faults(environment: Mapping[str, str]) -> list[str]:
    """What is wrong with the values of our variables, a sentence each. An empty variable counts as not set."""
    found = []
    for name, value in sorted(environment.items()):
        typed = value.strip()
        if not typed or name not in KNOWN:
            continue
        shown = {"name": name, "typed": typed}
        limits = NUMBERS.get(name) or DECIMALS.get(name)
        if limits is not None and not _is_number(typed, limits, whole=name in NUMBERS):
            words = _("%(name)s phải là số nguyên từ %(least)s đến %(most)s, đang là “%(typed)s”.")
            if name in DECIMALS:
                words = _("%(name)s phải là số từ %(least)s đến %(most)s (dấu chấm thập phân), đang là “%(typed)s”.")
            found.append(words % {**shown, "least": limits[0], "most": limits[1]})
        elif name in FLAGS and typed.lower() not in YES | NO:
            found.append(_("%(name)s phải là 1 (bật) hoặc 0 (tắt), đang là “%(typed)s”.") % shown)
        elif name in CHOICES and typed not in CHOICES[name]:
            known = ", ".join(CHOICES[name])
            found.append(_("%(name)s phải là một trong: %(known)s; đang là “%(typed)s”.") % {**shown, "known": known})
        elif name in ADDRESSES and not re.fullmatch(ADDRESSES[name][0], typed):
            sample = ADDRESSES[name][1]
            found.append(
                _("%(name)s không phải địa chỉ dùng được; dạng đúng: %(sample)s") % {**shown, "sample": sample}
            )
    return found


def _is_number(typed: str, limits: tuple[int, int], *, whole: bool) -> bool:
    if not re.fullmatch(r"[0-9]+" if whole else r"[0-9]+(\.[0-9]+)?", typed, re.ASCII):
        return False
    return limits[0] <= float(typed) <= limits[1]


def require_usable(environment: Mapping[str, str]) -> None:
    """Raise :class:`VariablesWrong` with everything that is wrong: the settings begin with it."""
    found = faults(environment)
    if found:
        way = _("Sửa tệp biến môi trường (xem deploy/dieuphoi.env.example) rồi chạy lại.")
        raise VariablesWrong(
            "\n".join([_("Biến môi trường không dùng được:"), *(f"  • {each}" for each in found), way])
        )


def misspelt(environment: Mapping[str, str]) -> list[tuple[str, str]]:
    """``(name, the nearest known one or "")`` of what begins like a variable of ours and is none."""
    wrong = sorted(name for name in environment if name.startswith("DIEUPHOI_") and name not in KNOWN)
    return [(name, next(iter(difflib.get_close_matches(name, KNOWN, n=1)), "")) for name in wrong]


def open_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """What is set and no secret."""
    return {name: environment[name] for name in sorted(OPEN) if name in environment}
