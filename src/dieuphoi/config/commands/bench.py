"""Đo tốc độ của chương trình: mỗi số một dòng JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from urllib.parse import urlsplit

import click

from dieuphoi.config import embedded
from dieuphoi.config.console import _, say
from dieuphoi.core.kernel.errors import EXIT_FAILED, DieuphoiError

SETTINGS = "benchmarks.settings"


class NoBenchmarks(DieuphoiError):
    """The program runs without its clone."""


@contextmanager
def own_database() -> Iterator[str]:
    """A fresh database in the clone's server (or in that of ``DATABASE_URL``), dropped at the end.

    Django must not be set up yet. Raises DatabaseUnavailable.
    """
    import psycopg
    from psycopg import sql

    fresh = f"dieuphoi_bench_{os.getpid()}"
    name = sql.Identifier(fresh)
    with embedded.ensure_running() as handle:
        url = urlsplit(handle.url)._replace(path=f"/{fresh}").geturl()

        def alone(statement: str) -> None:
            with psycopg.connect(handle.url, autocommit=True) as connection:
                connection.execute(sql.SQL(statement).format(name))

        try:
            alone("CREATE DATABASE {}")
        except psycopg.Error as error:
            raise embedded.DatabaseUnavailable(
                _("Không tạo được cơ sở dữ liệu riêng để đo: %(detail)s") % {"detail": embedded.tail(str(error))}
            ) from error
        before = os.environ.get("DATABASE_URL")
        os.environ["DATABASE_URL"] = url
        try:
            yield url
        finally:
            if "django.db" in sys.modules:
                from django.db import connections

                connections.close_all()
            if before is None:
                del os.environ["DATABASE_URL"]
            else:
                os.environ["DATABASE_URL"] = before
            alone("DROP DATABASE IF EXISTS {} WITH (FORCE)")


SHORT_HELP = _("Đo tốc độ của chương trình: mỗi số một dòng JSON.")


@click.command(
    help=_(
        "Đo tốc độ trong một cơ sở dữ liệu riêng (tỉnh 124 xã, cả nước 3.321 xã, 57 chỉ tiêu, 12 đợt) rồi bỏ nó. "
        "Mỗi số một dòng JSON: name, value, unit, limit, ratio, aim, met; `met` xét theo tỷ lệ với mức `limit` "
        "đo trong cùng lần chạy."
    )
)
@click.option("--only", default="", metavar=_("TÊN"), help=_("Chỉ đo các số có tên bắt đầu như vậy."))
@click.option("--json", "as_json", is_flag=True, help=_("In một mảng JSON khi xong, thay cho từng dòng."))
@click.pass_context
def bench(ctx: click.Context, only: str, as_json: bool) -> None:
    """Measure, print one line a figure; exit code 0 even where an aim is not met: the line says so."""
    root = embedded.repository_root()
    if not (root / "benchmarks").is_dir():
        raise NoBenchmarks(_("Không có thư mục benchmarks: lệnh này chạy trong bản mã nguồn."))
    sys.path.insert(0, str(root))
    names = import_module("benchmarks.names").NAMES
    if not any(name.startswith(only) for name in names):
        raise click.UsageError(
            _("Không có số nào tên “%(name)s”. Có: %(names)s.") % {"name": only, "names": ", ".join(names)}
        )
    started = time.monotonic()
    with own_database():
        os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
        import django

        django.setup()
        from django.utils import timezone

        from dieuphoi.config.commands.db import bring_up_to_date

        bring_up_to_date()
        suite = import_module("benchmarks.suite")

        def tell(words: str) -> None:
            say(f"  [{time.monotonic() - started:4.0f} s] {words}")

        found = []
        for figure in suite.figures(timezone.now(), suite.Size(), only=only, tell=tell):
            found.append(figure)
            if not as_json:
                click.echo(figure.line())
        if as_json:
            click.echo(json.dumps([json.loads(figure.line()) for figure in found], ensure_ascii=False))
        tell(_("xong"))
    if not found:
        ctx.exit(EXIT_FAILED)
