"""The register of documents: what is refused, who may, numbers, what a correction does.

Serves S3-04, S3-05, S2-50, S4-45 (identity: kind, number, symbol, date, issuer; Party symbols), S1-09 (register of what
is issued).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dieuphoi.core.history.context import act
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.steering.directives import selectors, services
from dieuphoi.steering.directives.models import Addressee, Document
from dieuphoi.steering.directives.services import NewDocument, Recipient, documents_register
from tests.steering.directives.conftest import Register, kind
from tests.support.world import World

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize("who", ["quang", "phong", "quantri"])
def test_who_keeps_no_register_registers_nothing(world: World, came: Register, who: str) -> None:
    with pytest.raises(Refused) as refusal:
        came(who=who)
    assert refusal.value.status == 403
    assert not Document.objects.exists()


@pytest.mark.parametrize(("who", "org"), [("thu", "VPDP"), ("tuan", "UB-HA"), ("vy", "SNN"), ("thu", "SXD")])
def test_nobody_writes_in_the_register_of_others(world: World, came: Register, who: str, org: str) -> None:
    with pytest.raises(Refused, match="sổ văn bản của cơ quan mình"):
        came(who=who, keeper_id=world.orgs[org], issuer_id=None, issuer_name="UBND tỉnh bên")


@pytest.mark.parametrize(
    ("faulty", "fields"),
    [
        ({"summary": "  "}, {"summary"}),
        ({"issued_on": date(2026, 3, 3), "received_on": date(2026, 3, 2)}, {"issued_on", "received_on"}),
        ({"issued_on": date(202, 2, 1)}, {"issued_on"}),
        ({"received_on": date(2026, 3, 3)}, {"received_on"}),
        ({"received_on": date(2026, 2, 25)}, {"received_on"}),
        ({"kind_id": None}, {"kind"}),
        ({"kind_id": 999_999}, {"kind"}),
        ({"issuer_id": None}, {"issuer"}),
        ({"issuer_id": 999_999}, {"issuer"}),
        ({"number": "0/QĐ"}, {"number_text"}),
        ({"urgency": "FAST"}, {"urgency"}),
        ({"field_id": 999_999}, {"field"}),
        ({"signer_id": 999_999}, {"signer"}),
        ({"expires_on": date(2026, 2, 1)}, {"expires_on"}),
        ({"answer_due_on": date(2026, 2, 1)}, {"answer_due_on"}),
        ({"is_public": True, "is_restricted": True}, {"is_public", "places"}),
        ({"recipients": (Recipient(),)}, {"recipients"}),
        ({"recipients": (Recipient(org_id=999_999),)}, {"recipients"}),
        ({"places": (999_999,)}, {"places"}),
        ({"arrival_number": -1}, {"arrival_number"}),
        ({"summary": "x" * 1001}, {"summary"}),
    ],
)  # fmt: skip
def test_all_faults_are_told_at_once_each_with_its_field(
    world: World, came: Register, faulty: dict[str, Any], fields: set[str]
) -> None:
    with pytest.raises(InputErrors) as faults:
        came(**faulty)
    assert {each.field for each in faults.value.errors} >= fields
    assert not Document.objects.exists() and not Addressee.objects.exists()


def test_a_body_that_did_not_exist_on_the_day_issued_nothing(world: World, came: Register) -> None:
    from dieuphoi.registry.organisations.services import NewOrg, orgs_create

    made = orgs_create(
        actor=system_actor(world.today), rows=[NewOrg("SMOI", "Sở Mới", "department", start=date(2026, 2, 27))],
        now=world.now,
    )  # fmt: skip
    with pytest.raises(InputErrors, match="chưa thành lập vào ngày 26/02/2026"):
        came(issuer_id=made["SMOI"])
    came(issuer_id=made["SMOI"], issued_on=date(2026, 2, 27))


def test_the_same_number_of_the_same_body_and_year_is_refused_with_a_link(world: World, came: Register) -> None:
    first = came("4393/UBND-NLN", issuer_id=None, issuer_name="UBND tỉnh Sơn Hà")
    for again in ("4393/UBND-NLN", "Số: 4393 / UBND - NLN", "4393/ubnd-nln"):
        with pytest.raises(InputErrors, match=f"/{first.pk}/") as faults:
            came(again, issuer_id=None, issuer_name="ubnd  tỉnh SƠN HÀ")
        assert faults.value.errors[0].field == "number_text"
    came("4393/UBND-NLN")  # of another body
    came("4393a/UBND-NLN", issuer_id=None, issuer_name="UBND tỉnh Sơn Hà")
    came("4393/UBND-NLN", issuer_id=None, issuer_name="UBND tỉnh Sơn Hà", issued_on=date(2025, 12, 31))


def test_a_number_that_stands_where_one_may_not_look_is_refused_without_its_page(world: World, came: Register) -> None:
    first = came("9/BC-X", issuer_id=None, issuer_name="Bộ X")
    with pytest.raises(InputErrors, match="chưa gửi đến bạn") as faults:
        came("9/BC-X", who="tuan", keeper_id=world.orgs["UB-THUONG"], issuer_id=None, issuer_name="Bộ X")
    assert f"/{first.pk}/" not in str(faults.value) and first.summary not in str(faults.value)


def test_what_is_taken_off_by_mistake_gives_its_number_free(world: World, came: Register) -> None:
    first = came()
    services.document_void(actor=world.actor("lan"), document_id=first.pk, reason="ghi nhầm", now=world.now)
    second = came()
    with pytest.raises(Refused, match="mang số này"):
        services.document_restore(actor=world.actor("lan"), document_id=first.pk, reason="nhầm", now=world.now)
    services.document_void(actor=world.actor("lan"), document_id=second.pk, reason="ghi nhầm", now=world.now)
    assert services.document_restore(
        actor=world.actor("lan"), document_id=first.pk, reason="nhầm", now=world.now
    ).state == "REGISTERED"  # fmt: skip


def test_nothing_of_a_list_with_a_fault_is_kept(world: World) -> None:
    good = NewDocument(
        "IN", date(2026, 2, 1), "Một", "1/A", keeper_id=world.orgs["VPDP"], issuer_name="Bộ A", kind_id=kind("QĐ")
    )
    with pytest.raises(InputErrors) as faults:
        documents_register(actor=world.actor("lan"), rows=[good, good], now=world.now)
    assert "trùng với dòng 1" in str(faults.value)
    assert not Document.objects.exists()


def test_the_database_refuses_a_second_number_a_jump_and_two_kinds(world: World, came: Register) -> None:
    row = came()
    other = came("13/SNN-KH")
    for values in ({"state": "VOID"}, {"kind_text": "Luật"}, {"number": row.number}, {"is_public": True,
                   "is_restricted": True}):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), act(system_actor(world.today), "test.jump"):
            Document.objects.filter(pk=other.pk).update(**values)


# ---------------------------------------------------------------------------------------------- what is kept


def test_party_symbols_stand_beside_a_structured_number(world: World, came: Register) -> None:
    row = came("71-KL/TU", issuer_id=None, issuer_name="Tỉnh ủy", kind_id=None, kind_text="Kết luận")
    assert (row.number, row.symbol, row.number_text, row.kind_words) == (71, "KL/TU", "71-KL/TU", "Kết luận")
    directive = came("Số 08-CT/TU", issuer_id=None, issuer_name="Tỉnh ủy", kind_id=kind("CT"))
    assert (directive.number, directive.symbol, directive.title) == (8, "CT/TU", "Chỉ thị 08-CT/TU")
    plan = came("11", issuer_id=None, issuer_name="Đảng ủy Khối", kind_id=kind("KH"), issued_on=date(2016, 5, 27))
    assert (plan.number, plan.symbol, plan.year) == (11, "", 2016)


def test_what_comes_in_gets_the_next_number_of_arrival_of_its_year(world: World, came: Register) -> None:
    numbers = []
    for each in ("1/A", "2/A"):
        came(each)
    came("3/A", arrival_number=10)
    came("4/A")
    came("5/A", issued_on=date(2025, 12, 1), received_on=date(2025, 12, 30))
    came("6/A", arrival_number=0)
    for row in Addressee.objects.order_by("pk"):
        numbers.append((row.arrival_year, row.arrival_number))
    assert numbers == [(2026, 1), (2026, 2), (2026, 10), (2026, 11), (2025, 1), (None, None)]
    with pytest.raises(InputErrors, match="Số đến 10 năm 2026 đã dùng"):
        came("7/A", arrival_number=10)


def test_numbers_of_what_goes_out_run_by_kind_until_the_head_says_otherwise(world: World, went: Register) -> None:
    first, second = went(), went()
    plan = went(kind_id=kind("KH"), number_text="")
    assert [first.number_text, second.number_text, plan.number_text] == ["01/VPĐP-KH", "02/VPĐP-KH", "01/KH"]
    with pytest.raises(Refused):
        services.numbering_rule_set(
            actor=world.actor("lan"), org_id=world.orgs["VPDP"], per_kind=False, source="QĐ 1", now=world.now
        )
    services.numbering_rule_set(
        actor=world.actor("hanh"), org_id=world.orgs["VPDP"], per_kind=False, source="Quy chế văn thư", now=world.now
    )
    assert went(kind_id=kind("KH"), number_text="KH-VPĐP").number_text == "03/KH-VPĐP"


def test_an_issuer_bears_the_name_of_the_documents_day(world: World, came: Register) -> None:
    from dieuphoi.registry.organisations.services import Decision, org_rename

    org_rename(
        actor=system_actor(world.today), org_id=world.orgs["SNN"], name="Sở Nông nghiệp", on=date(2026, 2, 27),
        decision=Decision("1/QĐ"), now=world.now,
    )  # fmt: skip
    assert came().issuer_name == "Sở Nông nghiệp và Môi trường"
    assert came("13/SNN", issued_on=date(2026, 2, 27)).issuer_name == "Sở Nông nghiệp"


def test_a_correction_keeps_what_was_said_and_needs_a_reason(world: World, came: Register) -> None:
    row = came(to=("UB-THUONG",))
    new = NewDocument(
        "IN", date(2026, 2, 25), "Về việc rà soát lại", "12/SNN-TC", keeper_id=world.orgs["VPDP"],
        issuer_id=world.orgs["SNN"], kind_id=kind("TB"), received_on=date(2026, 2, 27), urgency="URGENT",
        places=(world.units["ha"],), is_public=True,
    )  # fmt: skip
    lan = world.actor("lan")
    with pytest.raises(InputErrors, match="lý do"):
        services.document_correct(actor=lan, document_id=row.pk, new=new, reason=" ", now=world.now)
    with pytest.raises(Refused):
        services.document_correct(actor=world.actor("tuan"), document_id=row.pk, new=new, reason="x", now=world.now)
    with pytest.raises(NotVisible):
        services.document_correct(actor=world.actor("vy"), document_id=row.pk, new=new, reason="x", now=world.now)
    services.document_correct(actor=lan, document_id=row.pk, new=new, reason="ghi sai trích yếu", now=world.now)
    read = selectors.document(lan, row.pk, world.today)
    assert (read.summary, read.symbol, read.kind.short) == ("Về việc rà soát lại", "SNN-TC", "TB")
    assert (read.my["received_on"], read.my["number"]) == ("2026-02-27", 1)
    # Thượng Sơn stays an addressee; Hạ Sơn sees it now as a document of its place.
    assert {each.name for each in selectors.addressees_of(lan, row.pk)} == {
        "Văn phòng điều phối tỉnh", "UBND xã Thượng Sơn"
    }  # fmt: skip
    assert selectors.documents(world.actor("vy"), world.today).filter(pk=row.pk).exists()
    changes = [change for change in history_of(read) if change.act == "document.correct"]
    assert changes and changes[0].reason == "ghi sai trích yếu"


def test_thousands_are_registered_by_a_fixed_number_of_statements(
    world: World, django_assert_max_num_queries: Any
) -> None:
    def rows(start: int, count: int) -> list[NewDocument]:
        return [
            NewDocument(
                "IN", date(2026, 1, 5), f"Văn bản {n}", f"{n}/QĐ-UBND", keeper_id=world.orgs["VPDP"],
                issuer_name="UBND tỉnh bên", kind_id=kind("QĐ"), to_all_communes=n % 100 == 0,
            )
            for n in range(start, start + count)
        ]  # fmt: skip

    few, many = rows(1, 3), rows(1001, 1500)
    with django_assert_max_num_queries(60):
        documents_register(actor=world.actor("lan"), rows=few, now=world.now)
    with django_assert_max_num_queries(60):
        documents_register(actor=world.actor("lan"), rows=many, now=world.now)
    assert Document.objects.count() == 1503
