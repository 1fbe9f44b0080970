"""What every ``dieuphoi … load FILE`` shares: the same upload, preview and apply as the page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from dieuphoi.config.console import _, emit_json
from dieuphoi.core.exchange.importers import Importer, Target, importers, register_importer
from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.services import import_apply, import_discard, import_upload
from dieuphoi.core.exchange.states import FAULTY
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import InputError, InputErrors


def ensure_registered(importer: Importer[Any]) -> None:
    """A command may run where the pages' wiring was never loaded."""
    if importer.kind not in {each.kind for each in importers()}:
        register_importer(importer)


map_option = click.option(
    "--map", "map_name", default="", metavar=_("TÊN"), help=_("Đọc tiêu đề theo bảng ghép cột mang tên này.")
)


def load_file(
    importer: Importer[Any], path: Path, *, target: Target, trial: bool, map_name: str = ""
) -> tuple[ImportRun, Actor, datetime]:
    """Bring a file in as the system: preview, then all or nothing (``trial``: the preview alone).

    ``map_name`` is the heading map to read it by; without one, the newest of the same headings is used by itself.

    Raises :class:`InputErrors` with every error of the file.
    """
    ensure_registered(importer)
    now = timezone.now()
    actor = system_actor(today(now))
    run = import_upload(
        actor=actor, kind=importer.kind, target=target, data=path.read_bytes(), name=path.name, now=now,
        map_name=map_name,
    )  # fmt: skip
    if run.state == FAULTY:
        raise InputErrors([_error(each) for each in run.errors])
    if trial or not _changes(run):
        run = import_discard(actor=actor, run_id=run.pk, now=now)
    else:
        run = import_apply(actor=actor, run_id=run.pk, now=now)
    return run, actor, now


def print_run(run: ImportRun, *, trial: bool, as_json: bool, **more: Any) -> None:
    """Say what came of it."""
    counts = run.difference.get("counts", {})
    if as_json:
        emit_json(
            {
                "import": run.pk,
                "rows": run.row_count,
                "difference": counts,
                "applied": run.applied,
                "changed": bool(run.applied),
                "warnings": [str(_error(each)) for each in run.warnings],
                **more,
            }
        )
        return
    for each in run.warnings:
        click.echo(_("Lưu ý: %(text)s") % {"text": _error(each)}, err=True)
    words = {"new": _("mới"), "changed": _("thay đổi"), "same": _("không đổi")}
    seen = ", ".join(f"{words.get(kind, kind)}: {count}" for kind, count in counts.items())
    if trial:
        click.echo(_("Xem trước, chưa ghi gì: %(seen)s.") % {"seen": seen})
    elif run.applied:
        click.echo(_("Đã ghi: %(seen)s.") % {"seen": seen})
    else:
        click.echo(_("Không có gì thay đổi (%(seen)s).") % {"seen": seen})


def _changes(run: ImportRun) -> bool:
    return any(count for kind, count in run.difference.get("counts", {}).items() if kind != "same")


def _error(found: dict[str, Any]) -> InputError:
    return InputError(
        found.get("message", ""),
        sheet=found.get("sheet") or "",
        row=found.get("row"),
        column=found.get("column") or "",
        value=str(found.get("value") or ""),
    )
