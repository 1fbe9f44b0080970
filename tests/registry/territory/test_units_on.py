"""Which units exist on a day, in which order, and how they are classified."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.core.kernel.actor import Actor, anonymous_actor, system_actor
from dieuphoi.core.kernel.errors import InputErrors, NotVisible
from dieuphoi.core.kernel.ranges import date_range
from dieuphoi.registry.territory.selectors import (
    classification_on,
    communes_in,
    find_province,
    provinces_on,
    unit_on,
    units_on,
)
from dieuphoi.registry.territory.services import NewClass, NewUnit, units_create

NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
BEFORE, AFTER = date(2020, 5, 1), date(2025, 7, 1)
SYSTEM = system_actor(AFTER)
READER = Actor(id=5, name="Lan", on=AFTER)
OLD = date_range(None, AFTER)
NEW = date_range(AFTER, None)


@pytest.fixture
def ids(db: None) -> dict[str, int]:
    """A province, a district that ended, a commune that ended, one that went on, three new ones."""
    return units_create(
        actor=SYSTEM,
        rows=[
            NewUnit(
                "p",
                "province",
                "tinh",
                "Sơn Hà",
                "98",
                None,
                "thử",
                classes=(NewClass("region7", "BTB", "thử"),),
            ),
            NewUnit("d", "district", "huyen", "Thượng", "980", "p", "thử", exists=OLD),
            NewUnit("ended", "commune", "xa", "Cũ", "98001", "d", "thử", exists=OLD),
            NewUnit("same", "commune", "xa", "Đồng Tâm", "98002", "p", "thử", placed=NEW),
            NewUnit("an", "commune", "xa", "Ân Nghĩa", "98003", "p", "thử", exists=NEW),
            NewUnit(
                "bach",
                "commune",
                "phuong",
                "Bạch Đằng",
                "98004",
                "p",
                "thử",
                exists=NEW,
                classes=(
                    NewClass("region7", "TN", "thử"),
                    NewClass("commune_group3", "2", "thử"),
                    NewClass("flag", "ATK", "thử"),
                    NewClass("flag", "coastal", "thử", valid=date_range(date(2026, 1, 1), None)),
                ),
            ),
            NewUnit("ao", "commune", "xa", "Áo Dài", "98005", "p", "thử", exists=NEW),
        ],
        now=NOW,
    )


def test_signed_out_nothing_is_seen(ids: dict[str, int]) -> None:
    assert units_on(anonymous_actor(AFTER), AFTER) == []


def test_a_unit_that_does_not_exist_on_the_day_is_not_found(ids: dict[str, int]) -> None:
    with pytest.raises(NotVisible):
        unit_on(READER, ids["ended"], AFTER)
    with pytest.raises(NotVisible):
        unit_on(READER, ids["an"], BEFORE)
    assert unit_on(READER, ids["ended"], BEFORE).parent_name == "Huyện Thượng"


def test_the_list_of_a_day_holds_its_units_alone_in_vietnamese_order(ids: dict[str, int]) -> None:
    """Áo before Ân (a before â), Bạch, Đồng Tâm: fault 3."""
    after = units_on(READER, AFTER, kind="commune")
    assert [row.full_name for row in after] == ["Xã Áo Dài", "Xã Ân Nghĩa", "Phường Bạch Đằng", "Xã Đồng Tâm"]
    assert [row.full_name for row in units_on(READER, BEFORE, kind="commune")] == ["Xã Cũ", "Xã Đồng Tâm"]
    assert [row.name for row in communes_in(READER, ids["p"], AFTER)] == ["Áo Dài", "Ân Nghĩa", "Đồng Tâm"]
    assert [row.name for row in communes_in(READER, ids["p"], BEFORE)] == ["Cũ"]


def test_a_row_says_where_the_unit_belongs(ids: dict[str, int]) -> None:
    row = unit_on(READER, ids["ended"], BEFORE)
    assert (row.code, row.type_label, row.province_id, row.province_name) == (
        "98001",
        "Xã",
        ids["p"],
        "Tỉnh Sơn Hà",
    )
    # Nothing tells where it lay before: unknown, not invented.
    before = unit_on(READER, ids["same"], BEFORE)
    assert (before.parent_id, before.parent_name, before.province_id) == (None, "", None)


def test_narrowing(ids: dict[str, int]) -> None:
    assert [row.name for row in units_on(READER, AFTER, types=("phuong",))] == ["Bạch Đằng"]
    assert units_on(READER, AFTER, ids=[]) == []
    assert [row.id for row in units_on(READER, AFTER, ids=[ids["ao"], ids["ended"]])] == [ids["ao"]]
    assert len(units_on(READER, AFTER, province=ids["p"])) == 5


def test_one_query_for_any_list(ids: dict[str, int]) -> None:
    with CaptureQueriesContext(connection) as queries:
        units_on(READER, AFTER, kind="commune", types=("xa",), province=ids["p"])
    assert len(queries) == 1


def test_classification_falls_back_to_the_ancestor_and_follows_the_day(ids: dict[str, int]) -> None:
    found = classification_on([ids["an"], ids["bach"], ids["same"]], AFTER)
    assert found == {
        ids["an"]: {"region7": "BTB", "flags": []},
        ids["bach"]: {"region7": "TN", "commune_group3": "2", "flags": ["ATK"]},
        ids["same"]: {"region7": "BTB", "flags": []},
    }
    # Where it lay then is not known, so no region is claimed.
    assert classification_on([ids["same"]], BEFORE) == {ids["same"]: {"flags": []}}
    later = classification_on([ids["bach"]], date(2026, 2, 1))
    assert later[ids["bach"]]["flags"] == ["ATK", "coastal"]


def test_finding_a_province(ids: dict[str, int]) -> None:
    for typed in ("Sơn Hà", "Tỉnh Sơn Hà", "son ha", "TỈNH SƠN HÀ", "  tinh son ha "):
        assert find_province(typed, AFTER).id == ids["p"]
    with pytest.raises(InputErrors, match="Gần giống: Tỉnh Sơn Hà"):
        find_province("Sơn Hải", AFTER)
    units_create(actor=SYSTEM, rows=[NewUnit("q", "province", "tinh", "Sơn Hạ", "97", None, "thử")], now=NOW)
    with pytest.raises(InputErrors, match="có thể là: Tỉnh Sơn Hà, Tỉnh Sơn Hạ"):
        find_province("son ha", AFTER)
    assert find_province("Sơn Hạ", AFTER).code == "97"
    assert [row.name for row in provinces_on(READER, AFTER)] == ["Sơn Hà", "Sơn Hạ"]
