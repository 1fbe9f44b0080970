"""The scorecard of bodies and their heads: each figure by hand, each number opens its rows, nobody is ranked by chance.

Serves S4-14 (head's scorecard), S4-16 (open items without any action), S0-30 (causes of delay are counted), S4-19 (mean
handling time of each step); faults 10 and 19.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given as given_any
from hypothesis import strategies as st

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.period import Period
from dieuphoi.registry.access.roles import Role
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.access.services import role_assign
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.steering.tasks.models import Task
from dieuphoi.steering.tasks.selectors import figures, scores
from dieuphoi.steering.tasks.selectors.scores import Score
from dieuphoi.steering.tasks.services import task_give
from tests.steering.tasks.conftest import new_task
from tests.steering.tasks.lists import rows_shown
from tests.steering.tasks.quarter import Told, d, quarter_told
from tests.support.world import World

pytestmark = pytest.mark.django_db

Q1, Q2 = Period.quarter(2026, 1), Period.quarter(2026, 2)
LATER = date(2026, 4, 20)
"""The day on which the quarter is looked at: a Monday, three weeks after its end."""


@pytest.fixture
def tell(world: World) -> Told:
    return Told(world)


@pytest.fixture
def quarter(world: World, tell: Told) -> dict[str, Task]:
    """The first quarter of 2026 in the departments of agriculture (Thu, Minh) and of construction (Hải)."""
    return quarter_told(world, tell)


def card(world: World, who: str = "lan", period: Period = Q1, day: date = LATER, **more: Any) -> scores.Scorecard:
    """As it is read on 20 April or later, of the period as it stood on ``day``."""
    return scores.scorecard(actor_for(world.accounts[who], LATER), figures.span_of(period, day), **more)


def of(world: World, name: str, **more: Any) -> Score:
    return next(row for row in card(world, **more).rows if row.org_id == world.orgs[name])


# ---------------------------------------------------------------------------------------------- the figures by hand


def test_every_figure_of_a_department(world: World, quarter: dict[str, Task]) -> None:
    counts = dict(of(world, "SNN").counts)
    assert counts == {
        # carried, late, returned, overdue, extended, withdrawn, inner
        "in_hand": 7, "carried": 1, "given": 6, "done": 3, "in_time": 1, "done_late": 2, "withdrawn": 1,
        "open": 3, "overdue": 1, "waiting_late": 0, "waiting": 1, "judged": 4, "late": 3,
        "returned": 1, "reported": 4, "refused": 1, "extended": 1,
        # overdue untouched since 2 March, extended since the decision of 12 March: before 17 March both
        "idle": 2,
        # returned was accepted eight working days after it was given; overdue never
        "slow_accept": 2,
        # inner is what the department gave; its report of Friday 27 March waited two working days by then
        "gave": 1, "to_confirm": 1, "slow_confirm": 0,
        "late_MONEY": 1, "late_NONE": 1, "late_DOCUMENT": 0, "late_OPINION": 0, "late_PERSON": 1, "late_OTHER": 0,
    }  # fmt: skip


def test_the_department_of_construction_and_the_office_that_gives(world: World, quarter: dict[str, Task]) -> None:
    told = {key: n for key, n in of(world, "SXD").counts.items() if n}
    # What agriculture refused is construction's by now: it was given again on 16 March and accepted on the 18th.
    assert told == {"in_hand": 2, "given": 2, "done": 1, "in_time": 1, "open": 1, "judged": 1, "reported": 1}
    # The office gave all but inner in the quarter; three reports came to it twice or once.
    assert {key: n for key, n in of(world, "VPDP").counts.items() if n} == {"gave": 7, "to_confirm": 4}


def test_a_report_that_waits_too_long_is_the_givers(world: World, quarter: dict[str, Task]) -> None:
    """By 20 April: carried waited nine working days for its confirmation, inner waits at the department since 16."""
    half = Period.half(2026, 1)
    assert of(world, "VPDP", period=half).counts["slow_confirm"] == 1
    assert of(world, "SNN", period=half).counts["slow_confirm"] == 1
    days = {row.task_id: row.days for row in figures.answered_reports(figures.span_of(half, LATER))}  # type: ignore[attr-defined]
    assert days[quarter["carried"].pk] == 9
    assert days[quarter["inner"].pk] == 16


def test_a_report_that_was_taken_back_waits_for_nobody(world: World, tell: Told) -> None:
    row = tell.give(d(3, 2), d(3, 20))
    tell("task_accept", "thu", row, d(3, 3))
    tell("task_report", "thu", row, d(3, 4), text="xong", document="1")
    tell("task_recall", "thu", row, d(3, 5), reason="nhầm")
    assert of(world, "VPDP").counts["to_confirm"] == 0
    tell("task_report", "thu", row, d(3, 9), text="xong", document="2")
    counts = of(world, "VPDP").counts
    assert (counts["to_confirm"], counts["slow_confirm"]) == (1, 1)


def test_the_days_late_are_working_days(world: World, quarter: dict[str, Task]) -> None:
    score = of(world, "SNN")
    # late: Friday 6 March to Tuesday 10 March, 2; returned: Monday 2 March to Monday 9 March, 5.
    assert (score.late_days, score.mean_late, score.median_late) == (7, Decimal("3.5"), Decimal("3.5"))
    total = card(world).total
    assert (total.late_days, total.median_late, total.counts["done_late"]) == (7, Decimal("3.5"), 2)


def test_an_order_that_was_entered_late_makes_nobody_slow(world: World, tell: Told) -> None:
    """Given on paper on 2 February, entered on 2 March, accepted the day after."""
    new = new_task(world, given_on=d(2, 2), due_on=d(4, 30))
    row = task_give(actor=world.actor("lan"), new=new, now=world.now)
    tell("task_accept", "thu", row, d(3, 3))
    assert of(world, "SNN").counts["slow_accept"] == 0


def test_the_period_is_looked_at_as_of_a_day(world: World, quarter: dict[str, Task]) -> None:
    """On 9 March late was overdue (due on the 6th) and returned was reported late for the second time, which was
    confirmed since; nothing was refused, extended or idle yet.
    """
    counts = of(world, "SNN", day=d(3, 9)).counts
    wanted = {
        "in_hand": 7, "done": 1, "done_late": 1, "overdue": 1, "judged": 2, "refused": 0, "extended": 0, "idle": 0,
    }  # fmt: skip
    assert {key: counts[key] for key in wanted} == wanted


def test_what_a_body_gives_itself_may_be_left_aside(world: World, quarter: dict[str, Task]) -> None:
    counts = of(world, "SNN", outside=True).counts
    assert (counts["in_hand"], counts["waiting"], counts["gave"]) == (6, 0, 0)
    assert of(world, "SXD", outside=True).counts["in_hand"] == 2


def test_tasks_of_rooms_count_for_their_body(world: World, tell: Told) -> None:
    made = organisations.orgs_create(
        actor=world.actor("hanh"), now=world.now,
        rows=[
            organisations.NewOrg("SNN-P1", "Phòng Nước sạch", "room", parent="SNN"),
            organisations.NewOrg("SNN-T1", "Tổ Quan trắc", "room", parent="SNN-P1"),
            organisations.NewOrg("SNN-QLDA", "Ban quản lý dự án", "projects", parent="SNN"),
        ],
    )  # fmt: skip
    post = organisations.post_create(
        actor=world.actor("hanh"), org_id=made["SNN-QLDA"], title="Cán bộ", is_single=False, position=1, now=world.now,
    )  # fmt: skip
    organisations.holding_start(
        actor=world.actor("hanh"), person_id=world.people["thu"], post_id=post.pk, start=d(1, 1), now=world.now
    )
    for code in ("SNN-P1", "SNN-T1", "SNN-QLDA"):
        tell.give(d(3, 2), d(3, 20), lead_org_id=made[code])
    numbers = {row.org_id: row.counts["in_hand"] for row in card(world).rows if row.counts["in_hand"]}
    assert numbers == {world.orgs["SNN"]: 2, made["SNN-QLDA"]: 1}, "a project board is a body of its own"
    # The head of the department looks at its rooms, not at the board, not even at what the department gave it.
    tell.give(d(3, 2), d(3, 20), lead_org_id=made["SNN-QLDA"], who="minh", kind="REQUEST")
    seen = {row.org_id: row.counts["in_hand"] for row in card(world, "minh").rows}
    assert seen == {world.orgs["SNN"]: 2}
    assert not scores.looks_at(world.actor("minh"), made["SNN-QLDA"])


# ---------------------------------------------------------------------------------------------- numbers and rows


def rows_of(actor: Actor, key: str, day: date, **more: Any) -> set[int]:
    query = {"figure": key, "during": "2026-Q1", "as_of": f"{min(day, Q1.last_day):%d/%m/%Y}", **more}
    return rows_shown(actor, query)


@pytest.mark.parametrize("who", ["lan", "hanh", "phong", "minh"])
@pytest.mark.parametrize("day", [LATER, d(3, 31), d(3, 9)])
def test_every_number_opens_exactly_its_rows(world: World, quarter: dict[str, Task], who: str, day: date) -> None:
    actor = actor_for(world.accounts[who], LATER)
    for outside in (False, True):
        found = scores.scorecard(actor, figures.span_of(Q1, day), outside=outside)
        assert found.rows
        more = {"outside": "true"} if outside else {}
        for row in found.rows:
            for figure in figures.FIGURES:
                shown = rows_of(actor, figure.key, day, body=row.org_id, **more)
                assert len(shown) == row.counts[figure.key], (row.name, figure.key, outside)


def test_the_rows_behind_a_number_are_those_meant(world: World, quarter: dict[str, Task]) -> None:
    names = {row.pk: name for name, row in quarter.items()}
    actor = actor_for(world.accounts["lan"], LATER)

    def named(key: str, org: str = "SNN") -> set[str]:
        return {names[pk] for pk in rows_of(actor, key, LATER, body=world.orgs[org])}

    assert named("late") == {"late", "returned", "overdue"}
    assert named("refused") == {"refused"} and named("in_hand", "SXD") == {"refused", "hai"}
    assert named("slow_accept") == {"returned", "overdue"}
    assert named("late_MONEY") == {"late"} and named("late_PERSON") == {"returned"}
    assert named("late_NONE") == {"overdue"}, "still open: nobody asked yet"
    assert named("extended") == {"extended"} and named("idle") == {"overdue", "extended"}
    assert named("gave", "VPDP") == set(quarter) - {"before", "carried", "inner", "after"}


def test_a_faulty_period_is_told(world: World) -> None:
    with pytest.raises(AssertionError, match="Không đọc được kỳ"):
        rows_shown(world.actor("lan"), {"figure": "late", "during": "2026-Q5"})


# ---------------------------------------------------------------------------------------------- who looks at whom


def test_a_head_looks_at_the_own_bodies_alone(world: World, quarter: dict[str, Task]) -> None:
    assert {row.org_id for row in card(world, "minh").rows} == {world.orgs["SNN"]}
    own, office = of(world, "SNN", who="minh"), of(world, "SNN", who="lan")
    hidden = {"refused"}
    assert {k: v for k, v in own.counts.items() if k not in hidden} == {
        k: v for k, v in office.counts.items() if k not in hidden
    }
    # What was refused is another body's now: its former lead sees it no more.
    assert (own.counts["refused"], office.counts["refused"]) == (0, 1)
    for who in ("thu", "hai", "tuan", "vy", "quang", "quantri"):
        assert card(world, who).rows == (), who


def test_of_one_body_the_figures_are_the_same(world: World, quarter: dict[str, Task]) -> None:
    [one] = card(world, body=world.orgs["SNN"]).rows
    whole = of(world, "SNN")
    assert (one.counts, one.late_days, one.median_late) == (whole.counts, whole.late_days, whole.median_late)
    [nothing] = card(world, body=world.orgs["UB-HA"]).rows
    assert not any(nothing.counts.values()) and nothing.mean_late is None


def test_the_head_is_named_as_of_the_period(world: World, quarter: dict[str, Task]) -> None:
    assert [str(head) for head in of(world, "SNN").heads] == ["Lê Văn Minh"]
    from dieuphoi.registry.access.models import RoleAssignment
    from dieuphoi.registry.access.services import role_end

    held = RoleAssignment.objects.get(account_id=world.accounts["minh"])
    role_end(
        actor=actor_for(world.accounts["hanh"], d(3, 16)), assignment_id=held.pk, on=d(3, 16), reason="điều động",
        now=world.now + timedelta(days=14),
    )  # fmt: skip
    role_assign(
        actor=actor_for(world.accounts["hanh"], d(3, 16)), account_id=world.accounts["hai"], role=Role.DEPARTMENT_HEAD,
        start=d(3, 16), end=None, org_id=world.orgs["SNN"], place_id=None, now=world.now + timedelta(days=14),
    )  # fmt: skip
    assert [str(head) for head in of(world, "SNN").heads] == [
        "Lê Văn Minh (đến 15/03/2026)", "Đỗ Văn Hải (từ 16/03/2026)",
    ]  # fmt: skip
    assert [str(head) for head in of(world, "SNN", day=d(3, 9)).heads] == ["Lê Văn Minh"]


def test_a_deputy_is_not_the_head_where_posts_tell_them_apart(world: World, quarter: dict[str, Task]) -> None:
    role_assign(
        actor=world.actor("hanh"), account_id=world.accounts["thu"], role=Role.DEPARTMENT_HEAD, start=d(1, 1),
        end=None, org_id=world.orgs["SNN"], place_id=None, now=world.now,
    )  # fmt: skip
    assert len(of(world, "SNN").heads) == 2, "both hold the role, and nothing tells them apart"
    post = organisations.post_create(
        actor=world.actor("hanh"), org_id=world.orgs["SNN"], title="Giám đốc", is_single=True, position=1,
        now=world.now,
    )  # fmt: skip
    organisations.holding_start(
        actor=world.actor("hanh"), person_id=world.people["minh"], post_id=post.pk, start=d(1, 1), now=world.now
    )
    assert [str(head) for head in of(world, "SNN").heads] == ["Lê Văn Minh"]


# ---------------------------------------------------------------------------------------------- ranks (fault 19)


def score(org: int, in_time: int, judged: int) -> Score:
    counts = dict.fromkeys(figures.BY_KEY, 0) | {"in_time": in_time, "judged": judged}
    return Score(org, f"Cơ quan {org}", counts=counts)


def ranks(rows: list[Score], least: int = 2) -> dict[int, int | None]:
    return {row.org_id: row.rank for row in scores.ranked(rows, least)}


def test_one_case_is_not_ranked(world: World, quarter: dict[str, Task]) -> None:
    assert of(world, "SXD").rank is None, "one case in time of one does not make it the best"
    assert of(world, "SNN").rank == 1
    assert ranks([score(1, 1, 1), score(2, 3, 4), score(3, 0, 0)]) == {2: 1, 1: None, 3: None}
    assert ranks([score(1, 1, 1)], least=1) == {1: None}, "whatever the rule says"
    assert ranks([score(1, 4, 4), score(2, 5, 5)], least=5) == {2: 1, 1: None}


def test_equal_shares_share_a_rank() -> None:
    assert ranks([score(1, 1, 2), score(2, 2, 4), score(3, 3, 3), score(4, 0, 9)]) == {3: 1, 1: 2, 2: 2, 4: 4}
    # 2/3 and 4/6 are the same share, which no rounding may part.
    assert ranks([score(1, 2, 3), score(2, 4, 6), score(3, 6667, 10000)]) == {3: 1, 1: 2, 2: 2}


_scores = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=8).map(
    lambda pairs: [score(n, min(pair), max(pair)) for n, pair in enumerate(pairs, start=1)]
)


@given_any(_scores, st.randoms(use_true_random=False))
def test_the_order_of_input_does_not_matter(rows: list[Score], random: Any) -> None:
    mixed = list(rows)
    random.shuffle(mixed)
    assert [(row.org_id, row.rank) for row in scores.ranked(rows, 2)] == [
        (row.org_id, row.rank) for row in scores.ranked(mixed, 2)
    ]
    assert scores.ranked(scores.ranked(rows, 2), 2) == scores.ranked(rows, 2)


# ---------------------------------------------------------------------------------------------- steps, cost


def test_how_long_each_step_takes(world: World, quarter: dict[str, Task]) -> None:
    told = {step.key: (step.n, step.mean, step.median, step.longest) for step in
            scores.steps(actor_for(world.accounts["lan"], LATER), figures.span_of(Q1, LATER))}  # fmt: skip
    # late 1, returned 8, extended 0 (over Tết), inner 1, hai 1, refused 2 (given again on the 16th of March)
    n, mean, median, longest = told["accept"]
    assert (n, round(mean, 4), median, longest) == (6, Decimal("2.1667"), Decimal("1.0"), 8)
    # late 1, returned 2 and 1, hai 1; carried was confirmed after the quarter
    assert told["confirm"] == (4, Decimal("1.25"), Decimal("1.0"), 2)
    assert told["extension"] == (1, Decimal("2"), Decimal("2.0"), 2)
    # hai: accepted on Tuesday the 3rd, reported on Friday the 13th; given the day before
    assert {key: told[key][0] for key in ("work", "whole")} == {"work": 4, "whole": 4}
    [alone] = [step for step in scores.steps(
        actor_for(world.accounts["lan"], LATER), figures.span_of(Q1, LATER), body=world.orgs["SXD"]
    ) if step.key == "whole"]  # fmt: skip
    assert (alone.n, alone.mean, alone.longest) == (1, Decimal("9"), 9)


def test_the_number_of_queries_does_not_grow(world: World, quarter: dict[str, Task], tell: Told) -> None:
    actor = actor_for(world.accounts["lan"], LATER)

    def asked(work: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as seen:
            work()
        return len(seen)

    def both() -> None:
        span = figures.span_of(Q1, LATER)
        scores.scorecard(actor, span)
        scores.steps(actor, span)

    before = asked(both)
    for org, person in (("UB-THUONG", "tuan"), ("UB-HA", "vy"), ("UB-DONG", "binh")):
        tell.done(tell.give(d(3, 2), d(3, 20), org, person), d(3, 3), d(3, 5), d(3, 6), doer=person)
    assert asked(both) == before
    assert before <= 17, before
