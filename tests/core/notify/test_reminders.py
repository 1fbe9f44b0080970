"""Reminding of due dates: working days counted by hand, told once, missed days made up once (fault 14)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.errors import InputErrors
from dieuphoi.core.notify import schedule, services
from dieuphoi.core.notify.models import Notice, ReminderRule, ScheduleRun
from dieuphoi.core.notify.reminders import latest_occurrence, reminders_tell, rules_ship
from dieuphoi.programme.assessments.services import values
from tests.support.world import World, sign_in

ENTRY, VERIFY = "round.entry_due", "round.verify_due"


# --- the rule, by hand


@pytest.mark.parametrize(
    ("day", "offset", "repeat", "spoken"),
    [
        # Due on Friday 6 March 2026. Three working days before is Tuesday 3.
        (date(2026, 3, 2), -3, None, None),
        (date(2026, 3, 3), -3, None, date(2026, 3, 3)),
        (date(2026, 3, 20), -3, None, date(2026, 3, 3)),
        (date(2026, 3, 6), 0, None, date(2026, 3, 6)),
        # The first working day after is Monday 9; every second one from there: 9, 11, 13, 17.
        (date(2026, 3, 8), 1, 2, None),
        (date(2026, 3, 9), 1, 2, date(2026, 3, 9)),
        (date(2026, 3, 10), 1, 2, date(2026, 3, 9)),
        (date(2026, 3, 11), 1, 2, date(2026, 3, 11)),
        (date(2026, 3, 15), 1, 2, date(2026, 3, 13)),
        (date(2026, 3, 17), 1, 2, date(2026, 3, 17)),
    ],
)
def test_the_latest_day_a_rule_speaks(day: date, offset: int, repeat: int | None, spoken: date | None) -> None:
    assert latest_occurrence(date(2026, 3, 6), offset, repeat, day, work_calendar()) == spoken


def test_holidays_do_not_count() -> None:
    # Due on Wednesday 25 February 2026, after Tết (off from 14 to 22): three working days before is Friday 13.
    assert latest_occurrence(date(2026, 2, 25), -3, None, date(2026, 2, 24), work_calendar()) == date(2026, 2, 13)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"kind": "no.such"}, "kind"),
        ({"offset": 261}, "offset"),
        ({"repeat": 0}, "repeat"),
        ({"source": " "}, "source"),
        ({"end": date(2026, 1, 1)}, "end"),
    ],
)
def test_a_faulty_rule_is_refused(world: World, options: dict[str, Any], field: str) -> None:
    given = {"kind": ENTRY, "offset": -1, "repeat": None, "start": world.today, "source": "x", **options}
    with pytest.raises(InputErrors) as caught:
        services.rule_add(actor=world.actor("hanh"), now=world.now, **given)
    assert field in [error.field for error in caught.value.errors]


# --- telling. The world: today Monday 2 March 2026; sheets are due on Saturday 7 March (25 February + 10 days),
# Thượng Sơn has not handed in; verification is due on Tuesday 17 March.


def run(world: World, day: date) -> int:
    return reminders_tell(actor=system_actor(day), day=day, now=datetime(day.year, day.month, day.day, 1, tzinfo=UTC))


def told(kind: str = ENTRY) -> set[tuple[str, str]]:
    rows = Notice.objects.filter(kind=kind).values_list("account__username", "once")
    return {(name, once.rsplit(":", 1)[1]) for name, once in rows}


def test_without_a_rule_nobody_is_told(world: World) -> None:
    assert run(world, world.today) == 0


def test_the_commune_and_the_office_are_told_by_the_shipped_rules_and_each_day_once(world: World) -> None:
    system = system_actor(world.today)
    assert rules_ship(actor=system, now=world.now) == 26
    assert rules_ship(actor=system, now=world.now) == 0
    # Three working days before Saturday 7 March: Wednesday 4 (4, 5, 6).
    assert run(world, date(2026, 3, 3)) == 0
    assert run(world, date(2026, 3, 4)) == 3
    assert told() == {("tuan", "20260304"), ("lan", "20260304"), ("hanh", "20260304")}
    assert run(world, date(2026, 3, 4)) == 0
    assert run(world, date(2026, 3, 5)) == 0
    tuan = Notice.objects.get(account_id=world.accounts["tuan"])
    assert tuan.title == "Phiếu Xã Thượng Sơn chưa gửi, hạn 07/03/2026"
    assert tuan.url == f"/rounds/sheets/{world.open_sheets['thuong']}/"
    assert not tuan.at_once
    office = Notice.objects.get(account_id=world.accounts["lan"])
    assert office.title == "1 xã chưa gửi phiếu, hạn 07/03/2026"


def test_a_job_missed_for_three_days_tells_everyone_once_then_goes_on_by_rule(world: World) -> None:
    """Fault 14."""
    rules_ship(actor=system_actor(world.today), now=world.now)
    run(world, date(2026, 3, 4))
    before = Notice.objects.filter(account_id=world.accounts["tuan"]).count()
    # No worker from 5 to 10 March: the due day itself (7) and the first day after (Monday 9) were missed.
    run(world, date(2026, 3, 10))
    mine = Notice.objects.filter(account_id=world.accounts["tuan"]).order_by("pk")
    assert mine.count() == before + 1
    assert mine.last().once.endswith(":20260309")  # type: ignore[union-attr]
    assert mine.last().at_once  # type: ignore[union-attr]
    run(world, date(2026, 3, 10))
    assert mine.count() == before + 1
    run(world, date(2026, 3, 11))
    assert mine.last().once.endswith(":20260311")  # type: ignore[union-attr]


def test_what_is_done_is_no_longer_reminded_of(world: World) -> None:
    rules_ship(actor=system_actor(world.today), now=world.now)
    values.sheet_submit(actor=world.actor("tuan"), sheet_id=world.open_sheets["thuong"], now=world.now, reason="thiếu")
    run(world, date(2026, 3, 9))
    assert told() == set()


def test_departments_hear_of_what_waits_for_them_only(world: World) -> None:
    rules_ship(actor=system_actor(world.today), now=world.now)
    # Five working days before Tuesday 17 March: Tuesday 10. Quân has left; SXD's officer is Hải.
    run(world, date(2026, 3, 10))
    assert {name for name, _day in told(VERIFY)} == {"minh", "thu", "hai"}
    thu = Notice.objects.get(kind=VERIFY, account_id=world.accounts["thu"])
    # Hạ Sơn gave 3.1; Đông Sơn's 3.1 was returned and waits for the commune.
    assert thu.title == "1 chỉ tiêu chờ cơ quan bạn thẩm định, hạn 17/03/2026"


def test_the_office_changes_the_rules_and_an_ended_one_is_silent(world: World) -> None:
    rules_ship(actor=system_actor(world.today), now=world.now)
    hanh = world.actor("hanh")
    for rule in ReminderRule.objects.filter(kind=ENTRY):
        services.rule_end(actor=hanh, rule_id=rule.pk, on=date(2026, 3, 2), reason="theo kế hoạch riêng", now=world.now)
    assert rules_ship(actor=system_actor(world.today), now=world.now) == 0
    run(world, date(2026, 3, 4))
    assert told() == set()
    client = sign_in(world, "hanh")
    answer = client.post(
        "/inbox/rules/new/",
        {"kind": ENTRY, "when": "before", "days": "2", "repeat": "", "start": "01/03/2026", "source": "KH 12/KH-VPĐP"},
    )
    assert answer.status_code == 302
    assert "2 ngày làm việc trước hạn" in client.get("/inbox/rules/?as_of=05/03/2026").content.decode()
    run(world, date(2026, 3, 5))
    assert ("tuan", "20260305") in told()


def test_only_who_keeps_the_rules_is_offered_to_end_one(world: World) -> None:
    rules_ship(actor=system_actor(world.today), now=world.now)
    rule = ReminderRule.objects.filter(kind=ENTRY, valid__endswith=None).first()
    assert rule is not None
    offered = f'href="/inbox/rules/{rule.pk}/end/"'
    for who, may in (("lan", False), ("hanh", True)):
        client = sign_in(world, who)
        assert (client.get(f"/inbox/rules/{rule.pk}/end/").status_code == 200) is may, who
        assert (offered in client.get("/inbox/rules/").content.decode()) is may, who


# --- regular work


@pytest.fixture
def clockwork(monkeypatch: pytest.MonkeyPatch) -> dict[str, schedule.Scheduled]:
    table: dict[str, schedule.Scheduled] = {}
    monkeypatch.setattr(schedule, "_scheduled", table)
    return table


MORNING = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
"""7:30 in Hà Nội."""


@pytest.mark.django_db
def test_daily_work_runs_once_a_day_from_its_hour_and_is_made_up_once(clockwork: Any) -> None:
    ran: list[datetime] = []
    schedule.register_schedule("daily", schedule.daily_from(6), ran.append)
    early = datetime(2026, 3, 1, 22, 59, tzinfo=UTC)  # 5:59 of 2 March in Hà Nội, the first start ever
    assert schedule.tick(early) == []
    assert schedule.tick(MORNING) == ["daily"]
    assert schedule.tick(MORNING + timedelta(hours=5)) == []
    assert schedule.tick(MORNING + timedelta(days=4)) == ["daily"]
    assert schedule.tick(MORNING + timedelta(days=4, minutes=1)) == []
    assert len(ran) == 2


@pytest.mark.django_db
def test_work_that_fails_is_undone_shown_and_tried_again(world: World, clockwork: Any) -> None:
    """Fault 18: a side effect that fails is shown, never only logged."""
    broken = [True]

    def work(now: datetime) -> None:
        services.notify(
            actor=world.actor("lan"), to=[world.accounts["tuan"]], kind=ENTRY, once=now.isoformat(), title="x", now=now
        )
        if broken:
            raise OSError("the disk is full")

    schedule.register_schedule("bad", schedule.every(timedelta(0)), work)
    schedule.register_schedule("good", schedule.every(timedelta(0)), lambda now: None)
    assert schedule.tick(MORNING) == ["good"]
    assert not Notice.objects.exists()
    assert "the disk is full" in ScheduleRun.objects.get(name="bad").error
    assert "the disk is full" in sign_in(world, "hanh").get("/inbox/").content.decode()
    assert "the disk is full" not in sign_in(world, "tuan").get("/inbox/").content.decode()
    broken.clear()
    assert schedule.tick(MORNING + timedelta(minutes=4)) == ["good"]
    assert schedule.tick(MORNING + timedelta(minutes=5)) == ["bad", "good"]
    assert ScheduleRun.objects.get(name="bad").error == ""
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_the_whole_timetable_runs(world: World) -> None:
    assert schedule.tick(datetime(2026, 3, 4, 0, 30, tzinfo=UTC)) == [
        "reminders", "digests", "deliveries", "board.keep_day", "organisations.columns_settle",
        "assessments.amendments_lapse", "tasks.duties_make",
    ]  # fmt: skip
    assert told() == {("tuan", "20260304"), ("lan", "20260304"), ("hanh", "20260304")}
