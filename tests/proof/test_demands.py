"""docs/demands.md: what it says of a demand is proven by the test it names, and that test names the demand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "demands.md"
ROWS = [
    [cell.strip() for cell in line.strip("| \n").split("|")]
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if re.match(r"\| S\d-\d\d \|", line)
]


def test_a_demand_stands_once() -> None:
    ids = [row[0] for row in ROWS]
    assert len(ids) > 40
    assert ids == sorted(set(ids))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_demand_is_proven_where_the_table_says(row: list[str]) -> None:
    number, demand, state, served, proof = row
    assert demand
    assert state in {"whole", "part"}, "what is not begun stands below the table"
    assert (" – " in served) == (state == "part"), "what comes later stands after the dash"
    tests = re.findall(r"`(tests/[\w/]+\.py)`", proof)
    assert tests
    assert any(number in (ROOT / each).read_text(encoding="utf-8") for each in tests), tests
