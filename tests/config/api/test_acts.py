"""The acts by the API: the same rules, refusals and words as the pages. Refusals before successes."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dieuphoi.programme.criteria.sets import canonical_bytes
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

API = "/api/v1"


def send(client: Client, method: str, url: str, body: Any = None, **headers: str) -> Any:
    data = "" if body is None else json.dumps(body)
    return client.generic(
        method,
        API + url,
        data,
        content_type="application/json",
        headers={k.replace("_", "-"): v for k, v in headers.items()},
    )


def result_of(client: Client, sheet: int, code: str) -> dict[str, Any]:
    rows = client.get(f"{API}/sheets/{sheet}/results").json()["items"]
    return next(row for row in rows if row["code"] == code)


def cell_url(world: World, sheet: int, code: str) -> str:
    return f"/sheets/{sheet}/cells/{world.indicators[code]}"


def test_nobody_writes_into_another_commune(world: World) -> None:
    for name, status in (("vy", 404), ("thu", 403), ("phong", 403), ("quang", 403), ("quantri", 404)):
        answer = send(
            sign_in(world, name), "PUT", cell_url(world, world.open_sheets["thuong"], "2.1"),
            {"typed": {"": "1"}, "revision": 1},
        )  # fmt: skip
        assert answer.status_code == status, (name, answer.content.decode())


def test_a_frozen_sheet_takes_nothing(world: World) -> None:
    client = sign_in(world, "tuan")
    sheet = world.frozen_sheets["thuong"]
    before = result_of(client, sheet, "2.1")
    answer = send(client, "PUT", cell_url(world, sheet, "2.1"), {"typed": {"": "99"}, "revision": before["revision"]})
    assert answer.status_code == 409
    assert result_of(client, sheet, "2.1") == before
    assert send(client, "POST", f"/sheets/{sheet}/submit").status_code == 409


def test_a_write_must_say_which_version_it_saw(world: World) -> None:
    answer = send(
        sign_in(world, "tuan"), "PUT", cell_url(world, world.open_sheets["thuong"], "2.1"), {"typed": {"": "1"}}
    )
    assert (answer.status_code, answer.json()["code"]) == (428, "revision_missing")


def test_two_writers_of_one_cell_see_both_versions(world: World) -> None:
    sheet = world.open_sheets["thuong"]
    mine, office = sign_in(world, "tuan"), sign_in(world, "lan")
    seen = result_of(mine, sheet, "2.1")["revision"]
    first = send(office, "PUT", cell_url(world, sheet, "2.1"), {"typed": {"": "70,5"}}, If_Match=f'"{seen}"')
    assert first.status_code == 200, first.content.decode()
    assert first["ETag"] == f'"{seen + 1}"'
    second = send(mine, "PUT", cell_url(world, sheet, "2.1"), {"typed": {"": "95"}}, If_Match=f'"{seen}"')
    assert second.status_code == 409
    body = second.json()
    assert (body["code"], body["theirs"], body["mine"]) == ("conflict", {"": "70,5"}, {"": "95"})
    assert result_of(mine, sheet, "2.1")["cells"][0]["typed"] == "70,5"


@pytest.mark.parametrize("typed", ["abc", "120", "-3", "1.2.3"])
def test_what_cannot_be_read_is_a_422_and_changes_nothing(world: World, typed: str) -> None:
    client = sign_in(world, "tuan")
    sheet = world.open_sheets["thuong"]
    before = result_of(client, sheet, "2.1")
    answer = send(client, "PUT", cell_url(world, sheet, "2.1"), {"typed": {"": typed}, "revision": before["revision"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "input")
    assert result_of(client, sheet, "2.1") == before


def test_a_saved_cell_is_judged_at_once_and_zero_is_not_empty(world: World) -> None:
    client = sign_in(world, "tuan")
    sheet = world.open_sheets["thuong"]
    for typed, verdict in (("79,9", "NOT_MET"), ("80", "MET"), ("0", "NOT_MET"), ("", "UNDETERMINED")):
        now = result_of(client, sheet, "2.1")["revision"]
        answer = send(client, "PUT", cell_url(world, sheet, "2.1"), {"typed": {"": typed}, "revision": now})
        assert answer.status_code == 200, answer.content.decode()
        result = answer.json()["result"]
        assert (result["verdict"], result["cells"][0]["typed"]) == (verdict, typed)


def test_a_json_number_is_taken_as_it_is(world: World) -> None:
    client = sign_in(world, "tuan")
    sheet = world.open_sheets["thuong"]
    seen = result_of(client, sheet, "3.1")["revision"]
    answer = send(client, "PUT", cell_url(world, sheet, "3.1"), {"typed": {"": 1049.5}, "revision": seen})
    assert answer.json()["result"]["cells"][0]["typed"] == "1.049,5"


def test_the_foreign_department_may_not_verify(world: World) -> None:
    result = world.result(world.open_sheets["ha"], "3.1")
    answer = send(sign_in(world, "hai"), "POST", f"/results/{result}/verify", {"decision": "accept"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_owner")


def test_a_return_without_words_is_refused(world: World) -> None:
    result = world.result(world.open_sheets["ha"], "3.1")
    answer = send(sign_in(world, "thu"), "POST", f"/results/{result}/verify", {"decision": "return"})
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (422, "comment")


def test_the_owner_department_accepts_returns_and_concludes(world: World) -> None:
    sheet = world.open_sheets["ha"]
    thu, hai = sign_in(world, "thu"), sign_in(world, "hai")
    accepted = send(thu, "POST", f"/results/{world.result(sheet, '3.1')}/verify", {"decision": "accept"})
    assert (accepted.status_code, accepted.json()["verification"]) == (200, "ACCEPTED")
    returned = send(
        thu, "POST", f"/results/{world.result(sheet, '3.1')}/verify", {"decision": "return", "comment": "thiếu biểu"}
    )
    assert (returned.json()["verification"], returned.json()["returned"]) == ("RETURNED", "thiếu biểu")
    concluded = send(
        hai, "POST", f"/results/{world.result(sheet, '1.1')}/verify",
        {"decision": "conclude", "verdict": "NOT_MET", "document": "55/SXD, 01/03/2026"},
    ).json()  # fmt: skip
    assert (concluded["verdict"], concluded["basis"]) == ("NOT_MET", "CONCLUDED")


def test_a_bulk_act_reports_the_done_and_the_refused(world: World) -> None:
    sheet = world.open_sheets["ha"]
    mine, foreign = world.result(sheet, "3.1"), world.result(sheet, "2.1")
    out_of_sight = 10**9
    answer = send(
        sign_in(world, "thu"), "POST", "/results/verify",
        {"decision": "accept", "ids": [mine, foreign, out_of_sight]},
    ).json()  # fmt: skip
    assert answer["done"] == [mine]
    assert [row["id"] for row in answer["refused"]] == [foreign]
    assert "Hạ Sơn" in answer["refused"][0]["what"]


def test_available_actions_say_what_i_may_and_why_not(world: World) -> None:
    sheet = world.open_sheets["thuong"]
    for name, allowed in (("tuan", True), ("thu", False)):
        actions = sign_in(world, name).get(f"{API}/sheets/{sheet}").json()["available_actions"]
        submit = next(action for action in actions if action["name"] == "submit")
        assert submit["allowed"] is allowed
        assert bool(submit["why_not"]) is not allowed


def test_a_round_by_the_api_from_plan_to_open(world: World) -> None:
    body = {
        "title": "Đợt mới", "province_id": world.units["tinh"], "set_id": world.version_id, "period": "2026",
        "territory_on": "2026-02-01", "entry_due_on": "2026-04-01", "verify_due_on": "2026-05-01",
        "freeze_due_on": "2026-06-01", "owner": 7,
    }  # fmt: skip
    for name in ("tuan", "thu", "phong", "quantri"):
        assert send(sign_in(world, name), "POST", "/rounds", body).status_code == 403, name
    lan = sign_in(world, "lan")
    made = send(lan, "POST", "/rounds", body).json()
    assert made["state"] == "DRAFT"
    assert sign_in(world, "tuan").get(f"{API}/rounds/{made['id']}").status_code == 404
    assert send(lan, "POST", f"/rounds/{made['id']}/freeze").status_code == 409
    assert send(lan, "POST", f"/rounds/{made['id']}/open").json()["state"] == "OPEN"
    assert send(lan, "POST", f"/rounds/{made['id']}/cancel", {"reason": "nhầm"}).status_code == 409
    sheets = lan.get(f"{API}/rounds/{made['id']}/sheets").json()
    assert [row["unit_name"] for row in sheets["items"]] == ["Xã Đông Sơn", "Xã Hạ Sơn", "Xã Thượng Sơn"]
    assert sign_in(world, "tuan").get(f"{API}/rounds/{made['id']}/sheets").json()["count"] == 1


def test_only_the_head_freezes_and_nobody_signs_two_steps(world: World) -> None:
    assert send(sign_in(world, "lan"), "POST", f"/rounds/{world.open_round}/freeze").status_code in (403, 409)
    answer = send(sign_in(world, "hanh"), "POST", f"/rounds/{world.open_round}/freeze")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_consolidated")


def test_the_snapshot_hashes_to_what_it_says_and_hides_the_neighbours_inputs(world: World) -> None:
    sheet = world.frozen_sheets["thuong"]
    own = sign_in(world, "tuan").get(f"{API}/sheets/{sheet}/snapshot").json()
    assert own["complete"] is True
    assert hashlib.sha256(canonical_bytes(own["content"])).hexdigest() == own["sha256"]
    other = sign_in(world, "vy").get(f"{API}/sheets/{sheet}/snapshot").json()
    assert other["complete"] is False
    assert [row["verdict"] for row in other["content"]["indicators"]] == ["MET"] * 5
    assert not any("values" in row for row in other["content"]["indicators"])
    open_sheet = world.open_sheets["thuong"]
    assert sign_in(world, "vy").get(f"{API}/sheets/{open_sheet}/snapshot").status_code == 404


def test_the_wall_shows_own_communes_and_what_is_frozen(world: World) -> None:
    vy = sign_in(world, "vy")
    assert {row["name"] for row in vy.get(f"{API}/rounds/{world.open_round}/wall").json()["items"]} == {"Xã Hạ Sơn"}
    frozen = vy.get(f"{API}/rounds/{world.frozen_round}/wall").json()["items"]
    # 79 < 80 and 6,25 > 5 at Hạ Sơn; "Không đạt" and an empty 3.2 at Đông Sơn.
    assert {row["name"]: row["marks"] for row in frozen} == {
        "Xã Thượng Sơn": "MMM",
        "Xã Hạ Sơn": "MNN",
        "Xã Đông Sơn": "NME",
    }


def test_evidence_needs_the_right_and_a_file_that_is_what_it_says(world: World) -> None:
    sheet = world.open_sheets["thuong"]
    url = f"{API}{cell_url(world, sheet, '2.1')}/evidence"
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    file = SimpleUploadedFile("Biên bản nghiệm thu.pdf", pdf, content_type="application/pdf")
    assert sign_in(world, "vy").post(url, {"file": file}).status_code == 404
    bad = SimpleUploadedFile("giả.pdf", b"MZ\x90\x00 not a pdf", content_type="application/pdf")
    assert sign_in(world, "tuan").post(url, {"file": bad}).status_code == 422
    assert sign_in(world, "tuan").post(url, {}).status_code == 422
    file.seek(0)
    answer = sign_in(world, "tuan").post(url, {"file": file})
    assert answer.status_code == 201, answer.content.decode()
    kept = result_of(sign_in(world, "tuan"), sheet, "2.1")["evidence"]
    assert [row["name"] for row in kept] == ["Biên bản nghiệm thu.pdf"]


def test_the_province_workbook_by_the_api(world: World) -> None:
    from dieuphoi.core.exchange.importers import importer_for

    _data, name = importer_for("province-workbook").template(world.actor("lan"), {"round": world.open_round}, world.now)
    url = f"{API}/rounds/{world.open_round}/workbook"
    for who, status in (("tuan", 403), ("thu", 403), ("quantri", 404)):
        refused = sign_in(world, who).post(url, {"file": SimpleUploadedFile(name, _data)})
        assert refused.status_code == status, (who, refused.content.decode())
    lan = sign_in(world, "lan")
    assert lan.post(url, {"file": SimpleUploadedFile("rỗng.xlsx", b"PK nothing")}).status_code == 422
    run = lan.post(url, {"file": SimpleUploadedFile(name, _data)})
    assert run.status_code == 201, run.content.decode()
    assert (run.json()["state"], run.json()["error_count"]) == ("CHECKED", 0)
    pk = run.json()["id"]
    assert sign_in(world, "vy").get(f"{API}/imports/{pk}").status_code == 404
    assert lan.get(f"{API}/imports").json()["count"] == 1
    assert send(lan, "POST", f"/imports/{pk}/discard").json()["state"] == "DISCARDED"
    assert send(lan, "POST", f"/imports/{pk}/apply").status_code == 409
