"""Conclusions become tasks in one act; how they stand; the next meeting opens with them. Refusals first.

Serves S0-08, S2-04, S4-42, S2-48 (a notice of conclusion is followed to the end).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.steering.directives.models import Document, DocumentKind
from dieuphoi.steering.directives.services import NewDocument, document_register
from dieuphoi.steering.meetings import letters, services
from dieuphoi.steering.meetings.models import BriefingMeeting, ConclusionNotice, ConclusionTask
from dieuphoi.steering.meetings.selectors import given as giving
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.services import NewConclusion, NewGiving
from dieuphoi.steering.tasks.models import Task
from dieuphoi.steering.tasks.selectors import tasks
from dieuphoi.steering.tasks.services import task_withdraw
from tests.steering.meetings.conclusions import FIRST, SECOND, Concluded, first, give, item, notice, second
from tests.steering.meetings.conftest import Plan, at
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

# ------------------------------------------------------------------------------------------------ refusals


def test_conclusions_are_given_only_once_they_are_approved(world: World, held: Plan) -> None:
    meeting = held()
    services.conclusion_add(
        actor=world.actor("lan"), meeting_id=meeting.pk, now=world.now,
        new=NewConclusion(FIRST, lead_id=world.orgs["SXD"], due_on=date(2026, 3, 20)),
    )  # fmt: skip
    with pytest.raises(Refused, match="đã được duyệt") as caught:
        give(world, meeting, first(world, meeting))
    assert (caught.value.code, caught.value.status) == ("not_concluded", 409)


@pytest.mark.parametrize(
    ("who", "called", "answer"),
    [("vy", (), NotVisible), ("quantri", (), NotVisible), ("tuan", (), Refused), ("minh", ("SNN",), Refused),
     ("thu", ("SNN",), Refused)],
)  # fmt: skip
def test_a_guest_gives_nothing_and_who_is_not_there_sees_nothing(
    world: World, concluded: Concluded, who: str, called: tuple[str, ...], answer: type[Exception]
) -> None:
    meeting = concluded(orgs=("UB-THUONG", *called))
    with pytest.raises(answer) as caught:
        give(world, meeting, first(world, meeting), who=who)
    if isinstance(caught.value, Refused):
        assert caught.value.status == 403
    assert not Task.objects.exists()


def test_all_faults_are_told_with_the_item_and_nothing_is_given(world: World, concluded: Concluded) -> None:
    meeting, other = concluded(), concluded(starts_at=at(1, 14), ends_at=at(1, 15))
    wrong = (
        first(world, meeting, title=" ", doers=((world.orgs["SXD"], world.people["thu"]),)),
        second(world, meeting, product="", due_on=None),
        NewGiving(item(meeting, 3).pk, "Theo dõi", "Báo cáo", (), no_due_reason="thường xuyên"),
        first(world, other),
    )
    with pytest.raises(InputErrors) as caught:
        give(world, meeting, *wrong)
    assert {(each.row, each.field) for each in caught.value.errors} == {
        (1, "title"), (1, "responsible"), (2, "product"), (2, "due_on"), (3, "responsible"), (4, "item")
    }  # fmt: skip
    assert not Task.objects.exists() and not ConclusionTask.objects.exists()


def test_the_lead_is_the_one_that_the_conclusion_names(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    with pytest.raises(InputErrors, match="Kết luận giao Sở Xây dựng chủ trì"):
        give(world, meeting, first(world, meeting, doers=((world.orgs["SNN"], world.people["thu"]),)))


def test_an_item_is_given_once(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    with pytest.raises(InputErrors, match="hai lần"):
        give(world, meeting, first(world, meeting), first(world, meeting))
    with pytest.raises(InputErrors, match="ít nhất một mục"):
        give(world, meeting)
    give(world, meeting, first(world, meeting))
    with pytest.raises(Refused, match="Mục 1 đã được giao") as caught:
        give(world, meeting, second(world, meeting), first(world, meeting))
    assert (caught.value.code, caught.value.status) == ("given", 409)
    assert Task.objects.count() == 1


def test_conclusions_that_were_given_are_not_opened_again(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    give(world, meeting, first(world, meeting))
    with pytest.raises(Refused, match="Đã giao việc theo kết luận"):
        services.meeting_reopen(actor=world.actor("hanh"), meeting_id=meeting.pk, reason="sai", now=world.now)


# ------------------------------------------------------------------------------------------------ given


def test_each_item_becomes_tasks_that_keep_its_words_and_where_they_stand(world: World, concluded: Concluded) -> None:
    meeting = concluded(chair_id=world.people["phong"])
    links = give(world, meeting, first(world, meeting), second(world, meeting))
    assert [link.item_id for link in links] == [item(meeting, number).pk for number in (1, 2, 2)]
    one, two, three = (link.task for link in links)
    assert (one.text, one.source_line) == (
        FIRST, "Mục 1, kết luận tại cuộc họp “Giao ban tháng 3” ngày 01/03/2026"
    )  # fmt: skip
    assert (one.lead_org_id, one.responsible_id, one.due_on, one.given_on) == (
        world.orgs["SXD"], world.people["hai"], date(2026, 3, 20), date(2026, 3, 1)
    )  # fmt: skip
    # Phong chaired it, for the committee of the province.
    assert (one.giver_id, one.giver_org_id) == (world.people["phong"], world.orgs["BCD"])
    assert [(each.lead_org_id, each.text) for each in (two, three)] == [
        (world.orgs["UB-THUONG"], SECOND), (world.orgs["UB-HA"], SECOND)
    ]  # fmt: skip
    told = Notice.objects.filter(kind="task.given").values_list("account_id", flat=True)
    assert {world.accounts[name] for name in ("hai", "tuan", "vy")} <= set(told)


def test_the_source_is_the_notice_once_it_is_issued(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    services.notice_number(actor=world.actor("lan"), meeting_id=meeting.pk, new=notice(), now=world.now)
    [link] = give(world, meeting, first(world, meeting))
    assert link.task.source_line == "Mục 1, Thông báo kết luận số 01/TB-VPĐP ngày 02/03/2026"


def test_the_chair_gives_too(world: World, concluded: Concluded) -> None:
    meeting = concluded(chair_id=world.people["phong"])
    [link] = give(world, meeting, first(world, meeting), who="phong")
    assert link.task.giver_id == world.people["phong"]


def test_who_sees_the_item_and_the_task_sees_the_link(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    links = give(world, meeting, first(world, meeting), second(world, meeting))
    ids = [link.pk for link in links]

    def seen(who: str) -> set[int]:
        return set(ConclusionTask.objects.visible_to(world.actor(who)).values_list("pk", flat=True))

    assert seen("lan") == seen("phong") == set(ids)
    # Thượng Sơn was called and has a task; Hạ Sơn has one, but was not called; construction neither was.
    assert seen("tuan") == {ids[1]}
    assert seen("vy") == seen("hai") == seen("quantri") == set()


# ------------------------------------------------------------------------------------------------ how they stand


def test_an_item_stands_by_the_worst_of_its_tasks(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    give(world, meeting, first(world, meeting), second(world, meeting))

    def stands(who: str, day: date) -> list[tuple[str, int, bool]]:
        found = giving.conclusions_standing(world.actor(who), [meeting.pk], day)[meeting.pk]
        return [(each.standing, len(each.tasks), each.beyond) for each in found.items]

    assert stands("lan", date(2026, 3, 2)) == [("OPEN", 1, False), ("OPEN", 2, False), ("NOT_GIVEN", 0, False)]
    assert stands("lan", date(2026, 3, 11)) == [("OPEN", 1, False), ("LATE", 2, False), ("NOT_GIVEN", 0, False)]
    assert stands("lan", date(2026, 3, 21)) == [("LATE", 1, False), ("LATE", 2, False), ("NOT_GIVEN", 0, False)]
    # What others do is not Thượng Sơn's to read; that it was given it is told.
    assert stands("tuan", date(2026, 3, 2)) == [("GIVEN", 0, True), ("OPEN", 1, True), ("NOT_GIVEN", 0, False)]
    task = Task.objects.get(conclusion_link__item=item(meeting, 1))
    task_withdraw(actor=world.actor("lan"), task_id=task.pk, reason="trùng", now=world.now)
    assert stands("lan", date(2026, 3, 2))[0] == ("OFF", 1, False)


def test_the_next_of_the_kind_opens_with_the_last(world: World, concluded: Concluded, plan: Plan) -> None:
    early = concluded(starts_at=at(1, 6), ends_at=at(1, 7))
    last = concluded()
    of_commune = concluded(host="UB-THUONG", who="tuan", orgs=("UB-HA",), starts_at=at(1, 14), ends_at=at(1, 15))
    lan = world.actor("lan")

    def opens(**more: Any) -> int | None:
        row = reading.meeting(lan, plan(**more).pk)
        found = giving.opens_with(lan, row)
        return None if found is None else found.pk

    assert opens() == last.pk
    assert opens(host="UB-THUONG", who="tuan", starts_at=at(6, 8), ends_at=at(6, 9)) == of_commune.pk
    assert opens(previous_id=early.pk, starts_at=at(7, 8), ends_at=at(7, 9)) == early.pk
    assert giving.opens_with(lan, reading.meeting(lan, early.pk)) is None


def test_how_they_stand_takes_a_fixed_number_of_queries(
    world: World, concluded: Concluded, django_assert_num_queries: Any
) -> None:
    meeting = concluded()
    give(world, meeting, first(world, meeting))
    lan = world.actor("lan")
    with django_assert_num_queries(STANDING_QUERIES):
        giving.conclusions_standing(lan, [meeting.pk], world.today)
    give(world, meeting, second(world, meeting))
    with django_assert_num_queries(STANDING_QUERIES):
        giving.conclusions_standing(lan, [meeting.pk], world.today)


STANDING_QUERIES = 5


# ------------------------------------------------------------------------------------------------ the notice


def _letter(world: World, number_text: str, *, take: bool = False) -> Document:
    return document_register(
        actor=world.actor("lan"), now=world.now,
        new=NewDocument(
            "OUT", date(2026, 3, 2), "Về việc khác", number_text, issuer_id=world.orgs["VPDP"],
            kind_id=DocumentKind.objects.get(short="TB").pk,
            take_number=take,
        ),
    )  # fmt: skip


def test_a_number_that_a_document_has_is_not_given_to_a_notice(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    _letter(world, "05/TB-VPĐP")
    with pytest.raises(InputErrors, match="Đã có văn bản số 05/TB-VPĐP") as caught:
        services.notice_number(
            actor=world.actor("lan"), meeting_id=meeting.pk, new=notice(number=5), now=world.now
        )
    assert [each.field for each in caught.value.errors] == ["number"]
    assert not ConclusionNotice.objects.exists()


def test_notices_and_documents_are_numbered_by_one_series(world: World, concluded: Concluded) -> None:
    meeting = concluded(orgs=("UB-THUONG", "SNN"))
    _letter(world, "4/TB-VPĐP")
    row = services.notice_number(actor=world.actor("lan"), meeting_id=meeting.pk, new=notice(), now=world.now)
    assert str(row) == "05/TB-VPĐP"
    document = row.document
    assert document is not None
    assert (document.direction, document.number_text, document.issuer_id, document.kind.short) == (
        "OUT", "05/TB-VPĐP", world.orgs["VPDP"], "TB"
    )  # fmt: skip
    assert _letter(world, "TB-VPĐP", take=True).number == 6
    # Whom it speaks to, to act; who else was called, to know.
    assert set(document.addressees.values_list("org_id", "duty")) == {
        (world.orgs["SXD"], "MAIN"), (world.orgs["UB-THUONG"], "MAIN"), (world.orgs["UB-HA"], "MAIN"),
        (world.orgs["SNN"], "INFO"),
    }  # fmt: skip


# ------------------------------------------------------------------------------------------------ pages
# (of the machine's today, when all that was due in March 2026 is late)


def test_the_page_has_a_card_for_each_open_item_with_who_would_do_it(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    page = sign_in(world, "lan").get(reverse("meetings:give", args=[meeting.pk])).content.decode()
    assert page.count('class="quote"') == 3
    assert "Rà soát đường thôn &amp; báo cáo" in page  # the title without the address
    assert "Đỗ Văn Hải" in page and "Giao riêng cho từng đơn vị (2)" in page
    assert "chưa rõ, hãy chọn người" in page


def _data(world: World, meeting: BriefingMeeting, *numbers: int) -> dict[str, str]:
    data: dict[str, str] = {}
    for number in numbers:
        head = f"i{item(meeting, number).pk}"
        data |= {f"{head}-accept": "on", f"{head}-title": f"Việc {number}", f"{head}-product": "Báo cáo",
                 f"{head}-due_on": "20/03/2026", f"{head}-kind": "ORDINARY"}  # fmt: skip
        if number == 1:
            data[f"{head}-responsible"] = f"{world.people['hai']}-{world.orgs['SXD']}"
        if number == 2:
            data[f"{head}-give_each"] = "on"
    return data


def test_one_press_gives_and_says_what_is_left(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    lan = sign_in(world, "lan")
    url = reverse("meetings:give", args=[meeting.pk])
    wrong = lan.post(url, _data(world, meeting, 1, 3))
    assert wrong.status_code == 422 and "mỗi việc có đúng một người" in wrong.content.decode()
    assert not Task.objects.exists()
    done = lan.post(url, _data(world, meeting, 1, 2), follow=True)
    page = done.content.decode()
    assert "Đã giao 3 nhiệm vụ" in page and "Còn chưa giao: mục 3." in page
    codes = [task.code for task in Task.objects.order_by("pk")]
    assert all(code in page for code in codes) and "chưa giao: 1" in page and "quá hạn: 2" in page
    rest = lan.get(url).content.decode()
    assert rest.count('class="quote"') == 1


def _rows(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_next_meeting_shows_how_the_last_stands_and_the_list_behind(
    world: World, concluded: Concluded, plan: Plan
) -> None:
    meeting = concluded()
    give(world, meeting, first(world, meeting), second(world, meeting))
    nxt = plan(title="Giao ban tháng 4", starts_at=at(5, 8) + timedelta(days=30), ends_at=at(5, 9) + timedelta(days=30))
    lan = sign_in(world, "lan")
    page = _rows(lan, reverse("meetings:page", args=[nxt.pk]))
    assert 'id="previous"' in page and SECOND in page and "quá hạn: 2" in page
    listed = _rows(lan, reverse("meetings:tasks", args=[meeting.pk]))
    assert "Rà soát đường thôn" in listed and listed.count("Gửi danh mục đường thôn") >= 2
    assert "Rà soát đường thôn" not in _rows(lan, reverse("meetings:tasks", args=[meeting.pk]) + "?timeliness=NEAR")


def test_the_invitation_tells_how_the_last_conclusions_stand(
    world: World, concluded: Concluded, plan: Plan
) -> None:
    meeting = concluded()
    give(world, meeting, first(world, meeting))
    lan = world.actor("lan")
    nxt = reading.meeting(lan, plan().pk)
    words = letters.previous_words(lan, nxt)
    assert [(each["so"], each["tinh_trang"]) for each in words] == [
        ("1", "đang làm: Đỗ Văn Hải, Sở Xây dựng, hạn 20/03/2026"), ("2", "chưa giao"), ("3", "chưa giao")
    ]  # fmt: skip


def test_the_chain_leads_from_the_meeting_to_task_and_document_and_back(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    row = services.notice_number(actor=world.actor("lan"), meeting_id=meeting.pk, new=notice(), now=world.now)
    [link] = give(world, meeting, first(world, meeting))
    lan = sign_in(world, "lan")
    page = _rows(lan, reverse("meetings:page", args=[meeting.pk]))
    assert "kết luận đã giao thành" in page and f"/documents/{row.document_id}/" in page
    assert meeting.title in _rows(lan, reverse("tasks:page", args=[link.task_id]))
    assert meeting.title in _rows(lan, reverse("directives:page", args=[row.document_id]))
    assert chain_of(world.actor("lan"), "task", link.task_id)


# ------------------------------------------------------------------------------------------------ the commune


def test_the_commune_page_and_the_board_tell_of_papers_and_meetings(world: World, concluded: Concluded) -> None:
    meeting = concluded()
    services.notice_number(actor=world.actor("lan"), meeting_id=meeting.pk, new=notice(), now=world.now)
    lan = sign_in(world, "lan")
    page = _rows(lan, reverse("board:commune", args=[world.units["thuong"]]))
    assert 'id="meetings"' in page and 'id="papers"' in page and "01/TB-VPĐP" in page
    assert 'id="steering-papers"' in _rows(lan, reverse("board:steering"))
    listed = _rows(lan, reverse("meetings:list") + f"?concerns=%23{world.units['thuong']}")
    assert meeting.title in listed
    assert tasks(world.actor("lan"), world.today).count() == 0
