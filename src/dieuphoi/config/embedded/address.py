"""``DATABASE_URL``: reading it, trying it, and the ``DATABASES`` entry of Django's settings with or without it."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from dieuphoi.config.console import _
from dieuphoi.config.embedded.complaints import DatabaseUnavailable, WrongDatabaseUrl, tail
from dieuphoi.config.embedded.folders import state_dir
from dieuphoi.config.embedded.running import DATABASE, ROLE, find_running

OLDEST, NEWEST = 15, 18


def _wrong(reason: str) -> WrongDatabaseUrl:
    return WrongDatabaseUrl(
        _(
            "DATABASE_URL không dùng được: %(reason)s. "
            "Dạng đúng: postgresql://tài-khoản:mật-khẩu@máy:5432/tên-cơ-sở-dữ-liệu "
            "(ký tự đặc biệt trong mật khẩu viết dạng %%40). Bỏ biến này để dùng PostgreSQL kèm theo."
        )
        % {"reason": reason}
    )


def parse_database_url(url: str) -> dict[str, Any]:
    """``postgresql://user:password@host:port/name?option=value`` as Django's ``DATABASES`` entry.

    A ``host`` option that is a folder means a Unix socket. Raises WrongDatabaseUrl with the reason; the
    password is never repeated in it.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise _wrong(_("cổng hoặc địa chỉ máy viết sai")) from error
    if parts.scheme not in ("postgres", "postgresql"):
        scheme = parts.scheme or _("(không có)")
        raise _wrong(_("phải bắt đầu bằng postgresql://, đang là “%(scheme)s”") % {"scheme": scheme})
    name = unquote(parts.path.lstrip("/"))
    if not name or "/" in name:
        raise _wrong(_("thiếu tên cơ sở dữ liệu ở cuối"))
    if parts.fragment:
        raise _wrong(_("có dấu # (trong mật khẩu hãy viết %23)"))
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    if not host:
        raise _wrong(_("thiếu tên máy chủ"))
    try:
        text_port = options.pop("port", "") or str(port or 5432)
        if not 0 < int(text_port) < 65536:
            raise ValueError(text_port)
    except ValueError as error:
        raise _wrong(_("cổng phải là số từ 1 đến 65535")) from error
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": text_port,
        "OPTIONS": options,
    }


def database_url() -> str:
    """``DATABASE_URL`` of the environment, stripped; empty means the embedded server."""
    return os.environ.get("DATABASE_URL", "").strip()


def connection_for_settings() -> dict[str, Any]:
    """Django's ``DATABASES["default"]``.

    From ``DATABASE_URL`` when set (WrongDatabaseUrl when it is wrong), else the running embedded server,
    else a backend that says at the first connection what to do. Starts nothing.
    """
    url = database_url()
    if url:
        return parse_database_url(url)
    try:
        running = find_running(state_dir())
    except DatabaseUnavailable:
        running = None  # the command that needs it says why; settings must load for those that do not
    if running is None:
        return {
            "ENGINE": "dieuphoi.config.absent",
            "NAME": DATABASE,
            "USER": ROLE,
            "PASSWORD": "",
            "HOST": "127.0.0.1",
            "PORT": "",
            "OPTIONS": {},
        }
    return parse_database_url(running.url)


def check_server(entry: dict[str, Any], *, timeout: int = 8) -> None:
    """One connection to the server of a ``DATABASES`` entry. Raises DatabaseUnavailable."""
    import psycopg

    place = f"{entry['HOST']}:{entry['PORT']}/{entry['NAME']}"
    try:
        with psycopg.connect(
            host=entry["HOST"],
            port=entry["PORT"],
            dbname=entry["NAME"],
            user=entry["USER"] or None,
            password=entry["PASSWORD"] or None,
            **{"connect_timeout": timeout, **entry["OPTIONS"]},
        ) as connection:
            major = connection.info.server_version // 10000
    except psycopg.ProgrammingError as error:
        raise _wrong(_("tham số không hiểu được: %(detail)s") % {"detail": tail(str(error))}) from error
    except psycopg.Error as error:
        detail = str(error)
        if "password authentication failed" in detail or "no password supplied" in detail:
            reason = _("sai tài khoản hoặc mật khẩu")
        elif "does not exist" in detail and "database" in detail:
            reason = _("không có cơ sở dữ liệu này; hãy tạo bằng createdb")
        elif "refused" in detail or "timeout" in detail or "No such file" in detail:
            reason = _("không có máy chủ nào trả lời ở đó")
        elif "resolve" in detail or "not known" in detail:
            reason = _("không tìm thấy tên máy này")
        else:
            reason = tail(detail)
        raise DatabaseUnavailable(
            _(
                "Không nối được cơ sở dữ liệu của DATABASE_URL (%(place)s): %(reason)s. "
                "Hãy kiểm tra địa chỉ, hoặc bỏ DATABASE_URL để dùng PostgreSQL kèm theo."
            )
            % {"place": place, "reason": reason}
        ) from error
    if not OLDEST <= major <= NEWEST:
        raise DatabaseUnavailable(
            _(
                "Máy chủ của DATABASE_URL (%(place)s) là PostgreSQL %(major)s; "
                "chương trình dùng bản %(oldest)s–%(newest)s."
            )
            % {"place": place, "major": major, "oldest": OLDEST, "newest": NEWEST}
        )
