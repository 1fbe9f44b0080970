"""What changed between two moments: instants rebuilt from append-only values, editions, rounds of one set (S2-25)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from io import BytesIO

import openpyxl
import pytest

from dieuphoi.core.kernel.errors import Refused
from dieuphoi.programme.assessments.amendments.services import amendment_approve
from dieuphoi.programme.assessments.comparing.moments import Moment, sheets_of, standing_at
from dieuphoi.programme.assessments.comparing.selectors import Row, changed_since, compare
from dieuphoi.programme.assessments.models import AssessmentRound, CriterionResult, IndicatorResult
from dieuphoi.programme.assessments.services.values import value_save
from tests.programme.assessments.amendments.asked import requested
from tests.programme.assessments.test_verification import verify
from tests.support.world import World, sign_in


def round_of(pk: int) -> AssessmentRound:
    return AssessmentRound.objects.select_related("version__set").get(pk=pk)


def told(row: Row) -> tuple[str, str, str, str, str, list[str]]:
    shown = [f"{each.code} {each.shown_before or '-'}>{each.shown_after or '-'}" for each in row.indicators]
    return row.unit_name, row.criterion, row.kind, row.mark_before, row.mark_after, shown


def test_two_rounds_of_one_set(world: World) -> None:
    """From the frozen year to the running half year, as the small world tells them."""
    now = Moment(round_of(world.open_round), world.now)
    found = compare(world.actor("lan"), Moment(round_of(world.frozen_round), world.now), now)
    rows = {(row.unit_name, row.criterion): told(row) for row in found.rows}
    assert rows["Xã Hạ Sơn", "2"] == (
        "Xã Hạ Sơn", "2", "verdict", "NOT_MET", "NOT_ENTERED", ["2.1 79>82,5", "2.2 61>-"],
    )  # fmt: skip
    assert rows["Xã Thượng Sơn", "3"][2:4] == ("lost", "MET")
    assert rows["Xã Đông Sơn", "2"][2:4] == ("lost", "MET")
    assert found.compared == 3
    assert found.counts()["gained"] == 0
    assert sum(found.counts().values()) == len(found.rows)


def test_an_instant_is_rebuilt_from_what_was_current_then(world: World) -> None:
    """Before anybody typed, after the first figures, and now: later values do not reach back."""
    lan, round_ = world.actor("lan"), round_of(world.open_round)
    entered = world.now - timedelta(days=5)
    empty = Moment(round_, entered - timedelta(seconds=1))
    for _sheet, standing in standing_at(empty, sheets_of(lan, round_.pk)):
        assert {each.mark for each in standing.values()} == {"NOT_ENTERED"}
    value_save(
        actor=world.actor("tuan"), sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators["2.1"],
        typed={"": "70"}, now=world.now,
    )  # fmt: skip
    value_save(
        actor=world.actor("tuan"), sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators["2.2"],
        typed={"": "61"}, now=world.now,
    )  # fmt: skip
    [row] = changed_since(lan, round_, world.now - timedelta(days=1), world.now).rows
    assert told(row) == ("Xã Thượng Sơn", "2", "verdict", "NOT_ENTERED", "NOT_MET", ["2.1 90>70", "2.2 ->61"])


def test_a_conclusion_stands_from_its_day_on(world: World) -> None:
    verify(world, "hai", "ha", "1.1", "conclude", verdict="MET", document="20/SXD, 02/03/2026")
    [row] = changed_since(world.actor("lan"), round_of(world.open_round), world.now - timedelta(days=1), world.now).rows
    assert told(row) == ("Xã Hạ Sơn", "1", "gained", "UNDETERMINED", "MET", ["1.1 Đạt>Đạt"])


def test_now_is_what_the_tables_say(world: World) -> None:
    """The rebuilt present and the roll-ups agree, for the open round and for the frozen one."""
    for round_id in (world.open_round, world.frozen_round):
        round_ = round_of(round_id)
        for sheet, standing in standing_at(Moment(round_, world.now), sheets_of(world.actor("lan"), round_id)):
            stored = dict(IndicatorResult.objects.filter(sheet=sheet).values_list("indicator__code", "verdict"))
            assert {code: each.mark.replace("NOT_ENTERED", "UNDETERMINED") for code, each in standing.items()} == stored


def test_two_editions(world: World) -> None:
    amendment_approve(actor=world.actor("hanh"), amendment_id=requested(world).pk, now=world.now)
    lan, round_ = world.actor("lan"), round_of(world.frozen_round)
    [row] = compare(lan, Moment(round_, world.now, 1), Moment(round_, world.now, 2)).rows
    assert told(row) == ("Xã Hạ Sơn", "2", "gained", "NOT_MET", "MET", ["2.1 79>82"])
    # The day before the amendment is the first edition.
    assert compare(lan, Moment(round_, world.now - timedelta(days=1)), Moment(round_, world.now, 1)).rows == []


def test_a_commune_compares_only_itself(world: World) -> None:
    found = compare(
        world.actor("tuan"),
        Moment(round_of(world.frozen_round), world.now),
        Moment(round_of(world.open_round), world.now),
    )
    assert {row.unit_name for row in found.rows} == {"Xã Thượng Sơn"}


def test_units_without_a_counterpart_are_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Đông Sơn is left out of the later round: it is named, and nothing of it is compared."""
    from dieuphoi.programme.assessments.comparing import selectors

    whole = selectors.sheets_of
    monkeypatch.setattr(
        selectors,
        "sheets_of",
        lambda actor, round_id, units=None: [
            sheet
            for sheet in whole(actor, round_id, units)
            if round_id == world.frozen_round or sheet.unit_name != "Xã Đông Sơn"
        ],
    )
    found = compare(
        world.actor("lan"),
        Moment(round_of(world.frozen_round), world.now),
        Moment(round_of(world.open_round), world.now),
    )
    assert (found.only_before, found.only_after, found.compared) == (["Xã Đông Sơn"], [], 2)
    assert "Xã Đông Sơn" not in {row.unit_name for row in found.rows}


def test_too_many_are_refused_kindly_unless_by_a_job(world: World) -> None:
    moment = Moment(round_of(world.open_round), world.now)
    with pytest.raises(Refused, match="chọn một xã"):
        compare(world.actor("lan"), moment, moment, at_once=2)
    assert compare(world.actor("lan"), moment, moment, at_once=None).compared == 3


def test_the_page_the_file_and_the_api_give_the_same_rows(world: World, now: datetime) -> None:
    client = sign_in(world, "lan")
    page = client.get(f"/rounds/{world.open_round}/compare/?with={world.frozen_round}&kind=lost")
    told_rows = re.search(r"(\d+) dòng; so 3 xã", page.content.decode())
    assert told_rows is not None
    rows = int(told_rows[1])
    assert rows > 0
    assert page.content.decode().count('<th scope="row" class="sticky">') == rows
    file = client.get(f"/rounds/{world.open_round}/compare/?with={world.frozen_round}&kind=lost&export=xlsx")
    sheet = openpyxl.load_workbook(BytesIO(file.content)).worksheets[0]
    names = [row[0].value for row in sheet.iter_rows() if row[0].value and str(row[0].value).startswith("Xã ")]
    assert len(names) == rows
    api = client.get(
        f"/api/v1/rounds/{world.open_round}/compare?with_round={world.frozen_round}&kind=lost&from_on=01/03/2026"
    )
    assert api.json()["count"] == rows, api.content.decode()
    bad = client.get(f"/rounds/{world.open_round}/compare/?from_on=31/02/2026&kind=nothing&from_edition=9")
    assert bad.status_code in (400, 422)


def test_the_mark_of_a_criterion_is_the_roll_up_s(world: World) -> None:
    from dieuphoi.programme.assessments.comparing.selectors import criterion_of

    for row in CriterionResult.objects.select_related("sheet"):
        marks = [
            "NOT_ENTERED" if verification == "EMPTY" else verdict
            for verdict, verification in IndicatorResult.objects.filter(
                sheet=row.sheet, criterion_id=row.criterion_id
            ).values_list("verdict", "verification")
        ]
        said = "NOT_ENTERED" if row.verdict == "UNDETERMINED" and row.not_entered else row.verdict
        assert criterion_of(marks) == said
