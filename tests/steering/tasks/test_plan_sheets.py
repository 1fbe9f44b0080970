"""Lines of a work programme by table: every fault at once, out and in unchanged, nothing left out, back again.

Serves S0-46; faults 11 and 12 of the experience (columns in another order, all errors at once, export then import).
"""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from dieuphoi.core.exchange.importers import importer_for
from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.services import import_apply, import_undo, import_upload
from dieuphoi.core.kernel.errors import NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.steering.tasks.models import PlanBudget, PlanGroup, PlanLine, WorkPlan
from dieuphoi.steering.tasks.services import plans
from tests.steering.tasks.planning import add, approve, correct, start
from tests.support.world import World

pytestmark = pytest.mark.django_db

HEADS = ("Nhiệm vụ, giải pháp", "Nhóm nhiệm vụ, giải pháp", "Chủ trì", "Phối hợp", "Người phụ trách", "Thời gian",
         "Trọng tâm", "Kinh phí", "Sản phẩm")  # fmt: skip


def book(*rows: tuple[Any, ...], heads: tuple[str, ...] = HEADS) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Nhiệm vụ")
        for at, row in enumerate([heads, *rows]):
            sheet.write_row(at, 0, [cell if cell is not None else "" for cell in row])
    return out.getvalue()


def upload(world: World, plan: WorkPlan, data: bytes, who: str = "lan") -> ImportRun:
    run = import_upload(
        actor=world.actor(who), kind="plan-lines", target={"plan": plan.pk}, data=data, name="nhiệm vụ.xlsx",
        now=world.now,
    )  # fmt: skip
    run.refresh_from_db()
    return run


def counts(run: ImportRun) -> dict[str, int]:
    """What the preview says, without what is none."""
    return {kind: count for kind, count in run.difference["counts"].items() if count}


def apply(world: World, run: ImportRun) -> None:
    import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now)


def test_who_may_not_write_the_plan_brings_nothing_in(world: World) -> None:
    plan = start(world)
    data = book(("Kiểm tra", "", "SNN", "", "", "", "", "", ""))
    with pytest.raises(NotVisible):
        upload(world, plan, data, "vy")
    add(world, plan)
    approve(world, plan)
    with pytest.raises(Refused, match="muốn sửa"):
        upload(world, plan, data)


def test_every_fault_of_the_file_is_told_at_once_and_nothing_is_written(world: World) -> None:
    plan = start(world)
    run = upload(
        world, plan,
        book(
            ("", "", "SNN", "", "", "", "", "", ""),
            ("Kiểm tra", "", "Sở Không Có", "SXD; Sở Lạ", "Người Lạ", "tháng 13", "", "Tỉnh 2026", ""),
            ("Tập huấn", "", "SNN", "", "", "", "", "Tỉnh 2031: 5; Tỉnh 2026: 0", ""),
        ),
    )  # fmt: skip
    found = {(error["row"], error["column"]) for error in run.errors}
    assert found == {
        (2, "Nhiệm vụ, giải pháp"), (3, "Chủ trì"), (3, "Phối hợp"), (3, "Người phụ trách"), (3, "Thời gian"),
        (3, "Kinh phí"), (4, "Kinh phí"),
    }  # fmt: skip
    assert not PlanLine.objects.exists()


def test_new_lines_come_in_with_heading_bodies_person_and_money(world: World) -> None:
    plan = start(world)
    run = upload(
        world, plan,
        book(
            ("Kiểm tra cấp nước", "Hạ tầng", "SNN", "Sở Xây dựng", "Phạm Thị Thu", "quý II", "x",
             "Ngân sách tỉnh 2026: 500.000.000; Xã hội hóa: 20.000.000", "Báo cáo"),
            ("Tuyên truyền", "hạ tầng", "Văn phòng điều phối tỉnh", "", "", "thường xuyên", "", "", ""),
        ),
    )  # fmt: skip
    assert run.errors == []
    assert counts(run) == {"new": 2}
    apply(world, run)
    first, second = PlanLine.objects.filter(plan=plan).order_by("position")
    assert (first.text, first.is_key, first.coordinating, first.person_id) == (
        "Kiểm tra cấp nước", True, [world.orgs["SXD"]], world.people["thu"],
    )  # fmt: skip
    assert first.group_id == second.group_id == PlanGroup.objects.get().pk
    money = PlanBudget.objects.filter(line=first).order_by("position").values_list("source", "amount", "year")
    assert list(money) == [("Ngân sách tỉnh", 500_000_000, 2026), ("Xã hội hóa", 20_000_000, 2026)]
    assert not Notice.objects.filter(kind="plan.imported").exists(), "who brought it in is not told of it"


def test_what_goes_out_and_comes_back_changes_nothing_and_one_cell_changes_one_line(world: World) -> None:
    plan = start(world)
    actor = world.actor("lan")
    group = plans.group_add(actor=actor, plan_id=plan.pk, title="Hạ tầng", now=world.now)
    line = add(world, plan, group_id=group.pk, coordinating=(world.orgs["SXD"], world.orgs["VPDP"]), is_key=True,
               person_id=world.people["thu"], note="ghi chú")  # fmt: skip
    add(world, plan, "Tuyên truyền", timing="thường xuyên")
    rows = [plans.Money("Ngân sách tỉnh", 5, 2026)]
    plans.budget_set(actor=actor, line_id=line.pk, rows=rows, revision=0, now=world.now)
    data, name = importer_for("plan-lines").template(actor, {"plan": plan.pk}, world.now)
    assert name.endswith(".xlsx")
    run = upload(world, plan, data)
    assert run.errors == []
    assert counts(run) == {"same": 2}
    cells = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    [head] = [row for row in cells if "Mã dòng" in row]
    changed = book((line.pk, "Kiểm tra nước sạch", ""), heads=("Mã dòng", str(head[2]), "Ghi chú"))
    run = upload(world, plan, changed)
    assert counts(run) == {"changed": 1}
    apply(world, run)
    line.refresh_from_db()
    assert (line.text, line.note, line.is_key, line.timing, line.group_id) == (
        "Kiểm tra nước sạch", "ghi chú", True, "quý II", group.pk,
    )  # fmt: skip
    assert PlanBudget.objects.filter(line=line, ended_at=None).count() == 1
    assert PlanLine.objects.filter(plan=plan, ended_at=None).count() == 2, "a sheet leaves nothing out"


def test_a_foreign_or_double_line_is_refused(world: World) -> None:
    plan, other = start(world), start(world, title="Khác")
    line, foreign = add(world, plan), add(world, other)
    heads = ("Mã dòng", "Nhiệm vụ, giải pháp")
    run = upload(world, plan, book((foreign.pk, "x"), (line.pk, "a"), (line.pk, "b"), heads=heads))
    assert {(error["row"], error["column"]) for error in run.errors} == {(2, "Mã dòng"), (4, "Mã dòng")}


def test_an_import_is_taken_back_unless_somebody_wrote_on_it(world: World) -> None:
    plan = start(world)
    row = ("Kiểm tra cấp nước", "Hạ tầng", "SNN", "", "", "", "", "Tỉnh 2026: 5", "")
    run = upload(world, plan, book(row))
    apply(world, run)
    import_undo(actor=world.actor("lan"), run_id=run.pk, reason="nhập nhầm", now=world.now)
    assert not PlanLine.objects.filter(ended_at=None).exists()
    assert PlanLine.objects.count() == 1, "nothing is deleted"
    again = upload(world, plan, book(row))
    apply(world, again)
    line = PlanLine.objects.get(ended_at=None)
    correct(world, line, line.revision, "hanh", text="Hạnh sửa")
    with pytest.raises(Refused) as refusal:
        import_undo(actor=world.actor("lan"), run_id=again.pk, reason="nhập nhầm", now=world.now)
    assert refusal.value.code == "changed_since"
