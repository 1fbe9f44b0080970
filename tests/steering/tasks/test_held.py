"""The task that an act begins with is found by SQL of its own: for everybody the rows of the scope, and no other."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import F

from dieuphoi.core.kernel.actor import anonymous_actor, system_actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.accounts.models import Account
from dieuphoi.steering.tasks.models import Task

pytestmark = pytest.mark.django_db


def test_whoever_sees_a_task_holds_it_with_the_account_of_who_answers_for_it(staged: Any) -> None:
    day = staged.world.today
    actors = [actor_for(pk, day) for pk in Account.objects.values_list("pk", flat=True)]
    actors += [system_actor(day), anonymous_actor(day)]
    tasks = list(Task.objects.values_list("pk", flat=True))
    told = set()
    for actor in actors:
        rows = Task.objects.visible_to(actor).annotate(doer=F("responsible__account__id"))
        seen = {row.pk: (row.doer, row.title, row.moved_at, row.due_on, row.state) for row in rows}
        held = {}
        for pk in tasks:
            try:
                row = Task.objects.held(actor, pk)
            except NotVisible as none:
                assert str(none) == "Không tìm thấy, hoặc ngoài phạm vi của bạn."
                continue
            held[pk] = (row.doer, row.title, row.moved_at, row.due_on, row.state)
        assert held == seen, actor.name
        told.add(len(seen))
    assert {0, len(tasks)} < told, "some see none, some all, some a part"


def test_a_task_that_is_not_there_is_not_visible(staged: Any) -> None:
    with pytest.raises(NotVisible):
        Task.objects.held(staged.world.actor("lan"), 10**9)


def test_what_was_held_is_saved_as_any_other(staged: Any) -> None:
    lan = staged.world.actor("lan")
    row = Task.objects.held(lan, Task.objects.order_by("pk").values_list("pk", flat=True)[0])
    assert not row._state.adding and row._state.db == "default"
    assert row.lead_org.name and row.responsible.full_name
