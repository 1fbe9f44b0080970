"""An item of the conclusions that shall be no task: noted with a reason, in sight, counted, taken back. Refusals first.

Serves S0-08, S2-04.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.steering.meetings import letters, services
from dieuphoi.steering.meetings.models import BriefingMeeting, ConclusionItem
from dieuphoi.steering.meetings.selectors import given as giving
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.services import NewConclusion
from dieuphoi.steering.tasks.models import Task
from tests.steering.meetings.conclusions import THIRD, Concluded, first, give, item, second
from tests.steering.meetings.conftest import Plan, at
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db
WHY = "Chỉ là lời nhắc chung"


def drop(world: World, row: ConclusionItem, reason: str = WHY, who: str = "lan") -> ConclusionItem:
    return services.conclusion_drop(actor=world.actor(who), item_id=row.pk, reason=reason, now=world.now)


def restore(world: World, row: ConclusionItem, reason: str = "ghi nhầm", who: str = "lan") -> ConclusionItem:
    return services.conclusion_restore(actor=world.actor(who), item_id=row.pk, reason=reason, now=world.now)


def stands(world: World, meeting: BriefingMeeting) -> list[str]:
    found = giving.conclusions_standing(world.actor("lan"), [meeting.pk], date(2026, 3, 2))[meeting.pk]
    return [each.standing for each in found.items]


# ------------------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize(("who", "answer"), [("vy", NotVisible), ("quantri", NotVisible), ("tuan", Refused)])
def test_whoever_may_not_give_the_conclusions_drops_none(
    world: World, concluded: Concluded, who: str, answer: type[Exception]
) -> None:
    row = item(concluded(), 3)
    with pytest.raises(answer) as caught:
        drop(world, row, who=who)
    if isinstance(caught.value, Refused):
        assert caught.value.status == 403
    row.refresh_from_db()
    assert row.dropped_on is None


def test_only_what_is_approved_is_dropped_and_only_with_a_reason(
    world: World, held: Plan, concluded: Concluded
) -> None:
    draft = services.conclusion_add(
        actor=world.actor("lan"), meeting_id=held().pk, new=NewConclusion(THIRD, no_due_reason="thường xuyên"),
        now=world.now,
    )  # fmt: skip
    with pytest.raises(Refused, match="đã được duyệt"):
        drop(world, draft)
    row = item(concluded(starts_at=at(1, 14), ends_at=at(1, 15)), 3)
    with pytest.raises(InputErrors) as caught:
        drop(world, row, reason="  ")
    assert [each.field for each in caught.value.errors] == ["reason"]


def test_what_was_given_is_not_dropped_and_what_was_dropped_is_not_given(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    give(world, meeting, first(world, meeting))
    with pytest.raises(Refused, match="hãy rút nhiệm vụ ấy") as caught:
        drop(world, item(meeting, 1))
    assert (caught.value.code, caught.value.status) == ("given", 409)
    drop(world, item(meeting, 2))
    with pytest.raises(Refused, match="Mục 2 đã được ghi là không giao") as caught:
        give(world, meeting, second(world, meeting))
    assert (caught.value.code, caught.value.status) == ("dropped", 409)
    with pytest.raises(Refused) as caught:
        drop(world, item(meeting, 2))
    assert (caught.value.code, caught.value.status) == ("dropped", 409)
    assert Task.objects.count() == 1


def test_only_what_was_dropped_is_taken_back_and_only_with_a_reason(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    with pytest.raises(Refused) as caught:
        restore(world, item(meeting, 3))
    assert (caught.value.code, caught.value.status) == ("not_dropped", 409)
    drop(world, item(meeting, 3))
    with pytest.raises(InputErrors):
        restore(world, item(meeting, 3), reason="")
    with pytest.raises(Refused) as caught:
        restore(world, item(meeting, 3), who="tuan")
    assert caught.value.status == 403


def test_the_database_keeps_no_drop_without_a_reason(world: World, concluded: Concluded) -> None:
    row = item(concluded(), 3)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConclusionItem.objects.filter(pk=row.pk).update(dropped_on=world.today)


# ------------------------------------------------------------------------------------------------ dropped


def test_it_stays_on_record_and_is_counted_by_itself(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    give(world, meeting, first(world, meeting))
    row = drop(world, item(meeting, 3))
    assert (row.dropped_reason, row.dropped_by, row.dropped_on) == (WHY, "Trần Thị Lan", world.today)
    assert stands(world, meeting) == ["OPEN", "NOT_GIVEN", "DROPPED"]
    found = giving.conclusions_standing(world.actor("lan"), [meeting.pk], world.today)[meeting.pk]
    assert {code: n for code, _words, n in found.counts} == {"OPEN": 1, "NOT_GIVEN": 1, "DROPPED": 1}
    assert [each.number for each in found.open_items] == [2]
    _day, offered = giving.offered_of(world.actor("lan"), reading.meeting(world.actor("lan"), meeting.pk))
    assert [each.item.number for each in offered] == [2]


def test_it_is_taken_back_and_given(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    drop(world, item(meeting, 2))
    row = restore(world, item(meeting, 2), who="hanh")
    assert (row.dropped_reason, row.dropped_by, row.dropped_on) == ("", "", None)
    assert stands(world, meeting) == ["NOT_GIVEN", "NOT_GIVEN", "NOT_GIVEN"]
    assert len(give(world, meeting, second(world, meeting))) == 2
    events: Any = ConclusionItem.pgh_event_model  # type: ignore[attr-defined]
    assert WHY in events.objects.filter(pgh_obj_id=row.pk).values_list("dropped_reason", flat=True)


def test_an_item_that_is_said_anew_waits_again(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    drop(world, item(meeting, 3))
    services.meeting_reopen(actor=world.actor("hanh"), meeting_id=meeting.pk, reason="sai", now=world.now)
    row = services.conclusion_correct(
        actor=world.actor("lan"), item_id=item(meeting, 3).pk, now=world.now,
        new=NewConclusion("Giao Sở Xây dựng theo dõi.", no_due_reason="thường xuyên"),
    )  # fmt: skip
    assert (row.dropped_on, row.dropped_reason) == (None, "")


# ------------------------------------------------------------------------------------------------ told


def test_the_page_shows_the_reason_and_leads_to_both_acts(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    lan = sign_in(world, "lan")
    url = reverse("meetings:conclusion_drop", args=[item(meeting, 3).pk])
    page = lan.get(reverse("meetings:page", args=[meeting.pk])).content.decode()
    assert url in page
    asked = lan.get(url).content.decode()
    assert THIRD in asked and "Ghi là không giao nhiệm vụ" in asked
    assert lan.post(url, {"reason": ""}).status_code == 422
    page = lan.post(url, {"reason": WHY}, follow=True).content.decode()
    back = reverse("meetings:conclusion_restore", args=[item(meeting, 3).pk])
    assert WHY in page and back in page and url not in page and "không giao nhiệm vụ: 1" in page
    cards = lan.get(reverse("meetings:give", args=[meeting.pk])).content.decode()
    assert cards.count('class="quote"') == 2
    assert reverse("meetings:conclusion_drop", args=[item(meeting, 1).pk]) in cards
    assert lan.post(back, {"reason": "ghi nhầm"}).status_code == 302
    assert stands(world, meeting)[2] == "NOT_GIVEN"
    # A guest reads what was decided and is offered nothing.
    guest = sign_in(world, "tuan").get(reverse("meetings:page", args=[meeting.pk])).content.decode()
    assert url not in guest


def test_the_next_meeting_and_its_invitation_tell_it(world: World, concluded: Concluded, plan: Plan) -> None:
    meeting = concluded()
    drop(world, item(meeting, 3))
    nxt = plan(title="Giao ban tháng 4", starts_at=at(5, 8) + timedelta(days=30), ends_at=at(5, 9) + timedelta(days=30))
    lan = world.actor("lan")
    words = letters.previous_words(lan, reading.meeting(lan, nxt.pk))
    assert [each["tinh_trang"] for each in words] == ["chưa giao", "chưa giao", f"không giao nhiệm vụ: {WHY}"]
    page = sign_in(world, "lan").get(reverse("meetings:page", args=[nxt.pk])).content.decode()
    assert 'id="previous"' in page and WHY in page


def test_the_api_tells_it_and_does_both_acts(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    lan = sign_in(world, "lan")
    at_item = f"/api/v1/meetings/{meeting.pk}/conclusions/{item(meeting, 3).pk}"
    done = lan.post(f"{at_item}/drop", {"reason": WHY}, content_type="application/json")
    assert done.status_code == 200
    said = done.json()
    assert said["counts"] == {"NOT_GIVEN": 2, "DROPPED": 1}
    assert {name: said["items"][2][name] for name in ("standing", "dropped_reason", "dropped_by")} == {
        "standing": "DROPPED", "dropped_reason": WHY, "dropped_by": "Trần Thị Lan",
    }  # fmt: skip
    twice = lan.post(f"{at_item}/drop", {"reason": WHY}, content_type="application/json")
    assert twice.status_code == 409
    back = lan.post(f"{at_item}/restore", {"reason": "nhầm"}, content_type="application/json")
    assert back.json()["counts"] == {"NOT_GIVEN": 3}
