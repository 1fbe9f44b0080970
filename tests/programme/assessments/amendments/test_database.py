"""A frozen sheet takes only the amendment that is being applied to it (fault 6): the database asks its row. Raw SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from dieuphoi.core.history.context import act
from dieuphoi.programme.assessments.amendments.models import Amendment
from dieuphoi.programme.assessments.amendments.services import amendment_approve
from tests.programme.assessments.amendments.asked import requested
from tests.support.world import World

VALUE = (
    "INSERT INTO assessments_value (sheet_id, indicator_id, part, side, number, text, standard, explanation, cleared,"
    " on_behalf, recorded_at) VALUES ({sheet}, {indicator}, 'x', 'commune', 5, '', '', '', false, false, now())"
)
WRITES = {
    "a value": VALUE,
    "an opinion": "INSERT INTO assessments_verified (sheet_id, indicator_id, decision, comment, verdict, document,"
    " was, recorded_at) VALUES ({sheet}, {indicator}, 'accept', '', '', '', '', now())",
    "a verdict": "UPDATE assessments_indicatorresult SET verdict = 'MET' WHERE sheet_id = {sheet}",
    "a verdict moved away": "DELETE FROM assessments_indicatorresult WHERE sheet_id = {open};"
    " UPDATE assessments_indicatorresult SET sheet_id = {open} WHERE sheet_id = {sheet}",
    "a verdict gone": "DELETE FROM assessments_indicatorresult WHERE sheet_id = {sheet}",
    "a criterion": "UPDATE assessments_criterionresult SET verdict = 'MET' WHERE sheet_id = {sheet}",
    "a criterion gone": "DELETE FROM assessments_criterionresult WHERE sheet_id = {sheet}",
    "a roll-up": "UPDATE assessments_sheetrollup SET criteria_met = 3 WHERE sheet_id = {sheet}",
    "a roll-up gone": "DELETE FROM assessments_sheetrollup WHERE sheet_id = {sheet}",
    "an edition": "INSERT INTO assessments_sheetsnapshot (sheet_id, round_id, content, sha256, engine_version, edition,"
    " round_edition, recorded_at) VALUES ({sheet}, {round}, '', '', '3', 2, 2, now())",
    "a signature": "INSERT INTO assessments_sheetsigner (sheet_id, signer_id, step, recorded_at)"
    " VALUES ({sheet}, 1, 'verify', now())",
    "a comment": "INSERT INTO assessments_sheetcomment (sheet_id, text, anchor, mentions, author_name, recorded_at)"
    " VALUES ({sheet}, 'x', '', '{{}}', 'x', now())",
    "the sheet": "UPDATE assessments_sheet SET unit_name = 'x' WHERE id = {sheet}",
    "the sheet's state": "UPDATE assessments_sheet SET state = 'OPEN' WHERE id = {sheet}",
    "the sheet gone": "DELETE FROM assessments_sheet WHERE id = {sheet}",
    "the round": "UPDATE assessments_assessmentround SET title = 'x' WHERE id = {round}",
    "the round's hash": "UPDATE assessments_assessmentround SET frozen_hash = 'x' WHERE id = {round}",
    "the freeze's bytes": "UPDATE assessments_sheetsnapshot SET content = '' WHERE sheet_id = {sheet}",
    "the freeze gone": "DELETE FROM assessments_sheetsnapshot WHERE sheet_id = {sheet}",
    "the round's edition": "UPDATE assessments_roundedition SET sha256 = 'x' WHERE round_id = {round}",
}


def run(world: World, who: str, *statements: str, sheet: str = "ha") -> None:
    """Raw SQL as somebody, in an act; whatever is deferred is asked at its end."""
    known = {
        "sheet": world.frozen_sheets[sheet], "open": world.open_sheets[sheet], "round": world.frozen_round,
        "indicator": world.indicators["2.1"], "head": world.accounts["hanh"], "asker": world.accounts["lan"],
    }  # fmt: skip
    with transaction.atomic(), act(world.actor(who), "test.break"), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(**known))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@contextmanager
def refused(words: str) -> Iterator[None]:
    with pytest.raises(DatabaseError, match=words):
        yield


@pytest.mark.parametrize("what", WRITES)
def test_a_frozen_sheet_takes_nothing(world: World, what: str) -> None:
    with refused("frozen|Cannot update or delete|Invalid transition"):
        run(world, "hanh", WRITES[what])


@pytest.mark.parametrize("what", [name for name in WRITES if name not in ("a signature",)])
def test_neither_while_a_request_waits_nor_once_it_was_applied(world: World, what: str) -> None:
    amendment = requested(world)
    with refused("frozen|Cannot update or delete|Invalid transition"):
        run(world, "hanh", WRITES[what])
    amendment_approve(actor=world.actor("hanh"), amendment_id=amendment.pk, now=world.now)
    with refused("frozen|Cannot update or delete|Invalid transition|duplicate key"):
        run(world, "hanh", WRITES[what])


APPROVE = (
    "UPDATE assessments_amendment SET state = 'APPROVED', decided_by_id = {head}, decided_at = '2026-03-02 03:00+00'"
    " WHERE sheet_id = {sheet}"
)

DONE = "UPDATE assessments_amendment SET state = 'APPLIED', edition = 2, round_edition = 2"


def test_an_approval_opens_its_own_sheet_only(world: World) -> None:
    requested(world)
    with refused("frozen"):
        run(world, "hanh", APPROVE.replace("{sheet}", str(world.frozen_sheets["ha"])), VALUE, sheet="dong")


def test_an_approval_that_is_not_applied_is_never_committed(world: World) -> None:
    requested(world)
    with refused("applied with its edition"):
        run(world, "hanh", APPROVE)
    with refused("applied with its edition"):
        run(world, "hanh", APPROVE, VALUE)
    with refused("applied with its edition"):
        run(world, "hanh", APPROVE, DONE)


def test_an_approval_is_the_second_person_s_own_and_in_time(world: World) -> None:
    requested(world)
    with refused("second person"):  # whoever asked
        run(world, "lan", APPROVE.replace("{head}", "{asker}"))
    with refused("second person"):  # in somebody else's name
        run(world, "lan", APPROVE)
    with refused("is over"):
        run(world, "hanh", APPROVE.replace("2026-03-02", "2026-03-11"))
    with refused("Invalid transition"):
        run(world, "hanh", "UPDATE assessments_amendment SET state = 'APPLIED'")
    with refused("stays as it was"):
        run(world, "hanh", "UPDATE assessments_amendment SET ends_on = '2027-01-01'")
    with refused("Cannot delete"):
        run(world, "hanh", "DELETE FROM assessments_amendment")


def test_the_end_is_counted_in_local_days(world: World) -> None:
    """17:30 UTC is half past midnight of the next day in Hà Nội."""
    requested(world)
    with refused("is over"):
        run(world, "hanh", APPROVE.replace("2026-03-02 03:00", "2026-03-10 17:30"))
    with refused("applied with its edition"):  # in time, then stopped for want of its edition
        run(world, "hanh", APPROVE.replace("2026-03-02 03:00", "2026-03-10 16:30"))


def test_a_request_is_made_by_who_acts_for_a_frozen_sheet(world: World) -> None:
    ask = (
        "INSERT INTO assessments_amendment (sheet_id, state, reason, document, document_on, ends_on, requested_by_id,"
        " requested_at, decision_note, foreseen) VALUES ({sheet}, 'REQUESTED', 'x', 'y', '2026-01-01', '2026-12-31',"
        " {asker}, now(), '', '{{}}')"
    )
    with refused("by who acts"):
        run(world, "hanh", ask)
    with refused("not frozen"):
        run(world, "lan", ask.replace("{sheet}", "{open}"))


def test_items_come_with_the_request_only(world: World) -> None:
    """They cannot be slipped in after somebody read the request (here: in the transaction that approved it)."""
    amendment = requested(world)
    item = (
        "INSERT INTO assessments_amendmentitem (amendment_id, indicator_id, what, part, text, standard, explanation,"
        " cleared, verdict, document, recorded_at) VALUES"
        " (AMENDMENT, {indicator}, 'value', 'x', '', '', '', true, '', '',"
        " now())".replace("AMENDMENT", str(amendment.pk))
    )
    with refused("with the request"):
        run(world, "hanh", APPROVE, item)
    amendment_approve(actor=world.actor("hanh"), amendment_id=amendment.pk, now=world.now)
    with refused("with the request"):
        run(world, "hanh", item)
    with refused("Cannot update or delete"):
        run(world, "hanh", "UPDATE assessments_amendmentitem SET number = 99")


def test_a_paper_stands_beside_a_freeze_only(world: World) -> None:
    paper = (
        "INSERT INTO assessments_roundpaper (round_id, kind, number, signed_on, signer, signer_post, file_name, reason,"
        " recorded_at) VALUES (%d, 'decision', '1/QĐ', '2026-01-01', 'x', '', '', '', now())"
    )
    with refused("not frozen"):
        run(world, "hanh", paper % world.open_round)


def test_a_late_clock_stops_the_service_as_well_as_the_database(world: World) -> None:
    """An actor whose day is yesterday's does not smuggle an approval past the end: the row says when it was decided."""
    amendment = requested(world, ends_on=world.today)
    with refused("is over"):
        amendment_approve(
            actor=world.actor("hanh"), amendment_id=amendment.pk, now=world.now + timedelta(days=1)
        )
    assert Amendment.objects.get().state == "REQUESTED"
