"""Counts, medians and the printed registers as tables: one source for page, workbook and Word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.letters.tables import Cell, Head, PaperTable
from dieuphoi.steering.directives import selectors

Href = Callable[[str], str]


def _no_link(_key: str) -> str:
    return ""


def days(value: float | int | None) -> str | None:
    """Working days as people read them; a gap where nothing is over yet."""
    return None if value is None else format_number(value, 1 if isinstance(value, float) else 0)


def _of_days(value: float | int | None, why: str) -> Cell:
    """Working days as a number of a table: a median with its half, a longest one whole."""
    return Cell(Decimal(str(value)) if isinstance(value, float) else value, note=why)


def month_words(key: str) -> str:
    """``2026-02`` as ``02/2026``."""
    year, _dash, month = key.partition("-")
    return f"{month}/{year}" if month else key


def access_table(rows: Sequence[Any], by: str, total: Any, href: Href = _no_link) -> PaperTable:
    """Medians and the longest, with how many they rest on (n), how many wait and how many are late."""
    names = {
        selectors.MONTH: _("Tháng ban hành"), selectors.ISSUER: _("Cơ quan ban hành"),
        selectors.ADDRESSEE: _("Nơi nhận"),
    }  # fmt: skip
    parts = (_("trung vị"), _("lâu nhất"), "n")
    top = (
        Head(names[by], rows=2), Head(_("Văn bản"), rows=2),
        Head(_("Ban hành → nhận (ngày làm việc)"), span=3), Head(_("Nhận → giao xử lý"), span=3),
        Head(_("Gửi → mở đọc"), span=3), Head(_("Chưa mở đọc"), span=2),
    )  # fmt: skip
    below = tuple(Head(each) for each in (*parts * 3, _("đang chờ"), _("quá hạn")))
    found = []
    for row in rows:
        words = month_words(row.key) if by == selectors.MONTH else row.key
        found.append(_access_cells(row, words, href(row.key)))
    if rows:
        found.append(_access_cells(total, _("Tất cả"), ""))
    return PaperTable(
        key=f"by-{by}", title=_("Thời gian tiếp cận văn bản: %(by)s") % {"by": names[by].lower()},
        heads=(top, below), rows=tuple(found), widths=(34, 10, *(10,) * 9, 10, 10), total=bool(rows),
        notes=(
            _("Trung vị: một nửa số lần nhanh hơn, một nửa chậm hơn. n: số lần đã xong, là số mà trung vị dựa vào."),
        ),
        sheet=names[by],
    )  # fmt: skip


def _access_cells(row: Any, words: str, href: str) -> tuple[Cell, ...]:
    why = _("chưa có lần nào xong")
    cells = [Cell(words, href=href), Cell(row.documents)]
    for part in (row.receive, row.assign, row.read):
        cells += [_of_days(part.median, why), _of_days(part.longest, why), Cell(part.n)]
    return (*cells, Cell(row.read.waiting), Cell(row.read.late))


def counts_table(rows: Sequence[Any], by: str, href: Callable[[str, str], str] | None = None) -> PaperTable:
    """Documents in and out by kind or month, with the shares that were on time (S1-09)."""
    head = _("Loại văn bản") if by == selectors.KIND else _("Tháng")
    heads = (
        Head(head), Head(_("Văn bản đến")), Head(_("Giao xử lý đúng hạn")), Head(_("trên số đã đến hạn")),
        Head(_("Văn bản đi")), Head(_("Ban hành đúng hạn")), Head(_("trên số có đặt hạn")),
    )  # fmt: skip
    found = []
    for row in rows:
        words = month_words(row.label) if by == selectors.PERIOD else row.label
        link = href or (lambda _key, _direction: "")
        found.append(
            (
                Cell(words), Cell(row.came, href=link(row.key, "IN") if row.came else ""),
                _share(row.assigned, row.assignable), Cell(row.assignable),
                Cell(row.went, href=link(row.key, "OUT") if row.went else ""),
                _share(row.issued_in_time, row.issued_due), Cell(row.issued_due),
            )
        )  # fmt: skip
    if rows:
        sums = [sum(getattr(row, name) for row in rows) for name in (
            "came", "assigned", "assignable", "went", "issued_in_time", "issued_due"
        )]  # fmt: skip
        found.append(
            (
                Cell(_("Cộng")), Cell(sums[0]), _share(sums[1], sums[2]), Cell(sums[2]), Cell(sums[3]),
                _share(sums[4], sums[5]), Cell(sums[5]),
            )
        )  # fmt: skip
    return PaperTable(
        key=f"counts-{by}", title=_("Số văn bản theo loại") if by == selectors.KIND else _("Số văn bản theo tháng"),
        heads=(heads,), rows=tuple(found), widths=(34, 12, 14, 12, 12, 14, 12), total=bool(rows),
        notes=(
            _("Giao xử lý đúng hạn: trong số ngày làm việc của quy định tiếp cận văn bản. "
              "Ban hành đúng hạn: theo hạn đặt ở dự thảo; văn bản không qua dự thảo hoặc không đặt hạn không tính."),
        ),
        sheet=_("Theo loại") if by == selectors.KIND else _("Theo tháng"),
    )  # fmt: skip


def _share(n: int, of: int) -> Cell:
    return Cell((n, of)) if of else Cell(None, note=_("chưa có văn bản nào để tính"))


# ------------------------------------------------------------------------------------------------ the printed registers


def in_lines(rows: Iterable[Any], given: dict[int, str]) -> list[list[str]]:
    """The register of what came in, in the columns of the prescribed form."""
    return [
        [
            format_date(row.arrived_on), "" if row.arrived_as is None else str(row.arrived_as), row.issuer_name,
            row.number_text, format_date(row.issued_on), f"{row.kind_words}: {row.summary}", given.get(row.pk, ""),
            format_date(row.handed_on), "", row.note,
        ]
        for row in rows
    ]  # fmt: skip


def out_lines(rows: Iterable[Any], reached: dict[int, str]) -> list[list[str]]:
    """The register of what went out, in the columns of the prescribed form."""
    return [
        [
            row.number_text, format_date(row.issued_on), f"{row.kind_words}: {row.summary}", row.signer_name,
            "; ".join(part for part in (reached.get(row.pk, ""), row.recipients_text) if part), row.archived_at,
            "" if row.copies is None else str(row.copies), row.note,
        ]
        for row in rows
    ]  # fmt: skip


def in_heads() -> tuple[str, ...]:
    """The columns of the register of incoming documents (Nghị định 30/2020/NĐ-CP, Phụ lục IV)."""
    return (
        _("Ngày đến"), _("Số đến"), _("Tác giả"), _("Số, ký hiệu văn bản"), _("Ngày, tháng văn bản"),
        _("Tên loại và trích yếu nội dung văn bản"), _("Đơn vị hoặc người nhận"), _("Ngày chuyển"), _("Ký nhận"),
        _("Ghi chú"),
    )  # fmt: skip


def out_heads() -> tuple[str, ...]:
    """The columns of the register of outgoing documents (the same annex)."""
    return (
        _("Số, ký hiệu văn bản"), _("Ngày, tháng văn bản"), _("Tên loại và trích yếu nội dung văn bản"),
        _("Người ký"), _("Nơi nhận văn bản"), _("Đơn vị, người nhận bản lưu"), _("Số lượng bản"), _("Ghi chú"),
    )  # fmt: skip


def book_table(direction: str, lines: Sequence[Sequence[str]]) -> PaperTable:
    """A register as a table: on the page, in the workbook."""
    came = direction == "IN"
    heads = in_heads() if came else out_heads()
    widths = (11, 8, 26, 18, 11, 60, 26, 11, 10, 16) if came else (18, 11, 60, 20, 40, 20, 9, 16)
    return PaperTable(
        key="book", title=_("Sổ đăng ký văn bản đến") if came else _("Sổ đăng ký văn bản đi"),
        heads=(tuple(Head(each) for each in heads),),
        rows=tuple(tuple(Cell(text or None) for text in line) for line in lines), widths=widths,
        sheet=_("Văn bản đến") if came else _("Văn bản đi"),
    )  # fmt: skip
