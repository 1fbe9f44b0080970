"""What bulk loads need besides COPY: statistics for what grew, and no cycle collector meanwhile."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from django.db import connection

from dieuphoi.core.kernel.bulk import collector_paused, refresh_statistics


@pytest.fixture
def table(db: None) -> str:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE many AS SELECT generate_series(1, 20000) AS id")
    return "many"


def analysed(*tables: str, rows: int) -> list[str]:
    """The tables that were analysed."""
    found: list[str] = []

    def listen(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if str(sql).startswith("ANALYZE"):
            found.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        refresh_statistics(*tables, rows=rows)
    return found


def test_few_rows_mislead_no_plan_and_ask_nothing(table: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        refresh_statistics(table, rows=999)


def test_a_table_never_analysed_is_and_then_only_when_a_tenth_is_new(table: str) -> None:
    assert analysed(table, rows=1000) == ['ANALYZE "many"']
    assert analysed(table, rows=1999) == []
    assert analysed(table, rows=2000) == ['ANALYZE "many"']


def test_the_collector_comes_back_even_after_a_failure() -> None:
    assert gc.isenabled()
    with pytest.raises(KeyError), collector_paused():
        assert not gc.isenabled()
        raise KeyError
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with collector_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
