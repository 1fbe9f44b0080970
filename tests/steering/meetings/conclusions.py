"""A meeting whose conclusions are approved, and the giving of its items, as several test modules want them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.models import BriefingMeeting, ConclusionItem, ConclusionTask
from dieuphoi.steering.meetings.services import NewConclusion, NewGiving, NewNotice
from tests.support.world import World

FIRST = "Giao Sở Xây dựng rà soát đường thôn & báo cáo."
SECOND = "UBND các xã gửi danh mục đường thôn."
THIRD = "Các cơ quan tiếp tục theo dõi."
Concluded = Callable[..., BriefingMeeting]


def write_and_conclude(world: World, meeting: BriefingMeeting) -> BriefingMeeting:
    """Three items – of the department of construction, of two communes, of nobody – written by Lan, approved by
    Hạnh."""
    lan = world.actor("lan")
    for new in (
        NewConclusion(FIRST, lead_id=world.orgs["SXD"], due_on=date(2026, 3, 20), product="Báo cáo rà soát"),
        NewConclusion(SECOND, addressees=(world.orgs["UB-THUONG"], world.orgs["UB-HA"]), due_on=date(2026, 3, 10)),
        NewConclusion(THIRD, no_due_reason="việc thường xuyên"),
    ):
        services.conclusion_add(actor=lan, meeting_id=meeting.pk, new=new, now=world.now)
    return services.meeting_conclude(actor=world.actor("hanh"), meeting_id=meeting.pk, now=world.now)

def item(meeting: BriefingMeeting, number: int) -> ConclusionItem:
    return ConclusionItem.objects.get(meeting=meeting, number=number)


def first(world: World, meeting: BriefingMeeting, **more: Any) -> NewGiving:
    """The first item, to Hải of the department of construction."""
    new = NewGiving(
        item(meeting, 1).pk, "Rà soát đường thôn", "Báo cáo rà soát", ((world.orgs["SXD"], world.people["hai"]),),
        due_on=date(2026, 3, 20),
    )  # fmt: skip
    return replace(new, **more)


def second(world: World, meeting: BriefingMeeting, **more: Any) -> NewGiving:
    """The second item, to the two communes."""
    doers = ((world.orgs["UB-THUONG"], world.people["tuan"]), (world.orgs["UB-HA"], world.people["vy"]))
    new = NewGiving(item(meeting, 2).pk, "Gửi danh mục đường thôn", "Danh mục", doers, due_on=date(2026, 3, 10))
    return replace(new, **more)


def give(world: World, meeting: BriefingMeeting, *items: NewGiving, who: str = "lan") -> list[ConclusionTask]:
    return services.conclusions_give(actor=world.actor(who), meeting_id=meeting.pk, items=items, now=world.now)


def notice(**more: Any) -> NewNotice:
    values = {
        "symbol": "TB-VPĐP", "issued_on": date(2026, 3, 2), "signer_title": "Chánh Văn phòng",
        "signer_name": "Nguyễn Thị Hạnh", **more,
    }  # fmt: skip
    return NewNotice(**values)
