"""The words inside a content: docx, xlsx, odt, ods, txt, csv, and a PDF that holds text. Nothing of it is run.

Everything is bounded by settings – bytes, pages, characters, seconds – because the files come from outside.
"""

from __future__ import annotations

import io
import logging
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final

import pypdf
import python_calamine
from django.conf import settings
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.text import nfc

logger = logging.getLogger(__name__)

_BREAKS: Final = re.compile(rb"</(?:w:p|text:p|text:h|w:tc|table:table-cell)>|<(?:w:br|w:tab|text:s|text:tab)\b[^>]*>")
_TAGS: Final = re.compile(rb"<[^>]*>")
_JUNK: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WORD: Final = re.compile(r"\w")

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS: Final = "application/vnd.ms-excel"
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
ODT: Final = "application/vnd.oasis.opendocument.text"
PDF: Final = "application/pdf"


def _limit(name: str, default: int) -> int:
    return int(getattr(settings, name, default))


def most_bytes() -> int:
    """Larger contents are not read: ``DIEUPHOI_TEXT_MAX_BYTES``."""
    return _limit("DIEUPHOI_TEXT_MAX_BYTES", 25 * 1024 * 1024)


def most_characters() -> int:
    """So much text of a content is kept: ``DIEUPHOI_TEXT_MAX_CHARACTERS``. A search vector holds no more than 1 MB."""
    return min(_limit("DIEUPHOI_TEXT_MAX_CHARACTERS", 300_000), 300_000)


def most_pages() -> int:
    """So many pages of a PDF, sheets of a workbook are read: ``DIEUPHOI_TEXT_MAX_PAGES``."""
    return _limit("DIEUPHOI_TEXT_MAX_PAGES", 300)


def most_seconds() -> int:
    """So long a content is read: ``DIEUPHOI_TEXT_MAX_SECONDS``; what was read until then is kept."""
    return _limit("DIEUPHOI_TEXT_MAX_SECONDS", 30)


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text, whether there was more of it, and why there is none."""

    text: str = ""
    cut: bool = False
    why: str = ""


def readable(mime: str) -> bool:
    """Whether words can be read out of this kind of content at all (a picture has none)."""
    return mime in _READERS or mime.startswith("text/")


def extract(data: bytes, mime: str) -> Extracted:
    """The words of a content. Never raises for a faulty file: ``why`` tells it. Raises nothing else on purpose."""
    if len(data) > most_bytes():
        return Extracted(why=_("Tệp quá lớn để đọc chữ."))
    reader = _READERS.get(mime, _plain if mime.startswith("text/") else None)
    if reader is None:
        return Extracted(why=_("Loại tệp này không có chữ để đọc."))
    until = time.monotonic() + most_seconds()
    found: list[str] = []
    length, cut = 0, False
    for piece in reader(data):
        text = _JUNK.sub("", nfc(piece))
        found.append(text)
        length += len(text) + 1
        if length > most_characters() or time.monotonic() > until:
            cut = True
            break
    text = "\n".join(found)[: most_characters()].strip()
    if not _WORD.search(text):
        return Extracted(why=_("Tệp không có chữ (có thể là bản quét)."))
    return Extracted(text, cut)


def head_of(data: bytes, mime: str, *, characters: int = 4_000) -> str:
    """How the text of a content begins, with the running heads of a Word file: what is stamped on the first page.

    For a look before anything is stored, so it stops early; empty where there is no text, or the file is broken (then
    the ordinary reading says why).
    """
    reader = _READERS.get(mime, _plain if mime.startswith("text/") else None)
    if reader is None or len(data) > most_bytes():
        return ""
    until = time.monotonic() + most_seconds()
    found: list[str] = []
    try:
        for pieces in (reader(data), _heads(data) if mime == DOCX else iter(())):
            length = 0
            for piece in pieces:
                text = _JUNK.sub("", nfc(piece))
                found.append(text[:characters])
                length += len(text)
                if length > characters or time.monotonic() > until:
                    break
    except Exception as error:
        # Foreign files break foreign parsers in every way there is.
        logger.info("no head of a %s: %s", mime, error)
    return "\n".join(found)


def _heads(data: bytes) -> Iterator[str]:
    yield from _xml_parts(data, lambda name: name.startswith("word/header") and name.endswith(".xml"))


def _docx(data: bytes) -> Iterator[str]:
    yield from _xml_parts(data, lambda name: name in ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml"))
    yield from _xml_parts(data, lambda name: name.startswith(("word/header", "word/footer")) and name.endswith(".xml"))


def _odt(data: bytes) -> Iterator[str]:
    yield from _xml_parts(data, lambda name: name == "content.xml")


def _xml_parts(data: bytes, wanted: Callable[[str], bool]) -> Iterator[str]:
    """The text of XML parts in pieces, never more of a part in memory than a few pieces: bombs stay small."""
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        for entry in box.infolist():
            if not wanted(entry.filename):
                continue
            rest = b""
            with box.open(entry) as stream:
                while chunk := stream.read(1 << 18):
                    piece, mark, tail = (rest + chunk).rpartition(b">")
                    rest = tail
                    yield _text_of(piece + mark)


def _text_of(xml: bytes) -> str:
    plain = _TAGS.sub(b"", _BREAKS.sub(b"\n", xml))
    return unescape(plain.decode("utf-8", "replace"))


def _book(data: bytes) -> Iterator[str]:
    with python_calamine.load_workbook(io.BytesIO(data)) as book:
        for name in book.sheet_names[: most_pages()]:
            if name.startswith("_"):
                continue
            yield name
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height * sheet.total_width > 5_000_000:
                continue
            for row in sheet.to_python(nrows=100_000):
                yield " ".join(str(cell) for cell in row if cell not in ("", None))


def _pdf(data: bytes) -> Iterator[str]:
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    document = pypdf.PdfReader(io.BytesIO(data))
    if document.is_encrypted and not document.decrypt(""):
        raise ValueError("encrypted")
    for number, page in enumerate(document.pages):
        if number >= most_pages():
            break
        yield page.extract_text()


def _plain(data: bytes) -> Iterator[str]:
    for encoding in ("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "cp1258"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        yield from text.splitlines()
        return


_READERS: Final[dict[str, Callable[[bytes], Iterator[str]]]] = {
    DOCX: _docx, ODT: _odt, XLSX: _book, XLS: _book, ODS: _book, PDF: _pdf,
}  # fmt: skip
