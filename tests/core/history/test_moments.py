"""What differs between two moments, of records that are tracked and of those that only grow."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.history.moments import changed_ids, keeps_history, moved_between, moved_counts
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.territory.models import AdminUnit, UnitName

pytestmark = pytest.mark.django_db

JANUARY = datetime(2026, 1, 10, tzinfo=UTC)
FEBRUARY = datetime(2026, 2, 10, tzinfo=UTC)
MARCH = datetime(2026, 3, 10, tzinfo=UTC)
APRIL = datetime(2026, 4, 10, tzinfo=UTC)


def set_clock(at: datetime) -> None:
    """Put what was written since the last call on a day: a test's transaction has one ``now()``."""
    table = UnitName.pgh_event_model._meta.db_table  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET pgh_created_at = %s WHERE pgh_created_at = now()", [at])
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def name(system: Actor) -> UnitName:
    with act(system, "unit.create"):
        unit = AdminUnit.objects.create(kind="commune", valid=DateRange(None, None))
        name = UnitName.objects.create(unit=unit, type="xa", name="Thượng Sơn", valid=DateRange(None, None))
    set_clock(JANUARY)
    return name


def rename(system: Actor, name: UnitName, to: str, at: datetime, reason: str = "") -> None:
    with act(system, "unit.rename", reason=reason):
        name.name = to
        name.save()
    set_clock(at)


def test_nothing_changed_between_two_moments_is_an_empty_answer(system: Actor, name: UnitName) -> None:
    rows = UnitName.objects.filter(pk=name.pk)
    assert moved_between(rows, FEBRUARY, MARCH, actor=system) == []
    assert moved_counts(rows, FEBRUARY, MARCH) == 0


def test_rows_outside_the_given_ones_are_never_told(system: Actor, name: UnitName) -> None:
    rename(system, name, "Thượng Trung", MARCH)
    assert moved_between(UnitName.objects.none(), FEBRUARY, APRIL, actor=system) == []


def test_several_changes_are_one_from_the_first_moment_to_the_second(system: Actor, name: UnitName) -> None:
    rename(system, name, "Thượng Một", FEBRUARY, "nhầm")
    rename(system, name, "Thượng Hai", MARCH, "nghị quyết")
    rename(system, name, "Thượng Ba", APRIL)
    (moved,) = moved_between(UnitName.objects.filter(pk=name.pk), FEBRUARY, APRIL, actor=system, labels={"name": "Tên"})
    assert (moved.is_new, moved.times, moved.acts) == (False, 2, ("unit.rename",))
    assert set(moved.reasons) == {"nhầm", "nghị quyết"}
    assert [(d.label, d.before, d.after) for d in moved.differences] == [("Tên", "Thượng Sơn", "Thượng Hai")]


def test_a_record_made_in_between_is_new(system: Actor, name: UnitName) -> None:
    rows = UnitName.objects.filter(pk=name.pk)
    (moved,) = moved_between(rows, JANUARY, FEBRUARY, actor=system, labels={"name": "Tên"})
    assert moved.is_new
    assert [(d.before, d.after) for d in moved.differences] == [("", "Thượng Sơn")]


def test_the_window_is_closed_below_and_open_above(system: Actor, name: UnitName) -> None:
    rename(system, name, "Thượng Trung", MARCH)
    assert [row["pgh_obj_id"] for row in changed_ids(UnitName, MARCH, APRIL)] == [name.pk]
    assert moved_counts(UnitName.objects.filter(pk=name.pk), FEBRUARY, MARCH) == 0
    assert moved_counts(UnitName.objects.filter(pk=name.pk), MARCH, APRIL) == 1


def test_only_models_with_a_past_can_be_compared() -> None:
    from django.contrib.sessions.models import Session

    assert keeps_history(UnitName)
    assert not keeps_history(Session)
