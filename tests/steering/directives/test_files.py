"""Files of documents: what is secret is refused before anything is stored; what is inside is found by search.

Serves S3-75 (the original is downloaded), S2-59 (photos with captions), S0-28 (full-text search).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from dieuphoi.core.chain.search import search_all
from dieuphoi.core.files.models import Blob
from dieuphoi.core.files.services import text_read
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.steering.directives import selectors, services
from dieuphoi.steering.directives.models import Document, DocumentFile
from dieuphoi.steering.directives.services import NewDocument, document_file_add, document_register
from tests.steering.directives.conftest import Register, docx, kind
from tests.support.route import PDF
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


def stored() -> list[str]:
    return sorted(str(path) for path in Path(default_storage.location).rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("data", "name"),
    [(docx("UBND TỈNH", "TỐI MẬT", "Số: 1/BC"), "báo cáo.docx"), (docx("Bình thường"), "Báo cáo (Mật).docx"),
     ("Số: 5/BC-UBND  MẬT\nNội dung".encode(), "bc.txt")],
)  # fmt: skip
def test_a_secret_file_leaves_nothing_behind(world: World, came: Register, data: bytes, name: str) -> None:
    row = came()
    before = stored()
    with pytest.raises(Refused, match="Chưa lưu gì") as refusal:
        document_file_add(actor=world.actor("lan"), document_id=row.pk, data=data, name=name, now=world.now)
    assert refusal.value.code == "secret"
    assert not DocumentFile.objects.exists() and not Blob.objects.exists() and stored() == before
    new = NewDocument("IN", date(2026, 2, 1), "Khác", "99/A", keeper_id=world.orgs["VPDP"], issuer_name="Bộ A",
                      kind_id=kind("QĐ"))  # fmt: skip
    with pytest.raises(Refused, match="Chưa lưu gì"):
        document_register(actor=world.actor("lan"), new=new, files=[(data, name)], now=world.now)
    assert Document.objects.count() == 1 and stored() == before


@pytest.mark.parametrize("more", [{"summary": "Kế hoạch (Mật)"}, {"secrecy": "Tối mật"}, {"note": "văn bản mật"}])
def test_a_document_that_is_typed_as_secret_is_not_registered(
    world: World, came: Register, more: dict[str, Any]
) -> None:
    with pytest.raises(Refused, match="độ mật"):
        came(**more)
    assert not Document.objects.exists()


def test_a_faulty_file_is_refused_with_what_it_is_and_half_of_nothing_is_kept(
    world: World, came: Register, settings: Any
) -> None:
    new = NewDocument("IN", date(2026, 2, 1), "Khác", "99/A", keeper_id=world.orgs["VPDP"], issuer_name="Bộ A",
                      kind_id=kind("QĐ"))  # fmt: skip
    lan = world.actor("lan")
    broken = docx("x")[:120]
    for data, name, words in (
        (broken, "hỏng.docx", "bị hỏng"), (b"", "rỗng.pdf", "rỗng"), (PDF, "a.docx", "không khớp"),
        (b"MZ\x90\x00" + b"\0" * 50, "a.exe", "Không nhận"),
    ):  # fmt: skip
        with pytest.raises(InputErrors, match=words):
            document_register(actor=lan, new=new, files=[(data, name)], now=world.now)
    settings.DIEUPHOI_FILE_MAX_BYTES = 1000
    with pytest.raises(InputErrors, match="vượt quá"):
        document_register(actor=lan, new=new, files=[(b"a" * 2000, "a.txt")], now=world.now)
    assert not Document.objects.exists()


def test_words_inside_files_are_found_with_and_without_marks_within_the_scope(world: World, came: Register) -> None:
    row = came(to=("UB-THUONG",))
    file = document_file_add(
        actor=world.actor("lan"), document_id=row.pk, name="cv.docx", now=world.now,
        data=docx("Đề nghị các xã hoàn thành đường nội đồng trước ngày 30/6"),
    )  # fmt: skip
    text_read(blob_id=file.blob_id, now=world.now)

    def found(who: str, typed: str) -> set[int]:
        actor = world.actor(who)
        return set(selectors.holding_words(selectors.documents(actor, world.today), typed).values_list("pk", flat=True))

    assert found("lan", "duong noi dong") == {row.pk} == found("tuan", "đường nội đồng")
    assert found("vy", "duong noi dong") == set()
    assert found("lan", "12/SNN") == {row.pk} and found("lan", "99/SNN") == set()
    for typed in ("12/SNN-KH", "rà soát tiêu chí", "ra soat tieu", "noi dong"):
        hits = [hit for each in search_all(world.actor("tuan"), [typed], world.today, only="document")
                for hit in each.hits]  # fmt: skip
        assert [hit.url for hit in hits] == [f"/documents/{row.pk}/"], typed
        assert not search_all(world.actor("vy"), [typed], world.today, only="document")


def test_a_scan_without_text_says_so_on_the_page(world: World, came: Register) -> None:
    row = came()
    file = document_file_add(
        actor=world.actor("lan"), document_id=row.pk, data=PDF, name="bản quét.pdf", now=world.now
    )
    assert text_read(blob_id=file.blob_id, now=world.now) in ("NONE", "FAILED")
    page = sign_in(world, "lan").get(f"/documents/{row.pk}/").content.decode()
    assert "bản quét, không tìm được theo chữ" in page


def test_the_original_comes_down_to_those_who_see_the_document_alone(world: World, came: Register) -> None:
    row = came(to=("UB-THUONG",))
    file = document_file_add(
        actor=world.actor("lan"), document_id=row.pk, data=PDF, name="công văn đính kèm.pdf", role="PHOTO",
        note="Toàn cảnh Hội nghị", now=world.now,
    )  # fmt: skip
    answer = sign_in(world, "tuan").get(f"/documents/files/{file.pk}/")
    assert b"".join(answer.streaming_content) == PDF and "attachment" in answer["Content-Disposition"]
    assert sign_in(world, "vy").get(f"/documents/files/{file.pk}/").status_code == 404
    assert "Toàn cảnh Hội nghị" in sign_in(world, "tuan").get(f"/documents/{row.pk}/").content.decode()


def test_a_file_of_another_document_is_withdrawn_and_no_longer_found(world: World, came: Register) -> None:
    row = came()
    lan = world.actor("lan")
    file = document_file_add(actor=lan, document_id=row.pk, data=b"xa vang", name="a.txt", now=world.now)
    text_read(blob_id=file.blob_id, now=world.now)
    with pytest.raises(Refused):
        services.document_file_withdraw(actor=world.actor("minh"), file_id=file.pk, reason="nhầm", now=world.now)
    services.document_file_withdraw(actor=lan, file_id=file.pk, reason="nhầm văn bản", now=world.now)
    with pytest.raises(Refused):
        services.document_file_withdraw(actor=lan, file_id=file.pk, reason="nhầm", now=world.now)
    assert not selectors.holding_words(selectors.documents(lan, world.today), "xa vang").exists()
    with pytest.raises(NotVisible):
        selectors.file_by_id(lan, file.pk)
