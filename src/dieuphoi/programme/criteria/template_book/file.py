"""The CSV or workbook that comes back: its tables found, their lines taken one by one, all faults told at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.programme.criteria.engine.marks import Translate, as_written
from dieuphoi.programme.criteria.sets import SetVersion
from dieuphoi.programme.criteria.template_book.columns import NEEDED, Line, column_of
from dieuphoi.programme.criteria.template_book.unit_facts import Reader, UnitFacts

_MOST_ROWS = 500_000


@dataclass(frozen=True, slots=True)
class FactsFile:
    """A file read without faults: its units in the order of the file, and doubts to show."""

    units: tuple[UnitFacts, ...]
    warnings: tuple[InputError, ...]


def read_facts(
    path: Path, version: SetVersion, *, as_of: date, translate: Translate = as_written
) -> FactsFile:
    """Read a CSV or XLSX of facts for ``version`` as it stands on ``as_of``.

    A word Đạt / Không đạt (or Không / Có, or a row that does not apply) is taken as the conclusion given with
    the facts. Raises :class:`~dieuphoi.core.kernel.errors.InputErrors` with every fault of the file.
    """
    errors: list[InputError] = []
    _ = translate
    lines = list(_lines(path, errors, _))
    reader = Reader(version.as_of(as_of), errors, _)
    for line in lines:
        reader.take(line)
    if not errors and not reader.units:
        errors.append(InputError(_("Tệp không có dòng số liệu nào. Hãy nhập ít nhất một giá trị.")))
    if errors:
        raise InputErrors(sorted(errors, key=lambda error: (error.sheet, error.row or 0, error.column)))
    return FactsFile(tuple(reader.result()), tuple(reader.warnings))


def _lines(path: Path, errors: list[InputError], _: Translate) -> Iterator[Line]:
    suffix = path.suffix.lower()
    try:
        raw = path.read_bytes()
    except OSError as error:
        why = error.strerror or _("lỗi đọc")
        errors.append(InputError(_("Không đọc được tệp {name}: {why}.").format(name=path.name, why=why)))
        return
    if suffix in (".xlsx", ".xls", ".ods", ".xlsm"):
        yield from _workbook_lines(raw, errors, _)
    else:
        yield from _csv_lines(raw, errors, _)


def _csv_lines(raw: bytes, errors: list[InputError], _: Translate) -> Iterator[Line]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        errors.append(InputError(_("Tệp CSV không phải mã UTF-8. Hãy lưu lại thành “CSV UTF-8” rồi thử lại.")))
        return
    if "\x00" in text:
        errors.append(InputError(_("Tệp này không phải tệp CSV. Hãy dùng tệp CSV hoặc XLSX.")))
        return
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from _table("", enumerate(rows, start=1), errors, _, strict=True)
    except csv.Error:
        errors.append(InputError(_("Tệp CSV bị hỏng (dấu ngoặc kép không khớp hoặc ô quá dài).")))


def _workbook_lines(raw: bytes, errors: list[InputError], _: Translate) -> Iterator[Line]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
        sheets = [
            (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names
        ]
    except Exception:
        # calamine raises several classes of its own (and zip errors) for a file that is no workbook.
        errors.append(InputError(_("Không mở được tệp bảng tính: tệp hỏng hoặc không phải XLSX.")))
        return
    found = False
    for name, rows in sheets:
        if rows and {"unit", "indicator"} <= set(_header(rows[0])):
            found = True
            yield from _table(name, enumerate(rows, start=1), errors, _, strict=False)
    if not found:
        errors.append(InputError(_("Không trang tính nào có dòng đầu với các cột unit và indicator.")))


def _header(cells: Iterable[Any]) -> list[str]:
    return [column_of(str(cell or "")) for cell in cells]


def _table(
    sheet: str,
    rows: Iterator[tuple[int, Sequence[Any]]],
    errors: list[InputError],
    _: Translate,
    *,
    strict: bool,
) -> Iterator[Line]:
    first = next(rows, None)
    if first is None:
        errors.append(InputError(_("Tệp trống."), sheet=sheet))
        return
    header = _header(first[1])
    missing = [name for name in NEEDED if name not in header]
    if missing:
        told = _("Dòng đầu thiếu cột: {names}.").format(names=", ".join(missing))
        errors.append(InputError(told, sheet=sheet, row=first[0]))
        return
    repeated = sorted({name for name in header if name and header.count(name) > 1})
    if repeated:
        told = _("Cột bị lặp: {names}.").format(names=", ".join(repeated))
        errors.append(InputError(told, sheet=sheet, row=first[0]))
        return
    for number, cells in rows:
        if number > _MOST_ROWS:
            told = _("Tệp dài hơn {most} dòng.").format(most=_MOST_ROWS)
            errors.append(InputError(told, sheet=sheet, row=number))
            return
        if strict and len(cells) > len(header):
            errors.append(
                InputError(
                    _(
                        "Dòng có nhiều ô hơn dòng đầu. Số có dấu phẩy thập phân phải đặt trong ngoặc kép, "
                        'ví dụ "97,5".'
                    ),
                    sheet=sheet,
                    row=number,
                )
            )
            continue
        found = {
            name: cell for name, cell in zip(header, cells, strict=False) if name and cell not in ("", None)
        }
        if found:
            yield Line(sheet, number, found)
