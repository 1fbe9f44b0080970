"""One condition for the places of somebody who sees few and of somebody who sees a country."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.core.kernel.lookups import MANY, IdArray, id_array
from dieuphoi.programme.assessments.models import AssessmentRound, Sheet
from dieuphoi.registry.territory.models import UnitParent
from tests.support.world import World


def test_an_array_is_written_in_order_and_holds_numbers_only() -> None:
    assert id_array({3, 1, 20}) == "{1,3,20}"
    assert IdArray([]).text == "{}"
    with pytest.raises(ValueError):
        id_array(["1); DROP TABLE x"])  # type: ignore[list-item]


@pytest.mark.parametrize("others", [0, MANY], ids=["few", "many"])
def test_few_and_many_ids_find_the_same(world: World, others: int) -> None:
    own = world.units["thuong"]
    ids = {own, *range(10**12, 10**12 + others)}
    with CaptureQueriesContext(connection) as asked:
        assert set(Sheet.objects.filter(unit__any_of=ids).values_list("unit_id", flat=True)) == {own}
    assert ("unnest" in asked[0]["sql"]) == bool(others)
    left = set(Sheet.objects.exclude(unit__any_of=ids).values_list("unit_id", flat=True))
    assert left and left == set(Sheet.objects.exclude(unit_id=own).values_list("unit_id", flat=True))
    # Around a subquery for each row, and in both arms of an alternative.
    mine, same = Sheet.objects.filter(unit__any_of=IdArray(ids)), Sheet.objects.filter(unit=own)
    assert set(AssessmentRound.objects.filter(pk__in=mine.values("round"))) == set(
        AssessmentRound.objects.filter(pk__in=same.values("round"))
    )


@pytest.mark.parametrize("others", [0, MANY], ids=["few", "many"])
def test_what_has_no_place_is_in_no_array(world: World, others: int) -> None:
    tops = UnitParent.objects.filter(parent=None)
    ids = range(10**12, 10**12 + 1 + others)
    assert tops.exists() and not tops.filter(parent__any_of=ids).exists()
    assert tops.exclude(parent__any_of=ids).count() == tops.count()
