"""The demo's rules of reminding: the shipped ones and one of the office's own."""

from __future__ import annotations

import pytest

from dieuphoi.config.demo.reminders import reminder_rules
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.notify.models import Notice, ReminderRule
from dieuphoi.core.notify.reminders import rules_ship
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


def test_the_list_of_rules_is_not_empty_in_the_demo_and_reminds_nobody_yet(world: World) -> None:
    told = Notice.objects.count()
    system = system_actor(world.today)
    reminder_rules(system=system, head=world.actor("hanh"), today=world.today, now=world.now)
    own = ReminderRule.objects.get(offset=-7)
    assert (own.kind, own.repeat) == ("round.entry_due", None) and "giả định" in own.source
    # Its own rule keeps none of the shipped ones away.
    assert ReminderRule.objects.exclude(pk=own.pk).count() == 26 and rules_ship(actor=system, now=world.now) == 0
    assert Notice.objects.count() == told
    page = sign_in(world, "hanh").get("/inbox/rules/").content.decode()
    assert "7 ngày làm việc trước hạn" in page and "Chưa có quy tắc nào" not in page
