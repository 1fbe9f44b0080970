"""Telling people inside the acts: who is told, who is not, once, and never by a dry run or a refused act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from dieuphoi.core.history.announcing import announce, hear, heard, unhear
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.programme.assessments.services import rounds, values, verification
from dieuphoi.programme.criteria import services as criteria
from dieuphoi.programme.recognition import services as recognition
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.services import role_assign, role_end
from dieuphoi.registry.access.services.delegations import delegation_give
from dieuphoi.registry.access.services.resets import password_reset
from dieuphoi.registry.organisations.services import (
    Decision,
    handover_hand,
    handover_open,
    handover_receive,
    monitor_start,
)
from dieuphoi.registry.territory.services import (
    BatchSpec,
    PlannedChange,
    PlannedUnit,
    change_apply,
    change_dry_run,
    change_undo,
    changes_plan,
)
from tests.support.world import World

pytestmark = pytest.mark.django_db
PAPER = Decision("7/QĐ-UBND", date(2026, 1, 5), "thử")


@pytest.fixture
def told(world: World) -> Callable[[str], list[tuple[str, str]]]:
    """``told(kind)`` → who was told what since the world was made."""
    before = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    names = {pk: name for name, pk in world.accounts.items()}

    def of(kind: str) -> list[tuple[str, str]]:
        rows = Notice.objects.filter(pk__gt=before, kind=kind).order_by("pk")
        return [(names[row.account_id], row.title) for row in rows]

    return of


Told = Callable[[str], list[tuple[str, str]]]


def give(world: World, **more: Any) -> RoleAssignment:
    said = {"role": "leader", "org_id": world.orgs["BCD"], "start": world.today, "end": date(2026, 6, 1)}
    return role_assign(
        actor=world.actor("hanh"), account_id=world.accounts["lan"], reason="thử", now=world.now, **{**said, **more}
    )


def test_a_role_given_and_ended_is_told_to_its_holder(world: World, told: Told) -> None:
    row = give(world)
    [(who, title)] = told("role.given")
    assert who == "lan"
    assert title == "Bạn có vai trò Lãnh đạo tỉnh, Ban Chỉ đạo, từ 02/03/2026 đến hết 31/05/2026"
    role_end(actor=world.actor("hanh"), assignment_id=row.pk, on=world.today, reason="nhầm", now=world.now)
    assert told("role.ended") == [("lan", "Vai trò Lãnh đạo tỉnh, Ban Chỉ đạo của bạn kết thúc từ ngày 02/03/2026")]


def test_a_refused_act_tells_nobody(world: World, told: Told) -> None:
    with pytest.raises(Refused):
        role_assign(
            actor=world.actor("tuan"), account_id=world.accounts["lan"], role="leader", start=world.today, end=None,
            now=world.now,
        )  # fmt: skip
    assert told("role.given") == []


def test_a_delegate_and_the_owner_of_a_repaired_sign_in_are_told(world: World, told: Told) -> None:
    row = RoleAssignment.objects.get(account_id=world.accounts["tuan"])
    delegation_give(
        actor=world.actor("tuan"), assignment_id=row.pk, delegate_id=world.accounts["vy"], start=world.today,
        end=world.today + timedelta(days=5), reason="nghỉ phép", now=world.now,
    )  # fmt: skip
    [(who, title)] = told("role.lent")
    assert who == "vy" and "ủy quyền cho bạn vai trò Cán bộ xã" in title
    password_reset(actor=world.actor("quantri"), account_id=world.accounts["tuan"], reason="quên", now=world.now)
    assert told("account.repaired") == [("tuan", "Tạ Hữu Trí đã cấp mật khẩu mới cho tài khoản của bạn")]
    assert Notice.objects.get(kind="account.repaired").at_once


def test_a_handover_is_told_to_the_receiver_then_to_the_giver(world: World, told: Told) -> None:
    handover = handover_open(
        actor=world.actor("hanh"), giver_id=world.people["tuan"], receiver_id=world.people["vy"],
        effective_on=world.today, reason="chuyển", now=world.now,
    )  # fmt: skip
    handover_hand(actor=world.actor("tuan"), handover_id=handover.pk, now=world.now)
    assert [who for who, _title in told("handover.moved")] == ["vy"]
    handover_receive(actor=world.actor("vy"), handover_id=handover.pk, now=world.now)
    assert [who for who, _title in told("handover.moved")] == ["vy", "tuan"]


def test_who_is_to_follow_something_is_told_once_however_many_communes(world: World, told: Told) -> None:
    monitor_start(
        actor=world.actor("hanh"), person_id=world.people["lan"], unit_ids=[world.units["thuong"], world.units["ha"]],
        start=world.today, decision=PAPER, now=world.now,
    )  # fmt: skip
    assert told("duty.given") == [("lan", "Bạn được phân công theo dõi: Mọi lĩnh vực – 2 đơn vị")]


def test_a_merger_is_told_to_the_holders_of_its_predecessors_and_not_by_a_dry_run(world: World, told: Told) -> None:
    system = system_actor(world.today)
    plan = PlannedChange(
        world.today,
        (world.units["thuong"], world.units["ha"]),
        (PlannedUnit("moi", "commune", "xa", "Sơn Mới", "98009", world.units["tinh"]),),
    )
    planned = changes_plan(actor=system, batch=BatchSpec("Sắp xếp thử", "thử"), plans=[plan], now=world.now)
    ids = [change.pk for change in planned.changes]
    change_dry_run(actor=system, ids=ids, now=world.now)
    assert told("change.applied") == []
    change_apply(actor=system, ids=ids, now=world.now)
    change_apply(actor=system, ids=ids, now=world.now)
    told_now = told("change.applied")
    holders = RoleAssignment.objects.filter(place_id__in=plan.predecessors).values_list("account_id", flat=True)
    assert len(told_now) == len(holders)
    assert {"tuan", "vy"} <= {who for who, _title in told_now} and "binh" not in {who for who, _title in told_now}
    change_undo(actor=system, ids=ids, reason="nhầm", now=world.now)
    assert len(told("change.applied")) == 2 * len(told_now)


# ------------------------------------------------------------------------------------------------- the programme


def test_a_sheet_handed_in_goes_to_its_departments_and_what_returns_to_its_commune(world: World, told: Told) -> None:
    sheet = world.open_sheets["thuong"]
    values.sheet_submit(actor=world.actor("tuan"), sheet_id=sheet, now=world.now, reason="thiếu")
    told_now = told("sheet.submitted")
    # Entered: 2.1 (building) and 3.2 (agriculture).
    assert {"hai", "thu"} <= {who for who, _title in told_now}
    assert {title for _who, title in told_now} == {"Xã Thượng Sơn đã gửi phiếu"}
    ids = [world.result(sheet, "2.1")]
    verification.results_verify(
        actor=world.actor("hai"), result_ids=ids, decision="return", comment="thiếu biểu", now=world.now
    )
    assert [row for row in told("result.returned") if row[0] == "tuan"] == [("tuan", "1 chỉ tiêu bị trả lại: 2.1")]
    assert {who for who, _title in told("result.returned")}.isdisjoint({"vy", "binh", "hai"})


def test_what_is_accepted_disturbs_nobody(world: World, told: Told) -> None:
    ids = [world.result(world.open_sheets["ha"], "2.1")]
    verification.results_verify(actor=world.actor("hai"), result_ids=ids, decision="accept", now=world.now)
    assert Notice.objects.filter(kind="result.returned", account_id=world.accounts["vy"]).count() == 0


def test_an_opened_round_is_told_to_communes_and_departments(world: World) -> None:
    title = "Đã mở đợt Rà soát 6 tháng đầu năm 2026"
    names = {pk: name for name, pk in world.accounts.items()}
    rows = Notice.objects.filter(kind="round.opened", title=title).values_list("account_id", flat=True)
    who = sorted(names[pk] for pk in rows)
    assert {"tuan", "vy", "binh", "hai", "thu", "minh"} <= set(who)
    assert len(who) == len(set(who)) and "lan" not in who and "quan" not in who
    frozen = Notice.objects.filter(kind="round.frozen").values_list("account_id", flat=True)
    assert {"tuan", "vy", "binh"} <= {names[pk] for pk in frozen}


def test_opening_a_round_asks_a_fixed_number_of_times(
    world: World, django_assert_max_num_queries: Any
) -> None:
    plan = rounds.RoundPlan(
        title="Đợt thử", province_id=world.units["tinh"], version_id=world.version_id, period="2026",
        territory_on=world.today, entry_due_on=world.today, verify_due_on=world.today, freeze_due_on=world.today,
    )  # fmt: skip
    row = rounds.round_create(actor=world.actor("lan"), plan=plan, now=world.now)
    with django_assert_max_num_queries(24):
        rounds.round_open(actor=world.actor("lan"), round_id=row.pk, now=world.now)


def test_a_published_set_is_news_for_the_leaders_too(world: World, told: Told) -> None:
    """S3-09: leaders hear of a change of what the communes are judged by, each once; the communes' staff does not."""
    draft = criteria.draft_start(
        actor=world.actor("lan"),
        base_id=world.version_id,
        relation="amends",
        head=criteria.Head(
            decision_number="09/2026/QĐ-UBND", effective_from=date(2026, 7, 1), change_note="Nâng mức 2.1"
        ),
        now=world.now,
    )
    assert told("set.published") == []
    criteria.version_publish(actor=world.actor("hanh"), version_id=draft.pk, now=world.now)
    who = [name for name, _title in told("set.published")]
    assert {"phong", "quang", "lan"} <= set(who)
    assert {"tuan", "vy", "quan"}.isdisjoint(who)
    assert len(who) == len(set(who))


def test_questions_go_to_the_owner_and_answers_to_who_asked(world: World, told: Told) -> None:
    question = criteria.question_ask(
        actor=world.actor("tuan"), indicator_id=world.indicators["2.1"], text="Tính cả đường thôn?", now=world.now
    )
    assert told("indicator.asked") == [("hai", "Câu hỏi về chỉ tiêu 2.1")]
    criteria.answer_give(actor=world.actor("hai"), question_id=question.pk, text="Không.", now=world.now)
    assert told("indicator.answered") == [("tuan", "Câu hỏi của bạn về chỉ tiêu 2.1 đã có trả lời")]


def test_a_recognition_and_its_revocation_are_told_to_the_commune(world: World, told: Told) -> None:
    row = recognition.recognition_record(
        actor=world.actor("hanh"),
        new=recognition.NewRecognition(
            unit_id=world.units["ha"], level="commune_basic", year=2026, decision_number="55/QĐ-UBND",
            decision_on=world.today,
        ),
        now=world.now,
    )  # fmt: skip
    assert "vy" in [who for who, _title in told("recognition.decided")]
    recognition.recognition_revoke(
        actor=world.actor("hanh"), recognition_id=row.pk,
        new=recognition.NewDecision("56/QĐ-UBND", world.today, reason="không còn đạt"), now=world.now,
    )  # fmt: skip
    told_now = [title for who, title in told("recognition.decided") if who == "vy"]
    assert len(told_now) == 2 and told_now[1].startswith("Thu hồi công nhận")
    assert "tuan" not in [who for who, _title in told("recognition.decided")]


# ------------------------------------------------------------------------------------------------- announcing


def test_what_is_announced_vanishes_with_its_act(world: World) -> None:
    assert heard() >= {"handover.moved", "duty.given", "unit_changes.moved", "import.finished"}
    found: list[dict[str, Any]] = []

    def hearer(actor: Any, now: Any, **data: Any) -> None:
        found.append(data)
        raise Refused("no", "không báo được")

    hear("test.happened", hearer)
    hear("test.happened", hearer)
    try:
        with pytest.raises(Refused), act(world.actor("hanh"), "test.act"):
            announce(world.actor("hanh"), "test.happened", world.now, what=1)
        announce(world.actor("hanh"), "test.unheard", world.now)
    finally:
        unhear("test.happened", hearer)
    assert found == [{"what": 1}]


def test_the_author_hears_of_a_file_written_in_the_background(world: World, told: Told) -> None:
    announce(
        world.actor("lan"), "import.finished", world.now, run_id=7, account_id=world.accounts["lan"], state="APPLIED",
        title="can-bo.xlsx",
    )  # fmt: skip
    assert told("import.finished") == [("lan", "Đã áp dụng tệp “can-bo.xlsx”")]
