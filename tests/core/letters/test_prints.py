"""Prints by typst: fonts inside, no glyph missing, no text lost, a limit of time (fault 28)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.letters import prints

NOW = datetime(2026, 3, 2, 2, 0, 0, 123456, tzinfo=UTC)
"""With the microseconds that a real clock has."""
STACKED = "Ấp Ầm Ẩn Ẫm Ậm ấ ầ ẩ ẫ ậ Ắ Ằ Ẳ Ẵ Ặ ắ ằ ẳ ẵ ặ Ế Ề Ể Ễ Ệ ế ề ể ễ ệ Ố Ồ Ổ Ỗ Ộ Ớ Ờ Ở Ỡ Ợ Ứ Ừ Ử Ữ Ự ỳ ỵ ỷ ỹ Đ đ"
SIGNS = r"A & B < C > D #let x = 1 $x^2$ *đậm* _nghiêng_ \n @ten `mã` // chú = a - b + c ~ \u{41} </text> «»"


def head(**more: object) -> prints.PrintHead:
    return prints.PrintHead("Bản thử & <mẫu> #1", "Lan_Anh *", NOW, **more)  # type: ignore[arg-type]


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def fonts_of(pdf: bytes) -> set[str]:
    """The names of the fonts whose programs are inside the PDF."""
    found = set()
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            for inner in font.get_object().get("/DescendantFonts", [font]):
                told = inner.get_object()
                assert {"/FontFile2", "/FontFile3"} & set(told["/FontDescriptor"].get_object())
                found.add(str(told["/BaseFont"]).removeprefix("/").partition("+")[2].partition("-")[0])
    return found


def missing_glyphs(pdf: bytes) -> int:
    """How many signs were set as glyph 0, the empty box of a font that does not have them."""
    reader = PdfReader(BytesIO(pdf))
    count = 0
    for page in reader.pages:
        stream = ContentStream(page["/Contents"].get_object(), reader)
        for operands, operator in stream.operations:
            if operator not in (b"Tj", b"TJ"):
                continue
            parts = operands[0] if operator == b"TJ" else operands
            for part in parts:
                raw = getattr(part, "original_bytes", None)
                if raw:
                    count += sum(raw[at : at + 2] == b"\0\0" for at in range(0, len(raw), 2))
    return count


TEMPLATE = "#set page(paper: \"a4\", footer: foot)\n#masthead\n#data.text\n\n#text(font: \"Tinos\", data.text)"


def test_the_fonts_are_inside_and_no_stacked_mark_is_missing() -> None:
    made = prints.print_pdf(TEMPLATE, {"text": STACKED}, head())
    assert fonts_of(made) == {"BeVietnamPro", "Tinos"}
    assert missing_glyphs(made) == 0
    assert plain(text_of(made)).count(plain(STACKED)) == 2


def test_a_glyph_that_no_font_has_would_be_seen() -> None:
    """The test above can fail: a sign of no font is set as glyph 0."""
    template = '#set page(paper: "a4")\n#set text(fallback: false)\n#data.text'
    assert missing_glyphs(prints.print_pdf(template, {"text": "một 漢 hai"}, head())) == 1


def test_what_people_typed_is_never_read_as_markup() -> None:
    made = text_of(prints.print_pdf(TEMPLATE, {"text": SIGNS}, head(filters=["tên có “#[a]$”"])))
    assert plain(made).count(plain(SIGNS)) == 2
    assert "Bản thử & <mẫu> #1" in made
    assert "#[a]$" in made


def test_the_print_says_what_when_by_whom_and_which_page_of_how_many() -> None:
    template = TEMPLATE + "\n#pagebreak()\nhai\n#pagebreak()\nba"
    made = prints.print_pdf(template, {"text": "một"}, head(lines=["Đợt thử"], as_of=date(2026, 2, 28)))
    first = " ".join(text_of(made).split())
    assert "Đợt thử · Tính đến ngày 28/02/2026" in first
    assert "in lúc 02/03/2026 09:00, người in: Lan_Anh *" in first
    assert [f"trang {n}/3" in first for n in (1, 2, 3)] == [True, True, True]
    assert prints.pages_of(made) == 3


def test_names_without_composed_letters_and_control_signs_are_set_as_people_read_them() -> None:
    made = text_of(prints.print_pdf(TEMPLATE, {"text": "Xã Hu\u031bng\x07 Thi\u0323nh"}, head()))
    assert "Xã Hưng Thịnh" in made


def test_a_broken_template_is_refused_in_words() -> None:
    with pytest.raises(Refused) as caught:
        prints.print_pdf("#nowhere(1)", {}, head())
    assert caught.value.code == "print_broken"
    assert "nowhere" not in caught.value.reason


def test_a_template_reads_no_file_of_the_machine() -> None:
    for path in ("/etc/passwd", "../../etc/passwd"):
        with pytest.raises(Refused):
            prints.print_pdf(f'#read("{path}")', {}, head())


def test_what_takes_too_long_is_ended() -> None:
    endless = "#let x = 0\n#for a in range(100000) { for b in range(100000) { x += 1 } }"
    with pytest.raises(Refused) as caught:
        prints.print_pdf(endless, {}, head(), time_limit=0.5)
    assert caught.value.code == "print_too_long"


def test_without_fonts_nothing_is_printed(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(prints, "FONTS", tmp_path)
    with pytest.raises(Refused) as caught:
        prints.print_pdf(TEMPLATE, {"text": ""}, head())
    assert caught.value.code == "no_fonts"
