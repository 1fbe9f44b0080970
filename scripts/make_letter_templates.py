"""Makes the shipped Word templates: of ``insight/reports`` the summary of a round and the forms, of
``steering/directives`` the registers of documents, of ``steering/tasks`` the letter of urging and the work programme.

They follow the prescribed form of Nghị định 30/2020/NĐ-CP (A4; left 30 mm, right 15–20 mm, top and bottom 20 mm; the
heading in two columns, motto underlined). The office replaces them on the page "Mẫu văn bản"; the words in braces are
those of each package's letters. Run it again after a change of layout and commit the files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FOLDER = Path(__file__).parents[1] / "src/dieuphoi/insight/reports/templates_docx"
TASKS = Path(__file__).parents[1] / "src/dieuphoi/steering/tasks/templates_docx"
BOOKS = Path(__file__).parents[1] / "src/dieuphoi/steering/directives/templates_docx"
FONT = "Times New Roman"
CENTRE, RIGHT, BOTH = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY


def main() -> None:
    for folder in (FOLDER, TASKS, BOOKS):
        folder.mkdir(parents=True, exist_ok=True)
    summary()
    form()
    books()
    urging()
    plan()


def summary() -> None:
    document = _document(landscape=False)
    _heading(document, width=165)
    _title(document, "BÁO CÁO", "Tổng hợp kết quả rà soát tiêu chí nông thôn mới", "{{ ten_dot }}")
    _text(document, "{{ tinh_trang }}", italic=True, align=CENTRE, size=12)
    _text(
        document,
        "Kỳ: {{ ky }}. Bộ tiêu chí: {{ bo_tieu_chi }}. Địa giới ngày {{ ngay_dia_gioi }}. Số liệu của {{ so_xa }} trên "
        "{{ tren_so_xa }} xã của đợt: {{ dat_tat_ca }} xã đạt tất cả tiêu chí, {{ cong_nhan }} xã đã được công nhận "
        "(tính đến ngày {{ ngay_cong_nhan }}).",
        align=BOTH, indent=True,
    )  # fmt: skip
    _section(document, "1. Theo số tiêu chí đạt")
    _rows(document, ["Nhóm", "Số xã", "Tỷ lệ", "Kỳ so sánh"], "nhom",
          ["ten", "so_xa", "ty_le", "ky_truoc"], [75, 30, 30, 30])  # fmt: skip
    _section(document, "2. Theo tiêu chí")
    _rows(
        document,
        ["Số", "Tiêu chí", "Đạt", "Chưa đạt", "Chưa nhập", "Chưa thể kết luận", "Không áp dụng", "Tỷ lệ đạt"],
        "tieu_chi",
        ["so", "ten", "dat", "chua_dat", "chua_nhap", "chua_ket_luan", "khong_ap_dung", "ty_le"],
        [11, 54, 15, 15, 15, 18, 18, 19],
    )  # fmt: skip
    _section(document, "3. Theo nhóm xã, vùng")
    _rows(document, ["Phân loại", "Số xã", "Đạt tất cả tiêu chí", "Đã công nhận"], "phan_loai",
          ["ten", "so_xa", "dat_tat_ca", "cong_nhan"], [75, 30, 30, 30])  # fmt: skip
    _section(document, "4. Thay đổi so với kỳ trước")
    _text(document, "{%p if khong_so_sanh %}")
    _text(document, "{{ khong_so_sanh }}", align=BOTH, indent=True)
    _text(document, "{%p else %}")
    _text(document, "So với {{ dot_so_sanh }}, {{ so_dong_thay_doi }} xã có thay đổi.", align=BOTH, indent=True)
    _rows(document, ["Xã", "Kỳ so sánh", "Kỳ này", "Đạt thêm", "Mất"], "thay_doi",
          ["ten", "truoc", "nay", "dat_them", "mat"], [45, 20, 20, 40, 40])  # fmt: skip
    _text(document, "{%p if xa_moi %}")
    _text(document, "Xã không so sánh được (số liệu của đơn vị cũ không cộng sang):", indent=True, before=6)
    _rows(document, ["Xã", "Vì sao"], "xa_moi", ["ten", "vi_sao"], [55, 110])
    _text(document, "{%p endif %}")
    _text(document, "{%p endif %}")
    _signature(document, width=165)

    _landscape(document.add_section(WD_SECTION.NEW_PAGE))
    _title(document, "PHỤ LỤC", "Kết quả rà soát theo xã", "{{ ten_dot }}")
    _text(document, "Ký hiệu: {{ ky_hieu }}.", italic=True, size=11)
    _communes(document)
    _save(document, "summary.docx", "Tổng hợp kết quả rà soát tiêu chí")


def _communes(document: Any) -> None:
    """One column a criterion: the loop over cells opens and closes in cells of its own."""
    table = _grid(document, 4, 7)
    heads = ["TT", "Mã", "Xã", "{%tc for so in so_tieu_chi %}", "{{ so }}", "{%tc endfor %}", "Số đạt"]
    body = [
        "{{ dong.stt }}", "{{ dong.ma }}", "{{ dong.ten }}", "{%tc for o in dong.ket_qua %}", "{{ o }}",
        "{%tc endfor %}", "{{ dong.so_dat }}",
    ]  # fmt: skip
    for at, (head, text) in enumerate(zip(heads, body, strict=True)):
        _cell(table.cell(0, at), head, bold=True, align=CENTRE, size=10)
        _cell(table.cell(2, at), text, align=None if at == 2 else CENTRE, size=10)
    _cell(table.cell(1, 0), "{%tr for dong in xa %}")
    _cell(table.cell(3, 0), "{%tr endfor %}")
    _repeat(table.rows[0])
    _whole_width(table, [10, 15, 48], 257)


def form() -> None:
    document = _document(landscape=True)
    _heading(document, width=257)
    _title(document, "{{ ten_bieu }}", "{{ ten_dot }} – {{ ky }}", "")
    _text(document, "{{ mau_tham_khao }} – {{ tinh_trang }}", italic=True, align=CENTRE, size=12)
    about = "{{ so_xa }} trên {{ tren_so_xa }} xã của đợt. Bộ tiêu chí: {{ bo_tieu_chi }}."
    _text(document, about, align=CENTRE, size=12)
    _text(document, "{{ don_vi_tinh }}", italic=True, align=RIGHT, size=11)
    table = _grid(document, 5, 5)
    top = ["TT", "Nội dung", "{%tc for n in nhom_xa %}", "{% colspan n.so_cot %}{{ n.ten }}", "{%tc endfor %}"]
    second = ["", "", "{%tc for c in cot %}", "{{ c }}", "{%tc endfor %}"]
    body = ["{{ d.tt }}", "{{ d.noi_dung }}", "{%tc for o in d.o %}", "{{ o }}", "{%tc endfor %}"]
    for at in range(5):
        _cell(table.cell(0, at), top[at], bold=True, align=CENTRE, size=10)
        _cell(table.cell(1, at), second[at], bold=True, align=CENTRE, size=9)
        _cell(table.cell(3, at), body[at], align=None if at == 1 else CENTRE, size=10)
    for column in (0, 1):
        _merge_down(table.cell(0, column), "restart")
        _merge_down(table.cell(1, column), "continue")
    _cell(table.cell(2, 0), "{%tr for d in dong %}")
    _cell(table.cell(4, 0), "{%tr endfor %}")
    _repeat(table.rows[0])
    _repeat(table.rows[1])
    _whole_width(table, [10, 62], 257)
    _text(document, "{%p for g in ghi_chu %}")
    _text(document, "{{ g }}", italic=True, size=10)
    _text(document, "{%p endfor %}")
    _signature(document, width=257)
    _save(document, "form.docx", "Biểu tổng hợp")


def books() -> None:
    """The registers of incoming and outgoing documents, in the columns of Phụ lục IV of Nghị định 30/2020/NĐ-CP."""
    _book(
        "so-van-ban-den.docx", "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",
        ["Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu văn bản", "Ngày, tháng văn bản",
         "Tên loại và trích yếu nội dung văn bản", "Đơn vị hoặc người nhận", "Ngày chuyển", "Ký nhận", "Ghi chú"],
        ["ngay_den", "so_den", "tac_gia", "so_ky_hieu", "ngay_van_ban", "trich_yeu", "nguoi_nhan", "ngay_chuyen",
         "ky_nhan", "ghi_chu"],
        [20, 12, 32, 28, 20, 65, 30, 20, 15, 15],
    )  # fmt: skip
    _book(
        "so-van-ban-di.docx", "SỔ ĐĂNG KÝ VĂN BẢN ĐI",
        ["Số, ký hiệu văn bản", "Ngày, tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký",
         "Nơi nhận văn bản", "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ghi chú"],
        ["so_ky_hieu", "ngay_van_ban", "trich_yeu", "nguoi_ky", "noi_nhan", "ban_luu", "so_luong", "ghi_chu"],
        [30, 20, 75, 30, 50, 26, 13, 13],
    )  # fmt: skip


def _book(name: str, title: str, heads: list[str], keys: list[str], widths: list[int]) -> None:
    document = _document(landscape=True)
    _text(document, "{{ co_quan }}", bold=True, align=CENTRE, size=13, after=0)
    _text(document, title, bold=True, align=CENTRE, size=14, before=8, after=0)
    _text(document, "Năm {{ nam }}, từ ngày {{ tu_ngay }} đến hết ngày {{ den_ngay }}", align=CENTRE, size=12)
    _rows(document, heads, "dong", keys, widths)
    _text(document, "Sổ có {{ so_dong }} văn bản. Lập lúc {{ lap_luc }}, người lập: {{ nguoi_lap }}.", italic=True,
          size=11, before=6)  # fmt: skip
    _save(document, name, title.capitalize(), folder=BOOKS)


def urging() -> None:
    """A công văn: the subject stands under the number, and it is addressed to one body."""
    document = _document(landscape=False)
    _heading(document, width=165)
    _more(document.tables[0].cell(1, 0), "{{ trich_yeu }}", size=12)
    _text(document, "Kính gửi: {{ kinh_gui }}.", align=CENTRE, size=14, before=14, after=10)
    _text(
        document,
        "Qua theo dõi việc thực hiện các nhiệm vụ được giao, tính đến ngày {{ ngay }}, {{ kinh_gui }} còn "
        "{{ so_viec }} "
        "nhiệm vụ cần đôn đốc, trong đó {{ so_qua_han }} nhiệm vụ đã quá hạn, cụ thể như sau:",
        align=BOTH, indent=True, size=14,
    )  # fmt: skip
    _rows(
        document, ["TT", "Nhiệm vụ", "Văn bản giao", "Người chịu trách nhiệm", "Hạn", "Chậm"], "viec",
        ["tt", "ten", "can_cu", "nguoi", "han", "cham"], [9, 48, 36, 30, 21, 21],
    )  # fmt: skip
    _text(document, "{%p if loi %}", after=0)
    _text(document, "{{ loi }}", align=BOTH, indent=True, size=14, before=6)
    _text(document, "{%p endif %}", after=0)
    _text(
        document,
        "Đề nghị {{ kinh_gui }} khẩn trương chỉ đạo thực hiện, báo cáo kết quả trên hệ thống; nếu có khó khăn, "
        "vướng mắc thì nêu rõ nguyên nhân và đề nghị gia hạn để được xem xét./.",
        align=BOTH, indent=True, size=14, before=6,
    )  # fmt: skip
    _text(document, "", after=0)
    table = document.add_table(rows=1, cols=2)
    left, right = table.cell(0, 0), table.cell(0, 1)
    _cell(left, "Nơi nhận:", bold=True, italic=True, size=12)
    _more(left, "{%p for noi in noi_nhan %}", size=11, align=None)
    _more(left, "{{ noi }}", size=11, align=None)
    _more(left, "{%p endfor %}", size=11, align=None)
    _more(left, "Lập lúc {{ lap_luc }}, người lập: {{ nguoi_lap }}.", size=10, align=None, italic=True)
    _cell(right, "{{ quyen_ky }}", bold=True, align=CENTRE, size=13)
    for _n in range(3):
        _more(right, "", size=13)
    _more(right, "{{ nguoi_ky }}", bold=True, size=13)
    _widths(table, [83, 82])
    _save(document, "don-doc.docx", "Công văn đôn đốc nhiệm vụ", folder=TASKS)


def plan() -> None:
    """A work programme: headings with their lines in one table."""
    document = _document(landscape=True)
    _heading(document, width=257)
    _title(document, "{{ loai }}", "{{ ten }}", "{{ ky }}")
    _text(document, "{{ tinh_trang }}", italic=True, align=CENTRE, size=12)
    _text(document, "{%p if can_cu %}")
    _text(document, "Căn cứ {{ can_cu }}.", align=BOTH, indent=True)
    _text(document, "{%p endif %}")
    _text(document, "{%p for doan in muc_dich %}")
    _text(document, "{{ doan }}", align=BOTH, indent=True)
    _text(document, "{%p endfor %}")
    heads = ["TT", "Nhiệm vụ, giải pháp", "Sản phẩm", "Chủ trì", "Phối hợp", "Thời gian", "Kinh phí"]
    widths = [12, 78, 42, 38, 37, 24, 26]
    words = ["so", "noi_dung", "san_pham", "chu_tri", "phoi_hop", "thoi_gian", "kinh_phi"]
    table = _grid(document, 7, len(heads))
    for at, (head, word) in enumerate(zip(heads, words, strict=True)):
        _cell(table.cell(0, at), head, bold=True, align=CENTRE)
        _cell(table.cell(4, at), f"{{{{ dong.{word} }}}}", align=CENTRE if at in (0, 5) else None, size=11)
    _cell(table.cell(1, 0), "{%tr for nhom in cac_nhom %}")
    _cell(table.cell(2, 0), "{{ nhom.so }}", bold=True, align=CENTRE)
    _cell(table.cell(2, 1), "{{ nhom.ten }}", bold=True)
    _cell(table.cell(3, 0), "{%tr for dong in nhom.cac_dong %}")
    _cell(table.cell(5, 0), "{%tr endfor %}")
    _cell(table.cell(6, 0), "{%tr endfor %}")
    _repeat(table.rows[0])
    _widths(table, widths)
    _text(document, "{%p if tong_kinh_phi %}")
    _text(document, "Tổng kinh phí: {{ tong_kinh_phi }}.", before=6)
    _text(document, "{%p endif %}")
    _text(document, "Nhiệm vụ có dấu (*) là nhiệm vụ trọng tâm.", italic=True, size=11)
    _signature(document, width=257)
    _save(document, "plan.docx", "Chương trình công tác", folder=TASKS)


# ------------------------------------------------------------------------------------- the prescribed parts


def _document(*, landscape: bool) -> Any:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    if landscape:
        _landscape(section)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(4)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    _page_number(number)
    return document


def _landscape(section: Any) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(20), Mm(15)


def _heading(document: Any, *, width: int) -> None:
    """The agency and the number at the left, the motto and the day at the right."""
    table = document.add_table(rows=2, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    left, right = table.cell(0, 0), table.cell(0, 1)
    _cell(left, "{{ co_quan_chu_quan }}", align=CENTRE, size=12)
    _more(left, "{{ co_quan }}", bold=True, size=12)
    _rule(left, round(width * 0.43), 0.35)
    _cell(right, "{{ quoc_hieu }}", bold=True, align=CENTRE, size=12)
    _more(right, "{{ tieu_ngu }}", bold=True, size=13)
    _rule(right, width - round(width * 0.43), 0.55 if width < 200 else 0.38)
    _cell(table.cell(1, 0), "{{ so_ky_hieu }}", align=CENTRE, size=13)
    _cell(table.cell(1, 1), "{{ noi_va_ngay }}", align=CENTRE, size=13, italic=True)
    _widths(table, [round(width * 0.43), width - round(width * 0.43)])


def _title(document: Any, kind: str, about: str, below: str) -> None:
    _text(document, kind, bold=True, align=CENTRE, size=14, before=14, after=0)
    _text(document, about, bold=True, align=CENTRE, size=14, after=0 if below else 6)
    if below:
        _text(document, below, bold=True, align=CENTRE, size=13, after=6)


def _signature(document: Any, *, width: int) -> None:
    _text(document, "", after=0)
    table = document.add_table(rows=1, cols=2)
    left, right = table.cell(0, 0), table.cell(0, 1)
    _cell(left, "Nơi nhận:", bold=True, italic=True, size=12)
    _more(left, "- Ban Chỉ đạo tỉnh;", size=11, align=None)
    _more(left, "- Lưu: VT.", size=11, align=None)
    _more(left, "Lập lúc {{ lap_luc }}, người lập: {{ nguoi_lap }}.", size=10, align=None, italic=True)
    _cell(right, "{{ quyen_ky }}", bold=True, align=CENTRE, size=13)
    for _n in range(3):
        _more(right, "", size=13)
    _more(right, "{{ nguoi_ky }}", bold=True, size=13)
    _widths(table, [width - round(width * 0.5), round(width * 0.5)])


# ------------------------------------------------------------------------------------------------- the rest


def _section(document: Any, text: str) -> None:
    paragraph = _text(document, text, bold=True, before=8)
    paragraph.paragraph_format.keep_with_next = True


def _text(
    document: Any, text: str, *, bold: bool = False, italic: bool = False, align: Any = None, size: int = 13,
    before: int = 0, after: int = 4, indent: bool = False,
) -> Paragraph:  # fmt: skip
    paragraph = document.add_paragraph()
    _run(paragraph, text, bold=bold, italic=italic, size=size)
    paragraph.alignment = align
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    if indent:
        paragraph.paragraph_format.first_line_indent = Mm(10)
    return paragraph


def _run(paragraph: Paragraph, text: str, *, bold: bool, italic: bool, size: int) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size, run.font.name = bold, italic, Pt(size), FONT


def _cell(
    cell: _Cell, text: str, *, bold: bool = False, italic: bool = False, align: Any = None, size: int = 11
) -> Paragraph:
    paragraph = cell.paragraphs[0]
    _run(paragraph, text, bold=bold, italic=italic, size=size)
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def _more(
    cell: _Cell, text: str, *, bold: bool = False, italic: bool = False, align: Any = CENTRE, size: int
) -> Paragraph:
    paragraph = cell.add_paragraph()
    _run(paragraph, text, bold=bold, italic=italic, size=size)
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def _rule(cell: _Cell, width: int, part: float) -> None:
    """The rule under the agency and under the motto: a short line in the middle of the cell."""
    paragraph = _more(cell, "", size=2)
    layout = paragraph.paragraph_format
    layout.line_spacing = Pt(4)
    layout.left_indent = layout.right_indent = Mm(round(width * (1 - part) / 2))
    border = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    border.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(border, "w:ind", "w:jc", "w:rPr", "w:spacing")


def _grid(document: Any, rows: int, columns: int) -> Table:
    table = document.add_table(rows=rows, cols=columns)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    return table


def _rows(document: Any, heads: list[str], loop: str, words: list[str], widths: list[int]) -> None:
    """Head, the row that opens the loop, the row that is repeated, the row that closes it."""
    table = _grid(document, 4, len(heads))
    for at, (head, word) in enumerate(zip(heads, words, strict=True)):
        _cell(table.cell(0, at), head, bold=True, align=CENTRE)
        _cell(table.cell(2, at), f"{{{{ dong.{word} }}}}", align=None if widths[at] >= 40 else CENTRE)
    _cell(table.cell(1, 0), f"{{%tr for dong in {loop} %}}")
    _cell(table.cell(3, 0), "{%tr endfor %}")
    _repeat(table.rows[0])
    _widths(table, widths)


def _widths(table: Table, widths: list[int]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=False):
            cell.width = Mm(width)
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))


def _whole_width(table: Table, first: list[int], total: int) -> None:
    """A table whose number of columns is not known yet: as wide as the page, its first columns by these widths (mm)."""
    table.autofit = True
    for column in table.columns:
        column.width = Mm(round(total / len(table.columns)))
    width = table._tbl.tblPr.find(qn("w:tblW"))
    if width is None:
        width = OxmlElement("w:tblW")
        table._tbl.tblPr.append(width)
    width.set(qn("w:type"), "pct")
    width.set(qn("w:w"), "5000")
    for row in table.rows:
        # The cells as they are written: those merged downwards have a width of their own, too.
        for at, cell in enumerate(row._tr.tc_lst):
            cell.width = Mm(first[at] if at < len(first) else 1)
            if at >= len(first):
                kept = cell.tcPr.find(qn("w:tcW"))
                kept.set(qn("w:type"), "auto")
                kept.set(qn("w:w"), "0")
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _repeat(row: Any) -> None:
    """The row is the head of every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _merge_down(cell: _Cell, how: str) -> None:
    merge = OxmlElement("w:vMerge")
    merge.set(qn("w:val"), how)
    cell._tc.get_or_add_tcPr().append(merge)


def _page_number(paragraph: Paragraph) -> None:
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = text
        run._r.append(part)


def _save(document: Any, name: str, title: str, *, folder: Path = FOLDER) -> None:
    document.core_properties.author = "Điều Phối"
    document.core_properties.title = title
    document.save(str(folder / name))


if __name__ == "__main__":
    main()
