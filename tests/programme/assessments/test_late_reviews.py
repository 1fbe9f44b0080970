"""Which reviews came after the round's last day for verifying (S2-17): listed also once they are done."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from dieuphoi.programme.assessments import quality
from dieuphoi.programme.assessments.amendments.services import amendment_approve
from dieuphoi.programme.assessments.services.verification import results_verify
from tests.programme.assessments.amendments.asked import requested
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db
DUE = 15
"""Days from the present until the last day for verifying: twenty from the opening, which was five days ago."""


def review(world: World, who: str, code: str, days: int, **what: str) -> None:
    outcome = results_verify(
        actor=world.actor(who), result_ids=[world.result(world.open_sheets["ha"], code)],
        now=world.now + timedelta(days=days), **what,
    )  # fmt: skip
    assert not outcome.refused, outcome.refused


def test_the_last_day_is_in_time_and_an_amendment_is_no_review(world: World) -> None:
    review(world, "hai", "2.1", DUE, decision="accept")
    amendment_approve(actor=world.actor("hanh"), amendment_id=requested(world).pk, now=world.now)
    assert list(quality.late_reviews(world.actor("hanh"))) == []


def test_a_review_a_day_late_is_listed_with_its_department(world: World) -> None:
    review(world, "hai", "2.1", DUE + 1, decision="accept")
    review(world, "thu", "3.1", DUE + 3, decision="return", comment="Thiếu bảng tính")
    answer = sign_in(world, "lan").get("/rounds/quality/late/", {"round": world.open_round, "export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=";") if "Xã Hạ Sơn" in row]
    told = {row[0]: (row[2], row[4], row[7]) for row in rows}
    assert told == {
        "Sở Xây dựng": ("2.1", "chấp nhận", "1"),
        "Sở Nông nghiệp và Môi trường": ("3.1", "trả lại", "3"),
    }


def test_each_sees_the_late_reviews_of_their_own_communes(world: World) -> None:
    review(world, "hai", "2.1", DUE + 1, decision="accept")
    assert quality.late_reviews(world.actor("vy")).count() == 1
    assert quality.late_reviews(world.actor("tuan")).count() == 0
