"""The columns of the table of facts: how each is headed, by which words it is known again, and one line of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dieuphoi.programme.criteria.engine.marks import N_, Translate, as_written
from dieuphoi.programme.criteria.engine.thresholds import fold

COLUMNS: dict[str, tuple[str, ...]] = {
    "unit": (N_("Đơn vị"), "xa", "ten xa", "ma xa", "don vi hanh chinh"),
    "indicator": (N_("Chỉ tiêu"), "ma chi tieu", "ma"),
    "name": (N_("Tên chỉ tiêu"), "ten"),
    "measure": (N_("Đơn vị tính"), "dvt", "unit of measure"),
    "value": (N_("Giá trị"), "ket qua", "so lieu"),
    "numerator": (N_("Tử số"),),
    "denominator": (N_("Mẫu số"),),
    "part": (N_("Phần"),),
    "year": (N_("Năm"),),
    "standard": (N_("Chuẩn"), "chuan do"),
    "applicable": (N_("Có áp dụng"), "ap dung"),
}
"""Column → its Vietnamese heading, and other headings that mean it."""

NEEDED = ("unit", "indicator", "value")
PROVINCE = "@province"
"""The unit of rows that hold the province's mean: it is given to every unit of the file."""
CLASS_ROWS = ("@region", "@group", "@flag")


def heading(name: str, translate: Translate = as_written) -> str:
    """The heading of a column in the workbook: ``Đơn vị (unit)``."""
    return f"{translate(COLUMNS[name][0])} ({name})"


def column_of(title: str) -> str:
    if "(" in title and title.rstrip().endswith(")"):
        inner = title[title.rindex("(") + 1 :].rstrip(") ")
        if fold(inner) in COLUMNS:
            return fold(inner)
    key = fold(title)
    for name, words in COLUMNS.items():
        if key == name or key in {fold(word) for word in words}:
            return name
    return ""


@dataclass(frozen=True, slots=True)
class Line:
    sheet: str
    row: int
    cells: Mapping[str, Any]

    def text(self, name: str) -> str:
        value = self.cells.get(name)
        if value is None:
            return ""
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return unicodedata.normalize("NFC", str(value)).strip()
