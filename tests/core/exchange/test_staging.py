"""Staging: typed rows by COPY, gone with their transaction, checked by sets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction

from dieuphoi.core.exchange.staging import faults, stage, unknown

COLUMNS = [("row_no", "integer"), ("unit", "text"), ("amount", "numeric"), ("day", "date")]


@pytest.mark.usefixtures("committed")
def test_staging_needs_a_transaction_and_its_table_goes_with_it() -> None:
    with pytest.raises(ValueError, match="transaction"):
        stage(connection, "staged", COLUMNS, [])
    with transaction.atomic():
        stage(connection, "staged", COLUMNS, [])
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pg_temp.staged')")
        assert cursor.fetchone() == (None,)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ['a"; DROP TABLE x; --', "A", "", "a b"])
def test_names_and_types_that_are_not_plain_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="plain name"):
        stage(connection, name, COLUMNS, [])
    with pytest.raises(ValueError, match="plain name"):
        stage(connection, "staged", [(name, "text")], [])
    with pytest.raises(ValueError, match="types not staged"):
        stage(connection, "staged", [("a", "text); DROP TABLE x; --")], [])


@pytest.mark.django_db
def test_values_keep_their_types_and_a_second_staging_replaces_the_first() -> None:
    rows = [(2, "xã\tcó tab", Decimal("0.1"), date(2026, 2, 1)), (3, None, None, None), (4, "\\N", 0, None)]
    assert stage(connection, "staged", COLUMNS, [(1, "cũ", 1, None)]) == 1
    assert stage(connection, "staged", COLUMNS, rows) == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM pg_temp.staged ORDER BY row_no")
        assert cursor.fetchall() == rows


@pytest.mark.django_db
def test_faults_and_unknown_values_come_back_as_errors_with_their_place() -> None:
    stage(
        connection,
        "staged",
        COLUMNS,
        [(2, "A", 5, None), (3, "B", -1, None), (4, "C", 7, None), (4, "C", 8, None)],
    )
    found = unknown(
        connection, "staged", "unit", "SELECT unnest(%s::text[])", [["A", "B"]],
        message="Không có xã này.", sheet="Trang1", column="Mã xã",
    )  # fmt: skip
    assert [(e.sheet, e.row, e.column, e.value) for e in found] == [("Trang1", 4, "Mã xã", "C")]
    found = faults(
        connection, "SELECT row_no, amount, 'Số ' || unit FROM pg_temp.staged WHERE amount < %s", [0],
        message="Không được âm.", sheet="Trang1",
    )  # fmt: skip
    assert [(e.row, e.column, e.value, e.message) for e in found] == [(3, "Số B", "-1", "Không được âm.")]
