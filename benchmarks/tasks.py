"""Tasks of ten years: 100,000 of one province, in 30 departments with 2,000 people; and 500 open ones of one of them.

They are written by SQL into the product's own tables, inside an act: history and constraints hold as ever.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as day_time
from typing import Any

from django.db import connection, transaction
from django.test.utils import override_settings
from django.urls import reverse

from benchmarks.country import Country, Place
from benchmarks.figures import Figure, at_most, in_turns, least
from benchmarks.pages import LIST_AIM, get, signed_in
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.dates import LOCAL_ZONE
from dieuphoi.core.kernel.period import Period, PeriodKind
from dieuphoi.core.notify.digest import digests_write
from dieuphoi.core.notify.models import Notice
from dieuphoi.insight.desk.selectors import my_work
from dieuphoi.registry.access.roles import Role
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.access.services import role_assign
from dieuphoi.registry.accounts.services import account_open
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.steering.tasks import services
from dieuphoi.steering.tasks.models import Task
from dieuphoi.steering.tasks.selectors import scores
from dieuphoi.steering.tasks.selectors.figures import span_of

NAMES = ("tasks_list_100", "tasks_my_work_500", "tasks_save", "tasks_scorecard", "tasks_digest_2000")
SAVE_AIM = 4.0
MY_WORK_MS = 60.0
DIGEST_S = 30.0
SCORECARD_MS = 1_500.0
BUSY = 500


@dataclass(slots=True)
class Steering:
    """What was made: the departments, their people with an account each, the busiest of them."""

    place: Place
    orgs: list[int]
    people: list[int]
    accounts: list[int]

    @property
    def busiest(self) -> int:
        return self.accounts[0]


def add_tasks(country: Country, place: Place, *, tasks: int, people: int, departments: int = 30) -> Steering:
    """Departments, people and tasks; the first person has :data:`BUSY` open ones."""
    system, now = country.system, country.now
    orgs = list(
        organisations.orgs_create(
            actor=system, now=now,
            rows=[organisations.NewOrg(f"SN{n}", f"Sở đo số {n}", "department") for n in range(departments)],
        ).values()
    )  # fmt: skip
    found = Steering(place, orgs, [], [])
    for number in range(people):
        person = organisations.person_create(actor=system, full_name=f"Cán bộ Số {number}", phone="", now=now)
        found.people.append(person.pk)
        account = account_open(actor=system, person_id=person.pk, username=f"nv.{number}", password=None, now=now)
        found.accounts.append(account.pk)
        role_assign(
            actor=system, account_id=account.pk, role=Role.DEPARTMENT_OFFICER, start=date(2020, 1, 1), end=None,
            org_id=orgs[number % departments], place_id=None, now=now,
        )  # fmt: skip
    # Who hears of the giving side: every task is given by the first department.
    role_assign(
        actor=system, account_id=found.accounts[-1], role=Role.DEPARTMENT_HEAD, start=date(2020, 1, 1), end=None,
        org_id=orgs[0], place_id=None, now=now,
    )  # fmt: skip
    with connection.cursor() as cursor:
        # Keys are checked by plans of the time when these tables were empty, until they are analysed.
        cursor.execute("ANALYZE organisations_person, organisations_orgunit, accounts_account, territory_adminunit")
    with act(place.actor(), "task.give"), connection.cursor() as cursor:
        cursor.execute(
            _TASKS,
            {
                "province": place.unit_id, "orgs": orgs, "people": found.people, "n": tasks, "today": place.today,
                "busy": min(BUSY, tasks), "giver": orgs[0], "now": now,
            },
        )  # fmt: skip
        cursor.execute(
            "INSERT INTO tasks_taskorg (task_id, org_id, part)"
            " SELECT t.id, (%(orgs)s::bigint[])[1 + (t.number * 7) %% %(count)s], 'COORDINATING' FROM tasks_task t"
            " WHERE t.number %% 2 = 0 AND t.lead_org_id <> (%(orgs)s::bigint[])[1 + (t.number * 7) %% %(count)s]",
            {"orgs": orgs, "count": len(orgs)},
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tasks_task, tasks_taskorg")
    return found


_TASKS = """
INSERT INTO tasks_task (province_id, year, number, title, text, source_line, product, kind, urgency, restricted, depth,
    given_on, giver_org_id, lead_org_id, responsible_id, due_on, no_due_reason, first_due_on, every, state, delay,
    accepted_on, reported_on, done_on, confirmed_by, grade, paused_from, end_reason, moved_at, note)
SELECT %(province)s, 2000, n, 'Việc đo số ' || n, 'Nguyên văn của việc số ' || n,
       'Thông báo ' || n %% 900 || '/TB-UBND', 'Báo cáo', 'ORDINARY', 'NORMAL', false, 1, given, %(giver)s,
       (%(orgs)s::bigint[])[1 + who %% cardinality(%(orgs)s::bigint[])], (%(people)s::bigint[])[1 + who],
       given + 20, '', given + 20, '', CASE WHEN done THEN 'DONE' WHEN n %% 5 = 0 THEN 'NEW' ELSE 'IN_PROGRESS' END, '',
       CASE WHEN done OR n %% 5 <> 0 THEN given + 1 END, CASE WHEN done THEN given + 15 + n %% 9 END,
       CASE WHEN done THEN given + 15 + n %% 9 END, CASE WHEN done THEN 'Người đo' ELSE '' END, '', '', '',
       %(now)s::timestamptz - ((n %% 900) || ' days')::interval, ''
FROM (
    SELECT n, %(today)s::date - (n %% 3650) AS given, n > %(busy)s AND n %% 12 <> 0 AS done,
           CASE WHEN n <= %(busy)s THEN 0 ELSE n %% cardinality(%(people)s::bigint[]) END AS who
    FROM generate_series(1, %(n)s) AS n
) AS made
"""


def asked(found: Steering) -> str:
    """The list that is timed: 100 a page, three filters."""
    return f"?open=true&org={found.orgs[0]}&part=any&given_from=01/01/2000&size=100"


def saved_by(found: Steering, people: int) -> list[tuple[int, list[int]]]:
    """``(account, tasks in progress that it is responsible for)`` of so many people."""
    rows = Task.objects.filter(state="IN_PROGRESS").order_by("pk").values_list("responsible_id", "pk")
    mine: dict[int, list[int]] = {}
    for person, task in rows:
        mine.setdefault(person, []).append(task)
    pairs = zip(found.accounts[1:], found.people[1:], strict=True)
    return list(itertools.islice(((account, mine[person]) for account, person in pairs if person in mine), people))


def list_of_100(found: Steering, *, times: int) -> Figure:
    """The list of tasks, 100 a page, with three filters, totals and links, against a bare view of the same rows."""
    client = signed_in(found.place)
    page, bare = reverse("tasks:list") + asked(found), reverse("bench_tasks") + asked(found)
    for url in (page, bare):
        if get(client, url).content.decode().count("<tr") < 50:
            raise AssertionError(f"{url} shows too few rows")
    mine, limit = in_turns(lambda: get(client, page), lambda: get(client, bare), times=times)
    return at_most("tasks_list_100", mine * 1000, "ms", limit=limit * 1000, aim=LIST_AIM)


def my_work_of_500(found: Steering, *, times: int) -> Figure:
    """My work of a person with 500 open tasks; the aim is absolute, and so is what is judged."""
    actor = actor_for(found.busiest, found.place.today)
    if sum(line.count for line in my_work(actor, found.place.today)) < 10:
        raise AssertionError("my work is empty")
    took = least(lambda: my_work(actor, found.place.today), times=times)
    return at_most("tasks_my_work_500", took * 1000, "ms", limit=MY_WORK_MS, aim=1.0)


def scorecard(found: Steering, *, times: int) -> Figure:
    """The figures of all bodies in the quarter before, of all tasks; the aim is absolute, and so is what is judged."""
    actor = found.place.actor()
    span = span_of(Period.of_day(PeriodKind.QUARTER, found.place.today).previous(), found.place.today)
    if not scores.scorecard(actor, span).total.counts["in_hand"]:
        raise AssertionError("the scorecard is empty")
    took = least(lambda: scores.scorecard(actor, span), times=times)
    return at_most("tasks_scorecard", took * 1000, "ms", limit=SCORECARD_MS, aim=1.0)


def bare_tables() -> None:
    """Plain copies of the task table and its history: same columns, keys and indexes, no triggers."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_task, bench_task_history")
        cursor.execute("CREATE TABLE bench_task (LIKE tasks_task INCLUDING ALL)")
        cursor.execute("CREATE TABLE bench_task_history (LIKE tasks_taskhistoryevent INCLUDING ALL)")
        cursor.execute("SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
                       " WHERE table_name = 'tasks_task' AND is_generated = 'NEVER'")  # fmt: skip
        (columns,) = cursor.fetchone()
        cursor.execute(
            f"INSERT INTO bench_task ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM tasks_task"
        )
        cursor.execute("ANALYZE bench_task")


def bare_save(cursor: Any, task_id: int, at: datetime) -> None:
    """The limit of saving a task: change it, keep the history row."""
    cursor.execute("UPDATE bench_task SET percent = 50, moved_at = %s WHERE id = %s", [at, task_id])
    cursor.execute(
        "INSERT INTO bench_task_history (pgh_created_at, pgh_label, pgh_obj_id, pgh_actor_id, pgh_act,"
        " pgh_reason, id, province_id, year, number, title, text, source_line, product, kind, urgency,"
        " restricted, depth, given_on, giver_org_id, lead_org_id, responsible_id, due_on, no_due_reason,"
        " first_due_on, every, state, delay, confirmed_by, grade, paused_from, end_reason, moved_at, note)"
        " SELECT now(), 'update', id, 1, 'bench', '', id, province_id, year, number, title, text, source_line,"
        " product, kind, urgency, restricted, depth, given_on, giver_org_id, lead_org_id, responsible_id,"
        " due_on, no_due_reason, first_due_on, every, state, delay, confirmed_by, grade, paused_from,"
        " end_reason, moved_at, note FROM bench_task WHERE id = %s",
        [task_id],
    )


def save(found: Steering, *, times: int) -> Figure:
    """One task is told to be waiting for something: what it waits for, the task moved, its history, and the head of
    whoever gave it told; against an update and a history row.
    """
    bare_tables()
    told = Notice.objects.count()
    actor = actor_for(found.busiest, found.place.today)
    rows = Task.objects.filter(responsible_id=found.people[0], state="IN_PROGRESS").order_by("pk")
    ids = itertools.cycle(rows.values_list("pk", flat=True)[: times * 2 + 20])
    at = datetime.combine(found.place.today, day_time(9), LOCAL_ZONE)

    def mine() -> None:
        services.task_delay(actor=actor, task_id=next(ids), cause="MONEY", text="chờ kinh phí", now=at)

    bare_ids = itertools.cycle(rows.values_list("pk", flat=True)[: times * 2 + 20])

    def bare() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            bare_save(cursor, next(bare_ids), at)

    took, limit = in_turns(mine, bare, times=times)
    if Notice.objects.count() < told + times:
        raise AssertionError("nobody was told")
    return at_most("tasks_save", took * 1000, "ms", limit=limit * 1000, aim=SAVE_AIM)


def figures(found: Steering, *, often: int) -> Iterator[Figure]:
    """All figures of tasks but the load."""
    yield list_of_100(found, times=often)
    yield my_work_of_500(found, times=often)
    yield save(found, times=often)
    yield scorecard(found, times=max(often // 10, 1))
    yield digest(found, datetime.combine(found.place.today, day_time(18), LOCAL_ZONE))


def digest(found: Steering, now: datetime) -> Figure:
    """The daily digest of 2,000 people: what each was told, and their work as the page tells it."""
    asked = found.accounts
    with act(found.place.actor(), "task.give"), connection.cursor() as cursor:
        cursor.execute("UPDATE organisations_person SET email = 'nv' || id || '@example.invalid' WHERE id = ANY (%s)",
                       [found.people])  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notify_notice (account_id, actor_id, kind, once, title, text, url, at_once, bundle, held,"
            " created_at) SELECT a, 1, 'task.shared', 'bench:' || n, 'Việc mới số ' || n, 'Báo cáo', '/tasks/1/',"
            " false, '', 1, %s FROM unnest(%s::bigint[]) AS a, generate_series(1, 5) AS n",
            [now - timedelta(hours=1), asked],
        )
        cursor.execute("ANALYZE notify_notice, organisations_person")
    with override_settings(DIEUPHOI_MAIL=True):
        start = time.perf_counter()
        written = digests_write(now=now)
        took = time.perf_counter() - start
    if written != len(asked):
        raise AssertionError(f"{written} digests of {len(asked)}")
    return at_most("tasks_digest_2000", took, "s", limit=DIGEST_S, aim=1.0)
