"""How much each person has open, and everything that one answers for.

Serves S1-23 (workload per person, warn when unbalanced), S0-42 (each person's page shows all duties), S0-49 (who
follows what), S0-10 (tasks tied to functions), fault 10 (list and count are the same rows).
"""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg.types.range import DateRange
from python_calamine import CalamineWorkbook

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.registry.organisations.models import Mandate
from dieuphoi.registry.organisations.services.duties import Decision
from dieuphoi.steering.tasks import services
from dieuphoi.steering.tasks.models import Task
from dieuphoi.steering.tasks.models.mandates import TaskMandate
from dieuphoi.steering.tasks.selectors import duties, load
from dieuphoi.steering.tasks.services.mandates import task_mandates_set
from tests.steering.tasks.conftest import Give
from tests.steering.tasks.lists import rows_shown
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

SUNDAY = date(2026, 3, 8)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """Pages read the clock of the world: what is overdue is told by the day."""
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: world.now)


def at(world: World, name: str, who: str, row: Task, days: int = 0, **more: Any) -> Any:
    now = world.now + timedelta(days=days)
    return getattr(services, name)(actor=actor_for(world.accounts[who], now.date()), task_id=row.pk, now=now, **more)


@pytest.fixture
def busy(world: World, give: Give) -> dict[str, Task]:
    """Tasks of Thu, Minh and Hải on 2 March 2026, a Monday, one of each kind of timeliness."""
    month_ago = world.today - timedelta(days=30)
    rows = {
        "late": give(given_on=month_ago, due_on=date(2026, 2, 20)),
        "near": give(due_on=date(2026, 3, 4)),
        "week": give(due_on=date(2026, 3, 6)),
        "sunday": give(due_on=SUNDAY),
        "next": give(due_on=date(2026, 3, 9)),
        "never": give(due_on=None, no_due_reason="cả nhiệm kỳ"),
        "standing": give(kind="STANDING", every="month", due_on=None, no_due_reason="thường xuyên"),
        "waiting": give(),
        "paused": give(),
        "refused": give(due_on=date(2026, 3, 5)),
        "done": give(),
        "withdrawn": give(),
        "minh": give(person="minh"),
        "hai": give("SXD", "hai"),
        "inner": give("SXD", "hai", coordinating=(world.orgs["SNN"],)),
    }
    at(world, "task_pause", "lan", rows["paused"], reason="chờ vốn")
    at(world, "task_refuse", "thu", rows["refused"], reason="không thuộc Sở")
    at(world, "task_withdraw", "lan", rows["withdrawn"], reason="thôi")
    for name in ("waiting", "done"):
        at(world, "task_accept", "thu", rows[name])
        at(world, "task_report", "thu", rows[name], text="xong", document="1/BC")
    at(world, "task_confirm", "lan", rows["done"])
    with act(world.actor("lan"), "task.correct"):
        Task.objects.filter(pk=rows["late"].pk).update(moved_at=world.now - timedelta(days=30))
    return rows


def people(world: World, who: str, **more: Any) -> dict[str, dict[str, int]]:
    work = load.workload(world.actor(who), world.today, **more)
    names = {pk: name for name, pk in world.people.items()}
    return {names[row.person_id]: dict(row.figures) for row in work.rows}


def test_the_figures_of_one_person(world: World, busy: dict[str, Task]) -> None:
    """Of Thu: late; near (4 and 5 March, the refused one too); until Sunday: near, refused, week, sunday."""
    assert people(world, "lan")["thu"] == {
        "open": 10, "overdue": 1, "near": 2, "week": 4, "waiting": 1, "idle": 1,
    }  # fmt: skip


def test_who_looks_at_whom(world: World, busy: dict[str, Task]) -> None:
    everybody = {"thu", "minh", "hai"}
    assert set(people(world, "lan")) == set(people(world, "hanh")) == set(people(world, "phong")) == everybody
    assert set(people(world, "minh")) == {"thu", "minh"}, "a head looks at the own people"
    assert set(people(world, "hai")) == {"hai"}, "an officer at nobody but themselves"
    assert people(world, "hai")["hai"]["open"] == 2
    assert people(world, "vy") == {"vy": dict.fromkeys(load.KEYS, 0)}
    # Of a body also who has nothing, and for whoever may not look at it nobody but themselves.
    assert set(people(world, "lan", org_id=world.orgs["VPDP"])) == {"hanh", "lan", "quantri"}
    assert set(people(world, "minh", org_id=world.orgs["SXD"])) == {"minh"}


@pytest.mark.parametrize("who", ["hanh", "lan", "minh", "thu", "hai", "quang", "tuan", "vy", "phong", "quantri"])
def test_every_number_opens_exactly_its_rows(world: World, busy: dict[str, Task], who: str) -> None:
    actor = world.actor(who)
    work = load.workload(actor, world.today)
    asked = 0
    for row in work.rows:
        for key in load.KEYS:
            shown = rows_shown(actor, load.rows_of(key, row.person_id, world.today))
            assert len(shown) == row.figures[key], (row.name, key)
            asked += 1
    assert asked >= len(load.KEYS)


def test_two_queries_for_the_rows_however_many_people(world: World, busy: dict[str, Task], give: Give) -> None:
    actor = world.actor("lan")

    def asked() -> int:
        with CaptureQueriesContext(connection, ) as seen:
            load.workload(actor, world.today)
        return len(seen)

    before = asked()
    for org, person in (("UB-THUONG", "tuan"), ("UB-HA", "vy"), ("UB-DONG", "binh"), ("VPDP", "lan")):
        give(org, person)
    assert asked() == before
    # The actor's person, the numbers that hold; then the counts and the posts; the posts of overloaded bodies.
    assert before <= 5


def test_overloaded_by_the_rule_and_unbalanced_where_the_body_could_carry_it(
    world: World, busy: dict[str, Task]
) -> None:
    def told() -> tuple[int, list[tuple[str, int, str, tuple[str, ...], tuple[str, ...]]]]:
        work = load.workload(world.actor("lan"), world.today)
        return work.overloaded, [
            (each.name, each.people, f"{each.mean:.1f}", each.overloaded, each.idle_hands) for each in work.unbalanced
        ]

    assert told() == (0, [])
    services.rule_set(
        actor=world.actor("hanh"), measure="LOAD", number=8, source="Phân công của Văn phòng", now=world.now
    )
    # Thu has 10, Minh 1, and Quân, who left, is no colleague any more: 5,5 each were it spread evenly.
    sonongnghiep = "Sở Nông nghiệp và Môi trường"
    assert told() == (1, [(sonongnghiep, 2, "5.5", ("Phạm Thị Thu",), ("Lê Văn Minh",))])
    services.rule_set(actor=world.actor("hanh"), measure="LOAD", number=5, source="Khác", now=world.now)
    assert told() == (1, []), "spread evenly everybody would be overloaded: the body has too much, not the person"


def test_the_page_and_its_workbook_show_the_same(world: World, busy: dict[str, Task]) -> None:
    lan = sign_in(world, "lan")
    page = lan.get(reverse("tasks:load"))
    text = page.content.decode()
    assert "Phạm Thị Thu" in text and "Quá tải: từ 25 việc đang mở" in text
    book = lan.get(reverse("tasks:load", query={"export": "xlsx", "sort": "name"}))
    sheet = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_index(0).to_python()
    rows = {row[0]: row[2:8] for row in sheet if row[0] in ("Phạm Thị Thu", "Lê Văn Minh", "Cộng")}
    assert rows == {
        "Phạm Thị Thu": [10, 1, 2, 4, 1, 1], "Lê Văn Minh": [1, 0, 0, 0, 0, 0], "Cộng": [13, 1, 2, 4, 1, 1],
    }  # fmt: skip
    for faulty in ({"org": "x"}, {"sort": "no"}, {"export": "pdf"}):
        assert lan.get(reverse("tasks:load", query=faulty)).status_code == 422


def test_the_api_tells_the_same(world: World, busy: dict[str, Task]) -> None:
    answer = sign_in(world, "minh").get("/api/v1/tasks/load").json()
    assert answer["count"] == 2
    assert {row["person"]: row["open"] for row in answer["items"]} == {"Phạm Thị Thu": 10, "Lê Văn Minh": 1}


# ---------------------------------------------------------------------------------------------- one person


def test_who_opens_the_page_of_ones_duties(world: World, busy: dict[str, Task]) -> None:
    page = reverse("tasks:duties", args=[world.people["thu"]])
    expected = {
        "lan": 200, "hanh": 200, "phong": 200, "minh": 200, "thu": 200, "hai": 403, "tuan": 403, "vy": 403,
        "quantri": 403,
    }  # fmt: skip
    assert {who: sign_in(world, who).get(page).status_code for who in expected} == expected
    neighbour = reverse("tasks:duties", args=[world.people["tuan"]])
    assert sign_in(world, "vy").get(neighbour).status_code == 404
    assert sign_in(world, "tuan").get(neighbour).status_code == 200


def test_a_head_still_sees_who_left_and_answers_for_a_task(world: World, give: Give) -> None:
    assert not duties.is_within_reach(world.actor("minh"), world.people["quan"], world.today)
    give(person="quan", given_on=date(2025, 6, 2), due_on=date(2026, 7, 1))
    assert duties.is_within_reach(world.actor("minh"), world.people["quan"], world.today)


def test_the_page_holds_everything_that_one_answers_for(world: World, busy: dict[str, Task]) -> None:
    office = world.actor("lan")
    [mandate] = Mandate.objects.filter(pk=_mandate(world, "SNN", "1", "Quản lý nước sạch nông thôn"))
    task_mandates_set(actor=office, task_id=busy["near"].pk, mandate_ids=[mandate.pk], now=world.now)
    organisations.monitor_start(
        actor=office, person_id=world.people["thu"], unit_ids=[world.units["thuong"]], start=world.today,
        decision=Decision("1/QĐ"), now=world.now,
    )  # fmt: skip
    found = duties.duties_of(world.actor("minh"), world.people["thu"])
    assert {key: number for key, (number, _query) in found.figures.items()} == {
        "open": 10, "overdue": 1, "near": 2, "week": 4, "waiting": 1, "idle": 1, "done": 1, "late": 0,
    }  # fmt: skip
    assert [row.pk for row in found.standing] == [busy["standing"].pk]
    assert len(found.open) == 9 and found.open[0].pk == busy["late"].pk
    client = sign_in(world, "minh")
    text = client.get(reverse("tasks:duties", args=[world.people["thu"]])).content.decode()
    for words in ("Quản lý nước sạch nông thôn", "1 việc đang mở", "Xã Thượng Sơn", "Việc thường xuyên"):
        assert words in text, words
    for key, (number, query) in found.figures.items():
        assert len(rows_shown(world.actor("minh"), query)) == number, key


def test_the_page_of_a_person_leads_to_the_duties(world: World, give: Give) -> None:
    give()
    text = sign_in(world, "lan").get(reverse("organisations:person", args=[world.people["thu"]])).content.decode()
    assert reverse("tasks:duties", args=[world.people["thu"]]) in text
    assert reverse("tasks:hand_many", query={"person": world.people["thu"]}) in text


# ---------------------------------------------------------------------------------------------- functions of bodies


def _mandate(world: World, org: str, number: str, text: str) -> int:
    with act(world.actor("lan"), "mandate.add"):
        return Mandate.objects.create(
            org_id=world.orgs[org], number=number, text=text, valid=DateRange(date(2025, 1, 1), None)
        ).pk


def test_a_task_serves_functions_of_its_lead_alone(world: World, give: Give) -> None:
    row = give()
    own, other = _mandate(world, "SNN", "1", "Nước sạch"), _mandate(world, "SXD", "1", "Quy hoạch")
    for who in ("hai", "vy"):
        with pytest.raises((NotVisible, Refused)):
            task_mandates_set(actor=world.actor(who), task_id=row.pk, mandate_ids=[own], now=world.now)
    with pytest.raises(InputErrors, match="Sở Nông nghiệp"):
        task_mandates_set(actor=world.actor("lan"), task_id=row.pk, mandate_ids=[own, other], now=world.now)
    for who in ("minh", "thu", "lan"):
        task_mandates_set(actor=world.actor(who), task_id=row.pk, mandate_ids=[own], now=world.now)
    assert TaskMandate.objects.count() == 1
    task_mandates_set(actor=world.actor("minh"), task_id=row.pk, mandate_ids=[], now=world.now)
    assert TaskMandate.objects.filter(ended_at=None).count() == 0 and TaskMandate.objects.count() == 1
    task_mandates_set(actor=world.actor("minh"), task_id=row.pk, mandate_ids=[own], now=world.now)
    client = sign_in(world, "minh")
    assert "Nước sạch" in client.get(reverse("tasks:page", args=[row.pk])).content.decode()
    assert rows_shown(world.actor("minh"), {"mandate": own}) == {row.pk}
    page = client.get(reverse("tasks:mandates", args=[row.pk])).content.decode()
    assert "Nước sạch" in page and "Quy hoạch" not in page
    assert client.post(reverse("tasks:mandates", args=[row.pk]), {}).status_code == 302
    assert TaskMandate.objects.filter(ended_at=None).count() == 0
