"""Likely doubles of open tasks are pointed out, never refused: the person looks at them and says that it is another."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dieuphoi.core.kernel.errors import MayBeThere
from dieuphoi.steering.tasks import services
from dieuphoi.steering.tasks.models import Task
from dieuphoi.steering.tasks.selectors.alike import TaskSketch, tasks_alike
from tests.steering.tasks.conftest import Give, new_task
from tests.steering.tasks.test_sheets import ROW, bring, sheet
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

NEAR = "Báo cáo tiến độ cấp nước sạch ở nông thôn"


def found(world: World, who: str = "lan", **more: Any) -> set[int]:
    before = Task.objects.count()
    org, person = more.pop("org", "SNN"), more.pop("person", "thu")
    try:
        with transaction.atomic():
            services.task_give(
                actor=world.actor(who), new=new_task(world, org, person, **more), alike_seen=(), now=world.now
            )
            transaction.set_rollback(True)
    except MayBeThere as answer:
        assert Task.objects.count() == before
        return {each.id for each in answer.alike}
    return set()


def test_nearly_one_title_or_one_product_of_one_lead_body(world: World, give: Give) -> None:
    row = give(product="Báo cáo tiến độ cấp nước của Sở")
    assert found(world, title=NEAR, product="Văn bản") == {row.pk}
    assert found(world, title="Rà soát đấu nối", product="báo cáo tiến độ cấp nước Sở") == {row.pk}
    assert found(world, title="Rà soát đấu nối", product="Văn bản") == set()
    assert found(world, org="UB-THUONG", person="tuan", title=NEAR) == set()


def test_a_short_product_tells_nothing(world: World, give: Give) -> None:
    give(product="Báo cáo")
    assert found(world, title="Rà soát đấu nối", product="Báo cáo") == set()


def test_other_figures_other_communes_and_another_time_are_others(world: World, give: Give) -> None:
    give(title="Báo cáo tiến độ tháng 3", product="Báo cáo", unit_ids=(world.units["thuong"],))
    assert found(world, title="Báo cáo tiến độ tháng 4", product="Báo cáo") == set()
    same = {"title": "Báo cáo tiến độ tháng 3", "product": "Báo cáo"}
    assert found(world, **same, unit_ids=(world.units["ha"],)) == set()
    assert len(found(world, **same)) == 1


def test_the_times_must_meet(world: World, give: Give) -> None:
    row = give(given_on=date(2026, 2, 1), due_on=date(2026, 2, 27))
    assert found(world, title=NEAR, product="Văn bản") == set()  # from 2 March on
    assert found(world, title=NEAR, product="Văn bản", given_on=date(2026, 2, 20)) >= {row.pk}


def test_a_task_that_has_ended_is_not_shown_nor_one_of_others(world: World, give: Give) -> None:
    row = give("UB-THUONG", "tuan")
    own = {"org": "UB-THUONG", "person": "tuan", "title": NEAR}
    assert found(world, **own) == {row.pk}
    assert row.pk not in {each.id for each in _shown(world, "vy", own)}
    services.task_withdraw(actor=world.actor("lan"), task_id=row.pk, reason="Giao nhầm", now=world.now)
    assert found(world, **own) == set()


def _shown(world: World, who: str, own: dict[str, Any]) -> list[Any]:
    sketch = TaskSketch(world.orgs[own["org"]], NEAR, "Báo cáo", world.today, None)
    return tasks_alike(world.actor(who), [sketch], world.today)[0]


def test_a_part_may_be_called_as_its_whole(world: World, give: Give) -> None:
    whole = give()
    assert found(world, title=whole.title, parent_id=whole.pk) == set()


def test_many_cost_as_few_queries_as_one(world: World, give: Give) -> None:
    for _n in range(4):
        give()
    costs = []
    for count in (1, 8):
        sketches = [TaskSketch(world.orgs["SNN"], NEAR, "Báo cáo", world.today, None)] * count
        with CaptureQueriesContext(connection) as queries:
            assert [len(each) for each in tasks_alike(world.actor("lan"), sketches, world.today)] == [4] * count
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_form_gives_only_after_the_list_was_seen_and_ticked(world: World, give: Give) -> None:
    row = give()
    client = sign_in(world, "lan")
    typed = {
        "title": NEAR, "product": "Báo cáo", "responsible": f"{world.people['thu']}-{world.orgs['SNN']}",
        "given_on": "02/03/2026", "due_on": "31/03/2026", "kind": "ORDINARY", "urgency": "NORMAL",
    }  # fmt: skip
    answer = client.post("/tasks/new/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Có thể đã ghi rồi" in page and f'href="/tasks/{row.pk}/"' in page
    assert Task.objects.count() == 1
    assert client.post("/tasks/new/", {**typed, "alike_seen": str(row.pk)}).status_code == 302
    assert Task.objects.count() == 2


def test_the_api_names_them_and_takes_their_ids_as_seen(world: World, give: Give) -> None:
    row = give()
    client = sign_in(world, "lan")
    body = {
        "title": NEAR, "product": "Báo cáo", "lead_org_id": world.orgs["SNN"], "responsible_id": world.people["thu"],
        "given_on": "2026-03-02", "due_on": "2026-03-31",
    }  # fmt: skip
    answer = client.post("/api/v1/tasks", json.dumps(body), content_type="application/json")
    assert answer.status_code == 422 and [each["id"] for each in answer.json()["alike"]] == [row.pk]
    again = client.post("/api/v1/tasks", json.dumps({**body, "alike_seen": [row.pk]}), content_type="application/json")
    assert again.status_code == 201


def test_a_sheet_warns_on_the_row_and_gives_it(world: World, give: Give) -> None:
    row = give(title="Rà soát hồ sơ các xã về đích", given_on=date(2026, 2, 20))
    run = bring(world, sheet([ROW, {**ROW, "title": "Thẩm định hồ sơ"}]))
    assert run.state == "CHECKED" and [each["row"] for each in run.warnings] == [2]
    assert row.code in run.warnings[0]["message"]
