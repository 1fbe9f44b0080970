"""Pages of documents: what is typed comes to the register, every filter narrows, and lists cost the same for many."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.steering.directives import selectors, services
from dieuphoi.steering.directives.models import Document
from tests.steering.directives.conftest import Register, docx, kind
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

TYPED = {
    "issuer": "sở nông nghiệp và môi trường", "number_text": "15/TTr-SNN", "issued_on": "26/02/2026",
    "summary": "Đề nghị phê duyệt", "urgency": "URGENT", "received_on": "02/03/2026",
}  # fmt: skip


def test_a_faulty_form_keeps_what_was_typed_and_tells_all_faults(world: World) -> None:
    client = sign_in(world, "lan")
    typed = {**TYPED, "keeper": world.orgs["VPDP"], "issuer": "Cục Không Có", "issued_on": "31/02/2026"}
    answer = client.post("/documents/new/in/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Đề nghị phê duyệt" in page and "Không có ngày" in page
    answer = client.post("/documents/new/in/", {**typed, "issued_on": "26/02/2026"})
    assert "hãy đánh dấu ô bên dưới" in answer.content.decode() and not Document.objects.exists()


def test_an_incoming_document_is_typed_with_its_file_and_its_kind_is_read_from_the_symbol(world: World) -> None:
    client = sign_in(world, "lan")
    typed = {
        **TYPED, "keeper": world.orgs["VPDP"], "recipients": [world.orgs["UB-THUONG"]],
        "informed": [world.orgs["UB-HA"]], "file": SimpleUploadedFile("tờ trình.docx", docx("Tờ trình")),
    }  # fmt: skip
    assert client.post("/documents/new/in/", typed).status_code == 302
    row = Document.objects.get()
    assert (row.kind.short, row.issuer_id, row.urgency) == ("TTr", world.orgs["SNN"], "URGENT")  # type: ignore[union-attr]
    assert row.files.get().name == "tờ trình.docx"
    duties = {each.org.code: each.duty for each in row.addressees.select_related("org")}
    assert duties == {"VPDP": "MAIN", "UB-THUONG": "MAIN", "UB-HA": "INFO"}
    again = client.post("/documents/new/in/", {**typed, "file": ""})
    assert again.status_code == 422 and f"/documents/{row.pk}/" in again.content.decode()


def test_a_secret_file_in_the_form_is_refused_and_nothing_is_there(world: World) -> None:
    client = sign_in(world, "lan")
    upload = SimpleUploadedFile("a.docx", docx("UBND TỈNH", "MẬT", "Số: 1"))
    answer = client.post("/documents/new/in/", {**TYPED, "keeper": world.orgs["VPDP"], "file": upload})
    assert answer.status_code == 422 and "Chưa lưu gì" in answer.content.decode() and not Document.objects.exists()


def test_a_commune_keeps_its_own_register(world: World) -> None:
    client = sign_in(world, "tuan")
    typed = {
        "issuer": world.orgs["UB-THUONG"], "take_number": "on", "number_text": "BC-UBND", "issued_on": "02/03/2026",
        "kind": kind("BC"), "summary": "Báo cáo tháng 2", "urgency": "NORMAL", "recipients": [world.orgs["VPDP"]],
    }  # fmt: skip
    assert client.post("/documents/new/out/", typed).status_code == 302
    row = Document.objects.get()
    assert (row.number_text, row.direction, row.keeper_id) == ("01/BC-UBND", "OUT", world.orgs["UB-THUONG"])
    assert client.post("/documents/new/out/", {**typed, "issuer": world.orgs["UB-HA"]}).status_code == 422
    assert selectors.in_box(world.actor("tuan"), selectors.documents(world.actor("tuan"), world.today), "issued")


def test_every_filter_narrows_to_its_rows(world: World, came: Register, went: Register) -> None:
    a = came("1/QĐ-X", kind_id=kind("QĐ"), urgency="AT_ONCE", to=("UB-THUONG",), issued_on=date(2026, 1, 5),
             received_on=date(2026, 1, 5))  # fmt: skip
    b = came("2/X", issuer_id=None, issuer_name="Bộ X", is_public=True, places=(world.units["ha"],))
    c = went(answer_due_on=date(2026, 3, 30), to=("SXD",))
    services.relation_add(actor=world.actor("lan"), document_id=b.pk, kind="ABOLISHES", target_id=a.pk, now=world.now)
    services.document_read(actor=world.actor("lan"), document_id=b.pk, now=world.now)
    services.document_assign(
        actor=world.actor("hanh"), document_id=b.pk, to_person_id=world.people["lan"], now=world.now
    )
    client = sign_in(world, "lan")
    for query, wanted in {
        "direction=IN": {a, b}, "direction=OUT": {c}, "box=received": {a, b}, "box=issued": {c}, "box=given": {b},
        f"kind={kind('QĐ')}": {a}, f"issuer={world.orgs['SNN']}": {a}, "issuer_text=bo+x": {b}, "urgency=AT_ONCE": {a},
        "number=1": {a, c}, "number=1/qd-x": {a}, "issued_from=01/02/2026": {b, c}, "issued_until=31/01/2026": {a},
        "force=ABOLISHED": {a}, "force=IN_FORCE": {b, c}, "unread=true": {a}, "unread=false": {b},
        "unassigned=true": {a}, "unassigned=false": {b, c}, "unanswered=true": {c}, "unanswered=false": set(),
        f"unit=%23{world.units['thuong']}": {a}, f"unit=%23{world.units['ha']}": {b}, "keeper=VPDP": {a, b, c},
        "q=bao+cao+tien+do": {c}, "as_of=10/01/2026": {a}, "late=READ&as_of=2026-03-30": {a, c},
    }.items():  # fmt: skip
        page = client.get(f"/documents/?{query}").content.decode()
        found = {row.pk for row in (a, b, c) if f'"/documents/{row.pk}/"' in page}
        assert found == {row.pk for row in wanted}, query  # type: ignore[attr-defined]
    assert "không đọc được" in client.get("/documents/?issued_from=32/01/2026").content.decode()


def test_the_list_takes_the_same_number_of_queries_for_3_and_for_60(world: World, came: Register) -> None:
    client = sign_in(world, "tuan")

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def more(start: int, count: int) -> None:
        for n in range(start, start + count):
            came(f"{n}/A", to=("UB-THUONG",))

    more(1, 3)
    places = ("", "?unread=true", "access/", "counts/")
    addresses = ("/api/v1/documents?limit=2", *(f"/documents/{each}" for each in places))
    few = [cost(each) for each in addresses]
    more(100, 57)
    assert [cost(each) for each in addresses] == few
    assert few[1] <= 14


def test_bulk_acts_report_each_row(world: World, came: Register) -> None:
    rows = [came(f"{n}/A", to=("UB-THUONG",)) for n in (1, 2)]
    other = came("3/A")
    client = sign_in(world, "tuan")
    services.document_receive(actor=world.actor("tuan"), document_id=rows[0].pk, now=world.now)
    sent: dict[str, Any] = {"bulk": "receive", "confirmed": "1", "ids": [row.pk for row in (*rows, other)]}
    page = client.post("/documents/", sent).content.decode()
    assert "Đã ghi nhận văn bản này từ trước" in page
    assert rows[1].addressees.get(org_id=world.orgs["UB-THUONG"]).received_on is not None
