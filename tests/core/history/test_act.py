"""Fault 30: no row of history, and no append-only row, without an actor – COPY and raw SQL included."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg.errors import RaiseException
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, anonymous_actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.registry.territory.models import AdminUnit, UnitName

pytestmark = pytest.mark.django_db


def test_a_write_outside_an_act_is_refused_by_the_database() -> None:
    with pytest.raises(DatabaseError, match="no actor"), transaction.atomic():
        AdminUnit.objects.create(kind="commune", valid=DateRange(None, None))


def test_copy_without_an_actor_is_refused() -> None:
    # The driver's COPY is not wrapped by Django, so its own error arrives.
    statement = "COPY territory_adminunit (kind, valid, source) FROM STDIN"
    with (
        pytest.raises(RaiseException, match="no actor"),
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        copy.write_row(("commune", "[,)", ""))


def test_a_signed_out_actor_cannot_start_an_act(today: date) -> None:
    with pytest.raises(Refused), act(anonymous_actor(today), "unit.create"):
        pass


def test_history_tells_who_in_which_act_and_why(system: Actor) -> None:
    with act(system, "unit.create", reason="theo nghị quyết"):
        unit = AdminUnit.objects.create(kind="commune", valid=DateRange(None, None))
    event = unit.history.get()
    assert (event.pgh_actor_id, event.pgh_act, event.pgh_reason) == (system.id, "unit.create", "theo nghị quyết")


def test_an_act_inside_an_act_writes_under_its_own_name_and_gives_it_back(system: Actor) -> None:
    with act(system, "outer.do"):
        with act(system, "inner.do"):
            inner = AdminUnit.objects.create(kind="commune", valid=DateRange(None, None))
        outer = AdminUnit.objects.create(kind="commune", valid=DateRange(None, None))
    assert inner.history.get().pgh_act == "inner.do"
    assert outer.history.get().pgh_act == "outer.do"


def test_after_the_act_its_name_is_not_lent_to_what_follows(system: Actor) -> None:
    with act(system, "unit.create"):
        pass
    with pytest.raises(DatabaseError, match="no actor"), transaction.atomic():
        AdminUnit.objects.create(kind="commune", valid=DateRange(None, None))


def test_in_an_act_no_trigger_asks_in_vain_what_to_ignore(system: Actor) -> None:
    """Else each row of a bulk write fails a subtransaction, which walks through all keys still to be checked."""
    with act(system, "unit.create"), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('pgtrigger.ignore')::text[]")
        assert cursor.fetchone() == ([],)


def test_history_cannot_be_changed_or_deleted(system: Actor) -> None:
    with act(system, "unit.create"):
        unit = AdminUnit.objects.create(kind="commune", valid=DateRange(None, None))
    event = type(unit.history.get())
    with pytest.raises(DatabaseError), transaction.atomic():
        event.objects.update(pgh_act="other")
    with pytest.raises(DatabaseError), transaction.atomic():
        event.objects.all().delete()


def test_a_unit_has_one_name_on_a_day(system: Actor) -> None:
    with act(system, "unit.create"):
        unit = AdminUnit.objects.create(kind="commune", valid=DateRange(None, None))
        UnitName.objects.create(unit=unit, type="xa", name="Sơn", valid=DateRange(None, date(2025, 7, 1)))
        UnitName.objects.create(unit=unit, type="xa", name="Thượng Sơn", valid=DateRange(date(2025, 7, 1), None))
        with pytest.raises(DatabaseError, match="unit_one_name_a_day"), transaction.atomic():
            UnitName.objects.create(unit=unit, type="xa", name="Hạ Sơn", valid=DateRange(date(2025, 6, 30), None))
