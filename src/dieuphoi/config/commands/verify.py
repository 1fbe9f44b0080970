"""Đối chiếu đợt đã chốt: tính lại mã kiểm tra, so số liệu đang lưu với bản chốt, nêu chỗ khác."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from django.utils import timezone

from dieuphoi.config.console import _, say
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import EXIT_FAILED, DieuphoiError
from dieuphoi.programme.assessments.amendments.verifying import Report, frozen_rounds, round_verify

needs_database = True


@click.command(
    help=_("Đối chiếu các đợt đã chốt (hoặc một số đợt) với bản chốt. Mã thoát khác 0 khi có chỗ khác.")
)
@click.argument("rounds", type=int, nargs=-1)
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def verify(rounds: tuple[int, ...], as_json: bool) -> None:
    """Verify frozen rounds against their snapshots."""
    actor = system_actor(today(timezone.now()))
    known = {round_.pk: round_.title for round_ in frozen_rounds(actor)}
    _require_known(rounds, known)
    ids = rounds or tuple(known)
    reports = [round_verify(actor, round_id) for round_id in ids]
    if as_json:
        say(json.dumps([{**asdict(each), "is_whole": each.is_whole} for each in reports], ensure_ascii=False, indent=1))
    else:
        for report in reports:
            _tell(report)
        if not reports:
            say(_("Chưa có đợt nào đã chốt."))
    if not all(each.is_whole for each in reports):
        raise SystemExit(EXIT_FAILED)


def _require_known(rounds: tuple[int, ...], known: dict[int, str]) -> None:
    """Raise for numbers that are no frozen round, with those that are."""
    wrong = [str(pk) for pk in rounds if pk not in known]
    if not wrong:
        return
    there = "; ".join(f"{pk} ({title})" for pk, title in sorted(known.items())) or _("chưa có đợt nào")
    raise DieuphoiError(
        _("Không có đợt đã chốt nào mang số %(numbers)s. Các đợt đã chốt: %(there)s.")
        % {"numbers": ", ".join(wrong), "there": there}
    )


def _tell(report: Report) -> None:
    say(
        _("%(title)s: %(sheets)d phiếu, %(editions)d bản, mã %(sha)s")
        % {"title": report.title, "sheets": report.sheets, "editions": report.editions, "sha": report.sha256}
    )
    for finding in report.findings:
        say(f"  ✗ {finding}")
    for finding in report.engine:
        say("  ~ " + _("chỉ để biết, không áp dụng: %(what)s") % {"what": finding})
    if report.is_whole:
        say("  ✓ " + _("nguyên như đã chốt"))
