"""Sheets handed in come to a department as one notice a day and round, which leads to exactly these (S1-28)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.core.kernel.errors import InputErrors
from dieuphoi.core.notify.models import Notice
from dieuphoi.core.notify.services import notices_read_all
from dieuphoi.programme.assessments.models import AssessmentRound
from dieuphoi.programme.assessments.services.values import sheet_submit, value_save
from dieuphoi.programme.assessments.services.verification import sheet_reopen
from tests.support.world import GAPS, OFFICERS, World, sign_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def hand_in(world: World, key: str, at: datetime, reason: str = GAPS) -> None:
    sheet_submit(actor=world.actor(OFFICERS[key]), sheet_id=world.open_sheets[key], now=at, reason=reason)


def told(world: World, who: str = "hai") -> list[Notice]:
    """What a department's officer was told today of sheets handed in."""
    rows = Notice.objects.filter(kind="sheet.submitted", account_id=world.accounts[who], created_at__gte=world.now)
    return list(rows.order_by("pk"))


@pytest.fixture
def waiting(world: World) -> World:
    """Hạ Sơn's sheet is open again, as Thượng Sơn's is; Đông Sơn's was handed in five days ago."""
    sheet_reopen(actor=world.actor("lan"), sheet_id=world.open_sheets["ha"], reason="thiếu biểu", now=world.now)
    return world


# --- refusals


def test_a_sheet_that_is_refused_tells_nobody_and_grows_nothing(waiting: World) -> None:
    hand_in(waiting, "ha", waiting.now)
    with pytest.raises(InputErrors):
        hand_in(waiting, "thuong", waiting.now, reason="")
    assert [notice.title for notice in told(waiting)] == ["Xã Hạ Sơn đã gửi phiếu"]


def test_a_notice_of_another_person_opens_no_list(waiting: World) -> None:
    for key in ("ha", "thuong"):
        hand_in(waiting, key, waiting.now)
    [notice] = told(waiting, "thu")
    for faulty in (str(notice.pk), "0", "x", "9" * 30, "-1"):
        body = sign_in(waiting, "hai").get(f"/rounds/queue/?told={faulty}").content.decode()
        assert notice.title not in body
        assert "Xã Hạ Sơn" not in body


# --- one notice a day and round


def test_the_second_sheet_of_a_day_grows_the_notice_and_a_read_one_stays(waiting: World) -> None:
    world = waiting
    hand_in(world, "ha", world.now)
    [notice] = told(world)
    assert (notice.title, notice.url) == ("Xã Hạ Sơn đã gửi phiếu", f"/rounds/sheets/{world.open_sheets['ha']}/")
    hand_in(world, "thuong", world.now + HOUR)
    [notice] = told(world)
    title = AssessmentRound.objects.get(pk=world.open_round).title
    assert (notice.title, notice.text) == (f"2 phiếu vừa gửi trong đợt {title}", "Xã Hạ Sơn, Xã Thượng Sơn")
    assert notice.created_at == world.now + HOUR
    # Handed in again on the same day, it is the same sheet.
    sheet_reopen(actor=world.actor("lan"), sheet_id=world.open_sheets["ha"], reason="sửa", now=world.now + 2 * HOUR)
    hand_in(world, "ha", world.now + 2 * HOUR)
    [notice] = told(world)
    assert (notice.title, notice.text) == (f"2 phiếu vừa gửi trong đợt {title}", "Xã Hạ Sơn, Xã Thượng Sơn")
    notices_read_all(actor=world.actor("hai"), now=world.now + 3 * HOUR)
    sheet_reopen(actor=world.actor("lan"), sheet_id=world.open_sheets["ha"], reason="sửa", now=world.now + 3 * HOUR)
    hand_in(world, "ha", world.now + 4 * HOUR)
    assert [each.title for each in told(world)] == [notice.title, "Xã Hạ Sơn đã gửi phiếu"]


def test_the_notice_leads_to_exactly_its_sheets(waiting: World) -> None:
    world = waiting
    value_save(
        actor=world.actor("vy"), sheet_id=world.open_sheets["ha"], indicator_id=world.indicators["2.1"],
        typed={"": "83"}, now=world.now,
    )  # fmt: skip
    for key in ("ha", "thuong"):
        hand_in(world, key, world.now)
    [notice] = told(world)
    client = sign_in(world, "hai")
    whole, own = client.get("/rounds/queue/").content.decode(), client.get(notice.url).content.decode()
    assert 'name="told"' not in whole
    assert all(f">Xã {name} Sơn<" in whole for name in ("Hạ", "Thượng", "Đông"))
    assert [f">Xã {name} Sơn<" in own for name in ("Hạ", "Thượng", "Đông")] == [True, True, False]
    assert notice.title in own  # the list says what narrows it


def test_the_words_name_the_first_and_count_the_rest(world: World) -> None:
    from dieuphoi.programme.assessments.notices import _SubmittedTogether

    round_ = AssessmentRound.objects.get(pk=world.open_round)
    said = _SubmittedTogether(round_)(7, 1_240, ["Xã A", "Xã B"])
    assert said.title == f"1.240 phiếu vừa gửi trong đợt {round_.title}"
    assert said.text == "Xã A, Xã B và 1.238 xã khác"
    assert said.url == f"/rounds/queue/?round={round_.pk}&told=7"


def test_saving_a_figure_asks_nothing_of_bundles(world: World) -> None:
    with CaptureQueriesContext(connection) as queries:
        value_save(
            actor=world.actor("lan"), sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators["2.2"],
            typed={"": "61"}, now=world.now,
        )  # fmt: skip
    assert Notice.objects.filter(kind="sheet.on_behalf").exists()
    assert not [q for q in queries if "notify_noticeitem" in q["sql"] or "pg_advisory" in q["sql"]]
