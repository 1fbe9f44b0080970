"""A sheet of records: its heading line found, its columns matched, its rows read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.exchange.columns import (
    SheetSpec,
    code_match,
    header_key,
)
from dieuphoi.core.exchange.reader.cells import EMPTY, Matrix, Row, Table, cell_reader, limits_of, text_typed
from dieuphoi.core.exchange.workbook import (
    HEAD_ROWS,
    Cell,
    RawSheet,
    Workbook,
    max_rows,
    open_workbook,
)
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.text import spreadsheet_safe


def read_table(data: bytes, spec: SheetSpec, name: str = "") -> Table:
    """Read a file by ``spec``.

    The header row is the one among the first 20 with the most known headers, in the visible sheet that has
    most of them. Faults of rows are collected in ``Table.errors``; ``Table.usable`` is false when a required
    column is missing, so that no further check of the rows makes sense. Raises ``InputErrors`` when the file
    cannot be read at all (see :func:`dieuphoi.core.exchange.workbook.open_workbook`), :class:`HeadingsNotFound` when
    no row of it looks like a header.
    """
    return table_of(open_workbook(data, name), spec)


class HeadingsNotFound(InputErrors):
    """The file is a good workbook, but no row of it holds headings that we know: a heading map can help."""


def no_header(message: str) -> HeadingsNotFound:
    return HeadingsNotFound([InputError(message, field="file")])


def table_of(book: Workbook, spec: SheetSpec) -> Table:
    """As :func:`read_table`, from a workbook that is already open (and perhaps mapped)."""
    known = known_headers(spec)
    found = best_sheet(book, lambda cell: known.get(header_key(cell)) if cell not in EMPTY else None)
    table = Table(spec, meta=book.meta, warnings=list(book.warnings))
    if found is None:
        raise no_header(
            _("Không tìm thấy dòng tiêu đề trong %(rows)s dòng đầu. Cần các cột: %(columns)s.")
            % {"rows": HEAD_ROWS, "columns": _names([c for c in spec.columns if c.required] or spec.columns)}
        )
    sheet, header = found
    table.sheet, table.header_row = sheet.name, header + 1
    warn_of_others(book, sheet, table.warnings)
    check_meta(table, spec.key, spec.version)
    indexes = _match_columns(table, sheet, header, known)
    if table.usable:
        _read_rows(table, sheet, header, indexes)
    return table


def known_headers(spec: SheetSpec) -> dict[str, str]:
    """``{header as it is compared: column key}``, in every language and with the aliases."""
    known: dict[str, str] = {}
    for column in spec.columns:
        for words in column.known_as():
            known.setdefault(header_key(words), column.key)
    return known


def _names(columns: Any) -> str:
    return ", ".join(f"“{column.header}”" for column in columns)


def best_sheet(book: Workbook, match: Callable[[Cell], str | None]) -> tuple[RawSheet, int] | None:
    """The sheet and index of the header row with the most different known headers; the first of equals."""
    best: tuple[RawSheet, int] | None = None
    most = 0
    for sheet in book.sheets:
        if sheet.mapped is not None:
            return sheet, sheet.mapped.header
    for sheet in book.sheets:
        for index, row in enumerate(sheet.rows[:HEAD_ROWS]):
            score = len({key for cell in row if (key := match(cell)) is not None})
            if score > most:
                best, most = (sheet, index), score
    return best


def warn_of_others(book: Workbook, used: RawSheet, warnings: list[InputError]) -> None:
    warnings += [InputError(note, sheet=used.name) for note in used.notes]
    others = [sheet.name for sheet in book.sheets if sheet is not used and any(any(row) for row in sheet.rows)]
    if others:
        warnings.append(
            InputError(
                _("Chỉ đọc trang “%(sheet)s”. Bỏ qua trang: %(others)s.")
                % {"sheet": used.name, "others": ", ".join(others)},
                sheet=used.name,
            )
        )


def check_meta(reading: Table | Matrix, key: str, version: int) -> None:
    meta = reading.meta
    if meta.get("spec") and meta["spec"] != key:
        reading.warnings.append(
            InputError(
                _("Tệp được xuất từ biểu mẫu khác (%(other)s). Hãy kiểm tra có đúng tệp cần nhập không.")
                % {"other": meta.get("title") or meta["spec"]},
                sheet=reading.sheet,
            )
        )
    elif meta.get("version") and code_match(meta["version"]) not in {str(version), f"{version}.0"}:
        reading.warnings.append(
            InputError(_("Tệp được xuất từ phiên bản cũ của biểu mẫu. Hãy tải mẫu mới."), sheet=reading.sheet)
        )


def headings_of(sheet: RawSheet, header: int) -> Iterator[tuple[int, Cell, str, str | None]]:
    """Every heading of the header row: its index, the cell, its words, the key that a heading map gave it."""
    if sheet.mapped is not None:
        for index, words in sorted(sheet.mapped.words.items()):
            key = sheet.mapped.keys.get(index)
            if key != "":  # left out on purpose
                yield index, words, words, key
        return
    for index, cell in enumerate(sheet.rows[header]):
        if cell not in EMPTY and str(cell).strip():
            yield index, cell, " ".join(text_typed(cell).split()), None


def _match_columns(table: Table, sheet: RawSheet, header: int, known: dict[str, str]) -> dict[str, int]:
    """Column key → index. Names what is missing, doubled and not used."""
    indexes: dict[str, int] = {}
    extra: list[str] = []
    for index, cell, words, mapped in headings_of(sheet, header):
        key = mapped if sheet.mapped is not None else known.get(header_key(cell))
        if key is None:
            extra.append(words)
        elif key in indexes:
            table.usable = False
            table.errors.append(
                InputError(
                    _("Cột xuất hiện hai lần. Hãy giữ lại một cột."),
                    sheet=table.sheet,
                    row=table.header_row,
                    column=words,
                )
            )
        else:
            indexes[key] = index
            table.headers[key] = words
    for column in table.spec.columns:
        if column.required and column.key not in indexes:
            table.usable = False
            table.errors.append(
                InputError(
                    _("Thiếu cột bắt buộc “%(column)s”.") % {"column": column.header},
                    sheet=table.sheet,
                    row=table.header_row,
                    column=str(column.header),
                )
            )
    if extra:
        table.warnings.append(
            InputError(
                _("Không dùng các cột: %(columns)s.") % {"columns": ", ".join(f"“{words}”" for words in extra)},
                sheet=table.sheet,
                row=table.header_row,
            )
        )
    return indexes


def _read_rows(table: Table, sheet: RawSheet, header: int, indexes: dict[str, int]) -> None:
    readers = [
        (column, indexes[column.key], cell_reader(column), limits_of(column))
        for column in table.spec.columns
        if column.key in indexes
    ]
    is_csv = sheet.name == "CSV"
    used = [index for _column, index, _read, _check in readers]
    seen: dict[tuple[Any, ...], int] = {}
    for offset, cells in enumerate(sheet.rows[header + 1 :], start=header + 1):
        width = len(cells)
        if not any(
            index < width and cells[index] not in EMPTY and str(cells[index]).strip() for index in used
        ) and not any((offset, index) in sheet.traps for index in used if sheet.traps):
            continue
        number = offset + 1
        row = Row(number, {})
        faulty = set()
        for column, index, read, check in readers:
            raw = cells[index] if index < width else ""
            if is_csv and isinstance(raw, str):
                raw = _csv_text(raw)
            value = None
            try:
                value, doubt = read(raw, sheet.traps.get((offset, index), ""))
                if check is not None and value is not None:
                    check(value)
                if value is None and column.required:
                    raise ValueError(_("Chưa có giá trị. Cột này bắt buộc."))
                if doubt:
                    table.warnings.append(table.error(number, column.key, doubt, raw))
            except ValueError as fault:
                faulty.add(column.key)
                value = None
                table.errors.append(table.error(number, column.key, str(fault), raw))
            row.values[column.key] = value
        row.faulty = frozenset(faulty)
        table.rows.append(row)
        _check_identity(table, row, seen)
    if len(table.rows) > max_rows():
        table.usable = False
        table.errors.append(
            InputError(
                _("Có %(rows)s dòng, quá giới hạn %(most)s dòng. Hãy chia tệp.")
                % {"rows": format_number(len(table.rows)), "most": format_number(max_rows())},
                sheet=table.sheet,
            )
        )
    if not table.rows:
        table.errors.append(
            InputError(_("Không có dòng dữ liệu nào dưới dòng tiêu đề."), sheet=table.sheet, row=table.header_row)
        )


def _csv_text(raw: str) -> str:
    """Without the apostrophe that our own CSV puts before text that looks like a formula."""
    rest = raw[1:]
    if raw.startswith("'") and (spreadsheet_safe(rest) != rest or _csv_text(rest) != rest):
        return rest
    return raw


def _check_identity(table: Table, row: Row, seen: dict[tuple[Any, ...], int]) -> None:
    identity = table.spec.identity
    if not identity or row.faulty.intersection(identity):
        return
    mine = tuple(_same(row.get(key)) for key in identity)
    if all(value is None for value in mine):
        return
    first = seen.setdefault(mine, row.number)
    if first != row.number:
        table.errors.append(
            table.error(row, identity[0], _("Trùng với dòng %(row)s. Mỗi dòng chỉ ghi một lần.") % {"row": first})
        )


def _same(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
