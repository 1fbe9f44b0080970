"""Two people at one line of a plan in the same moment: one waits, and is then shown both (fault 17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from django.db import transaction

from dieuphoi.core.kernel.errors import Conflict
from dieuphoi.steering.tasks.models import PlanLine
from dieuphoi.steering.tasks.services import plans
from tests.steering.tasks.planning import add, correct, new_line, start
from tests.support.waiting import beside
from tests.support.world import build_world


@pytest.mark.usefixtures("committed")
def test_the_second_of_two_requests_waits_and_is_shown_both(now: datetime) -> None:
    world = build_world(now)
    line = add(world, start(world))
    actor, new = world.actor("hanh"), replace(new_line(world), text="Bản của Hạnh")
    with transaction.atomic():
        correct(world, line, 1, "lan", text="Bản của Lan")
        outcome = beside(
            lambda: plans.line_correct(actor=actor, line_id=line.pk, new=new, revision=1, now=world.now)
        )
    with pytest.raises(Conflict) as conflict:
        outcome.result(timeout=30)
    assert conflict.value.theirs == {"revision": 2, "text": "Bản của Lan"}
    assert conflict.value.mine == {"text": "Bản của Hạnh"}
    assert PlanLine.objects.get(pk=line.pk).text == "Bản của Lan"
