"""Recurring duties: when they return, each period's task once, to who is there; S2-49, S1-04; fault 14."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.core.notify.schedule import tick
from dieuphoi.registry.access.services import role_assign
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.registry.organisations.models import Holding
from dieuphoi.steering.tasks.jobs import MAKE_DUTIES, make_duties
from dieuphoi.steering.tasks.models import DutyRun, RecurringDuty, Task
from dieuphoi.steering.tasks.occurrences import due_of, next_ones, occurrences, read_periods
from dieuphoi.steering.tasks.selectors import recurring
from dieuphoi.steering.tasks.services.recurring import (
    NewDuty,
    duty_correct,
    duty_end,
    duty_make,
    duty_pause,
    duty_resume,
)
from dieuphoi.steering.tasks.services.returning import duties_make
from tests.steering.tasks.test_templates import officer
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

Make = Callable[..., RecurringDuty]


@pytest.fixture
def make(world: World) -> Make:
    """A monthly report of the department of agriculture, due on the 5th of the next month, kept by Lan."""

    def one(who: str = "lan", **more: Any) -> RecurringDuty:
        return duty_make(actor=world.actor(who), new=new_duty(world, **more), now=world.now)

    return one


def new_duty(world: World, **more: Any) -> NewDuty:
    values: dict[str, Any] = {
        "title": "Báo cáo {kỳ}", "product": "Báo cáo của Sở", "source": "Công văn 5/VPDP", "rhythm": "month",
        "due_rule": "DAY_AFTER", "due_number": 5, "valid_from": world.today, "lead_org_id": world.orgs["SNN"],
        "responsible_id": world.people["thu"], **more,
    }  # fmt: skip
    return NewDuty(**values)


def of_communes(**more: Any) -> dict[str, Any]:
    return {"lead": "COMMUNES", "lead_org_id": None, "responsible_id": None, **more}


def night(world: World, day: date) -> Any:
    """The nightly run of a day."""
    now = world.now + timedelta(days=(day - world.today).days)
    return duties_make(actor=system_actor(day), now=now)


def leave(world: World, who: str, on: date) -> None:
    with act(world.actor("lan"), "holding.end"):
        for held in Holding.objects.filter(person_id=world.people[who]):
            held.valid = DateRange(held.valid.lower, on)
            held.save(update_fields=["valid"])


# ---------------------------------------------------------------------------------------------- when


def rule(rhythm: str, due: str, number: int = 0, *, since: date = date(2026, 1, 1), **more: Any) -> SimpleNamespace:
    return SimpleNamespace(
        rhythm=rhythm, due_rule=due, due_number=number, ahead=more.get("ahead"), periods=more.get("periods", []),
        valid=DateRange(since, more.get("until")),
    )  # fmt: skip


def test_each_rhythm_returns_as_the_calendar_says() -> None:
    """By hand, from the calendar of 2026; Tết takes 16–20 February, 2 September and the day before it are off."""
    work = work_calendar()

    def told(duty: Any, after: date, most: int = 3) -> list[tuple[str, date, date]]:
        return [(one.key, one.planned_on, one.due_on) for one in next_ones(duty, work, after=after, most=most)]

    d = date
    assert told(rule("week", "WEEKDAY", 6), d(2026, 3, 1)) == [
        ("2026-W10", d(2026, 3, 2), d(2026, 3, 6)), ("2026-W11", d(2026, 3, 9), d(2026, 3, 13)),
        ("2026-W12", d(2026, 3, 16), d(2026, 3, 20)),
    ]  # fmt: skip
    assert told(rule("month", "DAY_AFTER", 31), d(2026, 1, 31), 1) == [("2026-02", d(2026, 2, 1), d(2026, 3, 31))]
    assert told(rule("month", "DAY", 30), d(2026, 1, 31), 1) == [("2026-02", d(2026, 2, 1), d(2026, 2, 28))]
    assert told(rule("month", "DAY", 16, ahead=5), d(2026, 3, 1), 1) == [("2026-03", d(2026, 3, 9), d(2026, 3, 16))]
    assert told(rule("quarter", "LAST_DAY"), d(2026, 3, 31), 2) == [
        ("2026-Q2", d(2026, 4, 1), d(2026, 6, 30)), ("2026-Q3", d(2026, 7, 1), d(2026, 9, 30)),
    ]  # fmt: skip
    # The last day of June 2026 is a Tuesday: two working days before it is Friday the 26th.
    assert told(rule("half", "BEFORE_END", 2), d(2026, 1, 1), 2) == [
        ("2026-H2", d(2026, 7, 1), d(2026, 12, 29)), ("2027-H1", d(2027, 1, 1), d(2027, 6, 28)),
    ]  # fmt: skip
    assert told(rule("half", "BEFORE_END", 2), d(2025, 12, 31), 1) == [("2026-H1", d(2026, 1, 1), d(2026, 6, 26))]
    assert told(rule("nine_months", "AFTER_END", 3), d(2025, 12, 31), 2) == [
        ("2026-9M", d(2026, 1, 1), d(2026, 10, 5)), ("2027-9M", d(2027, 1, 1), d(2027, 10, 5)),
    ]  # fmt: skip
    assert told(rule("year", "DAY_AFTER", 15), d(2026, 1, 2), 1) == [("2027", d(2027, 1, 1), d(2028, 1, 15))]
    named = rule("list", "LAST_DAY", periods=["2026-9M", "2026-Q1", "2026-02-01..2026-02-15"])
    assert [key for key, _planned, _due in told(named, d(2025, 12, 31))] == [
        "2026-9M", "2026-Q1", "2026-02-01..2026-02-15",
    ]  # fmt: skip
    assert due_of("WEEKDAY", 8, d(2026, 3, 2), d(2026, 3, 8), work) == d(2026, 3, 8)


def test_a_period_that_was_over_before_it_began_is_not_made_one_that_runs_is() -> None:
    duty = rule("month", "DAY_AFTER", 5, since=date(2026, 3, 2), until=date(2026, 6, 1))
    found = list(occurrences(duty, work_calendar(), after=date(2026, 3, 1), until=date(2026, 12, 31)))
    assert [(one.key, one.planned_on) for one in found] == [
        ("2026-03", date(2026, 3, 2)), ("2026-04", date(2026, 4, 1)), ("2026-05", date(2026, 5, 1)),
    ]  # fmt: skip


def test_periods_are_read_as_people_type_them() -> None:
    assert read_periods("2026-q1; 2026-9M\n2026, 2026-Q1") == (["2026-Q1", "2026-9M", "2026"], [])
    kept, faults = read_periods("2026-Q5; quý một")
    assert kept == [] and len(faults) == 2


# ---------------------------------------------------------------------------------------------- keeping


@pytest.mark.parametrize("who", ["thu", "hai", "tuan", "quang", "phong", "quantri"])
def test_only_the_office_and_heads_keep_duties(world: World, make: Make, who: str) -> None:
    with pytest.raises((Refused, InputErrors)):
        make(who)
    with pytest.raises(Refused):
        make(who, org_id=world.orgs["VPDP"])
    row = make()
    with pytest.raises((Refused, NotVisible)):
        duty_pause(actor=world.actor(who), duty_id=row.pk, reason="x", now=world.now)


@pytest.mark.parametrize(
    ("faulty", "fields"),
    [
        ({"title": " ", "product": "", "source": ""}, {"title", "product", "source"}),
        ({"title": "x" * 241}, {"title"}),
        ({"rhythm": "daily"}, {"rhythm"}),
        ({"rhythm": "list"}, {"periods"}),
        ({"due_rule": "NEVER"}, {"due_rule"}),
        ({"due_number": 32}, {"due_number"}),
        ({"due_rule": "BEFORE_END", "due_number": 0}, {"due_number"}),
        ({"due_rule": "WEEKDAY"}, {"due_rule"}),
        ({"rhythm": "week"}, {"due_rule"}),
        ({"rhythm": "week", "due_rule": "WEEKDAY", "due_number": 1}, {"due_number"}),
        ({"ahead": 261}, {"ahead"}),
        ({"valid_from": date(2026, 3, 1)}, {"valid_from"}),
        ({"valid_until": date(2026, 3, 1)}, {"valid_until"}),
        ({"kind": "STANDING"}, {"kind"}),
        ({"responsible_id": None}, {"responsible"}),
        ({"lead_org_id": None}, {"lead_org"}),
        ({"lead": "COMMUNES", "unit_ids": (999_999,)}, {"units"}),
        ({"lead": "NONE"}, {"lead"}),
        ({"coordinating": (999_999,)}, {"coordinating"}),
    ],
)
def test_every_fault_at_once(world: World, make: Make, faulty: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(InputErrors) as faults:
        make(**faulty)
    assert {fault.field for fault in faults.value.errors} == fields
    assert not RecurringDuty.objects.exists()


def test_a_head_keeps_those_of_the_own_body_and_asks_communes(world: World, make: Make) -> None:
    own = make("minh")
    assert (own.org_id, own.giver_id) == (world.orgs["SNN"], world.people["minh"])
    with pytest.raises(InputErrors, match="đề nghị phối hợp"):
        make("minh", **of_communes())
    assert make("minh", **of_communes(kind="REQUEST")).kind == "REQUEST"
    with pytest.raises(InputErrors, match="đề nghị phối hợp"):
        make("minh", lead_org_id=world.orgs["SXD"], responsible_id=world.people["hai"])
    seen = {
        who: set(recurring.duties(world.actor(who), world.today).values_list("pk", flat=True))
        for who in ("lan", "phong", "minh", "thu", "hai", "vy", "quantri")
    }
    every = set(RecurringDuty.objects.values_list("pk", flat=True))
    assert seen == {"lan": every, "phong": every, "minh": every, "thu": every, "hai": set(), "vy": set(),
                    "quantri": set()}  # fmt: skip


def test_the_database_keeps_a_duty_whole(world: World, make: Make) -> None:
    row = make()
    for faulty in (
        {"source": ""}, {"responsible": None}, {"rhythm": "list"}, {"periods": ["2026"]}, {"due_number": 261},
        {"state": "PAUSED"}, {"state": "ENDED"}, {"kind": "STANDING"},
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), act(world.actor("lan"), "duty.correct"):
            RecurringDuty.objects.filter(pk=row.pk).update(**faulty)
    run = DutyRun.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic(), act(world.actor("lan"), "duty.run"):
        DutyRun.objects.create(
            duty=row, period=run.period, unit=None, planned_on=run.planned_on, task=run.task, recorded_at=world.now
        )


# ---------------------------------------------------------------------------------------------- made


def test_what_its_first_day_asks_for_is_given_at_once_and_told(world: World, make: Make) -> None:
    make(coordinating=(world.orgs["SXD"],), unit_ids=(world.units["ha"],), urgency="URGENT")
    row = Task.objects.get()
    assert (row.title, row.given_on, row.due_on) == ("Báo cáo Tháng 3 năm 2026", world.today, date(2026, 4, 5))
    assert (row.giver_id, row.giver_org_id) == (world.people["lan"], world.orgs["VPDP"])
    assert (row.source_line, row.urgency, row.responsible_id) == ("Công văn 5/VPDP", "URGENT", world.people["thu"])
    assert list(row.orgs.values_list("org_id", flat=True)) == [world.orgs["SXD"]]
    assert row.history.get().pgh_actor_id == system_actor(world.today).id
    told = Notice.objects.filter(url=f"/tasks/{row.pk}/", kind="task.given").values_list("account_id", "at_once")
    assert list(told) == [(world.accounts["thu"], True)]


def test_a_worker_off_for_three_months_and_each_period_is_there_once(world: World, make: Make) -> None:
    """Fault 14: from 2 March to 10 June nobody ran it; one run makes April, May and June, each told once."""
    make()
    made = night(world, date(2026, 6, 10))
    assert (made.tasks, made.missing) == (3, [])
    assert night(world, date(2026, 6, 10)).tasks == night(world, date(2026, 6, 11)).tasks == 0
    rows = Task.objects.order_by("given_on").values_list("title", "given_on", "due_on")
    assert list(rows) == [
        ("Báo cáo Tháng 3 năm 2026", date(2026, 3, 2), date(2026, 4, 5)),
        ("Báo cáo Tháng 4 năm 2026", date(2026, 4, 1), date(2026, 5, 5)),
        ("Báo cáo Tháng 5 năm 2026", date(2026, 5, 1), date(2026, 6, 5)),
        ("Báo cáo Tháng 6 năm 2026", date(2026, 6, 1), date(2026, 7, 5)),
    ]
    assert Notice.objects.filter(kind="task.given", account_id=world.accounts["thu"]).count() == 4
    assert set(DutyRun.objects.values_list("period", flat=True)) == {"2026-03", "2026-04", "2026-05", "2026-06"}


def test_the_schedule_runs_it_every_day_from_five(world: World, make: Make) -> None:
    make(rhythm="week", due_rule="WEEKDAY", due_number=6)
    early = datetime.fromisoformat("2026-03-09T04:30:00+07:00")
    assert MAKE_DUTIES not in tick(early)
    assert MAKE_DUTIES in tick(early + timedelta(hours=1))
    assert MAKE_DUTIES not in tick(early + timedelta(hours=2))
    assert list(Task.objects.order_by("pk").values_list("title", flat=True)) == [
        "Báo cáo tuần 10 (02/03/2026–08/03/2026)", "Báo cáo tuần 11 (09/03/2026–15/03/2026)",
    ]  # fmt: skip
    make_duties(early + timedelta(hours=3))
    assert Task.objects.count() == 2


def test_who_has_left_is_reported_and_the_head_gets_it_with_a_note(world: World, make: Make) -> None:
    make()
    leave(world, "thu", date(2026, 3, 20))
    night(world, date(2026, 4, 1))
    row = Task.objects.get(due_on=date(2026, 5, 5))
    assert row.responsible_id == world.people["minh"]
    said = "Phạm Thị Thu không còn giữ chức vụ nào ở Sở Nông nghiệp và Môi trường; giao cho thủ trưởng Lê Văn Minh."
    assert said in row.note and DutyRun.objects.get(task=row).note == said
    night(world, date(2026, 4, 2))
    told = Notice.objects.filter(kind="task.duty")
    assert [(each.account_id, said in each.text) for each in told] == [(world.accounts["lan"], True)]
    night(world, date(2026, 5, 1))
    assert Notice.objects.filter(kind="task.duty").count() == 2, "once a period"


def test_where_nobody_is_left_it_waits_and_comes_when_somebody_is_there(world: World, make: Make) -> None:
    make(lead_org_id=world.orgs["SXD"], responsible_id=world.people["hai"])
    leave(world, "hai", date(2026, 3, 20))
    other = make(title="Việc của sở khác")
    made = night(world, date(2026, 4, 3))
    assert made.tasks == 1 and len(made.missing) == 1 and "không có thủ trưởng nào" in made.missing[0]
    assert DutyRun.objects.filter(duty=other).count() == 2, "one that cannot be made stops no other"
    night(world, date(2026, 4, 4))
    assert Notice.objects.filter(kind="task.duty").count() == 1
    lan = world.actor("lan")
    post = organisations.post_create(actor=lan, org_id=world.orgs["SXD"], title="Giám đốc", now=world.now)
    organisations.holding_start(
        actor=lan, person_id=world.people["quang"], post_id=post.pk, start=date(2026, 4, 6), now=world.now
    )
    role_assign(
        actor=system_actor(world.today), account_id=world.accounts["quang"], role="department_head",
        start=date(2026, 3, 30), end=None, org_id=world.orgs["SXD"], place_id=None,
        now=world.now,
    )  # fmt: skip
    assert night(world, date(2026, 4, 7)).tasks == 1
    row = Task.objects.get(responsible_id=world.people["quang"])
    assert (row.given_on, row.due_on) == (date(2026, 4, 7), date(2026, 5, 5)), "they were not there on the 1st"
    assert night(world, date(2026, 4, 8)).tasks == 0


def test_a_duty_of_communes_goes_to_each_programme_officer(world: World, make: Make) -> None:
    officer(world, "tuan", "thuong")
    officer(world, "vy", "ha")
    row = make(**of_communes(title="Báo cáo của {xã} {kỳ}"))
    made = {
        task.title: (task.lead_org.code, task.responsible_id) for task in Task.objects.select_related("lead_org")
    }
    assert made == {
        "Báo cáo của Xã Thượng Sơn Tháng 3 năm 2026": ("UB-THUONG", world.people["tuan"]),
        "Báo cáo của Xã Hạ Sơn Tháng 3 năm 2026": ("UB-HA", world.people["vy"]),
    }
    [told] = Notice.objects.filter(kind="task.duty")
    assert "Xã Đông Sơn, chưa có cán bộ phụ trách chương trình, và không có thủ trưởng nào" in told.text
    officer(world, "binh", "dong")
    assert night(world, date(2026, 3, 3)).tasks == 1
    assert Task.objects.filter(responsible_id=world.people["binh"]).get().given_on == date(2026, 3, 2)
    assert night(world, date(2026, 4, 1)).tasks == 3
    assert DutyRun.objects.filter(duty=row).count() == 6


def test_paused_periods_are_passed_over_and_ended_is_ended(world: World, make: Make) -> None:
    row = make()
    lan = world.actor("lan")
    with pytest.raises(Refused):
        duty_pause(actor=lan, duty_id=row.pk, reason=" ", now=world.now)
    duty_pause(actor=lan, duty_id=row.pk, reason="chờ mẫu mới", now=world.now + timedelta(days=5))
    assert night(world, date(2026, 5, 10)).tasks == 0
    assert recurring.returns_of(recurring.duty(lan, row.pk), date(2026, 5, 10)) == []
    duty_resume(actor=lan, duty_id=row.pk, now=world.now + timedelta(days=70))
    assert night(world, date(2026, 6, 2)).tasks == 1
    assert set(DutyRun.objects.values_list("period", flat=True)) == {"2026-03", "2026-06"}
    duty_end(actor=lan, duty_id=row.pk, reason="bỏ chế độ", now=world.now + timedelta(days=100))
    assert night(world, date(2026, 9, 1)).tasks == 0
    with pytest.raises(Refused):
        duty_resume(actor=lan, duty_id=row.pk, now=world.now + timedelta(days=101))
    with pytest.raises(Refused, match="đã thôi"):
        duty_correct(actor=lan, duty_id=row.pk, new=new_duty(world), reason="x", now=world.now)


def test_said_again_the_next_periods_follow_the_ones_made_stay(world: World, make: Make) -> None:
    row = make()
    new = replace(new_duty(world), title="Báo cáo nhanh", due_rule="DAY", due_number=25, ahead=3)
    with pytest.raises(InputErrors, match="lý do"):
        duty_correct(actor=world.actor("lan"), duty_id=row.pk, new=new, reason="", now=world.now)
    duty_correct(actor=world.actor("lan"), duty_id=row.pk, new=new, reason="đổi hạn", now=world.now)
    # 25 April 2026 is a Saturday; three working days before it is Wednesday the 22nd.
    assert night(world, date(2026, 4, 21)).tasks == 0
    assert night(world, date(2026, 4, 22)).tasks == 1
    rows = Task.objects.order_by("pk").values_list("title", "due_on")
    assert list(rows) == [
        ("Báo cáo Tháng 3 năm 2026", date(2026, 4, 5)), ("Báo cáo nhanh – Tháng 4 năm 2026", date(2026, 4, 25)),
    ]  # fmt: skip


# ---------------------------------------------------------------------------------------------- pages

FORM = {
    "title": "Báo cáo {kỳ}", "product": "Báo cáo", "source": "5/VPDP", "rhythm": "quarter", "due_rule": "BEFORE_END",
    "due_number": "3", "lead": "ORG", "kind": "ORDINARY", "urgency": "NORMAL",
}  # fmt: skip


def test_a_duty_is_kept_through_its_pages(world: World) -> None:
    lan = sign_in(world, "lan")
    today = timezone.localdate()
    assert f'value="{today:%d/%m/%Y}"' in lan.get(reverse("tasks:duty_new")).content.decode()
    thu = f"{world.people['thu']}-{world.orgs['SNN']}"
    form = {**FORM, "responsible": thu, "valid_from": f"{today:%d/%m/%Y}", "org": world.orgs["VPDP"]}
    faulty = lan.post(reverse("tasks:duty_new"), {**form, "rhythm": "list", "periods": "2026-Q9", "source": ""})
    assert faulty.status_code == 422 and "Không đọc được kỳ" in faulty.content.decode()
    answer = lan.post(reverse("tasks:duty_new"), form)
    row = RecurringDuty.objects.get()
    assert answer.url == reverse("tasks:duty", args=[row.pk])
    page = lan.get(answer.url).content.decode()
    assert page.count("Quý") >= 5 and "3 ngày làm việc trước hết kỳ" in page and "Phạm Thị Thu" in page
    listed = lan.get(reverse("tasks:recurring"), {"q": "bao cao", "state": "ACTIVE"}).content.decode()
    assert reverse("tasks:duty", args=[row.pk]) in listed
    kept = {key: value for key, value in form.items() if key not in ("org", "valid_from")}
    lan.post(reverse("tasks:duty_correct", args=[row.pk]), {**kept, "title": "Tên mới", "reason": "rõ hơn"})
    lan.post(reverse("tasks:duty_act", args=[row.pk, "pause"]), {"reason": "chờ"})
    row.refresh_from_db()
    assert (row.title, row.state) == ("Tên mới", "PAUSED")
    lan.post(reverse("tasks:duty_act", args=[row.pk, "resume"]))
    lan.post(reverse("tasks:duty_act", args=[row.pk, "end"]), {"reason": "thôi"})
    row.refresh_from_db()
    assert (row.state, row.end_reason) == ("ENDED", "thôi")
    assert lan.get(reverse("tasks:duty_act", args=[row.pk, "none"])).status_code == 404
    assert sign_in(world, "vy").get(answer.url).status_code == 404
    assert sign_in(world, "thu").post(reverse("tasks:duty_act", args=[row.pk, "end"])).status_code in (403, 409)
