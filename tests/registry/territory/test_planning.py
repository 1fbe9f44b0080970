"""Planning a change by hand on the page: the same rules and acts as by sheet (M02; house.md: one path)."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.registry.territory.models import UnitChange, UnitChangeLink
from dieuphoi.registry.territory.selectors import shared_parent, units_like, units_on
from dieuphoi.registry.territory.services import (
    BatchSpec,
    PlannedChange,
    PlannedUnit,
    change_apply,
    change_cancel,
    change_plan,
    change_replan,
    changes_plan,
)
from tests.support.world import World, build_world, sign_in

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SYSTEM = system_actor(date(2026, 3, 2))
NEW = "/territory/changes/new/"
MERGER: dict[str, Any] = {
    "day": "01/02/2026",
    "resolution_number": "12/NQ-HĐND",
    "resolution_on": "15/01/2026",
    "resolution_by": "HĐND tỉnh",
    "old_1": "ha son",
    "old_2": "98003",
    "new_1_type": "xa",
    "new_1_name": "Hạ Đông",
    "new_1_code": "98021",
}


@pytest.fixture
def world(db: None) -> World:
    return build_world(NOW)


@pytest.fixture
def head(world: World) -> Client:
    return sign_in(world, "hanh")


def errors_of(answer: Any) -> dict[str, list[str]]:
    """The errors of the page, by the field that they stand at; ``__all__``: those of the whole form."""
    page = html.unescape(answer.content.decode())
    found = {
        name: re.findall(r"</svg>(.*?)</p>", block, re.S)
        for name, block in re.findall(r'id="id_(\w+)_error">(.*?)</div>', page, re.S)
    }
    whole = re.findall(r"<li>([^<]+)</li>", page.partition('class="error-summary"')[2].partition("</ul>")[0])
    return found | ({"__all__": whole} if whole else {})


def refused(client: Client, kind: str, typed: dict[str, Any]) -> dict[str, list[str]]:
    before = UnitChange.objects.count()
    answer = client.post(f"{NEW}?kind={kind}", typed)
    assert answer.status_code == 422
    assert UnitChange.objects.count() == before
    return errors_of(answer)


# --- refusals first


def test_only_who_may_change_territory_plans(world: World) -> None:
    for who, status in (("lan", 403), ("minh", 403), ("tuan", 403), ("phong", 403), ("quantri", 200)):
        client = sign_in(world, who)
        assert client.get(NEW).status_code == status, who
        assert client.get(f"{NEW}?kind=merge").status_code == status, who
    assert sign_in(world, "tuan").post(f"{NEW}?kind=merge", MERGER).status_code == 403
    assert not UnitChange.objects.exists()


def test_an_unknown_kind_is_no_page(head: Client) -> None:
    assert head.get(f"{NEW}?kind=burn").status_code == 404


def test_an_empty_form_says_all_that_is_missing_at_its_place(head: Client) -> None:
    found = refused(head, "merge", {})
    assert set(found) == {"day", "old_1", "old_2"}
    found = refused(head, "merge", {"day": "01/02/2026", "old_1": "Hạ Sơn", "old_2": "Đông Sơn"})
    assert set(found) == {"new_1_type", "new_1_name"}


def test_every_wrong_input_is_told_at_once_at_its_field(world: World, head: Client) -> None:
    found = refused(
        head,
        "merge",
        MERGER
        | {
            "resolution_on": "31/02/2026",
            "old_1": "Không Đâu",
            "old_2": "98003",
            "old_3": "Đông Sơn",
            "old_4": "Xã Thượng Sơn · 98001",
            "new_1_code": "9802",
            "new_1_type": "thon",
        },
    )
    assert set(found) == {"resolution_on", "old_1", "old_3", "new_1_type"}
    assert "Không có đơn vị “Không Đâu”" in found["old_1"][0]
    assert "đã ghi ở trên" in found["old_3"][0]
    assert "không cùng cấp" in found["new_1_type"][0]
    found = refused(head, "merge", MERGER | {"new_1_code": "9802", "new_1_parent": "Xã Thượng Sơn ở đâu"})
    assert set(found) == {"new_1_parent"}
    found = refused(head, "merge", MERGER | {"new_1_code": "9802"})
    assert found == {"new_1_code": ["Mã “9802” phải gồm 5 chữ số, kể cả số 0 ở đầu."]}
    found = refused(head, "merge", MERGER | {"day": "hôm nào"})
    assert set(found) == {"day"}


def test_a_unit_taken_by_another_change_of_the_day_is_refused_at_its_row(world: World, head: Client) -> None:
    assert head.post(f"{NEW}?kind=merge", MERGER).status_code == 302
    again = MERGER | {"old_1": "Thượng Sơn", "old_2": "Đông Sơn", "new_1_code": "98022", "new_1_name": "Khác"}
    found = refused(head, "merge", again)
    assert set(found) == {"old_2"}
    assert "đã nằm trong thay đổi số" in found["old_2"][0]


def test_what_is_written_must_be_of_the_chosen_kind(head: Client) -> None:
    found = refused(
        head,
        "regroup",
        {
            "day": "01/02/2026", "old_1": "Hạ Sơn", "old_2": "Đông Sơn", "new_1_type": "xa", "new_1_name": "Một",
            "new_2_type": "xa", "new_2_name": "Hai", "link_1_1": "on", "link_2_2": "on",
        },
    )  # fmt: skip
    assert "không liên quan hết với nhau" in found["__all__"][0]
    same = {"day": "01/02/2026", "old_1": "Hạ Sơn", "new_1_code": "98002"}
    assert "không có gì thay đổi" in refused(head, "recode", same)["new_1_code"][0]
    same = {"day": "01/02/2026", "old_1": "Hạ Sơn", "new_1_name": "Hạ Sơn"}
    assert "không có gì thay đổi" in refused(head, "rename", same)["new_1_name"][0]


def test_impossible_shares_are_refused_at_the_share(head: Client) -> None:
    split = {
        "day": "01/02/2026", "old_1": "Đông Sơn", "new_1_type": "xa", "new_1_name": "Đông Thượng",
        "new_2_type": "xa", "new_2_name": "Đông Hạ",
    }  # fmt: skip
    found = refused(head, "split", split | {"part_1_1": "60", "whole_1": "100", "part_1_2": "10"})
    assert set(found) == {"share_of"}
    found = refused(head, "split", split | {"part_1_1": "60", "whole_1": "100", "share_of": "population"})
    assert set(found) == {"part_1_2"}
    found = refused(
        head, "split", split | {"part_1_1": "60", "part_1_2": "50", "whole_1": "100", "share_of": "population"}
    )
    assert found == {"share_of": ["Tổng các phần chia của một đơn vị cũ vượt quá 100%."]}


def test_a_unit_that_was_there_before_is_no_new_unit(head: Client) -> None:
    typed = {key: value for key, value in MERGER.items() if not key.startswith("new_")}
    found = refused(head, "merge", typed | {"new_1_unit": "98001"})
    assert "Đơn vị nhận thêm hoặc tách bớt là đơn vị mới" in found["new_1_unit"][0]


# --- what works


def test_a_merger_by_form_dry_run_apply_and_undo(world: World, head: Client) -> None:
    day, eve = date(2026, 2, 1), date(2026, 1, 31)
    answer = head.post(f"{NEW}?kind=merge", MERGER)
    assert answer.status_code == 302
    change = UnitChange.objects.get()
    assert answer["Location"] == f"/territory/changes/{change.pk}/"
    assert (change.kind, change.level, change.state) == ("merge", "commune", "PLANNED")
    assert change.title == "Xã Hạ Sơn, Xã Đông Sơn → Xã Hạ Đông"
    assert (change.resolution_number, change.resolution_on, change.resolution_by) == (
        "12/NQ-HĐND", date(2026, 1, 15), "HĐND tỉnh",
    )  # fmt: skip
    assert change.source == "Nghị quyết 12/NQ-HĐND ngày 15/01/2026 của HĐND tỉnh"
    shown = head.get(answer["Location"]).content.decode()
    assert "Chạy thử" in shown and "Sửa phương án" in shown and "HĐND tỉnh" in shown
    assert "change.plan" not in shown and "Lập phương án thay đổi đơn vị" in shown
    dry = f"/territory/batches/{change.batch_id}/dry-run/?next=/territory/changes/{change.pk}/"
    assert head.post(dry)["Location"] == f"/territory/changes/{change.pk}/"
    shown = head.get(f"/territory/changes/{change.pk}/").content.decode()
    assert "Kết quả chạy thử" in shown
    change.refresh_from_db()
    assert change.state == "PLANNED"
    names = {row.full_name for row in units_on(SYSTEM, day, kind="commune")}
    assert names == {"Xã Thượng Sơn", "Xã Hạ Sơn", "Xã Đông Sơn", "Phường Sơn Trung"}
    assert head.post(f"/territory/changes/{change.pk}/apply/").status_code == 302
    names = {row.full_name for row in units_on(SYSTEM, day, kind="commune")}
    assert names == {"Xã Thượng Sơn", "Xã Hạ Đông", "Phường Sơn Trung"}
    assert {row.full_name for row in units_on(SYSTEM, eve, kind="commune")} >= {"Xã Hạ Sơn", "Xã Đông Sơn"}
    assert head.post(f"/territory/changes/{change.pk}/undo/", {"reason": "nhầm"}).status_code == 302
    names = {row.full_name for row in units_on(SYSTEM, day, kind="commune")}
    assert names == {"Xã Thượng Sơn", "Xã Hạ Sơn", "Xã Đông Sơn", "Phường Sơn Trung"}


def test_each_kind_by_form_is_that_kind(world: World, head: Client) -> None:
    day = {"day": "2026-02-01"}
    forms: dict[str, dict[str, str]] = {
        "split": day | {
            "old_1": "Xã Đông Sơn · 98003", "new_1_type": "xa", "new_1_name": "Đông Thượng", "new_2_type": "phuong",
            "new_2_name": "Đông Hạ", "part_1_1": "1.600", "part_1_2": "400,5", "whole_1": "2.000,5",
            "share_of": "population",
        },
        "rename": day | {"old_1": "Hạ Sơn", "new_1_type": "phuong"},
        "recode": day | {"old_1": "thượng sơn", "new_1_code": "98031"},
        "end": day | {"old_1": "Sơn Trung"},
    }  # fmt: skip
    for kind, typed in forms.items():
        answer = head.post(f"{NEW}?kind={kind}", typed)
        assert answer.status_code == 302, (kind, errors_of(answer))
    assert sorted(UnitChange.objects.values_list("kind", flat=True)) == sorted(forms)
    shares = UnitChangeLink.objects.filter(change__kind="split").order_by("id")
    assert [(str(s.numerator), str(s.denominator), s.share_of) for s in shares] == [
        ("1600.0000", "2000.5000", "population"), ("400.5000", "2000.5000", "population"),
    ]  # fmt: skip
    renamed = UnitChange.objects.get(kind="rename")
    assert renamed.title == "Xã Hạ Sơn → Phường Hạ Sơn"
    change_apply(actor=SYSTEM, ids=[each.pk for each in UnitChange.objects.all()], now=NOW)
    names = {row.full_name: row.id for row in units_on(SYSTEM, date(2026, 2, 1), kind="commune")}
    assert set(names) == {"Xã Thượng Sơn", "Phường Hạ Sơn", "Xã Đông Thượng", "Phường Đông Hạ"}
    assert names["Phường Hạ Sơn"] == world.units["ha"]


def test_two_into_two_says_who_gave_to_whom(world: World, head: Client) -> None:
    typed = {
        "day": "01/02/2026", "old_1": "Hạ Sơn", "old_2": "Đông Sơn",
        "new_1_type": "xa", "new_1_name": "Một", "new_2_type": "xa", "new_2_name": "Hai",
        "link_1_1": "on", "link_2_1": "on", "link_2_2": "on",
    }  # fmt: skip
    assert head.post(f"{NEW}?kind=regroup", typed).status_code == 302
    pairs = UnitChangeLink.objects.values_list("predecessor__unit_id", "successor__name")
    ha, dong = world.units["ha"], world.units["dong"]
    assert set(pairs) == {(ha, "Một"), (dong, "Một"), (dong, "Hai")}


def test_more_rows_come_without_a_script_and_keep_what_was_typed(head: Client) -> None:
    answer = head.post(f"{NEW}?kind=merge", MERGER | {"more_olds": "1", "new_1_name": "Chưa xong"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'name="old_3"' in page and 'value="Chưa xong"' in page and 'value="ha son"' in page
    assert not UnitChange.objects.exists()
    assert 'name="old_3"' not in head.get(f"{NEW}?kind=merge").content.decode()
    assert head.post(f"{NEW}?kind=merge", MERGER | {"old_3": "thuong son"}).status_code == 302
    assert UnitChange.objects.get().froms.count() == 3


def test_what_was_typed_is_kept_on_the_server(head: Client) -> None:
    page = head.get(f"{NEW}?kind=merge").content.decode()
    token = html.unescape(re.findall(r'data-draft-token="([^"]+)"', page)[0])
    data = '{"old_1": ["Hạ Sơn"], "old_4": ["Đông Sơn"], "new_1_name": ["Dở dang"]}'
    assert head.post(reverse("drafts:save"), {"token": token, "data": data}).status_code in (200, 204)
    page = head.get(f"{NEW}?kind=merge").content.decode()
    assert "Đã lấy lại bản nháp" in page and 'value="Dở dang"' in page and 'name="old_4"' in page
    assert "Đã lấy lại bản nháp" not in head.get(f"{NEW}?kind=split").content.decode()


# --- editing a plan


def test_an_edit_takes_the_place_of_the_plan_and_overwrites_nothing(world: World, head: Client) -> None:
    head.post(f"{NEW}?kind=merge", MERGER)
    old = UnitChange.objects.get()
    page = html.unescape(head.get(f"/territory/changes/{old.pk}/edit/").content.decode())
    for shown in ("Xã Hạ Sơn · 98002", "Tỉnh Sơn Hà (giả định) · 98", "Hạ Đông", "01/02/2026", "HĐND tỉnh"):
        assert f'value="{shown}"' in page
    head.post(f"/territory/batches/{old.batch_id}/dry-run/")
    assert "Kết quả chạy thử" in head.get(f"/territory/changes/{old.pk}/").content.decode()
    typed = MERGER | {"day": "01/03/2026", "old_3": "Thượng Sơn", "new_1_name": "Ba Sơn"}
    answer = head.post(f"/territory/changes/{old.pk}/edit/", typed)
    new = UnitChange.objects.exclude(pk=old.pk).get()
    assert answer["Location"] == f"/territory/changes/{new.pk}/"
    old.refresh_from_db()
    assert (old.state, old.title) == ("CANCELLED", "Xã Hạ Sơn, Xã Đông Sơn → Xã Hạ Đông")
    assert (new.state, new.replaces_id, new.batch_id) == ("PLANNED", old.pk, old.batch_id)
    assert new.froms.count() == 3 and old.froms.count() == 2
    assert new.batch is not None and new.batch.effective_on == new.effective_on == date(2026, 3, 1)
    assert "Kết quả chạy thử" not in head.get(f"/territory/changes/{new.pk}/").content.decode()
    assert "Được thay bằng" in head.get(f"/territory/changes/{old.pk}/").content.decode()
    assert head.get(f"/territory/changes/{old.pk}/edit/").status_code == 409


def test_an_edit_with_faults_leaves_the_plan_as_it_was(world: World) -> None:
    unit = PlannedUnit("n", "commune", "xa", "Hạ Đông", "98021", world.units["tinh"])
    olds = (world.units["ha"], world.units["dong"])
    old = change_plan(actor=SYSTEM, plan=PlannedChange(date(2026, 2, 1), olds, (unit,)), now=NOW)
    wrong = PlannedChange(date(2026, 2, 1), (*olds, 999_999), (unit,))
    with pytest.raises(InputErrors):
        change_replan(actor=SYSTEM, change_id=old.pk, plan=wrong, now=NOW)
    old.refresh_from_db()
    assert old.state == "PLANNED" and UnitChange.objects.count() == 1
    change_cancel(actor=SYSTEM, ids=[old.pk], reason="thôi", now=NOW)
    with pytest.raises(Refused):
        change_replan(actor=SYSTEM, change_id=old.pk, plan=wrong, now=NOW)


def test_what_the_form_cannot_say_is_not_edited_there(world: World, head: Client) -> None:
    """A unit under a province that is itself planned."""
    province = PlannedUnit("p", "province", "tinh", "Sơn Mới", "97", None)
    commune = PlannedUnit("c", "commune", "xa", "Hạ Sơn", "98002", "p", how="same", unit=world.units["ha"])
    made = changes_plan(
        actor=SYSTEM,
        batch=BatchSpec("thử", "thử"),
        plans=[
            PlannedChange(date(2026, 2, 1), (world.units["tinh"],), (province,)),
            PlannedChange(date(2026, 2, 1), (world.units["ha"],), (commune,)),
        ],
        now=NOW,
    )
    assert head.get(f"/territory/changes/{made.changes[1].pk}/edit/").status_code == 409
    assert "Biểu mẫu không ghi được hết" in head.get(f"/territory/changes/{made.changes[1].pk}/").content.decode()


# --- picking units


def test_units_are_offered_as_one_types(world: World, head: Client) -> None:
    def options(query: str) -> str:
        return head.get(f"/territory/pick/?{query}").content.decode()

    assert 'value="Xã Thượng Sơn · 98001"' in options("old_1=thuong")
    assert 'value="Xã Thượng Sơn · 98001"' in options("old_3=xa%20thuo")
    assert 'value="Xã Hạ Sơn · 98002"' in options("new_1_parent=98002&day=01/02/2026")
    assert options("old_1=") == options("old_1=kh%C3%B4ng%20%C4%91%C3%A2u") == ""
    assert options("old_1=thuong&day=h%C3%B4m%20qua")  # a day that cannot be read yet: today's units
    names = [row.full_name for row in units_like(SYSTEM, "sơn", date(2026, 2, 1), 12)]
    assert names[0] == "Phường Sơn Trung" or names[0].startswith("Tỉnh Sơn")
    assert {"Xã Thượng Sơn", "Xã Hạ Sơn", "Xã Đông Sơn"} < set(names)


def test_the_first_of_all_days_has_no_eve(world: World) -> None:
    """Found by sending 0001-01-01 to the API: the day before it cannot be told."""
    assert shared_parent(world.actor("hanh"), [world.units["thuong"]], date.min) is None
