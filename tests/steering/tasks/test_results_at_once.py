"""Two people who decide on the same results at once: the second finds them decided."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import transaction

from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.steering.tasks.services.results import result_drop
from tests.steering.tasks.quarter import Told, quarter_told
from tests.steering.tasks.test_results import approve, later, prepare, who
from tests.support.waiting import beside
from tests.support.world import build_world


@pytest.mark.usefixtures("committed")
def test_of_two_decisions_at_once_the_second_finds_it_decided(now: datetime) -> None:
    world = build_world(now)
    quarter_told(world, Told(world))
    row = prepare(world)
    with transaction.atomic():
        approve(world, row)
        other = beside(
            lambda: result_drop(actor=who(world, "hanh"), edition_id=row.pk, reason="thôi", now=later(world))
        )
    with pytest.raises(Refused):
        other.result(timeout=30)
    row.refresh_from_db()
    assert row.state == "PUBLISHED"


@pytest.mark.usefixtures("committed")
def test_of_two_approvals_at_once_one_publishes(now: datetime) -> None:
    world = build_world(now)
    quarter_told(world, Told(world))
    row = prepare(world)
    with transaction.atomic():
        approve(world, row)
        other = beside(lambda: approve(world, row))
    with pytest.raises(Refused):
        other.result(timeout=30)
    assert Notice.objects.filter(kind="results.decided", account_id=world.accounts["minh"]).count() == 1
