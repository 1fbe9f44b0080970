"""Likely doubles of documents are pointed out, never refused: the person looks at them and says that it is another."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dieuphoi.core.kernel.errors import MayBeThere
from dieuphoi.steering.directives.models import Document
from dieuphoi.steering.directives.selectors.alike import Sketch, documents_alike
from dieuphoi.steering.directives.services import NewDocument, document_register, document_void
from tests.steering.directives.conftest import Register, kind
from tests.steering.directives.test_sheets import book, bring
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

SUMMARY = "Về việc rà soát tiêu chí môi trường của các xã về đích"


def new(world: World, number: str = "", **more: Any) -> NewDocument:
    values: dict[str, Any] = {
        "direction": "IN", "issued_on": date(2026, 2, 26), "summary": SUMMARY, "number_text": number,
        "keeper_id": world.orgs["VPDP"], "issuer_id": world.orgs["SNN"], "kind_id": kind(""), **more,
    }  # fmt: skip
    return NewDocument(**values)


def found(world: World, wanted: NewDocument, who: str = "lan") -> set[int]:
    """What a person is shown on registering it; nothing of it is there afterwards."""
    before = Document.objects.count()
    try:
        with transaction.atomic():
            document_register(actor=world.actor(who), new=wanted, alike_seen=(), now=world.now)
            transaction.set_rollback(True)
    except MayBeThere as answer:
        assert Document.objects.count() == before
        return {each.id for each in answer.alike}
    return set()


# ------------------------------------------------------------------------------------------------ what is shown


def test_one_number_with_its_symbol_written_otherwise(world: World, came: Register) -> None:
    row = came("12/SNN-KH", summary="Kế hoạch kiểm tra")
    for symbol in ("12/KH-SNN", "12", "12/SNN-QLCL", "012/SNN KH"):
        assert found(world, new(world, symbol)) == {row.pk}, symbol
    # A letter and a plan are numbered apart: number 12 of both is as it should be.
    assert found(world, new(world, "12/TTr-SNN", kind_id=kind("TTr"))) == set()
    # … but not where they are of one day and say the same.
    same = {"kind_id": kind("TTr"), "summary": "Kế hoạch kiểm tra"}
    assert found(world, new(world, "12/TTr-SNN", **same)) == {row.pk}
    assert found(world, new(world, "13/SNN-KH")) == set()
    assert found(world, new(world, "12/SNN-KT", issuer_id=world.orgs["SXD"])) == set()


def test_one_number_in_another_year_only_where_the_day_or_the_words_are_the_same(world: World, came: Register) -> None:
    row = came("12/SNN-KH", summary="Kế hoạch kiểm tra các công trình cấp nước")
    other = {"summary": SUMMARY}
    assert found(world, new(world, "12/SNN-KH", issued_on=date(2025, 2, 26), **other)) == {row.pk}
    assert found(world, new(world, "12/SNN-KH", issued_on=date(2025, 2, 25), **other)) == set()
    same = {"summary": "Kế hoạch kiểm tra công trình cấp nước"}
    assert found(world, new(world, "12/SNN-KH", issued_on=date(2025, 2, 25), **same)) == {row.pk}


def test_one_day_and_nearly_one_summary(world: World, came: Register) -> None:
    row = came("", summary=SUMMARY)
    assert found(world, new(world, "", summary="V/v rà soát tiêu chí môi trường các xã về đích")) == {row.pk}
    assert found(world, new(world, "45/SNN-MT", summary=SUMMARY.upper())) == {row.pk}
    assert found(world, new(world, "", issued_on=date(2026, 2, 25))) == set()
    assert found(world, new(world, "", summary="Về việc báo cáo giải ngân")) == set()


def test_two_numbers_are_two_documents_unless_their_summaries_are_one(world: World, came: Register) -> None:
    row = came("12/SNN-KH", summary="Công nhận xã Thượng Sơn đạt chuẩn nông thôn mới")
    assert found(world, new(world, "13/SNN-KH", summary="Công nhận xã Quảng Ngần đạt chuẩn nông thôn mới")) == set()
    assert found(world, new(world, "21/SNN-KH", summary="Công nhận xã Thượng Sơn đạt chuẩn nông thôn mới")) == {row.pk}


def test_documents_about_other_communes_are_others(world: World, came: Register) -> None:
    row = came("", summary=SUMMARY, places=(world.units["thuong"],))
    assert found(world, new(world, "", places=(world.units["ha"],))) == set()
    assert found(world, new(world, "", places=(world.units["ha"], world.units["thuong"]))) == {row.pk}


def test_an_issuer_typed_by_name_is_the_one_on_record(world: World, came: Register) -> None:
    row = came("12/SNN-KH")
    typed = new(world, "12/SNN-MT", issuer_id=None, issuer_name="sở nông nghiệp và môi trường")
    assert found(world, typed) == {row.pk}


def test_what_was_taken_off_is_not_shown_nor_what_is_not_theirs(world: World, came: Register) -> None:
    row = came("12/SNN-KH", is_restricted=True)
    own = new(world, "12/SNN-MT", keeper_id=world.orgs["UB-THUONG"])
    assert found(world, own, "tuan") == set()
    document_void(actor=world.actor("lan"), document_id=row.pk, reason="Ghi nhầm", now=world.now)
    assert found(world, new(world, "12/SNN-MT")) == set()


def test_an_act_of_the_program_asks_nobody(world: World, came: Register) -> None:
    came("12/SNN-KH")
    document_register(actor=world.actor("lan"), new=new(world, "12/SNN-MT"), now=world.now)
    assert Document.objects.count() == 2


def test_many_cost_as_few_queries_as_one(world: World, came: Register) -> None:
    rows = [Sketch.of(came(f"{n}/SNN-KH", summary=f"Số {n}")) for n in range(1, 9)]
    costs = []
    for part in (rows[:1], rows):
        with CaptureQueriesContext(connection) as queries:
            documents_alike(world.actor("lan"), part, world.today)
        costs.append(len(queries))
    assert costs[0] == costs[1]


# ------------------------------------------------------------------------------------------------ page, API, sheet


def typed(world: World, **more: Any) -> dict[str, Any]:
    return {
        "keeper": world.orgs["VPDP"], "issuer": "Sở Nông nghiệp và Môi trường", "number_text": "12/SNN-MT",
        "issued_on": "26/02/2026", "summary": SUMMARY, "urgency": "NORMAL", "received_on": "02/03/2026", **more,
    }  # fmt: skip


def test_the_form_saves_only_after_the_list_was_seen_and_ticked(world: World, came: Register) -> None:
    row = came("12/SNN-KH")
    client = sign_in(world, "lan")
    answer = client.post("/documents/new/in/", typed(world))
    page = answer.content.decode()
    assert answer.status_code == 422 and "Có thể đã ghi rồi" in page and "12/SNN-MT" in page
    assert f'href="/documents/{row.pk}/"' in page and f'name="alike_seen" value="{row.pk}"' in page
    assert Document.objects.count() == 1
    # A tick for one document is none for another that came meanwhile; both are ticked next.
    later = came("12/SNN-QLCL", summary="Việc khác")
    answer = client.post("/documents/new/in/", typed(world, alike_seen=str(row.pk)))
    page = answer.content.decode()
    assert answer.status_code == 422 and f'href="/documents/{later.pk}/"' in page
    assert f'name="alike_seen" value="{row.pk},{later.pk}"' in page
    assert client.post("/documents/new/in/", typed(world, alike_seen=f"{row.pk},{later.pk}")).status_code == 302
    assert Document.objects.count() == 3


def test_a_tick_stays_while_other_faults_are_mended(world: World, came: Register) -> None:
    row = came("12/SNN-KH")
    faulty = typed(world, alike_seen=str(row.pk), issued_on="31/02/2026")
    answer = sign_in(world, "lan").post("/documents/new/in/", faulty)
    assert answer.status_code == 422
    assert f'<input type="hidden" name="alike_seen" value="{row.pk}">' in answer.content.decode()


@pytest.mark.parametrize("nonsense", ["x", "0", "9" * 40, "-1", "١", "1;DROP"])
def test_a_tick_for_nothing_is_no_tick(world: World, came: Register, nonsense: str) -> None:
    came("12/SNN-KH")
    assert sign_in(world, "lan").post("/documents/new/in/", typed(world, alike_seen=nonsense)).status_code == 422


def test_the_api_names_them_and_takes_their_ids_as_seen(world: World, came: Register) -> None:
    row = came("12/SNN-KH")
    client = sign_in(world, "lan")
    body = {
        "direction": "IN", "issued_on": "2026-02-26", "summary": SUMMARY, "number_text": "12/SNN-MT",
        "keeper_id": world.orgs["VPDP"], "issuer_id": world.orgs["SNN"], "kind_id": kind(""),
    }  # fmt: skip
    answer = client.post("/api/v1/documents", json.dumps(body), content_type="application/json")
    told = answer.json()
    assert answer.status_code == 422 and told["code"] == "may_be_there"
    assert [(each["id"], each["url"]) for each in told["alike"]] == [(row.pk, f"/documents/{row.pk}/")]
    again = client.post(
        "/api/v1/documents", json.dumps({**body, "alike_seen": [row.pk]}), content_type="application/json"
    )
    assert again.status_code == 201


def test_a_sheet_warns_on_the_row_and_brings_it_in(world: World, came: Register) -> None:
    came("12/SNN-KH")
    name = "Sở Nông nghiệp và Môi trường"
    run = bring(world, book(
        ("27/02/2026", 8, name, "12/SNN-MT", "26/02/2026", "Việc khác", "", "", ""),
        ("27/02/2026", 9, name, "", "25/02/2026", SUMMARY, "", "", ""),
        ("27/02/2026", 10, name, "", "25/02/2026", f"{SUMMARY} năm nay", "", "", ""),
    ))  # fmt: skip
    told = [(each["row"], each["message"]) for each in run.warnings]
    assert run.state == "CHECKED" and [row for row, _words in told] == [2, 4]
    assert "12/SNN-KH" in told[0][1] and "dòng 3" in told[1][1]
