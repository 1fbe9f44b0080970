"""Files: what comes in, what is refused and why, and that names survive (fault 13)."""

from __future__ import annotations

import datetime as dt
import errno
import os
import stat
import unicodedata
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connection, transaction
from django.db.utils import DatabaseError

from dieuphoi.core.files import services
from dieuphoi.core.files.models import Blob
from dieuphoi.core.files.names import file_name
from dieuphoi.core.files.selectors import blob_bytes, blob_of
from dieuphoi.core.files.services import StoredFile, blob_store, set_scanner
from dieuphoi.core.files.views import blob_response
from dieuphoi.core.kernel.actor import Actor, anonymous_actor, system_actor
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 5, 8, 30, tzinfo=dt.UTC)
DAY = dt.date(2026, 3, 5)
ACTOR = Actor(id=77, name="Lan", on=DAY)
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


@pytest.fixture(autouse=True)
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileSystemStorage:
    place = FileSystemStorage(location=str(tmp_path))
    monkeypatch.setattr(services, "default_storage", place)
    monkeypatch.setattr("dieuphoi.core.files.selectors.default_storage", place)
    return place


def office(parts: dict[str, bytes]) -> bytes:
    box = BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in {"[Content_Types].xml": b"<Types/>", **parts}.items():
            out.writestr(name, content)
    return box.getvalue()


XLSX = office({"xl/workbook.xml": b"<workbook/>"})


def store(data: Any, name: str, actor: Actor = ACTOR) -> StoredFile:
    return blob_store(actor=actor, data=data, name=name, now=NOW)


def faults(data: Any, name: str) -> str:
    with pytest.raises(InputErrors) as caught:
        store(data, name)
    assert not Blob.objects.exists()
    return str(caught.value)


def test_it_refuses_an_empty_file() -> None:
    assert "rỗng" in faults(b"", "trống.pdf")


def test_it_refuses_a_file_that_is_too_big_also_from_a_stream(settings: Any) -> None:
    settings.DIEUPHOI_FILE_MAX_BYTES = 1024 * 1024
    assert "vượt quá 1 MB" in faults(PDF + b"x" * 1024 * 1024, "lớn.pdf")
    assert "vượt quá 1 MB" in faults(BytesIO(PDF + b"x" * 1024 * 1024), "lớn.pdf")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"MZ\x90\0" + b"\0" * 100, "chay.exe"),
        (b"\x7fELF" + b"\0" * 100, "chay"),
        (b"<html><script>alert(1)</script></html>", "trang.html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "anh.txt"),
        (office({"a.txt": b"a"}), "nen.zip"),
        (b"#!/bin/sh\nrm -rf /", "lenh.txt"),
    ],
)
def test_it_refuses_content_that_is_not_on_the_list(data: bytes, name: str) -> None:
    assert "Không nhận loại tệp này" in faults(data, name)


def test_the_list_of_allowed_types_is_a_setting(settings: Any) -> None:
    settings.DIEUPHOI_FILE_TYPES = ["image/png"]
    assert "Các loại được nhận: PNG" in faults(PDF, "quyết định.pdf")
    assert store(PNG, "ảnh.png").mime == "image/png"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (PDF, "cai-dat.exe"),
        (PNG, "ảnh.pdf"),
        (XLSX, "bảng.docx"),
        (b"MZ nothing", "a.pdf"),
        (PDF, "không đuôi"),
    ],
)
def test_it_refuses_a_name_that_belies_the_content(data: bytes, name: str) -> None:
    assert "không khớp với nội dung" in faults(data, name)


def test_it_names_the_fault_of_the_name_and_of_the_content_at_once() -> None:
    with pytest.raises(InputErrors) as caught:
        store(b"", "a" * 201 + ".pdf")
    assert [("dài 205" in e.message, "rỗng" in e.message) for e in caught.value.errors] == [
        (True, False),
        (False, True),
    ]


def test_it_refuses_a_zip_bomb_that_declares_its_size(settings: Any) -> None:
    settings.DIEUPHOI_FILE_MAX_UNPACKED_BYTES = 1_000_000
    assert "bung ra quá lớn" in faults(office({"xl/workbook.xml": b"0" * 2_000_000}), "bom.xlsx")


def test_it_refuses_a_zip_bomb_that_lies_about_its_size(settings: Any) -> None:
    settings.DIEUPHOI_FILE_MAX_UNPACKED_BYTES = 1_000_000
    honest = office({"xl/workbook.xml": b"0" * 2_000_000})
    true_size, lie = (2_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert honest.count(true_size) == 2
    assert "bung ra quá lớn" in faults(honest.replace(true_size, lie), "bom.xlsx")


def test_it_refuses_a_broken_office_file_and_one_with_macros() -> None:
    assert "hỏng" in faults(XLSX[:-30], "hỏng.xlsx")
    assert "macro" in faults(office({"xl/workbook.xml": b"<w/>", "xl/vbaProject.bin": b"x"}), "macro.xlsx")


def test_it_refuses_what_the_scanner_finds_and_when_the_scanner_fails() -> None:
    def broken(content: bytes, name: str) -> str | None:
        raise ConnectionError

    try:
        set_scanner(lambda content, name: "EICAR" if b"1 0 obj" in content else None)
        assert "EICAR" in faults(PDF, "a.pdf")
        set_scanner(broken)
        assert "Chưa quét được" in faults(PDF, "a.pdf")
        set_scanner(lambda content, name: None)
        assert store(PDF, "a.pdf").blob.size == len(PDF)
    finally:
        set_scanner(None)


def test_signed_out_nothing_is_stored() -> None:
    with pytest.raises(Refused):
        store(PDF, "a.pdf", actor=anonymous_actor(DAY))
    assert not Blob.objects.exists()


def test_the_database_refuses_to_change_or_remove_a_content() -> None:
    blob = store(PDF, "a.pdf").blob
    for statement in ("UPDATE files_blob SET size = 1", "DELETE FROM files_blob"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Blob.objects.get().size == blob.size


def test_nobody_sees_a_content_by_itself() -> None:
    blob = store(PDF, "a.pdf").blob
    assert not Blob.objects.visible_to(ACTOR).exists()
    assert Blob.objects.visible_to(system_actor(DAY)).get() == blob
    with pytest.raises(NotVisible):
        blob_of(blob.pk + 1)


@pytest.mark.parametrize(
    ("data", "name", "mime"),
    [
        (PDF, "a.PDF", "application/pdf"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 20, "a.jpeg", "image/jpeg"),
        (PNG, "a.png", "image/png"),
        (XLSX, "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (
            office({"word/document.xml": b"<w/>"}),
            "a.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("đơn vị;giá trị\nXã A;1,5\n".encode(), "a.csv", "text/csv"),
        (b'{"type": "FeatureCollection"}', "a.geojson", "application/geo+json"),
    ],
)
def test_it_knows_the_type_by_the_content(data: bytes, name: str, mime: str) -> None:
    stored = store(data, name)
    assert (stored.mime, stored.blob.mime, blob_bytes(stored.blob)) == (mime, mime, data)


def test_the_same_content_is_kept_once_with_who_and_when(storage: FileSystemStorage) -> None:
    first, second = store(PDF, "một.pdf"), store(PDF, "hai.pdf")
    assert first.blob == second.blob
    assert (first.name, second.name) == ("một.pdf", "hai.pdf")
    blob = Blob.objects.get()
    assert (blob.actor_id, blob.act, blob.recorded_at) == (77, "file.store", NOW)
    folder = Path(storage.location)
    assert [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()] == [
        f"{blob.sha256[:2]}/{blob.sha256[2:4]}/{blob.sha256}"
    ]


def test_a_half_written_content_is_written_again(storage: FileSystemStorage) -> None:
    blob = store(PDF, "a.pdf").blob
    Path(storage.path(blob.path)).write_bytes(PDF[:5])
    with pytest.raises(OSError, match="another content"):
        blob_bytes(blob)
    assert blob_bytes(store(PDF, "a.pdf").blob) == PDF


def test_a_content_of_the_same_length_that_is_not_it_is_written_again(storage: FileSystemStorage) -> None:
    blob = store(PDF, "a.pdf").blob
    Path(storage.path(blob.path)).write_bytes(b"\0" * len(PDF))  # what a power cut left to an older version
    assert blob_bytes(store(PDF, "a.pdf").blob) == PDF


def test_a_content_is_on_the_disk_before_the_database_says_that_it_is_there(
    storage: FileSystemStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing acknowledged is lost: the file, its name, then the row (S0-05)."""
    happened: list[str] = []
    fsync, insert = os.fsync, Blob.objects.bulk_create

    def seen(descriptor: int) -> None:
        happened.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def seen_row(*given: Any, **named: Any) -> Any:
        happened.append("row")
        return insert(*given, **named)

    monkeypatch.setattr(os, "fsync", seen)
    monkeypatch.setattr(Blob.objects, "bulk_create", seen_row)
    store(PDF, "một.pdf")
    assert happened == ["folder", "folder", "file", "folder", "row"]
    happened.clear()
    # The same content again: the first one may have named its file a moment ago and not have come to the disk yet.
    store(PDF, "hai.pdf")
    assert happened == ["file", "folder", "row"]


def test_a_full_disk_is_told_and_leaves_no_row(storage: FileSystemStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused, match="hết chỗ") as caught:
        store(PDF, "a.pdf")
    assert (caught.value.code, caught.value.status) == ("store_full", 503)
    assert not Blob.objects.exists()
    assert [p for p in Path(storage.location).rglob("*") if p.is_file()] == []


LONG = ("Biên bản họp thôn Đồng Đậu về tiêu chí số 17 " * 5)[:196] + ".pdf"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    "name", ["Quyết định số 12 của UBND huyện Đắk Đoa.pdf", "đường làng  ngõ xóm (bản ký).pdf", LONG]
)
def test_a_name_comes_back_as_it_was_given(name: str, form: Any) -> None:
    assert len(name) <= 200
    stored = store(PDF, unicodedata.normalize(form, name))
    assert stored.name == name
    response = blob_response(stored.blob, stored.name)
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert unquote(disposition.partition("''")[2]) == name
    assert b"".join(response) == PDF
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"]
    assert response["Content-Type"] == "application/pdf"


def test_a_name_keeps_its_marks_and_loses_paths_and_tricks() -> None:
    assert file_name("C:\\Người dùng\\Đặng Văn Ế\\tờ trình.docx") == "tờ trình.docx"
    assert file_name("../../etc/passwd") == "passwd"
    assert file_name("hóa đơn\u202efdp.exe\n") == "hóa đơnfdp.exe"
    assert file_name("..") == ""
