"""Make a backup while the program runs: one moment of the database, its files, the settings."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

import psycopg

from dieuphoi.config.backup import BackupFailed
from dieuphoi.config.backup import tables as db
from dieuphoi.config.backup.container import CHUNK, FORMAT, PRODUCT, Reader, Writer
from dieuphoi.config.console import _, why
from dieuphoi.config.variables import open_settings
from dieuphoi.core.kernel.durable import DISK_FULL, make_folders, written_whole

ENDING: Final = ".dieuphoi.zip"
OURS: Final = re.compile(r"dieuphoi-\d{8}-\d{6}(?:-\d+)?\.dieuphoi\.zip")
"""The names that we give, and the only ones that ``--keep`` ever removes."""

Tell = Callable[[str], None]


def quiet(_words: str) -> None:
    """Says nothing."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a backup holds. ``missing``: contents that the database names and the store lacks or has damaged."""

    path: Path | None
    digest: str
    tables: int
    rows: int
    files: int
    bytes: int
    missing: tuple[str, ...]


def key_mark(key: str) -> str:
    """By what one sees that two installations have the same secret key; tells nothing about it."""
    return hashlib.sha256(b"dieuphoi.backup.key-mark\0" + key.encode()).hexdigest()[:16]


def write_backup(out: Any, *, url: str, now: datetime, with_secret: bool, tell: Tell = quiet) -> Made:
    """Stream a whole backup into ``out``. Raises OSError of ``out`` and psycopg's errors as they are."""
    writer = Writer(out)
    try:
        return _write_parts(writer, url=url, now=now, with_secret=with_secret, tell=tell)
    except BaseException:
        writer.abandon()
        raise


def _write_parts(writer: Writer, *, url: str, now: datetime, with_secret: bool, tell: Tell) -> Made:
    from django.apps import apps
    from django.conf import settings

    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    kept: dict[str, Any] = {}
    left_out: dict[str, str] = {}
    missing: list[str] = []
    with db.connected(url, reading=True) as connection:
        _require_tables(connection)
        row = connection.execute(
            "SELECT current_setting('server_version'), current_setting('server_encoding'), datcollate"
            " FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        assert row is not None
        migrations = [
            list(each)
            for each in connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
        ]
        for table in db.tables(connection):
            if table.name in db.LEFT_OUT or table.name not in known:
                left_out[table.name] = db.LEFT_OUT.get(table.name, "unknown")
                continue
            tell(_("bảng %(name)s") % {"name": table.name})
            with writer.part(f"tables/{table.name}.copy") as part:
                for data in db.copy_out(connection, table):
                    part.write(data)
            kept[table.name] = {"columns": list(table.columns), "rows": part.lines, "sha256": part.sha256}
        sequences = db.sequences(connection)
        count = total = 0
        blobs = connection.execute("SELECT sha256, size FROM files_blob ORDER BY sha256").fetchall()
    # The store only ever grows: what the snapshot names is still there when its transaction has ended.
    for sha256, size in blobs:
        if not _whole(sha256, size):
            missing.append(sha256)
            continue
        tell(_("tệp %(name)s") % {"name": sha256[:12]})
        with writer.part(f"files/{sha256}", packed=False) as part:
            for data in _content(sha256):
                part.write(data)
        if part.sha256 != sha256:
            raise BackupFailed(_("Tệp %(name)s đổi trong lúc sao lưu. Hãy chạy lại.") % {"name": sha256[:12]})
        count, total = count + 1, total + part.bytes
    with writer.part("settings.json") as part:
        part.write(json.dumps(open_settings(os.environ), ensure_ascii=False, indent=1).encode())
    if with_secret:
        with writer.part("secret_key") as part:
            part.write(settings.SECRET_KEY.encode())
    rows = sum(table["rows"] for table in kept.values())
    digest = writer.finish(
        {
            "product": PRODUCT,
            "format": FORMAT,
            "made_at": now.isoformat(timespec="seconds"),
            "postgresql": row[0],
            "encoding": row[1],
            "collation": row[2],
            "python": ".".join(map(str, sys.version_info[:3])),
            "migrations": migrations,
            "tables": kept,
            "left_out": left_out,
            "sequences": sequences,
            "rows": rows,
            "files": {"count": count, "bytes": total, "missing": missing},
            "with_secret": with_secret,
            "key_mark": key_mark(settings.SECRET_KEY),
        }
    )
    return Made(None, digest, len(kept), rows, count, total, tuple(missing))


def _require_tables(connection: psycopg.Connection[Any]) -> None:
    row = connection.execute("SELECT to_regclass('django_migrations'), to_regclass(%s)", [db.MARK]).fetchone()
    assert row is not None
    if row[0] is None:
        raise BackupFailed(
            _(
                "Cơ sở dữ liệu này chưa có bảng nào nên không có gì để sao lưu. Hãy xem lại DATABASE_URL "
                "và DIEUPHOI_VAR (đang dùng: `dieuphoi status`)."
            )
        )
    if row[1] is not None:
        raise BackupFailed(
            _("Một lần phục hồi ở đây bị ngắt giữa chừng. Hãy chạy lại `dieuphoi restore` với cùng tệp rồi sao lưu.")
        )


def _content(sha256: str) -> Iterator[bytes]:
    from django.core.files.storage import default_storage

    from dieuphoi.core.files.models import blob_path

    with default_storage.open(blob_path(sha256)) as stored:
        while data := stored.read(CHUNK):
            yield data


def _whole(sha256: str, size: int) -> bool:
    """Whether the store has this content as it was taken in."""
    digest, length = hashlib.sha256(), 0
    try:
        for data in _content(sha256):
            digest.update(data)
            length += len(data)
    except OSError:
        return False
    return length == size and digest.hexdigest() == sha256


def make_backup(
    *, url: str, to: Path, now: datetime, with_secret: bool = False, keep: int | None = None, tell: Tell = quiet
) -> Made:
    """Write a backup to ``to`` (a folder, or a file that is not there yet), read it again, then forget the oldest.

    The final name appears only when everything is on the disk. Of the folder at most ``keep`` of our own backups stay.
    Raises :class:`BackupFailed`; then nothing of this backup is left and no older one was removed.
    """
    as_folder = to.is_dir() or not to.name.endswith(".zip")
    folder = to if as_folder else to.parent
    try:
        make_folders(folder, mode=0o700)
        name = f"dieuphoi-{now:%Y%m%d-%H%M%S}"
        target = _free_name(folder, name) if as_folder else to
        if target.exists():
            raise BackupFailed(
                _("Đã có tệp %(path)s; bản sao lưu không ghi đè tệp nào. Hãy chọn tên khác.") % {"path": target}
            )
        made = _write_whole(target, url=url, now=now, with_secret=with_secret, tell=tell)
    except OSError as error:
        raise BackupFailed(_why(error, folder)) from error
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise BackupFailed(
            _("Cơ sở dữ liệu ngừng trả lời giữa lúc sao lưu nên chưa có bản nào được ghi: %(detail)s")
            % {"detail": str(error).strip().splitlines()[0]}
        ) from error
    if keep is not None and as_folder:
        for old in backups_in(folder)[keep:]:
            tell(_("bỏ bản cũ %(name)s") % {"name": old.name})
            old.unlink()
    return made


def _write_whole(target: Path, *, url: str, now: datetime, with_secret: bool, tell: Tell) -> Made:
    def read_again(fresh: Path) -> None:
        tell(_("đọc lại để kiểm tra"))
        with Reader(fresh) as reader:
            reader.check()

    with written_whole(target, mode=0o600, replace=False, check=read_again) as out:
        made = write_backup(out, url=url, now=now, with_secret=with_secret, tell=tell)
    return Made(target, made.digest, made.tables, made.rows, made.files, made.bytes, made.missing)


def _free_name(folder: Path, name: str) -> Path:
    target, number = folder / f"{name}{ENDING}", 1
    while target.exists():
        number += 1
        target = folder / f"{name}-{number}{ENDING}"
    return target


def backups_in(folder: Path) -> list[Path]:
    """Our backups in a folder, the newest first."""
    try:
        found = [path for path in folder.iterdir() if OURS.fullmatch(path.name)]
    except OSError:
        return []
    return sorted(found, key=lambda path: (path.name[9:24], _number(path.name)), reverse=True)


def _number(name: str) -> int:
    parts = name.removesuffix(ENDING).split("-")
    return int(parts[3]) if len(parts) > 3 else 1


def _why(error: OSError, folder: Path) -> str:
    if error.errno in DISK_FULL:
        return _(
            "Đĩa đầy: không ghi hết được bản sao lưu vào %(folder)s. Không có gì được để lại dở dang và "
            "không bản cũ nào bị bỏ. Hãy dọn chỗ hoặc chọn nơi khác bằng --to."
        ) % {"folder": folder}
    return _("Không ghi được vào %(folder)s: %(reason)s. Hãy kiểm tra quyền ghi hoặc chọn nơi khác bằng --to.") % {
        "folder": folder,
        "reason": why(error),
    }


def stream_backup(out: IO[bytes], *, url: str, now: datetime, with_secret: bool, tell: Tell = quiet) -> Made:
    """The same into a pipe; who reads it checks it with ``dieuphoi backup --verify``."""
    made = write_backup(out, url=url, now=now, with_secret=with_secret, tell=tell)
    out.flush()
    return made
