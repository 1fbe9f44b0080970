"""The list of recognitions by table, out and in, undone by superseding; and by the API.

Serves M07 (list), S0-14; faults 1, 11, 12, 32.
"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from dieuphoi.core.exchange.importers import importer_for
from dieuphoi.core.exchange.services import import_apply, import_undo, import_upload
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.programme.recognition import selectors
from dieuphoi.programme.recognition.models import Acknowledgement, Recognition, Revocation
from dieuphoi.programme.recognition.sheets import KIND
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

HEADS = [
    "Việc", "Mã xã", "Tên xã", "Danh hiệu", "Năm", "Số quyết định", "Ngày quyết định", "Quyết định công nhận gốc",
    "Đơn vị trước sắp xếp", "Lý do",
]  # fmt: skip


def bring(world: World, rows: list[list[Any]], who: str = "lan", heads: list[str] | None = None) -> Any:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Công nhận")
        for at, row in enumerate([heads or HEADS, *rows]):
            sheet.write_row(at, 0, row)
    return import_upload(
        actor=world.actor(who), kind=KIND, target={}, data=out.getvalue(), name="công nhận.xlsx", now=world.now
    )


def applied(world: World, run: Any) -> Any:
    assert run.state == "CHECKED", run.errors
    return import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now)


STORY = [
    ["", "98011", "Đồng Tâm", "Đạt chuẩn NTM", 2019, "12/QĐ-UBND", "20/12/2019", "", "", ""],
    ["công nhận", "", "An Hòa", "", "", "12/QĐ-UBND ngày 20/12/2019", "", "", "", ""],
    ["công nhận", "98002", "", "nâng cao", 2023, "77/QĐ-UBND", "05/05/2023", "", "", ""],
    ["thừa nhận lại", "98011", "Đồng Tâm", "", "", "9/QĐ-UBND", "15/01/2026", "12/QĐ-UBND", "Xã Đồng Tâm", ""],
    ["thu hồi", "98002", "", "nâng cao", "", "10/QĐ-UBND", "20/02/2026", "77/QĐ-UBND", "", "không giữ chuẩn"],
]


def test_only_the_office_brings_the_list_in(world: World) -> None:
    for who in ("minh", "tuan", "vy", "phong", "quantri"):
        with pytest.raises(Refused):
            bring(world, STORY, who=who)


def test_every_fault_at_once_with_row_and_way_out(world: World, merged: dict[str, int]) -> None:
    run = bring(
        world,
        [
            ["", "98011", "An Hòa", "", 2019, "1/QĐ", "20/12/2019", "", "", ""],
            ["", "", "Xã Đồng Tâm", "hạng nhất", 2019, "1/QĐ", "20/12/2019", "", "", ""],
            ["", "98012", "", "", 2026, "2/QĐ", "20/01/2026", "", "", ""],
            ["", "98002", "", "", "", "3/QĐ", "", "", "", ""],
            ["thu hồi", "98002", "", "", "", "4/QĐ", "20/01/2026", "77/QĐ", "", ""],
            ["thừa nhận lại", "98011", "", "", "", "5/QĐ", "20/01/2026", "", "", ""],
            ["", "98003", "", "", "", "6/QĐ", "20/01/2020", "", "", ""],
            ["", "98003", "", "", "", "6/QĐ", "20/01/2020", "", "", ""],
        ],
    )
    told = {(each["row"], each["column"]): each["message"] for each in run.errors}
    assert set(told) == {
        (2, "Mã xã"), (3, "Danh hiệu"), (4, "Mã xã"), (5, "Ngày quyết định"), (6, "Lý do"),
        (6, "Quyết định công nhận gốc"), (7, "Quyết định công nhận gốc"), (9, "Số quyết định"),
    }  # fmt: skip
    # The commune that had ended by then is told with its life.
    assert "An Hòa" in told[4, "Mã xã"]
    assert "đến hết 30/06/2025" in told[4, "Mã xã"]
    assert not Recognition.objects.exists()


def test_a_row_of_2019_lands_on_the_commune_of_2019(world: World, merged: dict[str, int]) -> None:
    run = applied(world, bring(world, STORY))
    assert run.applied == {"new": 5, "changed": 0}
    rows = {row.unit_id: row for row in selectors.recognitions(world.actor("vy"), world.today)}
    assert {unit: (row.year, row.status) for unit, row in rows.items()} == {
        merged["dong-tam"]: (2019, "ACKNOWLEDGED"),
        merged["an-hoa"]: (2019, "PREDECESSOR"),
        world.units["ha"]: (2023, "REVOKED"),
    }
    assert Acknowledgement.objects.get().unit_id == merged["dong-tam-moi"]
    assert Revocation.objects.get().reason == "không giữ chuẩn"


def test_out_then_in_changes_nothing(world: World, merged: dict[str, int]) -> None:
    applied(world, bring(world, STORY))
    data, name = importer_for(KIND).template(world.actor("lan"), {}, world.now)
    back = import_upload(actor=world.actor("lan"), kind=KIND, target={}, data=data, name=name, now=world.now)
    assert back.state == "CHECKED", back.errors
    assert back.difference["counts"] == {"new": 0, "changed": 0, "same": 5}


def test_a_corrected_row_supersedes_and_the_undo_brings_back_what_stood(world: World, merged: dict[str, int]) -> None:
    applied(world, bring(world, STORY))
    second = applied(
        world,
        bring(
            world,
            [
                ["", "98012", "An Hòa", "", 2018, "12/QĐ-UBND", "20/12/2019", "", "", ""],
                ["", "98003", "", "", 2020, "55/QĐ", "01/02/2020", "", "", ""],
            ],
            heads=HEADS,
        ),
    )
    assert second.applied == {"new": 1, "changed": 1}
    assert {row.year for row in selectors.recognitions(world.actor("vy"), world.today)} == {2018, 2019, 2020, 2023}
    before = Recognition.objects.count()
    undone = import_undo(actor=world.actor("lan"), run_id=second.pk, reason="nhầm", now=world.now)
    assert undone.undone == {"restored": 1, "withdrawn": 1}
    assert Recognition.objects.count() == before + 2
    years = {row.unit_id: row.year for row in selectors.recognitions(world.actor("vy"), world.today)}
    assert years == {merged["dong-tam"]: 2019, merged["an-hoa"]: 2019, world.units["ha"]: 2023}


def test_the_api_lists_records_and_refuses_like_the_pages(world: World, merged: dict[str, int]) -> None:
    lan, vy = sign_in(world, "lan"), sign_in(world, "vy")
    body = {
        "unit_id": merged["dong-tam"], "level": "commune_basic", "year": 2019, "decision_number": "12/QĐ-UBND",
        "decision_on": "2019-12-20",
    }  # fmt: skip
    assert vy.post("/api/v1/recognitions", body, content_type="application/json").status_code == 403
    made = lan.post("/api/v1/recognitions", body, content_type="application/json")
    assert made.status_code == 201, made.content
    root = made.json()["id"]
    assert made.json()["status"] == "PREDECESSOR"
    again = lan.post("/api/v1/recognitions", body, content_type="application/json")
    assert again.status_code == 422
    onto = {"unit_id": merged["dong-tam-moi"], "decision_number": "9/QĐ", "decision_on": "2026-01-15"}
    done = lan.post(f"/api/v1/recognitions/{root}/acknowledge", onto, content_type="application/json")
    assert [each["unit_id"] for each in done.json()["acknowledgements"]] == [merged["dong-tam-moi"]]
    listed = vy.get("/api/v1/recognitions?as_of=2020-01-01&status=RECOGNISED").json()
    assert [(each["id"], each["status"]) for each in listed["items"]] == [(root, "RECOGNISED")]
    assert vy.get("/api/v1/recognitions?status=NONE").status_code == 400
    assert vy.get(f"/api/v1/recognitions/{root}?as_of=2019-01-01").json()["status"] == ""


def test_search_finds_by_unit_and_number_with_marks_or_none(world: World, merged: dict[str, int]) -> None:
    from dieuphoi.programme.recognition.chain import find

    applied(world, bring(world, STORY))
    actor, day = world.actor("vy"), date(2026, 3, 2)
    assert [hit.title.split(" – ")[0] for hit in find(actor, "dong tam", day, 5)] == ["Xã Đồng Tâm"]
    assert find(actor, "Đồng Tâm", day, 5)[0].rank == 0
    assert {hit.title.split(" – ")[0] for hit in find(actor, "12/qd-ubnd", day, 5)} == {"Xã Đồng Tâm", "Xã An Hòa"}
    assert list(find(actor, "khong co gi", day, 5)) == []
