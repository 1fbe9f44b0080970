"""Cơ quan: nạp danh sách cơ quan từ bảng tính, xuất ra cùng mẫu."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from django.utils import timezone

from dieuphoi.config.commands._load import load_file, map_option, print_run
from dieuphoi.config.console import _, emit_json
from dieuphoi.core.exchange.importers import Importer
from dieuphoi.core.exchange.reader import Table
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.registry.organisations.selectors import orgs_on
from dieuphoi.registry.organisations.services import columns_settle
from dieuphoi.registry.organisations.sheets import (
    CommitteeImporter,
    MonitorImporter,
    OrganisationImporter,
    PostImporter,
    org_workbook,
)

needs_database = True
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(help=_("Cơ quan: nạp danh sách cơ quan từ bảng tính, xuất ra cùng mẫu."))
def organisations() -> None:
    """Organisations."""


@organisations.command(
    help=_("Nạp danh sách cơ quan (XLSX, CSV); mọi lỗi được liệt kê, có lỗi thì không ghi gì.")
)
@click.argument("file", type=FILE)
@click.option("--trial", is_flag=True, help=_("Chỉ xem trước, không ghi."))
@map_option
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def load(file: Path, trial: bool, map_name: str, as_json: bool) -> None:
    """Bring a sheet of organisations in."""
    run, _actor, _now = load_file(OrganisationImporter(), file, target={}, trial=trial, map_name=map_name)
    print_run(run, trial=trial, as_json=as_json)


_SHEETS: dict[str, Callable[[], Importer[Table]]] = {
    "posts": PostImporter,
    "committees": CommitteeImporter,
    "monitors": MonitorImporter,
}


@organisations.command("load-sheet", help=_("Nạp chức vụ, Ban Chỉ đạo hoặc phân công theo dõi từ bảng tính."))
@click.argument("kind", type=click.Choice(sorted(_SHEETS)))
@click.argument("file", type=FILE)
@click.option("--trial", is_flag=True, help=_("Chỉ xem trước, không ghi."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def load_sheet(kind: str, file: Path, trial: bool, as_json: bool) -> None:
    """Bring a sheet of posts, committees or assignments in."""
    run, _actor, _now = load_file(_SHEETS[kind](), file, target={}, trial=trial)
    print_run(run, trial=trial, as_json=as_json)


@organisations.command(help=_("Cập nhật tên, cấp trên đã quyết định trước và có hiệu lực hôm nay."))
def settle() -> None:
    """Bring today's columns up to the time line; for a nightly run."""
    now = timezone.now()
    click.echo(str(columns_settle(actor=system_actor(today(now)), now=now)))


@organisations.command("export", help=_("Ghi danh sách cơ quan hôm nay ra tệp XLSX, cũng là mẫu để nạp."))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help=_("Tệp để ghi."))
def export(out: Path) -> None:
    """Write today's organisations as the sheet that can be brought back."""
    now = timezone.now()
    out.write_bytes(org_workbook(system_actor(today(now)), now))
    click.echo(str(out))


@organisations.command("list", help=_("In các cơ quan của hôm nay."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def list_orgs(as_json: bool) -> None:
    """Today's organisations."""
    day = today(timezone.now())
    rows = orgs_on(system_actor(day), day)
    if as_json:
        emit_json(
            [
                {
                    "id": row.id,
                    "code": row.code,
                    "name": row.name,
                    "kind": row.kind,
                    "parent": row.parent_code or None,
                    "place": row.place_name or None,
                    "place_code": row.place_code or None,
                    "phone": row.phone or None,
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        click.echo(f"{row.code:<16}{row.name}{f' – {row.place_name}' if row.place_name else ''}")
