"""``dieuphoi``: the command line. It finds the commands, prepares what each needs, and gives one exit table.

A command is a module of :mod:`dieuphoi.config.commands`. The list is read from the modules' text, never by
importing them, so that ``dieuphoi --help`` and the commands that judge by rules alone need neither Django nor
a database. A module (or the ``__init__`` of a folder of rooms) says in its text:

* the first line of its docstring, or ``SHORT_HELP = _("…")``: the short help of its command, which bears
  the module's name;
* or ``COMMANDS = {"name": "short help", …}`` when it holds several
  commands (attribute ``name``, ``-`` as ``_``; the words may stand in ``_()``);
* ``needs_database = True``: a database is held and Django set up before the module is imported. A module
  with commands of both kinds uses the decorator :func:`needs_database` instead.

The command itself is the attribute ``command``, ``group`` or the command's name.
"""

from __future__ import annotations

import ast
import atexit
import functools
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click

from dieuphoi.config import embedded
from dieuphoi.config.console import _, fail, prepare_streams, say
from dieuphoi.config.usage import usage_words
from dieuphoi.core.kernel.errors import (
    EXIT_DONE,
    EXIT_FAILED,
    EXIT_INPUT,
    EXIT_USAGE,
    DieuphoiError,
    InputErrors,
)

COMMANDS_DIR = Path(__file__).resolve().parent / "commands"
COMMANDS_PACKAGE = "dieuphoi.config.commands"
SETTINGS = "dieuphoi.config.settings"
HELP_WORDS = {"--help", "-h"}

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Entry:
    """One command as its module's text tells it."""

    name: str
    module: str
    attribute: str
    short_help: str
    needs_database: bool


def _literal(node: ast.expr | None) -> Any:
    """A literal of a module's text; ``_("words")`` counts as its words."""
    if isinstance(node, ast.Dict):
        keys = [_literal(key) for key in node.keys]
        return dict(zip(keys, map(_literal, node.values), strict=True))
    if isinstance(node, ast.Call) and len(node.args) == 1:
        return _literal(node.args[0])
    assert node is not None
    return ast.literal_eval(node)


def read_module(path: Path) -> list[Entry]:
    """The commands of one module, from its text; those of a folder from its ``__init__``."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    doc = (ast.get_docstring(tree) or "").strip().partition("\n")[0].strip()
    constants: dict[str, Any] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            targets, value = list(statement.targets), statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets, value = [statement.target], statement.value
        else:
            continue
        for target in targets:
            if isinstance(target, ast.Name) and target.id in ("COMMANDS", "SHORT_HELP", "needs_database"):
                constants[target.id] = _literal(value)
    needs = bool(constants.get("needs_database", False))
    module = path.parent.name if path.name == "__init__.py" else path.stem
    names = constants.get("COMMANDS")
    if names is None:
        name = module.replace("_", "-")
        return [Entry(name, module, "", constants.get("SHORT_HELP", doc), needs)]
    return [Entry(name, module, name.replace("-", "_"), text, needs) for name, text in names.items()]


@functools.cache
def entries() -> dict[str, Entry]:
    """Every command by name, in the order of the names."""
    found: dict[str, Entry] = {}
    for path in sorted([*COMMANDS_DIR.glob("[!_]*.py"), *COMMANDS_DIR.glob("[!_]*/__init__.py")]):
        for entry in read_module(path):
            found[entry.name] = entry
    return dict(sorted(found.items()))


# --- What a command needs -----------------------------------------------------------------------------

_held: list[embedded.Handle] = []


def setup_django() -> None:
    """Set Django up by our settings; a second call does nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def hold_database() -> embedded.Handle:
    """Hold a database (found or started) for the life of this command, then set Django up.

    Before Django, because settings read the server's address. Raises DatabaseUnavailable, WrongDatabaseUrl.
    """
    if not _held:
        handle = embedded.ensure_running()
        _held.append(handle)
        atexit.register(release_database)
    setup_django()
    return _held[0]


def release_database() -> None:
    """Let the database go; it stops when nobody else holds it."""
    if not _held:
        return
    if "django.db" in sys.modules:
        from django.apps import apps
        from django.db import connections

        if apps.ready:
            connections.close_all()
    while _held:
        _held.pop().close()


def needs_database(function: Decorated) -> Decorated:
    """Decorate a command's function: a database is held and Django is set up before it runs."""

    @functools.wraps(function)
    def prepared(*args: Any, **kwargs: Any) -> Any:
        hold_database()
        return function(*args, **kwargs)

    return prepared  # type: ignore[return-value]


def _pick(entry: Entry, module: Any) -> click.Command:
    names = [entry.attribute] if entry.attribute else ["command", "group", "cli", entry.module]
    for name in names:
        candidate = getattr(module, name, None)
        if isinstance(candidate, click.Command):
            return candidate
    raise RuntimeError(f"{module.__name__} holds no click command named {' or '.join(names)}")


class Commands(click.Group):
    """The root group: names and short helps come from the modules' text; what is called is imported."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta["dieuphoi.only_help"] = bool(HELP_WORDS & set(args))
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(entries())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = entries().get(cmd_name)
        if entry is None:
            return None
        if entry.needs_database:
            if ctx.meta.get("dieuphoi.only_help"):
                setup_django()
            else:
                hold_database()
        return _pick(entry, import_module(f"{COMMANDS_PACKAGE}.{entry.module}"))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in entries() and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], entries(), n=3)
            hint = _(" Có phải: %(names)s?") % {"names": ", ".join(near)} if near else ""
            ctx.fail(
                _("Không có lệnh “%(name)s”.%(hint)s Xem `dieuphoi --help`.")
                % {"name": args[0], "hint": hint}
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Các lệnh")):
            formatter.write_dl([(entry.name, _(entry.short_help)) for entry in entries().values()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Mã kết thúc của mọi lệnh")):
            formatter.write_dl(
                [
                    ("0", _("xong")),
                    ("1", _("không làm được (lỗi máy, mạng, cơ sở dữ liệu)")),
                    ("2", _("gọi sai: thiếu hoặc sai tham số, biến môi trường")),
                    ("3", _("bị một quy tắc từ chối, kèm lý do")),
                    ("4", _("dữ liệu đưa vào có lỗi, mọi lỗi được liệt kê")),
                ]
            )
        with formatter.section(_("Biến môi trường")):
            formatter.write_dl(
                [
                    (
                        "DATABASE_URL",
                        _("máy chủ PostgreSQL 15–18 có sẵn; không đặt thì dùng PostgreSQL kèm theo"),
                    ),
                    ("PORT", _("cổng của trang web (8000)")),
                    ("DIEUPHOI_VAR", _("thư mục giữ dữ liệu và trạng thái (var/ của bản này)")),
                    ("DIEUPHOI_LANGUAGE", _("ngôn ngữ của dòng lệnh: vi hoặc en")),
                ]
            )


@click.command(
    cls=Commands,
    name="dieuphoi",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    help=_("Điều Phối: hệ thống làm việc của văn phòng điều phối nông thôn mới cấp tỉnh."),
)
def root() -> None:
    """The root of all commands."""


# --- One exit table -----------------------------------------------------------------------------------


def report(error: BaseException) -> int:
    """Tell the person what happened (standard error) and return the exit code of the table."""
    if isinstance(error, InputErrors):
        say(_("Dữ liệu có %(count)s lỗi, chưa lưu gì:") % {"count": len(error.errors)})
        for each in error.errors:
            # The name of an argument says nothing to a person; a sheet, row and column do.
            inner = each.place == each.field and each.field.isascii() and each.field.isidentifier()
            say(f"  {each.message if inner else each}")
        return EXIT_INPUT
    if isinstance(error, DieuphoiError):
        fail(str(error))
        return error.exit_code
    if isinstance(error, click.UsageError):
        fail(usage_words(error))
        if error.ctx is not None:
            say(_("Cách gọi: %(command)s --help") % {"command": error.ctx.command_path})
        return EXIT_USAGE
    if isinstance(error, click.ClickException):
        fail(error.format_message())
        return EXIT_FAILED
    if isinstance(error, (click.Abort, KeyboardInterrupt)):
        say(_("Đã dừng theo yêu cầu."))
        return EXIT_FAILED
    if isinstance(error, BrokenPipeError):
        # The reader (head, less) went away: nothing is wrong, but nothing more can be printed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAILED
    return _report_unknown(error)


def _report_unknown(error: BaseException) -> int:
    """Errors of the libraries below us that a person can act on; else the traceback, for a report."""
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in chain:
        chain.append(at)
        at = at.__cause__ or at.__context__
    kinds = {f"{type(each).__module__}.{type(each).__name__}" for each in chain}
    if any(isinstance(each, DieuphoiError) for each in chain):
        return report(next(each for each in chain if isinstance(each, DieuphoiError)))
    text = embedded.tail(str(error), 3)
    if "psycopg.errors.DiskFull" in kinds or "No space left on device" in text:
        fail(embedded.explain("No space left on device", embedded.state_dir()))
    elif "django.core.management.base.CommandError" in kinds:
        fail(text)
    elif kinds & {"django.db.utils.OperationalError", "psycopg.OperationalError"}:
        fail(_("Cơ sở dữ liệu không trả lời: %(detail)s") % {"detail": text})
    elif kinds & {"psycopg.errors.UndefinedTable"}:
        fail(_("Cơ sở dữ liệu chưa có đủ bảng. Hãy chạy `dieuphoi migrate`."))
    else:
        traceback.print_exception(error)
        fail(_("Lỗi không lường trước: %(detail)s") % {"detail": text or type(error).__name__})
    return EXIT_FAILED


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    try:
        answer = root.main(
            args=list(sys.argv[1:] if arguments is None else arguments),
            prog_name="dieuphoi",
            standalone_mode=False,
        )
        return answer if isinstance(answer, int) and not isinstance(answer, bool) else EXIT_DONE
    except SystemExit as end:
        if isinstance(end.code, str):
            fail(end.code)
            return EXIT_FAILED
        return EXIT_DONE if end.code is None else int(end.code)
    except BaseException as error:
        return report(error)
    finally:
        release_database()


def main() -> None:
    """The program ``dieuphoi``."""
    prepare_streams()
    sys.exit(run())


if __name__ == "__main__":
    main()
