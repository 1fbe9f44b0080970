"""Địa bàn: nạp đơn vị hành chính của một tỉnh, xem các đơn vị của một ngày."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
from django.utils import timezone

from dieuphoi.config.console import _, emit_json
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import parse_date, today
from dieuphoi.registry.territory import loader
from dieuphoi.registry.territory.selectors import KINDS, TYPES, UnitRow, find_province, units_on
from dieuphoi.registry.territory.services import LoadReport, territory_load

needs_database = True


class DayParameter(click.ParamType):
    """A day: ``2025-07-01`` or ``01/07/2025``."""

    name = "day"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        return _("NGÀY")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return parse_date(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.group(help=_("Địa bàn: nạp đơn vị hành chính của một tỉnh, xem các đơn vị của một ngày."))
def territory() -> None:
    """Units of territory."""


@territory.command(
    help=_("Nạp các đơn vị của một tỉnh (hoặc cả nước) từ gói dữ liệu; nạp lại không thay đổi gì.")
)
@click.option("--province", help=_("Tên tỉnh, có dấu hoặc không dấu: “Hà Tĩnh”, “ha tinh”."))
@click.option("--all", "everything", is_flag=True, help=_("Nạp cả 34 tỉnh, thành phố."))
@click.option("--as-of", "as_of", type=DayParameter(), required=True, help=_("Ngày của địa bàn: 2025-07-01."))
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
        _print_report(each)


def _print_report(report: LoadReport) -> None:
    if report.changed:
        made = ", ".join(f"{_type_words(kind)}: {count}" for kind, count in sorted(report.created.items()))
        click.echo(
            _("%(province)s: đã nạp %(made)s.")
            % {"province": report.province, "made": made or _("phân vùng")}
        )
    else:
        click.echo(_("%(province)s: đã có đủ từ trước, không thay đổi gì.") % {"province": report.province})
    there = ", ".join(f"{_type_words(kind)}: {count}" for kind, count in sorted(report.present.items()))
    if there and report.changed:
        click.echo(_("  Đã có từ trước: %(there)s.") % {"there": there})
    click.echo(
        _("  Cấp xã mới hình thành ngày này: %(new)d; giữ nguyên: %(same)d.")
        % {"new": report.new_since_reform, "same": report.unchanged}
    )
    regions = ", ".join(f"{code}: {count}" for code, count in sorted(report.regions.items()))
    click.echo(_("  Vùng: %(regions)s.") % {"regions": regions or _("chưa có")})
    if report.without_region:
        click.echo(
            _("  Chưa xếp được vùng (%(count)d): %(units)s.")
            % {"count": len(report.without_region), "units": ", ".join(report.without_region)}
        )
    for note in report.notes:
        click.echo(f"  - {note}")


def _type_words(code: str) -> str:
    words = {
        "tinh": _("tỉnh"),
        "thanh_pho_tw": _("thành phố"),
        "xa": _("xã"),
        "phuong": _("phường"),
        "dac_khu": _("đặc khu"),
    }
    return words.get(code, code)


@territory.command("list", help=_("In các đơn vị tồn tại trong một ngày, theo vần chữ cái tiếng Việt."))
@click.option("--kind", type=click.Choice(KINDS), help=_("Cấp: tỉnh, huyện, xã, thôn."))
@click.option(
    "--type", "types", type=click.Choice(TYPES), multiple=True, help=_("Loại, dùng được nhiều lần.")
)
@click.option("--province", help=_("Chỉ trong một tỉnh."))
@click.option("--as-of", "as_of", type=DayParameter(), required=True, help=_("Ngày: 2025-07-01."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def list_units(
    kind: str | None, types: tuple[str, ...], province: str | None, as_of: date, as_json: bool
) -> None:
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
