"""Danh sách công nhận: nạp từ bảng tính, xuất ra cùng mẫu, liệt kê theo ngày."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from django.utils import timezone

from dieuphoi.config.commands._load import load_file, print_run
from dieuphoi.config.commands.territory import DayParameter
from dieuphoi.config.console import _, emit_json
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.programme.recognition import selectors
from dieuphoi.programme.recognition.sheets import RecognitionImporter, recognition_workbook

needs_database = True
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(help=_("Danh sách công nhận: nạp từ bảng tính, xuất ra cùng mẫu, liệt kê theo ngày."))
def recognitions() -> None:
    """Recognitions."""


@recognitions.command(help=_("Nạp danh sách công nhận (XLSX, CSV) cho đơn vị của ngày ký; có lỗi thì không ghi gì."))
@click.argument("file", type=FILE)
@click.option("--trial", is_flag=True, help=_("Chỉ xem trước, không ghi."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def load(file: Path, trial: bool, as_json: bool) -> None:
    """Bring a list of decisions in."""
    run, _actor, _now = load_file(RecognitionImporter(), file, target={}, trial=trial)
    print_run(run, trial=trial, as_json=as_json)


@recognitions.command("export", help=_("Ghi danh sách công nhận ra tệp XLSX, cũng là mẫu để nạp."))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help=_("Tệp để ghi."))
def export(out: Path) -> None:
    """Write the register of today as the sheet that can be brought back."""
    now = timezone.now()
    day = today(now)
    out.write_bytes(recognition_workbook(system_actor(day), day, now))
    click.echo(str(out))


@recognitions.command("list", help=_("In các công nhận tính đến một ngày."))
@click.option("--as-of", "as_of", type=DayParameter(), help=_("Ngày: 2025-06-30. Để trống là hôm nay."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def list_recognitions(as_of: date | None, as_json: bool) -> None:
    """The recognitions decided by a day, each with its status on that day."""
    day = as_of or today(timezone.now())
    rows = selectors.recognitions(system_actor(day), day).order_by("decision_on", "unit_key", "pk")
    if as_json:
        emit_json(
            [
                {
                    "id": row.root,
                    "unit": row.unit_name,
                    "unit_id": row.unit_id,
                    "code": row.unit_code,
                    "level": row.level,
                    "year": row.year,
                    "status": row.status,
                    "decision": row.decision_number,
                    "decided_on": row.decision_on.isoformat(),
                    "revoked_on": row.revoked_on.isoformat() if row.revoked_on else None,
                }
                for row in rows
            ]
        )
        return
    count = 0
    for row in rows:
        count += 1
        label = selectors.LEVEL_LABELS[row.level]
        click.echo(f"{row.unit_name} – {label}: {row.decision_number}, {format_date(row.decision_on)}")
    click.echo(_("%(count)d quyết định") % {"count": count}, err=True)
