"""Working days counted by the database are those that the kernel counts."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.db.models import F, Value

from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.workdays import WorkCalendar, working_days_between
from dieuphoi.core.kernel.worksql import Median, as_day, workdays_after
from dieuphoi.registry.accounts.models import Account
from tests.support.world import World

pytestmark = pytest.mark.django_db

SWAPPED = WorkCalendar(
    holidays={date(2026, 2, 16): "Tết", date(2026, 2, 17): "Tết", date(2026, 5, 1): "Lễ", date(2026, 9, 2): "Lễ"},
    swapped_workdays={date(2026, 2, 28): "làm bù", date(2026, 3, 1): "làm bù"},
    known_years=frozenset({2026}),
)
OF_WEEKENDS = WorkCalendar({date(2026, 3, 7): "thứ bảy"}, {date(2026, 3, 9): "thứ hai"}, frozenset({2026}))
"""What changes nothing: a day off on a Saturday, a Monday worked in exchange."""


def counted(pairs: list[tuple[date, date]], calendar: WorkCalendar) -> list[int]:
    """What the database says of each pair, in one query."""
    compiler = Account.objects.all().query.get_compiler(connection=connection)
    sql, params = workdays_after(_Column("a"), _Column("b"), calendar).as_sql(compiler, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {sql} FROM unnest(%s::date[], %s::date[]) WITH ORDINALITY AS t(a, b, n) ORDER BY n",
            [*params, [a for a, _b in pairs], [b for _a, b in pairs]],
        )
        return [row[0] for row in cursor.fetchall()]


class _Column(Value):
    """A column of the pairs."""

    def as_sql(self, compiler: object, connection: object) -> tuple[str, list[object]]:
        return f"t.{self.value}", []


@pytest.mark.parametrize("calendar", [work_calendar(), WorkCalendar(), SWAPPED], ids=["shipped", "plain", "swapped"])
def test_a_thousand_pairs_of_days_are_counted_as_the_kernel_counts_them(calendar: WorkCalendar) -> None:
    random = Random(7)
    first = date(2024, 12, 20)
    pairs = [
        (first + timedelta(days=random.randrange(900)), first + timedelta(days=random.randrange(900)))
        for _n in range(1000)
    ]
    pairs += [(day, day + timedelta(days=n)) for day in (date(2026, 2, 13), date(2026, 4, 29)) for n in range(-20, 21)]
    assert counted(pairs, calendar) == [
        working_days_between(a, b, calendar) if a <= b else -working_days_between(b, a, calendar) for a, b in pairs
    ]


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 3, 6), date(2026, 3, 9), 1),  # from Friday to Monday
        (date(2026, 3, 7), date(2026, 3, 8), 0),
        (date(2026, 3, 9), date(2026, 3, 6), -1),
        (date(2026, 3, 2), date(2026, 3, 2), 0),
        (date(2026, 2, 13), date(2026, 2, 18), 1),  # Tết on Monday and Tuesday
        (date(2026, 2, 27), date(2026, 3, 2), 3),  # Saturday and Sunday worked in exchange
    ],
)
def test_by_hand(start: date, end: date, days: int) -> None:
    assert counted([(start, end)], SWAPPED) == [days]


def test_what_changes_nothing_is_left_out() -> None:
    """The kernel takes a Monday worked in exchange as the working day that it is; so does the database."""
    assert counted([(date(2026, 3, 6), date(2026, 3, 10))], OF_WEEKENDS) == [2]


def test_a_missing_day_counts_nothing_and_the_median_is_that_of_the_rest(world: World) -> None:
    rows = Account.objects.filter(pk__in=[world.accounts["lan"], world.accounts["quan"]]).annotate(
        n=workdays_after(as_day(date(2026, 2, 20)), F("closed_at"), WorkCalendar())
    )
    assert {row.username: row.n for row in rows} == {"lan": None, "quan": 6}
    assert rows.aggregate(m=Median("n"))["m"] == 6
    assert Account.objects.none().aggregate(m=Median("pk"))["m"] is None
