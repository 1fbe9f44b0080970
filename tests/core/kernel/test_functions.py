"""S0: the database functions give the keys of their Python twins, and nobody writes without an actor."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

import psycopg
import pytest
from django.db import DatabaseError, connection, models, transaction
from django.db.models import F, Value
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dieuphoi.core.kernel import text
from dieuphoi.core.kernel.functions import (
    CodeKey,
    CurrentAct,
    CurrentActor,
    CurrentReason,
    Fold,
    GivenNameKey,
    VnKey,
    code_ordered,
    folded,
    given_name_ordered,
    vn_ordered,
)
from tests.core.kernel.test_text import IN_ORDER

TWINS: dict[str, Callable[[str], str]] = {
    "dieuphoi_fold": text.fold,
    "dieuphoi_vn_key": text.vn_key,
    "dieuphoi_given_name_key": text.given_name_key,
    "dieuphoi_code_key": text.code_key,
}

# Letters, tones in both forms, capitals, digits, blanks, signs, foreign letters: what names and codes hold.
VIETNAMESE = (
    "aăâbcdđeêfghijklmnoôơpqrstuưvwxyzAĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY0123456789  .,-–/()“”_'[]"
    "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵÀẢÃÁẠĐÐðƉîüçñÅßøŁé"
    "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b\u0308\u00a0\u200b\u2003\t\n\u00ad"
)


def _ask(function: str, values: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {function}(value) FROM unnest(%s::text[]) WITH ORDINALITY AS given (value, nth)"
            " ORDER BY nth",
            [values],
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
@pytest.mark.parametrize("function", sorted(TWINS))
def test_hundreds_of_made_up_texts_give_the_same_key_on_both_sides(function: str) -> None:
    dice = random.Random(20260201)
    values = ["".join(dice.choices(VIETNAMESE, k=dice.randint(0, 24))) for _ in range(1500)]
    values += IN_ORDER + [unicodedata.normalize("NFD", word) for word in IN_ORDER]
    values += ["1.10", "1.9", "01.9", "1" * 30, "0" * 30 + "7", "Nguyễn  Thị Minh Khai", " Mai ", ""]
    assert _ask(function, values) == [TWINS[function](value) for value in values]


ANY_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cn"), exclude_characters="\x00"))


class AnyText(TestCase):
    """Any text at all that PostgreSQL can hold (no zero byte, no half of a pair)."""

    @settings(max_examples=150)
    @given(st.lists(ANY_TEXT, max_size=20))
    def test_the_twins_agree(self, values: list[str]) -> None:
        for function, twin in TWINS.items():
            self.assertEqual(_ask(function, values), [twin(value) for value in values], function)


@pytest.mark.django_db
def test_the_database_orders_by_the_alphabet() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT word FROM unnest(%s::text[]) AS given (word) ORDER BY dieuphoi_vn_key(word) COLLATE "C"',
            [sorted(IN_ORDER)],
        )
        assert [row[0] for row in cursor.fetchall()] == IN_ORDER


@pytest.mark.django_db
def test_the_functions_are_immutable_and_do_not_hang_on_the_search_path() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, provolatile, proisstrict, proparallel, current_schema() FROM pg_proc"
            " WHERE proname = ANY(%s) ORDER BY proname",
            [list(TWINS)],
        )
        rows = cursor.fetchall()
        assert [row[:4] for row in rows] == [(name, "i", True, "s") for name in sorted(TWINS)]
        schema = rows[0][4]
        cursor.execute("SET LOCAL search_path = ''")
        cursor.execute(f'SELECT "{schema}".dieuphoi_given_name_key(%s)', ["Đỗ Hà"])
        assert cursor.fetchone() == (text.given_name_key("Đỗ Hà"),)
        cursor.execute("SELECT set_config('dieuphoi.actor', '9', true)")
        cursor.execute(f'SELECT "{schema}".dieuphoi_actor()')
        assert cursor.fetchone() == (9,)


@pytest.mark.django_db
@pytest.mark.parametrize("function", ["dieuphoi_actor", "dieuphoi_act"])
@pytest.mark.parametrize("setting", [None, ""])
def test_without_an_actor_or_act_the_database_raises(function: str, setting: str | None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if setting is not None:
            cursor.execute(f"SELECT set_config('{function.replace('_', '.')}', %s, true)", [setting])
        with (
            pytest.raises(DatabaseError, match=r"dieuphoi: no act(or)? in this transaction"),
            transaction.atomic(),
        ):
            cursor.execute(f"SELECT {function}()")


@pytest.mark.django_db
def test_the_settings_of_the_transaction_are_read() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT dieuphoi_reason()")
        assert cursor.fetchone() == ("",)
        cursor.execute(
            "SELECT set_config('dieuphoi.actor', '42', true), set_config('dieuphoi.act', 'tasks.add', true),"
            " set_config('dieuphoi.reason', 'Vì bão', true)"
        )
        cursor.execute("SELECT dieuphoi_actor(), dieuphoi_act(), dieuphoi_reason()")
        assert cursor.fetchone() == (42, "tasks.add", "Vì bão")


@pytest.fixture
def person_table(db: None) -> type[models.Model]:
    """A table of the test's own with every kind of column that the expressions are made for."""
    from django.test.utils import isolate_apps

    with isolate_apps("dieuphoi.core.kernel"):

        class Person(models.Model):
            name = models.CharField(max_length=100)
            folded_name = folded("name")
            name_key = vn_ordered("name")
            given_key = given_name_ordered("name")
            code = code_ordered("name")
            actor_id = models.BigIntegerField(db_default=CurrentActor())
            act = models.TextField(db_default=CurrentAct())
            reason = models.TextField(db_default=CurrentReason())

            class Meta:
                app_label = "kernel"
                indexes = [models.Index(VnKey("name"), name="test_person_vn_key")]

        with connection.schema_editor() as editor:
            editor.create_model(Person)
        return Person


def test_a_table_with_defaults_refuses_a_row_without_an_actor(person_table: type[models.Model]) -> None:
    with pytest.raises(DatabaseError, match="no actor in this transaction"), transaction.atomic():
        person_table._default_manager.create(name="Đỗ Hà")
    with (
        pytest.raises(psycopg.DatabaseError, match="no actor in this transaction"),
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy(f"COPY {person_table._meta.db_table} (name) FROM STDIN") as copy,
    ):
        copy.write_row(["Đỗ Hà"])
    assert not person_table._default_manager.exists()


def test_generated_columns_and_defaults_are_filled(person_table: type[models.Model]) -> None:
    people = person_table._default_manager
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('dieuphoi.actor', '42', true), set_config('dieuphoi.act', 'people.add', true)"
        )
        cursor.execute(
            "SELECT column_name, collation_name FROM information_schema.columns WHERE table_name = %s"
            " AND column_name IN ('name_key', 'given_key', 'code') ORDER BY 1",
            [person_table._meta.db_table],
        )
        assert cursor.fetchall() == [("code", "C"), ("given_key", "C"), ("name_key", "C")]
    for name in ("Đỗ An", "Bùi Đức Hà", "Dương Ân", "Xóm 10", "Xóm 9"):
        people.create(name=name)
    row = people.get(folded_name="bui duc ha")
    assert (row.actor_id, row.act, row.reason) == (42, "people.add", "")  # type: ignore[attr-defined]
    by_alphabet = ["Bùi Đức Hà", "Dương Ân", "Đỗ An", "Xóm 10", "Xóm 9"]
    assert list(people.order_by("name_key").values_list("name", flat=True)) == by_alphabet
    assert list(people.order_by(VnKey("name")).values_list("name", flat=True)) == by_alphabet
    assert list(people.order_by("code").values_list("name", flat=True))[-2:] == ["Xóm 9", "Xóm 10"]
    given = ["Xóm 10", "Xóm 9", "Đỗ An", "Dương Ân", "Bùi Đức Hà"]
    assert list(people.order_by("given_key").values_list("name", flat=True)) == given
    assert people.annotate(plain=Fold(F("name"))).filter(plain=Fold(Value("ĐỖ AN"))).count() == 1
    assert people.order_by(GivenNameKey("name"), CodeKey("name")).count() == 5
