"""The workbook that goes out to be filled in: figures, classification, guidance."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dieuphoi.programme.criteria.engine.marks import Translate, as_written
from dieuphoi.programme.criteria.kinds import kind_of
from dieuphoi.programme.criteria.sets import SetVersion, flag_names
from dieuphoi.programme.criteria.template_book.columns import COLUMNS, NEEDED, heading


def write_template(
    version: SetVersion, target: Path, *, units: Sequence[str] = (), translate: Translate = as_written
) -> None:
    """Write the workbook to fill in: one sheet of figures, one of classification, one of guidance.

    For each of ``units`` (or once, with the unit left blank) every row of the set with a line for each figure
    it asks for. Only plain cells, lists and column widths: the same in Excel and LibreOffice. Headings and guidance
    are translated, the key in brackets by which a heading is read again is not.
    """
    import xlsxwriter

    _ = translate

    book = xlsxwriter.Workbook(str(target), {"in_memory": True, "strings_to_numbers": False})
    head = book.add_format(
        {"bold": True, "bg_color": "#DDE6ED", "border": 1, "text_wrap": True, "valign": "top"}
    )
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    fill = book.add_format({"bg_color": "#FFFBE6", "border": 1, "valign": "top"})
    fill_text = book.add_format({"bg_color": "#FFFBE6", "border": 1, "num_format": "@", "valign": "top"})

    sheet = book.add_worksheet(_("Số liệu"))
    names = list(COLUMNS)
    for at, name in enumerate(names):
        sheet.write_string(0, at, heading(name, _), head)
    sheet.freeze_panes(1, 3)
    for at, width in enumerate((22, 11, 60, 14, 14, 12, 12, 24, 8, 16, 12)):
        sheet.set_column(at, at, width)
    at_row = 1
    for unit in units or ("",):
        for indicator in version.indicators:
            for asked in kind_of(indicator).inputs(indicator):
                sheet.write_string(at_row, 0, unit, fill_text)
                sheet.write_string(at_row, 1, indicator.code, text)
                label = indicator.name if not asked.part else f"{indicator.name} – {asked.name}"
                sheet.write_string(at_row, 2, label, text)
                sheet.write_string(at_row, 3, asked.unit or "", text)
                for column in range(4, len(names)):
                    name = names[column]
                    if name == "part":
                        sheet.write_string(at_row, column, asked.part, text)
                    else:
                        sheet.write_blank(at_row, column, None, fill_text if name == "standard" else fill)
                choices = {"passfail": ["Đạt", "Không đạt"], "presence": ["Không", "Có"]}.get(asked.what)
                if choices:
                    # Soft: a count or a word typed otherwise is checked when the file is read.
                    sheet.data_validation(
                        at_row,
                        4,
                        at_row,
                        4,
                        {"validate": "list", "source": choices, "error_type": "information"},
                    )
                if indicator.applicable_if:
                    when = _("Chỉ áp dụng khi: {when}").format(when=indicator.applicable_if)
                    sheet.write_comment(at_row, 10, when)
                    sheet.data_validation(
                        at_row, 10, at_row, 10, {"validate": "list", "source": ["Có", "Không"]}
                    )
                at_row += 1
    _write_classification(book, version, units, (head, text, fill_text), _)
    _write_guide(book, version, (head, text), _)
    book.close()


def _write_classification(
    book: Any, version: SetVersion, units: Sequence[str], formats: tuple[Any, Any, Any], _: Translate
) -> None:
    head, text, fill = formats
    sheet = book.add_worksheet(_("Phân loại"))
    for at, name in enumerate(NEEDED):
        sheet.write_string(0, at, heading(name, _), head)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 16)
    sheet.set_column(2, 2, 40)
    dimension = version.territory_dimension or ""
    rows = ["@group"] if dimension.startswith("commune_group") else ["@region"] if dimension else []
    if version.special_rules:
        rows.append("@flag")
    at_row = 1
    for unit in units or ("",):
        for mark in rows:
            sheet.write_string(at_row, 0, unit, fill)
            sheet.write_string(at_row, 1, mark, text)
            sheet.write_blank(at_row, 2, None, fill)
            if mark != "@flag":
                codes = [territory.code for territory in version.territories]
                sheet.data_validation(at_row, 2, at_row, 2, {"validate": "list", "source": codes})
            at_row += 1


def _write_guide(book: Any, version: SetVersion, formats: tuple[Any, Any], _: Translate) -> None:
    head, text = formats
    sheet = book.add_worksheet(_("Hướng dẫn"))
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    lines = [
        (_("Bộ tiêu chí"), f"{version.name} ({version.id})"),
        (
            _("Cách ghi số"),
            _("Dấu phẩy là dấu thập phân (97,5); dấu chấm cách hàng nghìn (1.234). Số 0 khác ô trống."),
        ),
        (
            _("Tử số, mẫu số"),
            _("Nếu có thì ghi cả hai; khi đó tỷ lệ được tính đúng từ hai số này, không làm tròn."),
        ),
        ("Đạt / Không đạt", _("Ghi theo kết luận của cơ quan phụ trách chỉ tiêu.")),
        (
            _("Phần"),
            _("Một số chỉ tiêu cần nhiều số: nam và nữ; từng tầng; số trường. Không sửa cột này."),
        ),
        (
            _("Phân loại"),
            _("Ghi mã vùng (hoặc nhóm xã) và đặc điểm của xã; nhiều đặc điểm cách nhau bằng dấu chấm phẩy."),
        ),
    ]
    lines += [(territory.code, territory.name) for territory in version.territories]
    if version.special_rules:
        lines += list(flag_names().items())
    sheet.write_string(0, 0, _("Mục"), head)
    sheet.write_string(0, 1, _("Nội dung"), head)
    for at, (left, right) in enumerate(lines, start=1):
        sheet.write_string(at, 0, left, text)
        sheet.write_string(at, 1, right, text)
