"""Work programmes by the API: partial updates wipe nothing, a conflict holds both versions, counts as on the page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from dieuphoi.steering.tasks.models import PlanLine
from tests.steering.tasks.planning import add, approve, correct, do, start
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

API = "/api/v1/plans"


@pytest.fixture(autouse=True)
def clock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: world.now)


def send(client: Client, method: str, url: str, body: Any, status: int = 200) -> Any:
    answer = client.generic(method, API + url, json.dumps(body), content_type="application/json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_a_conflict_holds_both_versions(world: World) -> None:
    """Fault 17 by the API."""
    line = add(world, start(world))
    correct(world, line, 1, "hanh", text="Bản của Hạnh")
    client = sign_in(world, "lan")
    told = send(client, "PUT", f"/lines/{line.pk}", {"revision": 1, "text": "Bản của Lan"}, 409)
    assert told["code"] == "conflict"
    assert told["theirs"] == {"revision": 2, "text": "Bản của Hạnh"}
    assert told["mine"] == {"text": "Bản của Lan"}
    whole = send(client, "PUT", f"/lines/{line.pk}", {"revision": 2, "text": "Bản của Lan"})
    assert whole["lines"][0]["text"] == "Bản của Lan"


def test_a_partial_update_wipes_nothing(world: World) -> None:
    """Fault 24: what is not said stays; the writer is who is signed in."""
    line = add(world, start(world), person_id=world.people["thu"], coordinating=(world.orgs["SXD"],), is_key=True)
    client = sign_in(world, "lan")
    lie = {"revision": 1, "note": "mới", "plan_id": 999, "actor_id": 1, "ended_at": "2001-01-01"}
    [row] = send(client, "PUT", f"/lines/{line.pk}", lie)["lines"]
    assert (row["note"], row["person_id"], row["coordinating"], row["is_key"], row["timing"]) == (
        "mới", world.people["thu"], [world.orgs["SXD"]], True, "quý II",
    )  # fmt: skip
    [row] = send(client, "PUT", f"/lines/{line.pk}", {"revision": 2, "person_id": None})["lines"]
    assert row["person_id"] is None
    assert PlanLine.objects.get(pk=line.pk).plan_id == line.plan_id


def test_from_start_to_tasks(world: World) -> None:
    lan, hanh = sign_in(world, "lan"), sign_in(world, "hanh")
    body = {"org_id": world.orgs["VPDP"], "title": "Chương trình 2026", "period": "2026"}
    pk = send(lan, "POST", "", body, 201)["id"]
    send(lan, "POST", f"/{pk}/lines", {"text": "", "timing": "tháng 13"}, 422)
    line = {"text": "Kiểm tra", "lead_org_id": world.orgs["SNN"], "timing": "quý II", "product": "Báo cáo"}
    [row] = send(lan, "POST", f"/{pk}/lines", line, 201)["lines"]
    send(lan, "PUT", f"/lines/{row['id']}/money",
         {"revision": 0, "rows": [{"source": "Tỉnh", "amount": 5, "year": 2026}]})  # fmt: skip
    whole = send(lan, "POST", f"/{pk}/submit", {})
    assert [each["name"] for each in whole["available_actions"] if each["allowed"]] == ["recall"]
    send(lan, "POST", f"/{pk}/approve", {"decision_number": "1", "decision_on": "2026-03-02"}, 403)
    send(hanh, "POST", f"/{pk}/approve", {"decision_number": "1", "decision_on": "02/03/2026"})
    given = {"line_id": row["id"], "responsible_id": world.people["thu"], "due_on": "2026-06-30"}
    whole = send(hanh, "POST", f"/{pk}/give", {"given_on": "2026-03-02", "lines": [given]})
    [row] = whole["lines"]
    assert (row["standing"], len(row["task_ids"]), row["money"][0]["amount"]) == ("DOING", 1, 5)
    edition = sign_in(world, "vy").get(f"{API}/{pk}/editions/{whole['edition']}").json()
    assert edition["holds"]
    listed = hanh.get(f"{API}/lines", {"plan": pk, "standing": "DOING"}).json()
    assert listed["count"] == 1
    assert hanh.get(API, {"year": 1900}).status_code == 400


def test_who_reads_only_what_was_approved_reads_the_edition(world: World) -> None:
    plan = start(world)
    line = add(world, plan)
    approve(world, plan)
    do(world, "plan_amend", "lan", plan, reason="bổ sung")
    line.refresh_from_db()
    correct(world, line, line.revision, text="Đang sửa")
    told = sign_in(world, "vy").get(f"{API}/{plan.pk}").json()
    assert (told["reads_edition"], told["lines"][0]["text"], told["lines"][0]["revision"]) == (
        plan.edition, "Kiểm tra cấp nước", 0,
    )  # fmt: skip
    assert told["available_actions"] == []
    assert sign_in(world, "lan").get(f"{API}/{plan.pk}").json()["lines"][0]["text"] == "Đang sửa"
