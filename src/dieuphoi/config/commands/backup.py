"""Sao lưu và phục hồi."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from dieuphoi.config import embedded
from dieuphoi.config.cli import hold_database, setup_django
from dieuphoi.config.console import _, emit_json, say
from dieuphoi.core.kernel.errors import EXIT_FAILED

COMMANDS = {
    "backup": _("Sao lưu cơ sở dữ liệu, tệp và cấu hình vào một tệp; chạy được khi hệ thống đang chạy."),
    "restore": _("Phục hồi một bản sao lưu vào cơ sở dữ liệu trống."),
}


def backup_folder() -> Path:
    """``DIEUPHOI_BACKUP_DIR``, else ``backups`` in the state folder."""
    chosen = os.environ.get("DIEUPHOI_BACKUP_DIR", "").strip()
    return Path(chosen).expanduser() if chosen else embedded.state_dir() / "backups"


def _progress(words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K  {words}", end="", file=sys.stderr, flush=True)


def _progress_ends() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)


@click.command(
    help=_(
        "Sao lưu toàn bộ vào một tệp: mọi bảng ở cùng một thời điểm, mọi tệp đính kèm, cấu hình không bí mật. "
        "Tên cuối cùng chỉ xuất hiện khi đã ghi và đọc lại xong."
    )
)
@click.option(
    "--to",
    default="",
    metavar=_("NƠI"),
    help=_("Thư mục, hoặc tên tệp .zip chưa có, hoặc “-” để ghi ra đầu ra chuẩn. Mặc định: DIEUPHOI_BACKUP_DIR."),
)
@click.option(
    "--keep", type=click.IntRange(min=1), default=None, help=_("Chỉ giữ chừng này bản mới nhất trong thư mục.")
)
@click.option(
    "--with-secret", is_flag=True, help=_("Ghi cả khóa bí mật vào bản sao lưu; hãy cất bản này như cất khóa.")
)
@click.option(
    "--verify",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help=_("Không sao lưu; kiểm tra từng phần của một bản đã có."),
)
@click.option("--json", "as_json", is_flag=True, help=_("In kết quả dạng JSON."))
@click.pass_context
def backup(
    ctx: click.Context, to: str, keep: int | None, with_secret: bool, verify: Path | None, as_json: bool
) -> None:
    """Make one, or check one. Exit code 1 also where contents are missing in the store: the backup says which."""
    if verify is not None:
        _verify(verify, as_json)
        return
    handle = hold_database()
    from django.utils import timezone

    from dieuphoi.config.backup import making

    now = timezone.localtime()
    try:
        if to == "-":
            made = making.stream_backup(
                sys.stdout.buffer, url=handle.url, now=now, with_secret=with_secret, tell=_progress
            )
        else:
            target = Path(to).expanduser() if to else backup_folder()
            made = making.make_backup(
                url=handle.url, to=target, now=now, with_secret=with_secret, keep=keep, tell=_progress
            )
    finally:
        _progress_ends()
    if as_json and to != "-":
        emit_json(
            {
                "path": made.path, "sha256": made.digest, "tables": made.tables, "rows": made.rows,
                "files": made.files, "bytes": made.bytes, "missing": list(made.missing),
            }
        )  # fmt: skip
    say(
        _("Đã sao lưu %(rows)s dòng của %(tables)s bảng và %(files)s tệp: %(path)s")
        % {"rows": made.rows, "tables": made.tables, "files": made.files, "path": made.path or "-"}
    )
    if not with_secret:
        say(_("Khóa bí mật và mật khẩu không nằm trong bản này; hãy giữ tệp biến môi trường ở nơi riêng."))
    if made.missing:
        say(
            _("Kho tệp thiếu hoặc hỏng %(count)s tệp mà cơ sở dữ liệu có ghi: %(names)s. Hãy tìm trong bản sao lưu cũ.")
            % {"count": len(made.missing), "names": ", ".join(name[:12] for name in made.missing[:10])}
        )
        ctx.exit(EXIT_FAILED)


def _verify(path: Path, as_json: bool) -> None:
    from dieuphoi.config.backup.container import Reader

    with Reader(path) as reader:
        reader.check()
        told = reader.manifest
    if as_json:
        names = ("format", "made_at", "postgresql", "rows", "files", "with_secret", "left_out")
        emit_json(
            {name: told[name] for name in names} | {"sha256": reader.digest, "tables": len(told["tables"])}
        )
    say(
        _("Bản sao lưu nguyên vẹn: %(rows)s dòng của %(tables)s bảng, %(files)s tệp, ghi lúc %(at)s.")
        % {
            "rows": told["rows"], "tables": len(told["tables"]), "files": told["files"]["count"],
            "at": _moment(told["made_at"]),
        }
    )  # fmt: skip


def _moment(text: str) -> str:
    from datetime import datetime

    return f"{datetime.fromisoformat(text):%H:%M:%S %d/%m/%Y}"


@click.command(
    help=_(
        "Phục hồi một bản sao lưu vào cơ sở dữ liệu trống. Kiểm tra mã băm trước, đối chiếu từng bảng sau; "
        "không bao giờ ghi đè. Bản cũ hơn được đưa lên phiên bản của chương trình."
    )
)
@click.argument("file", metavar=_("TỆP"), type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("In kết quả dạng JSON."))
def restore(file: Path, as_json: bool) -> None:
    """Everything, or nothing."""
    handle = hold_database()
    setup_django()
    from dieuphoi.config.backup.restoring import restore_backup

    try:
        done = restore_backup(file, url=handle.url, tell=_progress)
    finally:
        _progress_ends()
    if as_json:
        emit_json(
            {"tables": done.tables, "rows": done.rows, "files": done.files, "migrated": done.newer, "notes": done.notes}
        )
    say(
        _("Đã phục hồi và đối chiếu %(rows)s dòng của %(tables)s bảng, %(files)s tệp.")
        % {"rows": done.rows, "tables": done.tables, "files": done.files}
    )
    if done.newer:
        say(_("Bản sao lưu cũ hơn chương trình: các bảng đã được đưa lên phiên bản mới."))
    for note in done.notes:
        say(note)
