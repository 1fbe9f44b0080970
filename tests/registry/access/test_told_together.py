"""Many things told at once: the same people, once, in a number of queries that does not grow with the rows."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.services import import_apply, import_undo, import_upload
from dieuphoi.core.history.announcing import gathered
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.notify.kinds import kinds
from dieuphoi.core.notify.models import Delivery, Notice
from dieuphoi.core.notify.services import Told, notify, notify_many, together, webhook_add
from dieuphoi.programme.assessments.decided_sheets import LONG
from dieuphoi.programme.criteria import services as criteria
from dieuphoi.programme.recognition.sheets import KIND as RECOGNITIONS
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.accounts.models import Account, SignInSession
from dieuphoi.registry.organisations.models import Holding, Person
from dieuphoi.registry.organisations.services import people_create
from tests.support.world import World

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
PRODUCED = {
    "comment.mention": "tests/core/manners/test_comments.py",
    "comment.reply": "tests/core/manners/test_comments.py",
    "role.given": "tests/registry/access/test_notices.py",
    "role.ended": "tests/registry/access/test_notices.py",
    "role.lent": "tests/registry/access/test_notices.py",
    "account.repaired": "tests/registry/access/test_notices.py",
    "handover.moved": "tests/registry/access/test_notices.py",
    "duty.given": "tests/registry/access/test_notices.py",
    "change.applied": "tests/registry/access/test_notices.py",
    "import.finished": "tests/registry/access/test_notices.py",
    "export.finished": "tests/config/test_long_exports.py",
    "set.published": "tests/registry/access/test_told_together.py",
    "indicator.asked": "tests/registry/access/test_notices.py",
    "indicator.answered": "tests/registry/access/test_notices.py",
    "round.opened": "tests/registry/access/test_notices.py",
    "sheet.submitted": "tests/registry/access/test_notices.py",
    "sheet.on_behalf": "tests/programme/assessments/test_on_behalf.py",
    "result.returned": "tests/registry/access/test_notices.py",
    "round.frozen": "tests/registry/access/test_notices.py",
    "round.entry_due": "tests/core/notify/test_reminders.py",
    "round.verify_due": "tests/core/notify/test_reminders.py",
    "decided.recorded": "tests/registry/access/test_told_together.py",
    "recognition.decided": "tests/registry/access/test_notices.py",
    "result.countered": "tests/programme/assessments/test_three_figures.py",
    "result.disputed": "tests/programme/assessments/test_three_figures.py",
    "result.answered": "tests/programme/assessments/test_three_figures.py",
    "result.settled": "tests/programme/assessments/test_three_figures.py",
    "round.urged": "tests/programme/assessments/test_urging.py",
    "amendment.requested": "tests/programme/assessments/amendments/test_acts.py",
    "amendment.decided": "tests/programme/assessments/amendments/test_acts.py",
    "amendment.lapsed": "tests/programme/assessments/amendments/test_acts.py",
    "target.registered": "tests/programme/targets/test_acts.py",
    "target.decided": "tests/programme/targets/test_acts.py",
    "target.imported": "tests/registry/access/test_told_together.py",
    "target.behind": "tests/programme/targets/test_pages.py",
    "recognition.imported": "tests/registry/access/test_told_together.py",
    "portal.prepared": "tests/insight/portal/test_acts.py",
    "portal.decided": "tests/insight/portal/test_acts.py",
    "document.addressed": "tests/steering/directives/test_reach.py",
    "document.assigned": "tests/steering/directives/test_reach.py",
    "document.changed": "tests/steering/directives/test_told.py",
    "document.imported": "tests/steering/directives/test_told.py",
    "document.unassigned": "tests/steering/directives/test_told.py",
    "document.unread": "tests/steering/directives/test_told.py",
    "drafting.moved": "tests/steering/directives/test_drafting.py",
    "drafting.due": "tests/steering/directives/test_told.py",
    "drafting.opinion_asked": "tests/steering/directives/test_told.py",
    "drafting.opinion_due": "tests/steering/directives/test_told.py",
    "drafting.opinion_given": "tests/steering/directives/test_told.py",
    "plan.answered": "tests/steering/tasks/test_plan_life.py",
    "plan.consulted": "tests/steering/tasks/test_plan_life.py",
    "plan.decided": "tests/steering/tasks/test_plan_life.py",
    "plan.opinion": "tests/steering/tasks/test_plan_life.py",
    "plan.step": "tests/steering/tasks/test_plan_life.py",
    "plan.submitted": "tests/steering/tasks/test_plan_life.py",
    "plan.imported": "tests/steering/tasks/test_plan_sheets.py",
    "plan.member": "tests/steering/tasks/test_plan_lines.py",
    "results.decided": "tests/steering/tasks/test_results.py",
    "results.prepared": "tests/steering/tasks/test_results.py",
    "task.answered": "tests/steering/tasks/test_acts.py",
    "task.confirm": "tests/steering/tasks/test_waiting.py",
    "task.reported": "tests/steering/tasks/test_acts.py",
    "task.returned": "tests/steering/tasks/test_acts.py",
    "task.shared": "tests/steering/tasks/test_acts.py",
    "task.urged": "tests/steering/tasks/test_acts.py",
    "task.changed": "tests/steering/tasks/test_acts.py",
    "task.given": "tests/steering/tasks/test_acts.py",
    "task.due": "tests/steering/tasks/test_waiting.py",
    "task.escalated": "tests/steering/tasks/test_waiting.py",
    "task.escalated_top": "tests/steering/tasks/test_waiting.py",
    "task.duty": "tests/steering/tasks/test_duties.py",
    "task.imported": "tests/steering/tasks/test_sheets.py",
    "meeting.invited": "tests/steering/meetings/test_acts.py",
    "meeting.moved": "tests/steering/meetings/test_acts.py",
    "meeting.cancelled": "tests/steering/meetings/test_acts.py",
    "meeting.concluded": "tests/steering/meetings/test_acts.py",
    "meeting.input_asked": "tests/steering/meetings/test_inputs.py",
    "meeting.input_sent": "tests/steering/meetings/test_inputs.py",
    "meeting.input_due": "tests/steering/meetings/test_inputs.py",
    "meeting.requested": "tests/steering/meetings/test_inputs.py",
    "meeting.request_due": "tests/steering/meetings/test_inputs.py",
    "meeting.soon": "tests/steering/meetings/test_inputs.py",
    "calendar.published": "tests/steering/meetings/test_calendar.py",
    "calendar.changed": "tests/steering/meetings/test_calendar.py",
}
"""Where each kind is produced by the real act and looked at."""


def workbook(rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return out.getvalue()


def bring(world: World, kind: str, target: dict[str, int], rows: list[list[Any]], who: str = "lan") -> ImportRun:
    run = import_upload(
        actor=world.actor(who), kind=kind, target=target, data=workbook(rows), name="thử.xlsx", now=world.now
    )
    assert run.state == "CHECKED", run.errors
    return run


def told(world: World, kind: str) -> list[str]:
    names = {pk: name for name, pk in world.accounts.items()}
    rows = Notice.objects.filter(kind=kind).order_by("pk")
    return sorted(names[row.account_id] for row in rows)


# --- refusals ---------------------------------------------------------------------------------------------


def test_every_kind_is_produced_by_a_test() -> None:
    shipped = {each.key for each in kinds() if "." in each.key and not each.key.startswith("test")}
    assert shipped == set(PRODUCED)
    for kind, path in PRODUCED.items():
        words = Path(path).read_text(encoding="utf-8")
        assert kind in words or {"round.entry_due": "ENTRY", "round.verify_due": "VERIFY"}[kind] in words


def test_an_unknown_kind_among_many_tells_nothing(world: World) -> None:
    items = [Told([world.accounts["vy"]], "role.given", "a", "A"), Told([world.accounts["vy"]], "no.kind", "b", "B")]
    with pytest.raises(LookupError), act(world.actor("lan"), "test.tell"):
        notify_many(actor=world.actor("lan"), items=items, now=world.now)
    assert not Notice.objects.filter(once__in=["a", "b"]).exists()


def test_what_raises_inside_together_tells_nobody(world: World) -> None:
    with pytest.raises(Refused), act(world.actor("lan"), "test.tell"), together(world.now):
        notify(actor=world.actor("lan"), to=[world.accounts["vy"]], kind="role.given", once="a", title="A",
               now=world.now)  # fmt: skip
        raise Refused("no", "không")
    assert not Notice.objects.filter(once="a").exists()


# --- what is told ------------------------------------------------------------------------------------------


def test_many_are_told_each_once_in_a_fixed_number_of_queries(world: World, settings: Any) -> None:
    settings.DIEUPHOI_MAIL = True
    webhook_add(actor=world.actor("quantri"), name="nhà", url="http://localhost:9/", kinds_wanted=[], now=world.now)
    accounts = [world.accounts[name] for name in ("vy", "tuan", "binh", "minh")]
    lan = world.actor("lan")

    def many(count: int, mark: str) -> int:
        items = [Told([*accounts, lan.id], "role.given", f"{mark}{n}", f"Việc {n}") for n in range(count)]
        with act(lan, "test.tell"), CaptureQueriesContext(connection) as queries:
            assert notify_many(actor=lan, items=[*items, *items], now=world.now) == count * 4
        return len(queries)

    assert many(2, "a") == many(40, "b")
    assert Notice.objects.filter(once__regex="^[ab][0-9]").count() == 42 * 4
    assert Delivery.objects.filter(channel="webhook").count() == 42
    with act(lan, "test.tell"):
        assert notify_many(actor=lan, items=[Told(accounts, "role.given", "a0", "A")], now=world.now) == 0


def test_together_tells_as_one_by_one(world: World) -> None:
    lan = world.actor("lan")
    with act(lan, "test.tell"), together(world.now), gathered():
        for n in range(3):
            assert notify(actor=lan, to=[world.accounts["vy"]], kind="role.given", once=f"t{n}", title="T",
                          now=world.now) == 0  # fmt: skip
        assert not Notice.objects.filter(once__startswith="t").exists()
    assert Notice.objects.filter(once__regex="^t[0-9]").count() == 3


def test_a_published_set_is_told_to_the_office_the_leaders_and_the_owners(world: World) -> None:
    draft = criteria.draft_start(
        actor=world.actor("lan"), base_id=world.version_id, relation="amends",
        head=criteria.Head("9/QĐ", effective_from=date(2026, 7, 1), change_note="Nâng mức"), now=world.now,
    )  # fmt: skip
    criteria.owners_set(
        actor=world.actor("lan"), version_id=draft.pk, owners={"1.1": world.orgs["SXD"]}, start=None, now=world.now
    )
    criteria.version_publish(actor=world.actor("hanh"), version_id=draft.pk, now=world.now)
    rows = Notice.objects.filter(kind="set.published", once=f"set:{draft.pk}:published")
    names = {pk: name for name, pk in world.accounts.items()}
    assert {names[row.account_id] for row in rows} == {"lan", "hai", "minh", "thu", "phong", "quang"}


# --- imports -----------------------------------------------------------------------------------------------


def people(world: World, count: int, first: int) -> list[list[Any]]:
    heads = ["Họ và tên", "Điện thoại", "Mã cơ quan", "Chức vụ", "Vai trò", "Từ ngày", "Tên đăng nhập"]
    return [heads] + [
        [f"Người Số {n}", f"0900{n:06}", "SNN", f"Chuyên viên {n}", "department_officer", "01/02/2026", f"so.{n}"]
        for n in range(first, first + count)
    ]


def monitors(world: World, count: int, first: int) -> list[list[Any]]:
    units = ["98001", "98002", "98003", "98004"]
    names = ["Lê Văn Minh", "Phạm Thị Thu", "Đỗ Văn Hải"]
    pairs = [(name, unit) for name in names for unit in units][first : first + count]
    return [["Họ và tên", "Địa bàn (mã hoặc tên)", "Từ ngày"], *([name, unit, "01/02/2026"] for name, unit in pairs)]


@pytest.mark.parametrize(
    ("kind", "who", "rows"), [("people", "quantri", people), ("monitors", "lan", monitors)], ids=["people", "monitors"]
)
def test_an_import_tells_in_a_number_of_queries_that_does_not_grow(
    world: World, kind: str, who: str, rows: Callable[[World, int, int], list[list[Any]]]
) -> None:
    def telling(count: int, first: int) -> tuple[int, int]:
        run = bring(world, kind, {}, rows(world, count, first), who)
        before = Notice.objects.count()
        with CaptureQueriesContext(connection) as queries:
            import_apply(actor=world.actor(who), run_id=run.pk, now=world.now)
        asked = [q["sql"] for q in queries if re.search(r'"notify_(notice|webhook|mailchoice|delivery)"', q["sql"])]
        return len(asked), Notice.objects.count() - before

    few, many = telling(2, 0), telling(8, 2)
    assert few[0] == many[0] <= 4
    assert (few[1], many[1]) == (2, 8)


def test_an_import_of_recognitions_is_told_once_to_the_communes_and_those_above(world: World) -> None:
    heads = ["Tên xã", "Danh hiệu", "Năm", "Số quyết định", "Ngày quyết định"]
    rows = [
        heads,
        ["Hạ Sơn", "Đạt chuẩn", 2022, "7/QĐ", "05/05/2023"],
        ["Hạ Sơn", "Nâng cao", 2024, "8/QĐ", "05/05/2024"],
        ["Đông Sơn", "Đạt chuẩn", 2024, "9/QĐ", "05/05/2024"],
    ]
    run = bring(world, RECOGNITIONS, {}, rows)
    assert told(world, "recognition.imported") == []  # the check told nobody
    import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now)
    assert told(world, "recognition.imported") == ["binh", "hanh", "vy"]
    notice = Notice.objects.filter(kind="recognition.imported").first()
    assert notice is not None and notice.title.startswith("Đã nhập 3 quyết định") and not notice.at_once
    import_undo(actor=world.actor("lan"), run_id=run.pk, reason="nhầm", now=world.now)
    assert told(world, "recognition.imported") == ["binh", "binh", "hanh", "hanh", "vy", "vy"]


def test_an_import_of_published_results_is_told_once_to_the_communes_and_those_above(world: World) -> None:
    rows = [
        ["Tên xã", "Năm", "Tiêu chí", "Kết quả", "Văn bản"],
        ["Hạ Sơn", 2024, "1", "Đ", "12/QĐ-UBND"],
        ["Hạ Sơn", 2024, "2", "CĐ", "12/QĐ-UBND"],
        ["Thượng Sơn", 2023, "1", "Đ", "11/QĐ-UBND"],
    ]
    target = {"version": world.version_id, "year": 2024, "province": world.units["tinh"]}
    run = bring(world, LONG, target, rows)
    import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now)
    assert told(world, "decided.recorded") == ["hanh", "quang", "tuan", "vy"]
    notice = Notice.objects.filter(kind="decided.recorded").first()
    assert notice is not None and notice.title == "Đã nhập kết quả đã công bố của 2 xã, năm 2023, 2024"
    again = bring(world, LONG, target, rows)
    import_apply(actor=world.actor("lan"), run_id=again.pk, now=world.now)
    assert len(told(world, "decided.recorded")) == 4  # nothing new: nobody is told
    import_undo(actor=world.actor("lan"), run_id=run.pk, reason="nhầm", now=world.now)
    assert len(told(world, "decided.recorded")) == 8


def test_an_import_of_targets_is_told_once_to_the_communes(world: World) -> None:
    rows = [["Tên đơn vị", "Năm về đích"], ["Hạ Sơn", world.today.year], ["Đông Sơn", world.today.year]]
    run = bring(world, "targets", {}, rows)
    import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now)
    first = told(world, "target.imported")
    assert {"vy", "binh"} <= set(first) and "tuan" not in first and len(first) == len(set(first))
    import_undo(actor=world.actor("lan"), run_id=run.pk, reason="nhầm", now=world.now)
    assert told(world, "target.imported") == sorted([*first, *first])


def test_people_without_an_account_are_told_nothing(world: World) -> None:
    [person] = people_create(actor=world.actor("quantri"), people=[Person(full_name="Không Tài Khoản")], now=world.now)
    assert person.pk
    before = Notice.objects.count()
    with act(world.actor("lan"), "test.tell"):
        from dieuphoi.core.history.announcing import announce

        announce(world.actor("lan"), "duty.given", world.now, what="monitor", record_id=1, person_id=person.pk,
                 title="T", url="/")  # fmt: skip
    assert Notice.objects.count() == before


def test_taking_people_back_ends_what_was_given_and_tells_who_had_an_account(world: World) -> None:
    rows = [
        ["Họ và tên", "Mã cơ quan", "Chức vụ", "Vai trò", "Từ ngày", "Tên đăng nhập"],
        ["Phạm Thị Thu", "SNN", "Kế toán", "department_head", "01/02/2026", "thu"],
        ["Đỗ Văn Hải", "SXD", "Kế toán", "department_head", "01/02/2026", "hai"],
        ["Người Mới", "SNN", "Kế toán", "department_officer", "01/02/2026", "nguoi.moi"],
    ]
    run = bring(world, "people", {}, rows, "quantri")
    import_apply(actor=world.actor("quantri"), run_id=run.pk, now=world.now)
    # Hải was here since, and may have used the role; Thu was not.
    with act(world.actor("quantri"), "test.session"):
        SignInSession.objects.create(
            account_id=world.accounts["hai"], key="hai", started_at=world.now, last_seen_at=world.now + HOUR
        )
    import_undo(actor=world.actor("quantri"), run_id=run.pk, reason="nhầm tệp", now=world.now + 2 * HOUR)
    made = {row.account.username: row for row in RoleAssignment.objects.filter(reason="Theo danh sách cán bộ.")}
    fresh = Account.objects.get(person__full_name="Người Mới")
    assert set(made) == {"thu", "hai", f"nguoi.moi~{fresh.pk}"}
    assert made["thu"].valid.isempty and made[fresh.username].valid.isempty
    assert (made["hai"].valid.lower, made["hai"].valid.upper) == (date(2026, 2, 1), world.today)
    assert not fresh.is_active and fresh.closed_at == world.now + 2 * HOUR
    assert not Holding.objects.filter(person=fresh.person, valid__isempty=False).exists()
    assert told(world, "role.ended") == ["hai", "thu"]
    again = bring(world, "people", {}, [rows[0], rows[3]], "quantri")
    assert not again.warnings  # nobody of that name was ever here
    import_apply(actor=world.actor("quantri"), run_id=again.pk, now=world.now + 3 * HOUR)
    assert Account.objects.get(username="nguoi.moi").is_active
