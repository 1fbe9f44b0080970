"""What is kept of the board between requests is never shown once it is not true, and never to whom it is not due."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dieuphoi.core.ui.pieces import Lasting
from dieuphoi.insight.board import selectors
from dieuphoi.insight.board.kept import BOARDS, Board, Kept
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.amendments.services import amendment_approve
from dieuphoi.programme.assessments.models import AssessmentRound, IndicatorResult, SheetRollup
from dieuphoi.programme.assessments.services import values
from dieuphoi.programme.assessments.services.verification import results_verify
from dieuphoi.programme.recognition.services import NewRecognition, recognition_record
from tests.insight.board.test_registered import register
from tests.insight.builder import html, wall_names
from tests.programme.assessments.amendments.asked import requested
from tests.support.world import World

SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    BOARDS.clear()
    yield
    BOARDS.clear()


def board(client: Client, **query: object) -> str:
    return html(client.get(reverse("board:board"), query))


def content(page: str) -> str:
    return page.split("<main")[1].split("</main>")[0]


def fresh(client: Client, **query: object) -> str:
    """The page as it is made with nothing kept."""
    BOARDS.clear()
    return content(board(client, **query))


def test_the_second_reading_asks_for_nothing_of_the_board_but_its_stamp(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    with CaptureQueriesContext(connection) as first:
        one = board(client, round=world.open_round)
    with CaptureQueriesContext(connection) as second:
        two = board(client, round=world.open_round)
    assert content(one) == content(two)
    asked = [each["sql"] for each in second if "assessments_sheetrollup" in each["sql"]]
    assert len(asked) == 1 and "hashtidextended" in asked[0]
    assert not [each["sql"] for each in second if 'FROM "assessments_assessmentround"' in each["sql"]]
    assert len(second) < len(first) - 8


def a_save(world: World) -> None:
    values.value_save(
        actor=world.actor("tuan"), sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators["2.1"],
        typed={"": "12"}, now=world.now,
    )  # fmt: skip


def a_verification(world: World) -> None:
    result = IndicatorResult.objects.get(sheet_id=world.open_sheets["ha"], indicator_id=world.indicators["2.1"])
    done = results_verify(actor=world.actor("hai"), result_ids=[result.pk], decision="accept", now=world.now)
    assert done.done


def a_return(world: World) -> None:
    result = IndicatorResult.objects.get(sheet_id=world.open_sheets["ha"], indicator_id=world.indicators["2.1"])
    done = results_verify(
        actor=world.actor("hai"), result_ids=[result.pk], decision="return", comment="Thiếu nguồn", now=world.now
    )
    assert done.done


def a_recognition(world: World) -> None:
    new = NewRecognition(world.units["ha"], "commune_basic", 2026, "9/QĐ-UBND", date(2026, 1, 20))
    recognition_record(actor=world.actor("lan"), new=new, now=world.now)


def a_registration(world: World) -> None:
    register(world, "thuong")


def amended(world: World) -> None:
    asked = requested(world)
    amendment_approve(actor=world.actor("hanh"), amendment_id=asked.pk, now=world.now)


ACTS = [a_save, a_verification, a_return, a_recognition, a_registration]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_after_an_act_the_page_is_the_one_made_anew(
    world: World, signed_in: SignIn, act: Callable[[World], None]
) -> None:
    client = signed_in("hanh")
    before = content(board(client, round=world.open_round))
    act(world)
    after = content(board(client, round=world.open_round))
    assert after != before
    assert after == fresh(client, round=world.open_round)


def test_after_an_amendment_of_a_frozen_round_the_page_is_the_one_made_anew(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    before = content(board(client, round=world.frozen_round))
    amended(world)
    after = content(board(client, round=world.frozen_round))
    assert after != before and "Bản 2" in after
    assert after == fresh(client, round=world.frozen_round)


def test_the_marks_against_the_round_before_follow_it(world: World, signed_in: SignIn) -> None:
    """What the open round is compared with is amended: its wall is made anew."""
    client = signed_in("hanh")
    board(client, round=world.open_round)
    amended(world)
    after = content(board(client, round=world.open_round))
    assert after == fresh(client, round=world.open_round)


def test_an_act_that_is_rolled_back_leaves_the_page_as_it_was(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    before = content(board(client, round=world.open_round))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        a_save(world)
        assert content(board(client, round=world.open_round)) != before
        raise ZeroDivisionError
    assert content(board(client, round=world.open_round)) == before


def test_a_figure_that_goes_and_comes_back_is_another_state(world: World) -> None:
    """Who reads before, in between and after is never given what was made in between."""
    round_ = assessments.round_by_id(world.actor("hanh"), world.open_round)
    stamps = {selectors.board_stamp(round_)}
    rows = SheetRollup.objects.filter(sheet_id=world.open_sheets["thuong"])
    held = rows.get().returned
    for number in (held + 1, held):
        with transaction.atomic():
            rows.update(returned=number)
        stamps.add(selectors.board_stamp(round_))
    assert len(stamps) == 3


@pytest.mark.parametrize(("first", "second"), [("hanh", "vy"), ("vy", "hanh"), ("vy", "tuan"), ("phong", "vy")])
def test_another_person_is_never_given_what_was_kept_for_one(
    world: World, signed_in: SignIn, first: str, second: str
) -> None:
    board(signed_in(first), round=world.open_round)
    client = signed_in(second)
    assert content(board(client, round=world.open_round)) == fresh(client, round=world.open_round)
    if second == "vy":
        assert wall_names(board(client, round=world.open_round)) == ["Xã Hạ Sơn"]


def test_nothing_of_the_person_is_kept(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    name = world.actor("hanh").name
    page = board(client, round=world.open_round)
    assert name in page and name not in content(page)
    assert "csrf" not in content(page)


def test_another_language_filter_order_or_round_is_another_page(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    one = content(board(client, round=world.open_round))
    for query in ({"state": "OPEN"}, {"sort": "-met"}, {"q": "ha"}, {"mark": "U"}, {"show": "registered"}):
        shown = content(board(client, round=world.open_round, **query))
        assert shown != one
        assert shown == fresh(client, round=world.open_round, **query)
    assert content(board(client, round=world.frozen_round)) == fresh(client, round=world.frozen_round)
    kept = len(BOARDS)
    client.cookies["dieuphoi_language"] = "en"
    page = board(client, round=world.frozen_round)
    assert '<html lang="en"' in page and len(BOARDS) == kept + 1
    assert content(page) == fresh(client, round=world.frozen_round)


@pytest.mark.parametrize(
    "query", [{"as_of": "01/02/2026"}, {"view": "map"}, {"owner": "0"}, {"show": "standstill"}, {"since": "01/02/2026"}]
)
def test_what_rests_on_more_than_the_stamp_reads_is_not_kept(
    world: World, signed_in: SignIn, query: dict[str, str]
) -> None:
    board(signed_in("hanh"), round=world.open_round, **query)
    assert len(BOARDS) == 0


def test_a_past_day_and_a_faulty_address_are_not_kept_and_a_stranger_is_refused_before(
    world: World, signed_in: SignIn
) -> None:
    board(signed_in("hanh"), round=world.open_round)
    answer = signed_in("quantri").get(reverse("board:board"), {"round": world.open_round})
    assert answer.status_code == 404
    assert Client().get(reverse("board:board"), {"round": world.open_round}).status_code == 302


def test_the_longest_unused_goes_first_and_no_more_is_kept_than_may_be() -> None:
    found = Kept(10)
    four, two, eight, more = (
        Board(AssessmentRound(pk=1), ("1",), (Lasting(text[:1]), Lasting(text[1:])))
        for text in ("1234", "12", "12345678", "12345678901")
    )
    found.put("a", four)
    found.put("b", four)
    assert found.get("a") == four
    found.put("c", two)
    found.put("c", four)
    assert found.get("b") is None
    assert found.get("a") == found.get("c") == four
    found.put("d", more)
    assert found.get("d") is None and len(found) == 2
    found.put("a", eight)
    assert found.get("a") == eight and found.get("c") is None
