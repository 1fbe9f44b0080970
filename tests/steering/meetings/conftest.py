from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from dieuphoi.core.kernel.dates import LOCAL_ZONE
from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.models import BriefingMeeting, MeetingKind
from dieuphoi.steering.meetings.services import NewConclusion, NewEntry, NewMeeting
from tests.steering.meetings.conclusions import Concluded, write_and_conclude
from tests.support.world import World


def at(day: int, hour: int, minute: int = 0, *, month: int = 3) -> datetime:
    """An instant of March 2026 in Hà Nội; the tests' now is Monday 2 March, 9:00."""
    return datetime(2026, month, day, hour, minute, tzinfo=LOCAL_ZONE)


def kind(code: str = "giao-ban-thang") -> int:
    return MeetingKind.objects.get(code=code).pk


Plan = Callable[..., BriefingMeeting]


@pytest.fixture
def plan(world: World) -> Plan:
    """Plan a meeting of the office on 5 March 2026, 8:00–11:00, by Lan, unless said otherwise."""

    def make(who: str = "lan", host: str = "VPDP", **more: Any) -> BriefingMeeting:
        values: dict[str, Any] = {
            "kind_id": kind(), "title": "Giao ban tháng 3", "host_id": world.orgs[host], "starts_at": at(5, 8),
            "ends_at": at(5, 11), "venue": "Hội trường A", **more,
        }  # fmt: skip
        return services.meeting_plan(actor=world.actor(who), new=NewMeeting(**values), now=world.now)

    return make


@pytest.fixture
def invited(world: World, plan: Plan) -> Plan:
    """As ``plan``, with organisations (``orgs``), people and points called, and the invitations sent."""

    def make(
        orgs: tuple[str, ...] = ("UB-THUONG",), people: tuple[str, ...] = (), points: tuple[str, ...] = (), **more: Any
    ) -> BriefingMeeting:
        meeting = plan(**more)
        lan = world.actor("lan")
        services.invitees_add(
            actor=lan, meeting_id=meeting.pk, orgs=[world.orgs[each] for each in orgs],
            people=[world.people[each] for each in people], now=world.now,
        )  # fmt: skip
        if points:
            services.points_add(
                actor=lan, meeting_id=meeting.pk, now=world.now,
                points=[services.NewPoint(world.orgs[each]) for each in points],
            )  # fmt: skip
        return services.meeting_invite(actor=lan, meeting_id=meeting.pk, now=world.now)

    return make


@pytest.fixture
def held(world: World, invited: Plan) -> Plan:
    """As ``invited``, and held yesterday (1 March, 8:00–11:00)."""

    def make(**more: Any) -> BriefingMeeting:
        meeting = invited(**{"starts_at": at(1, 8), "ends_at": at(1, 11), **more})
        return services.meeting_hold(actor=world.actor("lan"), meeting_id=meeting.pk, now=world.now)

    return make


@pytest.fixture
def concluded(world: World, held: Plan) -> Concluded:
    """A meeting of 1 March with three items (:func:`write_and_conclude`)."""

    def make(**more: Any) -> BriefingMeeting:
        return write_and_conclude(world, held(**more))

    return make


def conclude(world: World, meeting: BriefingMeeting, *, due: date | None = date(2026, 3, 20)) -> BriefingMeeting:
    """One item written by Lan, approved by Hạnh."""
    services.conclusion_add(
        actor=world.actor("lan"), meeting_id=meeting.pk, now=world.now,
        new=NewConclusion(
            "Giao Sở Xây dựng rà soát đường thôn & báo cáo.", lead_id=world.orgs["SXD"],
            addressees=(world.orgs["UB-THUONG"],), due_on=due, product="báo cáo",
            no_due_reason="" if due else "việc thường xuyên",
        ),
    )  # fmt: skip
    return services.meeting_conclude(actor=world.actor("hanh"), meeting_id=meeting.pk, now=world.now)


Entry = Callable[..., Any]


@pytest.fixture
def entry(world: World) -> Entry:
    """A visit of the office's calendar on 4 March 2026, 8:00–11:00, by Lan, unless said otherwise."""

    def make(who: str = "lan", org: str = "VPDP", people: tuple[str, ...] = (), **more: Any) -> Any:
        values: dict[str, Any] = {
            "kind": "VISIT", "title": "Đi cơ sở", "starts_at": at(4, 8), "ends_at": at(4, 11), "venue": "thôn Trung",
            "org_id": world.orgs[org], "people": tuple(world.people[each] for each in people), **more,
        }  # fmt: skip
        return services.entry_add(actor=world.actor(who), new=NewEntry(**values), now=world.now)

    return make


ONE_DAY = timedelta(days=1)
