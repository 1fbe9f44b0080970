"""A matrix: keys down, codes across."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from dieuphoi.core.exchange.columns import (
    MatrixColumn,
    MatrixSpec,
    code_match,
    header_key,
)
from dieuphoi.core.exchange.reader.cells import EMPTY, Matrix, cell_reader
from dieuphoi.core.exchange.reader.tables import best_sheet, check_meta, headings_of, no_header, warn_of_others
from dieuphoi.core.exchange.workbook import (
    HEAD_ROWS,
    Cell,
    RawSheet,
    Workbook,
    open_workbook,
)


def read_matrix(data: bytes, spec: MatrixSpec, name: str = "") -> Matrix:
    """Read communes × indicators. The header row is the one with the most known codes.

    Unknown columns are a soft warning, a missing row key or no known code at all an error, missing columns a
    soft warning (they change nothing). Raises ``InputErrors`` when the file cannot be read at all,
    :class:`HeadingsNotFound` when no row of it looks like a header.
    """
    return matrix_of(open_workbook(data, name), spec)


def matrix_of(book: Workbook, spec: MatrixSpec) -> Matrix:
    """As :func:`read_matrix`, from a workbook that is already open (and perhaps mapped)."""
    by_code = {code_match(column.code): column for column in spec.columns}
    heads: dict[str, str] = {}
    for column in spec.row_columns:
        for words in column.known_as():
            heads.setdefault(header_key(words), column.key)

    def match(cell: Cell) -> str | None:
        if cell in EMPTY:
            return None
        code = code_match(cell)
        if code in by_code:
            return code
        head = heads.get(header_key(cell))
        return None if head is None else f"row:{head}"

    found = best_sheet(book, match)
    if found is None:
        raise no_header(
            _("Không tìm thấy dòng mã cột trong %(rows)s dòng đầu. Hãy dùng biểu mẫu do hệ thống xuất.")
            % {"rows": HEAD_ROWS}
        )
    sheet, header = found
    matrix = Matrix(spec, sheet.name, header + 1, meta=book.meta, warnings=list(book.warnings), traps=sheet.traps)
    warn_of_others(book, sheet, matrix.warnings)
    check_meta(matrix, spec.key, spec.version)
    key_index = _match_codes(matrix, sheet, header, by_code, heads)
    if key_index is not None and matrix.usable:
        _read_body(matrix, sheet, key_index)
    return matrix


def _match_codes(
    matrix: Matrix, sheet: RawSheet, header: int, by_code: dict[str, MatrixColumn], heads: dict[str, str]
) -> int | None:
    """Fill ``matrix.columns``; the index of the row key, or ``None`` when it is missing."""
    spec = matrix.spec
    key_index: int | None = None
    seen: set[str] = set()
    extra: list[str] = []
    for index, cell, words, mapped in headings_of(sheet, header):
        code, head = code_match(cell), heads.get(header_key(cell))
        if sheet.mapped is not None:
            row_or_col, _colon, name = (mapped or "").partition(":")
            code = code_match(name) if row_or_col == "col" else ""
            head = name if row_or_col == "row" else None
        if code in by_code and code not in seen:
            seen.add(code)
            # The file's own heading is what the person looks for.
            column = by_code[code] if sheet.mapped is None else replace(by_code[code], code=words)
            matrix.columns.append((index, column))
        elif code in by_code or (head == spec.row_key and key_index is not None):
            matrix.usable = False
            matrix.errors.append(
                matrix.error(matrix.header_row, words, _("Cột xuất hiện hai lần. Hãy giữ lại một cột."))
            )
        elif head == spec.row_key:
            key_index = index
        elif head is None:
            extra.append(words)
    if key_index is None:
        matrix.usable = False
        header_words = str(spec.key_column.header)
        matrix.errors.append(
            matrix.error(
                matrix.header_row,
                header_words,
                _("Thiếu cột bắt buộc “%(column)s”.") % {"column": header_words},
            )
        )
    if not matrix.columns:
        matrix.usable = False
        matrix.errors.append(
            matrix.error(matrix.header_row, "", _("Không có cột chỉ tiêu nào. Hãy dùng biểu mẫu do hệ thống xuất."))
        )
    missing = [column.code for column in spec.columns if code_match(column.code) not in seen]
    if missing and matrix.columns:
        matrix.warnings.append(
            matrix.error(
                matrix.header_row,
                "",
                _("Tệp không có các cột sau, số liệu của chúng giữ nguyên: %(columns)s.")
                % {"columns": ", ".join(missing)},
            )
        )
    if extra:
        matrix.warnings.append(
            matrix.error(
                matrix.header_row,
                "",
                _("Không dùng các cột: %(columns)s.") % {"columns": ", ".join(f"“{words}”" for words in extra)},
            )
        )
    return key_index


def _read_body(matrix: Matrix, sheet: RawSheet, key_index: int) -> None:
    read_key = cell_reader(matrix.spec.key_column)
    header = str(matrix.spec.key_column.header)
    if sheet.mapped is not None:
        header = sheet.mapped.words[key_index]
    used = [index for index, _column in matrix.columns]
    seen: dict[str, int] = {}
    for offset, cells in enumerate(sheet.rows[matrix.header_row :], start=matrix.header_row):
        number = offset + 1
        raw = cells[key_index] if key_index < len(cells) else ""
        try:
            key, _doubt = read_key(raw, sheet.traps.get((offset, key_index), ""))
        except ValueError as fault:
            matrix.errors.append(matrix.error(number, header, str(fault), raw))
            continue
        if key is None:
            # A row without a key may be a blank or a line of sums; with figures it is a fault.
            if any(index < len(cells) and cells[index] not in EMPTY for index in used):
                matrix.errors.append(matrix.error(number, header, _("Dòng có số liệu nhưng thiếu mã.")))
            continue
        first = seen.setdefault(key, number)
        if first != number:
            matrix.errors.append(
                matrix.error(
                    number,
                    header,
                    _("Trùng với dòng %(row)s. Mỗi dòng chỉ ghi một lần.") % {"row": first},
                    key,
                )
            )
            continue
        matrix.body.append((number, key, cells))
    if not matrix.body and not matrix.errors:
        matrix.errors.append(matrix.error(matrix.header_row, "", _("Không có dòng dữ liệu nào dưới dòng tiêu đề.")))
