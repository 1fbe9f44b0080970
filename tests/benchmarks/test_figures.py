"""The lines of ``make bench``: well-formed, and judged on the ratio. No time is asserted here."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from benchmarks.country import Country, add_place, add_round, add_rounds_by_sets, add_set, copy_figures, workbook
from benchmarks.names import NAMES
from click.testing import CliRunner
from django.db import connection

from benchmarks import figures, importing, judging, load, pages, saving, suite
from dieuphoi.config.commands.bench import bench
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.models import IndicatorResult, SheetRollup, Value
from dieuphoi.programme.assessments.services.results import roll_up

KEYS = ["name", "value", "unit", "limit", "ratio", "aim", "met"]


@pytest.mark.parametrize("limit", [0, -1.0])
def test_a_figure_without_a_limit_is_refused(limit: float) -> None:
    with pytest.raises(ValueError, match="limit"):
        figures.at_most("x", 1, "ms", limit=limit, aim=3)


@pytest.mark.parametrize(("value", "met"), [(30.0, True), (30.1, False), (2.0, True)])
def test_a_time_is_met_by_its_ratio(value: float, met: bool) -> None:
    assert figures.at_most("x", value, "ms", limit=10, aim=3).met is met


@pytest.mark.parametrize(("value", "met"), [(5_000, True), (4_999, False), (20_000, True)])
def test_a_rate_is_met_by_its_ratio(value: float, met: bool) -> None:
    assert figures.at_least("x", value, "rows/s", limit=10_000, aim=0.5).met is met


def test_a_slow_machine_slows_both_and_changes_nothing() -> None:
    quick = figures.at_most("x", 20, "ms", limit=10, aim=3)
    slow = figures.at_most("x", 2_000, "ms", limit=1_000, aim=3)
    assert (quick.ratio, quick.met) == (slow.ratio, slow.met) == (2.0, True)


def test_the_ratio_is_judged_before_it_is_rounded() -> None:
    assert not figures.at_most("x", 3.00001, "ms", limit=1, aim=3).met


def test_a_line_is_one_json_object_with_its_seven_fields() -> None:
    line = figures.at_most("wall", 12.3456, "ms", limit=4, aim=3.5).line()
    assert "\n" not in line
    assert json.loads(line) == {
        "name": "wall", "value": 12.35, "unit": "ms", "limit": 4.0, "ratio": 3.086, "aim": 3.5, "met": True,
    }  # fmt: skip


def test_an_unknown_name_is_wrong_use_and_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def started() -> None:
        raise AssertionError("a database was made")

    monkeypatch.setattr("dieuphoi.config.commands.bench.own_database", started)
    answer = CliRunner().invoke(bench, ["--only", "nothing-like-that"])
    assert answer.exit_code == 2
    assert "list_100" in answer.output


def test_judging_gives_its_line() -> None:
    figure = judging.measure(3, times=1)
    assert list(json.loads(figure.line())) == KEYS
    assert figure.name in NAMES


def test_the_bench_needs_nothing_outside_the_clone() -> None:
    folder = Path(suite.__file__).parent
    assert all("/work/" not in path.read_text(encoding="utf-8") for path in folder.glob("*.py"))


@pytest.mark.django_db
def test_the_data_written_by_sets_is_what_the_product_would_have_written(now: datetime) -> None:
    country = Country(now)
    add_set(country)
    place = add_place(country, "tỉnh đo", "98", 4)
    first = add_round(country, place)
    data, cells = workbook(country, place, first)
    assert importing.bring_in(place, first, data)[2] == cells
    copied = add_round(country, place)
    copy_figures(country, copied, first)
    nation = add_place(country, "cả nước đo", "90", 7)
    add_rounds_by_sets(country, nation, first, 2)
    assert len(nation.rounds) == 2
    for round_id, communes in ((copied, 4), (nation.rounds[0], 7), (nation.rounds[1], 7)):
        sheets = list(assessments.sheets(country.system, round_id))
        assert len(sheets) == communes
        results = IndicatorResult.objects.filter(sheet__round_id=round_id)
        assert results.count() == communes * 57
        # What the product judges from the values is what was written beside them.
        for sheet in sheets:
            judged = assessments.judged_sheet(sheet)
            stored = dict(results.filter(sheet=sheet).values_list("indicator_id", "verdict"))
            assert stored == {pk: str(verdict.verdict) for pk, verdict in judged.items()}
        kept = list(SheetRollup.objects.filter(round_id=round_id).order_by("id").values())
        roll_up([sheet.pk for sheet in sheets])
        assert list(SheetRollup.objects.filter(round_id=round_id).order_by("id").values()) == kept
        assert any("M" in row["marks"] for row in kept)
    assert set(Value.objects.values_list("act", flat=True)) == {"value.import", "bench.copy", "bench.round"}


@pytest.mark.django_db
def test_every_figure_comes_out_with_its_seven_fields(now: datetime, settings: object) -> None:
    settings.ROOT_URLCONF = "benchmarks.urls"  # type: ignore[attr-defined]
    size = suite.Size(communes=12, country=30, rounds=4, vast=40, long=5, imports=1, often=2, seldom=1, tasks=2_000,
                      people=12)  # fmt: skip
    found = list(suite.figures(now, size))
    # The load needs a server that sees what is committed: not from inside a test's transaction.
    assert {figure.name for figure in found} == set(NAMES) - set(load.NAMES) - set(load.TASKS)
    for figure in found:
        told = json.loads(figure.line())
        assert list(told) == KEYS
        assert told["value"] > 0 and told["limit"] > 0 and told["aim"] > 0
        more_is_better = told["unit"].endswith(("/s", "share"))
        right = told["ratio"] >= told["aim"] if more_is_better else told["ratio"] <= told["aim"]
        assert told["met"] is right


@pytest.mark.django_db
def test_a_bare_limit_does_the_work_it_stands_for(now: datetime) -> None:
    country = Country(now)
    add_set(country)
    place = add_place(country, "tỉnh đo", "98", 3)
    first, second = add_round(country, place), add_round(country, place)
    data, cells = workbook(country, place, first)
    importing.bring_in(place, first, data)
    importing.bare_tables()
    rows = importing.bare_rows(first, second)
    importing.bare_import(country, rows)
    assert {table: len(found) for table, found in rows.items()} == {
        "assessments_value": cells,
        "assessments_indicatorresult": 3 * 57,
        "assessments_criterionresult": 3 * 19,
        "assessments_sheetrollup": 3,
    }
    for table in list(rows)[1:]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM (SELECT * FROM bench_{table} EXCEPT SELECT * FROM {table}) b")
            assert cursor.fetchone() == (0,)
            cursor.execute(f"SELECT (SELECT count(*) FROM bench_{table}) - (SELECT count(*) FROM {table})")
            assert cursor.fetchone() == (0,)
    assert Value.objects.filter(sheet__round_id=second).count() == cells
    assert pages.bare_wall(first).count("<td") == 3 * 20
    saving.bare_tables([first])
    figure = saving.measure(place, first, "x", times=1)
    assert figure.limit > 0
