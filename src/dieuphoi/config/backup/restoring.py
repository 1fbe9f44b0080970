"""Bring a backup back into an empty database: everything, proven row by row – or nothing."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from dieuphoi.config.backup import BackupDamaged, BackupFailed, RestoreRefused
from dieuphoi.config.backup import tables as db
from dieuphoi.config.backup.container import FORMAT, Reader
from dieuphoi.config.backup.making import Tell, key_mark, quiet
from dieuphoi.config.console import _, why
from dieuphoi.config.embedded import state_dir, tail, write_private
from dieuphoi.core.kernel.durable import DISK_FULL, settle, written_whole

if TYPE_CHECKING:
    from django.db.migrations.executor import MigrationExecutor

MARGIN = 50 * 1024 * 1024
"""Bytes that stay free on the disk of the files."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and what a person still has to do (``notes``)."""

    tables: int
    rows: int
    files: int
    newer: bool
    notes: list[str] = field(default_factory=list)


def restore_backup(path: Path, *, url: str, tell: Tell = quiet) -> Restored:
    """Restore ``path`` into the empty database of ``url`` and the store of files.

    Everything that can be wrong with the backup or the place is looked for before anything is touched. What fails later
    leaves the database empty again and takes back the files it wrote. The digests are compared table by table before
    the transaction ends. Raises :class:`BackupDamaged`, :class:`RestoreRefused`, :class:`BackupFailed`.
    """
    tell(_("kiểm tra bản sao lưu"))
    with Reader(path) as reader:
        reader.check()
        manifest = reader.manifest
        _check_age(manifest)
        _check_place(manifest, url)
        written: list[Path] = []
        try:
            _restore_files(reader, written, tell)
            with db.connected(url) as connection:
                if db.is_marked(connection):
                    db.clear(connection)
                db.mark(connection)
            tell(_("tạo bảng"))
            _make_tables(manifest["migrations"])
            with db.connected(url) as connection:
                _load(connection, reader, tell)
                db.unmark(connection)
        except BaseException as error:
            _take_back(url, written)
            if isinstance(error, OSError):
                raise BackupFailed(_why(error)) from error
            if isinstance(error, psycopg.Error):
                raise BackupFailed(
                    _("Cơ sở dữ liệu không nhận bản sao lưu: %(detail)s. Cơ sở dữ liệu lại trống như trước.")
                    % {"detail": tail(str(error), 3)}
                ) from error
            raise
        notes = [*_notes(manifest), *_restore_key(reader)]
    tell(_("đưa lên phiên bản của chương trình"))
    from dieuphoi.config.commands.db import bring_up_to_date

    bring_up_to_date()
    with psycopg.connect(url, autocommit=True) as plain:
        plain.execute("ANALYZE")
        after = plain.execute("SELECT app, name FROM django_migrations").fetchall()
    newer = not set(after) <= _with_squashed(manifest["migrations"])
    return Restored(len(manifest["tables"]), manifest["rows"], manifest["files"]["count"], newer, notes)


def _check_age(manifest: dict[str, Any]) -> None:
    from django.db.migrations.loader import MigrationLoader

    if manifest["format"] > FORMAT:
        raise RestoreRefused(_newer())
    there = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    told = {(app, name) for app, name in manifest["migrations"]}
    known = set(there)
    for each in there.values():
        replaced = {(app, name) for app, name in each.replaces}
        known |= replaced
        if told & replaced - set(there) and not replaced <= told:
            raise RestoreRefused(
                _(
                    "Bản sao lưu này do một phiên bản quá cũ ghi, chương trình này không còn đủ các bước để "
                    "đưa nó lên. Hãy phục hồi bằng phiên bản trung gian, sao lưu lại rồi phục hồi ở đây. "
                    "Chưa có gì bị thay đổi."
                )
            )
    if told - known:
        raise RestoreRefused(_newer())


def _newer() -> str:
    return _(
        "Bản sao lưu này do một phiên bản mới hơn của chương trình ghi. Hãy cài phiên bản đó (hoặc mới hơn) "
        "rồi phục hồi. Chưa có gì bị thay đổi."
    )


def _check_place(manifest: dict[str, Any], url: str) -> None:
    from django.core.files.storage import default_storage

    with db.connected(url) as connection:
        if not db.is_empty(connection) and not db.is_marked(connection):
            raise RestoreRefused(
                _(
                    "Cơ sở dữ liệu này đã có bảng; phục hồi chỉ làm vào cơ sở dữ liệu trống và không ghi đè gì. "
                    "Hãy tạo một cơ sở dữ liệu mới (createdb) rồi đặt DATABASE_URL, hoặc với PostgreSQL kèm theo: "
                    "đặt DIEUPHOI_VAR là một thư mục mới. Dữ liệu cũ còn nguyên."
                )
            )
        row = connection.execute("SELECT current_setting('server_encoding')").fetchone()
        if row is None or row[0] != "UTF8":
            raise RestoreRefused(
                _("Cơ sở dữ liệu phải dùng bảng mã UTF8. Hãy tạo lại: createdb --encoding=UTF8 --template=template0.")
            )
    place = Path(default_storage.path("."))
    try:
        place.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(place).free
    except OSError as error:
        raise BackupFailed(_why(error)) from error
    if free < manifest["files"]["bytes"] + MARGIN:
        raise BackupFailed(
            _(
                "Đĩa không đủ chỗ cho các tệp của bản sao lưu: cần %(need)s MB, còn %(free)s MB ở %(folder)s. "
                "Hãy dọn chỗ hoặc đặt DIEUPHOI_VAR sang ổ khác. Chưa có gì bị thay đổi."
            )
            % {
                "need": (manifest["files"]["bytes"] + MARGIN) // 1_000_000 + 1,
                "free": free // 1_000_000,
                "folder": place,
            }
        )


def _make_tables(migrations: list[list[str]]) -> None:
    """The tables as they were when the backup was made: exactly its migrations, and no signal's rows.

    A squashed migration makes them where the backup has all that it replaces, as in a database of today; where it has
    only some, the replaced files do.
    """
    from django.db import connection

    connection.close()
    executor = migrations_of(migrations)
    executor.migrate(sorted(executor.loader.graph.leaf_nodes()))
    connection.close()


def migrations_of(told: list[list[str]]) -> MigrationExecutor:
    """An executor that knows the migrations which a backup names, and no later one.

    One that replaces others stands for them where the backup names all of these. A backup that is older names some:
    then those themselves are run, as long as the program has them.
    """
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.loader import MigrationLoader

    applied = {(app, name) for app, name in told}

    class OfThen(MigrationLoader):
        def load_disk(self) -> None:
            super().load_disk()
            self.disk_migrations = {
                key: each
                for key, each in self.disk_migrations.items()
                if (all(tuple(one) in applied for one in each.replaces) if each.replaces else key in applied)
            }

    executor = MigrationExecutor(connection)
    executor.loader = OfThen(connection)
    return executor


def _with_squashed(migrations: list[list[str]]) -> set[tuple[str, str]]:
    """The migrations of a backup, with every squashed one of which it has all that it replaces, and no other one.

    A program from before the squashed files never wrote their names; one that has them writes both.
    """
    from django.db.migrations.loader import MigrationLoader

    found = {(app, name) for app, name in migrations}
    for key, squashed in MigrationLoader(None, ignore_no_migrations=True).replacements.items():
        if found.issuperset(squashed.replaces):
            found.add(key)
        else:
            found.discard(key)
    return found


def _load(connection: psycopg.Connection[Any], reader: Reader, tell: Tell) -> None:
    manifest = reader.manifest
    loading = db.Loading(connection)
    for name, told in manifest["tables"].items():
        table = loading.tables.get(name)
        if table is None or set(table.columns) != set(told["columns"]):
            raise BackupDamaged(
                _("Bảng “%(name)s” của bản sao lưu không khớp với các bảng của chương trình.") % {"name": name}
            )
    loading.begin()
    for name, told in manifest["tables"].items():
        tell(_("bảng %(name)s") % {"name": name})
        loading.copy_in(name, told["columns"], reader.chunks(f"tables/{name}.copy"))
    for table, column, last, called in manifest["sequences"]:
        if table in manifest["tables"]:
            loading.set_sequence(table, column, last, called)
    loading.end()
    tell(_("đối chiếu từng bảng"))
    for name, told in manifest["tables"].items():
        table = db.Table(name, tuple(told["columns"]), loading.tables[name].key)
        if db.digest_of(connection, table) != (told["sha256"], told["rows"]):
            raise BackupFailed(
                _("Bảng “%(name)s” sau khi phục hồi khác với bản sao lưu. Cơ sở dữ liệu lại trống như trước.")
                % {"name": name}
            )


def _restore_files(reader: Reader, written: list[Path], tell: Tell) -> None:
    from django.core.files.storage import default_storage

    from dieuphoi.core.files.models import blob_path

    for name in reader.parts:
        if not name.startswith("files/"):
            continue
        sha256 = name.removeprefix("files/")
        target = Path(default_storage.path(blob_path(sha256)))
        if target.exists() and _holds(target, sha256):
            settle(target)
            continue
        tell(_("tệp %(name)s") % {"name": sha256[:12]})
        with written_whole(target) as out:
            for data in reader.chunks(name):
                out.write(data)
        written.append(target)


def _holds(path: Path, sha256: str) -> bool:
    with path.open("rb") as stored:
        return hashlib.file_digest(stored, "sha256").hexdigest() == sha256


def _take_back(url: str, written: list[Path]) -> None:
    """Leave the place as it was found: empty tables go, files that we wrote go."""
    from django.db import connection

    connection.close()
    for path in written:
        with contextlib.suppress(OSError):
            path.unlink()
    # A database that is gone keeps the mark: the next restore clears it.
    with contextlib.suppress(psycopg.Error), db.connected(url) as fresh:
        if db.is_marked(fresh):
            db.clear(fresh)


def _notes(manifest: dict[str, Any]) -> list[str]:
    notes = [_("Mọi người phải đăng nhập lại: phiên đăng nhập không nằm trong bản sao lưu.")]
    if manifest["files"]["missing"]:
        notes.append(
            _("%(count)s tệp đã thiếu từ lúc sao lưu: %(names)s.")
            % {
                "count": len(manifest["files"]["missing"]),
                "names": ", ".join(name[:12] for name in manifest["files"]["missing"][:10]),
            }
        )
    return notes


def _restore_key(reader: Reader) -> list[str]:
    """The secret key of the backup becomes this machine's, unless the environment names one."""
    from django.conf import settings

    mark = reader.manifest["key_mark"]
    if key_mark(settings.SECRET_KEY) == mark:
        return []
    if reader.manifest["with_secret"] and not os.environ.get("DIEUPHOI_SECRET_KEY"):
        path = state_dir() / "secret_key"
        if path.exists():
            path.replace(path.with_name("secret_key.before-restore"))
        write_private(path, b"".join(reader.chunks("secret_key")).decode())
        return [_("Khóa bí mật đã được phục hồi vào thư mục trạng thái; khóa trước đó ở secret_key.before-restore.")]
    return [
        _(
            "Khóa bí mật ở đây khác với lúc sao lưu: mã bước hai của mọi người không dùng được cho đến khi đặt lại "
            "DIEUPHOI_SECRET_KEY cũ (hoặc gỡ bước hai cho từng người)."
        )
    ]


def _why(error: OSError) -> str:
    if error.errno in DISK_FULL:
        return _(
            "Đĩa đầy giữa lúc phục hồi. Cơ sở dữ liệu lại trống như trước, không tệp nào được để lại dở dang. "
            "Hãy dọn chỗ hoặc đặt DIEUPHOI_VAR sang ổ khác rồi chạy lại."
        )
    return _("Không ghi được các tệp: %(reason)s. Cơ sở dữ liệu lại trống như trước.") % {"reason": why(error)}
