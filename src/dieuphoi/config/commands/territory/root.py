"""The group ``dieuphoi territory``, and what its commands are given: a day, a file, the number of a record."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from dieuphoi.config.console import _
from dieuphoi.core.kernel.dates import parse_date

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
