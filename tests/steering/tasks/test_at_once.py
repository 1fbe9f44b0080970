"""Two at once: one press twice, two workers, two imports – what is given is given once."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from dieuphoi.core.exchange.services import import_apply, import_upload
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.steering.tasks.models import DutyRun, Task, TemplateUse
from dieuphoi.steering.tasks.services.recurring import duty_make
from dieuphoi.steering.tasks.services.returning import Made, duties_make
from tests.steering.tasks.test_duties import new_duty
from tests.steering.tasks.test_sheets import ROW, sheet
from tests.steering.tasks.test_templates import give, officer, wanted
from tests.support.waiting import beside
from tests.support.world import build_world


@pytest.mark.usefixtures("committed")
def test_two_presses_at_once_give_once(now: datetime) -> None:
    world = build_world(now)
    officer(world, "tuan", "thuong")
    token, asked = uuid.uuid4(), wanted(world, "thuong")
    with transaction.atomic():
        give(world, "bao-cao-xa", asked, token=token)
        other = beside(lambda: give(world, "bao-cao-xa", asked, token=token))
    use = other.result(timeout=30)
    assert isinstance(use, TemplateUse) and Task.objects.count() == 1


@pytest.mark.usefixtures("committed")
def test_two_workers_at_once_make_each_period_once(now: datetime) -> None:
    """The worker was off for three months; two of them come back in the same moment."""
    world = build_world(now)
    duty_make(actor=world.actor("lan"), new=new_duty(world), now=world.now)
    later = now + timedelta(days=100)
    system = system_actor(world.today + timedelta(days=100))
    with transaction.atomic():
        assert duties_make(actor=system, now=later).tasks == 3
        other = beside(lambda: duties_make(actor=system, now=later))
    made = other.result(timeout=30)
    assert isinstance(made, Made) and made.tasks == 0
    assert sorted(DutyRun.objects.values_list("period", flat=True)) == ["2026-03", "2026-04", "2026-05", "2026-06"]
    assert Notice.objects.filter(kind="task.given", account_id=world.accounts["thu"]).count() == 4


@pytest.mark.usefixtures("committed")
def test_one_file_brought_in_twice_at_once_gives_once(now: datetime) -> None:
    """Fault 17: the second waits, and then sees that the data has moved."""
    world = build_world(now)
    lan = world.actor("lan")
    runs = [
        import_upload(actor=lan, kind="tasks", target={}, data=sheet([ROW]), name="việc.xlsx", now=world.now)
        for _n in range(2)
    ]
    with transaction.atomic():
        import_apply(actor=lan, run_id=runs[0].pk, now=world.now)
        other = beside(lambda: import_apply(actor=lan, run_id=runs[1].pk, now=world.now))
    with pytest.raises(Refused, match="đã thay đổi"):
        other.result(timeout=30)
    assert Task.objects.count() == 1
