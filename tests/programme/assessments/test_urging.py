"""Who has not submitted, whom to call, and urging them once. Serves S1-28, S2-17; fault 14."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.programme.assessments.models import RoundUrge
from dieuphoi.programme.assessments.urging import selectors, services
from dieuphoi.registry.organisations.models import Person
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


def urge(world: World, who: str = "lan", now: Any = None, **whom: Any) -> services.Urged:
    return services.round_urge(
        actor=world.actor(who), now=now or world.now, **{"round_id": world.open_round, **whom}
    )


@pytest.mark.parametrize("who", ["tuan", "thu", "phong"])
def test_only_the_office_urges(world: World, who: str) -> None:
    with pytest.raises(Refused) as refusal:
        urge(world, who, unit_ids=[world.units["thuong"]])
    assert refusal.value.status == 403 and not RoundUrge.objects.exists()


def test_nobody_is_urged_in_a_frozen_round_nor_nobody_at_all(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        urge(world, round_id=world.frozen_round, unit_ids=[world.units["thuong"]])
    assert refusal.value.status == 409
    with pytest.raises(InputErrors, match="Chưa chọn"):
        urge(world)
    with pytest.raises(InputErrors, match="không có phiếu"):
        urge(world, unit_ids=[world.units["thuong"], world.units["phuong"]])
    row = {"unit_id": world.units["thuong"], "told": [1], "recorded_at": world.now, "urger_name": "x"}
    for faulty in ({**row, "round_id": world.frozen_round}, {**row, "round_id": world.open_round, "told": []}):
        with pytest.raises(DatabaseError), transaction.atomic(), act(system_actor(world.today), "test.urge"):
            RoundUrge.objects.create(**faulty)


def test_an_urge_is_told_at_once_kept_for_good_and_not_repeated_within_the_pause(world: World) -> None:
    whom = {"unit_ids": [world.units["thuong"], world.units["ha"], world.units["dong"]]}
    done = urge(world, words="Mai là hạn", **whom)
    # Thượng Sơn is entering, Đông Sơn has a row returned; Hạ Sơn has handed in: it is not its turn.
    assert set(done.done) == {"Xã Thượng Sơn", "Xã Đông Sơn"}
    assert [each.name for each in done.left] == ["Xã Hạ Sơn"]
    notice = Notice.objects.get(kind="round.urged", account_id=world.accounts["tuan"])
    assert "còn 3/5 chỉ tiêu" in notice.title and notice.text == "Mai là hạn" and notice.at_once
    kept = RoundUrge.objects.get(unit_id=world.units["thuong"])
    assert (kept.told, kept.words, kept.count, kept.urger_name) == (
        [world.accounts["tuan"]], "Mai là hạn", 3, "Trần Thị Lan"
    )  # fmt: skip
    again = urge(world, who="hanh", now=world.now + timedelta(days=1), **whom)
    assert not again.done and "2 ngày qua" in again.left[0].reason
    later = urge(world, now=world.now + timedelta(days=2, seconds=1), **whom)
    assert len(later.done) == 2
    assert Notice.objects.filter(kind="round.urged", account_id=world.accounts["tuan"]).count() == 2
    row = selectors.submissions(world.actor("lan"), world.today).get(pk=world.open_sheets["thuong"])
    assert row.urged == 2
    with pytest.raises(DatabaseError), transaction.atomic(), act(system_actor(world.today), "test.urge"):
        RoundUrge.objects.update(words="khác")


def test_the_pause_is_the_heads_as_data_with_its_source(world: World) -> None:
    with pytest.raises(Refused):
        services.pause_set(actor=world.actor("lan"), days=5, source="x", now=world.now)
    with pytest.raises(InputErrors) as faults:
        services.pause_set(actor=world.actor("hanh"), days=0, source=" ", now=world.now)
    assert {each.field for each in faults.value.errors} == {"days", "source"}
    assert selectors.pause_on(world.today).shipped
    services.pause_set(actor=world.actor("hanh"), days=5, source="12/KH-VPĐP", now=world.now)
    pause = selectors.pause_on(world.today)
    assert (pause.days, pause.source, pause.shipped) == (5, "12/KH-VPĐP", False)


def test_departments_are_listed_by_how_long_something_waits_and_urged(world: World) -> None:
    # Of Hạ Sơn: 1.1 and 2.1 wait for the construction office, 3.1 for agriculture; of Đông Sơn: 2.2.
    rows = selectors.waiting_departments(world.actor("lan"), world.open_round, world.today)
    assert [(row.name, row.indicators, row.communes) for row in rows] == [
        ("Sở Xây dựng", 3, 2), ("Sở Nông nghiệp và Môi trường", 1, 1)
    ]  # fmt: skip
    assert all(row.since == world.today - timedelta(days=5) for row in rows)
    assert [str(each) for each in rows[0].contacts] == ["Đỗ Văn Hải"]
    done = urge(world, org_ids=[world.orgs["SXD"], world.orgs["VPDP"]])
    assert done.done == ("Sở Xây dựng",) and len(done.left) == 1
    told = Notice.objects.get(kind="round.urged")
    assert told.account_id == world.accounts["hai"] and "3 chỉ tiêu" in told.title
    assert selectors.waiting_departments(world.actor("lan"), world.open_round, world.today)[0].urged == 1


def test_each_step_has_its_due_day_and_whom_to_call(world: World) -> None:
    with act(system_actor(world.today), "test.phone"):
        Person.objects.filter(pk=world.people["tuan"]).update(phone="0912 000 001")
    rows = {row.unit_name: row for row in selectors.submissions(world.actor("lan"), world.today)}
    steps = {name: row.step for name, row in rows.items()}
    assert steps == {"Xã Thượng Sơn": "ENTERING", "Xã Hạ Sơn": "HANDED_IN", "Xã Đông Sơn": "RETURNED"}
    round_ = rows["Xã Thượng Sơn"].round
    assert rows["Xã Thượng Sơn"].due_on == round_.entry_due_on
    assert rows["Xã Hạ Sơn"].due_on == rows["Xã Đông Sơn"].due_on == round_.verify_due_on
    assert selectors.contact_words(rows["Xã Thượng Sơn"].people) == "Vũ Anh Tuấn 0912 000 001"
    assert {row.unit_name for row in selectors.submissions(world.actor("vy"), world.today)} == {"Xã Hạ Sơn"}


def test_days_are_counted_in_working_days() -> None:
    friday = date(2026, 3, 6)
    assert selectors.late_words(friday, date(2026, 3, 9)) == "chậm 1 ngày làm việc"
    assert selectors.late_words(date(2026, 3, 9), friday) == "còn 1 ngày làm việc"
    assert selectors.late_words(friday, friday) == "hạn hôm nay"
    assert selectors.late_words(None, friday) == ""


def test_the_page_urges_all_that_match_and_shows_who_urged_whom(world: World) -> None:
    lan = sign_in(world, "lan")
    page = reverse("assessments:submissions", query={"round": world.open_round, "turn": "true"})
    assert "Thượng Sơn" in lan.get(page).content.decode()
    body = {"bulk": "urge", "all_matching": "1", "expected": "2", "confirmed": "1"}
    report = lan.post(page, body).content.decode()
    assert "Xã Thượng Sơn" in report and RoundUrge.objects.count() == 2
    report = lan.post(page, body).content.decode()
    assert "đã được đôn đốc" in report and RoundUrge.objects.count() == 2
    assert "đã đôn đốc 1 lần" in lan.get(page).content.decode()
    to = reverse("assessments:urge", args=[world.open_round, "departments"])
    assert lan.post(to, {"words": "Xin thẩm định sớm"}).status_code == 302
    shown = lan.get(reverse("assessments:submissions", query={"round": world.open_round})).content.decode()
    assert "Xin thẩm định sớm" in shown and "Trần Thị Lan" in shown
    text = lan.get(page, {"export": "reminder", "round": world.open_round}, headers={"accept": "text/plain"})
    assert "Thượng Sơn" in text.content.decode()
