"""What a load of units and an application of changes came to, as the terminal tells a person."""

from __future__ import annotations

import click

from dieuphoi.config.console import _
from dieuphoi.registry.territory import loader
from dieuphoi.registry.territory.models import ChangeKind
from dieuphoi.registry.territory.selectors import KIND_LABELS, KINDS, TYPE_LABELS
from dieuphoi.registry.territory.services import ChangeReport, LoadReport


def print_report(report: LoadReport) -> None:
    if report.changed:
        made = ", ".join(f"{_type_words(kind)}: {count}" for kind, count in sorted(report.created.items()))
        click.echo(_("%(province)s: đã nạp %(made)s.") % {"province": report.province, "made": made or _("phân vùng")})
    else:
        click.echo(_("%(province)s: đã có đủ từ trước, không thay đổi gì.") % {"province": report.province})
    there = ", ".join(f"{_type_words(kind)}: {count}" for kind, count in sorted(report.present.items()))
    if there and report.changed:
        click.echo(_("  Đã có từ trước: %(there)s.") % {"there": there})
    if report.completed:
        click.echo(
            _("  Bổ sung tên, mã, đơn vị cấp trên cũ của đơn vị giữ nguyên: %(count)d.") % {"count": report.completed}
        )
    if report.as_of == loader.REFORM:
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
    words = TYPE_LABELS.get(code) or KIND_LABELS.get(code) or code
    return str(words).lower()


def print_counts(report: ChangeReport) -> None:
    kinds = ", ".join(f"{ChangeKind(kind).label}: {count}" for kind, count in report.changes.items())
    click.echo(_("  Loại thay đổi: %(kinds)s.") % {"kinds": kinds})
    click.echo(_("  Trước: %(counts)s.") % {"counts": _census(report.before)})
    click.echo(_("  Sau: %(counts)s.") % {"counts": _census(report.after)})
    click.echo(
        _("  Kết thúc: %(ended)s. Mới: %(created)s. Giữ nguyên: %(kept)s.")
        % {"ended": _counts(report.ended), "created": _counts(report.created), "kept": _counts(report.kept)}
    )
    if report.adopted:
        click.echo(_("  Đã nạp sẵn, nay nối với đơn vị cũ: %(counts)s.") % {"counts": _counts(report.adopted)})
    click.echo(
        _("  Đơn vị cũ bị chia: %(divided)d. Đơn vị trực thuộc chuyển theo: %(moved)d.")
        % {"divided": report.divided, "moved": report.moved}
    )
    if report.orphans:
        click.echo(
            _("  Chưa biết thuộc đâu vì đơn vị cấp trên bị chia (%(count)d): %(names)s.")
            % {"count": len(report.orphans), "names": ", ".join(report.orphans)}
        )
    touched = "; ".join(f"{each['words']}: {each['count']}" for each in report.touches)
    click.echo(_("  Dữ liệu dựa trên đơn vị cũ: %(touched)s.") % {"touched": touched or _("không có")})


def _census(counts: dict[str, int]) -> str:
    """``cấp tỉnh: 1, cấp xã: 69 (phường: 9, xã: 60)``."""
    kinds = []
    for kind in KINDS:
        if kind in counts:
            words = _("cấp %(kind)s: %(count)d") % {"kind": str(KIND_LABELS[kind]), "count": counts[kind]}
            types = {key: count for key, count in counts.items() if key not in KINDS}
            kinds.append(f"{words} ({_counts(types)})" if kind == "commune" else words)
    return ", ".join(kinds) or "0"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{_type_words(key)}: {count}" for key, count in counts.items()) or "0"
