"""How sheets are handed in: in time, complete, right; what came back; ranks (S1-28, S2-16, S4-13; fault 19)."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.programme.assessments import quality, selectors
from dieuphoi.programme.assessments.handing_in import hand_in_check
from dieuphoi.programme.assessments.models import SheetSubmission
from dieuphoi.programme.assessments.services import values
from dieuphoi.programme.assessments.services.carrying import sheet_carry_over
from tests.support.world import World, sign_in


def hand_in(world: World, who: str = "tuan", reason: str = "", days: int = 0) -> None:
    values.sheet_submit(
        actor=world.actor(who), sheet_id=world.open_sheets["thuong"], now=world.now + timedelta(days=days),
        reason=reason,
    )  # fmt: skip


def of(world: World, who: str = "lan", days: int = 0) -> dict[str, Any]:
    rows = quality.submission_quality(world.actor(who), world.open_round, world.today + timedelta(days=days))
    return {row.unit_name.removeprefix("Xã "): row for row in rows}


def test_gaps_without_a_reason_are_refused_by_every_door_and_the_count_is_told(world: World) -> None:
    sheet = world.open_sheets["thuong"]
    with pytest.raises(InputErrors, match="Còn 3/5 chỉ tiêu chưa nhập"):
        hand_in(world)
    page = sign_in(world, "tuan").post(f"/rounds/sheets/{sheet}/act/submit/", {})
    assert page.status_code == 422
    api = sign_in(world, "tuan").post(f"/api/v1/sheets/{sheet}/submit", {}, content_type="application/json")
    assert api.status_code == 422
    assert not SheetSubmission.objects.filter(sheet_id=sheet).exists()


def test_a_commune_does_not_hand_in_for_itself_by_the_offices_door(world: World) -> None:
    sheet = world.open_sheets["thuong"]
    for who, error in (("tuan", Refused), ("thu", Refused), ("phong", Refused), ("vy", NotVisible)):
        with pytest.raises(error):
            values.sheet_submit_on_behalf(actor=world.actor(who), sheet_id=sheet, reason="thay", now=world.now)
    values.sheet_submit_on_behalf(actor=world.actor("lan"), sheet_id=sheet, reason="xã mất điện", now=world.now)
    kept = SheetSubmission.objects.get(sheet_id=sheet)
    assert (kept.on_behalf, kept.reason, kept.missing, kept.total) == (True, "xã mất điện", 3, 5)


def test_before_handing_in_each_gap_and_doubt_stands_with_the_id_of_its_cell(world: World) -> None:
    sheet_id = world.open_sheets["thuong"]
    sheet_carry_over(actor=world.actor("tuan"), sheet_id=sheet_id, now=world.now)
    sheet = selectors.sheet_by_id(world.actor("tuan"), sheet_id)
    found = hand_in_check(sheet)
    assert found.missing == 0
    assert [(point.kind, point.code) for point in found.points] == [
        ("carried", "1.1"), ("carried", "2.2"), ("carried", "3.1")
    ]  # fmt: skip
    page = sign_in(world, "tuan").get(f"/rounds/sheets/{sheet_id}/act/submit/").content.decode()
    assert f'href="/rounds/sheets/{sheet_id}/#c{world.indicators["2.2"]}-0"' in page
    assert 'name="reason"' not in page, "nothing is missing: no reason is asked"


def test_what_was_missing_stays_as_it_was_when_handed_in(world: World) -> None:
    hand_in(world, reason="thôn chưa báo")
    mine = of(world)["Thượng Sơn"]
    assert (mine.timeliness, mine.days_late, mine.missing, mine.total) == ("on_time", 0, 3, 5)
    with act(world.actor("lan"), "test.reopen"):
        from dieuphoi.programme.assessments.services.verification import sheet_reopen

        sheet_reopen(actor=world.actor("lan"), sheet_id=world.open_sheets["thuong"], reason="bổ sung", now=world.now)
    for code, text in (("1.1", "Đạt"), ("2.2", "60"), ("3.1", "52")):
        values.value_save(
            actor=world.actor("tuan"), sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators[code],
            typed={"": text}, now=world.now,
        )  # fmt: skip
    hand_in(world, days=30)
    after = of(world, days=31)["Thượng Sơn"]
    assert (after.timeliness, after.missing) == ("on_time", 3), "the first hand-in counts"
    row = quality.quality_rows(world.actor("lan"), world.today).get(pk=world.open_sheets["thuong"])
    assert (row.hand_ins, row.missing_last, row.gaps_reason) == (2, 0, "thôn chưa báo")


def test_late_missing_and_waiting_are_told_apart(world: World) -> None:
    due = selectors.round_by_id(world.actor("lan"), world.open_round).entry_due_on
    days = (due - world.today).days
    assert of(world)["Thượng Sơn"].timeliness == "waiting"
    assert of(world, days=days)["Thượng Sơn"].timeliness == "waiting", "the due day itself is in time"
    assert of(world, days=days + 1)["Thượng Sơn"].timeliness == "missing"
    hand_in(world, reason="muộn", days=days + 3)
    mine = of(world, days=days + 4)["Thượng Sơn"]
    assert (mine.timeliness, mine.days_late) == ("late", 3)


def test_returns_are_counted_with_their_reasons(world: World) -> None:
    assert (of(world)["Đông Sơn"].returned_rows, of(world)["Đông Sơn"].returns) == (1, 1)
    assert (of(world)["Hạ Sơn"].returned_rows, of(world)["Hạ Sơn"].returns) == (0, 0)
    answer = sign_in(world, "lan").get("/rounds/quality/returns/", {"export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert any("Thiếu bảng tính kèm theo" in row and "3.1" in row for row in rows)


def test_each_sees_their_own_and_the_register_exports_what_it_shows(world: World) -> None:
    assert set(of(world, "vy")) == {"Hạ Sơn"}
    assert set(of(world, "thu")) == {"Thượng Sơn", "Hạ Sơn", "Đông Sơn"}
    page = sign_in(world, "lan").get("/rounds/quality/", {"round": world.open_round, "timeliness": "on_time"})
    text = page.content.decode()
    assert page.status_code == 200 and "Hạ Sơn" in text and "Thượng Sơn" not in text


def test_equal_communes_share_a_rank_and_order_does_not_matter() -> None:
    merits = {"a": (0, 2), "b": (0, 1), "c": (0, 2), "d": (1, 0)}
    expected = {"b": 1, "a": 2, "c": 2, "d": 4}
    assert quality.ranked(merits) == expected
    assert quality.ranked(dict(reversed(merits.items()))) == expected
    assert quality.ranked({}) == {}


def test_one_case_is_not_ranked_first(world: World) -> None:
    """Hạ Sơn and Đông Sơn were in time twice; of Thượng Sơn only one round is due."""
    rows = {row.unit_name: row for row in quality.punctuality(world.actor("lan"))}
    assert (rows["Xã Thượng Sơn"].cases, rows["Xã Thượng Sơn"].rank) == (1, None)
    assert (rows["Xã Hạ Sơn"].cases, rows["Xã Hạ Sơn"].rank, rows["Xã Đông Sơn"].rank) == (2, 1, 1)
    late = quality.punctuality(world.actor("lan"), world.today + timedelta(days=60))
    assert [(row.unit_name, row.rank) for row in late] == [
        ("Xã Đông Sơn", 1), ("Xã Hạ Sơn", 1), ("Xã Thượng Sơn", 3)
    ]  # fmt: skip
    assert late[-1].missing == 1
