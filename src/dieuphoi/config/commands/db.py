"""Cơ sở dữ liệu và việc quản trị chung."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from dieuphoi.config import embedded
from dieuphoi.config.cli import hold_database, needs_database, setup_django
from dieuphoi.config.console import _, emit_json, say
from dieuphoi.core.kernel.errors import DieuphoiError

COMMANDS = {
    "migrate": _("Đưa các bảng của cơ sở dữ liệu lên phiên bản của chương trình."),
    "manage": _("Chạy một lệnh quản trị của Django trên cơ sở dữ liệu này."),
    "shell": _("Mở Python với các bảng của chương trình."),
    "status": _("Cho biết cơ sở dữ liệu nào đang dùng, có chạy không, ở đâu."),
}


def bring_up_to_date(*, quiet: bool = True) -> None:
    """Apply migrations and make the cache's table. Django must be set up."""
    from django.core.management import call_command

    refuse_half_restored()
    with collected_rarely():
        call_command("migrate", interactive=False, verbosity=0 if quiet else 1)
    call_command("createcachetable", verbosity=0)
    load_shipped_sets()


@contextmanager
def collected_rarely() -> Iterator[None]:
    """Migrations make and drop thousands of model classes (40,000 where the squashed files cannot be used): looking for
    garbage less often saves a tenth of their time, for some 130 MB then.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, 10, 10)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class HalfRestored(DieuphoiError):
    """A restore was killed here: the tables are there, the rows are not."""


def refuse_half_restored() -> None:
    """Raises HalfRestored where a restore began and did not come to its end: nobody works on half a database."""
    from django.db import connection

    from dieuphoi.config.backup.tables import MARK

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [MARK])
        if cursor.fetchone()[0]:
            raise HalfRestored(
                _("Một lần phục hồi vào cơ sở dữ liệu này đã bị ngắt giữa chừng. Hãy chạy lại `dieuphoi restore`.")
            )


def load_shipped_sets() -> None:
    """Bring in the criteria sets that ship with the product and are not there yet (the same content never twice)."""
    from django.utils import timezone

    from dieuphoi.core.kernel.actor import system_actor
    from dieuphoi.core.kernel.dates import today
    from dieuphoi.programme.criteria.services import shipped_sets_load

    now = timezone.now()
    shipped_sets_load(actor=system_actor(today(now)), now=now)


@click.command(help=_("Đưa các bảng của cơ sở dữ liệu lên phiên bản của chương trình; chạy lại không sao."))
@click.option("--quiet", is_flag=True, help=_("Không in từng bước."))
@needs_database
def migrate(quiet: bool) -> None:
    """Apply all migrations."""
    bring_up_to_date(quiet=quiet)
    say(_("Cơ sở dữ liệu đã ở phiên bản mới nhất."))


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
    help=_("Chạy một lệnh quản trị của Django: `dieuphoi manage makemigrations --check`."),
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar=_("LỆNH [THAM SỐ]…"))
@click.pass_context
def manage(ctx: click.Context, arguments: tuple[str, ...]) -> None:
    """Pass a command line through to Django."""
    from django.core.management import execute_from_command_line

    if not arguments or arguments in (("--help",), ("-h",)):
        click.echo(ctx.get_help())
        return
    if "--help" in arguments:
        setup_django()
    else:
        hold_database()
    execute_from_command_line(["dieuphoi manage", *arguments])


@click.command(help=_("Mở Python với các bảng của chương trình."))
@needs_database
def shell() -> None:
    """Django's shell."""
    from django.core.management import call_command

    call_command("shell")


def facts() -> dict[str, Any]:
    """What ``dieuphoi status --json`` prints: which database, whether it answers, where its data is."""
    url = embedded.database_url()
    if url:
        entry = embedded.parse_database_url(url)
        found: dict[str, Any] = {
            "kind": "external",
            "host": entry["HOST"],
            "port": int(entry["PORT"]),
            "database": entry["NAME"],
            "user": entry["USER"],
        }
        try:
            embedded.check_server(entry)
        except DieuphoiError as error:
            return found | {"running": False, "reason": str(error)}
        return found | {"running": True}
    var = embedded.state_dir()
    running = embedded.find_running(var)
    found = {"kind": "embedded", "state_dir": str(var), "running": running is not None}
    if running is None:
        location = var / "postgres.location"
        data = location.read_text(encoding="utf-8").strip() if location.is_file() else str(var / "postgres")
        return found | {"data": data}
    return found | running.facts()


@click.command(
    help=_("Cho biết cơ sở dữ liệu nào đang dùng, có chạy không, dữ liệu ở đâu. Không khởi động gì.")
)
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def status(as_json: bool) -> None:
    """Where the database is and whether it runs."""
    known = facts()
    if as_json:
        emit_json(known)
        return
    state = _("đang chạy") if known["running"] else _("không chạy")
    kind = _("PostgreSQL kèm theo") if known["kind"] == "embedded" else _("máy chủ của DATABASE_URL")
    click.echo(f"{kind}: {state}")
    for name, value in known.items():
        if name not in ("kind", "running"):
            click.echo(f"  {name}: {value}")
