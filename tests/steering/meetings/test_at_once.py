"""Two at the same instant, with real commits: one of them waits for the other, and then finds it done, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.steering.directives.models import Document
from dieuphoi.steering.directives.services import NewDuty, directive_give
from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.models import BriefingMeeting, ConclusionItem, ConclusionNotice, MeetingRequest
from dieuphoi.steering.meetings.services import NewConclusion, NewGiving, NewMeeting, NewNotice, NewRequest
from dieuphoi.steering.tasks.models import Task
from tests.steering.meetings.conftest import at, kind
from tests.support.waiting import beside
from tests.support.world import World, build_world

WORDS = "Giao Sở Xây dựng rà soát đường thôn."


def held(world: World, hour: int = 8) -> BriefingMeeting:
    """A meeting of 1 March chaired by Minh, with one item that Lan wrote."""
    lan = world.actor("lan")
    new = NewMeeting(
        kind(), f"Giao ban {hour}", world.orgs["VPDP"], at(1, hour), at(1, hour) + timedelta(minutes=50),
        chair_id=world.people["minh"], venue="A", clash_reason="thử",
    )  # fmt: skip
    meeting = services.meeting_plan(actor=lan, new=new, now=world.now)
    services.meeting_hold(actor=lan, meeting_id=meeting.pk, now=world.now)
    services.conclusion_add(
        actor=lan, meeting_id=meeting.pk, new=NewConclusion(WORDS, no_due_reason="thường xuyên"), now=world.now
    )
    return meeting


def concluded(world: World, hour: int = 8) -> BriefingMeeting:
    return services.meeting_conclude(actor=world.actor("hanh"), meeting_id=held(world, hour).pk, now=world.now)


def numbered(world: World, meeting: BriefingMeeting, who: str) -> ConclusionNotice:
    new = NewNotice("TB-VPĐP", date(2026, 3, 2), "Chánh Văn phòng", "Nguyễn Thị Hạnh")
    return services.notice_number(actor=world.actor(who), meeting_id=meeting.pk, new=new, now=world.now)


def given(world: World, meeting: BriefingMeeting, who: str) -> Any:
    [item] = ConclusionItem.objects.filter(meeting=meeting)
    giving = NewGiving(
        item.pk, "Rà soát", "Báo cáo", ((world.orgs["SXD"], world.people["hai"]),), no_due_reason="thường xuyên"
    )
    return services.conclusions_give(actor=world.actor(who), meeting_id=meeting.pk, items=[giving], now=world.now)


def read_and_given(world: World, document: Document | None, who: str) -> Any:
    assert document is not None
    duty = NewDuty(
        WORDS, "Rà soát", "Báo cáo", ((world.orgs["SXD"], world.people["hai"]),), no_due_reason="thường xuyên"
    )
    return directive_give(
        actor=world.actor(who), document_id=document.pk, duties=[duty], text=f"THÔNG BÁO\n1. {WORDS}\n", now=world.now
    )


def meet(first: Callable[[], object], second: Callable[[], object]) -> Exception:
    """Do ``first``, let ``second`` wait for it, commit; how the second ended."""
    with transaction.atomic():
        first()
        other = beside(second)
    failed = other.exception(timeout=30)
    assert isinstance(failed, Exception), failed
    return failed


@pytest.mark.usefixtures("committed")
def test_conclusions_are_approved_once(now: datetime) -> None:
    world = build_world(now)
    meeting = held(world)
    refused = meet(
        lambda: services.meeting_conclude(actor=world.actor("hanh"), meeting_id=meeting.pk, now=now),
        lambda: services.meeting_conclude(actor=world.actor("minh"), meeting_id=meeting.pk, now=now),
    )
    assert isinstance(refused, Refused) and refused.code == "wrong_state"
    meeting.refresh_from_db()
    assert meeting.concluded_by == "Nguyễn Thị Hạnh"


@pytest.mark.usefixtures("committed")
def test_a_request_is_answered_once(now: datetime) -> None:
    world = build_world(now)
    lan, hai = world.actor("lan"), world.actor("hai")
    row = services.request_ask(
        actor=lan, new=NewRequest(world.orgs["VPDP"], world.orgs["SXD"], "Biên chế", date(2026, 3, 1)), now=now
    )
    refused = meet(
        lambda: services.request_refuse(actor=hai, request_id=row.pk, reason="bận", now=now),
        lambda: services.request_answer(actor=lan, request_id=row.pk, answer="đã trả lời giấy", now=now),
    )
    assert isinstance(refused, Refused) and refused.code == "wrong_state"
    assert MeetingRequest.objects.get().state == "REFUSED"


@pytest.mark.usefixtures("committed")
def test_one_notice_never_gets_two_numbers(now: datetime) -> None:
    world = build_world(now)
    meeting = concluded(world)
    refused = meet(lambda: numbered(world, meeting, "lan"), lambda: numbered(world, meeting, "hanh"))
    assert isinstance(refused, Refused) and (refused.code, refused.status) == ("numbered", 409)
    assert ConclusionNotice.objects.count() == Document.objects.count() == 1


@pytest.mark.usefixtures("committed")
def test_two_notices_never_get_one_number(now: datetime) -> None:
    world = build_world(now)
    first, second = concluded(world, 8), concluded(world, 9)
    with transaction.atomic():
        numbered(world, first, "lan")
        other = beside(lambda: numbered(world, second, "hanh"))
    other.result(timeout=30)
    assert sorted(ConclusionNotice.objects.values_list("number", flat=True)) == [1, 2]
    assert sorted(Document.objects.values_list("number", flat=True)) == [1, 2]


@pytest.mark.usefixtures("committed")
def test_an_item_is_given_once_whoever_presses_first(now: datetime) -> None:
    world = build_world(now)
    meeting = concluded(world)
    refused = meet(lambda: given(world, meeting, "lan"), lambda: given(world, meeting, "hanh"))
    assert isinstance(refused, Refused) and (refused.code, refused.status) == ("given", 409)
    assert Task.objects.filter(conclusion_link__item__meeting=meeting).count() == 1


@pytest.mark.usefixtures("committed")
def test_an_item_is_given_or_dropped_not_both(now: datetime) -> None:
    world = build_world(now)
    meeting = concluded(world)
    [item] = ConclusionItem.objects.filter(meeting=meeting)

    def drop() -> object:
        return services.conclusion_drop(actor=world.actor("hanh"), item_id=item.pk, reason="lời nhắc", now=now)

    refused = meet(lambda: given(world, meeting, "lan"), drop)
    assert isinstance(refused, Refused) and (refused.code, refused.status) == ("given", 409)
    other = concluded(world, 10)
    [item] = ConclusionItem.objects.filter(meeting=other)
    refused = meet(drop, lambda: given(world, other, "lan"))
    assert isinstance(refused, Refused) and (refused.code, refused.status) == ("dropped", 409)
    assert Task.objects.count() == 1


@pytest.mark.usefixtures("committed")
def test_an_item_is_given_from_the_meeting_or_from_its_notice_not_both(now: datetime) -> None:
    world = build_world(now)
    first, second = concluded(world, 8), concluded(world, 9)
    documents = [numbered(world, each, "lan").document for each in (first, second)]
    faults = meet(lambda: given(world, first, "lan"), lambda: read_and_given(world, documents[0], "hanh"))
    assert isinstance(faults, InputErrors) and "Mục 1 đã được giao" in faults.errors[0].message
    refused = meet(lambda: read_and_given(world, documents[1], "hanh"), lambda: given(world, second, "lan"))
    assert isinstance(refused, Refused) and (refused.code, refused.status) == ("given", 409)
    assert Task.objects.count() == 2
