"""Boundaries of units, brought in from GeoJSON."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from django.utils import timezone

from dieuphoi.config.commands.territory.root import FILE, DayParameter, territory
from dieuphoi.config.console import _, emit_json
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.registry.territory.selectors import KINDS
from dieuphoi.registry.territory.services import boundaries_import


@territory.group(help=_("Ranh giới đơn vị, từ tệp GeoJSON."))
def boundaries() -> None:
    """Boundaries of units."""


@boundaries.command(
    "load", help=_("Nạp ranh giới từ FeatureCollection của GeoJSON; khớp theo mã, rồi theo tên của ngày đó.")
)
@click.argument("file", type=FILE)
@click.option("--as-of", "as_of", type=DayParameter(), required=True, help=_("Ranh giới có hiệu lực từ ngày này."))
@click.option("--kind", type=click.Choice(KINDS), default="commune", help=_("Cấp: tỉnh, huyện, xã, thôn."))
@click.option("--province", default="", help=_("Chỉ trong một tỉnh."))
@click.option("--source", default="", help=_("Nguồn của ranh giới; bỏ trống là tên tệp."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def load_boundaries(file: Path, as_of: date, kind: str, province: str, source: str, as_json: bool) -> None:
    """Bring boundaries in."""
    now = timezone.now()
    report = boundaries_import(
        actor=system_actor(today(now)),
        data=file.read_bytes(),
        as_of=as_of,
        source=source or file.name,
        now=now,
        kind=kind,
        province=province,
    )
    if as_json:
        emit_json(report.as_json())
        return
    click.echo(
        _("Ranh giới mới: %(new)d; không đổi: %(same)d; đơn vị chưa có ranh giới: %(without)d.")
        % {"new": report.new, "same": report.same, "without": report.without}
    )
    if report.unmatched:
        click.echo(
            _("Không khớp với đơn vị nào (%(count)d): %(names)s.")
            % {"count": len(report.unmatched), "names": ", ".join(report.unmatched)}
        )
