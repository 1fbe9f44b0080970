"""Địa bàn: nạp đơn vị hành chính của một tỉnh, xem các đơn vị của một ngày."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from django.db import transaction
from django.utils import timezone

from dieuphoi.config.commands._load import load_file, print_run
from dieuphoi.config.console import _, emit_json
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.dates import format_date, parse_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, NotVisible, Refused
from dieuphoi.registry.territory import loader
from dieuphoi.registry.territory.models import ChangeKind
from dieuphoi.registry.territory.selectors import (
    KIND_LABELS,
    KINDS,
    TYPE_LABELS,
    TYPES,
    UnitRow,
    batch_change_ids,
    batch_of,
    change_json,
    change_of,
    change_views,
    changes_query,
    find_province,
    units_on,
)
from dieuphoi.registry.territory.services import (
    ChangeReport,
    LoadReport,
    MappingPlan,
    boundaries_import,
    change_apply,
    change_cancel,
    change_dry_run,
    change_undo,
    territory_change_load,
    territory_load,
)
from dieuphoi.registry.territory.sheets import (
    ChangeImporter,
    ClassImporter,
    UnitImporter,
    change_workbook,
    class_workbook,
    unit_workbook,
)
from dieuphoi.registry.territory.states import APPLIED, CHANGE_LIFE, PLANNED

needs_database = True
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
NUMBER = click.IntRange(1, 2**63 - 1)
"""The number of a record."""


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
        _print_report(each)


def _print_report(report: LoadReport) -> None:
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


@territory.group(help=_("Thay đổi đơn vị hành chính: lập dự kiến, chạy thử, áp dụng, hoàn tác."))
def change() -> None:
    """Changes of units."""


@change.command(
    "load",
    help=_(
        "Lập thay đổi của một tỉnh từ gói dữ liệu (mỗi nhóm liên thông một thay đổi) và in kết quả chạy thử; "
        "thêm --apply để áp dụng."
    ),
)
@click.option("--province", required=True, help=_("Tên tỉnh vào ngày hiệu lực: “Hà Tĩnh”, “lao cai”."))
@click.option("--effective", type=DayParameter(), required=True, help=_("Ngày hiệu lực: 2025-07-01."))
@click.option("--apply", "applies", is_flag=True, help=_("Áp dụng, không chỉ chạy thử."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def change_load(province: str, effective: date, applies: bool, as_json: bool) -> None:
    """Plan a province's changes from the data package, dry-run or apply them."""
    now = timezone.now()
    actor = system_actor(today(now))
    with transaction.atomic():
        plan = territory_change_load(actor=actor, province=province, effective_on=effective, now=now)
        run = change_apply if applies else change_dry_run
        report = run(actor=actor, ids=plan.ids, now=now)
    if as_json:
        emit_json(_plan_json(actor, plan, report, applied=applies))
        return
    _print_plan(actor, plan, report, applied=applies)


def _plan_json(actor: Actor, plan: MappingPlan, report: ChangeReport, *, applied: bool) -> dict[str, Any]:
    views = {
        each.change.pk: change_json(each) for each in change_views(actor, changes_query(actor).filter(id__in=plan.ids))
    }
    return {
        "province": plan.province,
        "effective_on": plan.effective_on.isoformat(),
        "source": plan.source,
        "dry_run": not applied,
        "applied": applied,
        "batch": plan.batches[-1] if plan.batches else None,
        "batches": plan.batches,
        "loaded": [each.as_json() for each in plan.loaded],
        "planned": plan.planned,
        "found": plan.found,
        "counts": report.as_json(),
        "doubts": plan.doubts,
        "change_ids": plan.ids,
        "changes": [views[each] for each in plan.groups],
        "district_changes": [views[each] for each in plan.districts],
    }


def _print_plan(actor: Actor, plan: MappingPlan, report: ChangeReport, *, applied: bool) -> None:
    if plan.loaded:
        click.echo(_("Còn thiếu, nên đã nạp thêm:"))
    for each in plan.loaded:
        _print_report(each)
    head = _("%(province)s từ %(day)s: %(groups)d nhóm thay đổi, %(districts)d huyện kết thúc.")
    click.echo(
        head
        % {
            "province": plan.province,
            "day": format_date(plan.effective_on),
            "groups": len(plan.groups),
            "districts": len(plan.districts),
        }
    )
    found = ", ".join(f"{str(CHANGE_LIFE.states[state]).lower()}: {count}" for state, count in plan.found.items())
    click.echo(
        _("  Lập mới: %(planned)d; đã có: %(found)s. Lần sắp xếp số: %(batches)s.")
        % {
            "planned": plan.planned,
            "found": found or "0",
            "batches": ", ".join(map(str, plan.batches)),
        }
    )
    _print_counts(report, applied=applied)
    click.echo(_("Gói dữ liệu sai hoặc thiếu (%(count)d điểm, không tự đoán):") % {"count": len(plan.doubts)})
    for doubt in plan.doubts:
        click.echo(f"  - {doubt}")
    divided = [
        each
        for each in change_views(actor, changes_query(actor).filter(id__in=plan.groups))
        if any(old.divided for old in each.predecessors)
    ]
    for view in divided:
        click.echo(f"  #{view.change.pk} {view.change.title}")
    if applied:
        click.echo(_("Đã áp dụng."))
    else:
        click.echo(_("Chạy thử, chưa thay đổi đơn vị nào. Thêm --apply để áp dụng."))


def _print_counts(report: ChangeReport, *, applied: bool) -> None:
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


@change.command("undo", help=_("Hoàn tác thay đổi đã áp dụng, khi chưa có gì dựa trên đơn vị mới. Không xóa gì."))
@click.argument("ids", nargs=-1, type=NUMBER, metavar="[ID]...")
@click.option("--batch", type=NUMBER, help=_("Hoàn tác cả một lần sắp xếp, theo số của nó."))
@click.option("--reason", default="", help=_("Lý do, được ghi lại."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def undo(ids: tuple[int, ...], batch: int | None, reason: str, as_json: bool) -> None:
    """Undo applied changes, together."""
    actor, now, wanted = _chosen(ids, batch, APPLIED)
    done = change_undo(actor=actor, ids=wanted, reason=reason.strip() or _("Hoàn tác bằng dòng lệnh"), now=now)
    if as_json:
        emit_json(done.as_json())
        return
    click.echo(
        _(
            "Đã hoàn tác %(count)d thay đổi: %(restored)d dòng trở lại như cũ, "
            "%(emptied)d dòng hết hiệu lực, không xóa dòng nào."
        )
        % {"count": len(done.ids), "restored": done.restored, "emptied": done.emptied}
    )
    for warning in done.warnings:
        click.echo(_("Lưu ý: %(text)s") % {"text": warning}, err=True)


@change.command("cancel", help=_("Hủy thay đổi đang dự kiến."))
@click.argument("ids", nargs=-1, type=NUMBER, metavar="[ID]...")
@click.option("--batch", type=NUMBER, help=_("Hủy cả một lần sắp xếp, theo số của nó."))
@click.option("--reason", default="", help=_("Lý do, được ghi lại."))
def cancel(ids: tuple[int, ...], batch: int | None, reason: str) -> None:
    """Give up planned changes, together."""
    actor, now, wanted = _chosen(ids, batch, PLANNED)
    done = change_cancel(actor=actor, ids=wanted, reason=reason.strip() or _("Hủy bằng dòng lệnh"), now=now)
    click.echo(_("Đã hủy %(count)d thay đổi.") % {"count": len(done)})


def _chosen(ids: tuple[int, ...], batch: int | None, state: str) -> tuple[Actor, datetime, list[int]]:
    if bool(ids) == (batch is not None):
        raise click.UsageError(_("Hãy ghi số của các thay đổi, hoặc --batch SỐ."))
    now = timezone.now()
    actor = system_actor(today(now))
    if batch is None:
        _known(actor, ids)
        return actor, now, list(dict.fromkeys(ids))
    _known_batch(actor, batch)
    wanted = batch_change_ids(actor, batch, states=[state])
    if not wanted:
        raise Refused(
            "nothing_there",
            _("Lần sắp xếp số %(id)d không có thay đổi nào ở trạng thái “%(state)s”.")
            % {"id": batch, "state": CHANGE_LIFE.states[state]},
        )
    return actor, now, wanted


def _known(actor: Actor, ids: Collection[int]) -> None:
    """Raises :class:`InputErrors` naming the numbers that are no change's: a mistyped number is a fault of input."""
    there = set(changes_query(actor).filter(id__in=ids).values_list("id", flat=True))
    if missing := [str(each) for each in dict.fromkeys(ids) if each not in there]:
        raise InputErrors([InputError(_("Không có thay đổi số %(ids)s.") % {"ids": ", ".join(missing)})])


def _known_batch(actor: Actor, batch: int) -> None:
    """As :func:`_known`, for the number of a batch."""
    try:
        batch_of(actor, batch)
    except NotVisible:
        raise InputErrors([InputError(_("Không có lần sắp xếp số %(id)d.") % {"id": batch})]) from None


@change.command("list", help=_("In các thay đổi đơn vị hành chính."))
@click.option("--state", type=click.Choice(list(CHANGE_LIFE.states)), help=_("Chỉ một trạng thái."))
@click.option("--batch", type=NUMBER, help=_("Chỉ một lần sắp xếp."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def list_changes(state: str | None, batch: int | None, as_json: bool) -> None:
    """The changes, oldest first."""
    actor = system_actor(today(timezone.now()))
    rows = changes_query(actor).order_by("effective_on", "id")
    if state:
        rows = rows.filter(state=state)
    if batch is not None:
        _known_batch(actor, batch)
        rows = rows.filter(batch_id=batch)
    if as_json:
        emit_json([change_json(each) for each in change_views(actor, rows)])
        return
    for row in rows:
        words = f"{ChangeKind(row.kind).label}, {str(CHANGE_LIFE.states[row.state]).lower()}"
        click.echo(f"#{row.pk} {format_date(row.effective_on)} ({words}) {row.title}")
    click.echo(_("%(count)d thay đổi") % {"count": len(rows)}, err=True)


@change.command("show", help=_("In một thay đổi: đơn vị cũ, đơn vị mới, tỷ lệ chia."))
@click.argument("change_id", type=NUMBER, metavar="ID")
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def show(change_id: int, as_json: bool) -> None:
    """One change with both its sides."""
    actor = system_actor(today(timezone.now()))
    _known(actor, [change_id])
    (view,) = change_views(actor, [change_of(actor, change_id)])
    if as_json:
        emit_json(change_json(view))
        return
    row = view.change
    click.echo(f"#{row.pk} {row.title}")
    click.echo(
        f"  {ChangeKind(row.kind).label}, {format_date(row.effective_on)}, {str(CHANGE_LIFE.states[row.state]).lower()}"
    )
    for old in view.predecessors:
        click.echo(f"  - {old.code or '…'} {old.full_name} ({old.parent_name})")
    for new in view.successors:
        click.echo(f"  + {new.code or '…'} {new.full_name} ({new.parent_name})")
        for share in new.shares:
            if not share.whole:
                name = next(old.full_name for old in view.predecessors if old.unit == share.unit)
                known = share.numerator is not None and share.denominator is not None
                ratio = f"{share.numerator}/{share.denominator}" if known else _("chưa biết tỷ lệ")
                click.echo(f"      {name}: {ratio}")


@change.command(
    "export", help=_("Ghi các thay đổi ra tệp XLSX, cũng là mẫu để lập thay đổi, ghi nghị quyết, tỷ lệ chia.")
)
@click.option("--out", type=OUT, required=True, help=_("Tệp để ghi."))
@click.option("--batch", type=NUMBER, help=_("Chỉ một lần sắp xếp."))
def export_changes(out: Path, batch: int | None) -> None:
    """Write the changes as the sheet that can be brought back."""
    now = timezone.now()
    out.write_bytes(change_workbook(system_actor(today(now)), now, batch=batch))
    click.echo(str(out))


@change.command("import", help=_("Lập thay đổi dự kiến, ghi nghị quyết và tỷ lệ chia từ bảng tính; không áp dụng."))
@click.argument("file", type=FILE)
@click.option("--trial", is_flag=True, help=_("Chỉ xem trước, không ghi."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def import_changes(file: Path, trial: bool, as_json: bool) -> None:
    """Bring a sheet of changes in; they are planned, not applied."""
    run, _actor, _now = load_file(ChangeImporter(), file, target={}, trial=trial)
    print_run(run, trial=trial, as_json=as_json)


@change.command("apply", help=_("Áp dụng thay đổi đang dự kiến; --trial chỉ chạy thử."))
@click.argument("ids", nargs=-1, type=NUMBER, metavar="[ID]...")
@click.option("--batch", type=NUMBER, help=_("Cả một lần sắp xếp, theo số của nó."))
@click.option("--trial", is_flag=True, help=_("Chỉ chạy thử, không thay đổi gì."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def apply(ids: tuple[int, ...], batch: int | None, trial: bool, as_json: bool) -> None:
    """Apply planned changes, together."""
    actor, now, wanted = _chosen(ids, batch, PLANNED)
    run = change_dry_run if trial else change_apply
    report = run(actor=actor, ids=wanted, now=now)
    if as_json:
        emit_json({"change_ids": wanted, "dry_run": trial, "applied": not trial, "counts": report.as_json()})
        return
    _print_counts(report, applied=not trial)
    click.echo(_("Chạy thử, chưa thay đổi đơn vị nào.") if trial else _("Đã áp dụng."))
