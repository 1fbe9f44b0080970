"""The register of units: the URL is the view, and the day decides which rows there are."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from dieuphoi.core.kernel.actor import Actor, anonymous_actor, system_actor
from dieuphoi.core.kernel.ranges import date_range
from dieuphoi.core.register.exports import write_csv
from dieuphoi.core.register.state import View, read_view
from dieuphoi.registry.territory.services import NewUnit, units_create
from dieuphoi.registry.territory.tables import UNITS

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
READER = Actor(id=5, name="Lan", on=DAY)


@pytest.fixture(autouse=True)
def ids(db: None) -> dict[str, int]:
    ended = date_range(None, date(2025, 7, 1))
    return units_create(
        actor=system_actor(DAY),
        rows=[
            NewUnit("p", "province", "tinh", "Sơn Hà", "98", None, "thử"),
            NewUnit("q", "province", "tinh", "Biển Đông", "97", None, "thử"),
            NewUnit("r", "province", "tinh", "Đã Nhập", "96", None, "thử", exists=ended),
            NewUnit("duong", "commune", "xa", "Đường Lâm", "98001", "p", "thử"),
            NewUnit("duong2", "commune", "xa", "Dương Hòa", "98002", "p", "thử"),
            NewUnit("phuong", "commune", "phuong", "Đương Đạo", "97001", "q", "thử"),
            NewUnit("old", "commune", "xa", "Cũ", "96001", "r", "thử", exists=ended),
        ],
        now=NOW,
    )


def view(query: str, actor: Actor = READER) -> View:
    request: Any = RequestFactory().get(f"/territory/?{query}")
    request.actor, request.now = actor, NOW
    return read_view(UNITS, actor, QueryDict(query), request)


def names(query: str, actor: Actor = READER) -> list[str]:
    shown = view(query, actor)
    assert shown.faults == []
    return [row.day_name for row in shown.rows]


def test_signed_out_there_is_no_row() -> None:
    assert names("", anonymous_actor(DAY)) == []


@pytest.mark.parametrize("query", ["kind=hamlet", "type=xyz", "province=abc", "as_of=31/13/2025", "nonsense=1"])
def test_a_wrong_parameter_is_a_fault_and_shows_nothing(query: str) -> None:
    found = view(query)
    assert found.faults
    assert list(found.rows) == []


def test_a_province_that_has_ended_is_no_choice(ids: dict[str, int]) -> None:
    assert view(f"province={ids['r']}").faults
    assert names(f"province={ids['r']}&as_of=30/06/2025") == ["Cũ", "Đã Nhập"]


def test_rows_follow_the_day_and_stand_in_vietnamese_order() -> None:
    assert names("") == ["Biển Đông", "Dương Hòa", "Đương Đạo", "Đường Lâm", "Sơn Hà"]
    assert "Cũ" in names("as_of=30/06/2025")


def test_text_with_and_without_marks() -> None:
    """Fault 23: `duong` finds dương, đương, đường; `đường` finds đường alone."""
    assert names("q=duong") == ["Dương Hòa", "Đương Đạo", "Đường Lâm"]
    assert names("q=đường") == ["Đường Lâm"]
    assert names("q=97") == ["Biển Đông", "Đương Đạo"]


def test_narrowing_by_kind_type_and_province(ids: dict[str, int]) -> None:
    assert names("kind=province") == ["Biển Đông", "Sơn Hà"]
    assert names("type=phuong&type=xa") == ["Dương Hòa", "Đương Đạo", "Đường Lâm"]
    assert names(f"province={ids['p']}&type=xa") == ["Dương Hòa", "Đường Lâm"]


def test_what_is_exported_is_what_is_seen() -> None:
    shown = view("kind=commune&sort=-code")
    file = io.BytesIO()
    assert write_csv(shown, file, now=NOW) == 3
    lines = list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert [line[:2] for line in lines[-3:]] == [
        ["Xã Dương Hòa", "98002"],
        ["Xã Đường Lâm", "98001"],
        ["Phường Đương Đạo", "97001"],
    ]


def test_the_list_takes_one_query_whatever_its_length() -> None:
    shown = view("columns=name,code,kind,type,parent,province,source")
    with CaptureQueriesContext(connection) as queries:
        rows = [[column.text(column.getter()(row)) for column in shown.columns] for row in shown.rows]
    assert len(queries) == 1
    assert rows[3][:6] == ["Xã Đường Lâm", "98001", "xã", "Xã", "Tỉnh Sơn Hà", "Tỉnh Sơn Hà"]
