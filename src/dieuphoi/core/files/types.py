"""Which content may come in, and how it is recognised: by the bytes, never by what the sender says.

``puremagic`` names what the first bytes are; containers (the zip of Office, the compound file of old Office)
and plain text, which have no signature of their own, are looked into.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import puremagic
from django.utils.translation import gettext as _

CHUNK: Final = 1 << 20
MOST_MEMBERS: Final = 10_000
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class FileType:
    """One kind of content: its media type, the endings a name may carry, the word for people."""

    mime: str
    endings: tuple[str, ...]
    word: str


PDF: Final = FileType("application/pdf", ("pdf",), "PDF")
JPEG: Final = FileType("image/jpeg", ("jpg", "jpeg", "jfif"), "JPEG")
PNG: Final = FileType("image/png", ("png",), "PNG")
TIFF: Final = FileType("image/tiff", ("tif", "tiff"), "TIFF")
HEIC: Final = FileType("image/heic", ("heic", "heif"), "HEIC")
XLSX: Final = FileType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",), "Excel (xlsx)")
DOCX: Final = FileType(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",), "Word (docx)"
)
PPTX: Final = FileType(
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ("pptx",),
    "PowerPoint (pptx)",
)
ODS: Final = FileType("application/vnd.oasis.opendocument.spreadsheet", ("ods",), "OpenDocument (ods)")
ODT: Final = FileType("application/vnd.oasis.opendocument.text", ("odt",), "OpenDocument (odt)")
XLS: Final = FileType("application/vnd.ms-excel", ("xls",), "Excel (xls)")
DOC: Final = FileType("application/msword", ("doc",), "Word (doc)")
CSV: Final = FileType("text/csv", ("csv",), "CSV")
TEXT: Final = FileType("text/plain", ("txt",), "TXT")
GEOJSON: Final = FileType("application/geo+json", ("geojson", "json"), "GeoJSON")

KNOWN: Final[tuple[FileType, ...]] = (
    PDF, JPEG, PNG, TIFF, HEIC, XLSX, DOCX, PPTX, ODS, ODT, XLS, DOC, CSV, TEXT, GEOJSON,
)  # fmt: skip
ALLOWED_BY_DEFAULT: Final[tuple[str, ...]] = tuple(t.mime for t in KNOWN)

_BY_SIGNATURE: Final = {t.mime: t for t in (PDF, JPEG, PNG, TIFF)}
_TEXTS: Final = (CSV, TEXT, GEOJSON)
_OFFICE_PARTS: Final = (("xl/workbook.", XLSX), ("word/document.", DOCX), ("ppt/presentation.", PPTX))


class BadContent(Exception):
    """The content cannot be taken; ``str()`` is the Vietnamese sentence."""


def ending_of(name: str) -> str:
    """The ending of a file name, lower case, without its dot; empty when there is none."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""


def sniff(data: bytes, name: str, *, most_unpacked: int) -> FileType | None:
    """What ``data`` is; ``None`` when it is nothing that this product knows.

    ``name`` only tells apart what the bytes cannot (a CSV from a text, an old Excel file from an old Word
    file). ``most_unpacked`` is the largest size in bytes that a packed Office file may unpack to. Raises
    :class:`BadContent` for a bomb, a broken container or one with macros.
    """
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _office(data, most_unpacked)
    if data[:8] == OLE:
        return _old_office(data, ending_of(name))
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1"):
        return HEIC
    if (found := _by_signature(data)) is not None:
        return found
    return _text(data, ending_of(name))


def _by_signature(data: bytes) -> FileType | None:
    if data[:5] == b"%PDF-":
        return PDF
    try:
        guesses = puremagic.magic_string(data)
    except (puremagic.PureError, ValueError):
        return None
    for guess in guesses:
        # Two-byte signatures fit any text; only a firm match counts.
        if guess.mime_type in _BY_SIGNATURE and len(guess.byte_match) >= 3 and guess.offset == 0:
            return _BY_SIGNATURE[guess.mime_type]
    return None


def _office(data: bytes, most_unpacked: int) -> FileType | None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as box:
            members = box.infolist()
            if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > most_unpacked:
                raise BadContent(_("Tệp nén bung ra quá lớn nên không được nhận."))
            if any(m.flag_bits & 1 for m in members):
                raise BadContent(_("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi tải lại."))
            names = [m.filename for m in members]
            opened = _open_document(box, names)
            if opened is not None:
                _unpack(box, members, most_unpacked)
                return opened
            kind = next((k for part, k in _OFFICE_PARTS if any(n.startswith(part) for n in names)), None)
            if kind is None or "[Content_Types].xml" not in names:
                return None
            if any(n.lower().endswith("vbaproject.bin") for n in names):
                raise BadContent(_("Tệp có chứa macro. Hãy lưu lại thành tệp không có macro (xlsx, docx)."))
            _unpack(box, members, most_unpacked)
            return kind
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise BadContent(_("Tệp bị hỏng, không mở được. Hãy lưu lại tệp rồi tải lên lần nữa.")) from error


def _open_document(box: zipfile.ZipFile, names: list[str]) -> FileType | None:
    """OpenDocument says what it is in its first member, uncompressed."""
    if not names or names[0] != "mimetype":
        return None
    says = box.read(names[0]).strip().decode("ascii", "replace")
    return next((kind for kind in (ODS, ODT) if kind.mime == says), None)


def _unpack(box: zipfile.ZipFile, members: list[zipfile.ZipInfo], most: int) -> None:
    """Really unpack everything, counting: the sizes that a zip declares are the sender's word."""
    left = most
    for member in members:
        member.file_size = most + 2 * CHUNK  # read to the true end, not to the declared one
        with box.open(member) as stream:
            while chunk := stream.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise BadContent(_("Tệp nén bung ra quá lớn nên không được nhận."))


def _old_office(data: bytes, ending: str) -> FileType | None:
    # The stream names of a compound file stand in its directory as UTF-16.
    if "Macros".encode("utf-16-le") in data or "_VBA_PROJECT".encode("utf-16-le") in data:
        raise BadContent(_("Tệp có chứa macro. Hãy lưu lại thành tệp không có macro (xlsx, docx)."))
    if "Workbook".encode("utf-16-le") in data or (ending == "xls" and "Book".encode("utf-16-le") in data):
        return XLS
    if "WordDocument".encode("utf-16-le") in data:
        return DOC
    return None


def _text(data: bytes, ending: str) -> FileType | None:
    text = _decoded(data, ending)
    if text is None:
        return None
    start = text.lstrip()[:200].lower()
    if start.startswith(("<!doctype", "<html", "<svg", "<?xml", "<script", "#!")):
        return None
    return next((t for t in _TEXTS if ending in t.endings), TEXT)


def _decoded(data: bytes, ending: str) -> str | None:
    """The text of a plain file; ``None`` when it is none. UTF-16 and Windows-1258 are what old Excel writes as CSV."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in data:
        # UTF-16 without its mark: every second byte of Latin text is zero.
        encodings = ("utf-16-le",) if ending in ("csv", "txt") and data[1:400:2].count(0) > len(data[:400]) // 5 else ()
    else:
        encodings = ("utf-8-sig", "cp1258") if ending in ("csv", "txt") else ("utf-8-sig",)
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        strange = sum(1 for char in text[:4000] if ord(char) < 32 and char not in "\t\r\n\f")
        return text if strange * 100 <= len(text[:4000]) else None
    return None
