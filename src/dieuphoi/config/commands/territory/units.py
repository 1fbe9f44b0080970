"""Units: load those of a province from the data package, list those of a day, bring them out and in by a sheet."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from dieuphoi.config.commands._load import load_file, print_run
from dieuphoi.config.commands.territory.reports import print_report
from dieuphoi.config.commands.territory.root import FILE, OUT, DayParameter, territory
from dieuphoi.config.console import _, emit_json
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.registry.territory import loader
from dieuphoi.registry.territory.selectors import KINDS, TYPES, UnitRow, find_province, units_on
from dieuphoi.registry.territory.services import territory_load
from dieuphoi.registry.territory.sheets import UnitImporter, unit_workbook


@territory.command(help=_("Nạp các đơn vị của một tỉnh (hoặc cả nước) từ gói dữ liệu; nạp lại không thay đổi gì."))
@click.option("--province", help=_("Tên tỉnh, có dấu hoặc không dấu: “Hà Tĩnh”, “ha tinh”."))
@click.option("--all", "everything", is_flag=True, help=_("Nạp mọi tỉnh, thành phố của ngày đó."))
@click.option(
    "--as-of",
    "as_of",
    type=DayParameter(),
    required=True,
    help=_("Ngày của địa bàn: 2025-06-30 (63 tỉnh, có huyện) hoặc 2025-07-01 (34 tỉnh)."),
)
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def load(province: str | None, everything: bool, as_of: date, as_json: bool) -> None:
    """Load units of a day from the data package."""
    if everything == bool(province):
        raise click.UsageError(_("Hãy ghi --province TÊN, hoặc --all để nạp cả nước."))
    now = timezone.now()
    actor = system_actor(today(now))
    names = loader.province_names(as_of) if everything else [province or ""]
    reports = [territory_load(actor=actor, province=name, as_of=as_of, now=now) for name in names]
    if as_json:
        emit_json([each.as_json() for each in reports] if everything else reports[0].as_json())
        return
    for each in reports:
        print_report(each)


@territory.command("list", help=_("In các đơn vị tồn tại trong một ngày, theo vần chữ cái tiếng Việt."))
@click.option("--kind", type=click.Choice(KINDS), help=_("Cấp: tỉnh, huyện, xã, thôn."))
@click.option("--type", "types", type=click.Choice(TYPES), multiple=True, help=_("Loại, dùng được nhiều lần."))
@click.option("--province", help=_("Chỉ trong một tỉnh."))
@click.option("--as-of", "as_of", type=DayParameter(), required=True, help=_("Ngày: 2025-07-01."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def list_units(kind: str | None, types: tuple[str, ...], province: str | None, as_of: date, as_json: bool) -> None:
    """The units of a day."""
    actor = system_actor(today(timezone.now()))
    inside = find_province(province, as_of).id if province else None
    rows = units_on(actor, as_of, kind=kind, types=types, province=inside)
    if as_json:
        emit_json([unit_json(row) for row in rows])
        return
    for row in rows:
        click.echo(f"{row.code:<6}{row.full_name}{f' – {row.parent_name}' if row.parent_name else ''}")
    click.echo(_("%(count)d đơn vị") % {"count": len(rows)}, err=True)


def unit_json(row: UnitRow) -> dict[str, Any]:
    """One unit as ``--json`` prints it; ``parent`` and ``province`` are full names, ``null`` where
    unknown.
    """
    return {
        "id": row.id,
        "code": row.code,
        "name": row.name,
        "full_name": row.full_name,
        "type": row.type,
        "kind": row.kind,
        "parent": row.parent_name or None,
        "parent_id": row.parent_id,
        "province": row.province_name or None,
        "province_id": row.province_id,
    }


@territory.command("export", help=_("Ghi các đơn vị của một ngày ra tệp XLSX, cũng là mẫu để nạp đơn vị mới (thôn…)."))
@click.option("--out", type=OUT, required=True, help=_("Tệp để ghi."))
@click.option("--kind", type=click.Choice(KINDS), help=_("Cấp: tỉnh, huyện, xã, thôn."))
@click.option("--province", help=_("Chỉ trong một tỉnh."))
@click.option("--as-of", "as_of", type=DayParameter(), help=_("Ngày: 2025-07-01; bỏ trống là hôm nay."))
def export(out: Path, kind: str | None, province: str | None, as_of: date | None) -> None:
    """Write the units of a day as the sheet that can be brought back."""
    now = timezone.now()
    day = as_of or today(now)
    inside = find_province(province, day).id if province else None
    out.write_bytes(unit_workbook(system_actor(today(now)), now, day=day, kind=kind, province=inside))
    click.echo(str(out))


@territory.command("import", help=_("Nạp đơn vị chưa có (thôn, đơn vị cũ) từ bảng tính; có lỗi thì không ghi gì."))
@click.argument("file", type=FILE)
@click.option("--trial", is_flag=True, help=_("Chỉ xem trước, không ghi."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def import_units(file: Path, trial: bool, as_json: bool) -> None:
    """Bring a sheet of units in."""
    run, _actor, _now = load_file(UnitImporter(), file, target={}, trial=trial)
    print_run(run, trial=trial, as_json=as_json)
