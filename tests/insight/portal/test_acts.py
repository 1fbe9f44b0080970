"""Preparing, approving, putting aside, withdrawing (S3-02): refusals first, then each act once, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, anonymous_actor
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.insight.desk.selectors import my_work
from dieuphoi.insight.portal import selectors
from dieuphoi.insight.portal.content import Tampered, content_of
from dieuphoi.insight.portal.models import PublicContent, PublicList
from dieuphoi.insight.portal.services import list_approve, list_drop, list_prepare, list_withdraw
from dieuphoi.programme.recognition.services import NewRecognition, recognition_record
from tests.insight.portal.conftest import Prepare
from tests.support.world import World, sign_in

SignIn = Callable[[str], Client]


def asked(world: World, **changed: Any) -> dict[str, Any]:
    usual = {
        "actor": world.actor("lan"), "kind": "recognised-units", "province_id": world.units["tinh"],
        "as_of": world.today, "now": world.now,
    }  # fmt: skip
    return {**usual, **changed}


# ----------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize("who", ["minh", "thu", "tuan", "vy", "phong", "quantri"])
def test_only_the_office_prepares(world: World, recognised: dict[str, int], who: str) -> None:
    with pytest.raises(Refused) as refusal:
        list_prepare(**asked(world, actor=world.actor(who)))
    assert (refusal.value.code, refusal.value.status) == ("not_office", 403)


def test_the_signed_out_person_prepares_and_sees_nothing(world: World, prepare: Prepare) -> None:
    nobody = anonymous_actor(world.today)
    row = prepare(approved=True)
    with pytest.raises(Refused, match="Hãy đăng nhập lại"):
        list_prepare(**asked(world, actor=nobody))
    assert not PublicList.objects.visible_to(nobody).exists()
    assert not PublicContent.objects.visible_to(nobody).exists()
    with pytest.raises(NotVisible):
        selectors.list_of(nobody, row.pk)


def test_what_cannot_be_a_list_is_told_with_every_fault_at_once(world: World, recognised: dict[str, int]) -> None:
    with pytest.raises(InputErrors) as faults:
        list_prepare(
            **asked(world, kind="nothing", province_id=world.units["ha"], as_of=world.today + timedelta(days=1))
        )
    assert {fault.field for fault in faults.value.errors} == {"kind", "province", "as_of"}


def test_an_empty_list_is_not_prepared(world: World) -> None:
    with pytest.raises(InputErrors, match="không có dòng nào"):
        list_prepare(**asked(world))
    assert not PublicList.objects.exists()


def test_nobody_approves_what_they_prepared(world: World, recognised: dict[str, int]) -> None:
    row = list_prepare(**asked(world, actor=world.actor("hanh")))
    with pytest.raises(Refused) as refusal:
        list_approve(actor=world.actor("hanh"), list_id=row.pk, now=world.now)
    assert (refusal.value.code, refusal.value.status) == ("same_person", 403)
    assert "Người soạn không tự duyệt" in refusal.value.reason
    row.refresh_from_db()
    assert row.state == "PREPARED"


def test_the_database_itself_refuses_the_same_person(world: World, recognised: dict[str, int]) -> None:
    row = list_prepare(**asked(world, actor=world.actor("hanh")))
    with pytest.raises(IntegrityError, match="public_list_approved_by_another"), act(world.actor("hanh"), "x.y"):
        PublicList.objects.filter(pk=row.pk).update(
            state="PUBLISHED", approved_by_id=row.prepared_by_id, approved_at=world.now, approved_office="x"
        )


@pytest.mark.parametrize(("act_", "more"), [(list_approve, {}), (list_withdraw, {"reason": "sai"})])
def test_a_specialist_neither_approves_nor_withdraws(world: World, prepare: Prepare, act_: Any, more: Any) -> None:
    row = prepare(approved=act_ is list_withdraw)
    with pytest.raises(Refused) as refusal:
        act_(actor=world.actor("lan"), list_id=row.pk, now=world.now, **more)
    assert (refusal.value.code, refusal.value.status) == ("not_office_head", 403)


def test_a_leader_sees_what_waits_and_decides_nothing(world: World, prepare: Prepare) -> None:
    row = prepare()
    phong = world.actor("phong")
    assert selectors.list_of(phong, row.pk) == row
    for act_, more in ((list_approve, {}), (list_drop, {"reason": "x"})):
        with pytest.raises(Refused):
            act_(actor=phong, list_id=row.pk, now=world.now, **more)  # type: ignore[operator]


@pytest.mark.parametrize("act_", [list_approve, list_drop, list_withdraw])
def test_another_provinces_office_does_not_see_the_list(
    world: World, prepare: Prepare, other_head: Actor, act_: Any
) -> None:
    row = prepare(approved=act_ is list_withdraw)
    more = {} if act_ is list_approve else {"reason": "x"}
    with pytest.raises(NotVisible):
        act_(actor=other_head, list_id=row.pk, now=world.now, **more)
    assert not PublicList.objects.visible_to(other_head).exists()
    with pytest.raises(Refused, match="Văn phòng điều phối của tỉnh"):
        list_prepare(**asked(world, actor=other_head))


@pytest.mark.parametrize(("act_", "approved"), [(list_drop, False), (list_withdraw, True)])
def test_dropping_and_withdrawing_ask_for_a_reason(world: World, prepare: Prepare, act_: Any, approved: bool) -> None:
    row = prepare(approved=approved)
    with pytest.raises(Refused, match="Hãy ghi lý do"):
        act_(actor=world.actor("hanh"), list_id=row.pk, reason="  ", now=world.now)


def test_what_is_over_stays_over(world: World, prepare: Prepare) -> None:
    hanh = world.actor("hanh")
    dropped, withdrawn = prepare("commune-units"), prepare(approved=True)
    list_drop(actor=hanh, list_id=dropped.pk, reason="thiếu", now=world.now)
    list_withdraw(actor=hanh, list_id=withdrawn.pk, reason="sai", now=world.now)
    for row in (dropped, withdrawn):
        with pytest.raises(Refused) as refusal:
            list_approve(actor=hanh, list_id=row.pk, now=world.now)
        assert (refusal.value.code, refusal.value.status) == ("wrong_state", 409)


def test_the_same_content_waits_once(world: World, prepare: Prepare) -> None:
    row = prepare()
    with pytest.raises(Refused, match="giống hệt, chờ duyệt"):
        prepare()
    list_drop(actor=world.actor("hanh"), list_id=row.pk, reason="soạn lại", now=world.now)
    assert prepare().content_hash == row.content_hash


def test_a_preview_that_is_out_of_date_is_not_frozen(world: World, prepare: Prepare) -> None:
    with pytest.raises(Refused, match="vừa thay đổi") as refusal:
        list_prepare(**asked(world, seen_hash="0" * 64))
    assert (refusal.value.code, refusal.value.status) == ("changed_since", 409)
    assert not PublicList.objects.exists()


# ----------------------------------------------------------------------------------------------- the acts


def test_a_head_and_a_deputy_are_told_and_another_than_the_preparer_approves(
    world: World, recognised: dict[str, int], deputy: Actor
) -> None:
    row = list_prepare(**asked(world, actor=world.actor("hanh")))
    told = Notice.objects.filter(kind="portal.prepared").values_list("account_id", flat=True)
    assert set(told) == {deputy.id}, "who prepared is not told of their own act"
    assert [item.title for item in my_work(deputy, world.today) if item.kind == "publish"] == [
        "Duyệt danh sách công khai"
    ]
    assert not [item for item in my_work(world.actor("hanh"), world.today) if item.kind == "publish"]
    published = list_approve(actor=deputy, list_id=row.pk, now=world.now)
    assert (published.state, published.approved_by_id) == ("PUBLISHED", deputy.id)
    assert published.approved_office == "Văn phòng điều phối tỉnh"
    decided = Notice.objects.get(kind="portal.decided")
    assert (decided.account_id, decided.url) == (world.accounts["hanh"], f"/publications/{row.pk}/")
    assert decided.title == f"Đã công khai: {row.title}"
    assert not [item for item in my_work(deputy, world.today) if item.kind == "publish"]


def test_a_withdrawal_is_told_to_who_prepared_and_who_approved(world: World, prepare: Prepare, deputy: Actor) -> None:
    row = prepare(approved=True)
    list_withdraw(actor=deputy, list_id=row.pk, reason="sai số quyết định", now=world.now)
    told = {(notice.account_id, notice.text) for notice in Notice.objects.filter(once=f"public_list:{row.pk}:withdraw")}
    assert told == {
        (world.accounts["lan"], "sai số quyết định"), (world.accounts["hanh"], "sai số quyết định")
    }  # fmt: skip
    row.refresh_from_db()
    assert (row.state, row.ended_reason) == ("WITHDRAWN", "sai số quyết định")
    assert content_of(row).rows, "nothing is deleted"


# ------------------------------------------------------------------------------ what was prepared stays as it was


def test_a_later_change_of_the_registers_does_not_reach_the_list(world: World, prepare: Prepare) -> None:
    row = prepare(approved=True)
    before = content_of(row).plain
    recognition_record(
        actor=world.actor("lan"),
        new=NewRecognition(world.units["dong"], "commune_advanced", 2026, "40/QĐ-UBND", date(2026, 2, 1)),
        now=world.now,
    )
    fresh = selectors.list_of(world.actor("hanh"), row.pk)
    assert content_of(fresh).plain == before
    again = prepare()
    assert again.content_hash != row.content_hash
    assert again.row_count == row.row_count + 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE portal_publiccontent SET content = ''::bytea",
        "DELETE FROM portal_publiccontent",
        "UPDATE portal_publiclist SET title = 'khác'",
        "UPDATE portal_publiclist SET content_hash = repeat('0', 64)",
        "UPDATE portal_publiclist SET as_of = '2020-01-01'",
        "UPDATE portal_publiclist SET approved_office = 'ai khác'",
        "UPDATE portal_publiclist SET state = 'PREPARED'",
        "DELETE FROM portal_publiclist",
    ],
)
def test_the_database_refuses_to_change_what_was_published(world: World, prepare: Prepare, change: str) -> None:
    prepare(approved=True)
    with pytest.raises(DatabaseError), act(world.actor("lan"), "x.y"), connection.cursor() as cursor:
        cursor.execute(change)


def tampered(row: PublicList) -> None:
    """Change a stored content by force, past the triggers, as a thief of the database would."""
    content = PublicContent.objects.get(public_list=row)
    plain = content_of(row).plain
    other = {**plain, "rows": [[*plain["rows"][0][:-1], "giả"], *plain["rows"][1:]]}
    from dieuphoi.insight.portal.content import Content, packed

    with connection.cursor() as cursor:
        # Checks put off to the end of the transaction would keep the table from being altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE portal_publiccontent DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE portal_publiccontent SET content = %s WHERE id = %s", [packed(Content(other)), content.pk]
        )
        cursor.execute("ALTER TABLE portal_publiccontent ENABLE TRIGGER USER")


def test_a_tampered_content_is_told_and_never_shown(world: World, prepare: Prepare, signed_in: SignIn) -> None:
    row, waiting = prepare(approved=True), prepare("commune-units")
    assert content_of(selectors.list_of(world.actor("hanh"), row.pk)).sha256 == row.content_hash
    tampered(row)
    tampered(waiting)
    with pytest.raises(Tampered):
        content_of(selectors.list_of(world.actor("hanh"), row.pk))
    with pytest.raises(Refused, match="không khớp mã kiểm tra") as refusal, transaction.atomic():
        list_approve(actor=world.actor("hanh"), list_id=waiting.pk, now=world.now)
    assert refusal.value.code == "tampered"
    public = Client().get(reverse("public:list", args=[row.pk]))
    assert (public.status_code, public["X-Robots-Tag"], public["Cache-Control"]) == (503, "noindex", "no-store")
    for form in ("csv", "xlsx", "json"):
        assert Client().get(reverse(f"public:{form}", args=[row.pk])).status_code == 503
    page = signed_in("hanh").get(reverse("portal:page", args=[row.pk]))
    assert "không khớp mã kiểm tra" in page.content.decode()
    assert signed_in("hanh").get(f"/api/v1/publications/{row.pk}").json()["code"] == "tampered"
    assert signed_in("hanh").get(reverse("portal:file", args=[row.pk, "csv"])).status_code == 409


def test_what_waits_for_approval_says_since_when_and_makes_up_no_deadline(
    world: World, recognised: dict[str, int]
) -> None:
    """Nobody set a day by which a list is approved: my work and its reminder say since when it waits."""
    row = list_prepare(**asked(world, actor=world.actor("lan")))
    [item] = [each for each in my_work(world.actor("hanh"), world.today) if each.kind == "publish"]
    assert (item.due, item.note) == (None, row.title)
    assert item.when == f"chờ từ {world.today:%d/%m/%Y}"
    page = sign_in(world, "hanh").get("/?work=1").content.decode()
    line = page[page.index("Duyệt danh sách công khai") :].split("</li>")[0]
    assert item.when in line
    assert "hạn " not in line and "hôm nay" not in line
