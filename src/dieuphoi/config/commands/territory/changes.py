"""Changes of units: plan them from the data package or a sheet, try, apply, undo, give up; list and show them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from django.db import transaction
from django.utils import timezone

from dieuphoi.config.commands._load import load_file, print_run
from dieuphoi.config.commands.territory.reports import print_counts, print_report
from dieuphoi.config.commands.territory.root import FILE, NUMBER, OUT, DayParameter, territory
from dieuphoi.config.console import _, emit_json
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, NotVisible, Refused
from dieuphoi.registry.territory.models import ChangeKind
from dieuphoi.registry.territory.selectors import (
    batch_change_ids,
    batch_of,
    change_json,
    change_of,
    change_views,
    changes_query,
)
from dieuphoi.registry.territory.services import (
    ChangeReport,
    MappingPlan,
    change_apply,
    change_cancel,
    change_dry_run,
    change_undo,
    territory_change_load,
)
from dieuphoi.registry.territory.sheets import ChangeImporter, change_workbook
from dieuphoi.registry.territory.states import APPLIED, CHANGE_LIFE, PLANNED


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
        print_report(each)
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
    print_counts(report)
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
    print_counts(report)
    click.echo(_("Chạy thử, chưa thay đổi đơn vị nào.") if trial else _("Đã áp dụng."))
