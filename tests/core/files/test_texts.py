"""Words inside files (fault 23 for contents): read in the background, found with or without marks, never in the way."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import datetime
from typing import Any

import docx
import pytest
import xlsxwriter

from dieuphoi.core.files import extract as reading
from dieuphoi.core.files.models import Blob, BlobText
from dieuphoi.core.files.selectors import search_text, text_matches, text_state
from dieuphoi.core.files.services import blob_store, text_read, texts_waiting
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.jobs import run_jobs_inline
from dieuphoi.core.kernel.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sheet(*cells: str) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("Đường giao thông")
    for row, text in enumerate(cells):
        page.write_string(row, 3, text)
    book.close()
    return out.getvalue()


def open_text(text: str) -> bytes:
    kind = "application/vnd.oasis.opendocument.text"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        box.writestr("mimetype", kind)
        box.writestr("META-INF/manifest.xml", "<manifest/>")
        box.writestr("content.xml", f"<office:text><text:p>{text}</text:p></office:text>")
    return out.getvalue()


def pdf(text: str, *, with_text: bool = True) -> bytes:
    """A PDF of one page, written by hand: its words in a content stream."""
    stream = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode("latin-1") if with_text else b"0 0 m 9 9 l S"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


def store(system: Actor, data: bytes, name: str, now: datetime) -> Blob:
    with run_jobs_inline():
        return blob_store(actor=system, data=data, name=name, now=now).blob


# --- what must not happen ---------------------------------------------------------------------------------


def test_a_file_that_cannot_be_read_is_stored_all_the_same_and_says_why(
    system: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = store(system, b"%PDF-1.4\nbroken", "hỏng.pdf", now)
    assert text_state(blob.pk)[0] == "FAILED"
    assert "Không đọc được chữ" in text_state(blob.pk)[1]
    scan = store(system, pdf("", with_text=False), "bản quét.pdf", now)
    assert (text_state(scan.pk)[0], BlobText.objects.get(pk=scan.pk).text) == ("NONE", "")

    def bursts(*given: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr("dieuphoi.core.files.services.extract", bursts)
    assert text_state(store(system, word("Đường"), "a.docx", now).pk)[0] == "FAILED"
    assert Job.objects.exclude(state="DONE").count() == 0


def test_a_picture_is_not_tried(system: Actor, now: datetime) -> None:
    blob = store(system, b"\x89PNG\r\n\x1a\n" + bytes(40), "ảnh.png", now)
    assert text_state(blob.pk) == ("", "")
    assert texts_waiting() == []


def test_sizes_pages_characters_and_time_have_limits(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DIEUPHOI_TEXT_MAX_CHARACTERS = 50
    found = reading.extract(word(*["đường làng ngõ xóm"] * 50), reading.DOCX)
    assert 40 < len(found.text) <= 50
    assert found.cut
    settings.DIEUPHOI_TEXT_MAX_CHARACTERS = 10**9
    long = reading.extract((" ".join(f"từ{n}" for n in range(200_000))).encode(), "text/plain")
    assert 299_000 < len(long.text) <= 300_000
    assert long.cut
    settings.DIEUPHOI_TEXT_MAX_BYTES = 10
    assert reading.extract(word("a"), reading.DOCX).why
    settings.DIEUPHOI_TEXT_MAX_BYTES = 10**8
    settings.DIEUPHOI_TEXT_MAX_SECONDS = 0
    slow = reading.extract("\n".join(["một dòng"] * 1000).encode(), "text/plain")
    assert slow.cut
    assert len(slow.text) < 1000


def test_the_longest_text_of_all_different_words_fits_its_vector(system: Actor, now: datetime) -> None:
    words = " ".join(f"{n:x}đ" for n in range(60_000))
    blob = store(system, words.encode(), "dài.txt", now)
    assert text_state(blob.pk)[0] == "DONE"
    assert [hit.blob_id for hit in search_text([blob.pk], "7cfđ")] == [blob.pk]


def test_only_given_contents_are_searched_and_nothing_typed_finds_nothing(system: Actor, now: datetime) -> None:
    mine, other = store(system, word("đường một"), "a.docx", now), store(system, word("đường hai"), "b.docx", now)
    assert [hit.blob_id for hit in search_text([mine.pk], "đường")] == [mine.pk]
    assert {hit.blob_id for hit in search_text(Blob.objects.values("pk"), "đường")} == {mine.pk, other.pk}
    for typed in ("", "  ", "!!!", "&|:*()"):
        assert search_text([mine.pk, other.pk], typed) == []
    assert search_text([mine.pk], "' | đường & !") != []


# --- the way that works -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (word("Quyết định phê duyệt", "đường trục thôn Đắk Hạ & <mới>"), "qđ.docx"),
        (sheet("tên", "đường trục thôn Đắk Hạ & <mới>"), "bảng.xlsx"),
        (open_text("đường trục thôn Đắk Hạ &amp; &lt;mới&gt;"), "văn bản.odt"),
        ("tên;ghi chú\n1;đường trục thôn Đắk Hạ & <mới>\n".encode(), "a.csv"),
        ("đường trục thôn Đắk Hạ & <mới>".encode("utf-16"), "a.txt"),
        (word(unicodedata.normalize("NFD", "đường trục thôn Đắk Hạ & <mới>")), "nfd.docx"),
    ],
)
def test_words_are_found_with_marks_and_without(system: Actor, now: datetime, data: bytes, name: str) -> None:
    blob = store(system, data, name, now)
    assert text_state(blob.pk) == ("DONE", "")
    for typed in ("đường trục", "duong truc", "DAK HA", "dak h", "<mới>", unicodedata.normalize("NFD", "Đắk Hạ")):
        assert [hit.blob_id for hit in search_text([blob.pk], typed)] == [blob.pk], typed
    assert search_text([blob.pk], "không có") == []
    [hit] = search_text([blob.pk], "Đắk Hạ")
    assert hit.exact
    assert "Đắk Hạ" in hit.passage


def test_a_pdf_with_text_is_read(system: Actor, now: datetime) -> None:
    blob = store(system, pdf("Quyet dinh so 12/QD-UBND"), "qd.pdf", now)
    assert text_state(blob.pk)[0] == "DONE"
    assert [hit.blob_id for hit in search_text([blob.pk], "quyết định")] == [blob.pk]


def test_the_exact_marks_come_first(system: Actor, now: datetime) -> None:
    texts = {"duong": "dương", "duong2": "đương", "duong3": "đường"}
    blobs = {key: store(system, word(*[text] * 3), f"{key}.docx", now).pk for key, text in texts.items()}
    assert {hit.blob_id for hit in search_text(blobs.values(), "duong")} == set(blobs.values())
    assert search_text(blobs.values(), "đường")[0].blob_id == blobs["duong3"]


def test_a_content_is_read_once_however_often_it_comes_and_waiting_ones_are_caught_up(
    system: Actor, now: datetime, settings: Any
) -> None:
    data = word("đường")
    for name in ("a.docx", "b.docx"):
        blob = store(system, data, name, now)
    assert Job.objects.filter(kind="files.text").count() == 1
    settings.DIEUPHOI_TEXT_OF_FILES = False
    later = store(system, word("kênh mương"), "c.docx", now)
    assert texts_waiting() == [later.pk]
    assert text_read(blob_id=later.pk, now=now) == "DONE"
    assert texts_waiting() == []
    assert list(Blob.objects.filter(text_matches("kenh muong", path="pk"))) == [later]
    assert list(Blob.objects.filter(text_matches("", path="pk"))) == []
    assert blob != later
