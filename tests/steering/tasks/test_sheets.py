"""Tasks by workbook, out and in. Serves S0-34, S0-42, S4-36; faults 11–13, 16, 24, 26, 27, 29 of the experience."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.db import connection
from django.urls import reverse

from dieuphoi.core.exchange.importers import importer_for
from dieuphoi.core.exchange.mapping import Plan, heading_key
from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.reader import table_of
from dieuphoi.core.exchange.services import import_apply, import_undo, import_upload, map_save
from dieuphoi.core.exchange.workbook import open_workbook
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.registry.organisations.models import Person
from dieuphoi.steering.tasks import services
from dieuphoi.steering.tasks.models import Task, TaskOrg
from dieuphoi.steering.tasks.sheets import TASK_SHEET, task_workbook
from tests.steering.tasks.conftest import DUE, Give
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

ROW = {
    "title": "Rà soát hồ sơ xã về đích", "product": "Báo cáo", "lead": "SNN", "responsible": "Phạm Thị Thu",
    "given_on": date(2026, 3, 2), "due_on": date(2026, 3, 31),
}  # fmt: skip


def sheet(rows: Sequence[dict[str, Any]], heads: dict[str, str] | None = None, *, top: Sequence[str] = ()) -> bytes:
    """A workbook of rows by the keys of the columns; ``heads`` are other headings, or columns of the file's own."""
    headers = heads or {column.key: str(column.header) for column in TASK_SHEET.columns}
    keys = list(dict.fromkeys(key for row in rows for key in row))
    out = io.BytesIO()
    options = {"in_memory": True, "default_date_format": "dd/mm/yyyy", "strings_to_formulas": False}
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet("Nhiệm vụ")
        for number, words in enumerate(top):
            page.write_string(number, 0, words)
        start = len(top)
        for place, key in enumerate(keys):
            page.write_string(start, place, headers.get(key, key))
            for number, row in enumerate(rows, start=start + 1):
                value = row.get(key)
                if isinstance(value, str):
                    page.write_string(number, place, value)
                elif value is not None:
                    page.write(number, place, value)
    return out.getvalue()


def bring(world: World, data: bytes, who: str = "lan", name: str = "việc.xlsx", minutes: int = 0) -> ImportRun:
    now = world.now + timedelta(minutes=minutes)
    return import_upload(actor=world.actor(who), kind="tasks", target={}, data=data, name=name, now=now)


def apply(world: World, run: ImportRun, minutes: int = 1) -> ImportRun:
    assert run.state == "CHECKED", run.errors
    return import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now + timedelta(minutes=minutes))


def export(world: World) -> bytes:
    data, _name = importer_for("tasks").template(world.actor("lan"), {}, world.now)
    return data


def faults(run: ImportRun) -> dict[tuple[int, str], str]:
    return {(error["row"], error["column"]): error["message"] for error in run.errors}


# ---------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize("who", ["minh", "thu", "tuan", "phong", "quantri"])
def test_only_the_office_brings_tasks_in(world: World, who: str) -> None:
    with pytest.raises(Refused) as refusal:
        bring(world, sheet([ROW]), who)
    assert refusal.value.status == 403
    assert sign_in(world, who).get(reverse("tasks:sheet")).status_code == 403
    assert "Nhập từ bảng" not in sign_in(world, who).get(reverse("tasks:list")).content.decode()


def test_every_fault_of_every_row_at_once_and_nothing_is_saved(world: World, give: Give) -> None:
    """Fault 11: 200 faulty rows and each fault by its row and column; a good row among them is not saved either."""
    done = give()
    rows: list[dict[str, Any]] = [
        {**ROW},
        {**ROW, "lead": "KHONG-CO", "product": None},
        {**ROW, "title": "Việc 3", "responsible": "Không Ai"},
        {**ROW, "title": "Việc 4", "responsible": "Đỗ Văn Hải"},
        {**ROW, "title": "Việc 5", "due_on": None},
        {**ROW, "title": "Việc 6", "due_on": date(2026, 3, 1)},
        {**ROW, "title": "Việc 7", "due_on": "31/02/2026"},
        {**ROW, "title": "Việc 8", "given_on": date(2026, 3, 3)},
        {**ROW, "title": "Việc 9", "kind": "mới lạ"},
        {**ROW, "title": "Việc 10", "communes": "Thượng Sơn; Nơi Nào; 98002"},
        {**ROW, "title": "Việc 11", "criteria": "son-ha-thu 99"},
        {**ROW, "title": "Việc 12", "coordinating": "SXD; ABC"},
        {**ROW, "title": "Việc 13", "parent": "77/2026"},
        {**ROW, "title": "Việc 14", "parent": "không có việc này"},
        {**ROW, "title": "Việc 15", "field": "không có lĩnh vực này"},
        {**ROW, "title": "Việc 16", "lead": None, "responsible": None},
        {**ROW, "title": "Việc 17", "kind": "việc thường xuyên"},
        {**ROW, "title": "x" * 301},
        {**ROW, "title": None},
        {**ROW, "title": "Việc 20", "code": "mười hai"},
        {**ROW, "title": "Việc 21", "code": "9/2026"},
        {**ROW, "title": "Việc 22", "code": done.code, "lead": "SXD", "responsible": "Đỗ Văn Hải"},
        *({**ROW, "title": f"Việc {n}", "product": None} for n in range(23, 223)),
    ]
    run = bring(world, sheet(rows))
    assert run.state == "FAULTY"
    found = faults(run)
    expected = {
        (3, "Chủ trì"): "không có cơ quan “KHONG-CO”",
        (3, "Sản phẩm"): "Hãy ghi sản phẩm",
        (4, "Người chịu trách nhiệm"): "Không có ai tên Không Ai",
        (5, "Người chịu trách nhiệm"): "không giữ chức vụ nào ở Sở Nông nghiệp",
        (6, "Hạn"): "Hãy ghi hạn",
        (7, "Hạn"): "ở trước ngày giao",
        (8, "Hạn"): "Không có ngày",
        (9, "Ngày giao"): "chưa tới",
        (10, "Loại"): "Không có trong danh mục",
        (11, "Xã liên quan"): "không có đơn vị “Nơi Nào”",
        (12, "Tiêu chí liên quan"): "Không có tiêu chí “son-ha-thu 99”",
        (13, "Phối hợp"): "“ABC”",
        (14, "Thuộc việc"): "Không có việc số 77/2026",
        (15, "Thuộc việc"): "Không có việc lớn hơn này trong tệp",
        (16, "Lĩnh vực"): "Không có lĩnh vực này",
        (17, "Chủ trì"): "Hãy ghi cơ quan chủ trì",
        (17, "Người chịu trách nhiệm"): "Hãy ghi người chịu trách nhiệm",
        (18, "Hạn"): "không có hạn kết thúc",
        (18, "Báo cáo tiến độ"): "Hãy chọn kỳ",
        (19, "Tên việc"): "quá giới hạn 300",
        (20, "Tên việc"): "bắt buộc",
        (21, "Số việc"): "viết như 12/2026",
        (22, "Số việc"): "Không có việc số 9/2026",
        (23, "Chủ trì"): "Chuyển người",
        (23, "Người chịu trách nhiệm"): "Chuyển người",
        **{(number, "Sản phẩm"): "Hãy ghi sản phẩm" for number in range(24, 224)},
    }
    assert set(found) == set(expected)
    for place, words in expected.items():
        assert words in found[place], place
    assert Task.objects.count() == 1
    with pytest.raises(Refused):
        import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now)


def test_namesakes_are_told_apart_by_telephone(world: World) -> None:
    lan = world.actor("lan")
    made = organisations.people_create(
        actor=lan, now=world.now,
        people=[Person(full_name="Trần Văn Sơn", phone="0912 000 001"),
                Person(full_name="Trần Văn Sơn", phone="0912 000 002")],
    )  # fmt: skip
    post = organisations.post_create(actor=lan, org_id=world.orgs["SXD"], title="Chuyên viên", now=world.now)
    for person in made:
        organisations.holding_start(
            actor=lan, person_id=person.pk, post_id=post.pk, start=date(2025, 1, 1), now=world.now
        )
    row = {**ROW, "lead": "SXD", "responsible": "Trần Văn Sơn"}
    assert "Có nhiều người tên Trần Văn Sơn" in faults(bring(world, sheet([row])))[2, "Người chịu trách nhiệm"]
    apply(world, bring(world, sheet([{**row, "phone": "0912.000.002"}])))
    assert Task.objects.get().responsible_id == made[1].pk
    # And so it goes out and comes back, without and with the telephone.
    again = bring(world, export(world))
    assert again.state == "CHECKED" and again.difference["counts"] == {"new": 0, "changed": 0, "same": 1}


def test_what_has_ended_or_was_accepted_is_not_mended_by_a_sheet(world: World, give: Give) -> None:
    accepted, ended, inner = give(), give(), give(who="minh")
    services.task_accept(actor=world.actor("thu"), task_id=accepted.pk, now=world.now)
    services.task_withdraw(actor=world.actor("lan"), task_id=ended.pk, reason="thôi", now=world.now)
    rows = [
        {"code": accepted.code, "title": accepted.title, "due_on": date(2026, 5, 1)},
        {"code": ended.code, "title": "Tên khác"},
        {"code": inner.code, "title": "Tên khác"},
        {"code": f"0{accepted.code}", "title": accepted.title},
    ]
    found = faults(bring(world, sheet(rows)))
    assert set(found) == {(2, "Hạn"), (3, "Số việc"), (4, "Số việc"), (5, "Tên việc")}
    assert "gia hạn" in found[2, "Hạn"] and "đã kết thúc" in found[3, "Số việc"]
    assert "Chỉ bên giao việc (Sở Nông nghiệp" in found[4, "Số việc"] and "Trùng với dòng 2" in found[5, "Tên việc"]


# ---------------------------------------------------------------------------------------------- in


def test_new_tasks_are_given_known_ones_mended_and_each_person_is_told_once(world: World, give: Give) -> None:
    known = give()
    before = Notice.objects.count()
    rows = [
        {**ROW, "coordinating": "SXD; VPDP", "communes": "Xã Thượng Sơn; 98002", "criteria": "son-ha-thu 2; 3",
         "giver_org": "BCD", "giver": "Ngô Quốc Phong", "urgency": "khẩn", "source_line": "5/TB-VPDP, mục 2",
         "text": "Giao Sở Nông nghiệp\nchủ trì", "restricted": "Có"},
        {**ROW, "title": "Việc thứ hai", "lead": "Sở Nông nghiệp và Môi trường"},
        {**ROW, "title": "Họp tháng", "lead": "so nong nghiep va moi truong", "due_on": None,
         "kind": "việc thường xuyên", "every": "hằng tháng", "no_due_reason": "thường xuyên"},
        {"code": known.code, "title": "Báo cáo cấp nước, bản sửa", "coordinating": "SXD"},
    ]  # fmt: skip
    run = bring(world, sheet(rows))
    assert not Task.objects.filter(title__startswith="Rà soát").exists(), "a preview writes nothing"
    lines = {line["label"]: line for line in run.difference["lines"]}
    changes = {change[0]: (change[1], change[2]) for change in lines[f"{known.code} {known.title}"]["changes"]}
    assert changes == {
        "Tên việc": (known.title, "Báo cáo cấp nước, bản sửa"), "Phối hợp": ("", "Sở Xây dựng"),
    }  # fmt: skip
    assert apply(world, run).applied == {"new": 3, "changed": 1}
    first = Task.objects.get(title=ROW["title"])
    assert (first.giver_org_id, first.giver_id) == (world.orgs["BCD"], world.people["phong"])
    assert (first.urgency, first.restricted, first.text) == ("URGENT", True, "Giao Sở Nông nghiệp\nchủ trì")
    assert set(first.orgs.values_list("org__code", flat=True)) == {"SXD", "VPDP"}
    assert set(first.places.values_list("unit_id", flat=True)) == {world.units["thuong"], world.units["ha"]}
    assert set(first.criteria.values_list("criterion__number", flat=True)) == {"2", "3"}
    assert Task.objects.get(title="Họp tháng").next_progress_on == date(2026, 3, 31)
    known.refresh_from_db()
    assert (known.title, known.due_on, known.product) == ("Báo cáo cấp nước, bản sửa", DUE, "Báo cáo của Sở")
    told = {row.account_id: row for row in Notice.objects.filter(kind="task.imported")}
    assert Notice.objects.count() - before == len(told) == 2
    assert "4 việc" in told[world.accounts["thu"]].title and told[world.accounts["thu"]].at_once
    assert "cơ quan bạn" in told[world.accounts["minh"]].title and not told[world.accounts["minh"]].at_once
    assert sign_in(world, "thu").get(told[world.accounts["thu"]].url).status_code == 200


def test_a_whole_and_its_parts_come_in_one_file_whatever_their_order(world: World, give: Give) -> None:
    there = give()
    rows = [
        {**ROW, "title": "Phần của phần", "parent": "phan mot"},
        {**ROW, "title": "Phần một", "parent": "Cả việc"},
        {**ROW, "title": "Cả việc"},
        {**ROW, "title": "Phần của việc đã có", "parent": there.code},
    ]
    apply(world, bring(world, sheet(rows)))
    floors = {row.title: (row.depth, row.parent and row.parent.title) for row in Task.objects.select_related("parent")}
    assert floors == {
        there.title: (1, None), "Cả việc": (1, None), "Phần một": (2, "Cả việc"), "Phần của phần": (3, "Phần một"),
        "Phần của việc đã có": (2, there.title),
    }  # fmt: skip
    late = [{**ROW, "title": "Cả", "due_on": date(2026, 3, 10)}, {**ROW, "title": "Phần", "parent": "Cả"},
            {**ROW, "title": "A", "parent": "B"}, {**ROW, "title": "B", "parent": "A"}]  # fmt: skip
    found = faults(bring(world, sheet(late)))
    assert "sau hạn 10/03/2026 của cả việc" in found[3, "Hạn"]
    assert "vòng tròn" in found[4, "Thuộc việc"] and "vòng tròn" in found[5, "Thuộc việc"]


def test_the_offices_own_file_brought_in_again_gives_nothing_twice(world: World) -> None:
    """It has no numbers of ours: the day, title, body and person tell that a task is there already."""
    apply(world, bring(world, sheet([ROW])))
    again = bring(world, sheet([{**ROW, "due_on": date(2026, 4, 15)}, {**ROW, "title": "Việc khác"}]), minutes=5)
    assert again.difference["counts"] == {"new": 1, "changed": 1, "same": 0}
    apply(world, again, minutes=6)
    assert set(Task.objects.values_list("title", "due_on")) == {
        (ROW["title"], date(2026, 4, 15)), ("Việc khác", date(2026, 3, 31)),
    }  # fmt: skip
    other = bring(world, sheet([{**ROW, "responsible": "Lê Văn Minh"}]))
    assert other.difference["counts"]["new"] == 1 and "việc cùng tên" in other.warnings[0]["message"]
    twice = bring(world, sheet([{**ROW, "title": "Một việc"}, {**ROW, "title": "một VIỆC"}]))
    assert "Trùng với dòng 2" in faults(twice)[3, "Tên việc"]


def test_headings_of_the_offices_own_excel_by_a_heading_map(world: World) -> None:
    """Another order, headings of its own, a title above, an extra column; what is missing is said once for all."""
    heads = {
        "stt": "STT", "title": "Nội dung giao", "lead": "Cơ quan làm chính", "person": "Đồng chí phụ trách",
        "due_on": "Xong trước ngày", "remark": "Ý kiến",
    }  # fmt: skip
    rows = [
        {"stt": 1, "due_on": date(2026, 3, 31), "title": "Việc của bảng cũ", "lead": "SNN", "person": "Phạm Thị Thu"},
        {"stt": 2, "due_on": date(2026, 4, 30), "title": "Việc thứ hai", "lead": "SXD", "person": "Đỗ Văn Hải"},
    ]
    data = sheet(rows, heads, top=("THEO DÕI NHIỆM VỤ NĂM 2026", ""))
    assert bring(world, data).state == "FAULTY"
    to = {"stt": "", "title": "title", "lead": "lead", "person": "responsible", "due_on": "due_on", "remark": ""}
    order = ["stt", "due_on", "title", "lead", "person"]
    plan = Plan(
        columns=tuple((heading_key(heads[key]), 0, to[key]) for key in order),
        constants={"product": "Văn bản báo cáo", "given_on": "02/03/2026"}, header=2,
    )  # fmt: skip
    kept = map_save(actor=world.actor("lan"), kind="tasks", target={}, name="Bảng cũ", plan=plan, now=world.now)
    run = import_upload(
        actor=world.actor("lan"), kind="tasks", target={}, data=data, name="cũ.xlsx", now=world.now, map_name=kept.name
    )
    apply(world, run)
    assert set(Task.objects.values_list("title", "product", "responsible__full_name", "due_on")) == {
        ("Việc của bảng cũ", "Văn bản báo cáo", "Phạm Thị Thu", date(2026, 3, 31)),
        ("Việc thứ hai", "Văn bản báo cáo", "Đỗ Văn Hải", date(2026, 4, 30)),
    }


def test_usual_headings_of_offices_need_no_map(world: World) -> None:
    heads = {
        "due_on": "Thời hạn hoàn thành", "title": "Nội dung nhiệm vụ", "product": "Sản phẩm, kết quả",
        "lead": "Đơn vị chủ trì", "coordinating": "Đơn vị phối hợp", "responsible": "Cán bộ thực hiện",
        "source_line": "Văn bản giao nhiệm vụ", "given_on": "Ngày giao việc", "other": "Lãnh đạo chỉ đạo thêm",
    }  # fmt: skip
    row = {
        "other": "x", "due_on": "01/02/2026", "title": "Việc", "product": "Báo cáo", "lead": "SNN",
        "coordinating": "SXD", "responsible": "Phạm Thị Thu", "source_line": "1/TB", "given_on": "05/01/2026",
    }  # fmt: skip
    apply(world, bring(world, sheet([row], heads), name="Tệp đã đổi tên.xlsx"))
    made = Task.objects.get()
    assert (made.given_on, made.due_on) == (date(2026, 1, 5), date(2026, 2, 1)), "fault 29: the day comes first"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_composed_or_not_and_a_long_file_name(world: World, form: Any) -> None:
    """Fault 13."""
    row = {key: unicodedata.normalize(form, value) if isinstance(value, str) else value for key, value in ROW.items()}
    name = unicodedata.normalize(form, "đ " + "Bảng giao việc tháng Ba " * 8) + ".xlsx"
    run = bring(world, sheet([row]), name=name)
    apply(world, run)
    assert Task.objects.get().title == unicodedata.normalize("NFC", str(ROW["title"]))
    answer = sign_in(world, "lan").get(reverse("exchange:file", args=[run.pk]))
    assert answer.status_code == 200


# ---------------------------------------------------------------------------------------------- out


def test_out_and_in_unchanged_is_no_change(world: World, give: Give) -> None:
    """Fault 12: in every state, with everything a task may hold, given before a body and a commune ended."""
    whole = give(
        coordinating=(world.orgs["SXD"],), following=(world.orgs["VPDP"],), informed=(world.orgs["BCD"],),
        unit_ids=(world.units["thuong"], world.units["phuong"]), criterion_ids=(world.criteria["2"],),
        giver_org_id=world.orgs["BCD"], giver_id=world.people["phong"], text="một\r\n hai \n", note=" ghi \r\n chú ",
        urgency="FLASH", restricted=True, source_line="5/TB-VPDP",
    )  # fmt: skip
    give(parent_id=whole.pk, title="Phần 1.10")
    give(kind="STANDING", every="month", due_on=None, no_due_reason="thường xuyên")
    moved, done = give(), give("UB-THUONG", "tuan")
    services.task_hand_over(
        actor=world.actor("lan"), task_id=moved.pk, person_id=world.people["hai"], org_id=world.orgs["SXD"],
        reason="đúng việc", now=world.now,
    )  # fmt: skip
    services.task_accept(actor=world.actor("tuan"), task_id=done.pk, now=world.now)
    services.task_report(actor=world.actor("tuan"), task_id=done.pk, text="xong", document="1/BC", now=world.now)
    services.task_confirm(actor=world.actor("lan"), task_id=done.pk, now=world.now)
    run = bring(world, export(world))
    assert run.state == "CHECKED", run.errors
    assert run.difference["counts"] == {"new": 0, "changed": 0, "same": 5}
    assert not run.warnings


def test_two_bodies_of_one_name_go_out_by_their_codes(world: World, give: Give) -> None:
    made = organisations.orgs_create(
        actor=world.actor("lan"), now=world.now,
        rows=[organisations.NewOrg("SNN-VP", "Văn phòng", "room", parent="SNN"),
              organisations.NewOrg("SXD-VP", "Văn phòng", "room", parent="SXD")],
    )  # fmt: skip
    give("SNN", "thu", lead_org_id=made["SNN-VP"], coordinating=(made["SXD-VP"],))
    book = openpyxl.load_workbook(io.BytesIO(export(world)))
    text = [str(cell.value) for line in book.worksheets[0].iter_rows() for cell in line]
    assert "SNN-VP" in text and "SXD-VP" in text
    assert bring(world, export(world)).difference["counts"] == {"new": 0, "changed": 0, "same": 1}
    found = faults(bring(world, sheet([{**ROW, "lead": "Văn phòng"}])))
    assert "Văn phòng (SNN-VP); Văn phòng (SXD-VP)" in found[2, "Chủ trì"]


def test_text_that_looks_like_a_formula_stays_text(world: World, give: Give) -> None:
    """Fault 26, and fault 27: ``1.10`` is not 1.1."""
    titles = ["=1+1", "+84 gọi lại", "-5 độ", "@Lan họp", "1.10", "1.9", "a & b < c"]
    for title in titles:
        give(title=title, note=title, text=title)
    data = export(world)
    book = openpyxl.load_workbook(io.BytesIO(data))
    kinds = {
        cell.value: cell.data_type for line in book.worksheets[0].iter_rows() for cell in line if cell.value in titles
    }
    assert kinds == dict.fromkeys(titles, "s")
    assert bring(world, data).difference["counts"] == {"new": 0, "changed": 0, "same": len(titles)}
    csv = sign_in(world, "lan").get(reverse("tasks:list"), {"export": "csv", "columns": "code,title"})
    body = b"".join(csv.streaming_content).decode("utf-8-sig")
    assert "'=1+1" in body and "'@Lan" in body


def test_the_list_goes_out_as_it_is_seen(world: World, give: Give) -> None:
    give(title="Một")
    give("SXD", "hai", title="Hai")
    lan = sign_in(world, "lan")
    page = lan.get(reverse("tasks:list", query={"org": world.orgs["SXD"]})).content.decode()
    assert f"{reverse('tasks:sheet')}?org={world.orgs['SXD']}" in page and "Nhập từ bảng" in page
    answer = lan.get(reverse("tasks:sheet"), {"org": world.orgs["SXD"]})
    table = table_of(open_workbook(answer.content, "x.xlsx"), TASK_SHEET)
    assert [row["title"] for row in table.rows] == ["Hai"]
    assert lan.get(reverse("tasks:sheet"), {"org": "abc"}).status_code == 422


def test_more_than_thirty_thousand_rows_go_out_and_come_back(world: World, give: Give) -> None:
    """Fault 12: none is lost."""
    row = give()
    many = 30_001
    names = [field.column for field in Task._meta.concrete_fields if not field.generated and field.name != "id"]
    chosen = ", ".join("number + n" if name == "number" else name for name in names)
    with act(world.actor("lan"), "task.give"), connection.cursor() as cursor:
        # 30,000 rows of history would take longer than all the rest.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE tasks_task DISABLE TRIGGER USER")
        cursor.execute(
            f"INSERT INTO tasks_task ({', '.join(names)})"
            f" SELECT {chosen} FROM tasks_task, generate_series(1, %s) AS n WHERE id = %s",
            [many - 1, row.pk],
        )
    data = task_workbook(world.actor("lan"), Task.objects.order_by("number"), world.now)
    table = table_of(open_workbook(data, "x.xlsx"), TASK_SHEET)
    assert len(table.rows) == many
    checked = importer_for("tasks").check(world.actor("lan"), {}, table, world.now)
    assert checked.difference.counts == {"new": 0, "changed": 0, "same": many}


# ---------------------------------------------------------------------------------------------- taken back


def test_a_run_taken_back_withdraws_what_it_gave_and_mends_what_it_mended(world: World, give: Give) -> None:
    known = give(coordinating=(world.orgs["VPDP"],))
    run = apply(world, bring(world, sheet([ROW, {"code": known.code, "title": "Tên mới", "coordinating": "SXD"}])))
    import_undo(actor=world.actor("lan"), run_id=run.pk, reason="nhầm tệp", now=world.now + timedelta(hours=1))
    given = Task.objects.get(title=ROW["title"])
    assert (given.state, given.end_reason) == ("WITHDRAWN", "hoàn tác lần nhập")
    known.refresh_from_db()
    assert known.title == "Báo cáo tiến độ cấp nước sạch nông thôn"
    living = TaskOrg.objects.filter(task=known, ended_at=None).values_list("org__code", flat=True)
    assert list(living) == ["VPDP"]
    told = Notice.objects.filter(kind="task.imported", account_id=world.accounts["thu"], title__contains="hoàn tác")
    assert told.count() == 1


def test_what_was_begun_since_is_not_taken_back(world: World) -> None:
    run = apply(world, bring(world, sheet([ROW, {**ROW, "title": "Cả việc"}])))
    whole = Task.objects.get(title="Cả việc")
    part = services.task_give(
        actor=world.actor("lan"), now=world.now,
        new=services.NewTask("Phần", "x", world.orgs["SNN"], world.people["thu"], world.today, DUE, parent_id=whole.pk),
    )  # fmt: skip
    later: datetime = world.now + timedelta(hours=1)
    with pytest.raises(Refused, match="Phần"):
        import_undo(actor=world.actor("lan"), run_id=run.pk, reason="nhầm", now=later)
    services.task_withdraw(actor=world.actor("lan"), task_id=part.pk, reason="thôi", now=later)
    services.task_accept(actor=world.actor("thu"), task_id=Task.objects.get(title=ROW["title"]).pk, now=later)
    with pytest.raises(Refused, match=str(ROW["title"])):
        import_undo(actor=world.actor("lan"), run_id=run.pk, reason="nhầm", now=later)
