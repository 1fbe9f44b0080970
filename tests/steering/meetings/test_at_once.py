"""Two at the same instant: concluding twice, answering a request twice, numbering notices; one wins, in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from dieuphoi.core.kernel.errors import Refused
from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.models import BriefingMeeting, ConclusionItem, ConclusionNotice, MeetingRequest
from dieuphoi.steering.meetings.services import NewConclusion, NewGiving, NewMeeting, NewNotice, NewRequest
from dieuphoi.steering.tasks.models import Task
from tests.programme.assessments.test_two_at_once import at_once
from tests.steering.meetings.conftest import at, kind
from tests.support.world import World, build_world

pytestmark = pytest.mark.django_db(transaction=True)


def held(world: World, hour: int) -> BriefingMeeting:
    lan = world.actor("lan")
    new = NewMeeting(
        kind(), f"Giao ban {hour}", world.orgs["VPDP"], at(1, hour), at(1, hour) + timedelta(minutes=50),
        chair_id=world.people["minh"], venue="A", clash_reason="thử",
    )  # fmt: skip
    meeting = services.meeting_plan(actor=lan, new=new, now=world.now)
    services.meeting_hold(actor=lan, meeting_id=meeting.pk, now=world.now)
    services.conclusion_add(
        actor=lan, meeting_id=meeting.pk, new=NewConclusion("Rà soát.", no_due_reason="thường xuyên"), now=world.now
    )
    return meeting


def test_one_wins(now: datetime) -> None:
    world = build_world(now)
    lan, hanh, minh, hai = (world.actor(name) for name in ("lan", "hanh", "minh", "hai"))

    first, second = held(world, 8), held(world, 9)
    outcomes = at_once(
        lambda: services.meeting_conclude(actor=hanh, meeting_id=first.pk, now=now),
        lambda: services.meeting_conclude(actor=minh, meeting_id=first.pk, now=now),
    )
    [refused] = [each for each in outcomes if isinstance(each, Exception)]
    assert isinstance(refused, Refused) and refused.code == "wrong_state"
    first.refresh_from_db()
    assert first.concluded_by in ("Nguyễn Thị Hạnh", "Lê Văn Minh")

    row = services.request_ask(
        actor=lan, new=NewRequest(world.orgs["VPDP"], world.orgs["SXD"], "Biên chế", date(2026, 3, 1)), now=now
    )
    outcomes = at_once(
        lambda: services.request_refuse(actor=hai, request_id=row.pk, reason="bận", now=now),
        lambda: services.request_answer(actor=lan, request_id=row.pk, answer="đã trả lời giấy", now=now),
    )
    [refused] = [each for each in outcomes if isinstance(each, Exception)]
    assert isinstance(refused, Refused) and refused.code == "wrong_state"
    assert MeetingRequest.objects.get().state in ("REFUSED", "ANSWERED")

    services.meeting_conclude(actor=hanh, meeting_id=second.pk, now=now)
    notice = NewNotice("TB-VPĐP", date(2026, 3, 2), "Chánh Văn phòng", "Nguyễn Thị Hạnh")
    # One notice never gets two numbers …
    outcomes = at_once(
        lambda: services.notice_number(actor=lan, meeting_id=first.pk, new=notice, now=now),
        lambda: services.notice_number(actor=hanh, meeting_id=first.pk, new=notice, now=now),
    )
    [refused] = [each for each in outcomes if isinstance(each, Exception)]
    assert isinstance(refused, Refused) and refused.code == "numbered"
    # … and two notices never one.
    third = held(world, 10)
    services.meeting_conclude(actor=hanh, meeting_id=third.pk, now=now)
    both: Any = at_once(
        lambda: services.notice_number(actor=lan, meeting_id=second.pk, new=notice, now=now),
        lambda: services.notice_number(actor=hanh, meeting_id=third.pk, new=notice, now=now),
    )
    assert not [each for each in both if isinstance(each, Exception)], both
    assert sorted(ConclusionNotice.objects.values_list("number", flat=True)) == [1, 2, 3]

    # One item of the conclusion is given once, whoever presses first.
    item = ConclusionItem.objects.get(meeting=third)
    giving = NewGiving(
        item.pk, "Rà soát", "Báo cáo", ((world.orgs["SXD"], world.people["hai"]),), no_due_reason="thường xuyên"
    )
    both = at_once(
        lambda: services.conclusions_give(actor=lan, meeting_id=third.pk, items=[giving], now=now),
        lambda: services.conclusions_give(actor=hanh, meeting_id=third.pk, items=[giving], now=now),
    )
    [refused] = [each for each in both if isinstance(each, Exception)]
    assert isinstance(refused, Refused) and (refused.code, refused.status) == ("given", 409)
    assert Task.objects.filter(conclusion_link__item=item).count() == 1
