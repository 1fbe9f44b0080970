"""Many like things of a day in one notice, which grows only while nobody has read or been mailed it (mechanism 8)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.notify import services
from dieuphoi.core.notify.bundles import NAMED, Bundle, Words
from dieuphoi.core.notify.delivery import deliveries_send
from dieuphoi.core.notify.digest import digests_write
from dieuphoi.core.notify.models import Delivery, Notice, NoticeItem
from dieuphoi.core.notify.selectors import told_together
from dieuphoi.core.notify.services import Told, notify_many, together, webhook_add
from dieuphoi.registry.organisations.models import Person
from tests.support.world import World, build_world, sign_in

KIND, MENTION = "round.entry_due", "comment.mention"


def words(notice_id: int, count: int, names: Sequence[str]) -> Words:
    return Words(f"{count} phiếu", ", ".join(names), f"/list/?told={notice_id}")


def thing(world: World, n: int, *who: str, key: str = "round:1", kind: str = KIND, **more: Any) -> Told:
    about = more.pop("about", n)
    return Told(
        to=[world.accounts[name] for name in who or ("tuan",)], kind=kind, once=f"k{n}", title=f"Phiếu {n}",
        text="một", url=f"/one/{n}/", bundle=Bundle(key, f"Xã {n}", words, about), **more,
    )  # fmt: skip


def tell(world: World, *items: Told, at: datetime | None = None) -> int:
    return notify_many(actor=world.actor("lan"), items=items, now=at or world.now)


def inbox(world: World, who: str = "tuan") -> list[tuple[str, str, int]]:
    rows = Notice.objects.filter(account_id=world.accounts[who]).order_by("pk")
    return [(row.title, row.text, row.held) for row in rows]


# --- refusals


def test_what_is_told_at_once_is_never_bundled(world: World) -> None:
    for item in (thing(world, 1, at_once=True), thing(world, 1, kind=MENTION)):
        with pytest.raises(ValueError, match="singly"):
            tell(world, item)
    assert not Notice.objects.exists()


def test_a_rolled_back_act_grows_nothing(world: World) -> None:
    class Broken(Exception):
        pass

    tell(world, thing(world, 1))
    with pytest.raises(Broken), act(world.actor("lan"), "test"):
        tell(world, thing(world, 2))
        raise Broken
    assert inbox(world) == [("Phiếu 1", "một", 1)]
    assert NoticeItem.objects.count() == 1


def test_the_database_lets_only_an_unread_unmailed_bundle_grow(world: World) -> None:
    tell(world, thing(world, 1), thing(world, 2))
    tell(world, Told([world.accounts["tuan"]], KIND, "single", "Một tin"))
    grown = {"title": "khác", "held": 3}

    def refused(rows: Any, **change: Any) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)

    bundle, single = Notice.objects.exclude(bundle=""), Notice.objects.filter(bundle="")
    refused(single, title="khác")
    refused(single, **grown)
    refused(bundle, title="khác")  # without holding more
    refused(bundle, held=1)
    refused(bundle, bundle="round:2")
    bundle.update(read_at=world.now)
    refused(bundle, **grown)
    refused(NoticeItem.objects.all(), name="khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        NoticeItem.objects.all().delete()


def test_nobody_sees_what_another_was_told_together(world: World) -> None:
    tell(world, thing(world, 1), thing(world, 2))
    [notice] = Notice.objects.all()
    assert told_together(world.actor("vy"), notice.pk, KIND) is None
    assert told_together(world.actor("tuan"), notice.pk, MENTION) is None
    assert told_together(world.actor("tuan"), notice.pk, KIND) == ("2 phiếu", [1, 2])


# --- growing


def test_one_notice_grows_and_says_how_many_and_which(world: World) -> None:
    assert tell(world, thing(world, 1, "tuan", "vy")) == 2
    assert inbox(world) == [("Phiếu 1", "một", 1)]
    later = world.now + timedelta(minutes=5)
    assert tell(world, thing(world, 2), thing(world, 3), at=later) == 2
    [notice] = Notice.objects.filter(account_id=world.accounts["tuan"])
    assert (notice.title, notice.text, notice.held) == ("3 phiếu", "Xã 1, Xã 2, Xã 3", 3)
    assert (notice.url, notice.created_at, notice.read_at) == (f"/list/?told={notice.pk}", later, None)
    assert inbox(world, "vy") == [("Phiếu 1", "một", 1)]
    tell(world, *(thing(world, n) for n in range(4, 31)))
    [(title, text, held)] = inbox(world)
    assert (title, held) == ("30 phiếu", 30)
    assert text == ", ".join(f"Xã {n}" for n in range(1, NAMED + 1))


def test_another_round_another_kind_another_day_begins_another_notice(world: World) -> None:
    tell(world, thing(world, 1), thing(world, 2, key="round:2"), thing(world, 3, kind="round.verify_due"))
    midnight = world.now.replace(hour=17, minute=0)  # in Hà Nội
    tell(world, thing(world, 4), at=midnight - timedelta(minutes=1))
    tell(world, thing(world, 5), at=midnight)
    assert [row[0] for row in inbox(world)] == ["2 phiếu", "Phiếu 2", "Phiếu 3", "Phiếu 5"]


def test_nothing_is_told_twice_read_or_not(world: World) -> None:
    tell(world, thing(world, 1), thing(world, 2), thing(world, 2))
    assert tell(world, thing(world, 1), thing(world, 2)) == 0
    assert inbox(world) == [("2 phiếu", "Xã 1, Xã 2", 2)]
    services.notices_read_all(actor=world.actor("tuan"), now=world.now)
    assert tell(world, thing(world, 1), thing(world, 2)) == 0
    assert tell(world, thing(world, 2), at=world.now + timedelta(days=1)) == 0
    assert inbox(world) == [("2 phiếu", "Xã 1, Xã 2", 2)]


def test_the_same_record_told_again_counts_once(world: World) -> None:
    tell(world, thing(world, 1), thing(world, 2))
    assert tell(world, thing(world, 3, about=1)) == 1
    assert inbox(world) == [("2 phiếu", "Xã 1, Xã 2", 3)]
    tell(world, thing(world, 8, about=8, key="round:9"), thing(world, 9, about=8, key="round:9"))
    assert inbox(world)[1] == ("Phiếu 9", "một", 2)


def test_what_was_read_stays_and_the_next_begins_anew(world: World) -> None:
    tell(world, thing(world, 1), thing(world, 2))
    services.notices_read_all(actor=world.actor("tuan"), now=world.now)
    tell(world, thing(world, 3))
    tell(world, thing(world, 4))
    assert inbox(world) == [("2 phiếu", "Xã 1, Xã 2", 2), ("2 phiếu", "Xã 3, Xã 4", 2)]


def test_a_page_that_showed_two_does_not_mark_the_third_as_read(world: World) -> None:
    tell(world, thing(world, 1), thing(world, 2))
    client = sign_in(world, "tuan")
    [notice] = Notice.objects.all()
    assert f'data-seen-ids="{notice.pk}-2 "' in client.get("/inbox/").content.decode()
    tell(world, thing(world, 3))
    assert client.post("/inbox/seen/", {"ids": [f"{notice.pk}-2", str(notice.pk)]}).json() == {"unread": 1}
    assert client.post("/inbox/seen/", {"ids": [f"{notice.pk}-3"]}).json() == {"unread": 0}


def test_an_import_writes_in_a_fixed_number_of_queries(world: World) -> None:
    lan = world.actor("lan")

    def telling(first: int, count: int) -> int:
        with act(lan, "test"), CaptureQueriesContext(connection) as queries, together(world.now):
            for n in range(first, first + count):
                notify_many(actor=lan, items=[thing(world, n, "tuan", "vy", "binh")], now=world.now)
        return len(queries)

    tell(world, thing(world, 0, "tuan"))
    assert telling(1, 3) <= 10  # begins two, grows one
    assert telling(5, 2) == telling(10, 124) <= 8
    assert [inbox(world, who)[0][0] for who in ("tuan", "vy", "binh")] == ["130 phiếu", "129 phiếu", "129 phiếu"]


# --- mail, webhook


@pytest.fixture
def mailing(settings: Any, world: World) -> World:
    settings.DIEUPHOI_MAIL = True
    settings.DIEUPHOI_DIGEST_HOUR = 7
    with act(system_actor(world.today), "test"):
        for name in ("tuan", "vy"):
            Person.objects.filter(pk=world.people[name]).update(email=f"{name}@example.vn")
    return world


def test_a_digest_carries_the_bundle_and_the_next_thing_begins_anew(mailing: World) -> None:
    tell(mailing, thing(mailing, 1), thing(mailing, 2))
    assert digests_write(now=mailing.now) == 1
    tell(mailing, thing(mailing, 3))
    deliveries_send(now=mailing.now)
    assert "- 2 phiếu\n  Xã 1, Xã 2\n" in mail.outbox[0].body
    assert [row[0] for row in inbox(mailing)] == ["2 phiếu", "Phiếu 3"]


def test_who_wants_each_at_once_gets_each_by_itself(mailing: World) -> None:
    tell(mailing, thing(mailing, 1, "tuan", "vy"))
    services.choices_set(actor=mailing.actor("tuan"), hour=7, mails={KIND: "at_once"}, now=mailing.now)
    tell(mailing, thing(mailing, 2, "tuan", "vy"), thing(mailing, 3, "tuan", "vy"))
    assert [row[0] for row in inbox(mailing)] == ["Phiếu 1", "Phiếu 2", "Phiếu 3"]
    assert [row[0] for row in inbox(mailing, "vy")] == ["3 phiếu"]
    assert sorted(Delivery.objects.values_list("subject", flat=True)) == ["Phiếu 2", "Phiếu 3"]
    assert tell(mailing, thing(mailing, 2, "tuan", "vy")) == 0


def test_a_webhook_hears_of_each(world: World) -> None:
    webhook_add(actor=world.actor("hanh"), name="x", url="http://localhost:9/", kinds_wanted=[KIND], now=world.now)
    for n in (1, 2):
        tell(world, thing(world, n, "tuan", "vy"))
    assert sorted(Delivery.objects.values_list("subject", flat=True)) == ["Phiếu 1", "Phiếu 2"]


# --- at the same instant


@pytest.mark.django_db(transaction=True)
def test_two_at_once_grow_the_same_notice_and_lose_nothing(now: datetime) -> None:
    world = build_world(now)
    Notice.objects.filter(read_at=None).update(read_at=now)
    start = threading.Barrier(3)
    faults: list[Exception] = []

    def run(first: int) -> None:
        try:
            lan = world.actor("lan")
            start.wait(10)
            for n in range(first, first + 6):
                # 100 is told by all three: once.
                items = [thing(world, n, "tuan", "vy"), thing(world, 100, "vy", "tuan")]
                with act(lan, "test"):
                    notify_many(actor=lan, items=items, now=now)
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(first,)) for first in (10, 20, 30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not faults
    for who in ("tuan", "vy"):
        rows = Notice.objects.filter(account_id=world.accounts[who], kind=KIND)
        [notice] = rows.exclude(bundle="")
        assert (notice.title, notice.held) == ("19 phiếu", 19)
        assert sorted(notice.items.values_list("place", flat=True)) == list(range(1, 20))
