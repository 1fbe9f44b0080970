"""The past on the board: a commune's years, the wall of a year, the comparison across sets, the first line.

Serves S1-13, S2-20, S2-24, S2-25, S2-30, S0-14; faults 1, 3, 10, 32.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.ranges import date_range
from dieuphoi.insight.board.selectors.trend import topic_positions, trend, trend_rows
from dieuphoi.programme.assessments.services.decided import CommuneYear, Said, decided_record
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria import services as criteria_acts
from dieuphoi.programme.criteria import sets
from dieuphoi.programme.recognition.services import (
    NewDecision,
    NewRecognition,
    recognition_acknowledge,
    recognition_record,
)
from dieuphoi.registry.territory.services import NewUnit, units_create
from tests.insight.builder import html, wall_names
from tests.support.world import World

SignIn = Callable[[str], Client]
READ = {"M": "MET", "N": "NOT_MET", "U": "UNDETERMINED", "A": "NOT_APPLICABLE"}


def told(
    world: World, version_id: int, year: int, unit: int, name: str, marks: str, reported: int | None = None
) -> None:
    """Say what was decided of one commune-year, a letter a criterion; E is not told."""
    rows = criteria.criteria_of(version_id)
    decided_record(
        actor=system_actor(world.today),
        version_id=version_id,
        rows=[
            CommuneYear(
                unit, name, "", world.units["tinh"], year, date(year, 12, 31), f"{year}/QĐ",
                verdicts=tuple(
                    Said(row.id, None, READ[mark], mark) for row, mark in zip(rows, marks, strict=False) if mark != "E"
                ),
                reported_met=reported,
            )
        ],
        now=world.now,
    )  # fmt: skip


def get(client: Client, name: str, *parts: int, **query: object) -> str:
    return html(client.get(f"{reverse(name, args=parts)}?{urlencode(query, doseq=True)}"))


@pytest.fixture
def national(world: World) -> dict[str, int]:
    """The shipped national sets, by code: version ids."""
    criteria_acts.shipped_sets_load(actor=system_actor(world.today), now=world.now)
    actor = system_actor(world.today)
    return {
        code: criteria.versions(actor).filter(set__code=code).first().pk
        for code in ("ntm-xa-2016-2020", "ntm-xa-2021-2025", "ntm-xa-nang-cao-2021-2025")
    }


# ------------------------------------------------------------------------------------------------- comparison


def test_topics_are_compared_by_lineage_and_never_by_number(world: World, national: dict[str, int]) -> None:
    """Y tế is criterion 15 of the basic sets and 14 of the advanced one, where 15 is public administration."""
    basic, advanced = national["ntm-xa-2016-2020"], national["ntm-xa-nang-cao-2021-2025"]
    thuong = world.units["thuong"]
    told(world, basic, 2019, thuong, "Xã Thượng Sơn", "E" * 14 + "M")
    told(world, advanced, 2023, thuong, "Xã Thượng Sơn", "E" * 13 + "MN")
    found = trend(world.actor("vy"), [world.units["tinh"]], "basic", world.today)
    [y_te] = [line for line in found.lines if line.topic.code == "y-te"]
    # 2019 as published; the frozen round of 2025 is of the province's own set, which has no such criterion.
    assert [(cell.number, cell.met, cell.told, cell.of) for cell in y_te.cells if cell] == [("15", 1, 1, 3)]
    upper = trend(world.actor("vy"), [world.units["tinh"]], "advanced", world.today)
    by_topic = {line.topic.code: line.cells[0] for line in upper.lines}
    assert (by_topic["y-te"].number, by_topic["y-te"].met) == ("14", 1)
    assert (by_topic["hanh-chinh-cong"].number, by_topic["hanh-chinh-cong"].met) == ("15", 0)
    assert "he-thong-chinh-tri" not in by_topic


def test_a_footnote_wherever_a_figure_crosses_a_merger_a_change_of_set_or_lacks_communes(
    world: World, national: dict[str, int]
) -> None:
    old, new = national["ntm-xa-2016-2020"], national["ntm-xa-2021-2025"]
    made = units_create(
        actor=system_actor(world.today),
        rows=[
            NewUnit(key, "commune", "xa", name, code, world.units["tinh"], "thử", exists=valid)
            for key, name, code, valid in (
                ("a", "An Hòa", "98011", date_range(None, date(2021, 7, 1))),
                ("b", "Bình Hòa", "98012", date_range(None, date(2021, 7, 1))),
                ("c", "An Bình", "98013", date_range(date(2021, 7, 1), None)),
            )
        ],
        now=world.now,
    )
    for unit in (*(made[key] for key in ("a", "b")), *(world.units[key] for key in ("thuong", "ha", "dong"))):
        told(world, old, 2019, unit, "xã", "M")
    told(world, new, 2022, made["c"], "Xã An Bình", "N")
    told(world, new, 2022, world.units["ha"], "Xã Hạ Sơn", "M")
    found = trend(world.actor("vy"), [world.units["tinh"]], "basic", date(2023, 1, 1))
    assert [(point.year, point.communes, point.told) for point in found.points] == [(2019, 5, 5), (2022, 4, 2)]
    [planning] = [line for line in found.lines if line.topic.code == "quy-hoach"]
    # 5 of 5 before, 1 of the 4 xã after: nothing of An Hòa and Bình Hòa is carried onto An Bình.
    assert [(cell.met, cell.of) for cell in planning.cells if cell] == [(5, 5), (1, 4)]
    words = [text for at, text in found.footnotes if at == 1]
    assert len(words) == 3
    assert "tính trên 4 xã" in words[0]
    assert "trước đó là 5 xã" in words[0]
    assert "bộ tiêu chí đổi từ" in words[1]
    assert "2/4 xã" in words[2]
    assert [row["met"] for row in trend_rows(found) if row["topic"] == "Quy hoạch"] == [5, 1]


def test_as_of_leaves_out_what_came_later_and_a_frozen_round_stands_for_its_year(
    world: World, national: dict[str, int]
) -> None:
    told(world, world.version_id, 2023, world.units["ha"], "Xã Hạ Sơn", "MNM")
    told(world, world.version_id, 2025, world.units["ha"], "Xã Hạ Sơn", "NNN")
    find = lambda day: trend(world.actor("hanh"), [world.units["tinh"]], "basic", day).points  # noqa: E731
    assert [(point.year, point.is_round) for point in find(date(2024, 12, 31))] == [(2023, False)]
    assert [(point.year, point.is_round) for point in find(world.today)] == [(2023, False), (2025, True)]


def test_the_comparison_page_draws_tells_and_exports_the_same_figures(
    world: World, signed_in: SignIn, national: dict[str, int]
) -> None:
    for name in ("thuong", "ha", "dong"):
        told(world, national["ntm-xa-2016-2020"], 2019, world.units[name], name, "MN" + "M" * 17)
    vy = signed_in("vy")
    page = get(vy, "board:compare")
    assert "100%" in page
    assert "0/3" in page
    assert "<svg" in page
    one = get(vy, "board:compare", topic=["giao-thong"])
    assert "Giao thông" in one
    assert vy.get(reverse("board:compare"), {"topic": "khong-co"}).status_code == 400
    csv = vy.get(reverse("board:compare"), {"export": "csv", "topic": "giao-thong"}).content.decode("utf-8-sig")
    assert "Giao thông;2019" in csv.replace('"', "")
    assert vy.get(reverse("board:compare"), {"export": "xlsx"}).content[:2] == b"PK"
    assert Client().get(reverse("board:compare")).status_code == 302


# ------------------------------------------------------------------------------------------------- a past year


def test_the_wall_of_a_year_shows_the_communes_of_that_day(world: World, signed_in: SignIn) -> None:
    ended = units_create(
        actor=system_actor(world.today),
        rows=[
            NewUnit("cu", "commune", "xa", "Cổ Sơn", "98021", world.units["tinh"], "thử",
                    exists=date_range(None, date(2025, 7, 1)))
        ],
        now=world.now,
    )["cu"]  # fmt: skip
    told(world, world.version_id, 2023, ended, "Xã Cổ Sơn", "MMN", reported=3)
    told(world, world.version_id, 2024, world.units["ha"], "Xã Hạ Sơn", "NNN")
    page = get(signed_in("vy"), "board:past", year=2023)
    assert wall_names(page) == ["Xã Cổ Sơn"]
    assert "1/4 xã của năm ấy có kết quả" in page
    assert "2/3 (văn bản: 3)" in page
    assert wall_names(get(signed_in("tuan"), "board:past")) == ["Xã Hạ Sơn"]
    assert signed_in("vy").get(reverse("board:past"), {"year": 1999}).status_code == 404


def test_a_round_without_a_round_before_it_is_compared_with_the_newest_published_year(
    world: World, signed_in: SignIn
) -> None:
    """In 2024 Hạ Sơn did not meet criterion 1, nothing was told of 2, and it met 3; in the round of 2025: M, N, N."""
    told(world, world.version_id, 2024, world.units["ha"], "Xã Hạ Sơn", "NEM")
    page = get(signed_in("hanh"), "board:board", round=world.frozen_round)
    assert "kết quả đã công bố năm 2024" in page


def test_the_criterion_page_tells_the_published_years_of_its_own_set(world: World, signed_in: SignIn) -> None:
    told(world, world.version_id, 2023, world.units["ha"], "Xã Hạ Sơn", "MNM")
    told(world, world.version_id, 2023, world.units["dong"], "Xã Đông Sơn", "MME")
    page = get(signed_in("vy"), "board:criterion", world.frozen_round, world.criteria["2"])
    assert "Các năm trước, cùng bộ tiêu chí" in page
    assert "2/2" in page


# ------------------------------------------------------------------------------------------------- a commune


@pytest.fixture
def story(world: World) -> dict[str, int]:
    """Đồng Tâm took An Hòa in on 1 July 2025 and kept its name and code; An Hòa had been recognised in 2019."""
    before, since = date_range(None, date(2025, 7, 1)), date_range(date(2025, 7, 1), None)
    made: dict[str, int] = units_create(
        actor=system_actor(world.today),
        rows=[
            NewUnit("cu", "commune", "xa", "Đồng Tâm", "98011", world.units["tinh"], "thử", exists=before),
            NewUnit("moi", "commune", "xa", "Đồng Tâm", "98011", world.units["tinh"], "thử", exists=since),
        ],
        now=world.now,
    )
    return made


def recognised(world: World, unit: int) -> int:
    return recognition_record(
        actor=world.actor("lan"),
        new=NewRecognition(unit, "commune_basic", 2019, "12/QĐ-UBND", date(2019, 12, 20)),
        now=world.now,
    ).root_id


def test_the_commune_page_shows_published_years_with_their_basis_to_everybody(
    world: World, signed_in: SignIn
) -> None:
    told(world, world.version_id, 2023, world.units["ha"], "Xã Hạ Sơn", "MNA", reported=2)
    page = get(signed_in("tuan"), "board:commune", world.units["ha"])
    assert "theo kết quả đã công bố" in page
    assert "1/3 (văn bản: 2)" in page


def test_a_successor_of_the_same_name_and_code_has_not_the_old_units_recognition(
    world: World, signed_in: SignIn, story: dict[str, int]
) -> None:
    """Fault 32, on the pages: until a decision acknowledges it."""
    root = recognised(world, story["cu"])
    hanh = signed_in("hanh")
    assert "12/QĐ-UBND" not in get(hanh, "board:commune", story["moi"])
    old = get(hanh, "board:commune", story["cu"])
    assert "12/QĐ-UBND" in old
    assert "không còn vào ngày đang xem" in old
    recognition_acknowledge(
        actor=world.actor("lan"),
        recognition_id=root,
        new=NewDecision("9/QĐ-UBND", date(2026, 1, 15), unit_id=story["moi"]),
        now=world.now,
    )
    page = get(hanh, "board:commune", story["moi"])
    assert "được thừa nhận lại" in page
    assert "9/QĐ-UBND" in page
    assert "9/QĐ-UBND" not in get(hanh, "board:commune", story["moi"], as_of="2026-01-14")


def test_an_ended_commune_with_a_recognition_alone_has_its_page_for_everybody(
    world: World, signed_in: SignIn, story: dict[str, int]
) -> None:
    assert signed_in("vy").get(reverse("board:commune", args=[story["cu"]])).status_code == 404
    recognised(world, story["cu"])
    assert "12/QĐ-UBND" in get(signed_in("vy"), "board:commune", story["cu"])


def test_the_first_line_counts_recognised_communes_and_opens_them(world: World, signed_in: SignIn) -> None:
    recognised(world, world.units["ha"])
    hanh = signed_in("hanh")
    page = get(hanh, "board:board", round=world.open_round)
    assert "Đã được công nhận" in page
    assert wall_names(get(hanh, "board:board", round=world.open_round, show="recognised")) == ["Xã Hạ Sơn"]
    assert wall_names(get(hanh, "board:board", round=world.open_round, show="recognised", as_of="2019-01-01")) == []


def test_queries_do_not_grow_with_the_years(world: World, signed_in: SignIn, national: dict[str, int]) -> None:
    def count(name: str, *parts: int) -> int:
        client: Any = signed_in("hanh")
        with CaptureQueriesContext(connection) as found:
            client.get(reverse(name, args=parts))
        return len(found)

    told(world, national["ntm-xa-2016-2020"], 2018, world.units["ha"], "Xã Hạ Sơn", "M" * 19)
    few = (count("board:compare"), count("board:commune", world.units["ha"]), count("board:past"))
    for unit in ("thuong", "ha", "dong"):
        for year in (2017, 2019, 2020):
            told(world, national["ntm-xa-2016-2020"], year, world.units[unit], unit, "M" * 19)
    many = (count("board:compare"), count("board:commune", world.units["ha"]), count("board:past"))
    # The comparison asks for the xã of each year's day: one query a year.
    assert many[0] <= few[0] + 3
    assert many[1:] == few[1:]


def test_a_provinces_own_set_is_followed_through_the_version_it_is_based_on(
    world: World, national: dict[str, int]
) -> None:
    """By lineage (S2-25): the same names in a set that is based on nothing lead nowhere."""
    office, base = world.actor("lan"), criteria.version_by_code(world.actor("lan"), "ntm-xa-2016-2020")
    draft = criteria_acts.draft_start(
        actor=office, base_id=base.pk, relation="adapts", now=world.now,
        head=criteria_acts.Head("9/2018/QĐ-UBND", effective_from=date(2018, 1, 1), change_note="Bộ của tỉnh"),
        family=criteria_acts.NewSet("tinh-2018", "Bộ của tỉnh", "commune", "basic", "", world.units["tinh"]),
    )  # fmt: skip
    first = criteria.criteria_of(draft.pk)[0]
    criteria_acts.criterion_save(
        actor=office, version_id=draft.pk, criterion_id=first.pk, number=99, name=first.name, group="", source="",
        now=world.now,
    )  # fmt: skip
    bare = criteria_acts.version_bring_in(
        actor=office, now=world.now,
        source=sets.from_dict({
            "set": {"id": "khong-goc", "name": "Bộ không dựa trên bộ nào", "level": "commune", "tier": "basic",
                    "decision": {"number": "1"}},
            "criteria": [{"number": 1, "name": "Quy hoạch"}, {"number": 2, "name": "Giao thông"}],
        }),
    )  # fmt: skip
    of_nation, ours = topic_positions(base), topic_positions(draft)
    assert [of_nation[code][1] for code in ("quy-hoach", "giao-thong")] == ["1", "2"]
    assert ours["quy-hoach"][1] == "99", "its own number of the criterion of the same name"
    assert {topic for topic, _place in ours.items()} == {topic for topic, _place in of_nation.items()}
    assert topic_positions(bare) == {}
