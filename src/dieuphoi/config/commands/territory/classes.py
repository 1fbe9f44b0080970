"""Classes of units: brought out and in by a sheet."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils import timezone

from dieuphoi.config.commands._load import load_file, print_run
from dieuphoi.config.commands.territory.root import FILE, OUT, territory
from dieuphoi.config.console import _
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.registry.territory.sheets import ClassImporter, class_workbook


@territory.group(help=_("Phân loại đơn vị: vùng, nhóm xã, khu vực, cờ – theo quyết định, từ một ngày."))
def classes() -> None:
    """Classes of units."""


@classes.command("export", help=_("Ghi các phân loại của hôm nay ra tệp XLSX, cũng là mẫu để nạp."))
@click.option("--out", type=OUT, required=True, help=_("Tệp để ghi."))
def export_classes(out: Path) -> None:
    """Write today's classes as the sheet that can be brought back."""
    now = timezone.now()
    out.write_bytes(class_workbook(system_actor(today(now)), now))
    click.echo(str(out))


@classes.command("load", help=_("Nạp phân loại đơn vị từ bảng tính; có lỗi thì không ghi gì."))
@click.argument("file", type=FILE)
@click.option("--trial", is_flag=True, help=_("Chỉ xem trước, không ghi."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def load_classes(file: Path, trial: bool, as_json: bool) -> None:
    """Bring a sheet of classes in."""
    run, _actor, _now = load_file(ClassImporter(), file, target={}, trial=trial)
    print_run(run, trial=trial, as_json=as_json)
