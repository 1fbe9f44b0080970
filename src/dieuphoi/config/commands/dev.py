"""Việc của người viết chương trình."""

from __future__ import annotations

import os
import sys

import click

from dieuphoi.config import frontend
from dieuphoi.config.cli import hold_database
from dieuphoi.config.commands.db import bring_up_to_date
from dieuphoi.config.commands.serve import check_port, keep_database, web_port, worker_member
from dieuphoi.config.console import _, say
from dieuphoi.config.supervisor import Member, Team
from dieuphoi.core.kernel.errors import DieuphoiError

COMMANDS = {
    "dev": _("Chạy để viết mã: tự nạp lại khi mã đổi, giao diện dựng lại khi sửa."),
    "assets": _("Lấy thư viện giao diện và dựng giao diện."),
}


@click.command(help=_("Lấy thư viện giao diện và dựng giao diện; bỏ qua khi không có gì đổi."))
@click.option("--force", is_flag=True, help=_("Dựng lại dù không có gì đổi."))
def assets(force: bool) -> None:
    """Build the front end."""
    if frontend.build_assets(force=force):
        say(_("Giao diện đã dựng xong."))
    else:
        say(_("Giao diện đã mới, không cần dựng lại."))


@click.command(
    help=_("Chạy để viết mã: Django tự nạp lại, esbuild tự dựng lại, có việc nền; Ctrl-C dừng tất cả.")
)
@click.option("--host", default="127.0.0.1", show_default=True, help=_("Địa chỉ mở trang web."))
@click.option("--port", default=None, envvar="PORT", help=_("Cổng của trang web (biến PORT), mặc định 8000."))
@click.pass_context
def dev(ctx: click.Context, host: str, port: str | None) -> None:
    """Django's own server with reloading, esbuild watching, the worker."""
    number = web_port(port)
    check_port(host, number)
    os.environ["DIEUPHOI_DEBUG"] = "1"
    frontend.build_assets()
    handle = hold_database()
    bring_up_to_date()
    say(_("Điều Phối chạy ở %(url)s – Ctrl-C để dừng.") % {"url": f"http://{host}:{number}/"})

    def watch() -> None:
        try:
            keep_database(handle)
        except DieuphoiError as error:
            say(str(error))

    members = [
        Member(
            _("Trang web"),
            [
                sys.executable,
                "-m",
                "dieuphoi.config.cli",
                "manage",
                "runserver",
                f"{host}:{number}",
                "--skip-checks",
            ],
        ),
        Member("esbuild", frontend.watch_command(), cwd=str(frontend.source_dir())),
        worker_member(),
    ]
    ctx.exit(Team(members, watch=watch).run())
