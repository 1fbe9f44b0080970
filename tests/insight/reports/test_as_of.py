"""The summaries as of a past day: what stood then – running or frozen, of which edition – and never today's figures
(S2-46, S3-57; issue 4: "`as_of` and what changed since everywhere")."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.insight.reports import selectors
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.amendments.services import amendment_approve
from dieuphoi.programme.assessments.comparing.walls import end_of, wall_at
from dieuphoi.programme.assessments.models import SheetRollup
from dieuphoi.programme.assessments.services.values import value_save
from tests.insight.builder import sheets, table
from tests.insight.reports.test_summary import COMMUNES, SUMMARY, names_on, word_text
from tests.programme.assessments.amendments.asked import requested
from tests.support.world import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def typed_today(world: World, figures: dict[str, str]) -> None:
    for code, figure in figures.items():
        value_save(
            actor=world.actor("tuan"), sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators[code],
            typed={"": figure}, now=world.now,
        )  # fmt: skip


def marks(read: selectors.Reading) -> dict[str, str]:
    return {row.wall.name: row.wall.marks for row in read.rows}


def reading(world: World, who: str, round_id: int, back: int) -> selectors.Reading:
    actor = world.actor(who)
    day = world.today - timedelta(days=back)
    return selectors.reading(actor, assessments.round_by_id(actor, round_id), day=day)


def test_a_round_that_had_not_begun_says_so_instead_of_figures(world: World, signed_in: SignIn) -> None:
    before = format_date(world.today - timedelta(days=6))
    for name in (SUMMARY, COMMUNES, "reports:moves", "reports:sector"):
        page = signed_in("hanh").get(reverse(name), {"round": world.open_round, "as_of": before}).content.decode()
        assert f"Ngày {before} “Rà soát 6 tháng đầu năm 2026” chưa mở, chưa có số liệu nào." in unescape(page)
        assert 'id="by-' not in page


def test_too_many_sheets_are_refused_not_answered_with_today(world: World) -> None:
    round_ = assessments.round_by_id(world.actor("hanh"), world.open_round)
    with pytest.raises(Refused, match="Có 3 phiếu, nhiều quá"):
        wall_at(world.actor("hanh"), round_, world.now, at_once=2)


def test_a_commune_sees_of_a_past_day_only_itself(world: World) -> None:
    typed_today(world, {"2.1": "70"})
    assert list(marks(reading(world, "tuan", world.open_round, 1))) == ["Xã Thượng Sơn"]


def test_the_rebuilt_present_is_what_the_roll_ups_say(world: World) -> None:
    lan = world.actor("lan")
    for round_id in (world.open_round, world.frozen_round):
        found = wall_at(lan, assessments.round_by_id(lan, round_id), end_of(world.today))
        told = {row.wall.sheet_id: row.wall for row in found.rows}
        for kept in SheetRollup.objects.filter(round_id=round_id):
            mine = told.pop(kept.sheet_id)
            assert (mine.marks, mine.criteria_met, mine.criteria_total, mine.entered, mine.total, mine.qualifies) == (
                kept.marks, kept.criteria_met, kept.criteria_total, kept.entered, kept.total, kept.qualifies,
            )  # fmt: skip
        assert told == {}


def test_a_running_round_as_of_yesterday_is_what_stood_yesterday(world: World, signed_in: SignIn) -> None:
    """Thượng Sơn typed 2.1 = 90 (met) five days ago; today 70 and the missing 2.2: criterion 2 fails since today."""
    typed_today(world, {"2.1": "70", "2.2": "61"})
    assert marks(reading(world, "hanh", world.open_round, 0))["Xã Thượng Sơn"][1] == "N"
    assert marks(reading(world, "hanh", world.open_round, 1))["Xã Thượng Sơn"][1] == "E"
    client, yesterday = signed_in("hanh"), format_date(world.today - timedelta(days=1))
    asked = {"round": world.open_round, "as_of": yesterday}
    page = client.get(reverse(SUMMARY), asked).content.decode()
    assert f"SỐ LIỆU CHƯA CHỐT của cuối ngày {yesterday}, dựng lại từ những gì đã ghi đến lúc ấy" in page
    failed = {"criterion": "2", "mark": "N"}
    assert "Xã Thượng Sơn" not in names_of(client, {**asked, **failed})
    assert "Xã Thượng Sơn" in names_of(client, {"round": world.open_round, **failed})
    # Every count of that day opens the rows of that day.
    links = re.findall(r'<td class="num"><a href="(/reports/communes/[^"]*)">([^<]*)</a>', page)
    assert links
    for href, number in set(links):
        assert "as_of=" in href
        found = client.get(unescape(href)).content.decode()
        assert len(re.findall(r'/board/communes/\d+/\?round=\d+">', table_of(found))) == int(number), href
    book = sheets(client.get(reverse(SUMMARY), {**asked, "export": "xlsx"}))
    assert any(yesterday in str(cell.value) for cell in book["Theo xã"]["A"][:8])
    assert yesterday in word_text(client, reverse(SUMMARY), **asked)


def table_of(page: str) -> str:
    found = re.search(r'<table class="table paper" id="communes">.*?</table>', page, re.S)
    return "" if found is None else found[0]


def names_of(client: Client, params: dict[str, object]) -> list[str]:
    return names_on(client.get(reverse(COMMUNES), params).content.decode())


def test_the_sector_of_a_past_day_tells_its_marks_and_says_what_is_not_known(world: World, signed_in: SignIn) -> None:
    typed_today(world, {"2.2": "61"})
    client, yesterday = signed_in("hai"), format_date(world.today - timedelta(days=1))
    asked = {"round": world.open_round, "owner": world.orgs["SXD"], "export": "xlsx"}
    now = table(sheets(client.get(reverse("reports:sector"), asked))["Theo chỉ tiêu"], "Mã")
    then = table(sheets(client.get(reverse("reports:sector"), {**asked, "as_of": yesterday}))["Theo chỉ tiêu"], "Mã")
    # met, not met, not entered … and what waits: 2.2 was entered by Đông Sơn alone.
    assert next(line for line in now if line[0] == "2.2")[2:5] == [1, 1, 1]
    assert next(line for line in then if line[0] == "2.2")[2:5] == [0, 1, 2]
    assert {line[7] for line in then if line[0]} == {None}, "what waited then is not known: a gap, not a number"
    page = client.get(reverse("reports:sector"), {**asked, "export": "", "as_of": yesterday}).content.decode()
    assert "Không dựng lại được việc thẩm định của một ngày đã qua" in page


def test_a_frozen_round_is_told_in_the_edition_that_stood(world: World, signed_in: SignIn) -> None:
    """Hạ Sơn fails criterion 2 in the first edition, meets it by today's amendment."""
    amendment_approve(actor=world.actor("hanh"), amendment_id=requested(world).pk, now=world.now)
    assert marks(reading(world, "hanh", world.frozen_round, 0))["Xã Hạ Sơn"][1] == "M"
    read = reading(world, "hanh", world.frozen_round, 1)
    assert marks(read)["Xã Hạ Sơn"][1] == "N"
    assert {row.wall.state for row in read.rows} == {"FROZEN"}
    client, yesterday = signed_in("hanh"), format_date(world.today - timedelta(days=1))
    then = client.get(reverse(SUMMARY), {"round": world.frozen_round, "as_of": yesterday}).content.decode()
    frozen = format_date(world.today - timedelta(days=90))
    assert f"bản đầu, chốt ngày {frozen}; nay đã có bản 2" in then
    now = client.get(reverse(SUMMARY), {"round": world.frozen_round}).content.decode()
    assert f"Bản 2, điều chỉnh lúc {format_date(world.today)}" in now
    # Compared with, and beside the figures of this year: its edition is told, too.
    moves = client.get(reverse("reports:moves"), {"round": world.open_round}).content.decode()
    assert f"Rà soát năm 2025 (bản 2, điều chỉnh ngày {format_date(world.today)})" in " ".join(moves.split())
    form = client.get(reverse("reports:form", args=["bieu-05"]), {"round": world.open_round}).content.decode()
    assert f"Rà soát năm 2025, bản 2, điều chỉnh ngày {format_date(world.today)}" in form


def test_a_round_frozen_later_counts_as_running_then(world: World) -> None:
    """The round of 2025 was opened and frozen on one day; the running one answers its own half year since it opened."""
    from dieuphoi.core.kernel.period import parse_period

    def chosen(back: int) -> int | None:
        found = selectors.choose(
            world.actor("hanh"), round_id=None, province=None, period=parse_period("2026-H1"),
            day=world.today - timedelta(days=back),
        ).round  # fmt: skip
        return None if found is None else found.pk

    assert chosen(1) == world.open_round
    assert chosen(6) is None
