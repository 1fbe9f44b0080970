"""A value as the text that stands in a cell, and as the text that a digest is taken of."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.text import nfc

MOST_CELL_CHARACTERS: Final = 32_767
"""What one cell of a workbook holds."""
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CUT: Final = "… (đã cắt)"


def words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, datetime):
        return format_datetime(value)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int | float | Decimal):
        return format_number(value)
    return str(value)


def safe(text: str) -> str:
    """NFC, nothing that XML cannot hold, no longer than a cell (what is cut says so)."""
    text = _NOT_IN_XML.sub("", nfc(text))
    return text if len(text) <= MOST_CELL_CHARACTERS else text[: MOST_CELL_CHARACTERS - len(_CUT)] + _CUT


def canonical(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float | Decimal):
        return format_number(value)
    if isinstance(value, date):
        return value.isoformat()
    return nfc(str(value))
