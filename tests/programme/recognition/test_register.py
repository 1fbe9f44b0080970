"""The register of recognitions: onto the units of the decision's day, and what became of them.

Serves M07 (list), S0-14, S2-30; faults 1, 3, 13, 20, 24, 32.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.programme.recognition import selectors
from dieuphoi.programme.recognition.models import Recognition
from dieuphoi.programme.recognition.services import (
    NewDecision,
    NewRecognition,
    decision_withdraw,
    recognition_acknowledge,
    recognition_correct,
    recognition_record,
    recognition_revoke,
    recognition_withdraw,
)
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

IN_2019 = date(2019, 12, 20)
IN_2026 = date(2026, 1, 15)


def new(unit: int, **values: Any) -> NewRecognition:
    given = {"level": "commune_basic", "year": 2019, "decision_number": "4567/QĐ-UBND", "decision_on": IN_2019}
    return NewRecognition(unit_id=unit, **{**given, **values})


def later(day: date = IN_2026, **values: Any) -> NewDecision:
    return NewDecision(**{"decision_number": "99/QĐ-UBND", "decision_on": day, **values})


def recorded(world: World, unit: int, **values: Any) -> int:
    return recognition_record(actor=world.actor("lan"), new=new(unit, **values), now=world.now).root_id


def statuses(world: World, day: date) -> dict[str, str]:
    return {row.unit_name: row.status for row in selectors.recognitions(world.actor("vy"), day)}


# ------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize("who", ["minh", "thu", "quang", "tuan", "vy", "phong", "quantri"])
def test_only_the_office_records(world: World, who: str) -> None:
    with pytest.raises(Refused) as refused:
        recognition_record(actor=world.actor(who), new=new(world.units["ha"]), now=world.now)
    assert refused.value.status == 403
    root = recorded(world, world.units["ha"])
    for attempt in (
        lambda: recognition_correct(
            actor=world.actor(who),
            recognition_id=root,
            new=new(world.units["ha"], year=2018),
            reason="x",
            now=world.now,
        ),
        lambda: recognition_revoke(actor=world.actor(who), recognition_id=root, new=later(reason="x"), now=world.now),
        lambda: recognition_withdraw(actor=world.actor(who), recognition_id=root, reason="x", now=world.now),
    ):
        with pytest.raises(Refused):
            attempt()
    assert Recognition.objects.count() == 1


def test_all_faults_of_a_recognition_at_once(world: World, merged: dict[str, int]) -> None:
    with pytest.raises(InputErrors) as faults:
        recognition_record(
            actor=world.actor("lan"),
            new=new(merged["dong-tam-moi"], decision_number=" ", year=2040, level="commune_basic"),
            now=world.now,
        )
    assert {each.field for each in faults.value.errors} == {"decision_number", "unit", "year"}
    assert "20/12/2019" in str(faults.value)


def test_a_level_of_another_kind_of_unit_and_a_day_to_come_are_refused(world: World) -> None:
    with pytest.raises(InputErrors) as faults:
        recorded(world, world.units["ha"], level="district_basic", decision_on=date(2026, 12, 1))
    assert {each.field for each in faults.value.errors} == {"level", "decision_on"}


def test_one_decision_is_recorded_once(world: World) -> None:
    recorded(world, world.units["ha"])
    with pytest.raises(InputErrors):
        recorded(world, world.units["ha"], decision_number="4567/qđ-ubnd")
    recorded(world, world.units["ha"], level="commune_advanced")


def test_no_row_is_changed_or_removed(world: World) -> None:
    recorded(world, world.units["ha"])
    for change in (lambda: Recognition.objects.update(year=2018), lambda: Recognition.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_revoked_recognition_is_neither_revoked_again_nor_acknowledged(world: World, merged: dict[str, int]) -> None:
    root = recorded(world, merged["an-hoa"])
    recognition_revoke(
        actor=world.actor("lan"), recognition_id=root, new=later(reason="không giữ chuẩn"), now=world.now
    )
    with pytest.raises(Refused):
        recognition_revoke(actor=world.actor("lan"), recognition_id=root, new=later(reason="nữa"), now=world.now)
    with pytest.raises(Refused):
        recognition_acknowledge(
            actor=world.actor("lan"), recognition_id=root, new=later(unit_id=merged["dong-tam-moi"]), now=world.now
        )


def test_an_acknowledgement_is_for_another_unit_of_its_day_after_the_recognition(
    world: World, merged: dict[str, int]
) -> None:
    root = recorded(world, merged["an-hoa"])
    for given, field in (
        (later(unit_id=merged["an-hoa"], day=date(2020, 1, 1)), "unit"),
        (later(unit_id=merged["an-hoa"]), "unit"),
        (later(unit_id=world.units["ha"], day=date(2019, 1, 1)), "decision_on"),
        (later(unit_id=None), "unit"),
    ):
        with pytest.raises(InputErrors) as faults:
            recognition_acknowledge(actor=world.actor("lan"), recognition_id=root, new=given, now=world.now)
        assert field in {each.field for each in faults.value.errors}


# ------------------------------------------------------------------------------------------------- as of a day


def test_a_commune_that_kept_name_and_code_through_a_merger_has_not_the_old_recognition(
    world: World, merged: dict[str, int]
) -> None:
    """Fault 32."""
    recorded(world, merged["dong-tam"])
    assert statuses(world, date(2019, 12, 19)) == {}
    assert statuses(world, date(2020, 1, 1)) == {"Xã Đồng Tâm": "RECOGNISED"}
    assert statuses(world, date(2025, 7, 1)) == {"Xã Đồng Tâm": "PREDECESSOR"}
    units = [merged["dong-tam-moi"], merged["dong-tam"], merged["an-hoa"]]
    assert selectors.recognised_units(world.actor("vy"), units, date(2025, 6, 30)) == {merged["dong-tam"]}
    assert merged["dong-tam-moi"] not in selectors.standings_of(world.actor("vy"), units, date(2026, 1, 1))
    assert merged["dong-tam-moi"] not in selectors.recognised_units(world.actor("vy"), units, date(2026, 1, 1))


def test_acknowledged_after_the_merger_it_holds_from_that_day_on(world: World, merged: dict[str, int]) -> None:
    root = recorded(world, merged["dong-tam"])
    recognition_acknowledge(
        actor=world.actor("lan"), recognition_id=root, new=later(unit_id=merged["dong-tam-moi"]), now=world.now
    )
    assert statuses(world, date(2026, 1, 14)) == {"Xã Đồng Tâm": "PREDECESSOR"}
    assert statuses(world, IN_2026) == {"Xã Đồng Tâm": "ACKNOWLEDGED"}
    [held] = selectors.standings_of(world.actor("vy"), [merged["dong-tam-moi"]], IN_2026)[merged["dong-tam-moi"]]
    assert (held.of_unit_id, held.is_own, held.acknowledged_by) == (merged["dong-tam"], False, "99/QĐ-UBND")
    assert selectors.recognised_units(world.actor("vy"), [merged["dong-tam-moi"]], IN_2026) == {merged["dong-tam-moi"]}


def test_a_revocation_takes_it_from_the_successor_too_and_its_own_withdrawal_gives_it_back(
    world: World, merged: dict[str, int]
) -> None:
    root = recorded(world, merged["dong-tam"])
    recognition_acknowledge(
        actor=world.actor("lan"), recognition_id=root, new=later(unit_id=merged["dong-tam-moi"]), now=world.now
    )
    taken = recognition_revoke(
        actor=world.actor("lan"), recognition_id=root, new=later(date(2026, 2, 1), reason="không giữ chuẩn"),
        now=world.now,
    )  # fmt: skip
    both = [merged["dong-tam-moi"]]
    assert statuses(world, date(2026, 2, 1)) == {"Xã Đồng Tâm": "REVOKED"}
    assert selectors.recognised_units(world.actor("vy"), both, date(2026, 1, 31)) == set(both)
    assert selectors.recognised_units(world.actor("vy"), both, date(2026, 2, 1)) == set()
    decision_withdraw(
        actor=world.actor("lan"), kind="revocation", decision_id=taken.pk, reason="ghi nhầm xã", now=world.now
    )
    assert selectors.recognised_units(world.actor("vy"), both, date(2026, 2, 1)) == set(both)


def test_a_correction_supersedes_and_tears_no_link(world: World, merged: dict[str, int]) -> None:
    root = recorded(world, merged["dong-tam"])
    recognition_acknowledge(
        actor=world.actor("lan"), recognition_id=root, new=later(unit_id=merged["dong-tam-moi"]), now=world.now
    )
    recognition_correct(
        actor=world.actor("lan"), recognition_id=root, new=new(merged["dong-tam"], year=2018), reason="gõ nhầm năm",
        now=world.now,
    )  # fmt: skip
    row = selectors.recognition(world.actor("vy"), root, world.today)
    assert (row.root, row.year, row.status) == (root, 2018, "ACKNOWLEDGED")
    assert [each.year for each in selectors.editions_of(world.actor("vy"), root)] == [2018, 2019]
    assert selectors.recognition(world.actor("vy"), row.pk, world.today).root == root
    assert selectors.recognitions(world.actor("vy"), world.today).count() == 1


def test_what_was_entered_by_mistake_is_taken_back_and_stays_readable(world: World) -> None:
    root = recorded(world, world.units["ha"])
    recognition_withdraw(actor=world.actor("lan"), recognition_id=root, reason="nhầm xã", now=world.now)
    assert statuses(world, world.today) == {}
    assert selectors.recognition(world.actor("vy"), root, world.today).status == ""
    assert len(selectors.editions_of(world.actor("vy"), root)) == 2
    with pytest.raises(Refused):
        recognition_correct(
            actor=world.actor("lan"), recognition_id=root, new=new(world.units["ha"]), reason="x", now=world.now
        )
    recorded(world, world.units["ha"])


def test_counts_by_year_and_level(world: World, merged: dict[str, int]) -> None:
    recorded(world, world.units["ha"])
    recorded(world, merged["dong-tam"], decision_number="1/QĐ")
    recorded(world, world.units["ha"], level="commune_advanced", year=2023, decision_on=date(2023, 5, 5))
    rows = selectors.counts_by_year(selectors.recognitions(world.actor("vy"), world.today))
    assert [(row.year, row.by_level, row.total, row.standing) for row in rows] == [
        (2023, {"commune_advanced": 1}, 1, 1),
        (2019, {"commune_basic": 2}, 2, 1),
    ]


# ------------------------------------------------------------------------------------------------- pages


def test_the_form_finds_the_unit_of_the_decisions_day(world: World, merged: dict[str, int]) -> None:
    lan = sign_in(world, "lan")
    typed = {
        "unit": "đồng tâm", "level": "commune_basic", "decision_number": "4567/QĐ-UBND", "decision_on": "20/12/2019",
        "year": "", "version": "", "issuer": "UBND tỉnh",
    }  # fmt: skip
    answer = lan.post("/recognitions/new/", typed)
    assert answer.status_code == 302, answer.content.decode()
    row = Recognition.objects.get()
    assert (row.unit_id, row.year, row.decision_on) == (merged["dong-tam"], 2019, IN_2019)
    faulty = lan.post("/recognitions/new/", {**typed, "unit": "Đồng Tâm", "decision_on": "20/12/2031"})
    assert faulty.status_code == 422
    wrong = lan.post("/recognitions/new/", {**typed, "unit": "Không Có", "decision_number": "2/QĐ"})
    assert wrong.status_code == 422
    assert "Không có đơn vị" in wrong.content.decode()


def test_acts_by_their_pages_and_what_the_page_tells(world: World, merged: dict[str, int]) -> None:
    root = recorded(world, merged["dong-tam"])
    lan, vy = sign_in(world, "lan"), sign_in(world, "vy")
    before = vy.get(f"/recognitions/{root}/").content.decode()
    assert "không đơn vị nào sau sắp xếp được tính" in before
    typed = {"decision_number": "99/QĐ-UBND", "decision_on": "15/01/2026"}
    done = lan.post(f"/recognitions/{root}/acknowledge/", {**typed, "unit": "98011"})
    assert done.status_code == 302, done.content.decode()
    assert vy.post(f"/recognitions/{root}/revoke/", {**typed, "reason": "x"}).status_code == 403
    assert lan.post(f"/recognitions/{root}/revoke/", typed).status_code == 422
    assert lan.post(f"/recognitions/{root}/revoke/", {**typed, "reason": "không giữ chuẩn"}).status_code == 302
    page = vy.get(f"/recognitions/{root}/").content.decode()
    assert "đã thu hồi" in page
    assert "không giữ chuẩn" in page
    assert "đang được công nhận" in vy.get(f"/recognitions/{root}/?as_of=2020-01-01").content.decode()


def test_list_filters_counts_and_export_give_the_same_rows(world: World, merged: dict[str, int]) -> None:
    recorded(world, world.units["ha"])
    recorded(world, merged["dong-tam"], decision_number="1/QĐ")
    vy = sign_in(world, "vy")
    for query, names in {
        "": {"Xã Hạ Sơn", "Xã Đồng Tâm"},
        "status=PREDECESSOR": {"Xã Đồng Tâm"},
        "status=RECOGNISED&as_of=2020-01-01": {"Xã Hạ Sơn", "Xã Đồng Tâm"},
        "q=dong tam": {"Xã Đồng Tâm"},
        "year=2019&level=commune_basic": {"Xã Hạ Sơn", "Xã Đồng Tâm"},
        f"unit=%23{merged['dong-tam-moi']}": set(),
        "unit=98011": {"Xã Đồng Tâm"},
        "as_of=2019-01-01": set(),
    }.items():
        page = vy.get(f"/recognitions/?{query}")
        assert page.status_code == 200, query
        table = page.content.decode()
        assert {name for name in ("Xã Hạ Sơn", "Xã Đồng Tâm") if name in table} == names, query
        csv = vy.get(f"/recognitions/?{query}&export=csv").getvalue().decode("utf-8-sig")
        assert {name for name in ("Xã Hạ Sơn", "Xã Đồng Tâm") if name in csv} == names, query
