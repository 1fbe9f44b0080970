"""What is wrong with this installation, each with the way out. ``dieuphoi doctor`` prints it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any, Final, Literal

from dieuphoi.config import embedded
from dieuphoi.config.console import _, why
from dieuphoi.config.variables import misspelt
from dieuphoi.core.kernel.errors import DieuphoiError

Level = Literal["ok", "warn", "fail"]

LEAST_FREE: Final = 200 * 1024 * 1024
"""Bytes below which the next uploads will fail."""
LITTLE_FREE: Final = 2 * 1024 * 1024 * 1024
STUCK_AFTER: Final = timedelta(hours=1)
SAMPLE: Final = 100
"""Contents read without ``--all``: the newest half, and as many by chance."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``way`` says what to do; empty where all is well."""

    area: str
    level: Level
    words: str
    way: str = ""


def ok(area: str, words: str) -> Finding:
    return Finding(area, "ok", words)


def warn(area: str, words: str, way: str) -> Finding:
    return Finding(area, "warn", words, way)


def fail(area: str, words: str, way: str) -> Finding:
    return Finding(area, "fail", words, way)


# ------------------------------------------------------------------------------------------ without a database


def packages() -> Iterator[Finding]:
    """Python and the pinned packages."""
    area = _("Gói Python")
    pins = embedded.repository_root() / "requirements" / "base.txt"
    if not pins.is_file():
        yield warn(area, _("không thấy danh sách phiên bản requirements/base.txt"), _("Chạy trong bản mã nguồn."))
        return
    wrong = []
    wanted = re.findall(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", pins.read_text(encoding="utf-8"), re.MULTILINE)
    for name, version in wanted:
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            found = _("(thiếu)")
        if found != version:
            wrong.append(f"{name} {found} ≠ {version}")
    if wrong:
        yield fail(area, "; ".join(wrong), _("Chạy `make serve` (hoặc cài lại theo requirements/base.txt)."))
    else:
        yield ok(
            area,
            _("Python %(version)s, %(count)s gói đúng phiên bản")
            % {"version": sys.version.split()[0], "count": len(wanted)},
        )


def configuration() -> Iterator[Finding]:
    """What is dangerous where other people reach this machine."""
    from django.conf import settings

    from dieuphoi.config import checks

    area, before = _("Cấu hình"), 0
    for error in [*checks.production(), *checks.order(), *checks.oidc(), *checks.addresses()]:
        before += 1
        yield fail(area, str(error.msg), str(error.hint or _("Xem deploy/dieuphoi.env.example.")))
    for name, near in misspelt(os.environ):
        before += 1
        way = _("Có phải: %(name)s?") % {"name": near} if near else _("Bỏ biến này.")
        yield warn(area, _("không có biến nào tên %(name)s") % {"name": name}, way)
    others = [host for host in settings.ALLOWED_HOSTS if host not in ("localhost", "127.0.0.1", "[::1]")]
    if others and not settings.HTTPS:
        before += 1
        yield warn(
            area,
            _("mở cho máy khác (%(hosts)s) mà không có HTTPS: mật khẩu đi qua mạng ở dạng đọc được")
            % {"hosts": ", ".join(others)},
            _("Đặt một proxy HTTPS ở trước và DIEUPHOI_HTTPS=1."),
        )
    if settings.DEBUG:
        before += 1
        yield warn(area, _("DIEUPHOI_DEBUG=1: lỗi hiện cả mã nguồn"), _("Bỏ biến này trên máy thật."))
    key = embedded.state_dir() / "secret_key"
    if key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        before += 1
        yield fail(area, _("người khác trên máy đọc được khóa bí mật"), f"chmod 600 {key}")
    if not before:
        yield ok(area, _("không có điều gì nguy hiểm"))


def mail() -> Iterator[Finding]:
    """Whether the mail server that is named takes a connection."""
    from django.conf import settings

    area = _("Thư")
    if not settings.DIEUPHOI_MAIL:
        yield ok(area, _("không gửi thư ra ngoài; mọi thông báo ở hộp tin"))
        return
    try:
        socket.create_connection((settings.EMAIL_HOST, settings.EMAIL_PORT), timeout=5).close()
    except OSError as error:
        yield fail(
            area,
            _("máy chủ thư không trả lời: %(reason)s") % {"reason": why(error)},
            _("Kiểm tra DIEUPHOI_MAIL_URL và tường lửa."),
        )
    else:
        yield ok(area, _("máy chủ thư trả lời"))


def assets() -> Iterator[Finding]:
    """The built front end with its font, and the collected static files."""
    from django.conf import settings

    area = _("Giao diện")
    built = Path(__file__).resolve().parents[1] / "core" / "ui" / "static" / "ui" / "dist"
    missing = [name for name in ("ui.css", "ui.js", "grid.js") if not (built / name).is_file()]
    if missing or not list(built.rglob("*.woff2")):
        names = ", ".join(missing) or _("phông chữ")
        yield fail(area, _("giao diện chưa dựng: thiếu %(names)s") % {"names": names}, "dieuphoi assets")
    elif not settings.DEBUG and not (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        yield warn(area, _("tệp tĩnh chưa được gom"), _("`dieuphoi serve` tự gom khi khởi động."))
    else:
        yield ok(area, _("giao diện và phông chữ có đủ"))


def optional() -> Iterator[Finding]:
    """Programs that only some work needs."""
    area = _("Chương trình kèm thêm")
    for names, use in (
        (("chromium", "chromium-browser", "google-chrome"), _("chỉ bộ kiểm thử cần")),
        (("soffice", "libreoffice"), _("để có bản PDF của văn bản")),
    ):
        found = next((name for name in names if shutil.which(name)), None)
        words = _("%(name)s: có") if found else _("%(name)s: không có (%(use)s)")
        yield ok(area, words % {"name": names[0], "use": use})


def backups(now: datetime) -> Iterator[Finding]:
    """How old the newest backup is, and whether it is whole."""
    from dieuphoi.config.backup import BackupDamaged
    from dieuphoi.config.backup.container import check_seal
    from dieuphoi.config.backup.making import backups_in
    from dieuphoi.config.commands.backup import backup_folder

    area, folder = _("Sao lưu"), backup_folder()
    hours = float(os.environ.get("DIEUPHOI_BACKUP_MAX_AGE_HOURS") or 36)
    found = backups_in(folder)
    if not found:
        yield warn(area, _("chưa có bản sao lưu nào ở %(folder)s") % {"folder": folder}, "dieuphoi backup")
        return
    age = now - datetime.fromtimestamp(found[0].stat().st_mtime, tz=UTC)
    try:
        check_seal(found[0])
    except BackupDamaged as error:
        yield fail(area, f"{found[0].name}: {error}", "dieuphoi backup")
        return
    words = _("%(count)s bản; bản mới nhất cách đây %(hours)s giờ") % {
        "count": len(found), "hours": int(age.total_seconds() // 3600),
    }  # fmt: skip
    if age > timedelta(hours=hours):
        yield fail(area, words, _("Xem dịch vụ dieuphoi-backup.timer có chạy không; chạy `dieuphoi backup`."))
    else:
        yield ok(area, words)


# --------------------------------------------------------------------------------------------- with a database


def database() -> Iterator[Finding]:
    """Version, encoding, letters, tables."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from dieuphoi.config.backup.tables import MARK

    area = _("Cơ sở dữ liệu")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('server_encoding'),"
            " lower('ĐƯỜNG ẤP') = 'đường ấp', pg_is_in_recovery(), to_regclass(%s) IS NOT NULL,"
            " current_setting('fsync'),"
            " (SELECT string_agg(extname, ', ' ORDER BY extname) FROM pg_extension),"
            " (SELECT datcollate FROM pg_database WHERE datname = current_database())",
            [MARK],
        )
        version, encoding, letters, standby, half, fsync, extensions, collation = cursor.fetchone()
    if not embedded.OLDEST <= connection.pg_version // 10000 <= embedded.NEWEST:  # type: ignore[attr-defined]
        yield fail(area, _("PostgreSQL %(version)s") % {"version": version}, _("Dùng PostgreSQL 15–18."))
    if encoding != "UTF8" or not letters:
        yield fail(
            area,
            _("bảng mã %(encoding)s, bộ chữ %(collation)s: chữ hoa chữ thường tiếng Việt không đúng")
            % {"encoding": encoding, "collation": collation},
            "createdb --encoding=UTF8 --locale=C.UTF-8 --template=template0",
        )
    if standby:
        yield fail(area, _("máy chủ này chỉ đọc (bản dự phòng)"), _("Trỏ DATABASE_URL về máy chủ chính."))
    if half:
        yield fail(area, _("một lần phục hồi bị ngắt giữa chừng"), _("Chạy lại `dieuphoi restore`."))
    if fsync != "on":
        yield fail(area, _("fsync tắt: mất điện là mất dữ liệu"), _("Bật fsync trong postgresql.conf."))
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    unknown = [key for key in executor.loader.applied_migrations if key not in executor.loader.disk_migrations]
    if waiting:
        yield fail(area, _("còn %(count)s bước cập nhật bảng chưa chạy") % {"count": len(waiting)}, "dieuphoi migrate")
    if unknown:
        yield fail(
            area,
            _("các bảng mới hơn chương trình (%(count)s bước lạ)") % {"count": len(unknown)},
            _("Cài lại phiên bản mới hơn của chương trình."),
        )
    yield ok(
        area,
        _("PostgreSQL %(version)s, %(encoding)s, %(collation)s; phần mở rộng: %(extensions)s")
        % {"version": version, "encoding": encoding, "collation": collation, "extensions": extensions},
    )


def triggers() -> Iterator[Finding]:
    """Every guard that the models declare stands in the database and is awake."""
    import pgtrigger.registry
    from django.db import connection

    area = _("Chốt chặn")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname, t.tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
        there = {(table, name): state for table, name, state in cursor.fetchall()}
    wanted = {(model._meta.db_table, trigger.get_pgid(model)) for model, trigger in pgtrigger.registry.registered()}
    missing = sorted(f"{table}.{name}" for table, name in wanted - set(there))
    asleep = sorted(f"{table}.{name}" for (table, name), state in there.items() if state == "D")
    if missing:
        yield fail(
            area, _("thiếu: %(names)s") % {"names": ", ".join(missing[:10])}, "dieuphoi manage pgtrigger install"
        )
    if asleep:
        yield fail(
            area, _("đang tắt: %(names)s") % {"names": ", ".join(asleep[:10])}, "dieuphoi manage pgtrigger enable"
        )
    if not missing and not asleep:
        yield ok(area, _("%(count)s chốt chặn có đủ và đang bật") % {"count": len(there)})


def jobs(now: datetime) -> Iterator[Finding]:
    """Workers, and work that failed or never began."""
    from django.conf import settings
    from django.db import connection

    from dieuphoi.config import health

    area = _("Việc nền")
    part = health.queue(now)
    if part.ok:
        yield ok(area, part.note)
    else:
        yield fail(area, part.note, _("Khởi động `dieuphoi worker` (dịch vụ dieuphoi-worker)."))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE state = 'FAILED' AND finished_at > %s),"
            " count(*) FILTER (WHERE state = 'RUNNING' AND started_at < %s) FROM kernel_job",
            [now - timedelta(days=7), now - STUCK_AFTER],
        )
        failed, stuck = cursor.fetchone()
        cursor.execute(
            "SELECT id, label, deaths FROM kernel_job WHERE state = 'FAILED' AND deaths >= %s AND finished_at > %s"
            " ORDER BY id DESC LIMIT 10",
            [settings.DIEUPHOI_JOB_DEATHS, now - timedelta(days=7)],
        )
        deadly = cursor.fetchall()
    if deadly:
        yield warn(
            area,
            _("việc làm dừng máy xử lý nhiều lần nên đã thôi: %(names)s")
            % {"names": "; ".join(f"#{pk} {label} ({deaths})" for pk, label, deaths in deadly)},
            _("Xem nhật ký hệ thống lúc đó (hết bộ nhớ, mất điện). Sửa xong thì giao lại việc từ trang của nó."),
        )
    if stuck:
        words = _("%(count)s việc chạy hơn một giờ chưa xong") % {"count": stuck}
        yield warn(area, words, _("Xem nhật ký của worker."))
    if failed:
        yield warn(
            area,
            _("%(count)s việc lỗi trong 7 ngày qua") % {"count": failed},
            _("Người giao việc thấy lý do ở trang việc nền; lỗi đầy đủ ở nhật ký."),
        )
    regular = health.schedule(now)
    if not regular.ok:
        yield fail(area, regular.note, _("Xem nhật ký của worker."))


def storage(now: datetime, *, whole: bool = False) -> Iterator[Finding]:
    """The store takes and gives back; the disk has room; contents are what they were."""
    from django.core.files.storage import default_storage

    from dieuphoi.config import health

    area = _("Kho tệp")
    try:
        part = health.storage(now)
    except OSError as error:
        yield fail(
            area,
            _("không ghi được: %(reason)s") % {"reason": why(error)},
            _("Kiểm tra quyền và chỗ trống của thư mục files trong DIEUPHOI_VAR."),
        )
        return
    if not part.ok:
        yield fail(area, part.note, _("Kiểm tra ổ đĩa."))
    free = shutil.disk_usage(default_storage.path(".")).free
    words = _("còn trống %(free)s MB") % {"free": free // 1_000_000}
    if free < LEAST_FREE:
        yield fail(area, words, _("Dọn chỗ ngay: tải tệp lên và sao lưu sắp không được nữa."))
    elif free < LITTLE_FREE:
        yield warn(area, words, _("Dọn chỗ hoặc thêm đĩa."))
    else:
        yield ok(area, words)
    yield from _contents(area, whole)


def _contents(area: str, whole: bool) -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        if whole:
            cursor.execute("SELECT sha256, size FROM files_blob ORDER BY id")
        else:
            cursor.execute(
                "(SELECT sha256, size FROM files_blob ORDER BY id DESC LIMIT %s)"
                " UNION (SELECT sha256, size FROM files_blob ORDER BY random() LIMIT %s)",
                [SAMPLE // 2, SAMPLE // 2],
            )
        rows = cursor.fetchall()
    bad = [sha256[:12] for sha256, size in rows if not content_is_whole(sha256, size)]
    if bad:
        yield fail(
            area,
            _("%(count)s tệp thiếu hoặc hỏng: %(names)s") % {"count": len(bad), "names": ", ".join(bad[:10])},
            _("Lấy lại từ bản sao lưu: phần files/ của tệp .zip có đúng tên này."),
        )
    else:
        yield ok(area, _("%(count)s tệp được đọc lại, đều nguyên vẹn") % {"count": len(rows)})


def content_is_whole(sha256: str, size: int) -> bool:
    """Whether the store still has this content byte for byte."""
    from django.core.files.storage import default_storage

    from dieuphoi.core.files.models import blob_path

    digest, length = hashlib.sha256(), 0
    with suppress(OSError), default_storage.open(blob_path(sha256)) as stored:
        while data := stored.read(1 << 20):
            digest.update(data)
            length += len(data)
    return length == size and digest.hexdigest() == sha256


def clock(now: datetime) -> Iterator[Finding]:
    """The machine's and the database's clock, and the time zone's data of both."""
    from django.db import connection

    from dieuphoi.config import health
    from dieuphoi.core.kernel.dates import LOCAL_ZONE

    area = _("Đồng hồ")
    part = health.clock(now)
    if not part.ok:
        yield fail(area, part.note, _("Bật đồng bộ giờ (systemd-timesyncd hoặc chrony) trên cả hai máy."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT ('2026-01-01 00:00+00'::timestamptz AT TIME ZONE %s)::text", [str(LOCAL_ZONE)])
        there = cursor.fetchone()[0]
    here = datetime(2026, 1, 1, tzinfo=UTC).astimezone(LOCAL_ZONE).strftime("%Y-%m-%d %H:%M:%S")
    if (here, there) != ("2026-01-01 07:00:00", "2026-01-01 07:00:00"):
        yield fail(area, _("dữ liệu múi giờ sai: %(here)s, %(there)s") % {"here": here, "there": there}, "tzdata")
    elif part.ok:
        yield ok(area, _("đúng giờ, đúng múi giờ"))


Check = Callable[[], Iterator[Finding]]


def examine(now: datetime, *, whole: bool = False, unreachable: DieuphoiError | None = None) -> list[Finding]:
    """Everything. ``whole`` reads every content; ``unreachable`` is why there is no database to look into."""
    checks: list[tuple[str, Check]] = [
        ("packages", packages),
        ("configuration", configuration),
        ("assets", assets),
        ("mail", mail),
        ("backups", lambda: backups(now)),
        ("optional", optional),
    ]
    found: list[Finding] = []
    if unreachable is not None:
        found.append(fail(_("Cơ sở dữ liệu"), str(unreachable), _("Xem docs/operations/failures.md.")))
    else:
        checks[1:1] = [
            ("database", database),
            ("triggers", triggers),
            ("jobs", lambda: jobs(now)),
            ("storage", lambda: storage(now, whole=whole)),
            ("clock", lambda: clock(now)),
        ]
    for name, check in checks:
        try:
            found += check()
        except Exception as error:
            found.append(fail(name, embedded.tail(str(error), 1) or type(error).__name__, _("Xem nhật ký.")))
            _close()
    return found


def _close() -> None:
    from django.db import connection

    with suppress(Exception):
        connection.close()


def as_json(found: list[Finding]) -> dict[str, Any]:
    """What ``dieuphoi doctor --json`` prints."""
    return {
        "ok": all(each.level != "fail" for each in found),
        "findings": [{"area": each.area, "level": each.level, "words": each.words, "way": each.way} for each in found],
    }
