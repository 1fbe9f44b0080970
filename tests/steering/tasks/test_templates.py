"""Templates of tasks: who keeps and gives them, whole with parts, to many communes at once. Serves S0-47, S3-58."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.steering.tasks.models import Task, TaskTemplate, TaskTemplateItem, TemplateUse
from dieuphoi.steering.tasks.selectors import planning
from dieuphoi.steering.tasks.selectors import templates as reading
from dieuphoi.steering.tasks.services import templates as services
from dieuphoi.steering.tasks.services.templates import NewItem, NewTemplate, Wanted
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

Make = Callable[..., TaskTemplate]
START = date(2026, 3, 2)
"""A Monday."""


@pytest.fixture
def make(world: World) -> Make:
    def one(who: str = "lan", org: str = "VPDP", name: str = "Triển khai kết luận", **more: Any) -> TaskTemplate:
        new = NewTemplate(world.orgs[org], name, "Quyết định của Chánh Văn phòng", **more)
        return services.template_make(actor=world.actor(who), new=new, now=world.now)

    return one


def add(world: World, template: TaskTemplate, who: str = "lan", **more: Any) -> TaskTemplateItem:
    values: dict[str, Any] = {"title": "Báo cáo", "product": "Báo cáo của xã", "lead": "COMMUNE", "days": 5, **more}
    return services.item_add(actor=world.actor(who), template_id=template.pk, new=NewItem(**values), now=world.now)


def officer(world: World, who: str, unit: str) -> None:
    organisations.monitor_start(
        actor=world.actor("lan"), person_id=world.people[who], unit_ids=[world.units[unit]], function="officer",
        start=date(2026, 1, 1), decision=organisations.Decision("1/QĐ", None), now=world.now,
    )  # fmt: skip


def wanted(world: World, *units: str, **more: Any) -> Wanted:
    return Wanted(START, tuple(world.units[unit] for unit in units), **more)


def give(world: World, ref: str, asked: Wanted, who: str = "lan", token: uuid.UUID | None = None) -> TemplateUse:
    return services.template_give(
        actor=world.actor(who), ref=ref, wanted=asked, token=token or uuid.uuid4(), now=world.now
    )


# ---------------------------------------------------------------------------------------------- keeping


@pytest.mark.parametrize("who", ["thu", "hai", "tuan", "vy", "quang", "phong", "quantri"])
def test_only_the_office_and_heads_keep_templates(world: World, make: Make, who: str) -> None:
    for org in ("VPDP", "SNN"):
        with pytest.raises(Refused) as refusal:
            make(who, org)
        assert refusal.value.status == 403
    with pytest.raises((Refused, NotVisible)):
        services.template_end(actor=world.actor(who), template_id=make().pk, reason="x", now=world.now)


def test_a_head_keeps_those_of_the_own_body_and_no_other(world: World, make: Make) -> None:
    own = make("minh", "SNN")
    with pytest.raises(Refused):
        make("minh", "SXD")
    with pytest.raises(Refused):
        make("lan", "SNN", "khác")
    seen = {who: {row.pk for row in reading.templates(world.actor(who))} for who in ("lan", "minh", "thu", "hai", "vy")}
    assert seen == {"lan": {own.pk}, "minh": {own.pk}, "thu": {own.pk}, "hai": set(), "vy": set()}
    office = make()
    assert {row.pk for row in reading.templates(world.actor("vy"))} == {office.pk}


def test_every_fault_of_a_template_and_of_its_tasks_at_once(world: World, make: Make) -> None:
    with pytest.raises(InputErrors) as faults:
        services.template_make(
            actor=world.actor("lan"), new=NewTemplate(world.orgs["VPDP"], " ", " "), now=world.now
        )
    assert {fault.field for fault in faults.value.errors} == {"name", "source"}
    row = make()
    with pytest.raises(InputErrors, match="đã có mẫu tên"):
        make(name="TRIEN KHAI  ket luan")
    for faulty, fields in (
        ({"title": " ", "product": ""}, {"title", "product"}),
        ({"days": None}, {"days"}),
        ({"days": 1301}, {"days"}),
        ({"kind": "STANDING"}, {"days", "every"}),
        ({"lead": "ORG"}, {"lead_org"}),
        ({"lead": "ORG", "lead_org_id": 999_999}, {"lead_org"}),
        ({"lead": "NONE", "urgency": "NONE"}, {"lead", "urgency"}),
        ({"responsible_id": 999_999, "field_id": 999_999}, {"responsible", "field"}),
        ({"parent_id": 999_999}, {"parent"}),
    ):
        with pytest.raises(InputErrors) as faults:
            add(world, row, **faulty)
        assert {fault.field for fault in faults.value.errors} == fields
    whole = add(world, row, days=10)
    with pytest.raises(InputErrors, match="sau hạn của cả việc"):
        add(world, row, parent_id=whole.pk, days=11)
    part = add(world, row, parent_id=add(world, row, parent_id=whole.pk, days=10).pk, days=9)
    with pytest.raises(InputErrors, match="ba cấp"):
        add(world, row, parent_id=part.pk, days=1)
    with pytest.raises(InputErrors, match="hạn dài hơn"):
        services.item_correct(
            actor=world.actor("lan"), item_id=whole.pk, now=world.now,
            new=NewItem("x", "y", lead="COMMUNE", days=5),
        )  # fmt: skip


def test_tasks_are_moved_mended_and_taken_out_and_stay_on_record(world: World, make: Make) -> None:
    row = make()
    first, second = add(world, row, title="Một"), add(world, row, title="Hai")
    part = add(world, row, title="Phần", parent_id=first.pk)

    def titles() -> list[str]:
        return [item.title for item in reading.template(world.actor("lan"), str(row.pk)).items]

    assert titles() == ["Một", "Phần", "Hai"]
    lan = {"actor": world.actor("lan"), "now": world.now}
    services.item_move(item_id=second.pk, up=True, **lan)
    assert titles() == ["Hai", "Một", "Phần"]
    services.item_move(item_id=second.pk, up=True, **lan)
    assert titles() == ["Hai", "Một", "Phần"]
    services.item_correct(item_id=second.pk, new=NewItem("Hai, sửa", "y", days=3), **lan)
    services.item_end(item_id=first.pk, **lan)
    assert titles() == ["Hai, sửa"]
    part.refresh_from_db()
    assert part.ended_at == world.now and TaskTemplateItem.objects.count() == 3
    with pytest.raises(NotVisible):
        services.item_correct(item_id=part.pk, new=NewItem("x", "y", days=3), **lan)


def test_what_has_ended_is_neither_given_nor_mended(world: World, make: Make) -> None:
    row = make()
    add(world, row, lead="GIVER")
    lan = {"actor": world.actor("lan"), "now": world.now}
    with pytest.raises(InputErrors, match="lý do"):
        services.template_end(template_id=row.pk, reason=" ", **lan)
    services.template_end(template_id=row.pk, reason="quy trình mới", **lan)
    with pytest.raises(Refused, match="không được dùng"):
        give(world, str(row.pk), wanted(world))
    with pytest.raises(Refused, match="thôi dùng"):
        add(world, row)
    later = make(name="Từ tháng sau", valid_from=date(2026, 4, 1))
    with pytest.raises(Refused, match="không được dùng"):
        give(world, str(later.pk), wanted(world))


def test_a_shipped_template_is_the_products_own_and_is_copied_to_be_changed(world: World) -> None:
    shipped = reading.shipped_templates()
    assert len(shipped) >= 5 and all("phần mềm" in each.source for each in shipped.values())
    copy = services.template_copy(
        actor=world.actor("lan"), ref="ra-soat-tieu-chi", now=world.now,
        new=NewTemplate(world.orgs["VPDP"], "Rà soát của tỉnh", "Kế hoạch 5/KH-VPDP"),
    )  # fmt: skip
    same = reading.template(world.actor("lan"), str(copy.pk)).items
    assert [(i.title, i.depth, i.days, i.lead) for i in same] == [
        (i.title, i.depth, i.days, i.lead) for i in shipped["ra-soat-tieu-chi"].items
    ]
    with pytest.raises(NotVisible):
        reading.template(world.actor("lan"), "khong-co")
    faulty = "templates: [{key: a, name: A, about: '', source: x, items: [{title: t, product: p, lead: ORG, days: 1}]}]"
    with pytest.raises(ValueError):
        reading.read_templates(faulty)


# ---------------------------------------------------------------------------------------------- giving


def test_one_task_a_commune_to_its_programme_officer_and_a_clear_word_on_the_rest(world: World, make: Make) -> None:
    """The everyday use (S3-58). 2 March 2026 is a Monday: five working days later is Monday the 9th."""
    row = make()
    add(world, row, title="Gửi báo cáo của {xã}", urgency="URGENT")
    officer(world, "tuan", "thuong")
    officer(world, "minh", "ha")
    asked = wanted(world, "thuong", "ha", "dong", "phuong", source_line="5/TB-VPDP, mục 2", text="Nguyên văn")
    use = give(world, str(row.pk), asked)
    [made] = Task.objects.all()
    assert (made.title, made.lead_org_id, made.responsible_id) == (
        "Gửi báo cáo của Xã Thượng Sơn", world.orgs["UB-THUONG"], world.people["tuan"],
    )  # fmt: skip
    assert (made.due_on, made.urgency, made.source_line, made.text) == (
        date(2026, 3, 9), "URGENT", "5/TB-VPDP, mục 2", "Nguyên văn",
    )  # fmt: skip
    assert list(made.places.values_list("unit_id", flat=True)) == [world.units["thuong"]]
    assert use.task_ids == [made.pk]
    assert {each["name"]: each["why"] for each in use.left} == {
        "Xã Hạ Sơn": "cán bộ phụ trách Lê Văn Minh không giữ chức vụ nào ở UBND xã Hạ Sơn",
        "Xã Đông Sơn": "chưa có cán bộ phụ trách chương trình",
        "Phường Sơn Trung": "chưa có UBND xã trong danh sách cơ quan",
    }
    told = Notice.objects.filter(kind="task.given").values_list("account_id", flat=True)
    assert list(told) == [world.accounts["tuan"]]
    # Somebody is chosen for a commune that has no officer, and one that has one is skipped.
    persons = {f"u{world.units['dong']}": world.people["binh"], f"u{world.units['thuong']}": 0}
    again = give(world, str(row.pk), replace(asked, persons=persons))
    assert Task.objects.get(pk=again.task_ids[0]).responsible_id == world.people["binh"]
    assert len(again.task_ids) == 1 and "Xã Thượng Sơn" in {each["name"] for each in again.left}


def test_whole_with_parts_once_for_the_office_and_below_it_for_each_commune(world: World) -> None:
    officer(world, "tuan", "thuong")
    officer(world, "vy", "ha")
    asked = wanted(world, "thuong", "ha")
    with pytest.raises(InputErrors) as faults:
        give(world, "ket-luan-ban-chi-dao", asked)
    assert [fault.field for fault in faults.value.errors] == ["s1", "s1_3"]
    assert not Task.objects.exists() and not TemplateUse.objects.exists()
    lan, hanh = world.people["lan"], world.people["hanh"]
    use = give(world, "ket-luan-ban-chi-dao", replace(asked, persons={"s1": lan, "s1_3": hanh}))
    rows = Task.objects.in_bulk(use.task_ids)
    told = [(row.depth, row.title, row.lead_org.code) for row in (rows[pk] for pk in use.task_ids)]
    assert told == [
        (1, "Triển khai thông báo kết luận của Ban Chỉ đạo", "VPDP"),
        (2, "Xây dựng kế hoạch thực hiện thông báo kết luận", "UB-HA"),
        (2, "Xây dựng kế hoạch thực hiện thông báo kết luận", "UB-THUONG"),
        (2, "Báo cáo kết quả thực hiện thông báo kết luận", "UB-HA"),
        (2, "Báo cáo kết quả thực hiện thông báo kết luận", "UB-THUONG"),
        (2, "Tổng hợp, trình Ban Chỉ đạo kết quả thực hiện", "VPDP"),
    ]
    whole = rows[use.task_ids[0]]
    assert {rows[pk].parent_id for pk in use.task_ids[1:]} == {whole.pk}
    # 20 working days after 2 March 2026: four weeks.
    assert whole.due_on == date(2026, 3, 30)


def test_three_floors_in_each_commune(world: World) -> None:
    officer(world, "tuan", "thuong")
    officer(world, "vy", "ha")
    use = give(world, "ho-so-cong-nhan", wanted(world, "thuong", "ha"))
    rows = Task.objects.in_bulk(use.task_ids)
    wholes = [row for row in rows.values() if row.depth == 1]
    assert {row.title for row in wholes} == {
        "Lập hồ sơ đề nghị công nhận Xã Thượng Sơn đạt chuẩn", "Lập hồ sơ đề nghị công nhận Xã Hạ Sơn đạt chuẩn",
    }  # fmt: skip
    assert [row.parts.count() for row in wholes] == [3, 3]
    assert all(part.lead_org_id == row.lead_org_id for row in wholes for part in row.parts.all())


def test_what_is_sent_twice_is_given_once(world: World, make: Make) -> None:
    row, token = make(), uuid.uuid4()
    add(world, row)
    officer(world, "tuan", "thuong")
    first = give(world, str(row.pk), wanted(world, "thuong"), token=token)
    assert give(world, str(row.pk), wanted(world, "thuong"), token=token).pk == first.pk
    assert Task.objects.count() == 1


def test_the_rules_of_giving_hold_for_a_template_too(world: World, make: Make) -> None:
    row = make()
    add(world, row)
    officer(world, "tuan", "thuong")
    for who in ("thu", "tuan", "quantri"):
        with pytest.raises(Refused):
            give(world, str(row.pk), wanted(world, "thuong"), who)
    with pytest.raises(InputErrors, match="Hãy chọn xã"):
        give(world, str(row.pk), wanted(world))
    with pytest.raises(InputErrors, match="Hãy chọn lại"):
        give(world, str(row.pk), replace(wanted(world, "thuong"), unit_ids=(world.units["thuong"], 999_999)))
    inner = make("minh", "SNN", "Việc trong sở")
    add(world, inner, "minh", lead="GIVER", responsible_id=world.people["thu"])
    add(world, inner, "minh", lead="ORG", lead_org_id=world.orgs["SXD"], kind="REQUEST", title="Đề nghị")
    use = give(world, str(inner.pk), wanted(world), "minh")
    assert set(Task.objects.filter(pk__in=use.task_ids).values_list("lead_org__code", "giver_org__code")) == {
        ("SNN", "SNN"), ("SXD", "SNN"),
    }  # fmt: skip
    command = make("minh", "SNN", "Lệnh cho sở khác")
    add(world, command, "minh", lead="ORG", lead_org_id=world.orgs["SXD"])
    with pytest.raises(Refused, match="đề nghị phối hợp"):
        give(world, str(command.pk), wanted(world), "minh")
    assert Task.objects.count() == 2


def test_the_plan_takes_a_fixed_number_of_queries(
    world: World, make: Make, django_assert_num_queries: Any
) -> None:
    row = make()
    add(world, row)
    lan, found = world.actor("lan"), reading.template(world.actor("lan"), str(row.pk))
    for units in (("thuong",), ("thuong", "ha", "dong", "phuong")):
        with django_assert_num_queries(4):
            planning.plan_of(lan, found, wanted(world, *units), world.today)


# ---------------------------------------------------------------------------------------------- pages


def test_from_the_list_to_the_tasks_through_the_preview(world: World) -> None:
    officer(world, "tuan", "thuong")
    lan = sign_in(world, "lan")
    page = lan.get(reverse("tasks:templates")).content.decode()
    assert "Hồ sơ đề nghị công nhận" in page and "Giao theo mẫu" in page
    at = reverse("tasks:template_give", args=["bao-cao-xa"])
    assert "Xem trước" in lan.get(at).content.decode()
    query = {"start_on": "02/03/2026", "units": [world.units["thuong"], world.units["dong"]]}
    preview = lan.get(at, query).content.decode()
    assert "Giao 1 việc" in preview and "09/03/2026" in preview
    assert "1 xã chưa giao được" in preview and "chưa có cán bộ phụ trách" in preview
    assert not Task.objects.exists(), "a preview writes nothing"
    assert lan.get(at, {"start_on": "31/02/2026"}).status_code == 422
    person = f"person-u{world.units['dong']}"
    body = {**query, "token": str(uuid.uuid4()), person: world.people["binh"]}
    answer = lan.post(at, body)
    use = TemplateUse.objects.get()
    assert answer.url == reverse("tasks:template_use", args=[use.pk])
    assert lan.post(at, body).url == answer.url
    assert Task.objects.count() == 2
    report = lan.get(answer.url).content.decode()
    assert "Bùi Thanh Bình" in report and "Vũ Anh Tuấn" in report
    assert sign_in(world, "vy").get(answer.url).status_code == 404
    faulty = lan.post(at, {"start_on": "02/03/2026", "token": "x"})
    assert faulty.status_code == 422


def test_a_template_is_kept_through_its_pages(world: World) -> None:
    hanh = sign_in(world, "hanh")
    new = {"name": "Mẫu của Văn phòng", "source": "Quyết định 5", "org": world.orgs["VPDP"]}
    assert hanh.post(reverse("tasks:template_new"), {**new, "name": ""}).status_code == 422
    hanh.post(reverse("tasks:template_new"), new)
    row = TaskTemplate.objects.get()
    item = {"title": "Việc & <một>", "product": "Văn bản", "lead": "GIVER", "days": "3", "kind": "ORDINARY",
            "urgency": "NORMAL"}  # fmt: skip
    hanh.post(reverse("tasks:item_add", args=[row.pk]), item)
    first = TaskTemplateItem.objects.get()
    hanh.post(reverse("tasks:item_add", args=[row.pk]) + f"?part_of={first.pk}", {**item, "title": "Phần"})
    part = TaskTemplateItem.objects.get(parent=first)
    page = hanh.get(reverse("tasks:template", args=[row.pk])).content.decode()
    assert "Việc &amp; &lt;một&gt;" in page and "3 ngày làm việc" in page
    hanh.post(reverse("tasks:item_correct", args=[part.pk]), {**item, "title": "Phần, sửa", "days": "2"})
    hanh.post(reverse("tasks:item_move", args=[part.pk, "up"]))
    hanh.post(reverse("tasks:template_correct", args=[row.pk]), {**new, "name": "Tên mới", "reason": "rõ hơn"})
    hanh.post(reverse("tasks:template_copy", args=["giao-ban"]), {**new, "name": "Giao ban tháng"})
    hanh.post(reverse("tasks:item_end", args=[part.pk]))
    hanh.post(reverse("tasks:template_end", args=[row.pk]), {"reason": "thôi"})
    row.refresh_from_db()
    assert (row.name, row.end_reason) == ("Tên mới", "thôi")
    assert TaskTemplate.objects.filter(name="Giao ban tháng").exists()
    assert sign_in(world, "thu").get(reverse("tasks:template_new")).status_code == 403
