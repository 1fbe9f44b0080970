"""The office's present register comes in by its own headings; out and in again changes nothing; secrets never."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.services import import_apply, import_queue, import_undo, import_upload
from dieuphoi.core.files.models import Blob
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.steering.directives import selectors, services
from dieuphoi.steering.directives.models import Addressee, Document, Handling
from dieuphoi.steering.directives.sheets import document_workbook
from tests.steering.directives.conftest import Register
from tests.support.world import World

pytestmark = pytest.mark.django_db

HEADS = ("Ngày đến", "Số đến", "Cơ quan ban hành", "Số ký hiệu", "Ngày văn bản", "Trích yếu", "Người nhận",
         "Ngày chuyển", "Ghi chú")  # fmt: skip


def book(*rows: tuple[Any, ...], heads: tuple[str, ...] = HEADS) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet("Sổ đến 2026")
        for at, head in enumerate(heads):
            sheet.write(0, at, head)
        for line, row in enumerate(rows, start=1):
            for at, cell in enumerate(row):
                sheet.write(line, at, cell)
    return out.getvalue()


ROWS = (
    ("05/01/2026", 1, "Sở Nông nghiệp và Môi trường", "12/SNN-KH", "03/01/2026", "Kế hoạch rà soát", "Trần Thị Lan",
     "06/01/2026", ""),
    ("06/01/2026", 2, "Văn phòng Chính phủ", "71/VPCP-NN", "30/12/2025", "Về việc báo cáo", "", "", "bản sao"),
    ("07/01/2026", 3, "Tỉnh ủy", "08-CT/TU", "02/01/2026", "Chỉ thị về xây dựng nông thôn mới", "", "", ""),
)  # fmt: skip


def bring(world: World, data: bytes, who: str = "lan") -> Any:
    return import_upload(
        actor=world.actor(who), kind="documents", target={}, data=data, name="so-den.xlsx", now=world.now
    )


def test_only_the_office_brings_a_register_in(world: World) -> None:
    with pytest.raises(Refused):
        bring(world, book(*ROWS), "tuan")


def test_all_faults_of_a_file_are_told_and_nothing_is_kept(world: World) -> None:
    run = bring(world, book(
        ("05/01/2026", 1, "", "1/A", "03/01/2026", "Một", "", "", ""),
        ("05/01/2026", 2, "Bộ A", "2/A", "31/13/2025", "Hai", "", "", ""),
        ("05/01/2026", 4, "Bộ A", "4/A", "03/01/2026", "Bốn", "", "", ""),
        ("05/01/2026", 5, "Bộ A", "04/A", "03/01/2026", "Bốn lần nữa", "", "", ""),
    ))  # fmt: skip
    told = " ".join(str(each) for each in run.errors)
    assert run.error_count >= 3 and "Trùng với dòng" in told
    assert not Document.objects.exists()


@pytest.mark.parametrize("later", [False, True])
def test_a_register_with_a_secret_in_it_is_not_even_kept_as_a_file(world: World, later: bool) -> None:
    heads = (*HEADS, "Độ mật")
    good = ("05/01/2026", 4, "Bộ A", "4/A", "03/01/2026", "Bốn", "", "", "", "không")
    for bad in (
        ("05/01/2026", 3, "Bộ A", "3/A", "03/01/2026", "Báo cáo (Tối mật)", "", "", "", ""),
        ("05/01/2026", 3, "Bộ A", "3/A", "03/01/2026", "Báo cáo", "", "", "", "Mật"),
    ):
        take = import_queue if later else import_upload
        with pytest.raises(Refused, match="Chưa lưu gì"):
            take(
                actor=world.actor("lan"), kind="documents", target={}, data=book(good, bad, heads=heads),
                name="so.xlsx", now=world.now,
            )  # fmt: skip
    assert not Blob.objects.exists() and not ImportRun.objects.exists() and not Document.objects.exists()
    assert bring(world, book(good, heads=heads)).error_count == 0


def test_the_offices_own_headings_come_in_and_are_taken_back(world: World) -> None:
    run = bring(world, book(*ROWS))
    assert run.error_count == 0, run.errors
    import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now)
    found = {row.number_text: row for row in Document.objects.select_related("kind", "issuer")}
    assert {key: row.kind_words for key, row in found.items()} == {
        "12/SNN-KH": "Kế hoạch", "71/VPCP-NN": "Công văn", "08-CT/TU": "Chỉ thị",
    }  # fmt: skip
    assert found["12/SNN-KH"].issuer_id == world.orgs["SNN"] and found["71/VPCP-NN"].issuer_id is None
    lines = {row.arrival_number: row.received_on for row in Addressee.objects.all()}
    assert lines == {1: date(2026, 1, 5), 2: date(2026, 1, 6), 3: date(2026, 1, 7)}
    assert [(each.name, each.given_on) for each in Handling.objects.all()] == [("Trần Thị Lan", date(2026, 1, 6))]
    again = bring(world, book(*ROWS))
    assert again.difference["counts"] == {"new": 0, "changed": 0, "same": 3}
    import_undo(actor=world.actor("lan"), run_id=run.pk, reason="nhầm tệp", now=world.now)
    assert not selectors.documents(world.actor("lan"), world.today).exists()
    assert set(Document.objects.values_list("state", flat=True)) == {"VOID"}
    third = bring(world, book(*ROWS))
    import_apply(actor=world.actor("lan"), run_id=third.pk, now=world.now)
    assert selectors.documents(world.actor("lan"), world.today).count() == 3


def test_out_and_in_again_changes_nothing(world: World, came: Register, went: Register) -> None:
    came(to=("UB-THUONG",), field_id=None, note="bản gốc", answer_due_on=date(2026, 3, 30))
    came("", summary="Thư ngỏ không số", kind_id=None, kind_text="Thư ngỏ", arrival_number=0)
    went(copies=3, archived_at="Văn thư", recipients_text="- Như trên;")
    run = bring(world, document_workbook(world.actor("lan"), world.today, world.now))
    assert run.error_count == 0, run.errors
    assert run.difference["counts"] == {"new": 0, "changed": 0, "same": 3}, run.difference


def test_a_known_document_is_corrected_by_what_the_cell_says(world: World, came: Register) -> None:
    row = came(note="cũ", places=(world.units["thuong"],), is_public=True)
    cell = ("02/03/2026", 1, "Sở Nông nghiệp và Môi trường", "12/SNN-KH", "26/02/2026", "Trích yếu mới", "", "", "")
    run = bring(world, book(cell))
    assert run.difference["counts"]["changed"] == 1, run.errors
    import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now)
    row.refresh_from_db()
    assert (row.summary, row.note, row.is_public, row.place_ids) == (
        "Trích yếu mới", "cũ", True, [world.units["thuong"]]
    )  # fmt: skip
    import_undo(actor=world.actor("lan"), run_id=run.pk, reason="nhầm tệp", now=world.now)
    row.refresh_from_db()
    assert row.summary == "Về việc rà soát tiêu chí năm 2026" and row.state == "REGISTERED"


def test_work_done_since_keeps_an_import_from_being_taken_back(world: World) -> None:
    run = bring(world, book(*ROWS))
    import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now)
    row = Document.objects.get(number_text="71/VPCP-NN")
    services.document_read(actor=world.actor("lan"), document_id=row.pk, now=world.now)
    with pytest.raises(Refused, match="sau lần nhập"):
        import_undo(actor=world.actor("lan"), run_id=run.pk, reason="nhầm tệp", now=world.now)
