"""Chạy chương trình: trang web, việc nền, bản trình diễn."""

from __future__ import annotations

import errno
import os
import socket
import sys

import click

from dieuphoi.config import embedded
from dieuphoi.config.cli import hold_database, needs_database
from dieuphoi.config.commands.db import bring_up_to_date
from dieuphoi.config.console import _, say, why
from dieuphoi.config.supervisor import Member, Team
from dieuphoi.core.kernel.errors import EXIT_USAGE, DieuphoiError

COMMANDS = {
    "serve": _("Chạy trang web và việc nền."),
    "demo": _("Chuẩn bị tỉnh trình diễn rồi chạy trang web và việc nền."),
    "worker": _("Chạy việc nền (không có trang web)."),
}


class PortBusy(DieuphoiError):
    """The web port cannot be opened; the sentence says what to do."""


class WrongPort(DieuphoiError):
    """``PORT`` is not a port."""

    exit_code = EXIT_USAGE


def web_port(text: str | None) -> int:
    """``PORT`` as a number from 1 to 65535; 8000 without one. Raises WrongPort."""
    wished = (text or "").strip() or "8000"
    if wished.isascii() and wished.isdigit() and 0 < int(wished) < 65536:
        return int(wished)
    raise WrongPort(_("PORT phải là số từ 1 đến 65535, đang là “%(port)s”.") % {"port": wished})


def check_port(host: str, port: int) -> None:
    """Raises PortBusy where ``host:port`` cannot be opened: used, not ours to open, no such address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                text = _(
                    "Cổng %(port)s đang được chương trình khác dùng (có thể là một bản Điều Phối đang chạy). "
                    "Hãy dừng nó hoặc chọn cổng khác, ví dụ: PORT=%(other)s make demo"
                ) % {"port": port, "other": port + 1 if port < 65535 else 8001}
            elif error.errno in (errno.EACCES, errno.EPERM):
                text = _("Tài khoản này không được mở cổng %(port)s. Hãy chọn cổng từ 1024 trở lên.") % {"port": port}
            else:
                text = _("Không mở được %(host)s:%(port)s: %(detail)s.") % {
                    "host": host,
                    "port": port,
                    "detail": why(error),
                }
            raise PortBusy(text) from error


def collect_static() -> None:
    """Static files under hashed names where WhiteNoise serves them from."""
    from django.conf import settings
    from django.core.management import call_command

    if settings.STATIC_ROOT and not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)


def web_member(host: str, port: int, workers: int) -> Member:
    """The web server's process."""
    return Member(
        _("Trang web"),
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
            *("--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "4"),
            *("--log-level", "warning", "--respawn-failed-workers", "--workers-kill-timeout", "8"),
            "dieuphoi.config.wsgi:application",
        ],
    )


def worker_member() -> Member:
    """The background worker's process."""
    return Member(_("Việc nền"), [sys.executable, "-m", "dieuphoi.config.cli", "worker"], quiet=True)


def keep_database(handle: embedded.Handle) -> None:
    """Bring the embedded server back, on its old port, when somebody killed its keeper under us."""
    if handle.embedded and not handle.alive():
        say(_("Cơ sở dữ liệu đã bị dừng từ bên ngoài, đang khởi động lại…"))
        fresh = embedded.ensure_running()
        # The handle of the running command goes on to hold the new server.
        handle.adopt(fresh)


def run_servers(host: str, port: int, workers: int, *, with_worker: bool = True) -> int:
    """Web server and (``with_worker``) worker until somebody stops them. Returns the exit code."""
    handle = hold_database()

    def watch() -> None:
        try:
            keep_database(handle)
        except DieuphoiError as error:
            say(str(error))

    members = [web_member(host, port, workers), *([worker_member()] if with_worker else [])]
    return Team(members, watch=watch).run()


_host = click.option("--host", default="127.0.0.1", show_default=True, help=_("Địa chỉ mở trang web."))
_port = click.option("--port", default=None, envvar="PORT", help=_("Cổng của trang web (biến PORT), mặc định 8000."))
_workers = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=lambda: max(1, min(4, (os.cpu_count() or 2) // 2)),
    help=_("Số tiến trình trang web."),
)


@click.command(help=_("Chạy trang web và việc nền trên cơ sở dữ liệu đã có; Ctrl-C dừng tất cả."))
@_host
@_port
@_workers
@click.option("--no-migrate", is_flag=True, help=_("Không đưa bảng lên phiên bản mới trước khi chạy."))
@click.option("--no-worker", is_flag=True, help=_("Chỉ chạy trang web; việc nền chạy riêng bằng `dieuphoi worker`."))
@click.pass_context
def serve(ctx: click.Context, host: str, port: str | None, workers: int, no_migrate: bool, no_worker: bool) -> None:
    """Web server and worker."""
    number = web_port(port)
    check_port(host, number)
    hold_database()
    if not no_migrate:
        bring_up_to_date()
    collect_static()
    say(_("Điều Phối chạy ở %(url)s – Ctrl-C để dừng.") % {"url": f"http://{host}:{number}/"})
    ctx.exit(run_servers(host, number, workers, with_worker=not no_worker))


@click.command(help=_("Chuẩn bị tỉnh trình diễn (tạo một lần, lần sau giữ nguyên) rồi chạy; Ctrl-C dừng tất cả."))
@_host
@_port
@_workers
@click.option("--prepare-only", is_flag=True, help=_("Chỉ chuẩn bị dữ liệu, không chạy trang web."))
@click.pass_context
def demo(ctx: click.Context, host: str, port: str | None, workers: int, prepare_only: bool) -> None:
    """The demo: prepare once, then serve."""
    number = web_port(port)
    if not prepare_only:
        check_port(host, number)
    from dieuphoi.config import frontend

    if frontend.source_dir().is_dir():
        frontend.build_assets()
    say(_("Đang mở cơ sở dữ liệu…"))
    hold_database()
    bring_up_to_date()
    sign_ins = prepare_demo()
    collect_static()
    if prepare_only:
        return
    url = f"http://{'localhost' if host in ('127.0.0.1', '::1') else host}:{number}/"
    say()
    say(_("Điều Phối chạy ở %(url)s – Ctrl-C để dừng.") % {"url": url})
    if sign_ins:
        say(_("Tỉnh trình diễn là hư cấu. Tài khoản để thử:"))
        name_width = max(len(name) for name, _password, _who in sign_ins)
        password_width = max(len(password) for _name, password, _who in sign_ins)
        for name, password, who in sign_ins:
            say(f"  {name:<{name_width}}  {password:<{password_width}}  {who}")
    say()
    ctx.exit(run_servers(host, number, workers))


def prepare_demo() -> list[tuple[str, str, str]]:
    """Load the demo province where there is none; returns the sign-ins ``(name, password, who)``."""
    from django.utils import timezone

    from dieuphoi.config.demo import load

    load.load_demo(now=timezone.now())
    return [(str(name), str(password), str(who)) for name, password, who in load.SIGN_INS]


@click.command(help=_("Chạy việc nền (hàng đợi trong cơ sở dữ liệu); Ctrl-C dừng."))
@click.option("--once", is_flag=True, help=_("Làm hết việc đang chờ rồi thôi."))
@click.option("--concurrency", type=click.IntRange(1, 32), default=2, show_default=True, help=_("Số việc cùng lúc."))
@needs_database
def worker(once: bool, concurrency: int) -> None:
    """Procrastinate's worker; asked to stop, it waits for the running jobs."""
    from dieuphoi.core.kernel.jobs import worker_run

    worker_run(concurrency=concurrency, wait=not once)
