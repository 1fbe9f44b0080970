"""Publishing the results of a period: two people, frozen figures, a hash, the edition before; refusals first."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, anonymous_actor
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.insight.desk.selectors import my_work
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.steering.tasks.models import ResultContent, ResultEdition, Task
from dieuphoi.steering.tasks.result_content import holds
from dieuphoi.steering.tasks.selectors import results
from dieuphoi.steering.tasks.services.results import (
    result_approve,
    result_drop,
    result_withdraw,
    results_prepare,
)
from tests.steering.tasks.quarter import Told, quarter_told
from tests.steering.tasks.test_scores import LATER
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


def later(world: World, days: int = 0) -> datetime:
    return world.now + timedelta(days=(LATER - world.today).days + days)


def who(world: World, name: str) -> Actor:
    return actor_for(world.accounts[name], LATER)


def prepare(world: World, name: str = "lan", period: str = "2026-Q1", **more: Any) -> ResultEdition:
    usual = {"actor": who(world, name), "province_id": world.units["tinh"], "period": period, "now": later(world)}
    return results_prepare(**{**usual, **more})


def approve(world: World, row: ResultEdition, name: str = "hanh") -> ResultEdition:
    return result_approve(actor=who(world, name), edition_id=row.pk, now=later(world))


@pytest.fixture
def quarter(world: World) -> dict[str, Task]:
    return quarter_told(world, Told(world))


@pytest.fixture
def three_weeks_later(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: later(world))


# ---------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize("name", ["minh", "thu", "tuan", "phong", "quantri"])
def test_only_the_office_prepares(world: World, quarter: dict[str, Task], name: str) -> None:
    with pytest.raises(Refused) as refusal:
        prepare(world, name)
    assert (refusal.value.code, refusal.value.status) == ("not_office", 403)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026-Q2", "chưa kết thúc. Hãy lập từ ngày 01/07/2026"),
        ("2026", "chưa kết thúc"),
        ("2026-03", "theo quý, 6 tháng hoặc năm"),
        ("2025-9M", "theo quý, 6 tháng hoặc năm"),
        ("2026-Q7", "Không đọc được kỳ"),
        ("2024-Q1", "không có nhiệm vụ nào"),
    ],
)
def test_a_period_that_cannot_be_published_is_told(
    world: World, quarter: dict[str, Task], period: str, words: str
) -> None:
    with pytest.raises(InputErrors, match=words) as faults:
        prepare(world, period=period)
    assert {fault.field for fault in faults.value.errors} == {"period"}
    assert not ResultEdition.objects.exists()


def test_all_faults_come_at_once(world: World, quarter: dict[str, Task]) -> None:
    with pytest.raises(InputErrors) as faults:
        results.results_prepared(who(world, "lan"), world.units["ha"], "2026")
    assert {fault.field for fault in faults.value.errors} == {"period", "province"}


def test_on_the_last_day_the_period_has_not_ended(world: World, quarter: dict[str, Task]) -> None:
    actor = actor_for(world.accounts["lan"], date(2026, 3, 31))
    with pytest.raises(InputErrors, match="chưa kết thúc"):
        prepare(world, actor=actor)
    assert prepare(world, actor=actor_for(world.accounts["lan"], date(2026, 4, 1))).number == 1


def test_nobody_approves_what_they_prepared(world: World, quarter: dict[str, Task]) -> None:
    row = prepare(world, "hanh")
    with pytest.raises(Refused) as refusal:
        approve(world, row)
    assert (refusal.value.code, refusal.value.status) == ("same_person", 403)
    row.refresh_from_db()
    assert row.state == "PREPARED"
    with pytest.raises(IntegrityError, match="result_approved_by_another"), act(who(world, "hanh"), "x.y"):
        ResultEdition.objects.filter(pk=row.pk).update(
            state="PUBLISHED", approved_by_id=row.prepared_by_id, approved_at=later(world)
        )


def test_a_specialist_neither_approves_nor_withdraws(world: World, quarter: dict[str, Task]) -> None:
    row = prepare(world, "hanh")
    with pytest.raises(Refused) as refusal:
        approve(world, row, "lan")
    assert refusal.value.code == "not_office_head"
    with pytest.raises(Refused):
        approve(world, row, "phong")


def test_what_waits_is_seen_by_the_office_and_leaders_alone(world: World, quarter: dict[str, Task]) -> None:
    row = prepare(world)
    for name in ("lan", "hanh", "phong"):
        assert results.result(who(world, name), row.pk) == row
    for name in ("minh", "thu", "tuan", "vy", "quang", "quantri"):
        with pytest.raises(NotVisible):
            results.result(who(world, name), row.pk)
        with pytest.raises(NotVisible):
            result_drop(actor=who(world, name), edition_id=row.pk, reason="x", now=later(world))
    assert not ResultContent.objects.visible_to(anonymous_actor(LATER)).exists()


def test_a_period_has_one_standing_edition(world: World, quarter: dict[str, Task]) -> None:
    row = prepare(world)
    with pytest.raises(Refused, match="đang chờ duyệt"):
        prepare(world, "hanh")
    approve(world, row)
    with pytest.raises(Refused, match="Hãy rút bản ấy"):
        prepare(world)


def test_a_withdrawal_says_why(world: World, quarter: dict[str, Task]) -> None:
    row = approve(world, prepare(world))
    with pytest.raises((Refused, InputErrors)):
        result_withdraw(actor=who(world, "hanh"), edition_id=row.pk, reason="  ", now=later(world))


def test_what_was_previewed_must_be_what_is_frozen(world: World, quarter: dict[str, Task]) -> None:
    with pytest.raises(Refused, match="vừa thay đổi"):
        prepare(world, seen="0" * 64)


def test_an_edition_and_its_content_never_change(world: World, quarter: dict[str, Task]) -> None:
    row = prepare(world)
    for change in (
        lambda: ResultEdition.objects.filter(pk=row.pk).update(title="khác"),
        lambda: ResultEdition.objects.filter(pk=row.pk).delete(),
        lambda: ResultContent.objects.update(digest="0" * 64),
        lambda: ResultContent.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), act(who(world, "hanh"), "x.y"), transaction.atomic():
            change()


def test_what_was_tampered_with_is_not_published(world: World, quarter: dict[str, Task]) -> None:
    row = prepare(world)
    with connection.cursor() as cursor:
        # Checks put off to the end of the transaction would keep the table from being altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE tasks_resultcontent DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE tasks_resultcontent SET content = jsonb_set(content, '{total,counts,late}', '0')"
            " WHERE edition_id = %s",
            [row.pk],
        )
        cursor.execute("ALTER TABLE tasks_resultcontent ENABLE TRIGGER USER")
    with pytest.raises(Refused) as refusal:
        approve(world, row)
    assert refusal.value.code == "tampered"


# ---------------------------------------------------------------------------------------------- what is published


def test_the_hash_is_that_of_the_figures(world: World, quarter: dict[str, Task]) -> None:
    row = prepare(world)
    plain = ResultContent.objects.get(edition=row).content
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == row.digest
    told = next(body for body in plain["bodies"] if body["id"] == world.orgs["SNN"])
    assert (told["counts"]["in_hand"], told["counts"]["late"], told["heads"]) == (7, 3, ["Lê Văn Minh"])
    assert (plain["as_of"], plain["ends_on"]) == ("2026-04-20", "2026-03-31")


def test_what_is_published_is_read_by_all_of_the_province_and_told_to_the_heads(
    world: World, quarter: dict[str, Task]
) -> None:
    row = prepare(world)
    [item] = [each for each in my_work(who(world, "hanh"), LATER) if each.kind == "results_approve"]
    assert item.count == 1
    assert not [each for each in my_work(who(world, "lan"), LATER) if each.kind == "results_approve"]
    waiting = Notice.objects.filter(kind="results.prepared")
    assert list(waiting.values_list("account_id", flat=True)) == [world.accounts["hanh"]]
    approve(world, row)
    for name in ("minh", "thu", "tuan", "vy", "quang", "phong", "lan"):
        assert results.result(who(world, name), row.pk) == row, name
    with pytest.raises(NotVisible):
        results.result(who(world, "quantri"), row.pk)
    told = set(Notice.objects.filter(kind="results.decided").values_list("account_id", flat=True))
    assert {world.accounts["minh"], world.accounts["lan"]} <= told
    assert world.accounts["thu"] not in told


def test_later_acts_change_nothing_and_a_second_edition_stands_beside_the_first(
    world: World, quarter: dict[str, Task]
) -> None:
    first = approve(world, prepare(world))
    Told(world)("task_report", "thu", quarter["extended"], LATER, text="xong", document="9/BC")
    assert holds(results.result(who(world, "lan"), first.pk))
    result_withdraw(actor=who(world, "hanh"), edition_id=first.pk, reason="thiếu một sở", now=later(world))
    second = prepare(world)
    assert (second.number, results.before(who(world, "lan"), second)) == (2, first)
    first.refresh_from_db()
    assert (first.state, first.end_reason) == ("WITHDRAWN", "thiếu một sở")


def test_the_first_of_a_period_is_compared_with_the_period_before(world: World, quarter: dict[str, Task]) -> None:
    autumn = approve(world, prepare(world, period="2025-Q4"))
    spring = prepare(world)
    assert results.before(who(world, "lan"), spring) == autumn
    assert results.before(who(world, "lan"), autumn) is None
    assert autumn.title.startswith("Kết quả thực hiện nhiệm vụ quý")


def test_put_aside_it_was_never_published(world: World, quarter: dict[str, Task]) -> None:
    row = prepare(world)
    result_drop(actor=who(world, "lan"), edition_id=row.pk, reason="lập nhầm kỳ", now=later(world))
    with pytest.raises(NotVisible):
        results.result(who(world, "minh"), row.pk)
    assert prepare(world).number == 2


# ---------------------------------------------------------------------------------------------- pages


def test_the_pages_from_preview_to_publication(
    world: World, quarter: dict[str, Task], three_weeks_later: None
) -> None:
    lan, hanh, thu = (sign_in(world, name) for name in ("lan", "hanh", "thu"))
    asked = {"province": world.units["tinh"], "period": "2026-Q1"}
    seen = lan.get(reverse("tasks:result_new"), asked)
    assert seen.status_code == 200 and "Sở Nông nghiệp" in seen.content.decode()
    [digest] = re.findall(r'name="seen" value="([0-9a-f]{64})"', seen.content.decode())
    posted = lan.post(reverse("tasks:result_new"), {**asked, "seen": digest})
    assert posted.status_code == 302
    row = ResultEdition.objects.get()
    assert thu.get(reverse("tasks:result", args=[row.pk])).status_code == 404
    assert "Duyệt và công bố" in hanh.get(reverse("tasks:result", args=[row.pk])).content.decode()
    assert lan.post(reverse("tasks:result_approve", args=[row.pk])).status_code == 403
    assert hanh.post(reverse("tasks:result_approve", args=[row.pk])).status_code == 302
    page = thu.get(reverse("tasks:result", args=[row.pk])).content.decode()
    assert row.digest in page and "Lê Văn Minh" in page
    book = CalamineWorkbook.from_filelike(BytesIO(thu.get(reverse("tasks:result_sheet", args=[row.pk])).content))
    assert book.sheet_names[0] == "Bảng điểm"
    assert lan.get(reverse("tasks:result_new"), {**asked, "period": "2026-Q2"}).status_code == 422


def test_a_published_mistake_is_led_through_withdrawal_to_the_next_edition(
    world: World, quarter: dict[str, Task], three_weeks_later: None
) -> None:
    first = approve(world, prepare(world))
    url, withdraw = reverse("tasks:result", args=[first.pk]), reverse("tasks:result_withdraw", args=[first.pk])
    assert "Rút để lập bản sửa" in sign_in(world, "hanh").get(url).content.decode()
    assert "Rút để lập bản sửa" not in sign_in(world, "lan").get(url).content.decode()
    page = sign_in(world, "hanh").post(withdraw, {"reason": "thiếu một sở"}, follow=True).content.decode()
    again = reverse("tasks:result_new", query={"province": world.units["tinh"], "period": "2026-Q1"})
    assert again.replace("&", "&amp;") in page
    preview = sign_in(world, "lan").get(again)
    assert preview.status_code == 200 and 'name="seen"' in preview.content.decode()
    assert "Lập bản sửa của kỳ này" not in sign_in(world, "minh").get(url).content.decode()
    second = prepare(world)
    told = sign_in(world, "lan").get(url).content.decode()
    assert "Bản thay cho bản này" in told and reverse("tasks:result", args=[second.pk]) in told
    # Whoever only reads what is published hears of the next edition once it is.
    assert reverse("tasks:result", args=[second.pk]) not in sign_in(world, "minh").get(url).content.decode()
    approve(world, second)
    assert reverse("tasks:result", args=[second.pk]) in sign_in(world, "minh").get(url).content.decode()


def test_list_and_page_take_a_fixed_number_of_queries(
    world: World, quarter: dict[str, Task], three_weeks_later: None
) -> None:
    client = sign_in(world, "thu")
    row = approve(world, prepare(world))

    def asked(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    listed, page = reverse("tasks:results"), reverse("tasks:result", args=[row.pk])
    before = asked(listed), asked(page)
    approve(world, prepare(world, period="2025-Q4"))
    approve(world, prepare(world, period="2025"))
    assert (asked(listed), asked(page)) == before
