"""Makes ``insight/board/templates_docx/summary.docx``, the Word template of a round's summary.

The office may replace it by ``var/templates/summary.docx``; the words in braces are listed at
``insight.board.sheets.summary_context``. Run it again after a change of layout and commit the file.
"""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell

TARGET = Path(__file__).parents[1] / "src/dieuphoi/insight/board/templates_docx/summary.docx"
FONT = "Times New Roman"


def main() -> None:
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(15)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(4)

    head = document.add_table(rows=1, cols=2)
    _text(head.cell(0, 0), "{{ province }}\nVĂN PHÒNG ĐIỀU PHỐI\nNÔNG THÔN MỚI", bold=True, centre=True)
    _text(
        head.cell(0, 1),
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        bold=True,
        centre=True,
    )
    _line(
        document,
        "BẢNG TỔNG HỢP KẾT QUẢ RÀ SOÁT TIÊU CHÍ NÔNG THÔN MỚI",
        size=14,
        bold=True,
        centre=True,
        before=12,
    )
    _line(document, "{{ title }}", bold=True, centre=True)
    _line(document, "{{ final }}", italic=True, centre=True)
    _line(document, "Bộ tiêu chí: {{ decision }}. Kỳ: {{ period }}. Địa giới ngày {{ territory_on }}.")
    _line(document, "{{ n }} trên {{ of }} xã của đợt; {{ met_all }} xã đạt tất cả tiêu chí.")
    _line(document, "Lập lúc {{ made_on }}, người lập: {{ made_by }}.")

    _line(document, "I. Theo số tiêu chí đạt", bold=True, before=8)
    _rows(
        document.add_table(rows=4, cols=3),
        ["Nhóm", "Số xã", "Tỷ lệ"],
        "{%tr for row in groups %}",
        ["{{ row.name }}", "{{ row.communes }}", "{{ row.share }}"],
    )
    _line(document, "II. Theo tiêu chí", bold=True, before=8)
    _rows(
        document.add_table(rows=4, cols=8),
        [
            "Số", "Tiêu chí", "Đạt", "Chưa đạt", "Chưa nhập", "Chưa thể kết luận", "Không áp dụng",
            "Tỷ lệ xã đạt",
        ],
        "{%tr for row in criteria %}",
        [
            "{{ row.number }}", "{{ row.name }}", "{{ row.met }}", "{{ row.not_met }}",
            "{{ row.not_entered }}",
            "{{ row.undetermined }}", "{{ row.not_applicable }}", "{{ row.share }}",
        ],
        wide={1},
    )  # fmt: skip
    _line(document, "III. Theo xã", bold=True, before=8)
    _line(document, "Ký hiệu: {{ legend }}", italic=True)
    table = document.add_table(rows=4, cols=5)
    _rows(
        table,
        ["STT", "Mã", "Xã", "{%tc for number in numbers %}", "Số đạt"],
        "{%tr for row in communes %}",
        [
            "{{ row.order }}",
            "{{ row.code }}",
            "{{ row.name }}",
            "{%tc for mark in row.marks %}",
            "{{ row.met }}",
        ],
        wide={2},
    )
    # One column a criterion: the loop over cells opens and closes in cells of its own.
    for line, word in ((0, "{{ number }}"), (2, "{{ mark }}")):
        cells = table.rows[line].cells
        _after(cells[3], word, "{%tc endfor %}")
    for line in (1, 3):
        # The rows that only hold the loop have as many cells as the others, so that Word opens the
        # template, too.
        _after(table.rows[line].cells[3], "", "")

    _line(document, "", before=6)
    sign = document.add_table(rows=1, cols=2)
    _text(sign.cell(0, 0), "NGƯỜI LẬP", bold=True, centre=True)
    _text(sign.cell(0, 1), "LÃNH ĐẠO VĂN PHÒNG", bold=True, centre=True)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    document.core_properties.author = "Điều Phối"
    document.core_properties.title = "Tổng hợp kết quả rà soát tiêu chí"
    document.save(str(TARGET))


def _rows(
    table: Table, heads: list[str], loop: str, cells: list[str], *, wide: set[int] = frozenset()
) -> None:  # type: ignore[assignment]
    """Head, the row that opens the loop, the row that is repeated, the row that closes it."""
    table.style = "Table Grid"
    table.autofit = True
    for at, text in enumerate(heads):
        _text(table.cell(0, at), text, bold=True, centre=True, size=11)
    _text(table.cell(1, 0), loop)
    for at, text in enumerate(cells):
        _text(table.cell(2, at), text, centre=at not in wide, size=11)
    _text(table.cell(3, 0), "{%tr endfor %}")
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _after(cell: _Cell, *texts: str) -> None:
    at = cell._tc
    for text in texts:
        fresh = OxmlElement("w:tc")
        fresh.append(OxmlElement("w:p"))
        at.addnext(fresh)
        _text(_Cell(fresh, cell._parent), text, bold=text == "{{ number }}", centre=True, size=11)
        at = fresh


def _text(cell: _Cell, text: str, *, bold: bool = False, centre: bool = False, size: float = 12) -> None:
    for at, part in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        run = paragraph.add_run(part)
        run.bold, run.font.size = bold, Pt(size)
        paragraph.paragraph_format.space_after = Pt(0)
        if centre:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _line(
    document: Document,  # type: ignore[valid-type]
    text: str,
    *,
    size: float = 13,
    bold: bool = False,
    italic: bool = False,
    centre: bool = False,
    before: float = 0,
) -> None:
    paragraph = document.add_paragraph()  # type: ignore[attr-defined]
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    paragraph.paragraph_format.space_before = Pt(before)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


if __name__ == "__main__":
    main()
