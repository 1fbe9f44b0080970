"""Kết quả đã công bố của các năm trước: nạp từ bảng tính, ghi cho xã của năm ấy."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils import timezone

from dieuphoi.config.commands._load import load_file, print_run
from dieuphoi.config.console import _
from dieuphoi.core.exchange.reader import read_table
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import InputErrors
from dieuphoi.programme.assessments.decided_sheets import LongImporter, PastImporter, WideImporter
from dieuphoi.programme.assessments.past import year_end
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.registry.territory.selectors import find_province

needs_database = True
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(help=_("Kết quả đã công bố của các năm trước: nạp từ bảng tính, ghi cho xã của năm ấy."))
def past() -> None:
    """The past as it was decided."""


@past.command(
    help=_("Nạp bảng kết quả của một năm (xã × tiêu chí, hoặc mỗi dòng một kết quả); có lỗi thì không ghi gì.")
)
@click.argument("file", type=FILE)
@click.option("--set", "set_code", required=True, help=_("Mã bộ tiêu chí, ví dụ ntm-xa-2016-2020."))
@click.option("--year", type=click.IntRange(1990, 2100), required=True, help=_("Năm của kết quả."))
@click.option("--province", required=True, help=_("Tên tỉnh vào ngày cuối năm ấy."))
@click.option(
    "--form",
    type=click.Choice(["auto", "wide", "long"]),
    default="auto",
    show_default=True,
    help=_("Dạng bảng: wide là xã × tiêu chí, long là mỗi dòng một kết quả."),
)
@click.option("--trial", is_flag=True, help=_("Chỉ xem trước, không ghi."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def load(file: Path, set_code: str, year: int, province: str, form: str, trial: bool, as_json: bool) -> None:
    """Bring the verdicts of a year in, as they were decided."""
    actor = system_actor(today(timezone.now()))
    version = criteria.version_by_code(actor, set_code)
    target = {"version": version.pk, "year": year, "province": find_province(province, year_end(year)).id}
    importer = _importer(file, form)
    run, _actor, _now = load_file(importer, file, target=target, trial=trial)
    print_run(run, trial=trial, as_json=as_json, form=importer.kind)


def _importer(file: Path, form: str) -> PastImporter:
    """The importer of the named form; by itself: long where the sheet has a column of criteria and one of verdicts."""
    if form == "auto":
        try:
            form = "long" if read_table(file.read_bytes(), LongImporter.spec, file.name).usable else "wide"
        except InputErrors:
            form = "wide"
    return LongImporter() if form == "long" else WideImporter()
