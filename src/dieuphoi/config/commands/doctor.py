"""Khám bản cài này: mọi điều cần đúng để chạy được, điều gì sai thì kèm cách sửa."""

from __future__ import annotations

import os

import click

from dieuphoi.config.cli import hold_database, setup_django
from dieuphoi.config.console import _, emit_json
from dieuphoi.core.kernel.errors import EXIT_FAILED, DieuphoiError

SHORT_HELP = _("Khám bản cài này: điều gì sai, sửa thế nào.")

_SIGNS = {"ok": "✓", "warn": "!", "fail": "✗"}


@click.command(
    help=_(
        "Khám gói Python, cơ sở dữ liệu, chốt chặn, việc nền, kho tệp, đồng hồ, cấu hình, thư, sao lưu và giao diện. "
        "Mã kết thúc 1 khi có điều sai, 0 khi tốt hoặc chỉ có điều cần lưu ý."
    )
)
@click.option("--all", "whole", is_flag=True, help=_("Đọc lại mọi tệp trong kho thay vì lấy mẫu."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
@click.pass_context
def doctor(ctx: click.Context, whole: bool, as_json: bool) -> None:
    """Look at everything, also where there is no database."""
    unreachable: DieuphoiError | None = None
    try:
        hold_database()
    except DieuphoiError as error:
        unreachable = error
        setup_django()
    from django.utils import timezone, translation

    from dieuphoi.config import doctor as examination

    with translation.override(os.environ.get("DIEUPHOI_LANGUAGE", "vi")):
        found = examination.examine(timezone.now(), whole=whole, unreachable=unreachable)
    if as_json:
        emit_json(examination.as_json(found))
    else:
        for each in found:
            click.echo(f"{_SIGNS[each.level]} {each.area}: {each.words}")
            if each.way:
                click.echo(f"    → {each.way}")
    if any(each.level == "fail" for each in found):
        ctx.exit(EXIT_FAILED)
