"""The notice of conclusion, read as a document, does not give the conclusions a second time; both orders. Refusals
first.

Serves S0-08, S0-28, S4-42.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.core.register.drafts import draft_save, draft_token
from dieuphoi.steering.directives import selectors as documents
from dieuphoi.steering.directives.models import Directive, DirectiveTask
from dieuphoi.steering.directives.services import NewDuty, directive_drop, directive_give
from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.models import BriefingMeeting, ConclusionTask
from dieuphoi.steering.meetings.selectors import given as giving
from dieuphoi.steering.tasks.models import Task
from tests.steering.meetings.conclusions import (
    FIRST,
    SECOND,
    THIRD,
    Concluded,
    first,
    give,
    item,
    notice,
    second,
)
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db
TEXT = f"""VĂN PHÒNG ĐIỀU PHỐI
THÔNG BÁO
Kết luận tại cuộc họp Giao ban tháng 3
1. {FIRST}
2. {SECOND}
3. {THIRD}
Giao Sở Nông nghiệp và Môi trường lưu hồ sơ.
"""


def issued(world: World, meeting: BriefingMeeting) -> int:
    """The notice in the register of documents."""
    row = services.notice_number(actor=world.actor("lan"), meeting_id=meeting.pk, new=notice(), now=world.now)
    assert row.document_id is not None
    return row.document_id


def duty(world: World, quote: str = FIRST, **more: Any) -> NewDuty:
    values: dict[str, Any] = {
        "quote": quote, "title": "Rà soát đường thôn", "product": "Báo cáo",
        "doers": ((world.orgs["SXD"], world.people["hai"]),), "due_on": date(2026, 3, 20), **more,
    }  # fmt: skip
    return NewDuty(**values)


def read_and_give(world: World, document_id: int, *duties: NewDuty, who: str = "lan") -> list[Directive]:
    return directive_give(
        actor=world.actor(who), document_id=document_id, duties=duties, text=TEXT, now=world.now
    )


def standing(world: World, meeting: BriefingMeeting) -> list[str]:
    found = giving.conclusions_standing(world.actor("lan"), [meeting.pk], date(2026, 3, 2))[meeting.pk]
    return [each.standing for each in found.items]


# ------------------------------------------------------------------------------ given from the meeting first


def test_what_was_given_from_the_meeting_is_not_given_from_its_notice(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    [link] = give(world, meeting, first(world, meeting))
    document = issued(world, meeting)
    for quote in (FIRST, "rà soát đường thôn"):
        with pytest.raises(InputErrors, match=f"Mục 1 đã được giao ở kết luận cuộc họp .*{link.task.code}") as caught:
            read_and_give(world, document, duty(world, quote))
        assert [(each.row, each.field) for each in caught.value.errors] == [(1, "quote")]
    assert Task.objects.count() == 1 and not Directive.objects.exists()


def test_the_other_items_are_given_from_the_notice_and_known_to_the_meeting(
    world: World, concluded: Concluded
) -> None:
    meeting = concluded()
    give(world, meeting, first(world, meeting))
    document = issued(world, meeting)
    doers = ((world.orgs["UB-THUONG"], world.people["tuan"]), (world.orgs["UB-HA"], world.people["vy"]))
    read_and_give(world, document, duty(world, SECOND, doers=doers, title="Gửi danh mục"))
    assert standing(world, meeting) == ["OPEN", "OPEN", "NOT_GIVEN"]
    assert set(ConclusionTask.objects.filter(item=item(meeting, 2)).values_list("task_id", flat=True)) == set(
        DirectiveTask.objects.values_list("task_id", flat=True)
    )
    with pytest.raises(Refused, match="Mục 2 đã được giao") as refused:
        give(world, meeting, second(world, meeting))
    assert refused.value.code == "given"
    assert Task.objects.count() == 3


def test_what_shall_be_no_task_is_not_given_from_the_notice(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    services.conclusion_drop(
        actor=world.actor("lan"), item_id=item(meeting, 3).pk, reason="lời nhắc chung", now=world.now
    )
    document = issued(world, meeting)
    with pytest.raises(InputErrors, match=r"không giao nhiệm vụ ở kết luận cuộc họp .*lời nhắc chung"):
        read_and_give(world, document, duty(world, THIRD))
    assert not Task.objects.exists()


# ------------------------------------------------------------------------------ read and given first


def test_what_was_given_from_the_notice_is_not_given_from_the_meeting(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    document = issued(world, meeting)
    [made] = read_and_give(world, document, duty(world))
    assert standing(world, meeting) == ["OPEN", "NOT_GIVEN", "NOT_GIVEN"]
    with pytest.raises(Refused, match="Mục 1 đã được giao"):
        give(world, meeting, first(world, meeting))
    with pytest.raises(Refused, match="hãy rút nhiệm vụ ấy"):
        services.conclusion_drop(actor=world.actor("lan"), item_id=item(meeting, 1).pk, reason="x", now=world.now)
    assert [link.task_id for link in made.links.all()] == [ConclusionTask.objects.get().task_id]


def test_the_rest_of_an_item_is_still_given_from_the_same_notice(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    document = issued(world, meeting)
    read_and_give(world, document, duty(world, "Giao Sở Xây dựng rà soát đường thôn"))
    read_and_give(world, document, duty(world, "báo cáo.", title="Báo cáo"))
    assert ConclusionTask.objects.filter(item=item(meeting, 1)).count() == 2
    with pytest.raises(InputErrors, match="đã được Trần Thị Lan giao"):
        read_and_give(world, document, duty(world, "Giao Sở Xây dựng rà soát đường thôn"))


# ------------------------------------------------------------------------------ the limits


def test_only_whole_items_of_the_conclusions_are_given_from_a_notice(world: World, concluded: Concluded) -> None:
    document = issued(world, concluded())
    with pytest.raises(InputErrors, match="không thuộc mục nào của kết luận cuộc họp"):
        read_and_give(world, document, duty(world, "Giao Sở Nông nghiệp và Môi trường lưu hồ sơ."))
    with pytest.raises(InputErrors, match="gồm nhiều mục"):
        read_and_give(world, document, duty(world, f"{FIRST}\n2. {SECOND}"))
    assert not Task.objects.exists()


def test_a_guest_gives_nothing_from_the_notice(world: World, concluded: Concluded) -> None:
    meeting = concluded(orgs=("UB-THUONG", "SXD"))
    document = issued(world, meeting)
    with pytest.raises(Refused) as refused:
        read_and_give(world, document, duty(world), who="hai")
    assert refused.value.status == 403
    assert not Task.objects.exists()


def test_an_item_is_dropped_at_the_meeting_what_is_none_in_the_document(world: World, concluded: Concluded) -> None:
    document = issued(world, concluded())

    def drop(quote: str) -> Directive:
        return directive_drop(
            actor=world.actor("lan"), document_id=document, quote=quote, reason="thôi", text=TEXT, now=world.now
        )

    with pytest.raises(Refused, match="mục 3 của kết luận cuộc họp") as refused:
        drop(THIRD)
    assert (refused.value.code, refused.value.status) == ("decided_above", 409)
    assert drop("Giao Sở Nông nghiệp và Môi trường lưu hồ sơ.").decision == "DROPPED"


# ------------------------------------------------------------------------------ pages


def paste(world: World, document_id: int) -> None:
    token = draft_token(documents.DRAFT_FORM, str(document_id))
    draft_save(actor=world.actor("lan"), token=token, data={"text": [TEXT]}, now=world.now)


def test_the_page_of_reading_shows_the_tasks_and_offers_only_what_is_open(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    [link] = give(world, meeting, first(world, meeting))
    document = issued(world, meeting)
    paste(world, document)
    lan = sign_in(world, "lan")
    url = reverse("directives:read", args=[document])
    page = lan.get(url).content.decode()
    assert f"{reverse('meetings:page', args=[meeting.pk])}#conclusions" in page
    assert "Mục 1 đã được giao ở kết luận cuộc họp" in page and link.task.code in page
    assert reverse("tasks:page", args=[link.task_id]) in page
    assert 'name="d1-accept"' not in page and 'name="d2-accept"' in page
    # A page of before the item was given: what it sends is refused where it stands, not given.
    sent = lan.post(url, {"d1-accept": "on", "d1-title": "x", "d1-product": "x"})
    assert sent.status_code == 422 and Task.objects.count() == 1


def test_the_page_of_the_document_leads_to_the_conclusions(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    give(world, meeting, first(world, meeting))
    page = sign_in(world, "lan").get(reverse("directives:page", args=[issued(world, meeting)])).content.decode()
    assert "Văn bản này là thông báo kết luận cuộc họp" in page and "1 mục đã giao nhiệm vụ." in page
    assert f"{reverse('meetings:page', args=[meeting.pk])}#conclusions" in page


def test_the_api_tells_where_a_clause_stands(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    [link] = give(world, meeting, first(world, meeting))
    document = issued(world, meeting)
    paste(world, document)
    said = sign_in(world, "lan").get(f"/api/v1/documents/{document}/reading").json()
    assert "kết luận cuộc họp “Giao ban tháng 3”" in said["origin"]
    by_quote = {each["quote"].rstrip("."): each for each in said["duties"]}
    one = by_quote[FIRST.rstrip(".")]
    assert one["task_ids"] == [link.task_id] and "Mục 1 đã được giao" in one["why_not"]
    two = by_quote[SECOND.rstrip(".")]
    assert (two["task_ids"], two["why_not"]) == ([], "")


def test_reading_a_notice_takes_as_many_queries_for_one_task_as_for_three(
    world: World, concluded: Concluded, django_assert_num_queries: Any
) -> None:
    meeting = concluded()
    give(world, meeting, first(world, meeting))
    document = issued(world, meeting)
    lan = world.actor("lan")
    from dieuphoi.steering.directives.origins import origin_of

    with django_assert_num_queries(ORIGIN_QUERIES):
        found = origin_of(lan, document)
    assert found is not None and [each.standing for each in found.clauses] == ["GIVEN", "OPEN", "OPEN"]
    give(world, meeting, second(world, meeting))
    with django_assert_num_queries(ORIGIN_QUERIES):
        origin_of(lan, document)


ORIGIN_QUERIES = 7


def test_a_notice_without_a_file_leads_to_the_conclusions_that_are_there(world: World, concluded: Concluded) -> None:
    """Nobody has to paste what the system wrote itself."""
    meeting = concluded()
    document = issued(world, meeting)
    page = sign_in(world, "lan").get(f"/documents/{document}/read/").content.decode()
    assert "Các mục kết luận đã có trong hệ thống" in page
    assert f'href="/meetings/{meeting.pk}/' in page
    assert "Dán chữ của văn bản" in page
